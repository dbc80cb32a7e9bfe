import { openIntervals, type Practitioner, type Room, type Service } from '#clinic';
import { covers, DAY_MS, localDays, localPartsOf, localDateOf, MINUTE_MS, type Interval } from '#kernel';
import type { BookingLeg, Refusal } from '../gates/gate.js';
import type { Facts } from './facts.js';
import { judgeHandsOn } from './hands-on.rules.js';

/** Who could do a leg at all, before any time is chosen. */
export function qualifies(practitioner: Practitioner, service: Service, locationId: string): boolean {
  return practitioner.serviceIds.includes(service.id) && practitioner.locationIds.includes(locationId);
}

export function offersTechniques(practitioner: Practitioner, service: Service, techniques: readonly string[]): boolean {
  return service.discipline !== 'massage' || techniques.every((code) => practitioner.techniques.includes(code));
}

/** The licence is valid on the local date of service, its last day included. */
export function isLicensedOn(practitioner: Practitioner, date: string): boolean {
  return date <= practitioner.license.expiresOn;
}

export function suitsRoom(room: Room, service: Service, locationId: string): boolean {
  return room.locationId === locationId && (service.roomKind === undefined || room.kind === service.roomKind);
}

export function isOnGrid(instant: number, zone: string, gridMinutes: number): boolean {
  return instant % MINUTE_MS === 0 && localPartsOf(instant, zone).minuteOfDay % gridMinutes === 0;
}

/** Walk-ins are written down after the fact; anything older is a mistake. A search never looks back. */
const PAST_MS = DAY_MS;
/** Two years, leap day included. */
const FUTURE_MS = 731 * DAY_MS;

/** The last instant at which a leg may start. */
export function lastStart(now: number): number {
  return now + FUTURE_MS;
}

/** What a leg takes of its practitioner and room: its own time and the buffers. */
export function reservedOf(leg: Interval & { service: Pick<Service, 'bufferBeforeMinutes' | 'bufferAfterMinutes'> }): Interval {
  return {
    start: leg.start - leg.service.bufferBeforeMinutes * MINUTE_MS,
    end: leg.end + leg.service.bufferAfterMinutes * MINUTE_MS,
  };
}

/**
 * Whether the legs are allowed by the clinic's own rules (not whether the time is free). Pointers start at `/legs/0`.
 * The same conditions shape the search in `availability/leg-starts.ts`; a property test holds the two together.
 */
export function judgeLegs(facts: Facts, legs: readonly BookingLeg[]): Refusal[] {
  const refusals: Refusal[] = [];
  legs.forEach((leg, index) => {
    const refusal = judgeLeg(facts, leg, `/legs/${index}`);
    if (refusal) refusals.push(refusal);
  });
  if (refusals.length === 0) refusals.push(...judgeHandsOn(facts, legs));
  return refusals;
}

function judgeLeg(facts: Facts, leg: BookingLeg, at: string): Refusal | undefined {
  const { location, snapshot } = facts;
  const practitioner = snapshot.practitioners.get(leg.practitionerId);
  const room = snapshot.rooms.find((candidate) => candidate.id === leg.roomId);
  const no = (code: string, detail: string, field = ''): Refusal => ({ code, detail, pointer: `${at}${field}`, overridable: false });
  if (!practitioner) return no('practitioner-unknown', 'There is no such practitioner.', '/practitionerId');
  if (!room) return no('room-unknown', 'There is no such room.', '/roomId');
  if (!isOnGrid(leg.start, location.timeZone, location.gridMinutes)) {
    return no('off-grid', `Starts lie on the location's grid of ${location.gridMinutes} minutes.`, '/start');
  }
  if (leg.start < facts.now - PAST_MS || leg.start > lastStart(facts.now)) {
    return no('outside-booking-window', 'A visit starts from a day ago to two years ahead.', '/start');
  }
  if (leg.end - leg.start < leg.service.durationMinutes * MINUTE_MS) {
    return no('too-short', `${leg.service.name} takes ${leg.service.durationMinutes} minutes.`, '/end');
  }
  if (!qualifies(practitioner, leg.service, location.id)) {
    return no('practitioner-not-qualified', 'This practitioner does not give this service at this location.', '/practitionerId');
  }
  if (!isLicensedOn(practitioner, localDateOf(leg.start, location.timeZone))) {
    return no('license-expired', 'The licence is not valid on the day of service.', '/practitionerId');
  }
  if (!offersTechniques(practitioner, leg.service, leg.techniques)) {
    return no('technique-not-offered', 'This practitioner does not offer every planned technique.', '/practitionerId');
  }
  if (!suitsRoom(room, leg.service, location.id)) return no('room-kind', 'The room is not of the kind this service needs.', '/roomId');
  if (!covers(openHours(facts, practitioner.id, leg), { start: leg.start, end: leg.end })) {
    return no('outside-hours', 'The practitioner does not work then, or the location is closed.', '/start');
  }
  return undefined;
}

function openHours(facts: Facts, practitionerId: string, leg: Interval): Interval[] {
  const zone = facts.location.timeZone;
  const days = localDays(localDateOf(leg.start, zone), localDateOf(leg.end - 1, zone), zone);
  const absences = facts.absences.filter((absence) => absence.practitionerId === undefined || absence.practitionerId === practitionerId);
  return openIntervals(facts.snapshot.workingSpans.get(practitionerId) ?? [], facts.location.id, days, absences);
}

export interface Conflict {
  resource: 'practitioner' | 'room' | 'patient';
  resourceId: string;
  legIndex: number;
}

/** The first reservation that the legs would meet; the database decides in the end. */
export function findConflict(facts: Facts, legs: readonly BookingLeg[], patientId: string | undefined): Conflict | undefined {
  for (const [legIndex, leg] of legs.entries()) {
    const reserved = reservedOf(leg);
    const meets = (id: string, span: Interval) => (facts.busy.get(id) ?? []).some((busy) => busy.start < span.end && span.start < busy.end);
    if (meets(leg.practitionerId, reserved)) return { resource: 'practitioner', resourceId: leg.practitionerId, legIndex };
    if (meets(leg.roomId, reserved)) return { resource: 'room', resourceId: leg.roomId, legIndex };
    if (patientId && meets(patientId, leg)) return { resource: 'patient', resourceId: patientId, legIndex };
    const twice = legs.findIndex((other, i) => i < legIndex && other.start < leg.end && leg.start < other.end);
    if (twice >= 0) return { resource: 'patient', resourceId: patientId ?? '', legIndex };
  }
  return undefined;
}
