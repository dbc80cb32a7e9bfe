import { describe, expect, it } from '@jest/globals';
import type { Service } from '#clinic';
import { DomainError, parseInstant } from '#kernel';
import type { BookingRequest } from '#scheduling';
import {
  checkContent,
  checkMove,
  ledgerOf,
  type ReferralFacts,
  referrerOf,
  refusalsOfBooking,
  refusalsOfSearch,
  validTime,
} from './referral.rules.js';

const ZONE = 'America/Los_Angeles';
const at = (text: string) => parseInstant(text)!;

const service: Service = {
  id: 'svc_spot',
  code: 'spot-work',
  name: 'Spot work',
  discipline: 'massage',
  role: 'spot',
  durationMinutes: 15,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  cancellationNoticeHours: 24,
  requiresReferral: false,
  version: 1,
};
const massage = service;
const adjustment: Service = { ...service, id: 'svc_adj', code: 'adjustment', discipline: 'chiropractic', role: 'host' };

function booking(legs: [Service, string][], extra: Partial<BookingRequest> = {}): BookingRequest {
  return {
    now: at('2026-11-23T09:00:00-08:00'),
    locationId: 'loc_1',
    timeZone: ZONE,
    patientId: 'pat_1',
    referralId: 'ref_1',
    legs: legs.map(([of, start]) => ({
      service: of,
      techniques: [],
      areas: [],
      practitionerId: 'pra_1',
      roomId: 'rom_1',
      start: at(start),
      end: at(start) + of.durationMinutes * 60_000,
    })),
    ...extra,
  };
}

const accepted = { patientId: 'pat_1', status: 'accepted' } as const;
const MORNING = '2026-11-24T09:00:00-08:00';
const codes = (facts: ReferralFacts, request: BookingRequest) => refusalsOfBooking(facts, request).map((one) => one.code);
const searchCodes = (facts: ReferralFacts, request: BookingRequest) => refusalsOfSearch(facts, request).map((one) => one.code);

describe('the ledger', () => {
  it('leaves what is neither booked nor used', () => {
    expect(ledgerOf(6, { booked: 2, used: 1 })).toEqual({ authorized: 6, booked: 2, used: 1, left: 3 });
    expect(ledgerOf(1, { booked: 2, used: 0 }).left).toBe(-1);
    expect(ledgerOf(4)).toEqual({ authorized: 4, booked: 0, used: 0, left: 4 });
    const usage = { booked: 1, used: 1, noShows: 2, lateCancellations: 3 };
    const used = (noShowsCount: boolean, lateCancellationsCount: boolean) =>
      ledgerOf(9, usage, { noShowsCount, lateCancellationsCount }).used;
    expect([ledgerOf(9, usage).used, used(true, false), used(false, true), used(true, true)]).toEqual([1, 3, 4, 6]);
  });

  it('knows no end without a limit', () => {
    expect(ledgerOf(undefined, { booked: 2, used: 1 })).toEqual({ authorized: null, booked: 2, used: 1, left: null });
  });
});

