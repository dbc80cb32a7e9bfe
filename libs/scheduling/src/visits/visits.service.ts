import { Inject, Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { DomainError, newId, notFound, refusedField } from '#kernel';
import { PatientsService } from '#patients';
import {
  Commands,
  CONFIG,
  type Config,
  Database,
  etagOf,
  requireMatch,
  type Outcome,
  type Reader,
  type RequestContext,
  type Tx,
} from '#platform';
import { holdClaim, HoldStore, type Hold } from '../holds/hold.store.js';
import { ReservationStore, type ReservedLeg } from '../facts/reservation.store.js';
import { NextFree } from '../availability/next-free.service.js';
import { checkPlan, resolveLegs } from './booking.rules.js';
import type { WantedVisit } from './booking.types.js';
import { isLateCancellation } from './late.rules.js';
import { PlacementService, toReserved } from './placement.service.js';
import { LEG_MOVES, settle, VISIT_MOVES, type LegAction, type VisitAction } from './visit.status.js';
import { VisitStore, type VisitFilter } from './visit.store.js';
import type { Leg, PractitionerLeg, Visit, VisitChangeKind } from './visit.types.js';
import { TentativeVisits } from './tentative.service.js';
import { liveClaim, next, VisitChanges } from './visit-changes.service.js';
import { VisitViews } from './visit.view.js';
import type { VisitView } from './visit.view.dto.js';

export interface WantedMove {
  id: string;
  practitionerId?: string;
  roomId?: string;
  start: number;
}

/** How a refusal is met; `clearanceFrom` is the id of the practitioner who is asked. */
export interface MoveWish {
  acceptTentative?: boolean;
  clearanceFrom?: string;
  override?: { reason: string };
}

const CHANGE_OF: Record<Exclude<LegAction, 'cancel'>, VisitChangeKind> = {
  arrive: 'arrived',
  start: 'started',
  complete: 'completed',
  'no-show': 'no-show',
};

/** Books, moves, cancels and works on visits. Every command is one transaction. */
@Injectable()
export class VisitsService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
    private readonly patients: PatientsService,
    private readonly placement: PlacementService,
    private readonly store: VisitStore,
    private readonly holds: HoldStore,
    private readonly reservations: ReservationStore,
    private readonly changes: VisitChanges,
    private readonly tentative: TentativeVisits,
    private readonly views: VisitViews,
    private readonly nextFree: NextFree,
    @Inject(CONFIG) private readonly config: Pick<Config, 'undoWindowSeconds'>,
  ) {}

  byIds(reader: Reader, ids: readonly string[]): Promise<Map<string, Visit>> {
    return this.store.byIds(reader, ids);
  }

  ofPatients(reader: Reader, patientIds: readonly string[], window: { start: number; end: number }): Promise<Visit[]> {
    return this.store.ofPatients(reader, patientIds, window);
  }

  legsOfPractitioners(
    reader: Reader,
    practitionerIds: readonly string[],
    window: { start: number; end: number },
  ): Promise<PractitionerLeg[]> {
    return this.store.legsOfPractitioners(reader, practitionerIds, window);
  }

  ofReferral(reader: Reader, referralId: string, count: number): Promise<Visit[]> {
    return this.store.ofReferral(reader, referralId, count);
  }

  /** Visits that patients are expected at, in order of their start, after a place in it. */
  upcoming(reader: Reader, after: { start: number; id: string }, limit: number): Promise<Visit[]> {
    return this.store.list(reader, { statuses: ['tentative', 'booked', 'confirmed'], after: [after.start, after.id], limit });
  }

  list(filter: VisitFilter): Promise<Visit[]> {
    return this.store.list(this.db.reader, filter);
  }

  async get(id: string): Promise<{ view: VisitView; etag: string }> {
    const visit = await this.store.byId(this.db.reader, id);
    if (!visit) throw notFound('visit');
    return { view: await this.views.one(this.db.reader, visit), etag: etagOf(visit.version) };
  }

  async book(ctx: RequestContext, wanted: WantedVisit): Promise<Outcome<VisitView>> {
    let legs = wanted.legs;
    try {
      return await this.commands.run(ctx, async (tx) => {
        const hold = wanted.holdId ? await this.liveHold(tx, ctx, wanted) : undefined;
        legs = hold?.legs ?? wanted.legs;
        return this.bookIn(tx, ctx, wanted, hold);
      });
    } catch (error) {
      throw await this.nextFree.explain(error, {
        ctx,
        legs: legs ?? [],
        patientId: wanted.patientId,
        referralId: wanted.referralId,
        plan: wanted.plan,
      });
    }
  }

  private async bookIn(tx: Tx, ctx: RequestContext, wanted: WantedVisit, hold: Hold | undefined): Promise<Outcome<VisitView>> {
    const asked = hold?.legs ?? wanted.legs ?? [];
    await this.placement.lock(tx, { patientId: wanted.patientId, legs: asked });
    const snapshot = await this.clinic.snapshot(tx);
    const patient = await this.patients.require(tx, wanted.patientId);
    checkPlan(snapshot, wanted.plan);
    const { legs, location } = resolveLegs(snapshot, asked, wanted.plan);
    const id = newId('vis', ctx.now);
    const reserved = legs.map((leg) => toReserved(leg, newId('leg', ctx.now)));
    const decision = await this.placement.place(
      tx,
      {
        now: ctx.now,
        snapshot,
        location,
        legs,
        patientId: wanted.patientId,
        request: { referralId: wanted.referralId, plan: wanted.plan },
        replacing: hold && holdClaim(hold),
        wish: wanted,
        actor: ctx.actor,
        withGates: true,
      },
      { id, patientId: wanted.patientId, legs: reserved },
    );
    if (hold) await this.holds.end(tx, hold.id, ctx.now);
    const visit = settle({
      id,
      version: 1,
      status: 'booked',
      patientId: wanted.patientId,
      locationId: location.id,
      referralId: wanted.referralId,
      plan: wanted.plan,
      start: 0,
      end: 0,
      legs: reserved.map((leg, i): Leg => ({ serviceId: legs[i]!.service.id, status: 'booked', ...leg })),
      releaseAt: decision.releaseAt,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    });
    await this.store.insert(tx, visit);
    await this.changes.announce(
      tx,
      { kind: 'booked', after: visit, ctx, clearanceFrom: wanted.clearanceFrom },
      { reason: wanted.override?.reason, overridden: decision.overridden },
    );
    return { status: 201, body: this.views.of(visit, location, patient), etag: etagOf(1), location: `/api/v1/visits/${id}` };
  }

  private async liveHold(tx: Tx, ctx: RequestContext, wanted: WantedVisit): Promise<Hold> {
    const hold = await this.holds.byId(tx, wanted.holdId!);
    if (!hold) throw refusedField('/holdId', 'hold-unknown', 'There is no such hold.');
    if (hold.endedAt !== undefined || hold.expiresAt <= ctx.now)
      throw new DomainError('conflict', 'hold-expired', { detail: 'The hold is over. Search again.' });
    if (hold.patientId && hold.patientId !== wanted.patientId) {
      throw new DomainError('conflict', 'hold-mismatch', { detail: 'The hold was given for another patient.' });
    }
    return hold;
  }

  async reschedule(ctx: RequestContext, id: string, moves: readonly WantedMove[], wish: MoveWish = {}): Promise<Outcome<VisitView>> {
    let wanted: Leg[] = [];
    let current: Visit | undefined;
    try {
      return await this.commands.run(ctx, async (tx) => {
        current = await this.forChange(tx, ctx, id);
        requireAction(current, 'reschedule');
        wanted = moved(current, moves);
        return this.rescheduleIn(tx, ctx, current, wanted, wish);
      });
    } catch (error) {
      const target = {
        ctx,
        legs: wanted.filter((leg) => leg.status !== 'cancelled'),
        patientId: current?.patientId,
        referralId: current?.referralId,
        plan: current?.plan,
        movingVisitId: id,
      };
      throw await this.nextFree.explain(error, target);
    }
  }

  private async rescheduleIn(tx: Tx, ctx: RequestContext, before: Visit, legs: Leg[], wish: MoveWish): Promise<Outcome<VisitView>> {
    const live = legs.filter((leg) => leg.status !== 'cancelled');
    await this.placement.lock(tx, before, { patientId: before.patientId, legs: live });
    const snapshot = await this.clinic.snapshot(tx);
    const judged = resolveLegs(snapshot, live, before.plan);
    if (judged.location.id !== before.locationId) throw refusedField('/legs/0/roomId', 'other-location', 'A visit stays at its location.');
    const reserved = judged.legs.map((leg, i) => toReserved(leg, live[i]!.id));
    const decision = await this.placement.place(
      tx,
      {
        now: ctx.now,
        snapshot,
        location: judged.location,
        legs: judged.legs,
        patientId: before.patientId,
        request: { referralId: before.referralId, plan: before.plan, movingVisitId: before.id },
        replacing: liveClaim(before),
        wish: { ...wish, acceptTentative: before.releaseAt !== undefined || wish.acceptTentative },
        actor: ctx.actor,
        withGates: true,
      },
      { id: before.id, patientId: before.patientId, legs: reserved },
    );
    const after = next(before, ctx.now, {
      legs: legs.map((leg) => withBuffers(leg, reserved)),
      confirmedAt: undefined,
      needsReview: undefined,
      releaseAt: decision.releaseAt,
    });
    await this.store.update(tx, before, after);
    await this.changes.announce(
      tx,
      { kind: 'rescheduled', before, after, ctx, clearanceFrom: wish.clearanceFrom },
      { reason: wish.override?.reason, overridden: decision.overridden },
    );
    return this.answer(tx, after);
  }

  async cancel(
    ctx: RequestContext,
    id: string,
    legIds: readonly string[] | undefined,
    reason: string | undefined,
  ): Promise<Outcome<VisitView>> {
    return this.commands.run(ctx, async (tx) => {
      const before = await this.forChange(tx, ctx, id);
      if (!legIds) requireAction(before, 'cancel');
      // Of the whole visit: what is still to come. Who did not come to one leg may call about the other.
      const chosen = legIds ?? before.legs.filter((leg) => LEG_MOVES[leg.status].cancel).map((leg) => leg.id);
      legIds?.forEach((legId, i) => {
        if (!before.legs.some((leg) => leg.id === legId)) throw refusedField(`/legIds/${i}`, 'leg-unknown', 'The visit has no such leg.');
      });
      if (chosen.length === 0) throw invalidTransition(before.status, 'cancel');
      return this.cancelLegs(tx, ctx, before, chosen, reason);
    });
  }

  private async cancelLegs(
    tx: Tx,
    ctx: RequestContext,
    before: Visit,
    legIds: readonly string[],
    reason?: string,
  ): Promise<Outcome<VisitView>> {
    const { services } = await this.clinic.snapshot(tx);
    const undoMs = this.config.undoWindowSeconds * 1000;
    const legs = before.legs.map((leg): Leg => {
      if (!legIds.includes(leg.id)) return leg;
      const notice = services.get(leg.serviceId)?.cancellationNoticeHours ?? 0;
      const cancelledLate = isLateCancellation(before, leg, notice, ctx.now, undoMs) || undefined;
      return { ...leg, status: moveLeg(leg, 'cancel'), cancelledLate };
    });
    const left = next(before, ctx.now, { legs });
    // Without the leg that somebody was asked about nothing waits any more, unless its time was given up and taken meanwhile.
    const isSettled =
      left.status === 'tentative' &&
      (await this.tentative.isSettled(tx, ctx, left)) &&
      (await this.reservations.extend(tx, liveClaim(left)));
    const after = isSettled ? next(before, ctx.now, { legs, releaseAt: undefined }) : left;
    const gone = before.legs.filter((leg) => legIds.includes(leg.id));
    await this.reservations.release(tx, { id: before.id, patientId: before.patientId, legs: gone });
    await this.store.update(tx, before, after);
    const kind = after.status === 'cancelled' ? 'cancelled' : 'leg-cancelled';
    await this.changes.announce(tx, { kind, before, after, ctx }, { reason });
    return this.answer(tx, after);
  }

  async confirm(ctx: RequestContext, id: string): Promise<Outcome<VisitView>> {
    return this.commands.run(ctx, async (tx) => {
      const before = await this.forChange(tx, ctx, id);
      requireAction(before, 'confirm');
      return this.answer(tx, await this.confirmIn(tx, ctx, before));
    });
  }

  /**
   * The patient's own word, in the caller's transaction. They have no version to compare with, and once is enough: a visit
   * that cannot be confirmed, or was, stays as it is.
   */
  async confirmByPatient(tx: Tx, ctx: RequestContext, id: string): Promise<Visit> {
    const before = await this.store.lock(tx, id);
    if (!before) throw notFound('visit');
    return VISIT_MOVES[before.status].includes('confirm') ? this.confirmIn(tx, ctx, before) : before;
  }

  private async confirmIn(tx: Tx, ctx: RequestContext, before: Visit): Promise<Visit> {
    const after = next(before, ctx.now, { confirmedAt: ctx.now });
    await this.store.update(tx, before, after);
    await this.changes.announce(tx, { kind: 'confirmed', before, after, ctx });
    return after;
  }

  async actOnLeg(ctx: RequestContext, id: string, legId: string, action: LegAction, reason?: string): Promise<Outcome<VisitView>> {
    return this.commands.run(ctx, async (tx) => {
      const before = await this.forChange(tx, ctx, id);
      const leg = before.legs.find((candidate) => candidate.id === legId);
      if (!leg) throw notFound('leg');
      if (action === 'cancel') return this.cancelLegs(tx, ctx, before, [legId], reason);
      if (before.status === 'tentative') throw invalidTransition(before.status, action);
      const status = moveLeg(leg, action);
      const after = next(before, ctx.now, { legs: before.legs.map((other) => (other.id === legId ? { ...other, status } : other)) });
      await this.store.update(tx, before, after);
      await this.changes.announce(tx, { kind: CHANGE_OF[action], before, after, ctx });
      return this.answer(tx, after);
    });
  }

  private async forChange(tx: Tx, ctx: RequestContext, id: string): Promise<Visit> {
    const visit = await this.store.lock(tx, id);
    if (!visit) throw notFound('visit');
    requireMatch(ctx, visit.version);
    return visit;
  }

  private async answer(tx: Tx, visit: Visit): Promise<Outcome<VisitView>> {
    return { status: 200, body: await this.views.one(tx, visit), etag: etagOf(visit.version) };
  }
}

