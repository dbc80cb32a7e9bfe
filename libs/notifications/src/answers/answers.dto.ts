import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, Matches, MaxLength } from 'class-validator';
import type { DayState } from './answer.rules.js';
import { REQUEST_KINDS, type RequestKind } from './visit-request.types.js';

export class VisitLinkInput {
  /** The last part of the link. */
  @IsString()
  @MaxLength(200)
  token: string;
}

export class ConfirmByLinkInput extends VisitLinkInput {
  /** `seen` of the answer that the patient was shown. */
  @IsString()
  @MaxLength(200)
  @Matches(/^[0-9a-z-]*$/)
  seen: string;
}

export class AskByLinkInput extends ConfirmByLinkInput {
  /** A choice and no words: those would say why. */
  @IsIn(REQUEST_KINDS)
  kind: RequestKind;
}

export class VisitLinkView {
  /** `open` waits for the patient's answer, `arranging` for somebody else's; of `begun` and `cancelled` there is nothing to answer. */
  state: DayState;
  /** The patient's. */
  language: 'en' | 'es';
  clinic: string;
  address: string;
  phone: string;
  timeZone: string;
  /** Beginnings of the visits of that day that are still to come; one message speaks for all of them. */
  times: string[];
  /** Comes along with an answer: it belongs to these times and no others. */
  seen: string;
  /** What the patient has asked for and nobody has seen to yet. */
  asked?: RequestKind;
}

export class ReminderLinkView {
  /** `at-clinic`: turned off at the clinic, which turns them on again; `not-theirs`: none go to the address of this link any more. */
  state: 'on' | 'off' | 'at-clinic' | 'not-theirs';
  /** The patient's. */
  language: 'en' | 'es';
  clinic: string;
  phone: string;
}

export class OneClickInput {
  /** What mail programs post (RFC 8058). */
  @ApiProperty({ enum: ['One-Click'] })
  @IsIn(['One-Click'])
  'List-Unsubscribe': 'One-Click';
}
