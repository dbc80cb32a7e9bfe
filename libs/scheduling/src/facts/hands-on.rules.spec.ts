import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ClinicSnapshot, HandsOnLimits, Location } from '#clinic';
import { MINUTE_MS, toInstant, type Interval } from '#kernel';
import type { BookingLeg } from '../gates/gate.js';
import type { Facts } from './facts.js';
import { excessesOf, fitTogether, judgeHandsOn, runsBetweenBreaks, startsWithoutBreak } from './hands-on.rules.js';

const REST = { breakAfterMinutes: 60, breakMinutes: 15 };
const at = (from: number, minutes: number): Interval => ({ start: from * MINUTE_MS, end: (from + minutes) * MINUTE_MS });
const codes = (limits: HandsOnLimits, booked: Interval[], leg: Interval) => excessesOf(limits, booked, leg).map((one) => one.code);

describe('runs of massage', () => {
  it('go on over every gap that is shorter than the break', () => {
    expect(runsBetweenBreaks([at(0, 15), at(15, 15), at(44, 15), at(74, 30)], 15)).toEqual([
      { ...at(0, 59), minutes: 45 },
      { ...at(74, 30), minutes: 30 },
    ]);
    expect(runsBetweenBreaks([], 15)).toEqual([]);
  });
});

describe('a leg is too much', () => {
  it('when it makes a run longer than the limit, with the numbers that say so', () => {
    const booked = [at(0, 30), at(30, 30)];
    expect(excessesOf(REST, booked, at(60, 15))).toEqual([{ code: 'break-needed', ...REST, runMinutes: 75 }]);
    expect(codes(REST, booked, at(74, 15))).toEqual(['break-needed']);
    // A whole break lies between, before or after.
    expect(codes(REST, booked, at(75, 15))).toEqual([]);
    expect(codes(REST, [at(75, 60)], at(45, 15))).toEqual([]);
    expect(codes(REST, [at(75, 60)], at(46, 15))).toEqual(['break-needed']);
  });

  it('when it joins two runs that were within the limit', () => {
    const booked = [at(0, 30), at(60, 30)];
    expect(codes(REST, booked, at(41, 5))).toEqual(['break-needed']);
    expect(codes({ ...REST, breakAfterMinutes: 65 }, booked, at(41, 5))).toEqual([]);
    // A whole break is left on both sides.
    expect(codes(REST, [at(0, 30), at(75, 30)], at(45, 15))).toEqual([]);
  });

  it('when it is longer than the limit by itself', () => {
    expect(codes(REST, [], at(0, 75))).toEqual(['break-needed']);
    expect(codes(REST, [], at(0, 60))).toEqual([]);
  });

  it('for the budget of the day, wherever it lies', () => {
    const limits = { handsOnMinutesPerDay: 60 };
    expect(excessesOf(limits, [at(0, 50)], at(500, 15))).toEqual([{ code: 'hands-on-budget', budgetMinutes: 60, bookedMinutes: 50 }]);
    expect(codes(limits, [at(0, 45)], at(45, 15))).toEqual([]);
    expect(codes({ ...limits, ...REST }, [at(0, 60)], at(60, 15))).toEqual(['hands-on-budget', 'break-needed']);
  });
});

describe('starts of a day', () => {
  const limits = fc.record({ breakAfterMinutes: fc.integer({ min: 5, max: 90 }), breakMinutes: fc.integer({ min: 1, max: 45 }) });
  const gapsAndLengths = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 40 })), { maxLength: 9 });

  it('are shut exactly where a leg would be too much', () => {
    fc.assert(
      fc.property(limits, gapsAndLengths, fc.integer({ min: 1, max: 60 }), (rest, days, minutes) => {
        let minute = 100;
        const booked = days.map(([gap, length]) => {
          const leg = at(minute + gap, length);
          minute += gap + length;
          return leg;
        });
        const shut = startsWithoutBreak(rest, booked, minutes);
        const starts = Array.from({ length: minute + 120 }, (_, start) => start);
        const isShut = (start: number) => shut.some((open) => open.start < start * MINUTE_MS && start * MINUTE_MS < open.end);
        expect(starts.filter(isShut)).toEqual(starts.filter((start) => codes(rest, booked, at(start, minutes)).length > 0));
      }),
      { numRuns: 300 },
    );
  });

  it('are all open to somebody who takes no breaks', () => {
    expect(startsWithoutBreak({ handsOnMinutesPerDay: 15 }, [at(0, 500)], 15)).toEqual([]);
  });
});

describe('legs of one visit', () => {
  it('count together, in whatever order they come', () => {
    const legs = [at(0, 30), at(35, 15), at(60, 30)];
    expect(fitTogether(REST, [], legs)).toBe(false);
    expect(fitTogether(REST, [], [legs[2]!, legs[0]!, legs[1]!])).toBe(false);
    expect(fitTogether(REST, [], legs.slice(0, 2))).toBe(true);
    expect(fitTogether({ handsOnMinutesPerDay: 60 }, [at(500, 20)], legs.slice(0, 2))).toBe(false);
  });

  it('are judged by therapist and local day, and host legs not at all', () => {
    const zone = 'America/Denver';
    const therapist = { id: 't1', handsOnMinutesPerDay: 30, ...REST };
    const minute = (date: string, of: number) => toInstant(date, of, zone);
    const facts = {
      location: { timeZone: zone } as Location,
      snapshot: { practitioners: new Map([['t1', therapist]]) } as unknown as ClinicSnapshot,
      handsOn: [{ practitionerId: 't1', visitId: 'v', start: minute('2026-11-23', 1380), end: minute('2026-11-23', 1400) }],
    } as unknown as Facts;
    const leg = (date: string, from: number, discipline = 'massage') =>
      ({ service: { discipline }, practitionerId: 't1', start: minute(date, from), end: minute(date, from + 15) }) as BookingLeg;
    // 23:00 in Denver is the next day in UTC.
    expect(judgeHandsOn(facts, [leg('2026-11-23', 600, 'chiropractic'), leg('2026-11-23', 600), leg('2026-11-24', 5)])).toEqual([
      {
        code: 'hands-on-budget',
        detail: 'The hands-on budget of 2026-11-23 is 30 minutes, of which 20 are booked.',
        pointer: '/legs/1/practitionerId',
        overridable: true,
        facts: { practitionerId: 't1', date: '2026-11-23', budgetMinutes: 30, bookedMinutes: 20 },
      },
    ]);
    expect(judgeHandsOn(facts, [leg('2026-11-24', 600), leg('2026-11-24', 700)])).toEqual([]);
    expect(judgeHandsOn(facts, [leg('2026-11-24', 600), leg('2026-11-24', 700), leg('2026-11-24', 800)]).map((one) => one.pointer)).toEqual(
      ['/legs/2/practitionerId'],
    );
  });
});
