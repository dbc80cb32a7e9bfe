import { invariant } from '#kernel';
import { type Config, DEFAULT_COUNTRY, parseSmsUrl, type SmsProvider } from '#platform';

/** `undefined`: no text messages. A wrong address has stopped the start. */
export function smsProviderOf({ smsUrl }: Pick<Config, 'smsUrl'>): SmsProvider | undefined {
  if (smsUrl === undefined) return undefined;
  const provider = parseSmsUrl(smsUrl);
  invariant(!('wrong' in provider), 'SMS_URL was checked at the start');
  return provider;
}

/** Calling code for numbers without one. */
export function countryOf(config: Pick<Config, 'smsUrl'>): string {
  return smsProviderOf(config)?.country ?? DEFAULT_COUNTRY;
}
