import { Injectable } from '@nestjs/common';
import type { ClinicSnapshot, Location } from '#clinic';
import { DAY_MS } from '#kernel';
import { OverlapError, type Actor, type Tx } from '#platform';
import { FactsStore } from '../facts/facts.store.js';
import { findConflict, judgeLegs, reservedOf } from '../facts/leg.rules.js';
import { resourcesOf, ReservationStore, type Claim, type ReservedLeg } from '../facts/reservation.store.js';
import type { BookingLeg, BookingRequest, Verdict } from '../gates/gate.js';
import { SchedulingExtensions } from '../gates/gates.registry.js';
import { decide, isClinician, type Decision } from './booking.rules.js';
import { slotTaken } from './slot-taken.js';

export interface Placement {
  now: number;
  snapshot: ClinicSnapshot;
  location: Location;
  legs: readonly BookingLeg[];
  patientId?: string;
  request: Omit<BookingRequest, 'now' | 'locationId' | 'timeZone' | 'patientId' | 'legs'>;
  /** The visit or hold whose own reservations make way. */
  replacing?: Claim;
  wish: { acceptTentative?: boolean; override?: { reason: string } };
  actor: Actor;
  /** A hold asks the clinic's own rules only. */
  withGates: boolean;
}

/** What is about to be touched, as far as it is known before anything is read. */
export interface Touched {
  patientId?: string;
  legs: readonly { practitionerId: string; roomId: string; start: number }[];
}

/** The one path by which legs get onto the schedule: lock, load, judge, reserve. Booking, moving and holding use it. */
@Injectable()
export class PlacementService {
  constructor(
    private readonly facts: FactsStore,
    private readonly reservations: ReservationStore,
    private readonly extensions: SchedulingExtensions,
  ) {}

  /**
   * Comes before anything of the clinic is read: who changes hours or takes time off holds a practitioner's own lock from
   * before they look for bookings until they commit, so that either they see the booking or the booking sees them.
   */
  async lock(tx: Tx, ...touched: readonly Touched[]): Promise<void> {
    const { keys, shared } = lockKeys(touched);
    await tx.lock(keys, shared);
  }

  /**
   * Judges the legs and takes their time for `claim`; `lock` came first. What is booked tentatively is taken until its release.
   * @throws `refused` with a rule's code, `conflict` / `slot-taken` naming the resource.
   */
  async place(tx: Tx, placement: Placement, claim: Claim): Promise<Decision> {
    const { decision, hasExpired } = await this.judge(tx, placement);
    if (hasExpired) await this.reservations.dropExpired(tx, resourcesOf(claim), placement.now);
    if (placement.replacing) await this.reservations.release(tx, placement.replacing);
    try {
      await this.reservations.reserve(tx, { ...claim, expiresAt: decision.releaseAt ?? claim.expiresAt });
    } catch (error) {
      if (error instanceof OverlapError) throw slotTaken();
      throw error;
    }
    return decision;
  }

  private async judge(tx: Tx, placement: Placement): Promise<{ decision: Decision; hasExpired: boolean }> {
    const { location, legs, snapshot, patientId, now } = placement;
    const spans = legs.map(reservedOf);
    const window = { start: Math.min(...spans.map((span) => span.start)), end: Math.max(...spans.map((span) => span.end)) };
    const facts = await this.facts.load(tx, {
      now,
      snapshot,
      location,
      window,
      practitionerIds: [...new Set(legs.map((leg) => leg.practitionerId))],
      otherResourceIds: [...new Set([...legs.map((leg) => leg.roomId), ...(patientId ? [patientId] : [])])],
      ignoreClaims: placement.replacing ? [placement.replacing.id] : [],
    });
    const refusals = judgeLegs(facts, legs);
    const request: BookingRequest = { now, locationId: location.id, timeZone: location.timeZone, patientId, legs, ...placement.request };
    const verdicts: Verdict[] = [];
    if (placement.withGates) for (const gate of this.extensions.gates) verdicts.push(...gate.judge(await gate.load(tx, request), request));
    const decision = decide(refusals, verdicts, placement.wish, {
      actor: placement.actor,
      isClinician: isClinician(placement.actor, snapshot),
    });
    const conflict = findConflict(facts, legs, patientId);
    if (conflict) throw slotTaken(conflict.resource, conflict.legIndex);
    return { decision, hasExpired: facts.hasExpired };
  }
}

/**
 * Any two legs that start within 24 hours of each other share a key of a resource: that covers every overlap (12 h at
 * most) and the local day of a budget. Bookings of different weeks go on side by side.
 */
function lockKeys(touched: readonly Touched[]): { keys: string[]; shared: string[] } {
  const keys: string[] = [];
  const shared: string[] = [];
  for (const { patientId, legs } of touched) {
    // Who changes what is known of a patient holds it alone, and sees every booking that did not see the change.
    if (patientId) shared.push(patientId);
    for (const { practitionerId, roomId, start } of legs) {
      shared.push(practitionerId);
      const day = Math.floor(start / DAY_MS);
      for (const id of [practitionerId, roomId, ...(patientId ? [patientId] : [])]) keys.push(`${id}@${day}`, `${id}@${day + 1}`);
    }
  }
  return { keys, shared };
}

/** A leg to be reserved, from one that was judged. */
export function toReserved(leg: BookingLeg, id: string): ReservedLeg {
  return {
    id,
    practitionerId: leg.practitionerId,
    roomId: leg.roomId,
    start: leg.start,
    end: leg.end,
    bufferBeforeMinutes: leg.service.bufferBeforeMinutes,
    bufferAfterMinutes: leg.service.bufferAfterMinutes,
  };
}
