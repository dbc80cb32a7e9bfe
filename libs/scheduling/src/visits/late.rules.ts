import { HOUR_MS } from '#kernel';
import type { Leg, Visit } from './visit.types.js';

/**
 * Whether a cancellation came after the notice of the service. Not when nobody could count on the visit (it waited for a
 * clearance), when it was no longer safe, when the patient was there for any leg of it, or when the desk undoes a booking of just now.
 */
export function isLateCancellation(
  visit: Pick<Visit, 'status' | 'needsReview' | 'createdAt'>,
  leg: Pick<Leg, 'status' | 'start'>,
  noticeHours: number,
  now: number,
  undoMs: number,
): boolean {
  const isExpected = visit.status === 'booked' || visit.status === 'confirmed';
  if (!isExpected || visit.needsReview || leg.status !== 'booked') return false;
  return now > leg.start - noticeHours * HOUR_MS && now - visit.createdAt > undoMs;
}
