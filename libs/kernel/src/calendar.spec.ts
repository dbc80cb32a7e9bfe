import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  dateOfDayNumber,
  DAY_MS,
  dayNumberOf,
  daysBetween,
  eachDate,
  formatLocalTime,
  parseInstant,
  parseLocalDate,
  parseLocalTime,
  weekdayOf,
} from './calendar.js';

describe('dates', () => {
  it('count as the Gregorian calendar does, for every day of 1900–2100', () => {
    // Date.parse is the oracle: it reads the text as UTC and no clock.
    const last = dayNumberOf('2100-12-31');
    let wrong = 0;
    for (let day = dayNumberOf('1900-01-01'); day <= last; day++) {
      const date = dateOfDayNumber(day);
      if (Date.parse(date) !== day * DAY_MS || dayNumberOf(date) !== day || parseLocalDate(date) !== date) wrong++;
    }
    expect(wrong).toBe(0);
    expect(last - dayNumberOf('1900-01-01') + 1).toBe(73_414);
  });

  it('add, subtract and list', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2027-02-28', 1)).toBe('2027-03-01');
    expect(addDays('2027-01-01', -1)).toBe('2026-12-31');
    expect(daysBetween('2026-11-23', '2026-11-30')).toBe(7);
    expect(daysBetween('2028-03-01', '2028-02-28')).toBe(-2);
    expect(eachDate('2028-02-28', '2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01']);
    expect(eachDate('2026-11-23', '2026-11-23')).toEqual(['2026-11-23']);
    expect(eachDate('2026-11-24', '2026-11-23')).toEqual([]);
  });

  it('know their weekday, before 1970 too', () => {
    expect(weekdayOf('2026-11-23')).toBe('mon');
    expect(weekdayOf('2026-11-29')).toBe('sun');
    expect(weekdayOf('1969-12-31')).toBe('wed');
    expect(weekdayOf('1900-01-01')).toBe('mon');
  });

  it.each(['2026-02-29', '2100-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '1899-12-31', '2101-01-01'])(
    'refuse the unreal %s',
    (text) => expect(parseLocalDate(text)).toBeUndefined(),
  );

  it.each([
    '',
    '2026-1-01',
    '2026-01-1',
    '20260101',
    '2026/01/01',
    ' 2026-01-01',
    '2026-01-01Z',
    '+026-01-01',
    '２０２６-01-01',
    '2026-01-0x',
  ])('refuse the malformed "%s"', (text) => expect(parseLocalDate(text)).toBeUndefined());

  it('fail loudly inside our own code', () => {
    expect(() => dayNumberOf('2026-13-01')).toThrow('invariant');
    expect(() => addDays('soon', 1)).toThrow('invariant');
  });
});

describe('local times', () => {
  it('round-trip for every minute, with 24:00 as the end of the day', () => {
    for (let minute = 0; minute <= 1440; minute++) expect(parseLocalTime(formatLocalTime(minute))).toBe(minute);
    expect(formatLocalTime(1440)).toBe('24:00');
    expect(parseLocalTime('08:05')).toBe(485);
  });

  it.each(['24:01', '25:00', '12:60', '8:00', '08:0', '08:00:00', '0800', '-1:00', 'ab:cd', ''])('refuse "%s"', (text) =>
    expect(parseLocalTime(text)).toBeUndefined(),
  );
});

describe('instants', () => {
  it.each([
    ['2026-11-23T13:00:00-07:00', 1_795_464_000_000], // Vancouver Mon 13:00
    ['2026-11-23T20:00:00Z', 1_795_464_000_000],
    ['2026-11-23T20:00:00.5Z', 1_795_464_000_500],
    ['2026-11-23T20:00:00.05Z', 1_795_464_000_050],
    ['2026-11-23T20:00:00.123+00:00', 1_795_464_000_123],
    ['2026-11-24T01:45:00+05:45', 1_795_464_000_000], // Kathmandu Tue 01:45
    ['2028-02-29T23:59:59-00:00', 1_835_481_599_000],
    ['2026-11-23T20:00:00.290000Z', 1_795_464_000_290], // Python's isoformat
    ['2026-11-23T20:00:00.999999999Z', 1_795_464_000_999], // Go's RFC3339Nano
  ])('%s', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
    expect(Date.parse(text)).toBe(instant);
  });

  it.each([
    '2026-02-29T10:00:00Z', // no such day
    '2026-02-30T10:00:00Z',
    '1999-12-31T23:59:59Z',
    '2101-01-01T00:00:00Z',
    '2026-11-23T24:00:00Z',
    '2026-11-23T10:60:00Z',
    '2016-12-31T23:59:60Z', // leap second
    '2026-11-23T10:00:00', // whose time?
    '2026-11-23T10:00Z',
    '2026-11-23 10:00:00Z',
    '2026-11-23t10:00:00z',
    '2026-11-23T10:00:00.Z',
    '2026-11-23T10:00:00.1234567890Z',
    '2026-11-23T10:00:00+0700',
    '2026-11-23T10:00:00+07',
    '2026-11-23T10:00:00+24:00',
    '2026-11-23T10:00:00+07:60',
    '2026-11-23T10:00:00Z ',
    '2026-11-23T10:00:00ZZ',
    '2026-11-23T10:00:00-07:000',
    '2026-11-23',
    '2026',
    '',
    '2026-11-23T1O:00:00Z',
  ])('refuses "%s"', (text) => expect(parseInstant(text)).toBeUndefined());

  it('never throws and never accepts what the engine refuses', () => {
    const near = fc.stringMatching(/^2[01]\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-6]\d:[0-6]\d(\.\d{0,10})?(Z|[+-][0-2]\d:[0-6]\d)?$/);
    fc.assert(
      fc.property(fc.oneof(near, fc.string({ maxLength: 32 })), (text) => {
        const instant = parseInstant(text);
        if (instant !== undefined) expect(instant).toBe(Date.parse(text));
      }),
      { numRuns: 3000 },
    );
  });
});
