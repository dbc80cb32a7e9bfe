import { describe, expect, it } from '@jest/globals';
import { newId } from '#kernel';
import { SignedLinks } from './signed-links.service.js';

const VISIT = { key: 'visit', prefix: 'vis_' };
const OTHER = { key: 'other', prefix: 'vis_' };
const NEW_KEY = Buffer.alloc(32, 1);
const OLD_KEY = Buffer.alloc(32, 2);

describe('signed links', () => {
  const links = new SignedLinks({ secretKey: NEW_KEY, oldSecretKeys: [] });
  const id = newId('vis', Date.UTC(2026, 10, 23));
  const token = links.make(VISIT, id);

  it('open what they were made for, and fit into a text message', () => {
    expect(links.open(token, VISIT)).toBe(id);
    expect(token).toMatch(/^[0-9a-z]{48}$/);
    expect(links.make(VISIT, id)).toBe(token);
  });

  it('open nothing for another purpose, under another key, or changed by one character', () => {
    expect(links.open(token, OTHER)).toBeUndefined();
    expect(new SignedLinks({ secretKey: OLD_KEY, oldSecretKeys: [] }).open(token, VISIT)).toBeUndefined();
    for (let i = 0; i < token.length; i++) {
      const changed = token.slice(0, i) + (token[i] === 'a' ? 'b' : 'a') + token.slice(i + 1);
      expect(links.open(changed, VISIT)).toBeUndefined();
    }
    for (const wrong of [
      '',
      token.slice(1),
      token.slice(0, -1),
      `${token}0`,
      token.toUpperCase(),
      ` ${token}`,
      `${token}\n`,
      'é'.repeat(48),
    ])
      expect(links.open(wrong, VISIT)).toBeUndefined();
  });

  it('still open after a change of keys', () => {
    const later = new SignedLinks({ secretKey: OLD_KEY, oldSecretKeys: [NEW_KEY] });
    expect(later.open(token, VISIT)).toBe(id);
    expect(later.make(VISIT, id)).not.toBe(token);
  });

  it('tell what they are for where that is known', () => {
    const known = new SignedLinks({ secretKey: NEW_KEY, oldSecretKeys: [] });
    expect(known.purposeOf(token)).toBeUndefined();
    known.register(OTHER);
    known.register(VISIT);
    expect(known.purposeOf(token)).toBe('visit');
    expect(() => known.register({ ...VISIT })).toThrow('"visit"');
  });

  it('are made for ids of their kind only', () => {
    expect(() => links.make(VISIT, 'pat_1')).toThrow('visit');
    expect(() => links.make(VISIT, 'vis_')).toThrow('visit');
    expect(() => links.make(VISIT, 'vis_a/../b')).toThrow('visit');
  });
});
