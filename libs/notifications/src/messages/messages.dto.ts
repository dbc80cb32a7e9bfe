import { IsIn, IsOptional } from 'class-validator';
import { IsId, IsLine, PageInfo, PageQuery } from '#platform';
import { KIND_KEYS } from '../kinds/index.js';

const STATUSES = ['planned', 'held', 'queued', 'sent', 'delivered', 'failed', 'skipped'];
export const CHANNEL_KEYS = ['email', 'sms', 'push', 'in-app'];

export class MessagesQuery extends PageQuery {
  @IsOptional()
  @IsId()
  visitId?: string;

  @IsOptional()
  @IsId()
  patientId?: string;

  @IsOptional()
  @IsId()
  practitionerId?: string;

  /** Give `from` and `to` with it, or whose messages: at most 92 days of everybody's. */
  @IsOptional()
  @IsIn(CHANNEL_KEYS)
  channel?: string;

  /** The id of what it is about if that is no visit: of a report. */
  @IsOptional()
  @IsId()
  aboutId?: string;

  @IsOptional()
  @IsIn(STATUSES)
  status?: string;

  @IsOptional()
  @IsIn(KIND_KEYS)
  kind?: string;

  /** Due from then on: an instant, or a local date of the first location. */
  @IsOptional()
  @IsLine(40)
  from?: string;

  /** Due before then; a date is included as a whole. */
  @IsOptional()
  @IsLine(40)
  to?: string;
}

export class PreviewQuery {
  @IsId()
  visitId: string;
}

export class NoBody {}

export class RecipientView {
  type: 'patient' | 'practitioner' | 'referrer';
  id?: string;
  displayName: string;
}

export class MessageAboutView {
  /** `report`, …: what a message can be about grows. */
  type: string;
  id: string;
  /** The referral that it belongs to. */
  referralId?: string;
}

export class OutlookView {
  /** `hold`: it waits for a better hour, or for its channel, and is decided again then. */
  decision: 'send' | 'hold' | 'skip';
  /** Why not at once, as a code. */
  reason?: string;
  until?: string;
}

export class MessageView {
  id: string;
  version: number;
  /** To a practitioner: it upsets their today or tomorrow. */
  urgent?: boolean;
  /** Absent when it is about something else. */
  visitId?: string;
  /** The version of the visit that it was planned for; once it is sent, that it was written from. */
  visitVersion?: number;
  /** What it is about if that is no visit; absent when that is gone. */
  about?: MessageAboutView;
  kind: string;
  step?: string;
  channel: 'email' | 'sms' | 'push' | 'in-app';
  recipient: RecipientView;
  status: 'planned' | 'held' | 'queued' | 'sent' | 'delivered' | 'failed' | 'skipped';
  /** Why it was skipped, failed or waits. */
  reason?: string;
  dueAt: string;
  sentAt?: string;
  /** Somebody has dealt with what became of it. */
  handledAt?: string;
  /** Of what waits: what would become of it when it is due, with the visit, the recipient and the channel as they are now. */
  outlook?: OutlookView;
  subject?: string;
  /** As it was sent, or as it would be sent now; empty when this version cannot write it. */
  body: string;
  advice: string[];
}

export class MessagesPage {
  data: MessageView[];
  page: PageInfo;
}

export class PreviewAdvice {
  code: string;
  text: string;
  because: string;
}

export class PreviewMessage extends MessageView {
  /** Why they get it, and why it waits. */
  why: string;
}

export class PreviewView {
  data: PreviewMessage[];
  page: PageInfo;
  advice: PreviewAdvice[];
}

export class MailView {
  file: string;
  messageId: string;
  to: string;
  subject: string;
  /** When it left, with the offset of the location that it is from. */
  date: string;
  text: string;
}

export class MailboxView {
  data: MailView[];
  page: PageInfo;
}
