import { Injectable } from '@nestjs/common';
import { record, Sealer, type Tx } from '#platform';
import type { Claim } from '../facts/reservation.store.js';
import { SchedulingExtensions } from '../gates/gates.registry.js';
import { settle } from './visit.status.js';
import type { Visit, VisitChange } from './visit.types.js';

/** Tells everyone who listens of a change of a visit, and records it: the last step of every command. */
@Injectable()
export class VisitChanges {
  constructor(
    private readonly extensions: SchedulingExtensions,
    private readonly sealer: Sealer,
  ) {}

  async announce(tx: Tx, change: VisitChange, why: { reason?: string; overridden?: readonly string[] } = {}): Promise<void> {
    for (const listener of this.extensions.listeners) await listener.onVisitChange(tx, change);
    const { kind, after, ctx } = change;
    const facts = why.overridden?.length ? { overridden: why.overridden } : undefined;
    // What a person wrote may be about somebody's health.
    const reason = why.reason && this.sealer.seal(why.reason, `audit.reason:${after.id}`);
    await record(tx, ctx, { kind: `visit.${kind}`, subject: 'visit', id: after.id, version: after.version, reason, facts });
  }
}

/** The visit with changes, one version on. */
export function next(before: Visit, now: number, changes: Partial<Visit>): Visit {
  // A change may have waited behind one that arrived after it: the time of the last one never goes back.
  return settle({ ...before, ...changes, version: before.version + 1, updatedAt: Math.max(now, before.updatedAt) });
}

export function liveClaim(visit: Visit): Claim {
  return { id: visit.id, patientId: visit.patientId, legs: visit.legs.filter((leg) => leg.status !== 'cancelled') };
}
