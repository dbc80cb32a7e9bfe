import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, DAY_MS, eachDate, HOUR_MS, MINUTE_MS, parseInstant, weekdayOf } from './calendar.js';
import { DomainError } from './errors.js';
import {
  dayInterval,
  formatInstant,
  hoursToInterval,
  instantFormatter,
  isKnownZone,
  localDateOf,
  localPartsOf,
  offsetMinutesAt,
  startOfDay,
  toInstant,
  transitionsOf,
  wallToInstantForward,
  zoneDataVersion,
} from './time.js';

/** Every change of the clocks 2026–2031: first instant with the new offset, offset before, offset after. Local time beside it. */
const TRANSITIONS: Record<string, [string, number, number][]> = {
  'America/New_York': [
    ['2026-03-08T07:00:00Z', -300, -240], // 2026-03-08 02:00 → 03:00
    ['2026-11-01T06:00:00Z', -240, -300], // 2026-11-01 02:00 → 01:00
    ['2027-03-14T07:00:00Z', -300, -240], // 2027-03-14 02:00 → 03:00
    ['2027-11-07T06:00:00Z', -240, -300], // 2027-11-07 02:00 → 01:00
    ['2028-03-12T07:00:00Z', -300, -240], // 2028-03-12 02:00 → 03:00
    ['2028-11-05T06:00:00Z', -240, -300], // 2028-11-05 02:00 → 01:00
    ['2029-03-11T07:00:00Z', -300, -240], // 2029-03-11 02:00 → 03:00
    ['2029-11-04T06:00:00Z', -240, -300], // 2029-11-04 02:00 → 01:00
    ['2030-03-10T07:00:00Z', -300, -240], // 2030-03-10 02:00 → 03:00
    ['2030-11-03T06:00:00Z', -240, -300], // 2030-11-03 02:00 → 01:00
    ['2031-03-09T07:00:00Z', -300, -240], // 2031-03-09 02:00 → 03:00
    ['2031-11-02T06:00:00Z', -240, -300], // 2031-11-02 02:00 → 01:00
  ],
  'America/Chicago': [
    ['2026-03-08T08:00:00Z', -360, -300], // 2026-03-08 02:00 → 03:00
    ['2026-11-01T07:00:00Z', -300, -360], // 2026-11-01 02:00 → 01:00
    ['2027-03-14T08:00:00Z', -360, -300], // 2027-03-14 02:00 → 03:00
    ['2027-11-07T07:00:00Z', -300, -360], // 2027-11-07 02:00 → 01:00
    ['2028-03-12T08:00:00Z', -360, -300], // 2028-03-12 02:00 → 03:00
    ['2028-11-05T07:00:00Z', -300, -360], // 2028-11-05 02:00 → 01:00
    ['2029-03-11T08:00:00Z', -360, -300], // 2029-03-11 02:00 → 03:00
    ['2029-11-04T07:00:00Z', -300, -360], // 2029-11-04 02:00 → 01:00
    ['2030-03-10T08:00:00Z', -360, -300], // 2030-03-10 02:00 → 03:00
    ['2030-11-03T07:00:00Z', -300, -360], // 2030-11-03 02:00 → 01:00
    ['2031-03-09T08:00:00Z', -360, -300], // 2031-03-09 02:00 → 03:00
    ['2031-11-02T07:00:00Z', -300, -360], // 2031-11-02 02:00 → 01:00
  ],
  'America/Denver': [
    ['2026-03-08T09:00:00Z', -420, -360], // 2026-03-08 02:00 → 03:00
    ['2026-11-01T08:00:00Z', -360, -420], // 2026-11-01 02:00 → 01:00
    ['2027-03-14T09:00:00Z', -420, -360], // 2027-03-14 02:00 → 03:00
    ['2027-11-07T08:00:00Z', -360, -420], // 2027-11-07 02:00 → 01:00
    ['2028-03-12T09:00:00Z', -420, -360], // 2028-03-12 02:00 → 03:00
    ['2028-11-05T08:00:00Z', -360, -420], // 2028-11-05 02:00 → 01:00
    ['2029-03-11T09:00:00Z', -420, -360], // 2029-03-11 02:00 → 03:00
    ['2029-11-04T08:00:00Z', -360, -420], // 2029-11-04 02:00 → 01:00
    ['2030-03-10T09:00:00Z', -420, -360], // 2030-03-10 02:00 → 03:00
    ['2030-11-03T08:00:00Z', -360, -420], // 2030-11-03 02:00 → 01:00
    ['2031-03-09T09:00:00Z', -420, -360], // 2031-03-09 02:00 → 03:00
    ['2031-11-02T08:00:00Z', -360, -420], // 2031-11-02 02:00 → 01:00
  ],
  'America/Los_Angeles': [
    ['2026-03-08T10:00:00Z', -480, -420], // 2026-03-08 02:00 → 03:00
    ['2026-11-01T09:00:00Z', -420, -480], // 2026-11-01 02:00 → 01:00
    ['2027-03-14T10:00:00Z', -480, -420], // 2027-03-14 02:00 → 03:00
    ['2027-11-07T09:00:00Z', -420, -480], // 2027-11-07 02:00 → 01:00
    ['2028-03-12T10:00:00Z', -480, -420], // 2028-03-12 02:00 → 03:00
    ['2028-11-05T09:00:00Z', -420, -480], // 2028-11-05 02:00 → 01:00
    ['2029-03-11T10:00:00Z', -480, -420], // 2029-03-11 02:00 → 03:00
    ['2029-11-04T09:00:00Z', -420, -480], // 2029-11-04 02:00 → 01:00
    ['2030-03-10T10:00:00Z', -480, -420], // 2030-03-10 02:00 → 03:00
    ['2030-11-03T09:00:00Z', -420, -480], // 2030-11-03 02:00 → 01:00
    ['2031-03-09T10:00:00Z', -480, -420], // 2031-03-09 02:00 → 03:00
    ['2031-11-02T09:00:00Z', -420, -480], // 2031-11-02 02:00 → 01:00
  ],
  // From here on the provinces stay on summer time: no change of the clocks after March 2026.
  'America/Vancouver': [
    ['2026-03-08T10:00:00Z', -480, -420], // 2026-03-08 02:00 → 03:00
  ],
  'America/Edmonton': [
    ['2026-03-08T09:00:00Z', -420, -360], // 2026-03-08 02:00 → 03:00
  ],
  'America/Winnipeg': [
    ['2026-03-08T08:00:00Z', -360, -300], // 2026-03-08 02:00 → 03:00
  ],
};

