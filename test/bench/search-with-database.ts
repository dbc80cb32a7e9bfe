import assert from 'node:assert/strict';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { DAY_MS, toInstant } from '#kernel';
import { SearchService, type WantedSearch } from '#scheduling';
import { Random } from '../../apps/demo/random.js';
import { optionViews } from '../../libs/scheduling/src/availability/search.dto.js';
import { withApp, type BenchApp } from './bench-app.js';
import { compare, cpuMs, GateError, interleave, type Bench } from './measure.js';
import { busyDay, DAYS, FROM, HOSTS, OPEN, pairedData, ROOMS, THERAPISTS, TO, ZONE, type PairedData } from './paired-data.js';
import { floorSearch } from './paired-floor.js';

const TIMES = 50;
const HISTORY_ROWS = 1_000_000;
const PER_DAY = 20;

/** The bench's people as a clinic file: every id is its key. */
export function clinicFile(): string {
  const hours = 'hours: [{ location: here, days: [mon, tue, wed, thu, fri, sat, sun], time: 08:00-18:00 }]';
  const person = (id: string, discipline: string, service: string) =>
    `  ${id}: { name: ${id}, discipline: ${discipline}, email: ${id}@example.org, ` +
    `license: { number: B-1, expiresOn: 2032-01-01 }, services: [${service}], ${hours} }`;
  const service = (id: string, discipline: string, role: string) =>
    `  ${id}: { name: ${id}, discipline: ${discipline}, role: ${role}, durationMinutes: 15, roomKind: room, cancellationNoticeHours: 2 }`;
  const data = { hosts: count('host', HOSTS), therapists: count('therapist', THERAPISTS), rooms: count('room', ROOMS) };
  return [
    'clinic: Bench',
    'locations:',
    `  here:`,
    `    name: Bench`,
    `    timeZone: ${ZONE}`,
    `    address: 1 Example Street`,
    `    phone: '+1 303 555 0100'`,
    `    gridMinutes: 5`,
    `    quietHours: { from: '21:00', to: '08:00' }`,
    `    rooms:`,
    ...data.rooms.map((id) => `      ${id}: { name: ${id}, kind: room }`),
    'areas: { neck: Neck }',
    'techniques: { swedish: { name: Swedish } }',
    'services:',
    service('adjustment', 'chiropractic', 'host'),
    service('spot', 'massage', 'spot'),
    'practitioners:',
    ...data.hosts.map((id) => person(id, 'chiropractic', 'adjustment')),
    ...data.therapists.map((id) => person(id, 'massage', 'spot')),
  ].join('\n');
}

const count = (prefix: string, n: number) => Array.from({ length: n }, (_, i) => `${prefix}-${i + 1}`);

/** SearchService over SQLite, against the same rows read bare; and with a long past against none. */
export const searchWithDatabase: Bench = {
  name: 'search-with-database',
  run: ({ rounds, quick }) =>
    withApp({ clinic: clinicFile() }, (young) =>
      withApp({ clinic: clinicFile() }, async (old) => {
        const data = pairedData();
        const past = quick ? HISTORY_ROWS / 10 : HISTORY_ROWS;
        await fill(young, data, 0);
        await fill(old, data, past);
        // Reads of one turn share a snapshot, and `fill` wrote through a connection of its own.
        await new Promise((next) => setImmediate(next));
        const ids = await idsOf(young);
        await gateOnPlans(old, await idsOf(old));
        const raw = bareSearch(young, ids);
        const search = searcher(young, ids);
        const searchOld = searcher(old, await idsOf(old));
        assert.deepEqual(JSON.parse(await search()), JSON.parse(raw.run()), 'the floor finds other options');
        for (const side of [search, searchOld, raw.run]) await cpuMs(TIMES, side);
        const times = await interleave(quick ? rounds : rounds + 2, {
          ours: () => cpuMs(TIMES, search),
          floor: () => cpuMs(TIMES, raw.run),
          old: () => cpuMs(TIMES, searchOld),
        });
        raw.close();
        return [
          compare('search-with-database', 'ms CPU', times.ours, times.floor, { kind: 'at-most', value: 2 }),
          compare(`search-after-${past}-past-rows`, 'ms CPU', times.old, times.ours, { kind: 'at-most', value: 1.15 }),
        ];
      }),
    ),
};

export interface Ids {
  location: string;
  services: [string, string];
  of: Map<string, string>;
}

/** The ids that the clinic file's keys became. */
export async function idsOf(app: BenchApp): Promise<Ids> {
  const { ClinicService } = await import('#clinic');
  const snapshot = await app.server.app.get(ClinicService).snapshot();
  const of = new Map([
    ...snapshot.rooms.map((room): [string, string] => [room.name, room.id]),
    ...[...snapshot.practitioners.values()].map((one): [string, string] => [one.displayName, one.id]),
  ]);
  const service = (code: string) => [...snapshot.services.values()].find((one) => one.name === code)!.id;
  return { location: [...snapshot.locations.keys()][0]!, services: [service('adjustment'), service('spot')], of };
}

