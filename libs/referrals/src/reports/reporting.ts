import { Injectable } from '@nestjs/common';
import type { RequestContext, Tx } from '#platform';
import type { Referral, Referrer } from '../referral.types.js';

/** A report that is to be told by a message. */
export interface ReportToTell {
  id: string;
  referrer: Referrer;
  /** Where the patient was treated: the letterhead of the message. */
  locationId: string;
  /** Days until the referrer is asked again, and again. */
  remindAfterDays: number;
}

/** Hears of reports inside the transaction that changes them: registered by the lib that sends messages. */
export interface ReportListener {
  sent(tx: Tx, ctx: RequestContext, report: ReportToTell): Promise<void>;
  /** Acknowledged, or superseded by a newer one: nobody is told of it any more. */
  closed(tx: Tx, ctx: RequestContext, reportId: string, reason: 'acknowledged' | 'superseded'): Promise<void>;
}

/** Hears of a referral that came from outside, inside the transaction that stores it. */
export type IncomingListener = (tx: Tx, ctx: RequestContext, referral: Pick<Referral, 'id' | 'referrer'>) => Promise<void>;

/** The extension point of referrals. Libs to the right register at module start. */
@Injectable()
export class ReferralExtensions {
  readonly reportListeners: ReportListener[] = [];
  readonly incomingListeners: IncomingListener[] = [];
}
