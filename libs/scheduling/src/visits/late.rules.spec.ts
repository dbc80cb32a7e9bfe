import { describe, expect, it } from '@jest/globals';
import { isLateCancellation } from './late.rules.js';
import type { LegStatus, VisitStatus } from './visit.types.js';

const HOUR = 3_600_000;
const UNDO = 180_000;

interface Case {
  status?: VisitStatus;
  needsReview?: true;
  leg?: LegStatus;
  /** Hours before the start at which it is cancelled, and at which it was booked. */
  before: number;
  booked?: number;
  notice?: number;
}

function isLate({ status = 'booked', needsReview, leg = 'booked', before, booked = 100, notice = 24 }: Case): boolean {
  const start = 1000 * HOUR;
  const visit = { status, needsReview, createdAt: start - booked * HOUR };
  return isLateCancellation(visit, { status: leg, start }, notice, start - before * HOUR, UNDO);
}

describe('a cancellation', () => {
  it('is late once the notice of the service has passed', () => {
    expect(isLate({ before: 24 })).toBe(false);
    expect(isLate({ before: 23.99 })).toBe(true);
    expect(isLate({ before: -1 })).toBe(true);
    expect(isLate({ before: 1, notice: 0 })).toBe(false);
    expect(isLate({ before: 1, status: 'confirmed' })).toBe(true);
  });

  it('is not when nobody could count on the visit, it was not safe, or the patient was there', () => {
    expect(isLate({ before: 1, status: 'tentative' })).toBe(false);
    expect(isLate({ before: 1, needsReview: true })).toBe(false);
    expect(isLate({ before: 0, leg: 'arrived' })).toBe(false);
    // There for one leg, the other still to come.
    for (const status of ['arrived', 'in-progress', 'completed'] as const) expect(isLate({ before: 1, status })).toBe(false);
  });

  it('is not when it undoes a booking of just now', () => {
    expect(isLate({ before: 1, booked: 1 })).toBe(false);
    expect(isLate({ before: 1, booked: 1.05 })).toBe(false);
    expect(isLate({ before: 1, booked: 1.06 })).toBe(true);
  });
});