const US_ZONES = ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles'];
const ZONES = Object.keys(TRANSITIONS);
const FROM = at('2026-01-01T00:00:00Z');
const TO = at('2032-01-01T00:00:00Z');

/** An oracle of its own: not our parser. */
function at(text: string): number {
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) throw new Error(`bad instant in a spec: ${text}`);
  return instant;
}

function minutes(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
}

function failureOf(action: () => unknown): DomainError {
  try {
    action();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('expected a DomainError');
}

describe('zones', () => {
  it('know IANA names and links as IANA spells them', () => {
    for (const zone of [...ZONES, 'UTC', 'US/Eastern', 'Asia/Kolkata', 'Australia/Lord_Howe']) expect(isKnownZone(zone)).toBe(true);
    for (const zone of ['', 'america/new_york', 'America_New_York', 'Mars/Base', 'constructor', '__proto__', '+02:00'])
      expect(isKnownZone(zone)).toBe(false);
  });

  it('refuse an unknown one with a code', () => {
    const failure = failureOf(() => offsetMinutesAt(0, 'constructor'));
    expect([failure.kind, failure.code]).toEqual(['invalid', 'unknown-zone']);
  });

  it('come from data of 2026f or later', () => {
    expect(zoneDataVersion() >= '2026f').toBe(true);
  });

  it('read UTC without a negative zero', () => {
    expect(localPartsOf(0, 'UTC')).toEqual({ date: '1970-01-01', minuteOfDay: 0, weekday: 'thu', offsetMinutes: 0 });
    expect(Object.is(offsetMinutesAt(0, 'UTC'), 0)).toBe(true);
  });
});

describe.each(ZONES)('%s, 2026–2031', (zone) => {
  const expected = TRANSITIONS[zone]!;

  it('changes its clocks exactly when the table says', () => {
    const found = transitionsOf(zone, FROM, TO).map((t) => [t.at, t.offsetBeforeMinutes, t.offsetAfterMinutes]);
    expect(found).toEqual(expected.map(([text, before, after]) => [at(text), before, after]));
  });

  it.each(expected)('%s: reads and resolves both sides of it', (text, before, after) => {
    const change = at(text);
    expect(offsetMinutesAt(change - 1, zone)).toBe(before);
    expect(offsetMinutesAt(change, zone)).toBe(after);
    const date = localDateOf(change, zone);
    const last = localPartsOf(change - MINUTE_MS, zone);
    const first = localPartsOf(change, zone);
    // Spring: …01:59, 03:00. Autumn: …01:59, 01:00.
    expect([last.date, last.minuteOfDay]).toEqual([date, minutes('01:59')]);
    expect([first.date, first.minuteOfDay]).toEqual([date, after > before ? minutes('03:00') : minutes('01:00')]);
    if (after > before) expectGap(date, change);
    else expectFold(date, change);
    // The day is 23 or 25 hours long, and its neighbours adjoin.
    const day = dayInterval(date, zone);
    expect((day.end - day.start) / HOUR_MS).toBe(after > before ? 23 : 25);
    expect(dayInterval(addDays(date, -1), zone)).toEqual({ start: day.start - DAY_MS, end: day.start });
    expect(dayInterval(addDays(date, 1), zone)).toEqual({ start: day.end, end: day.end + DAY_MS });
  });

  function expectGap(date: string, change: number) {
    for (const minute of [minutes('02:00'), minutes('02:30'), minutes('02:59')]) {
      const failure = failureOf(() => toInstant(date, minute, zone, '/start'));
      expect([failure.kind, failure.code, failure.details.errors?.[0]?.pointer]).toEqual(['invalid', 'local-time-gap', '/start']);
      expect(failureOf(() => toInstant(date, minute, zone, '/start', 'later')).code).toBe('local-time-gap');
      expect(wallToInstantForward(date, minute, zone)).toBe(change);
    }
    expect(toInstant(date, minutes('01:59'), zone)).toBe(change - MINUTE_MS);
    expect(toInstant(date, minutes('03:00'), zone)).toBe(change);
    expect(hoursToInterval(date, minutes('01:00'), minutes('03:00'), zone)).toEqual({ start: change - HOUR_MS, end: change });
    expect(hoursToInterval(date, minutes('02:15'), minutes('02:45'), zone)).toEqual({ start: change, end: change });
    expect(hoursToInterval(date, minutes('02:30'), minutes('04:00'), zone)).toEqual({ start: change, end: change + HOUR_MS });
  }

  function expectFold(date: string, change: number) {
    for (const minute of [minutes('01:00'), minutes('01:30'), minutes('01:59')]) {
      const failure = failureOf(() => toInstant(date, minute, zone, '/start'));
      expect([failure.kind, failure.code, failure.details.errors?.[0]?.pointer]).toEqual(['invalid', 'local-time-ambiguous', '/start']);
      const later = change + (minute - 60) * MINUTE_MS;
      expect(toInstant(date, minute, zone, '/start', 'earlier')).toBe(later - HOUR_MS);
      expect(toInstant(date, minute, zone, '/start', 'later')).toBe(later);
      expect(wallToInstantForward(date, minute, zone)).toBe(later - HOUR_MS);
    }
    expect(toInstant(date, minutes('00:59'), zone)).toBe(change - HOUR_MS - MINUTE_MS);
    expect(toInstant(date, minutes('02:00'), zone)).toBe(change + HOUR_MS);
    expect(hoursToInterval(date, minutes('01:00'), minutes('03:00'), zone)).toEqual({
      start: change - HOUR_MS,
      end: change + 2 * HOUR_MS,
    });
    const morning = hoursToInterval(date, minutes('00:00'), minutes('01:30'), zone);
    const rest = hoursToInterval(date, minutes('01:30'), minutes('10:00'), zone);
    expect(morning.end).toBe(rest.start);
  }
});

describe('the Canadian provinces that stay on summer time', () => {
  it('never change their clocks again in this data', () => {
    for (const zone of ['America/Vancouver', 'America/Edmonton', 'America/Winnipeg'])
      expect(transitionsOf(zone, at('2026-03-09T00:00:00Z'), at('2100-01-01T00:00:00Z'))).toEqual([]);
  });

  it('read winter as summer', () => {
    const instant = at('2026-11-23T20:00:00Z');
    expect(formatInstant(instant, 'America/Vancouver')).toBe('2026-11-23T13:00:00-07:00'); // Mon 13:00
    expect(formatInstant(instant, 'America/Edmonton')).toBe('2026-11-23T14:00:00-06:00'); // Mon 14:00
    expect(formatInstant(instant, 'America/Winnipeg')).toBe('2026-11-23T15:00:00-05:00'); // Mon 15:00
    expect(toInstant('2026-11-23', minutes('13:00'), 'America/Vancouver')).toBe(instant); // Mon 13:00
  });

  it('have an ordinary 2026-11-01, on which the clocks went back the year before', () => {
    expect(toInstant('2026-11-01', minutes('01:30'), 'America/Vancouver')).toBe(at('2026-11-01T08:30:00Z')); // Sun 01:30
    expect(failureOf(() => toInstant('2025-11-02', minutes('01:30'), 'America/Vancouver')).code).toBe('local-time-ambiguous');
  });
});

describe('midnight', () => {
  it('divides the days of the location, not of UTC', () => {
    expect(localDateOf(at('2026-07-01T05:59:59.999Z'), 'America/Denver')).toBe('2026-06-30'); // Tue 23:59:59.999
    expect(localDateOf(at('2026-07-01T06:00:00Z'), 'America/Denver')).toBe('2026-07-01'); // Wed 00:00
    expect(toInstant('2026-12-31', 1440, 'America/Denver')).toBe(at('2027-01-01T07:00:00Z')); // Fri 2027-01-01 00:00
    expect(startOfDay('2027-01-01', 'America/Denver')).toBe(at('2027-01-01T07:00:00Z')); // Fri 00:00
    expect(startOfDay('2026-07-01', 'Pacific/Kiritimati')).toBe(at('2026-06-30T10:00:00Z')); // Wed 00:00
  });

  it('where it does not exist gives way to the first instant of the date', () => {
    // Sao Paulo went from Sat 23:59:59 to Sun 01:00.
    expect(startOfDay('2018-11-04', 'America/Sao_Paulo')).toBe(at('2018-11-04T03:00:00Z')); // Sun 01:00
    expect(failureOf(() => toInstant('2018-11-03', 1440, 'America/Sao_Paulo')).code).toBe('local-time-gap');
    // Sao Paulo went back from Sun 00:00 to Sat 23:00: Sunday begins at the second approach to midnight.
    expect(startOfDay('2018-02-18', 'America/Sao_Paulo')).toBe(at('2018-02-18T03:00:00Z')); // Sun 00:00
    // Havana goes back from 01:00 to 00:00: Sunday begins at the first 00:00.
    expect(startOfDay('2026-11-01', 'America/Havana')).toBe(at('2026-11-01T04:00:00Z')); // Sun 00:00, the first
  });

  it('of a date that a zone skipped gives an empty day', () => {
    // Samoa had no 2011-12-30.
    const day = dayInterval('2011-12-30', 'Pacific/Apia');
    expect(day).toEqual({ start: at('2011-12-30T10:00:00Z'), end: at('2011-12-30T10:00:00Z') }); // Sat 2011-12-31 00:00
    expect(dayInterval('2011-12-29', 'Pacific/Apia').end).toBe(day.start);
  });

  it('29 February is a day like others', () => {
    expect(toInstant('2028-02-29', minutes('09:15'), 'America/New_York')).toBe(at('2028-02-29T14:15:00Z')); // Tue 09:15
    expect(localPartsOf(at('2028-03-01T04:59:00Z'), 'America/New_York')).toEqual({
      date: '2028-02-29', // Tue 23:59
      minuteOfDay: 1439,
      weekday: 'tue',
      offsetMinutes: -300,
    });
    expect(toInstant('2028-02-29', 1440, 'America/New_York')).toBe(at('2028-03-01T05:00:00Z')); // Wed 2028-03-01 00:00
  });
});

describe('against the engine', () => {
  it.each(US_ZONES)('%s reads as Intl reads it, 1990–2035', (zone) => {
    const intl = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'longOffset',
      weekday: 'short',
    });
    const check = (instant: number) => {
      const parts = Object.fromEntries(intl.formatToParts(instant).map((part) => [part.type, part.value]));
      const text = `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}:${parts.second}`;
      expect(formatInstant(instant, zone)).toBe(text + parts.timeZoneName!.slice(3));
      expect(localPartsOf(instant, zone).weekday).toBe(parts.weekday!.slice(0, 3).toLowerCase());
    };
    for (const [text] of TRANSITIONS[zone]!) for (const shift of [-HOUR_MS, -1000, 0, HOUR_MS]) check(at(text) + shift);
    const instants = fc.integer({ min: at('1990-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') });
    fc.assert(fc.property(instants, check), { numRuns: 500 });
  });
});

