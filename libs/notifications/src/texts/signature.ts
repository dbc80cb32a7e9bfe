import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What a provider signs a report with: the address that it was told to call and every field, by name, under the token that
 * both sides know.
 */
export function signatureOf(authToken: string, url: string, fields: Readonly<Record<string, string>>): string {
  const names = Object.keys(fields).sort();
  const text = names.reduce((all, name) => all + name + fields[name]!, url);
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64');
}

export function isSignedBy(authToken: string, url: string, fields: Readonly<Record<string, string>>, signature: unknown): boolean {
  if (typeof signature !== 'string') return false;
  const given = Buffer.from(signature, 'utf8');
  const expected = Buffer.from(signatureOf(authToken, url, fields), 'utf8');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
