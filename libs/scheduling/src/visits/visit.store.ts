import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel';
import { Sealer, type Reader, type SqlValue, type Tx } from '#platform';
import type { Leg, LegStatus, Plan, PractitionerLeg, Visit, VisitStatus } from './visit.types.js';

interface VisitRow {
  id: string;
  version: number;
  status: string;
  patient_id: string;
  location_id: string;
  referral_id: string | null;
  plan: string | null;
  start_at: number;
  end_at: number;
  needs_review: number;
  confirmed_at: number | null;
  release_at: number | null;
  created_at: number;
  updated_at: number;
}

interface LegRow {
  id: string;
  visit_id: string;
  service_id: string;
  practitioner_id: string;
  room_id: string;
  start_at: number;
  end_at: number;
  buffer_before_minutes: number;
  buffer_after_minutes: number;
  status: string;
  cancelled_late: number;
}

export interface VisitFilter {
  window?: { start: number; end: number };
  locationId?: string;
  patientId?: string;
  practitionerId?: string;
  statuses?: readonly string[];
  needsReview?: boolean;
  updatedSince?: number;
  after?: readonly (string | number)[];
  limit: number;
}

/** A visit spans at most a day: the lower bound on `start_at` that finds one reaching into a window. */
const MAX_VISIT_MS = 86_400_000;

@Injectable()
export class VisitStore {
  constructor(private readonly sealer: Sealer) {}

  async byId(reader: Reader, id: string): Promise<Visit | undefined> {
    const row = await reader.get<VisitRow>('select * from visit where id = ?', [id]);
    if (!row) return undefined;
    return this.visitOf(row, (await reader.all<LegRow>('select * from leg where visit_id = ? order by position', [id])).map(toLeg));
  }

  /** The visit under its own lock: on Postgres two changes of one visit queue up instead of one failing late. */
  async lock(tx: Tx, id: string): Promise<Visit | undefined> {
    // Whoever changes what is known of the patient holds the patient first and their visits then: the same order here.
    if (tx.dialect === 'postgres') {
      const row = await tx.get<{ patient_id: string }>('select patient_id from visit where id = ?', [id]);
      if (row) await tx.lock([], [row.patient_id]);
    }
    await tx.lock([id]);
    return this.byId(tx, id);
  }

  async byIds(reader: Reader, ids: readonly string[]): Promise<Map<string, Visit>> {
    if (ids.length === 0) return new Map();
    const rows = await reader.all<VisitRow>('select * from visit where id in (??)', [[...ids]]);
    return new Map((await this.withLegs(reader, rows)).map((visit) => [visit.id, visit]));
  }

  /** Visits of these patients that start inside the window, in start order; at most 1,000. */
  async ofPatients(reader: Reader, patientIds: readonly string[], window: { start: number; end: number }): Promise<Visit[]> {
    if (patientIds.length === 0) return [];
    const rows = await reader.all<VisitRow>(
      'select * from visit where patient_id in (??) and start_at >= ? and start_at < ? order by start_at, id limit 1000',
      [[...patientIds], window.start, window.end],
    );
    return this.withLegs(reader, rows);
  }

  /** What these practitioners have to give in the window, in start order; at most 5,000. */
  async legsOfPractitioners(
    reader: Reader,
    practitionerIds: readonly string[],
    window: { start: number; end: number },
  ): Promise<PractitionerLeg[]> {
    if (practitionerIds.length === 0) return [];
    const rows = await reader.all<{ practitioner_id: string; room_id: string; start_at: number; end_at: number; status: string }>(
      `select l.practitioner_id, l.room_id, l.start_at, l.end_at, v.status from leg l join visit v on v.id = l.visit_id
       where l.practitioner_id in (??) and l.start_at >= ? and l.start_at < ? and l.status in ('booked', 'arrived', 'in-progress')
       order by l.start_at, l.id limit 5000`,
      [[...practitionerIds], window.start, window.end],
    );
    return rows.map((row) => ({
      practitionerId: row.practitioner_id,
      roomId: row.room_id,
      start: row.start_at,
      end: row.end_at,
      isTentative: row.status === 'tentative',
    }));
  }

