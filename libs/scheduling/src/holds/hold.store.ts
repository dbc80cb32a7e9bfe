import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '#platform';
import type { Claim, ReservedLeg } from '../facts/reservation.store.js';

export interface HeldLeg extends ReservedLeg {
  serviceId: string;
}

export interface Hold {
  id: string;
  locationId: string;
  patientId?: string;
  legs: HeldLeg[];
  heldBy: string;
  heldByName: string;
  createdAt: number;
  expiresAt: number;
  /** Booked, released or swept. */
  endedAt?: number;
}

interface HoldRow {
  id: string;
  location_id: string;
  patient_id: string | null;
  legs: string;
  held_by: string;
  held_by_name: string;
  created_at: number;
  expires_at: number;
  ended_at: number | null;
}

@Injectable()
export class HoldStore {
  async byId(reader: Reader, id: string): Promise<Hold | undefined> {
    const row = await reader.get<HoldRow>('select * from hold where id = ?', [id]);
    return row && toHold(row);
  }

  /** Holds that still claim time somewhere in the window; at most 200. */
  async live(reader: Reader, locationId: string, window: { start: number; end: number }, now: number): Promise<Hold[]> {
    const rows = await reader.all<HoldRow>(
      'select * from hold where expires_at > ? and ended_at is null and location_id = ? and start_at < ? and end_at > ? order by id limit 200',
      [now, locationId, window.end, window.start],
    );
    return rows.map(toHold);
  }

  async insert(tx: Tx, hold: Hold): Promise<void> {
    await tx.insert('hold', {
      id: hold.id,
      location_id: hold.locationId,
      patient_id: hold.patientId,
      legs: JSON.stringify(hold.legs),
      held_by: hold.heldBy,
      held_by_name: hold.heldByName,
      created_at: hold.createdAt,
      expires_at: hold.expiresAt,
      start_at: Math.min(...hold.legs.map((leg) => leg.start)),
      end_at: Math.max(...hold.legs.map((leg) => leg.end)),
    });
  }

  async extend(tx: Tx, id: string, expiresAt: number): Promise<void> {
    await tx.run('update hold set expires_at = ? where id = ?', [expiresAt, id]);
  }

  async end(tx: Tx, id: string, now: number): Promise<void> {
    await tx.run('update hold set ended_at = ? where id = ? and ended_at is null', [now, id]);
  }

  /** Holds that were over before an instant, the oldest first. */
  async overBefore(reader: Reader, instant: number, limit: number): Promise<Hold[]> {
    return (await reader.all<HoldRow>('select * from hold where expires_at < ? order by expires_at limit ?', [instant, limit])).map(toHold);
  }

  async forget(tx: Tx, ids: readonly string[]): Promise<void> {
    await tx.run('delete from hold where id in (??)', [[...ids]]);
  }
}

/** What a hold has reserved. */
export function holdClaim(hold: Hold): Claim {
  return { id: hold.id, patientId: hold.patientId, legs: hold.legs };
}

function toHold(row: HoldRow): Hold {
  return {
    id: row.id,
    locationId: row.location_id,
    patientId: row.patient_id ?? undefined,
    legs: JSON.parse(row.legs) as HeldLeg[],
    heldBy: row.held_by,
    heldByName: row.held_by_name,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at ?? undefined,
  };
}
