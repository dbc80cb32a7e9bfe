import { invalidField } from '#kernel';
import type { WantedLeg, WantedVisit } from './booking.types.js';
import type { BookInput } from './visit.dto.js';

/** @throws `invalid` unless exactly one of `holdId` and `legs` is given. */
export function toWantedVisit(body: BookInput, legs: WantedLeg[] | undefined): WantedVisit {
  if (!body.holdId && !legs) throw invalidField('/legs', 'legs-required', 'Send holdId or legs.');
  if (body.holdId && legs) throw invalidField('/legs', 'legs-and-hold', 'Send holdId or legs, not both.');
  const { patientId, holdId, referralId, plan, acceptTentative, clearanceFrom, override } = body;
  return { patientId, holdId, legs, referralId, plan, acceptTentative, clearanceFrom, override };
}
