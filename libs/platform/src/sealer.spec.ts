import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Sealer } from './sealer.js';

describe('sealed columns', () => {
  const [old, current] = [randomBytes(32), randomBytes(32)];
  const sealer = new Sealer([current, old]);
  const value = { answers: { surgery: 'yes' }, note: 'señal ✓' };

  it('open to what was sealed, and show nothing of it', () => {
    const sealed = sealer.seal(value, 'screening.answers:pat_1');
    expect(sealer.open(sealed, 'screening.answers:pat_1')).toEqual(value);
    expect(sealed).toMatch(/^s1\.[0-9a-f]{8}\.[A-Za-z0-9_-]+$/);
    expect(Buffer.from(sealed.split('.')[2]!, 'base64url').toString('latin1')).not.toContain('surgery');
    expect(sealer.seal(value, 'screening.answers:pat_1')).not.toBe(sealed);
  });

  it('of an older key still open; with its key gone the error names the variable', () => {
    const sealed = new Sealer([old]).seal(value, 'a.b:1');
    expect(sealer.open(sealed, 'a.b:1')).toEqual(value);
    expect(() => new Sealer([current]).open(sealed, 'a.b:1')).toThrow('SECRET_KEYS_OLD');
  });

  it('are sealed anew with the newest key, in their place', () => {
    const sealed = new Sealer([old]).seal(value, 'a.b:1');
    const again = sealer.reseal(sealed, 'a.b:1')!;
    expect(new Sealer([current]).open(again, 'a.b:1')).toEqual(value);
    expect(sealer.reseal(again, 'a.b:1')).toBeUndefined();
    expect(() => sealer.reseal(sealed, 'a.b:2')).toThrow();
    expect(() => new Sealer([current]).reseal(sealed, 'a.b:1')).toThrow('SECRET_KEYS_OLD');
  });

  it('do not open in another place or when they were changed', () => {
    const sealed = sealer.seal(value, 'a.b:1');
    expect(() => sealer.open(sealed, 'a.b:2')).toThrow();
    const [format, id, body] = sealed.split('.');
    const bytes = Buffer.from(body!, 'base64url');
    bytes[20]! ^= 1;
    expect(() => sealer.open([format, id, bytes.toString('base64url')].join('.'), 'a.b:1')).toThrow();
    expect(() => sealer.open('plain', 'a.b:1')).toThrow();
  });
});
