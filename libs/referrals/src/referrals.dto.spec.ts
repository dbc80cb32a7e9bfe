import { describe, expect, it } from '@jest/globals';
import type { DomainError } from '#kernel';
import { makeValidationPipe } from '#platform';
import { CreateReferralBody, toInput, TransitionBody } from './referrals.dto.js';

async function read(body: unknown, metatype: new () => object = CreateReferralBody) {
  return (await makeValidationPipe().transform(body, { type: 'body', metatype })) as CreateReferralBody;
}

async function pointersOf(body: unknown, metatype?: new () => object) {
  try {
    await read(body, metatype);
  } catch (error) {
    return (error as DomainError).details.errors?.map((one) => one.pointer);
  }
  return undefined;
}

const minimal = { patientId: 'pat_1', referrer: { name: ' Dr. Otto Kern ' }, reason: ' Neck pain ' };

describe('the body of a new referral', () => {
  it('needs patient, referrer and reason', async () => {
    expect(toInput(await read(minimal))).toEqual({
      patientId: 'pat_1',
      referrer: { name: 'Dr. Otto Kern' },
      reason: 'Neck pain',
      conditions: [],
      areas: [],
      techniques: [],
    });
    expect(await pointersOf({})).toEqual(['/patientId', '/referrer', '/reason']);
  });

  it('takes an area as a bare code or as an object', async () => {
    const body = await read({ ...minimal, areas: ['neck', { code: 'shoulder', side: 'left' }, { code: 'jaw', side: null }] });
    expect(toInput(body).areas).toEqual([{ code: 'neck' }, { code: 'shoulder', side: 'left' }, { code: 'jaw' }]);
  });

  it.each([
    [{ areas: [null] }, '/areas/0/code'],
    [{ areas: [['neck']] }, '/areas/0/code'],
    [{ areas: [{ code: 'neck', side: 'top' }] }, '/areas/0/side'],
    [{ areas: [{ code: 'neck', colour: 'red' }] }, '/areas/0/colour'],
    [{ areas: 'neck' }, '/areas'],
    [{ techniques: ['Deep Tissue'] }, '/techniques'],
    [{ conditions: [null] }, '/conditions'],
    [{ referrer: null }, '/referrer'],
    [{ referrer: 'Dr. Kern' }, '/referrer'],
    [{ referrer: { name: 'X', email: 'nobody' } }, '/referrer/email'],
    [{ reason: '   ' }, '/reason'],
    [{ visitsAuthorized: 0 }, '/visitsAuthorized'],
    [{ visitsAuthorized: 1.5 }, '/visitsAuthorized'],
    [{ validFrom: '2026-02-30' }, '/validFrom'],
    [{ priority: 'soon' }, '/priority'],
    [{ source: 'fax' }, '/source'],
    [{ status: 'accepted' }, '/status'],
  ])('refuses %j at %s', async (extra, pointer) => expect(await pointersOf({ ...minimal, ...extra })).toEqual([pointer]));

  it('a transition names a known state', async () => {
    expect(await pointersOf({ to: 'accepted', reason: null }, TransitionBody)).toBeUndefined();
    expect(await pointersOf({ to: 'done' }, TransitionBody)).toEqual(['/to']);
    expect(await pointersOf({}, TransitionBody)).toEqual(['/to']);
  });
});
