import { describe, expect, it } from '@jest/globals';
import { formatApiKey, newApiKey, parseApiKey } from '../keys/api-key.rules.js';
import { newSecret } from '../tokens/secrets.js';
import { cookieNameFor, presentedBy, readCookie, sessionCookie } from './credentials.rules.js';

describe('cookies', () => {
  it('are found by their exact name', () => {
    const header = 'a=1; xspotwork=2;spotwork = 3 ; spotwork=4; =5; broken';
    expect(readCookie(header, 'spotwork')).toBe('3');
    expect(readCookie(header, 'a')).toBe('1');
    expect(readCookie(header, 'broken')).toBeUndefined();
    expect(readCookie(undefined, 'spotwork')).toBeUndefined();
    expect(readCookie('spotwork=', 'spotwork')).toBe('');
    expect(readCookie('spotwork=a=b', 'spotwork')).toBe('a=b');
  });

  it('are Secure and __Host- over https, plain on localhost (ASVS 3.3)', () => {
    expect(sessionCookie('https://desk.example.org', 'tok')).toBe('__Host-spotwork=tok; Path=/; HttpOnly; SameSite=Lax; Secure');
    expect(sessionCookie('http://localhost:3000', 'tok')).toBe('spotwork=tok; Path=/; HttpOnly; SameSite=Lax');
    expect(sessionCookie('https://desk.example.org', '')).toContain('; Max-Age=0');
    expect(cookieNameFor('https://desk.example.org')).toBe('__Host-spotwork');
  });
});

describe('keys', () => {
  it('come back from their text', () => {
    const parts = newApiKey();
    expect(formatApiKey(parts)).toMatch(/^sw_live_[0-9a-z]{10}_[0-9a-z]{43}$/);
    expect(parseApiKey(formatApiKey(parts))).toEqual(parts);
  });

  it('are refused when anything is off', () => {
    const text = formatApiKey(newApiKey());
    for (const wrong of [
      '',
      'sw_live_',
      text.slice(1),
      text.slice(0, -1),
      `${text}a`,
      `${text}\n`,
      text.toUpperCase(),
      text.replace('live', 'test'),
    ]) {
      expect(parseApiKey(wrong)).toBeUndefined();
    }
  });
});

describe('the presented credential', () => {
  const key = newApiKey();
  const token = newSecret();
  const cookie = `spotwork=${token}`;
  const of = (headers: { authorization?: string; cookie?: string }) => presentedBy(headers, 'spotwork');

  it('is the header first, then the cookie', () => {
    expect(of({ authorization: `Bearer ${formatApiKey(key)}`, cookie })).toEqual({ kind: 'api-key', key });
    expect(of({ authorization: `bearer  ${formatApiKey(key)}` })).toEqual({ kind: 'api-key', key });
    expect(of({ cookie })).toEqual({ kind: 'session', token });
    expect(of({})).toEqual({ kind: 'none' });
    expect(of({ cookie: 'other=1' })).toEqual({ kind: 'none' });
  });

  it('is never skipped when it is wrong', () => {
    for (const authorization of ['', 'Bearer', `Basic ${formatApiKey(key)}`, 'Bearer nonsense', formatApiKey(key)]) {
      expect(of({ authorization, cookie })).toEqual({ kind: 'unreadable' });
    }
    expect(of({ cookie: 'spotwork=short' })).toEqual({ kind: 'unreadable' });
  });
});