  /** Visits that use a referral, the latest first; `count` at most. */
  async ofReferral(reader: Reader, referralId: string, count: number): Promise<Visit[]> {
    const rows = await reader.all<VisitRow>('select * from visit where referral_id = ? order by start_at desc, id desc limit ?', [
      referralId,
      count,
    ]);
    return this.withLegs(reader, rows);
  }

  /** Ids of tentative visits whose release has come, the longest overdue first. */
  async overdue(reader: Reader, now: number, count: number): Promise<string[]> {
    const rows = await reader.all<{ id: string }>(
      "select id from visit where status = 'tentative' and release_at <= ? order by release_at limit ?",
      [now, count],
    );
    return rows.map((row) => row.id);
  }

  /** In start order; `updatedSince` orders by the change instead. */
  async list(reader: Reader, filter: VisitFilter): Promise<Visit[]> {
    const where: string[] = [];
    const params: SqlValue[] = [];
    const add = (text: string, ...values: SqlValue[]) => {
      where.push(text);
      params.push(...values);
    };
    const byChange = filter.updatedSince !== undefined;
    const key = byChange ? 'v.updated_at' : 'v.start_at';
    if (filter.window) {
      add('v.start_at > ? and v.start_at < ? and v.end_at > ?', filter.window.start - MAX_VISIT_MS, filter.window.end, filter.window.start);
    }
    if (byChange) add('v.updated_at >= ?', filter.updatedSince!);
    // Written out, so that the partial index is seen to hold them all.
    if (filter.needsReview) add('v.needs_review = 1');
    if (filter.locationId) add('v.location_id = ?', filter.locationId);
    if (filter.patientId) add('v.patient_id = ?', filter.patientId);
    if (filter.statuses?.length) add('v.status in (??)', [...filter.statuses]);
    if (filter.practitionerId) add('exists (select 1 from leg l where l.visit_id = v.id and l.practitioner_id = ?)', filter.practitionerId);
    if (filter.after) add(`(${key}, v.id) > (?, ?)`, filter.after[0]!, filter.after[1]!);
    const condition = where.length > 0 ? `where ${where.join(' and ')}` : '';
    const rows = await reader.all<VisitRow>(`select v.* from visit v ${condition} order by ${key}, v.id limit ?`, [
      ...params,
      filter.limit,
    ]);
    return this.withLegs(reader, rows);
  }

  async insert(tx: Tx, visit: Visit): Promise<void> {
    await tx.insert('visit', {
      id: visit.id,
      version: visit.version,
      status: visit.status,
      patient_id: visit.patientId,
      location_id: visit.locationId,
      referral_id: visit.referralId,
      plan: visit.plan && JSON.stringify(this.sealed(visit.plan, visit.id)),
      start_at: visit.start,
      end_at: visit.end,
      needs_review: visit.needsReview === true,
      confirmed_at: visit.confirmedAt,
      release_at: visit.releaseAt,
      created_at: visit.createdAt,
      updated_at: visit.updatedAt,
    });
    await tx.insert(
      'leg',
      visit.legs.map((leg, position) => ({
        id: leg.id,
        visit_id: visit.id,
        position,
        service_id: leg.serviceId,
        practitioner_id: leg.practitionerId,
        room_id: leg.roomId,
        start_at: leg.start,
        end_at: leg.end,
        buffer_before_minutes: leg.bufferBeforeMinutes,
        buffer_after_minutes: leg.bufferAfterMinutes,
        status: leg.status,
      })),
    );
  }

