import { IsIn, IsOptional } from 'class-validator';
import { IsId, PageInfo, PageQuery } from '#platform';
import type { Answer } from './inbound.rules.js';

export class InboundTextsQuery extends PageQuery {
  /** `open`: nobody has seen to it yet. */
  @IsOptional()
  @IsIn(['open', 'done'])
  status?: 'open' | 'done';

  @IsOptional()
  @IsId()
  patientId?: string;
}

export class NoTextBody {}

export class InboundTextView {
  id: string;
  version: number;
  /** The number that wrote. */
  from: string;
  text: string;
  /** What it was taken for; `other`: for somebody to read. */
  kind: Answer;
  /** Whose number it is, where that is certain. */
  patient?: InboundTextPatient;
  /** The visit that it was taken as an answer about. */
  visitId?: string;
  at: string;
  status: 'open' | 'done';
  doneAt?: string;
  doneBy?: string;
}

export class InboundTextPatient {
  id: string;
  displayName: string;
}

export class InboundTextsPage {
  data: InboundTextView[];
  page: PageInfo;
}
