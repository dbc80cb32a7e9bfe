import { Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { DAY_MS, DomainError, formatInstant, invalidField, newId, notFound } from '#kernel';
import { PatientsService } from '#patients';
import { CHORE_ROWS, Commands, Database, record, type Outcome, type RequestContext, type Tx } from '#platform';
import { NextFree } from '../availability/next-free.service.js';
import { ReservationStore } from '../facts/reservation.store.js';
import { resolveLegs } from '../visits/booking.rules.js';
import type { WantedLeg } from '../visits/booking.types.js';
import { PlacementService, toReserved } from '../visits/placement.service.js';
import { HoldView } from './holds.dto.js';
import { holdClaim, HoldStore, type Hold } from './hold.store.js';

export const DEFAULT_HOLD_SECONDS = 300;
export const MAX_HOLD_SECONDS = 1800;
const KEPT_MS = DAY_MS;

/** Short claims on a possible visit while the desk is on the phone. */
@Injectable()
export class HoldsService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
    private readonly patients: PatientsService,
    private readonly placement: PlacementService,
    private readonly reservations: ReservationStore,
    private readonly store: HoldStore,
    private readonly nextFree: NextFree,
  ) {}

  async hold(ctx: RequestContext, wanted: { legs: WantedLeg[]; patientId?: string; seconds?: number }): Promise<Outcome<HoldView>> {
    try {
      return await this.commands.run(ctx, (tx) => this.holdIn(tx, ctx, wanted));
    } catch (error) {
      throw await this.nextFree.explain(error, { ctx, legs: wanted.legs, patientId: wanted.patientId });
    }
  }

  private async holdIn(
    tx: Tx,
    ctx: RequestContext,
    wanted: { legs: WantedLeg[]; patientId?: string; seconds?: number },
  ): Promise<Outcome<HoldView>> {
    await this.placement.lock(tx, wanted);
    const snapshot = await this.clinic.snapshot(tx);
    if (wanted.patientId) await this.patients.require(tx, wanted.patientId);
    const { legs, location } = resolveLegs(snapshot, wanted.legs, undefined);
    const id = newId('hld', ctx.now);
    const expiresAt = ctx.now + (wanted.seconds ?? DEFAULT_HOLD_SECONDS) * 1000;
    const reserved = legs.map((leg) => ({ ...toReserved(leg, newId('leg', ctx.now)), serviceId: leg.service.id }));
    const hold: Hold = {
      id,
      locationId: location.id,
      patientId: wanted.patientId,
      legs: reserved,
      heldBy: ctx.actor.id,
      heldByName: ctx.actor.displayName,
      createdAt: ctx.now,
      expiresAt,
    };
    const placement = {
      now: ctx.now,
      snapshot,
      location,
      legs,
      patientId: wanted.patientId,
      request: {},
      wish: {},
      actor: ctx.actor,
      withGates: false,
    };
    await this.placement.place(tx, placement, { id, patientId: wanted.patientId, legs: reserved, expiresAt });
    await this.store.insert(tx, hold);
    await record(tx, ctx, { kind: 'hold.created', subject: 'hold', id, version: 1 });
    return { status: 201, body: HoldView.of(hold, location.timeZone), location: `/api/v1/holds/${id}` };
  }

  async get(id: string): Promise<HoldView> {
    const hold = await this.store.byId(this.db.reader, id);
    if (!hold) throw notFound('hold');
    return HoldView.of(hold, await this.zoneOf(hold));
  }

  async renew(ctx: RequestContext, id: string, seconds: number | undefined): Promise<Outcome<HoldView>> {
    return this.commands.run(ctx, async (tx) => {
      const hold = await this.live(tx, ctx, id);
      const last = hold.createdAt + MAX_HOLD_SECONDS * 1000;
      if (ctx.now >= last) throw new DomainError('conflict', 'hold-expired', { detail: 'A hold lasts 30 minutes in all.' });
      const wanted = ctx.now + (seconds ?? DEFAULT_HOLD_SECONDS) * 1000;
      if (seconds !== undefined && wanted > last) {
        const zone = await this.zoneOf(hold, tx);
        throw invalidField(
          '/seconds',
          'hold-too-long',
          `A hold lasts 30 minutes in all: this one until ${formatInstant(last, zone)} at most.`,
        );
      }
      const renewed = { ...hold, expiresAt: Math.max(hold.expiresAt, Math.min(wanted, last)) };
      await this.store.extend(tx, id, renewed.expiresAt);
      await this.reservations.extend(tx, { ...holdClaim(hold), expiresAt: renewed.expiresAt });
      await record(tx, ctx, { kind: 'hold.renewed', subject: 'hold', id, version: 1 });
      return { status: 200, body: HoldView.of(renewed, await this.zoneOf(hold, tx)) };
    });
  }

  /** Ending a hold that is over already changes nothing and is no error: the caller wants it gone. */
  async end(ctx: RequestContext, id: string): Promise<Outcome<undefined>> {
    return this.commands.run(ctx, async (tx) => {
      await tx.lock([id]);
      const hold = await this.store.byId(tx, id);
      if (!hold) throw notFound('hold');
      if (hold.endedAt === undefined) {
        await this.reservations.release(tx, holdClaim(hold));
        await this.store.end(tx, id, ctx.now);
        await record(tx, ctx, { kind: 'hold.released', subject: 'hold', id, version: 1 });
      }
      return { status: 204, body: undefined };
    });
  }

  /** A while after their end, so that a late booking still hears `hold-expired`; with what nobody has touched since. */
  async forgetOld(tx: Tx, now: number): Promise<number> {
    const old = await this.store.overBefore(tx, now - KEPT_MS, CHORE_ROWS);
    if (old.length === 0) return 0;
    for (const hold of old) if (hold.endedAt === undefined) await this.reservations.release(tx, holdClaim(hold));
    await this.store.forget(
      tx,
      old.map((hold) => hold.id),
    );
    return old.length;
  }

  private async live(tx: Tx, ctx: RequestContext, id: string): Promise<Hold> {
    await tx.lock([id]);
    const hold = await this.store.byId(tx, id);
    if (!hold) throw notFound('hold');
    if (hold.endedAt !== undefined || hold.expiresAt <= ctx.now)
      throw new DomainError('conflict', 'hold-expired', { detail: 'The hold is over. Search again.' });
    return hold;
  }

  /** Inside a transaction on its connection: waiting for a second one, 20 of them would wait for each other. */
  private async zoneOf(hold: Hold, tx?: Tx): Promise<string> {
    return (await this.clinic.snapshot(tx)).locations.get(hold.locationId)!.timeZone;
  }
}
