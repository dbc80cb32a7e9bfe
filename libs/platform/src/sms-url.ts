import { decoded, isLoopback } from './url-parts.js';

/** The provider of text messages as SMS_URL names it: Twilio, or who speaks its protocol. */
export interface SmsProvider {
  /** Where its API begins, without a slash at the end. */
  base: string;
  accountSid: string;
  /** Proves both sides: ours by basic authentication, theirs by the signature of what they report. */
  authToken: string;
  /** A number, or a service that chooses among several. */
  sender: { from: string } | { service: string };
  /** Calling code for numbers that people wrote without one. */
  country: string;
}

/** United States and Canada. */
export const DEFAULT_COUNTRY = '1';

const EXAMPLE = 'https://ACCOUNT_SID:AUTH_TOKEN@api.twilio.com?from=%2B15035550100';

/** What is wrong is said in a sentence that repeats nothing of the value: it carries the token. */
export function parseSmsUrl(text: string): SmsProvider | { wrong: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['https:', 'http:'].includes(url.protocol))
    return { wrong: `not an https URL. Write it like ${EXAMPLE}, or leave it empty.` };
  // The token travels with every message.
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    return { wrong: 'use https: only a server on this machine may be plain http.' };
  const [accountSid, authToken] = [url.username, url.password].map(decoded);
  if (!accountSid || !authToken || !/^[\w-]{1,64}$/.test(accountSid))
    return { wrong: `needs the account and its token. Write it like ${EXAMPLE}.` };
  const [from, service] = ['from', 'service'].map((name) => url.searchParams.get(name)?.trim());
  const country = url.searchParams.get('country')?.trim() ?? DEFAULT_COUNTRY;
  if ((from === undefined) === (service === undefined))
    return { wrong: 'needs either ?from= (a number) or ?service= (a messaging service).' };
  if (from !== undefined && !isSender(from))
    return { wrong: '?from= is no number like %2B15035550100 (a + is written %2B) and no short code.' };
  if (service !== undefined && !/^MG[0-9a-zA-Z]{8,64}$/.test(service))
    return { wrong: '?service= is no messaging service: its name begins with MG.' };
  if (!/^[1-9]\d{0,2}$/.test(country)) return { wrong: '?country= is no calling code: write its digits, like 1 or 34.' };
  return {
    base: `${url.origin}${url.pathname}`.replace(/\/+$/, ''),
    accountSid,
    authToken,
    sender: from === undefined ? { service: service! } : { from },
    country,
  };
}

function isSender(from: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(from) || /^\d{3,8}$/.test(from);
}