export async function fill(app: BenchApp, data: PairedData, past: number): Promise<void> {
  const { of } = await idsOf(app);
  const db = new Sqlite(join(app.dir, 'spotwork.sqlite'));
  const insert = db.prepare('insert into reservation (resource_id, start_at, end_at, owner, leg_id, claim_id) values (?, ?, ?, ?, ?, ?)');
  let n = 0;
  const put = (id: string, span: { start: number; end: number }) => {
    const name = `vis_bench${String(n++).padStart(10, '0')}`;
    insert.run(id, span.start, span.end, name, `leg${name}`, name);
  };
  db.transaction(() => {
    for (const [key, spans] of data.busy) for (const span of spans) put(of.get(key)!, span);
    const random = new Random(11);
    const days = Math.ceil(past / PER_DAY / data.busy.size);
    const opens = toInstant(FROM, OPEN.from, ZONE);
    for (const key of past > 0 ? data.busy.keys() : [])
      for (let day = days; day > 0; day--) for (const span of busyDay(random, opens - day * DAY_MS, PER_DAY)) put(of.get(key)!, span);
  })();
  // What a long-running installation has, too.
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

export function wanted(ids: Ids): WantedSearch {
  return { locationId: ids.location, from: FROM, to: TO, legs: ids.services.map((serviceId) => ({ serviceId })), limit: 20 };
}

function searcher(app: BenchApp, ids: Ids): () => Promise<string> {
  const service = app.server.app.get(SearchService, { strict: false });
  const ctx = { now: toInstant(FROM, 0, ZONE) - DAY_MS };
  const query = wanted(ids);
  return async () => {
    const answer = await service.search(ctx, query);
    return JSON.stringify(optionViews(answer.options, ZONE, answer.requires));
  };
}

/** One statement, `.raw()`, and the floor's bits. */
function bareSearch(app: BenchApp, ids: Ids): { run: () => string; close: () => void } {
  const keys = [...ids.of.values()];
  const sorted = (prefix: string) =>
    [...ids.of]
      .filter(([key]) => key.startsWith(prefix))
      .map(([, id]) => id)
      .sort();
  const db = new Sqlite(join(app.dir, 'spotwork.sqlite'), { readonly: true });
  const start = toInstant(FROM, 0, ZONE);
  const read = db
    .prepare(
      `select resource_id, start_at, end_at from reservation where resource_id in (${keys.map(() => '?').join()})
       and start_at > ? and start_at < ? order by resource_id, start_at`,
    )
    .raw();
  const people = { serviceIds: ids.services, hostIds: sorted('host'), therapistIds: sorted('therapist'), roomIds: sorted('room') };
  const run = () => {
    const busy = new Map(keys.map((id) => [id, new Float64Array(2 * DAYS * 96)]));
    const used = new Map<string, number>();
    for (const [id, from, to] of read.all([...keys, start - DAY_MS / 2, start + (DAYS + 1) * DAY_MS]) as [string, number, number][]) {
      const at = used.get(id) ?? 0;
      const spans = busy.get(id)!;
      spans[at] = from;
      spans[at + 1] = to;
      used.set(id, at + 2);
    }
    return floorSearch({ ...people, busy: new Map([...busy].map(([id, spans]) => [id, spans.subarray(0, used.get(id) ?? 0)])) });
  };
  return { run, close: () => db.close() };
}

interface Asked {
  sql: string;
  params: readonly (string | number | null | undefined | boolean | readonly string[] | readonly number[])[];
}

/** Explains every statement that one search sends: none may scan a table, and reservations come by their primary key. */
async function gateOnPlans(app: BenchApp, ids: Ids): Promise<void> {
  const { reader } = app.parts.database;
  const asked: Asked[] = [];
  const { all, raw } = reader;
  const noted =
    (read: (sql: string, params?: Asked['params']) => unknown) =>
    (sql: string, params: Asked['params'] = []) => {
      asked.push({ sql, params });
      return read.call(reader, sql, params);
    };
  reader.all = noted(all) as typeof all;
  reader.raw = noted(raw) as typeof raw;
  await searcher(app, ids)();
  reader.all = all;
  reader.raw = raw;
  const plans: string[] = [];
  for (const { sql, params } of asked) {
    const steps = await reader.all<{ detail: string }>(`explain query plan ${sql}`, params);
    plans.push(...steps.map((step) => step.detail));
  }
  const busy = plans.filter((plan) => /\breservation\b/.test(plan));
  const scans = plans.filter((plan) => plan.startsWith('SCAN'));
  if (scans.length > 0) throw new GateError(`a search scans: ${scans.join('; ')}`);
  if (busy.length === 0 || !busy.every((plan) => plan.startsWith('SEARCH reservation USING PRIMARY KEY')))
    throw new GateError(`reservations are not read by the primary key: ${busy.join('; ')}`);
  console.log(`query plans of a search (${asked.length} statements): ${plans.join('; ')}`);
}