describe('what a referral refuses', () => {
  it('nothing without a referral, unless a service needs one', () => {
    const request = booking([[massage, MORNING]], { referralId: undefined });
    expect(codes({}, request)).toEqual([]);
    const needs = booking([[{ ...massage, requiresReferral: true }, MORNING]], { referralId: undefined });
    expect([codes({}, needs), searchCodes({}, needs)]).toEqual([['referral-required'], ['referral-required']]);
  });

  it('a referral that does not exist or is another patient’s, and tells no more of it', () => {
    const other = { ...accepted, patientId: 'pat_2', validUntil: '2020-01-01' };
    expect(codes({}, booking([[massage, MORNING]]))).toEqual(['referral-unknown']);
    expect(codes({ referral: other }, booking([[massage, MORNING]]))).toEqual(['referral-unknown']);
    expect(searchCodes({ referral: other }, booking([[massage, MORNING]]))).toEqual(['referral-unknown']);
    // A search without a patient cannot know whose it should be.
    expect(searchCodes({ referral: { ...accepted, patientId: 'pat_2' } }, booking([[massage, MORNING]], { patientId: undefined }))).toEqual(
      [],
    );
  });

  it.each(['received', 'needs-information', 'needs-clearance', 'declined', 'cancellation-requested', 'cancelled', 'completed'] as const)(
    'one that is %s',
    (status) => {
      expect(codes({ referral: { ...accepted, status } }, booking([[massage, MORNING]]))).toEqual(['referral-not-active']);
      expect(codes({ referral: { ...accepted, status } }, booking([[adjustment, MORNING]]))).toEqual(['referral-not-active']);
    },
  );

  it('a massage when no visit is left, but not a visit without one', () => {
    const facts: ReferralFacts = { referral: { ...accepted, visitsAuthorized: 2 }, usage: { booked: 1, used: 1 } };
    expect(codes(facts, booking([[massage, MORNING]]))).toEqual(['referral-exhausted']);
    expect(searchCodes(facts, booking([[massage, MORNING]]))).toEqual(['referral-exhausted']);
    expect(codes(facts, booking([[adjustment, MORNING]]))).toEqual([]);
    expect(codes({ ...facts, usage: { booked: 1, used: 0 } }, booking([[massage, MORNING]]))).toEqual([]);
  });

  it('only what a person may answer for can be overridden', () => {
    const all = refusalsOfBooking(
      { referral: { ...accepted, status: 'completed', visitsAuthorized: 1, validUntil: '2026-11-01' }, usage: { booked: 0, used: 1 } },
      booking([[massage, MORNING]]),
    );
    expect(all.map((one) => [one.code, one.overridable, one.pointer])).toEqual([
      ['referral-not-active', false, '/referralId'],
      ['referral-exhausted', true, '/referralId'],
      ['referral-expired', true, '/referralId'],
    ]);
  });
});

describe('the dates of a referral', () => {
  const facts: ReferralFacts = { referral: { ...accepted, validFrom: '2026-11-24', validUntil: '2026-11-25' } };

  it.each([
    ['2026-11-23T23:59:00-08:00', false],
    ['2026-11-24T00:00:00-08:00', true],
    ['2026-11-25T23:45:00-08:00', true],
    // In UTC it is the 26th all evening long: only the location's date counts.
    ['2026-11-25T17:00:00-08:00', true],
    ['2026-11-26T00:00:00-08:00', false],
  ])('a massage at %s: %s', (start, isValid) => {
    expect(codes(facts, booking([[massage, start]]))).toEqual(isValid ? [] : ['referral-expired']);
    const valid = validTime(facts, booking([[massage, start]]))!;
    expect(at(start) >= valid.start && at(start) < valid.end).toBe(isValid);
  });

  it('do not bind the host leg', () => {
    const legs: [Service, string][] = [
      [adjustment, '2026-11-23T23:45:00-08:00'],
      [massage, '2026-11-24T00:00:00-08:00'],
    ];
    expect(codes(facts, booking(legs))).toEqual([]);
    expect(validTime(facts, booking([[adjustment, '2026-12-24T09:00:00-08:00']]))).toBeUndefined();
  });

  it('may be open at either end', () => {
    const day = booking([[massage, MORNING]]);
    expect(validTime({ referral: { ...accepted, validFrom: '2026-11-24' } }, day)).toEqual({
      start: at('2026-11-24T00:00:00-08:00'),
      end: Number.MAX_SAFE_INTEGER,
    });
    expect(validTime({ referral: { ...accepted, validUntil: '2026-11-24' } }, day)).toEqual({
      start: 0,
      end: at('2026-11-25T00:00:00-08:00'),
    });
    expect(validTime({ referral: accepted }, day)).toBeUndefined();
  });

  it('last a day of 25 hours when the clocks go back', () => {
    const valid = validTime(
      { referral: { ...accepted, validFrom: '2026-11-01', validUntil: '2026-11-01' } },
      booking([[massage, MORNING]]),
    )!;
    expect(valid).toEqual({ start: at('2026-11-01T00:00:00-07:00'), end: at('2026-11-02T00:00:00-08:00') });
  });

  it('that are over are the reason why a search finds nothing', () => {
    const over: ReferralFacts = { referral: { ...accepted, validUntil: '2026-11-22' } };
    expect(searchCodes(over, booking([[massage, MORNING]]))).toEqual(['referral-expired']);
    expect(searchCodes({ referral: { ...accepted, validUntil: '2026-11-23' } }, booking([[massage, MORNING]]))).toEqual([]);
    // The visit of yesterday, entered today: its own date counts.
    expect(codes(over, booking([[massage, '2026-11-22T09:00:00-08:00']]))).toEqual([]);
  });
});

