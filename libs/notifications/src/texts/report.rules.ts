import { isInFlight, OUTSTANDING } from '../messages/message.types.js';
import type { ReportChange, ReportedText } from './sent-text.store.js';

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
export function afterReport(text: ReportedText, report: Report, now: number): ReportChange | undefined {
  const { sid } = report;
  if (report.state === 'delivered') {
    if (text.status === 'delivered') return undefined;
    return { status: 'delivered', providerId: sid, sentAt: now, endedAt: now, reported: 'delivered' };
  }
  if (isInFlight(text, now)) {
    // Its worker records that it left. What became of it waits here.
    return report.state === 'failed' ? { status: text.status, providerId: sid, reported: report.reason } : undefined;
  }
  if (OUTSTANDING.includes(text.status)) {
    // It was tried, and nobody knew whether it had left. One that came to nothing is tried again anyway.
    return report.state === 'sent' && text.attempts > 0 ? { status: 'sent', providerId: sid, sentAt: now } : undefined;
  }
  const isOfThisTry = text.providerId === undefined || text.providerId === sid;
  if (report.state !== 'failed' || text.status !== 'sent' || !isOfThisTry) return undefined;
  return { status: 'failed', providerId: sid, reason: report.reason, reported: report.reason };
}
