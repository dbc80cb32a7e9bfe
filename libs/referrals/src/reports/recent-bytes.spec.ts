import { describe, expect, it } from '@jest/globals';
import { RecentBytes } from './recent-bytes.js';

const ten = () => Buffer.alloc(10);
const kept = (recent: RecentBytes, ...keys: string[]) => keys.filter((key) => recent.get(key));

describe('what was used last', () => {
  it('is kept, up to a number', () => {
    const recent = new RecentBytes(2, 1000);
    const a = ten();
    expect(recent.set('a', a)).toBe(a);
    recent.set('b', ten());
    expect(recent.get('a')).toBe(a);
    recent.set('c', ten());
    expect(kept(recent, 'a', 'b', 'c')).toEqual(['a', 'c']);
  });

  it('is kept, up to a sum of bytes', () => {
    const recent = new RecentBytes(9, 25);
    for (const key of ['a', 'b', 'c']) recent.set(key, ten());
    expect(kept(recent, 'a', 'b', 'c')).toEqual(['b', 'c']);
    recent.set('d', Buffer.alloc(20));
    expect(kept(recent, 'b', 'c', 'd')).toEqual(['d']);
    const large = Buffer.alloc(26);
    expect(recent.set('e', large)).toBe(large);
    expect(kept(recent, 'd', 'e')).toEqual(['d']);
  });

  it('counts what takes the place of another once', () => {
    const recent = new RecentBytes(9, 25);
    for (const key of ['a', 'a', 'a', 'b']) recent.set(key, ten());
    expect(kept(recent, 'a', 'b')).toEqual(['a', 'b']);
  });
});