describe('what is entered', () => {
  const snapshot = {
    areas: new Map([['neck', { code: 'neck', name: 'Neck' }]]),
    techniques: new Map(),
    practitioners: new Map([['pra_1', { displayName: 'Dr. Mara Lind' } as never]]),
  };
  const content = { reason: 'x', conditions: [], areas: [], techniques: [] };

  function problemOf(action: () => unknown): [string, string, string | undefined] | undefined {
    try {
      action();
    } catch (error) {
      const { kind, code, details } = error as DomainError;
      return [kind, code, details.errors?.[0]?.pointer];
    }
    return undefined;
  }

  it('has dates in order and codes that the clinic knows', () => {
    expect(problemOf(() => checkContent({ ...content, validFrom: '2026-11-24', validUntil: '2026-11-24' }, snapshot))).toBeUndefined();
    expect(problemOf(() => checkContent({ ...content, validFrom: '2026-11-24', validUntil: '2026-11-23' }, snapshot))).toEqual([
      'invalid',
      'ends-before-start',
      '/validUntil',
    ]);
    expect(problemOf(() => checkContent({ ...content, areas: [{ code: 'neck' }, { code: 'wing' }] }, snapshot))).toEqual([
      'refused',
      'area-unknown',
      '/areas/1',
    ]);
    expect(problemOf(() => checkContent({ ...content, techniques: ['x'] }, snapshot))).toEqual([
      'refused',
      'technique-unknown',
      '/techniques/0',
    ]);
  });

  it('names a practitioner of the clinic or somebody else, not both and not nobody', () => {
    expect(referrerOf({ practitionerId: 'pra_1', name: undefined }, snapshot)).toEqual({ practitionerId: 'pra_1', name: 'Dr. Mara Lind' });
    expect(referrerOf({ name: 'Dr. Who', organization: 'Green Valley' }, snapshot)).toEqual({
      name: 'Dr. Who',
      organization: 'Green Valley',
    });
    expect(problemOf(() => referrerOf({}, snapshot))).toEqual(['invalid', 'referrer-missing', '/referrer']);
    expect(problemOf(() => referrerOf({ practitionerId: 'pra_1', name: 'X' }, snapshot))).toEqual([
      'invalid',
      'referrer-ambiguous',
      '/referrer',
    ]);
    expect(problemOf(() => referrerOf({ practitionerId: 'pra_9' }, snapshot))).toEqual([
      'refused',
      'practitioner-unknown',
      '/referrer/practitionerId',
    ]);
  });

  it('moves as the table says', () => {
    expect(problemOf(() => checkMove('received', 'accepted'))).toBeUndefined();
    expect(problemOf(() => checkMove('declined', 'accepted'))).toEqual(['conflict', 'invalid-transition', undefined]);
    expect(problemOf(() => checkMove('accepted', 'accepted'))).toEqual(['conflict', 'invalid-transition', undefined]);
    expect(problemOf(() => checkMove('accepted', 'cancelled'))).toEqual(['conflict', 'invalid-transition', undefined]);
  });
});
