import type { ClinicSnapshot, Location, Service } from '#clinic';
import { DomainError, invalidField, MINUTE_MS, refusedField } from '#kernel';
import { hasScope, type Actor } from '#platform';
import { reservedOf } from '../facts/leg.rules.js';
import type { BookingLeg, Overridable, Refusal, Verdict } from '../gates/gate.js';
import type { WantedLeg } from './booking.types.js';
import type { Plan } from './visit.types.js';

export const MAX_LEGS = 4;
const MAX_SPAN_MS = 43_200_000;

/** Checks what needs no schedule: services, one location, real instants, a visit of at most 12 h. */
export function resolveLegs(
  snapshot: ClinicSnapshot,
  wanted: readonly WantedLeg[],
  plan: Plan | undefined,
): { legs: BookingLeg[]; location: Location } {
  const legs = wanted.map((leg, index): BookingLeg => {
    const service = snapshot.services.get(leg.serviceId);
    if (!service) throw refusedField(`/legs/${index}/serviceId`, 'service-unknown', 'There is no such service.');
    const end = leg.end ?? leg.start + service.durationMinutes * MINUTE_MS;
    if (end <= leg.start || (end - leg.start) % MINUTE_MS !== 0) {
      throw invalidField(`/legs/${index}/end`, 'end-before-start', 'The end must be whole minutes after the start.');
    }
    return { service, practitionerId: leg.practitionerId, roomId: leg.roomId, start: leg.start, end, ...plannedFor(service, plan) };
  });
  const taken = legs.map(reservedOf);
  const span = Math.max(...taken.map((one) => one.end)) - Math.min(...taken.map((one) => one.start));
  if (span > MAX_SPAN_MS) throw refusedField('/legs', 'legs-too-far-apart', 'The legs of a visit and their buffers lie within 12 hours.');
  return { legs, location: locationOf(snapshot, wanted) };
}

function locationOf(snapshot: ClinicSnapshot, wanted: readonly WantedLeg[]): Location {
  let location: Location | undefined;
  for (const [index, leg] of wanted.entries()) {
    const room = snapshot.rooms.find((candidate) => candidate.id === leg.roomId);
    if (!room) throw refusedField(`/legs/${index}/roomId`, 'room-unknown', 'There is no such room.');
    const own = snapshot.locations.get(room.locationId)!;
    if (location && own.id !== location.id)
      throw refusedField(`/legs/${index}/roomId`, 'other-location', 'All legs of a visit are at one location.');
    location = own;
  }
  return location!;
}

/** Techniques and areas of the plan concern the massage legs. */
export function plannedFor(service: Service, plan: Plan | undefined): Pick<BookingLeg, 'techniques' | 'areas'> {
  if (service.discipline !== 'massage' || !plan) return { techniques: [], areas: [] };
  return { techniques: plan.techniques ?? [], areas: plan.areas ?? [] };
}

/** Every code of the plan must be one that the clinic owns. */
export function checkPlan(snapshot: ClinicSnapshot, plan: Plan | undefined): void {
  plan?.techniques?.forEach((code, i) => {
    if (!snapshot.techniques.has(code))
      throw refusedField(`/plan/techniques/${i}`, 'technique-unknown', `The clinic has no technique "${code}".`);
  });
  plan?.areas?.forEach((area, i) => {
    if (!snapshot.areas.has(area.code)) throw refusedField(`/plan/areas/${i}`, 'area-unknown', `The clinic has no area "${area.code}".`);
  });
}

export interface Decision {
  /** A tentative visit frees itself then. */
  releaseAt?: number;
  overridden: string[];
}

/**
 * Weighs what all gates said: the first refusal that cannot be lifted decides; overridable ones need a person
 * with the right and a reason; a tentative verdict needs the caller's consent.
 */
export function decide(
  refusals: readonly Refusal[],
  verdicts: readonly Verdict[],
  wish: { acceptTentative?: boolean; override?: { reason: string } },
  person: Decider,
): Decision {
  const tentative = verdicts.filter((verdict) => verdict.kind === 'tentative');
  const waits = tentative.length > 0 && wish.acceptTentative === true && wish.override === undefined;
  const refused: Refusal[] = [...refusals, ...verdicts.filter((verdict) => verdict.kind === 'refuse')];
  if (!waits) refused.push(...tentative.map((verdict) => ({ ...verdict, overridable: true })));
  const final = refused.find((refusal) => !mayLift(refusal.overridable, wish.override, person));
  if (final) {
    if (wish.override && final.overridable) throw overrideNotAllowed(final);
    throw refusalError(refused.find((refusal) => !refusal.overridable) ?? final);
  }
  const releaseAt = waits ? Math.min(...tentative.map((verdict) => verdict.until)) : undefined;
  return { releaseAt, overridden: refused.map((refusal) => refusal.code) };
}

/** Who asks for a booking. */
export interface Decider {
  actor: Actor;
  /** A physician, chiropractor or physical therapist of the clinic, signed in. */
  isClinician: boolean;
}

export function isClinician(actor: Actor, snapshot: Pick<ClinicSnapshot, 'practitioners'>): boolean {
  const practitioner = actor.type === 'user' ? snapshot.practitioners.get(actor.practitionerId ?? '') : undefined;
  return practitioner !== undefined && practitioner.discipline !== 'massage';
}

function mayLift(overridable: Overridable, override: { reason: string } | undefined, person: Decider): boolean {
  if (override === undefined || !hasScope(person.actor, 'visits:override')) return false;
  return overridable === 'clinician' ? person.isClinician : overridable;
}

function overrideNotAllowed(refusal: Refusal): DomainError {
  const who = refusal.overridable === 'clinician' ? 'a physician, chiropractor or physical therapist' : 'a person';
  return new DomainError('forbidden', 'override-not-allowed', {
    detail: `Only ${who} with the right visits:override lifts ${refusal.code}.`,
  });
}

function refusalError(refusal: Refusal): DomainError {
  const pointer = refusal.pointer ?? '';
  return new DomainError('refused', refusal.code, {
    detail: refusal.detail,
    errors: [{ pointer, code: refusal.code, detail: refusal.detail, ...refusal.facts }],
    extra: { overridable: refusal.overridable },
  });
}