/** A service's buffers may have changed since: the leg keeps those that its reservations stand for. */
function withBuffers(leg: Leg, reserved: readonly ReservedLeg[]): Leg {
  const own = reserved.find((candidate) => candidate.id === leg.id);
  return own ? { ...leg, bufferBeforeMinutes: own.bufferBeforeMinutes, bufferAfterMinutes: own.bufferAfterMinutes } : leg;
}

function moved(visit: Visit, moves: readonly WantedMove[]): Leg[] {
  moves.forEach((move, i) => {
    const leg = visit.legs.find((candidate) => candidate.id === move.id);
    if (!leg) throw refusedField(`/legs/${i}/id`, 'leg-unknown', 'The visit has no such leg.');
    if (leg.status !== 'booked') throw invalidTransition(leg.status, 'reschedule');
  });
  return visit.legs.map((leg) => {
    const move = moves.find((candidate) => candidate.id === leg.id);
    if (!move) return leg;
    return {
      ...leg,
      practitionerId: move.practitionerId ?? leg.practitionerId,
      roomId: move.roomId ?? leg.roomId,
      start: move.start,
      end: move.start + (leg.end - leg.start),
    };
  });
}

function moveLeg(leg: Leg, action: LegAction): Leg['status'] {
  const status = LEG_MOVES[leg.status][action];
  if (!status) throw invalidTransition(leg.status, action);
  return status;
}

function requireAction(visit: Visit, action: VisitAction): void {
  if (!VISIT_MOVES[visit.status].includes(action)) throw invalidTransition(visit.status, action);
}

function invalidTransition(from: string, action: string): DomainError {
  return new DomainError('conflict', 'invalid-transition', {
    detail: `"${action}" is not possible when it is ${from}.`,
    extra: { from, action },
  });
}