  /** Compare-and-swap on the version; `after.version` is one more than `before.version`. */
  async update(tx: Tx, before: Visit, after: Visit): Promise<void> {
    const changed = await tx.run(
      `update visit set version = ?, status = ?, start_at = ?, end_at = ?, confirmed_at = ?, release_at = ?, needs_review = ?,
         updated_at = ? where id = ? and version = ?`,
      [
        after.version,
        after.status,
        after.start,
        after.end,
        after.confirmedAt,
        after.releaseAt,
        after.needsReview === true,
        after.updatedAt,
        after.id,
        before.version,
      ],
    );
    if (changed === 0)
      throw new DomainError('stale', 'version-mismatch', { detail: 'The visit was changed by someone else in the meantime.' });
    for (const [i, leg] of after.legs.entries()) {
      const old = before.legs[i]!;
      if (sameLeg(old, leg)) continue;
      await tx.run(
        `update leg set practitioner_id = ?, room_id = ?, start_at = ?, end_at = ?, buffer_before_minutes = ?, buffer_after_minutes = ?,
           status = ?, cancelled_at = ?, cancelled_late = ? where id = ?`,
        [
          leg.practitionerId,
          leg.roomId,
          leg.start,
          leg.end,
          leg.bufferBeforeMinutes,
          leg.bufferAfterMinutes,
          leg.status,
          leg.status === 'cancelled' ? after.updatedAt : null,
          leg.cancelledLate === true,
          leg.id,
        ],
      );
    }
  }

  private async withLegs(reader: Reader, rows: readonly VisitRow[]): Promise<Visit[]> {
    if (rows.length === 0) return [];
    const ids = rows.map((row) => row.id);
    const legRows = await reader.all<LegRow>('select * from leg where visit_id in (??) order by visit_id, position', [ids]);
    const legs = new Map<string, Leg[]>();
    for (const row of legRows) {
      const list = legs.get(row.visit_id) ?? [];
      list.push(toLeg(row));
      legs.set(row.visit_id, list);
    }
    return rows.map((row) => this.visitOf(row, legs.get(row.id) ?? []));
  }

  private visitOf(row: VisitRow, legs: Leg[]): Visit {
    return {
      id: row.id,
      version: row.version,
      status: row.status as VisitStatus,
      patientId: row.patient_id,
      locationId: row.location_id,
      referralId: row.referral_id ?? undefined,
      plan: row.plan ? this.opened(JSON.parse(row.plan) as Plan, row.id) : undefined,
      start: row.start_at,
      end: row.end_at,
      legs,
      needsReview: row.needs_review === 0 ? undefined : true,
      confirmedAt: row.confirmed_at ?? undefined,
      releaseAt: row.release_at ?? undefined,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    };
  }

  /** What somebody wrote is sealed; codes of areas and techniques are not. */
  private sealed(plan: Plan, visitId: string): Plan {
    return plan.notes === undefined ? plan : { ...plan, notes: this.sealer.seal(plan.notes, placeOf(visitId)) };
  }

  private opened(plan: Plan, visitId: string): Plan {
    const { notes } = plan;
    return notes !== undefined && this.sealer.isSealed(notes)
      ? { ...plan, notes: this.sealer.open<string>(notes, placeOf(visitId)) }
      : plan;
  }
}

function placeOf(visitId: string): string {
  return `visit.plan:${visitId}`;
}

const CHANGING = ['status', 'start', 'end', 'practitionerId', 'roomId', 'bufferBeforeMinutes', 'bufferAfterMinutes'] as const;

function sameLeg(a: Leg, b: Leg): boolean {
  return CHANGING.every((field) => a[field] === b[field]);
}

function toLeg(row: LegRow): Leg {
  return {
    id: row.id,
    serviceId: row.service_id,
    practitionerId: row.practitioner_id,
    roomId: row.room_id,
    start: row.start_at,
    end: row.end_at,
    bufferBeforeMinutes: row.buffer_before_minutes,
    bufferAfterMinutes: row.buffer_after_minutes,
    status: row.status as LegStatus,
    cancelledLate: row.cancelled_late === 0 ? undefined : true,
  };
}
