import { Injectable } from '@nestjs/common';
import { MINUTE_MS } from '#kernel';
import type { Row, Tx } from '#platform';

export interface ReservedLeg {
  id: string;
  practitionerId: string;
  roomId: string;
  start: number;
  end: number;
  bufferBeforeMinutes: number;
  bufferAfterMinutes: number;
}

export interface Claim {
  /** The visit or hold. */
  id: string;
  patientId?: string;
  legs: readonly ReservedLeg[];
  /** Of a hold, and the release of a tentative visit: from then on it blocks nothing. */
  expiresAt?: number;
}

/** The rows that the database keeps from overlapping (I2): a practitioner's, a room's and the patient's per leg. */
@Injectable()
export class ReservationStore {
  /** @throws `OverlapError` when any resource is taken. */
  async reserve(tx: Tx, claim: Claim): Promise<void> {
    await tx.insert('reservation', rowsOf(claim));
  }

  async release(tx: Tx, claim: Claim): Promise<void> {
    for (const row of rowsOf(claim)) {
      await tx.run('delete from reservation where resource_id = ? and start_at = ? and leg_id = ?', [
        row.resource_id,
        row.start_at,
        row.leg_id,
      ]);
    }
  }

  /** What has expired blocks nothing: whoever touches their resources removes them first, in the same transaction. */
  async dropExpired(tx: Tx, resourceIds: readonly string[], now: number): Promise<void> {
    await tx.run('delete from reservation where resource_id in (??) and expires_at <= ?', [[...resourceIds], now]);
  }

  /** False when rows of it are gone: it had expired, and somebody else has taken its time. */
  async extend(tx: Tx, claim: Claim): Promise<boolean> {
    let isWhole = true;
    for (const row of rowsOf(claim)) {
      const extended = await tx.run('update reservation set expires_at = ? where resource_id = ? and start_at = ? and leg_id = ?', [
        row.expires_at,
        row.resource_id,
        row.start_at,
        row.leg_id,
      ]);
      isWhole &&= extended === 1;
    }
    return isWhole;
  }
}

/** Everything a claim takes, sorted so that Postgres' own row order never depends on the request. */
export function resourcesOf(claim: Pick<Claim, 'patientId' | 'legs'>): string[] {
  const ids = new Set(claim.legs.flatMap((leg) => [leg.practitionerId, leg.roomId]));
  if (claim.patientId) ids.add(claim.patientId);
  return [...ids].sort();
}

function rowsOf(claim: Claim): Row[] {
  const rows: Row[] = [];
  for (const leg of claim.legs) {
    const row = (resourceId: string, start: number, end: number, owner: string) =>
      rows.push({
        resource_id: resourceId,
        start_at: start,
        end_at: end,
        owner,
        leg_id: leg.id,
        claim_id: claim.id,
        expires_at: claim.expiresAt,
      });
    const start = leg.start - leg.bufferBeforeMinutes * MINUTE_MS;
    const end = leg.end + leg.bufferAfterMinutes * MINUTE_MS;
    row(leg.practitionerId, start, end, claim.id);
    row(leg.roomId, start, end, claim.id);
    if (claim.patientId) row(claim.patientId, leg.start, leg.end, leg.id);
  }
  return rows;
}
