import type { Delivery } from './channel.js';

/** Codes of Twilio (its list of errors) that say something about this number or this text, for good. */
const BY_CODE: Record<number, 'give-up' | 'opted-out'> = {
  21610: 'opted-out',
  // The number: no number, not reachable from ours, a region that the account does not text, not a mobile, a landline.
  21211: 'give-up',
  21214: 'give-up',
  21217: 'give-up',
  21408: 'give-up',
  21612: 'give-up',
  21614: 'give-up',
  21635: 'give-up',
  // The text: too long, or nothing is left of it.
  21602: 'give-up',
  21617: 'give-up',
  21619: 'give-up',
};

/**
 * Codes that say something about our sender or account: whatever is texted next hears the same. Not 21606 and 21659, which may be
 * about a short code that does not reach this number's country.
 */
const OURS: readonly number[] = [
  // The sending number: none, not one of the account, not able to text, too much in its queue.
  21212, 21601, 21603, 21611, 21660, 21661,
  // The messaging service: none, or without numbers.
  21701, 21703, 21704, 21705,
  // The account: no such one, has texted enough for a day.
  20404, 63038,
];

/** A provider may ask for patience, but not for more than this. */
const LONGEST_WAIT_SECONDS = 3600;

/** What an exchange with the provider means. `failure`: there was no answer; `written`: the request had left. */
export interface SmsAnswer {
  written: boolean;
  status?: number;
  body: string;
  retryAfter?: string;
  failure?: string;
}

export function deliveryOf({ written, status, body, retryAfter, failure }: SmsAnswer): Delivery {
  if (status === undefined) {
    const reason = `sms-${failure ?? 'closed'}`;
    return written ? { kind: 'unknown', reason } : { kind: 'retry', reason, outage: true };
  }
  const { sid, code } = fieldsOf(body);
  if (status >= 200 && status < 300) return sid === undefined ? { kind: 'sent' } : { kind: 'sent', providerId: sid };
  const reason = `sms-${code ?? status}`;
  if (status >= 400 && status < 500 && code !== undefined && BY_CODE[code]) return { kind: BY_CODE[code], reason };
  const isOurs = code !== undefined && OURS.includes(code);
  const seconds = Number(retryAfter);
  if (!isOurs && Number.isInteger(seconds) && seconds > 0)
    return { kind: 'retry', reason, retryAfterMs: Math.min(seconds, LONGEST_WAIT_SECONDS) * 1000 };
  // A refused account and a provider in trouble: whoever asks next hears the same.
  if (isOurs || status >= 500 || status === 401 || status === 403) return { kind: 'retry', reason, outage: true };
  // To go slower is asked of each. Whatever else is refused may be of the sender, the address in SMS_URL or this number.
  return status === 429 ? { kind: 'retry', reason } : { kind: 'retry', reason, outage: 'perhaps' };
}

function fieldsOf(body: string): { sid?: string; code?: number } {
  try {
    const { sid, code } = (JSON.parse(body) ?? {}) as { sid?: unknown; code?: unknown };
    return {
      sid: typeof sid === 'string' && /^\w{1,64}$/.test(sid) ? sid : undefined,
      code: typeof code === 'number' && Number.isInteger(code) ? code : undefined,
    };
  } catch {
    return {};
  }
}
