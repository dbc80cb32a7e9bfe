import { describe, expect, it } from '@jest/globals';
import type { ClinicSnapshot } from '#clinic';
import { DomainError } from '#kernel';
import { CONDITIONS } from '../intake/conditions.js';
import { releaseOf } from '../screening.gate.js';
import { checkConditions, effectiveConditions, type NamedChoice } from './clinic-choices.rules.js';

const HOUR = 3_600_000;
const techniques = new Map([['swedish', {}]]) as unknown as ClinicSnapshot['techniques'];

describe('the deadline of a clearance', () => {
  it.each([
    [24, 100, 76],
    [1, 100, 99],
    [168, 200, 32],
    // Too soon for it: two hours to answer, at most until the visit begins.
    [168, 100, 2],
    [24, 10, 2],
    [1, 2.5, 2],
    [24, 1, 1],
  ])('of %d hours, %d hours before: the visit frees itself after %d', (hours, start, release) => {
    expect(releaseOf(start * HOUR, 0, hours) / HOUR).toBe(release);
  });
});

describe('the conditions of a clinic', () => {
  it('are those of the release where it chose nothing', () => {
    expect(effectiveConditions({})).toEqual(CONDITIONS);
    expect(effectiveConditions({ conditions: { 'back-pain': {} } })).toEqual(CONDITIONS);
  });

  it('suggest what the clinic says, also nothing, and need a referral where either says so', () => {
    const changed = effectiveConditions({
      conditions: { 'back-pain': { suggests: [], requiresReferral: true }, lymphedema: { suggests: ['swedish'], requiresReferral: false } },
    });
    const of = (code: string) => changed.find((one) => one.code === code);
    expect(of('back-pain')).toMatchObject({ suggests: [], requiresReferral: true });
    expect(of('lymphedema')).toMatchObject({ suggests: ['swedish'], requiresReferral: true });
    expect(of('maintenance')).toEqual(CONDITIONS.find((one) => one.code === 'maintenance'));
  });

  const cases: [NamedChoice[], string, string][] = [
    [[{ code: 'nonsense' }], '/conditions/0/code', 'refused'],
    [[{ code: 'migraine' }, { code: 'migraine' }], '/conditions/1/code', 'invalid'],
    [[{ code: 'migraine', suggests: ['swedish', 'cupping'] }], '/conditions/0/suggests/1', 'refused'],
    [[{ code: 'whiplash', requiresReferral: false }], '/conditions/0/requiresReferral', 'refused'],
  ];
  it.each(cases)('%j names %s', (conditions, pointer, kind) => {
    let error: unknown;
    try {
      checkConditions(conditions, { techniques });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ kind, details: { errors: [{ pointer }] } });
  });

  it('may be confirmed as released', () => {
    checkConditions(
      [
        { code: 'whiplash', requiresReferral: true, suggests: ['swedish'] },
        { code: 'migraine', requiresReferral: false },
      ],
      {
        techniques,
      },
    );
  });
});
