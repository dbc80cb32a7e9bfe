import { describe, expect, it } from '@jest/globals';
import { DomainError, HOUR_MS } from '#kernel';
import { absenceInterval, type AbsenceTimes } from './absence.rules.js';

const ZONE = 'America/Denver';

function refusal(times: AbsenceTimes): string {
  try {
    absenceInterval(times, ZONE);
  } catch (error) {
    if (error instanceof DomainError) return `${error.details.errors?.[0]?.pointer} ${error.code}`;
    throw error;
  }
  return 'accepted';
}

describe('absenceInterval', () => {
  it('takes instants with any offset', () => {
    const span = absenceInterval({ from: '2026-11-23T20:00:00Z', to: '2026-11-23T15:00:00-07:00' }, ZONE);
    expect(span.end - span.start).toBe(2 * HOUR_MS);
  });

  it('takes whole local days, the last one included; a DST day is 23 or 25 hours', () => {
    const hours = (fromDate: string, toDate: string) => {
      const span = absenceInterval({ fromDate, toDate }, ZONE);
      return (span.end - span.start) / HOUR_MS;
    };
    expect(hours('2026-11-23', '2026-11-24')).toBe(48);
    expect(hours('2027-03-14', '2027-03-14')).toBe(23);
    expect(hours('2026-11-01', '2026-11-01')).toBe(25);
  });

  it.each<[AbsenceTimes, string]>([
    [{}, '/from required'],
    [{ from: '2026-11-23T20:00:00Z' }, '/to required'],
    [{ toDate: '2026-11-23' }, '/fromDate required'],
    [{ fromDate: '2026-11-23' }, '/toDate required'],
    [{ from: '2026-11-23T20:00:00Z', to: '2026-11-23T20:00:00Z' }, '/to end-before-start'],
    [{ fromDate: '2026-11-23', toDate: '2026-11-22' }, '/toDate end-before-start'],
    [{ from: '2026-11-23T20:00:00Z', toDate: '2026-11-24' }, '/toDate one-form-only'],
    [{ fromDate: '2026-01-01', toDate: '2027-01-01' }, 'accepted'],
    [{ fromDate: '2026-01-01', toDate: '2027-01-02' }, '/toDate too-long'],
    [{ from: '2026-01-01T00:00:00Z', to: '2027-01-02T00:00:01Z' }, '/to too-long'],
  ])('%j: %s', (times, expected) => {
    expect(refusal(times)).toBe(expected);
  });
});