describe('round trips', () => {
  const zone = fc.constantFrom(...ZONES, 'UTC', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns');
  const instant = fc.integer({ min: at('2000-01-03T00:00:00Z') / 1000, max: at('2100-12-30T00:00:00Z') / 1000 }).map((s) => s * 1000);

  it('format → parse gives the instant', () => {
    fc.assert(
      fc.property(zone, instant, (z, t) => {
        const text = formatInstant(t, z);
        expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
        expect(parseInstant(text)).toBe(t);
        expect(Date.parse(text)).toBe(t);
      }),
      { numRuns: 2000 },
    );
  });

  it('local parts → instant gives the minute, in one of the two showings', () => {
    fc.assert(
      fc.property(zone, instant, (z, t) => {
        const { date, minuteOfDay, weekday } = localPartsOf(t, z);
        const minute = Math.floor(t / MINUTE_MS) * MINUTE_MS;
        expect([toInstant(date, minuteOfDay, z, '', 'earlier'), toInstant(date, minuteOfDay, z, '', 'later')]).toContain(minute);
        expect(weekday).toBe(weekdayOf(date));
        const day = dayInterval(date, z);
        expect(day.start <= t && t < day.end).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('a formatter that remembers says the same as one that does not, in any order of calls', () => {
    fc.assert(
      fc.property(zone, fc.array(instant, { minLength: 2, maxLength: 20 }), (z, instants) => {
        const format = instantFormatter(z);
        for (const t of instants.flatMap((t) => [t, t + 12 * HOUR_MS, t - 1])) expect(format(t)).toBe(formatInstant(t, z));
      }),
      { numRuns: 300 },
    );
  });

  it('a formatter that remembers turns the page at midnight and at a DST change, forwards and backwards', () => {
    const steps: [string, string][] = [
      ['2026-10-31T05:59:59Z', '2026-10-30T23:59:59-06:00'], // Fri 23:59:59
      ['2026-10-31T06:00:00Z', '2026-10-31T00:00:00-06:00'], // Sat 00:00
      ['2026-11-01T07:59:59Z', '2026-11-01T01:59:59-06:00'], // Sun 01:59:59, the first
      ['2026-11-01T08:00:00Z', '2026-11-01T01:00:00-07:00'], // Sun 01:00, the second
      ['2026-11-02T07:00:00Z', '2026-11-02T00:00:00-07:00'], // Mon 00:00
    ];
    const format = instantFormatter('America/Denver');
    for (const [instant, text] of [...steps, ...[...steps].reverse()]) expect(format(at(instant))).toBe(text);
  });

  it('hours never run backwards, and adjoining hours adjoin', () => {
    const dates = eachDate('2026-01-01', '2031-12-31');
    const minute = fc.integer({ min: 0, max: 1440 });
    fc.assert(
      fc.property(zone, fc.constantFrom(...dates), fc.tuple(minute, minute, minute), (z, date, unsorted) => {
        const [a, b, c] = [...unsorted].sort((x, y) => x - y) as [number, number, number];
        const first = hoursToInterval(date, a, b, z);
        const second = hoursToInterval(date, b, c, z);
        expect(first.start <= first.end && first.end === second.start && second.start <= second.end).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
