import { describe, expect, it } from '@jest/globals';
import { offsetAt, timeIn } from './offset';

const timeZone = 'America/Denver';
const usual = { timeZone, dayStart: '2026-12-08T00:00:00-07:00', dayEnd: '2026-12-09T00:00:00-07:00' };
const spring = { timeZone, dayStart: '2026-03-08T00:00:00-07:00', dayEnd: '2026-03-09T00:00:00-06:00' };
const autumn = { timeZone, dayStart: '2026-11-01T00:00:00-06:00', dayEnd: '2026-11-02T00:00:00-07:00' };

describe('offsetAt', () => {
  it.each([
    ['a usual day', usual, '2026-12-08T17:10:00Z', -420],
    ['before the spring change', spring, '2026-03-08T08:59:00Z', -420],
    ['from the spring change on', spring, '2026-03-08T09:00:00Z', -360],
    ['on the afternoon after it', spring, '2026-03-08T20:00:00Z', -360],
    ['the first 01:30 of autumn', autumn, '2026-11-01T07:30:00Z', -360],
    ['the second 01:30', autumn, '2026-11-01T08:30:00Z', -420],
    ['on the afternoon after it', autumn, '2026-11-01T20:00:00Z', -420],
  ])('%s', (_, day, instant, offset) => expect(offsetAt(day, Date.parse(instant))).toBe(offset));

  it('tells the time of a zone, midnight as 00:00', () => {
    expect(timeIn(timeZone, Date.parse('2026-12-08T07:05:00Z'))).toBe('00:05');
    expect(timeIn(timeZone, Date.parse('2026-12-08T22:10:00Z'))).toBe('15:10');
  });
});
