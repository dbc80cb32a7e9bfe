import { describe, expect, it } from '@jest/globals';
import { hashPassword, passwordMatches } from './password-hash.js';
import { passwordProblem } from './password.rules.js';

const codeOf = (password: string, email = 'kim.lee@example.org') => passwordProblem(password, email)?.code;

describe('a password (ASVS 6.2)', () => {
  it('has 12 to 256 characters, of any kind', () => {
    expect(codeOf('elevenchars')).toBe('password-too-short');
    expect(codeOf('twelve chars')).toBeUndefined();
    expect(codeOf('nur kleine buchstaben')).toBeUndefined();
    expect(codeOf('отличный пароль')).toBeUndefined();
    expect(codeOf('🦦🌊🪵🐟🦆🌧️🎣🛶🏕️🌲')).toBeUndefined();
    expect(codeOf('a rather long sentence '.repeat(11).slice(0, 256))).toBeUndefined();
    expect(codeOf('a rather long sentence '.repeat(12).slice(0, 257))).toBe('password-too-long');
  });

  it('counts characters, not bytes or UTF-16 units', () => {
    expect(codeOf('🦦🌊🪵🐟🦆🎣')).toBe('password-too-short');
  });

  it('is not what a guesser tries first', () => {
    for (const password of [
      'passwordpassword',
      'Password1234!',
      '123456789012',
      'aaaaaaaaaaaaaaaa',
      'abcabcabcabc',
      '12qw12qw12qw12',
      'Welcome!!2026',
      'qwertyuiop123',
      'Massage-2026-2026',
    ]) {
      expect([password, codeOf(password)]).toEqual([password, 'password-too-common']);
    }
  });

  it('leaves out the product and the own e-mail name', () => {
    expect(codeOf('my-Spotwork-login')).toBe('password-too-obvious');
    expect(codeOf('Kim.Lee was here')).toBe('password-too-obvious');
    expect(codeOf('all is well here', 'al@example.org')).toBeUndefined();
  });

  it('is named at its field', () => {
    expect(passwordProblem('short', 'a@b')).toMatchObject({ kind: 'invalid', details: { errors: [{ pointer: '/password' }] } });
  });
});

describe('its hash', () => {
  it('is argon2id with 19 MiB, 2 passes, 1 lane', async () => {
    const hash = await hashPassword('quiet otter by the lake');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwordMatches(hash, 'quiet otter by the lake')).toBe(true);
    expect(await passwordMatches(hash, 'Quiet otter by the lake')).toBe(false);
  });

  it('does not care how a keyboard composes an é', async () => {
    const hash = await hashPassword('caf\u00e9 by the lake');
    expect(await passwordMatches(hash, 'cafe\u0301 by the lake')).toBe(true);
  });

  it('never matches where there is none', async () => {
    expect(await passwordMatches(null, '')).toBe(false);
    expect(await passwordMatches(undefined, 'anything')).toBe(false);
  });
});
