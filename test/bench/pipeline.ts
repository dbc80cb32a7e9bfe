import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { ClinicService, demoClinicFile } from '#clinic';
import { addDays, localDateOf } from '#kernel';
import { MessageRunner } from '#notifications';
import { FakeClock } from '#platform';
import { defineChannel } from '../../libs/notifications/src/channels/channel.js';
import { Channels } from '../../libs/notifications/src/channels/channels.service.js';
import { addPatients, keyOf, withApp, type BenchApp } from './bench-app.js';
import { bookings, take } from './booking-slots.js';
import { withLoader } from './load.js';
import { compare, interleave, type Bench } from './measure.js';

const MESSAGES = 100_000;
const VISITS = 200;
const CONCURRENCY = 50;
const LIMIT_MS = 120_000;
const REDIS = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';
/** Noon at the demo clinic: no quiet hours. */
const NOW = Date.UTC(2026, 10, 24, 19);

/** Due rows to sent rows through a channel that does nothing, against BullMQ with a handler that does nothing. */
export const pipeline: Bench = {
  name: 'pipeline',
  async run({ rounds, quick }) {
    const count = quick ? MESSAGES / 4 : MESSAGES;
    const prefix = `bench-${randomBytes(6).toString('hex')}`;
    const redis = new Redis(REDIS, { maxRetriesPerRequest: null });
    const clinic = readFileSync(demoClinicFile(), 'utf8');
    const env = { REDIS_URL: REDIS, QUEUE_PREFIX: `${prefix}-ours` };
    try {
      return await withApp({ clinic, clock: new FakeClock(NOW) }, (inProcess) =>
        withApp({ clinic, clock: new FakeClock(NOW), env }, async (bullmq) => {
          const own = await prepare(inProcess, count);
          const through = await prepare(bullmq, count);
          const bare = () => bareBullmq(prefix, count);
          const sides = { own: own.run, through: through.run, bare };
          await interleave(1, sides);
          const spread = await interleave(rounds, sides);
          own.close();
          through.close();
          return [
            compare('pipeline-in-process', 'messages/s', spread.own, spread.bare, { kind: 'at-least', value: 1 }),
            compare('pipeline-bullmq', 'messages/s', spread.through, spread.bare, { kind: 'at-least', value: 0.7 }),
          ];
        }),
      );
    } finally {
      for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1000 }) as AsyncIterable<string[]>)
        if (keys.length > 0) await redis.del(keys);
      redis.disconnect();
    }
  },
};

interface Prepared {
  run: () => Promise<number>;
  close: () => void;
}

/** Confirmations of real bookings, copied until there are enough, and a runner with a channel that keeps nothing. */
async function prepare(app: BenchApp, count: number): Promise<Prepared> {
  await bookVisits(app);
  const channels = app.server.app.get(Channels, { strict: false });
  let sent = 0;
  const send = async () => {
    sent++;
    return { kind: 'sent' as const };
  };
  const addressOf = (contact: { email?: string }) => contact.email;
  const open = () => ({ send, close: async () => {} });
  channels.list = [defineChannel({ key: 'email', label: 'Nowhere', format: 'mail', obeysQuietHours: false, addressOf, open })];
  const db = new Sqlite(join(app.dir, 'spotwork.sqlite'), { timeout: 5000 });
  copyConfirmations(db, count);
  const runner = app.server.app.get(MessageRunner);
  const reset = db.prepare(
    `update message set status = 'planned', attempts = 0, claimed_until = null, handed_at = null, sent_at = null, due_at = ${NOW - 1000}`,
  );
  const left = db.prepare("select count(*) from message where status = 'queued'").pluck();
  let started = false;
  const run = async () => {
    reset.run();
    sent = 0;
    const start = performance.now();
    if (started) runner.wakeAt(NOW);
    else runner.start();
    started = true;
    while (sent < count || left.get() !== 0) {
      if (performance.now() - start > LIMIT_MS) throw new Error(`${sent} of ${count} messages after ${LIMIT_MS / 1000} s`);
      await new Promise((next) => setTimeout(next, 5));
    }
    return (count * 1000) / (performance.now() - start);
  };
  return { run, close: () => db.close() };
}

async function bookVisits(app: BenchApp): Promise<void> {
  const patients = await addPatients(app, VISITS);
  const from = addDays(localDateOf(NOW, 'America/Denver'), 2);
  const bodies = take(bookings(await app.server.app.get(ClinicService).snapshot(), patients, from), VISITS);
  const headers = { authorization: `Bearer ${await keyOf(app)}` };
  const url = `${app.server.url}/api/v1/visits`;
  await withLoader((send) => send({ url, method: 'POST', headers, bodies, connections: 16, wantStatus: 201 }));
}

function copyConfirmations(db: Sqlite.Database, count: number): void {
  const seeds = db.prepare("select * from message where kind = 'confirmation' order by id").all() as Record<
    string,
    string | number | null
  >[];
  const columns = Object.keys(seeds[0]!);
  const insert = db.prepare(`insert into message (${columns.join()}) values (${columns.map((name) => `@${name}`).join()})`);
  db.transaction(() => {
    db.prepare('delete from message').run();
    for (let i = 0; i < count; i++)
      insert.run({ ...seeds[i % seeds.length]!, id: `msg_bench${String(i).padStart(8, '0')}`, dedupe: `bench-${i}` });
  })();
}

/** BullMQ as its documentation shows it: jobs added in bulk, a worker of 50. */
async function bareBullmq(prefix: string, count: number): Promise<number> {
  const name = 'bare';
  const queue = new Queue(name, { connection: { url: REDIS }, prefix, defaultJobOptions: { removeOnComplete: true } });
  let done = 0;
  let finish = () => {};
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const worker = new Worker(name, async () => undefined, {
    connection: { url: REDIS, maxRetriesPerRequest: null },
    prefix,
    concurrency: CONCURRENCY,
  });
  worker.on('completed', () => {
    if (++done === count) finish();
  });
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  const start = performance.now();
  for (let i = 0; i < count; i += 1000)
    await queue.addBulk(Array.from({ length: Math.min(1000, count - i) }, (_, k) => ({ name, data: { id: `msg_${i + k}` } })));
  await finished;
  const seconds = (performance.now() - start) / 1000;
  await worker.close();
  await queue.obliterate({ force: true });
  await queue.close();
  return count / seconds;
}
