import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { IsNote, PageInfo } from '#platform';
import { CONSENT_CHANNELS, type ConsentChannel, CONSENT_PURPOSES, type ConsentPurpose, type ConsentSource } from './consent.types.js';

export class ConsentBody {
  /** For the patient's number (`sms`) or address (`email`) as it is on their record now. */
  @IsIn(CONSENT_CHANNELS)
  channel: ConsentChannel;

  /** `reminders`, or `all`: everything on that channel. */
  @IsIn(CONSENT_PURPOSES)
  purpose: ConsentPurpose;

  /** True: they agree. False: they do not want it. */
  @IsBoolean()
  given: boolean;

  /** What they were told or said. */
  @IsOptional()
  @IsNote(500)
  wording?: string;
}

export class ConsentView {
  id: string;
  channel: ConsentChannel;
  purpose: ConsentPurpose;
  given: boolean;
  /** The number or address that it was said about. */
  address: string;
  /** `carrier`: the provider refuses the number because its owner told it to stop. */
  source: ConsentSource;
  wording?: string;
  /** Who wrote it down. */
  recordedBy: string;
  at: string;
}

export class ConsentStateView {
  channel: ConsentChannel;
  address: string;
  /** Reminders may go there. */
  reminders: boolean;
  /** Anything may. */
  any: boolean;
}

export class ConsentsPage {
  /** The channels that the patient has an address on, and what holds there now. */
  state: ConsentStateView[];
  /** What was said, newest first; 100 at most. */
  data: ConsentView[];
  page: PageInfo;
}
