import { localDateOf } from '#kernel';
import type { Visit } from '#scheduling';
import { isUpcoming } from '../kinds/kind.js';

/**
 * What is true of the day that a patient was written to about: `open` waits for their answer, `arranging` for somebody
 * else's. `begun`, `cancelled`: there is nothing left to answer.
 */
export const DAY_STATES = ['open', 'confirmed', 'arranging', 'begun', 'cancelled'] as const;
export type DayState = (typeof DAY_STATES)[number];

/** Nobody comes more often on one day. */
const MOST_VISITS = 10;

export interface VisitDay {
  state: DayState;
  /** Visits that are still to come, the first one first. */
  expected: Visit[];
  /** What the patient was shown: another answer belongs to another time. */
  seen: string;
}

/**
 * One message speaks for all visits of a day, and so does its answer. `others` are the patient's visits around that day;
 * those elsewhere have messages of their own.
 */
export function dayOf(visit: Visit, others: readonly Visit[], zone: string, now: number): VisitDay {
  const day = localDateOf(visit.start, zone);
  const expected = others
    .filter((one) => one.locationId === visit.locationId && isUpcoming(one) && one.start > now && localDateOf(one.start, zone) === day)
    .sort((a, b) => a.start - b.start)
    .slice(0, MOST_VISITS);
  return { state: stateOf(visit, expected), expected, seen: expected.map((one) => one.start.toString(36)).join('-') };
}

function stateOf(visit: Visit, expected: readonly Visit[]): DayState {
  if (expected.length === 0) return visit.status === 'cancelled' ? 'cancelled' : 'begun';
  if (expected.some((one) => one.status === 'booked')) return 'open';
  return expected.some((one) => one.status === 'confirmed') ? 'confirmed' : 'arranging';
}
