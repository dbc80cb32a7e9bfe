import { describe, expect, it } from '@jest/globals';
import { type Provenance, refuseCrossSite, refuseForeign } from './cross-site.rules.js';

const OWN: Provenance = {
  method: 'POST',
  hasBody: true,
  contentType: 'application/json',
  origin: 'https://desk.example.org',
  host: 'desk.example.org',
  publicUrl: 'https://desk.example.org',
};
const passes = (rule: (from: Provenance) => void, change: Partial<Provenance>): boolean => {
  try {
    rule({ ...OWN, ...change });
    return true;
  } catch (error) {
    expect(error).toMatchObject({ kind: 'forbidden', code: 'cross-site-request' });
    return false;
  }
};
const byCookie = (change: Partial<Provenance>) => passes(refuseCrossSite, change);
const withoutCredential = (change: Partial<Provenance>) => passes(refuseForeign, change);

describe('a change by cookie (ASVS 3.5)', () => {
  it('comes from our own pages', () => {
    expect(byCookie({})).toBe(true);
    expect(byCookie({ contentType: 'Application/JSON; charset=utf-8' })).toBe(true);
    expect(byCookie({ fetchSite: 'same-origin', origin: undefined })).toBe(true);
    expect(byCookie({ fetchSite: 'none', origin: undefined })).toBe(true);
    expect(byCookie({ host: '10.0.0.5:3000' })).toBe(true);
    expect(byCookie({ host: 'localhost:3000', origin: 'http://localhost:3000' })).toBe(true);
    expect(byCookie({ method: 'DELETE', hasBody: false, contentType: undefined })).toBe(true);
  });

  it('is refused from anywhere else', () => {
    expect(byCookie({ fetchSite: 'cross-site' })).toBe(false);
    expect(byCookie({ fetchSite: 'same-site' })).toBe(false);
    expect(byCookie({ origin: undefined })).toBe(false);
    expect(byCookie({ origin: 'null' })).toBe(false);
    expect(byCookie({ origin: 'file://' })).toBe(false);
    expect(byCookie({ origin: 'https://evil.example' })).toBe(false);
    expect(byCookie({ origin: 'https://desk.example.org.evil.example' })).toBe(false);
    expect(byCookie({ origin: 'https://desk.example.org:8443' })).toBe(false);
  });

  it('carries JSON or nothing', () => {
    for (const contentType of ['text/plain', 'application/x-www-form-urlencoded', 'text/plain; application/json', undefined]) {
      expect(byCookie({ contentType })).toBe(false);
    }
  });

  it('is not asked of reads', () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS'])
      expect(byCookie({ method, origin: 'https://evil.example', contentType: undefined })).toBe(true);
  });
});

describe('a change without credential', () => {
  it('may come from a program or our own pages', () => {
    expect(withoutCredential({ origin: undefined })).toBe(true);
    expect(withoutCredential({ origin: undefined, contentType: 'application/x-www-form-urlencoded' })).toBe(true);
    expect(withoutCredential({})).toBe(true);
  });

  it('may not come from a page of another site: nobody is signed in to a stranger’s account', () => {
    expect(withoutCredential({ origin: 'https://evil.example' })).toBe(false);
    expect(withoutCredential({ fetchSite: 'cross-site', origin: undefined })).toBe(false);
  });
});
