import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ShortMac } from './short-mac.js';

function hexOf(characters: string): string {
  return Buffer.from(characters, 'latin1').toString('hex');
}

describe('MACs of short texts', () => {
  it('are those of RFC 4231', () => {
    const first = new ShortMac(Buffer.alloc(20, 0x0b)).of('Hi There');
    expect(hexOf(first)).toBe('b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7');
    const second = new ShortMac(Buffer.from('Jefe')).of('what do ya want for nothing?');
    expect(hexOf(second)).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  });

  it("are the library's for any key and text, whatever was asked before", () => {
    for (let i = 0; i < 500; i++) {
      const key = randomBytes(randomInt(65));
      const mac = new ShortMac(key);
      for (const text of ['', 'é€😀'.repeat(randomInt(10)), randomBytes(randomInt(43)).toString('hex').slice(0, 85), 'a'])
        expect(hexOf(mac.of(text))).toBe(createHmac('sha256', key).update(text).digest('hex'));
    }
  });

  it('are refused for what does not fit', () => {
    expect(() => new ShortMac(Buffer.alloc(65))).toThrow('key');
    expect(() => new ShortMac(Buffer.alloc(32)).of('a'.repeat(86))).toThrow('text');
  });
});
