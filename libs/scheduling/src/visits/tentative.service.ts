import { Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { systemContext, type Reader, type RequestContext, type Tx } from '#platform';
import { ReservationStore } from '../facts/reservation.store.js';
import type { BookingRequest } from '../gates/gate.js';
import { SchedulingExtensions } from '../gates/gates.registry.js';
import { resolveLegs } from './booking.rules.js';
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
    private readonly extensions: SchedulingExtensions,
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
   * Asks one gate again, by its key. A tentative visit is booked once it asks for nothing more; a booked one is marked when
   * it would no longer be booked, and unmarked when it would.
   */
  async judgeAgain(tx: Tx, ctx: RequestContext, id: string, gateKey: string): Promise<Visit> {
    const before = (await this.store.lock(tx, id))!;
    const isAllowed = await this.isAllowed(tx, ctx, before, gateKey);
    if (before.status === 'tentative') {
      return isAllowed && before.releaseAt! > ctx.now ? this.settle(tx, ctx, before) : before;
    }
    const needsReview = isAllowed ? undefined : true;
    if (needsReview === before.needsReview || (before.status !== 'booked' && before.status !== 'confirmed')) return before;
    const after = next(before, ctx.now, { needsReview });
    await this.store.update(tx, before, after);
    await this.changes.announce(tx, { kind: 'reviewed', before, after, ctx });
    return after;
  }

  /** Frees a tentative visit: nobody gave the word in time (`no-answer`, which it may not be any more), or somebody said no. */
  async release(tx: Tx, ctx: RequestContext, id: string, reason: 'no-answer' | 'refused'): Promise<Visit | undefined> {
    const before = await this.store.lock(tx, id);
    if (before?.status !== 'tentative') return undefined;
    // Moved since it was found overdue: it waits until then.
    if (reason === 'no-answer' && before.releaseAt! > ctx.now) return undefined;
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
    const after = next(before, ctx.now, { releaseAt: undefined });
    // The word came while the release passed: what is left is for the chore.
    if (!(await this.reservations.extend(tx, liveClaim(before)))) return before;
    await this.store.update(tx, before, after);
    await this.changes.announce(tx, { kind: 'settled', before, after, ctx });
    return after;
  }

  /** Whether no gate asks for anything more of the legs that are left. */
  async isSettled(tx: Tx, ctx: RequestContext, visit: Visit): Promise<boolean> {
    for (const { key } of this.extensions.gates) if (!(await this.isAllowed(tx, ctx, visit, key))) return false;
    return true;
  }

  private async isAllowed(tx: Tx, ctx: RequestContext, visit: Visit, gateKey: string): Promise<boolean> {
    const gate = this.extensions.gates.find((one) => one.key === gateKey);
    if (!gate) return true;
    const snapshot = await this.clinic.snapshot(tx);
    const live = visit.legs.filter((leg) => leg.status !== 'cancelled');
    const { legs, location } = resolveLegs(snapshot, live, visit.plan);
    const { patientId, referralId, plan, id } = visit;
    const where = { locationId: location.id, timeZone: location.timeZone };
    const request: BookingRequest = { now: ctx.now, ...where, patientId, referralId, plan, movingVisitId: id, legs };
    return gate.judge(await gate.load(tx, request), request).every((verdict) => verdict.kind === 'allow');
  }
}
