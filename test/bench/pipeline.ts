import { randomBytes } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { MessageRunner } from '#notifications';
import type { BenchApp } from './bench-app.js';
import { compare, interleave, type Bench } from './measure.js';
import { Messages, NOW, useChannels, withMessages } from './message-app.js';

const MESSAGES = 100_000;
const CONCURRENCY = 50;
const LIMIT_MS = 300_000;
const REDIS = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';

/** Rows due at one instant to sent rows through a channel that does nothing, against BullMQ with a handler that does nothing. */
export const pipeline: Bench = {
  name: 'pipeline',
  async run({ rounds, quick }) {
    const count = quick ? MESSAGES / 4 : MESSAGES;
    const prefix = `bench-${randomBytes(6).toString('hex')}`;
    const redis = new Redis(REDIS, { maxRetriesPerRequest: null });
    try {
      return await withMessages({}, (inProcess) =>
        withMessages({ REDIS_URL: REDIS, QUEUE_PREFIX: `${prefix}-ours` }, async (bullmq) => {
          const own = prepare(inProcess, count);
          const through = prepare(bullmq, count);
          const sides = { own: own.run, through: through.run, bare: () => bareBullmq(prefix, count) };
          await interleave(1, sides);
          const spread = await interleave(rounds, sides);
          own.close();
          through.close();
          return [
            compare('pipeline-in-process', 'messages/s', spread.own, spread.bare, { kind: 'at-least', value: 2 }),
            compare('pipeline-bullmq', 'messages/s', spread.through, spread.bare, { kind: 'at-least', value: 0.8 }),
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

function prepare(app: BenchApp, count: number): Prepared {
  let sent = 0;
  const send = async () => {
    sent++;
    return { kind: 'sent' as const };
  };
  useChannels(app, { email: { send } });
  const messages = new Messages(app);
  messages.add(count, () => NOW - 1000);
  const runner = app.server.app.get(MessageRunner);
  let started = false;
  const run = async () => {
    messages.reset(NOW - 1000);
    sent = 0;
    const start = performance.now();
    if (started) runner.wakeAt(NOW);
    else runner.start();
    started = true;
    while (sent < count || messages.left !== 0) {
      if (performance.now() - start > LIMIT_MS) throw new Error(`${sent} of ${count} messages after ${LIMIT_MS / 1000} s`);
      await new Promise((next) => setTimeout(next, sent < count ? 20 : 2));
    }
    return (count * 1000) / (performance.now() - start);
  };
  return { run, close: () => messages.close() };
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
