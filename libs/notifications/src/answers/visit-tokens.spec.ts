import { describe, expect, it } from '@jest/globals';
import { LinkSecrets, SignedLinks } from '#identity';
import { AddressTags } from './address-tags.service.js';
import { VisitTokens } from './visit-tokens.service.js';

const OLD_KEY = Buffer.alloc(32, 1);
const NEW_KEY = Buffer.alloc(32, 2);
const PATIENT = 'pat_0123456789abcdefghjkmn';
const VISIT = 'vis_0123456789abcdefghjkmn';

function tokensOf(secretKey: Buffer, ...oldSecretKeys: Buffer[]): VisitTokens {
  const config = { secretKey, oldSecretKeys };
  return new VisitTokens(new SignedLinks(config), new AddressTags(new LinkSecrets(config)));
}

describe('a token of a visit', () => {
  const tokens = tokensOf(OLD_KEY);

  it.each([
    ['the same address', ['ana@mail.example'], true],
    ['one of several', ['+13035550147', 'ana@mail.example'], true],
    ['written otherwise', [' Ana@MAIL.example '], true],
    ['another address', ['ann@mail.example'], false],
    ['none any more', [], false],
  ])('knows %s', (_, addresses, isTheirs) => {
    // Twice: what is remembered is the same.
    for (let i = 0; i < 2; i++) {
      const link = tokens.open(tokens.make(VISIT, PATIENT, 'ana@mail.example'))!;
      expect([link.visitId, link.isFor(PATIENT, addresses)]).toEqual([VISIT, isTheirs]);
    }
  });

  it('is nothing to another patient with the same address', () => {
    const link = tokens.open(tokens.make(VISIT, PATIENT, 'family@mail.example'))!;
    expect(link.isFor('pat_00000000000000000000zz', ['family@mail.example'])).toBe(false);
  });

  it('stays good over a change of keys while the old one is kept', () => {
    const token = tokens.make(VISIT, PATIENT, 'ana@mail.example');
    expect(tokensOf(NEW_KEY, OLD_KEY).open(token)?.isFor(PATIENT, ['ana@mail.example'])).toBe(true);
    expect(tokensOf(NEW_KEY).open(token)).toBeUndefined();
  });

  it('says nothing of the address to whoever has it', () => {
    const [one, other] = ['ana@mail.example', 'ben@mail.example'].map((address) => tokens.make(VISIT, PATIENT, address));
    expect(one).toMatch(/^[0-9a-z]{56}$/);
    expect(one!.slice(-8)).not.toBe(other!.slice(-8));
  });
});
