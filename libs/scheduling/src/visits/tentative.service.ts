import { Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { DomainError } from '#kernel';
import { systemContext, type Reader, type RequestContext, type Tx } from '#platform';
import { ReservationStore } from '../facts/reservation.store.js';
import { resolveLegs } from './booking.rules.js';
import { PlacementService, toReserved } from './placement.service.js';
import { liveClaim, next, VisitChanges } from './visit-changes.service.js';
import { VisitStore } from './visit.store.js';
import type { Visit } from './visit.types.js';

/** Released in one transaction at most: each cancels a visit with its messages. */
const RELEASED_AT_ONCE = 20;
/** Upcoming visits of one patient that are looked at when something about the patient changes. */
const MAX_UPCOMING = 200;

/** Visits that wait for somebody's word, and what becomes of visits when something about their patient changes. */
@Injectable()
export class TentativeVisits {
  constructor(
    private readonly clinic: ClinicService,
    private readonly placement: PlacementService,
    private readonly store: VisitStore,
    private readonly reservations: ReservationStore,
    private readonly changes: VisitChanges,
  ) {}

  /** What is still to come for a patient: tentative, booked or confirmed, in start order. */
  async upcomingOf(reader: Reader, patientId: string, now: number): Promise<Visit[]> {
    return this.store.list(reader, {
      patientId,
      statuses: ['tentative', 'booked', 'confirmed'],
      window: { start: now, end: Number.MAX_SAFE_INTEGER },
      limit: MAX_UPCOMING,
    });
  }

  /**
   * Asks the gates again. A tentative visit is booked once none of them asks for more, and its release moves otherwise; a
   * booked one is marked when they would no longer let it be booked, and unmarked when they would.
   */
  async judgeAgain(tx: Tx, ctx: RequestContext, id: string): Promise<Visit> {
    await tx.lock([id]);
    const before = (await this.store.byId(tx, id))!;
    if (before.status === 'tentative') return before.releaseAt! <= ctx.now ? before : this.settle(tx, ctx, before);
    if (before.status !== 'booked' && before.status !== 'confirmed') return before;
    const needsReview = (await this.placeAgain(tx, ctx, before)) === 'booked' ? undefined : true;
    if (needsReview === before.needsReview) return before;
    const after = next(before, ctx.now, { needsReview });
    await this.store.update(tx, before, after);
    await this.changes.announce(tx, { kind: 'reviewed', before, after, ctx });
    return after;
  }

  /** Frees a tentative visit: nobody gave the word, or somebody said no. */
  async release(tx: Tx, ctx: RequestContext, id: string, reason: string): Promise<Visit | undefined> {
    await tx.lock([id]);
    const before = await this.store.byId(tx, id);
    if (before?.status !== 'tentative') return undefined;
    const legs = before.legs.map((leg) => (leg.status === 'booked' ? { ...leg, status: 'cancelled' as const } : leg));
    const after = next(before, ctx.now, { legs, releaseAt: undefined });
    await this.reservations.release(tx, liveClaim(before));
    await this.store.update(tx, before, after);
    await this.changes.announce(tx, { kind: 'released', before, after, ctx }, { reason });
    return after;
  }

  /** A chore: frees what nobody gave the word for in time. Resolves to how many; more may be left when it is a full round. */
  async releaseOverdue(tx: Tx, now: number): Promise<{ done: number; isFull: boolean }> {
    const ids = await this.store.overdue(tx, now, RELEASED_AT_ONCE);
    for (const id of ids) await this.release(tx, systemContext('release', now), id, 'no-answer');
    return { done: ids.length, isFull: ids.length === RELEASED_AT_ONCE };
  }

  private async settle(tx: Tx, ctx: RequestContext, before: Visit): Promise<Visit> {
    if ((await this.placeAgain(tx, ctx, before)) !== 'booked') return before;
    const after = next(before, ctx.now, { releaseAt: undefined });
    await this.store.update(tx, before, after);
    await this.changes.announce(tx, { kind: 'settled', before, after, ctx });
    return after;
  }

  /** The visit where it is, judged as if it were booked now; nothing changes unless it is `booked`. */
  private async placeAgain(tx: Tx, ctx: RequestContext, visit: Visit): Promise<'booked' | 'refused'> {
    const live = visit.legs.filter((leg) => leg.status !== 'cancelled');
    await this.placement.lock(tx, { patientId: visit.patientId, legs: live });
    const snapshot = await this.clinic.snapshot(tx);
    const { legs, location } = resolveLegs(snapshot, live, visit.plan);
    const reserved = legs.map((leg, i) => ({
      ...toReserved(leg, live[i]!.id),
      bufferBeforeMinutes: live[i]!.bufferBeforeMinutes,
      bufferAfterMinutes: live[i]!.bufferAfterMinutes,
    }));
    try {
      await this.placement.place(
        tx,
        {
          now: ctx.now,
          snapshot,
          location,
          legs,
          patientId: visit.patientId,
          request: { referralId: visit.referralId, plan: visit.plan, movingVisitId: visit.id },
          replacing: liveClaim(visit),
          wish: {},
          actor: ctx.actor,
          withGates: true,
        },
        { id: visit.id, patientId: visit.patientId, legs: reserved },
      );
      return 'booked';
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'refused') return 'refused';
      throw error;
    }
  }
}
