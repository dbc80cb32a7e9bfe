import { readFileSync } from 'node:fs';
import pg from 'pg';
import { ClinicService, demoClinicFile } from '#clinic';
import { addDays, localDateOf } from '#kernel';
import { ChangeFeed } from '#platform';
import { Random } from '../../apps/demo/random.js';
import { tempPostgres } from '../support/test-databases.js';
import { addPatients, keyOf, withApp, type BenchApp } from './bench-app.js';
import { bookings, take } from './booking-slots.js';
import { withLoader, type Loader } from './load.js';
import { compare, figure, interleave, type Bench, type BenchOptions, type Result } from './measure.js';

const SERVER = process.env.TEST_POSTGRES_URL || 'postgres://postgres@127.0.0.1:5432/postgres';
const CONNECTIONS = 16;
const PER_ROUND = 800;
const WARM_UP_ROUNDS = 2;

/** Bookings over HTTP on PostgreSQL, against one function call per booking that locks, checks and inserts the very same rows. */
export const bookingPostgres: Bench = {
  name: 'booking-postgres',
  async run(options) {
    const ours = await tempPostgres(SERVER);
    const floor = await tempPostgres(SERVER);
    try {
      const clinic = readFileSync(demoClinicFile(), 'utf8');
      // The floor's tables are made by the product, too, and then used without it.
      await withApp({ clinic, env: { DATABASE_URL: floor.url } }, async () => undefined);
      return await withApp({ clinic, env: { DATABASE_URL: ours.url } }, (app) =>
        withLoader((send) => measure(app, send, { ours: ours.url, floor: floor.url }, options)),
      );
    } finally {
      await ours.drop();
      await floor.drop();
    }
  },
};

async function measure(app: BenchApp, send: Loader, urls: { ours: string; floor: string }, options: BenchOptions): Promise<Result[]> {
  const { quick, rounds } = options;
  const perRound = quick ? PER_ROUND / 2 : PER_ROUND;
  const all = perRound * (rounds + WARM_UP_ROUNDS + 1);
  const patients = await addPatients(app, all);
  const from = addDays(localDateOf(app.parts.clock.now(), 'America/Denver'), 2);
  const bodies = shuffled(take(bookings(await app.server.app.get(ClinicService).snapshot(), patients, from), all));
  const headers = { authorization: `Bearer ${await keyOf(app)}` };
  const replay = await openFloor(urls.floor);
  const reader = new pg.Client({ connectionString: urls.ours });
  await reader.connect();
  const written: Call[][] = [];
  const p99: number[] = [];
  const book = async () => {
    const url = `${app.server.url}/api/v1/visits`;
    const some = bodies.splice(0, perRound);
    const report = await send({ url, method: 'POST', headers, bodies: some, connections: CONNECTIONS, wantStatus: 201 });
    p99.push(report.latencies[Math.floor(perRound * 0.99)]!);
    await app.server.app.get(ChangeFeed).seal();
    written.push(await readNewest(reader, perRound));
    return perRound / report.seconds;
  };
  try {
    // One batch ahead, so that the floor has one ready on every turn.
    await book();
    const sides = { ours: book, floor: () => replay.run(written.shift()!) };
    await interleave(WARM_UP_ROUNDS, sides);
    const spread = await interleave(rounds, sides);
    return [
      compare('booking-http-postgres', 'bookings/s', spread.ours, spread.floor, { kind: 'at-least', value: 0.5 }),
      figure('booking-http-postgres-p99', 'ms', p99.slice(WARM_UP_ROUNDS + 1)),
    ];
  } finally {
    await reader.end();
    await replay.close();
  }
}

/** As the desk books: not one practitioner's day after another. */
function shuffled<T>(list: T[]): T[] {
  const random = new Random(3);
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}

/** What one booking wrote, as JSON texts for the floor's function. */
type Call = [visit: string, legs: string, reservations: string, messages: string, audit: string];

async function readNewest(reader: pg.Client, count: number): Promise<Call[]> {
  const { rows } = await reader.query<{ call: Call }>({
    text: `select array[
        row_to_json(v)::text,
        (select json_agg(l order by l.position)::text from leg l where l.visit_id = v.id),
        (select json_agg(r)::text from reservation r where r.claim_id = v.id),
        (select json_agg(m)::text from message m where m.visit_id = v.id),
        (select json_agg(a)::text from (select * from audit where subject_id = v.id) a)
      ] as call
      from visit v order by v.id desc limit $1`,
    values: [count],
  });
  return rows.map((row) => row.call);
}

/** Advisory locks on the resources in one order, a look for overlaps, the inserts; EXCLUDE as the net. */
const FUNCTION = `create function bench_book(v json, l json, r json, m json, a json) returns void language plpgsql as $$
declare k text;
begin
  for k in select distinct x.resource_id from json_populate_recordset(null::reservation, r) x order by 1 loop
    perform pg_advisory_xact_lock(hashtextextended(k, 0));
  end loop;
  if exists (
    select 1 from json_populate_recordset(null::reservation, r) x join reservation o
      on o.resource_id = x.resource_id and o.start_at < x.end_at and o.start_at > x.start_at - 43200000 and o.end_at > x.start_at
  ) then raise exclusion_violation; end if;
  insert into visit select * from json_populate_record(null::visit, v);
  insert into leg select * from json_populate_recordset(null::leg, l);
  insert into reservation select * from json_populate_recordset(null::reservation, r);
  insert into message select * from json_populate_recordset(null::message, m);
  insert into audit select * from json_populate_recordset(null::audit, a);
end $$`;

async function openFloor(url: string): Promise<{ run: (calls: Call[]) => Promise<number>; close: () => Promise<void> }> {
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS });
  await pool.query(FUNCTION);
  const run = async (calls: Call[]) => {
    const left = [...calls];
    const start = performance.now();
    const work = async () => {
      for (let call = left.pop(); call; call = left.pop())
        await pool.query({ name: 'book', text: 'select bench_book($1, $2, $3, $4, $5)', values: call });
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, work));
    return (calls.length * 1000) / (performance.now() - start);
  };
  return { run, close: () => pool.end() };
}
