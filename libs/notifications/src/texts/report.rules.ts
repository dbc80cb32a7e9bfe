import { isInFlight, OUTSTANDING } from '../messages/message.types.js';
import type { ReportedChange, Reported } from '../messages/reported.store.js';

/** What a provider says about a text: it has it, it was delivered, or it came to nothing. */
export type Report = { sid: string } & ({ state: 'sent' | 'delivered' } | { state: 'failed'; reason: string });

const STATES = new Map<string, Report['state']>(
  Object.entries({
    accepted: 'sent',
    scheduled: 'sent',
    queued: 'sent',
    sending: 'sent',
    sent: 'sent',
    delivered: 'delivered',
    read: 'delivered',
    undelivered: 'failed',
    failed: 'failed',
    canceled: 'failed',
  } as const),
);

const DELIVERED = 'delivered';
/** Of more tries than these nobody waits for a report any more. */
const MOST_EARLY = 6;

/** What becomes of a text by what was reported before its sending was recorded. */
export type EarlyOutcome = { status: 'delivered' } | { status: 'failed'; reason: string };

/** `undefined`: a state that says nothing here. */
export function reportOf(fields: Record<string, string | undefined>): Report | undefined {
  const sid = fields['MessageSid'] ?? fields['SmsSid'];
  const state = STATES.get((fields['MessageStatus'] ?? fields['SmsStatus'] ?? '').toLowerCase());
  if (sid === undefined || !/^\w{1,64}$/.test(sid) || state === undefined) return undefined;
  if (state !== 'failed') return { sid, state };
  const code = fields['ErrorCode'];
  return { sid, state, reason: code !== undefined && /^\d{1,6}$/.test(code) ? `sms-${code}` : 'sms-undelivered' };
}

/**
 * What becomes of a text by a report, which may come twice, late, or before its sending is recorded; `undefined`: nothing. That
 * it arrived outranks all else, also of a try whose outcome was unknown: it is not sent again then.
 */
export function afterReport(text: Reported, report: Report, now: number): ReportedChange | undefined {
  const { sid } = report;
  if (report.state === 'delivered') {
    if (text.status === 'delivered') return undefined;
    return { status: 'delivered', providerId: sid, sentAt: now, endedAt: now, reported: DELIVERED };
  }
  if (isInFlight(text, now)) {
    // Its worker records that it left, and under which id: only then is it known which try this is about.
    return report.state === 'failed' ? { status: text.status, reported: withEarly(text.reported, report) } : undefined;
  }
  if (OUTSTANDING.includes(text.status)) {
    // It was tried, and nobody knew whether it had left. One that came to nothing is tried again anyway.
    return report.state === 'sent' && text.attempts > 0 ? { status: 'sent', providerId: sid, sentAt: now } : undefined;
  }
  if (report.state !== 'failed' || text.status !== 'sent' || !isOfLastTry(text, sid)) return undefined;
  return { status: 'failed', providerId: sid, reason: report.reason, endedAt: now };
}

/** What was reported about a text before its sending was recorded, now that it is; `undefined`: nothing that is about this try. */
export function afterSending(text: Pick<Reported, 'providerId' | 'attempts' | 'reported'>): EarlyOutcome | undefined {
  if (text.reported === DELIVERED) return { status: 'delivered' };
  const own = earlyOf(text.reported).findLast(({ sid }) => isOfLastTry(text, sid));
  return own && { status: 'failed', reason: own.reason };
}

/** A try that never said its id can be told from others only when there were no others. */
function isOfLastTry({ providerId, attempts }: Pick<Reported, 'providerId' | 'attempts'>, sid: string): boolean {
  return providerId === undefined ? attempts <= 1 : providerId === sid;
}

/** One more failure that waits, beside those of other tries. */
function withEarly(reported: string | undefined, { sid, reason }: { sid: string; reason: string }): string {
  const others = earlyOf(reported).filter((one) => one.sid !== sid);
  return [...others, { sid, reason }]
    .slice(-MOST_EARLY)
    .map((one) => `${one.sid} ${one.reason}`)
    .join();
}

function earlyOf(reported: string | undefined): { sid: string; reason: string }[] {
  return (reported ?? '').split(',').flatMap((entry) => {
    const [sid, reason] = entry.split(' ');
    // Without an id, as earlier versions kept it, it may be about any try.
    return sid && reason ? [{ sid, reason }] : [];
  });
}
