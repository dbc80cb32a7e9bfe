import { record, type RequestContext, type Row, type Tx } from '#platform';
import { locationRow, practitionerRow, replaceSpans, roomRow, serviceRow } from '../clinic.store.js';
import type { ClinicSnapshot } from '../clinic.types.js';
import type { ClinicDiff, ClinicFile, Closure, DiffItem, DiffType } from './clinic-file.types.js';

/** More upcoming closures than this are not listed as missing from a file. */
const MAX_CLOSURES = 2000;

/** Closures that the file names, whenever they are, and all that are still to come. */
export async function readClosures(tx: Tx, named: readonly string[], now: number): Promise<(Closure & { version: number })[]> {
  const rows = await tx.all<{ id: string; location_id: string; start_at: number; end_at: number; reason: string | null; version: number }>(
    'select id, location_id, start_at, end_at, reason, version from closure where id in (??) or end_at > ? order by id limit ?',
    [named, now, MAX_CLOSURES],
  );
  return rows.map((row) => ({
    id: row.id,
    locationId: row.location_id,
    start: Number(row.start_at),
    end: Number(row.end_at),
    reason: row.reason ?? undefined,
    version: row.version,
  }));
}

const TABLES: Record<DiffType, { table: string; key: string }> = {
  location: { table: 'location', key: 'id' },
  room: { table: 'room', key: 'id' },
  area: { table: 'area', key: 'code' },
  technique: { table: 'technique', key: 'code' },
  service: { table: 'service', key: 'id' },
  practitioner: { table: 'practitioner', key: 'id' },
  closure: { table: 'closure', key: 'id' },
};

interface Wanted {
  snapshot: ClinicSnapshot;
  clinic: ClinicFile;
  closures: readonly { id: string; version: number }[];
}

/** Writes what the diff says, each thing with its audit row. */
export async function writeDiff(tx: Tx, ctx: RequestContext, diff: ClinicDiff, wanted: Wanted): Promise<void> {
  const rows = rowsOf(wanted);
  for (const item of diff.created) await write(tx, ctx, item, 'created', rows, wanted.clinic);
  for (const item of diff.changed) await write(tx, ctx, item, 'changed', rows, wanted.clinic);
}

async function write(
  tx: Tx,
  ctx: RequestContext,
  item: DiffItem,
  how: 'created' | 'changed',
  rows: ReadonlyMap<string, Row>,
  clinic: ClinicFile,
): Promise<void> {
  const row = rows.get(`${item.type} ${item.id}`)!;
  const { table, key } = TABLES[item.type];
  if (how === 'created') {
    await tx.insert(table, row);
  } else {
    const columns = Object.keys(row);
    const values = columns.map((column) => row[column]);
    await tx.run(`update ${table} set ${columns.map((column) => `${column} = ?`).join(', ')} where ${key} = ?`, [...values, item.id]);
  }
  if (item.type === 'practitioner') await replaceSpans(tx, item.id, clinic.workingSpans.get(item.id) ?? []);
  await record(tx, ctx, { kind: `${item.type}.${how}`, subject: item.type, id: item.id, version: Number(row['version'] ?? 1) });
}

/** The rows that the file describes, by type and id, each one version after the current one. */
function rowsOf({ snapshot, clinic, closures }: Wanted): Map<string, Row> {
  const rows = new Map<string, Row>();
  const next = (current: { version: number } | undefined) => (current?.version ?? 0) + 1;
  const rooms = new Map(snapshot.rooms.map((room) => [room.id, room]));
  const stored = new Map(closures.map((closure) => [closure.id, closure]));
  for (const l of clinic.locations) rows.set(`location ${l.id}`, locationRow({ ...l, version: next(snapshot.locations.get(l.id)) }));
  for (const r of clinic.rooms) rows.set(`room ${r.id}`, roomRow({ ...r, version: next(rooms.get(r.id)) }));
  for (const a of clinic.areas) rows.set(`area ${a.code}`, { ...a });
  for (const t of clinic.techniques) rows.set(`technique ${t.code}`, { ...t });
  for (const s of clinic.services) rows.set(`service ${s.id}`, serviceRow({ ...s, version: next(snapshot.services.get(s.id)) }));
  for (const p of clinic.practitioners) {
    const current = snapshot.practitioners.get(p.id);
    const demo = clinic.demo ?? current?.demo ?? false;
    rows.set(`practitioner ${p.id}`, practitionerRow({ ...p, demo, version: next(current) }));
  }
  for (const c of clinic.closures) {
    rows.set(`closure ${c.id}`, {
      id: c.id,
      location_id: c.locationId,
      start_at: c.start,
      end_at: c.end,
      reason: c.reason,
      version: next(stored.get(c.id)),
    });
  }
  return rows;
}
