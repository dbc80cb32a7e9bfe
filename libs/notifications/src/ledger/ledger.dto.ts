import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsId, IsInstant, PageInfo, PageQuery } from '#platform';
import { MessageView, OutlookView } from '../messages/messages.dto.js';

export const MOST_HOURS = 168;

export class UpcomingQuery extends PageQuery {
  /** How far ahead, from now. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST_HOURS)
  hours?: number = 48;

  @IsOptional()
  @IsId()
  locationId?: string;
}

export class DryRunQuery {
  /** Due from then on. Left out: also everything that is late. */
  @IsOptional()
  @IsInstant()
  from?: string;

  /** Due before then. Left out: 48 hours from now. */
  @IsOptional()
  @IsInstant()
  to?: string;

  @IsOptional()
  @IsId()
  locationId?: string;
}

export class UpcomingView extends MessageView {
  /** What would become of it when it is due, with the visit, the recipient and the channel as they are now. */
  override outlook: OutlookView;
}

export class UpcomingPage {
  data: UpcomingView[];
  page: PageInfo;
}

export class ForecastCountView {
  channel: string;
  decision: 'send' | 'hold' | 'skip';
  reason?: string;
  count: number;
}

export class ForecastLine {
  id: string;
  kind: string;
  step?: string;
  visitId?: string;
  channel: string;
  dueAt: string;
  outlook: OutlookView;
}

export class DryRunView {
  counts: ForecastCountView[];
  /** First due first; without texts. */
  data: ForecastLine[];
  page: PageInfo;
}

export class ExceptionsQuery {
  /** How many to return, at most. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit?: number = 100;
}

export class ExceptionVisitView {
  id: string;
  status: string;
  start: string;
}

export class ExceptionView {
  /**
   * `failed`: refused for good. `no-address`: nothing reaches them. `opted-out`: they wrote "stop" and must be told all the same.
   * `too-late`: they must be told, and by the end of the quiet hours they have come, when the visit is or when they expect it.
   */
  problem: 'failed' | 'no-address' | 'opted-out' | 'too-late';
  /** What fits, the best first: `fix-contact`, `resend`, `acknowledge`. */
  actions: string[];
  message: MessageView;
  /** How many messages have the same cause, this one included; `acknowledge` speaks for all of them. */
  count: number;
  visit?: ExceptionVisitView;
  /** Of news that come too late: when they expect the visit, as far as they were told. */
  expectedAt?: string;
}

export class OverdueView {
  /** Messages that have waited for more than an hour; counted up to 1000. */
  count: number;
  oldestDueAt?: string;
}

/** Somebody has stopped it: its messages wait. */
export class PausedChannelView {
  channel: string;
  since: string;
  reason: string;
}

export class ExceptionsView {
  data: ExceptionView[];
  /** Without `next`: what is dealt with makes room. */
  page: PageInfo;
  paused: PausedChannelView[];
  overdue: OverdueView;
}

export class HistoryStepView {
  /** `planned`, `resent-from`, `tried`, `waits`, `held`, `handed-out`, `sending`, `sent`, `delivered`, `failed`, `skipped`, `suppressed`, `restored`, `sent-again`, `acknowledged`. */
  what: string;
  /** Absent where only the order is known. */
  at?: string;
  by?: string;
  reason?: string;
  until?: string;
  attempts?: number;
  /** The other one of two that say the same. */
  messageId?: string;
}

export class SpokeForView {
  /** The version of the visit that it was planned for; once it is sent, that it was written from. */
  version: number;
  /** The version that the visit has now. */
  now: number;
  /** Whether what it tells is still true. */
  holds: boolean;
}

export class HistoryView {
  data: HistoryStepView[];
  page: PageInfo;
  /** Absent when it is about something else, or when the visit is gone. */
  visit?: SpokeForView;
}
