import { describe, expect, it } from '@jest/globals';
import {
  addDays,
  elapsedMinutes,
  formatDay,
  formatMinute,
  isDate,
  offsetOf,
  parseTime,
  timeOf,
  todayIn,
  wallAt,
  wallMinutes,
  weekdayOf,
} from './wall';

describe('the wall clock is read from the text', () => {
  it('does not depend on the zone of the reader', () => {
    expect(timeOf('2026-11-23T11:25:00-08:00')).toBe('11:25');
    expect(timeOf('2026-11-23T11:25:00+05:30')).toBe('11:25');
  });

  it('reads offsets', () => {
    expect(offsetOf('2026-11-23T11:25:00-08:00')).toBe(-480);
    expect(offsetOf('2026-11-23T11:25:00+05:30')).toBe(330);
    expect(offsetOf('2026-11-23T11:25:00Z')).toBe(0);
  });

  it('counts wall minutes over midnight', () => {
    expect(wallMinutes('2026-11-23T08:00:00-08:00', '2026-11-23T11:25:00-08:00')).toBe(205);
    expect(wallMinutes('2026-11-23T22:00:00-08:00', '2026-11-24T00:30:00-08:00')).toBe(150);
  });

  it('keeps rows where the clock shows them on both days of a clock change', () => {
    // Spring forward: 01:30 PST to 03:30 PDT is one hour that passes, two on the wall.
    expect(wallMinutes('2026-03-08T01:30:00-08:00', '2026-03-08T03:30:00-07:00')).toBe(120);
    expect(elapsedMinutes('2026-03-08T01:30:00-08:00', '2026-03-08T03:30:00-07:00')).toBe(60);
    // Fall back: 08:00 after the change still lies eight rows below midnight before it.
    expect(wallMinutes('2026-11-01T00:00:00-07:00', '2026-11-01T08:00:00-08:00')).toBe(480);
    expect(elapsedMinutes('2026-11-01T00:00:00-07:00', '2026-11-01T08:00:00-08:00')).toBe(540);
  });

  it('tells now by the offset of the board', () => {
    expect(wallAt(Date.parse('2026-11-24T02:10:00Z'), -480)).toEqual({ date: '2026-11-23', minute: 18 * 60 + 10 });
  });

  it('knows today in a zone', () => {
    expect(todayIn('America/Los_Angeles', Date.parse('2026-11-24T02:10:00Z'))).toBe('2026-11-23');
    expect(todayIn('Asia/Tokyo', Date.parse('2026-11-23T20:10:00Z'))).toBe('2026-11-24');
  });
});

describe('dates', () => {
  it('walks over months, years and clock changes', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(addDays('2026-10-31', 1)).toBe('2026-11-01');
    expect(addDays('2026-11-01', 1)).toBe('2026-11-02');
  });

  it('prints days', () => {
    expect(formatDay('2026-11-23', true)).toBe('Mon 23 Nov 2026');
    expect(formatDay('2026-11-01')).toBe('Sun 1 Nov');
    expect(weekdayOf('2026-11-23')).toBe('mon');
  });

  it('refuses what is not a date', () => {
    expect(isDate('2026-11-23')).toBe(true);
    expect(isDate('2026-13-01')).toBe(false);
    expect(isDate('tomorrow')).toBe(false);
    expect(isDate(undefined)).toBe(false);
  });

  it('prints and reads minutes', () => {
    expect(formatMinute(parseTime('09:05'))).toBe('09:05');
    expect(formatMinute(1440)).toBe('24:00');
  });
});
