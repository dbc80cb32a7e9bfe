import type { Interval } from '#kernel';
import type { Reader, Tx } from '#platform';

/** Time off (with `practitionerId`) or a closure, as stored. Time off keeps the location whose clock it is shown in. */
export interface StoredAbsence extends Interval {
  id: string;
  practitionerId?: string;
  locationId: string;
  reason?: string;
  version: number;
}

export type AbsenceKind = 'time-off' | 'closure';

interface AbsenceRow {
  id: string;
  practitioner_id: string | null;
  location_id: string;
  start_at: number;
  end_at: number;
  reason: string | null;
  version: number;
}

const SOURCES: Record<AbsenceKind, { table: string; owner: string; columns: string }> = {
  'time-off': {
    table: 'time_off',
    owner: 'practitioner_id',
    columns: 'id, practitioner_id, location_id, start_at, end_at, reason, version',
  },
  closure: {
    table: 'closure',
    owner: 'location_id',
    columns: 'id, null as practitioner_id, location_id, start_at, end_at, reason, version',
  },
};

export interface AbsenceFilter {
  ownerIds: readonly string[];
  window: Interval;
  /** The start and id of the last one of the page before. */
  after?: readonly (string | number)[];
  limit: number;
}

/** In order of their start; only those that touch the window. */
export async function listAbsences(reader: Reader, kind: AbsenceKind, filter: AbsenceFilter): Promise<StoredAbsence[]> {
  const { table, owner, columns } = SOURCES[kind];
  const [start, id] = filter.after ?? [0, ''];
  const rows = await reader.all<AbsenceRow>(
    `select ${columns} from ${table}
     where ${owner} in (??) and end_at > ? and start_at < ? and (start_at > ? or (start_at = ? and id > ?))
     order by start_at, id limit ?`,
    [filter.ownerIds, filter.window.start, filter.window.end, start, start, id, filter.limit],
  );
  return rows.map(absenceOf);
}

export async function findAbsence(reader: Reader, kind: AbsenceKind, id: string): Promise<StoredAbsence | undefined> {
  const { table, columns } = SOURCES[kind];
  const row = await reader.get<AbsenceRow>(`select ${columns} from ${table} where id = ?`, [id]);
  return row && absenceOf(row);
}

export async function insertAbsence(tx: Tx, kind: AbsenceKind, absence: StoredAbsence): Promise<void> {
  const row = {
    id: absence.id,
    location_id: absence.locationId,
    start_at: absence.start,
    end_at: absence.end,
    reason: absence.reason,
    version: absence.version,
  };
  await tx.insert(SOURCES[kind].table, kind === 'time-off' ? { ...row, practitioner_id: absence.practitionerId } : row);
}

/** Whether it was still there in this version. */
export async function deleteAbsence(tx: Tx, kind: AbsenceKind, absence: StoredAbsence): Promise<boolean> {
  const sql = `delete from ${SOURCES[kind].table} where id = ? and version = ?`;
  return (await tx.run(sql, [absence.id, absence.version])) === 1;
}

function absenceOf(row: AbsenceRow): StoredAbsence {
  return {
    id: row.id,
    practitionerId: row.practitioner_id ?? undefined,
    locationId: row.location_id,
    start: Number(row.start_at),
    end: Number(row.end_at),
    reason: row.reason ?? undefined,
    version: row.version,
  };
}
