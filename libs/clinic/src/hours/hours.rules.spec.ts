import { describe, expect, it } from '@jest/globals';
import { formatInstant, localDays, parseInstant, type Interval, type Weekday } from '#kernel';
import type { Absence, WorkingSpan } from '../clinic.types.js';
import { byWeek, firstOverlap, openIntervals } from './hours.rules.js';

const ZONE = 'America/Denver';
const MONDAY = localDays('2026-11-23', '2026-11-23', ZONE);

function span(weekday: Weekday, from: number, to: number, more: Partial<WorkingSpan> = {}): WorkingSpan {
  return { practitionerId: 'prac_ana', locationId: 'loc_a', weekday, fromMinute: from * 60, toMinute: to * 60, ...more };
}

function at(text: string): number {
  return parseInstant(text)!;
}

function local(list: readonly Interval[]): string[] {
  return list.map(({ start, end }) => `${formatInstant(start, ZONE)} ${formatInstant(end, ZONE)}`);
}

describe('openIntervals', () => {
  it('repeats the weekly hours of one location on each date', () => {
    const spans = [span('mon', 8, 12), span('mon', 13, 18), span('tue', 9, 10), span('tue', 14, 15, { locationId: 'loc_b' })];
    expect(local(openIntervals(spans, 'loc_a', localDays('2026-11-23', '2026-11-24', ZONE), []))).toEqual([
      '2026-11-23T08:00:00-07:00 2026-11-23T12:00:00-07:00',
      '2026-11-23T13:00:00-07:00 2026-11-23T18:00:00-07:00',
      '2026-11-24T09:00:00-07:00 2026-11-24T10:00:00-07:00',
    ]);
  });

  it('joins hours that adjoin and knows a practitioner without hours', () => {
    expect(openIntervals([span('mon', 8, 12), span('mon', 12, 18)], 'loc_a', MONDAY, [])).toHaveLength(1);
    expect(openIntervals([], 'loc_a', MONDAY, [])).toEqual([]);
    expect(openIntervals([span('mon', 8, 12)], 'loc_b', MONDAY, [])).toEqual([]);
  });

  it('keeps to the dates of validity, both included', () => {
    const spans = [span('mon', 8, 9, { validFrom: '2026-11-23', validUntil: '2026-11-30' })];
    const open = openIntervals(spans, 'loc_a', localDays('2026-11-16', '2026-12-07', ZONE), []);
    expect(local(open).map((text) => text.slice(0, 10))).toEqual(['2026-11-23', '2026-11-30']);
  });

  it('takes out closures of this location and time off of this practitioner, nobody else’s', () => {
    const day = { start: at('2026-11-23T09:00:00-07:00'), end: at('2026-11-23T10:00:00-07:00') };
    const later = { start: at('2026-11-23T11:00:00-07:00'), end: at('2026-11-23T23:00:00-07:00') };
    const absences: Absence[] = [
      { id: 'off1', practitionerId: 'prac_ana', ...day },
      { id: 'off2', practitionerId: 'prac_other', start: day.end, end: later.start },
      { id: 'clos1', locationId: 'loc_a', ...later },
      { id: 'clos2', locationId: 'loc_b', ...day },
    ];
    expect(local(openIntervals([span('mon', 8, 18)], 'loc_a', MONDAY, absences))).toEqual([
      '2026-11-23T08:00:00-07:00 2026-11-23T09:00:00-07:00',
      '2026-11-23T10:00:00-07:00 2026-11-23T11:00:00-07:00',
    ]);
  });

  it('is an hour shorter when the clocks go forward and an hour longer when they go back', () => {
    const hours = (date: string) => {
      const open = openIntervals([span('sun', 1, 4)], 'loc_a', localDays(date, date, ZONE), []);
      return (open[0]!.end - open[0]!.start) / 3_600_000;
    };
    expect(hours('2027-03-07')).toBe(3);
    expect(hours('2027-03-14')).toBe(2);
    expect(hours('2026-11-01')).toBe(4);
  });

  it('gives nothing for hours that the clocks skip', () => {
    const skipped = [{ ...span('sun', 2, 3), fromMinute: 135, toMinute: 165 }];
    expect(openIntervals(skipped, 'loc_a', localDays('2027-03-14', '2027-03-14', ZONE), [])).toEqual([]);
  });

  it('follows the wall clock over a change of the offset', () => {
    const open = openIntervals([span('mon', 8, 9)], 'loc_a', localDays('2026-10-26', '2026-11-02', ZONE), []);
    expect(local(open).map((text) => text.slice(0, 25))).toEqual(['2026-10-26T08:00:00-06:00', '2026-11-02T08:00:00-07:00']);
  });
});

describe('firstOverlap', () => {
  it('finds shared minutes of one weekday, also at two locations', () => {
    expect(firstOverlap([span('mon', 8, 12), span('tue', 8, 12), span('mon', 11, 13, { locationId: 'loc_b' })])).toEqual({
      first: 0,
      second: 2,
    });
  });

  it('lets hours touch, and lets them follow each other by date', () => {
    expect(firstOverlap([span('mon', 8, 12), span('mon', 12, 13)])).toBeUndefined();
    expect(
      firstOverlap([span('mon', 8, 12, { validUntil: '2026-12-31' }), span('mon', 8, 12, { validFrom: '2027-01-01' })]),
    ).toBeUndefined();
    expect(firstOverlap([span('mon', 8, 12, { validUntil: '2027-01-01' }), span('mon', 8, 12, { validFrom: '2027-01-01' })])).toBeDefined();
  });
});

it('byWeek sorts Monday first, then by time', () => {
  const sorted = [span('sun', 8, 9), span('mon', 13, 14), span('mon', 8, 9)].sort(byWeek);
  expect(sorted.map((s) => `${s.weekday} ${s.fromMinute}`)).toEqual(['mon 480', 'mon 780', 'sun 480']);
});
