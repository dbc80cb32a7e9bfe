import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { ClinicService, demoClinicFile } from '#clinic';
import { addDays, localDateOf } from '#kernel';
import { ChangeFeed, loadConfig } from '#platform';
import { openParts } from '../../apps/composition.js';
import { addPatients, keyOf, withApp, type BenchApp } from './bench-app.js';
import { bookings, take } from './booking-slots.js';
import { withLoader, type Loader } from './load.js';
import { compare, figure, GateError, inTempDir, interleave, type Bench, type BenchOptions, type Result } from './measure.js';

const CONNECTIONS = 64;
const PER_ROUND = 1000;
const TABLES = ['visit', 'leg', 'reservation', 'message', 'audit'] as const;

type Row = Record<string, string | number | null>;
/** Everything that one booking wrote. */
type Booking = { table: (typeof TABLES)[number]; rows: Row[] }[];

/** Bookings over HTTP, against one bare commit per booking of the very same rows. */
export const bookingHttp: Bench = {
  name: 'booking-http',
  run: (options) =>
    withApp({ clinic: readFileSync(demoClinicFile(), 'utf8') }, (app) =>
      withLoader((send) => inTempDir((dir) => measure(app, send, dir, options))),
    ),
};

async function measure(app: BenchApp, send: Loader, floorDir: string, { quick, rounds }: BenchOptions): Promise<Result[]> {
  const perRound = quick ? PER_ROUND / 2 : PER_ROUND;
  const patients = await addPatients(app, perRound * (rounds + 1));
  const today = localDateOf(app.parts.clock.now(), 'America/Denver');
  const slots = bookings(await app.server.app.get(ClinicService).snapshot(), patients, addDays(today, 2));
  const headers = { authorization: `Bearer ${await keyOf(app)}` };
  const replay = await openFloor(floorDir);
  const ours = new Sqlite(join(app.dir, 'spotwork.sqlite'), { readonly: true });
  const latencies: { p50: number; p99: number }[] = [];
  const cpu: number[] = [];
  const booked: Booking[][] = [];
  const book = async () => {
    const bodies = take(slots, perRound);
    const before = process.cpuUsage();
    const report = await send({
      url: `${app.server.url}/api/v1/visits`,
      method: 'POST',
      headers,
      bodies,
      connections: CONNECTIONS,
      wantStatus: 201,
    });
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / perRound);
    latencies.push({ p50: report.latencies[perRound >> 1]!, p99: report.latencies[Math.floor(perRound * 0.99)]! });
    await app.server.app.get(ChangeFeed).seal();
    booked.push(readNewest(ours, perRound));
    return perRound / report.seconds;
  };
  // The warm-up's rows stay unused by ours, so the floor has a batch ready on every turn.
  await book();
  const spread = await interleave(rounds, { ours: book, floor: () => replay.run(booked.shift()!) });
  const rss = process.memoryUsage().rss / 2 ** 20;
  ours.close();
  replay.close();
  return [
    compare('booking-http-sqlite', 'bookings/s', spread.ours, spread.floor, { kind: 'at-least', value: 1 }),
    figure(
      'booking-http-p50',
      'ms',
      latencies.slice(1).map((one) => one.p50),
    ),
    figure(
      'booking-http-p99',
      'ms',
      latencies.slice(1).map((one) => one.p99),
    ),
    figure('booking-http-cpu', 'us CPU/booking', cpu.slice(1)),
    figure('rss-after-bookings', 'MiB', [rss]),
  ];
}

/** Reads what the newest bookings wrote, as rows ready to be written again. */
function readNewest(db: Sqlite.Database, count: number): Booking[] {
  const visits = (db.prepare('select * from visit order by rowid desc limit ?').all(count) as Row[]).reverse();
  const claimed = new Map<string, Row[]>();
  for (const row of db.prepare('select * from reservation').all() as Row[]) {
    const rows = claimed.get(row.claim_id as string);
    if (rows) rows.push(row);
    else claimed.set(row.claim_id as string, [row]);
  }
  const legs = db.prepare('select * from leg where visit_id = ? order by position');
  const messages = db.prepare('select * from message where visit_id = ?');
  // Numbered after the commit, by the feed: not part of a booking.
  const audit = db.prepare('select * from audit where subject_id = ?');
  return visits.map((visit) => {
    const rows = [
      { table: 'visit' as const, rows: [visit] },
      { table: 'leg' as const, rows: legs.all(visit.id) as Row[] },
      { table: 'reservation' as const, rows: claimed.get(visit.id as string)! },
      { table: 'message' as const, rows: messages.all(visit.id) as Row[] },
      { table: 'audit' as const, rows: (audit.all(visit.id) as Row[]).map((row) => ({ ...row, seq: null, hash: null })) },
    ];
    for (const { table, rows: written } of rows) if (written.length === 0) throw new GateError(`a booking wrote no row into ${table}`);
    return rows;
  });
}

/** The same tables and triggers without the product: one durable commit per booking. */
async function openFloor(dir: string): Promise<{ run: (bookings: Booking[]) => number; close: () => void }> {
  const parts = await openParts(loadConfig({ DATA_DIR: dir, DEMO: 'off' }));
  await parts.prepare();
  await parts.queue.close(0);
  await parts.database.close();
  const db = new Sqlite(join(dir, 'spotwork.sqlite'));
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'cache_size = -65536']) db.pragma(pragma);
  const insert = new Map(
    TABLES.map((table) => {
      const columns = (db.pragma(`table_info(${table})`) as { name: string }[]).map((column) => column.name);
      const statement = db.prepare(`insert into ${table} (${columns.join()}) values (${columns.map((name) => `@${name}`).join()})`);
      return [table, statement] as const;
    }),
  );
  const write = db.transaction((booking: Booking) => {
    for (const { table, rows } of booking) for (const row of rows) insert.get(table)!.run(row);
  });
  const run = (all: Booking[]) => {
    const start = performance.now();
    for (const booking of all) write(booking);
    return (all.length * 1000) / (performance.now() - start);
  };
  return { run, close: () => db.close() };
}
