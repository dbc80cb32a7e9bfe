import { parseApiKey, type ApiKeyParts } from '../keys/api-key.rules.js';
import { isSecretShaped } from '../tokens/secrets.js';

/** What a request shows of itself. `unreadable` is a credential that cannot be ours: it is refused, never ignored. */
export type Presented =
  { kind: 'api-key'; key: ApiKeyParts } | { kind: 'session'; token: string } | { kind: 'unreadable' } | { kind: 'none' };

/** The Authorization header comes first: a program that sends a key means the key, whatever cookies ride along. */
export function presentedBy(headers: { authorization?: string; cookie?: string }, cookieName: string): Presented {
  if (headers.authorization !== undefined) {
    const bearer = /^bearer +(\S+) *$/i.exec(headers.authorization);
    const key = bearer ? parseApiKey(bearer[1]!) : undefined;
    return key ? { kind: 'api-key', key } : { kind: 'unreadable' };
  }
  const token = readCookie(headers.cookie, cookieName);
  if (token === undefined) return { kind: 'none' };
  return isSecretShaped(token) ? { kind: 'session', token } : { kind: 'unreadable' };
}

/** The value of the first cookie of that name. Ours need no decoding. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined;
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

const isHttps = (publicUrl: string) => publicUrl.startsWith('https:');

/** Browsers accept the `__Host-` prefix over https only; plain http is for localhost. */
export function cookieNameFor(publicUrl: string): string {
  return isHttps(publicUrl) ? '__Host-spotwork' : 'spotwork';
}

/** No lifetime: the browser forgets it when it closes, the server decides when it ends. An empty token deletes it. */
export function sessionCookie(publicUrl: string, token: string): string {
  const secure = isHttps(publicUrl) ? '; Secure' : '';
  return `${cookieNameFor(publicUrl)}=${token}; Path=/; HttpOnly; SameSite=Lax${secure}${token === '' ? '; Max-Age=0' : ''}`;
}
