import { afterEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { randomCharacters } from '#kernel';
import { BullmqQueue } from '#platform';
import { at, patient, visit } from '../testing/visits.js';
import { World } from '../testing/world.js';

// The whole way over Redis: rows, dispatcher, queue, workers, rows.

const REDIS_URL = process.env['TEST_REDIS_URL'] || 'redis://127.0.0.1:6379';
const NOW = at('2026-11-23T10:00:00-07:00');
const FRIDAY = at('2026-11-27T10:00:00-07:00');
const VISITS = 100;
const prefix = `test-${randomCharacters(10)}`;

const missing = await whyNoRedis();
if (missing) console.warn(`messages over Redis are not tested: ${missing}`);
if (missing && process.env['REQUIRE_SERVICES'] === '1') it('Redis is required', () => expect(missing).toBeUndefined());

(missing ? describe.skip : describe)(`messages over Redis${missing ? ` (${missing})` : ''}`, () => {
  let world: World;

  afterEach(async () => {
    await world.close();
    await deleteOwnKeys();
  });

  const bookMany = async (): Promise<void> => {
    for (let i = 0; i < VISITS; i++) {
      world.patients.set(`pat_${i}`, patient(`pat_${i}`));
      await world.change('booked', visit(`vis_${i}`, FRIDAY + i * 60_000, { patientId: `pat_${i}` }));
    }
    world.clock.advance(180_000);
  };

  const allSent = async (): Promise<void> => {
    const end = performance.now() + 40_000;
    while (world.outbox.sent.length < 3 * VISITS) {
      if (performance.now() > end) throw new Error(`only ${world.outbox.sent.length} were sent`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('sends every message once', async () => {
    world = await World.open(NOW, { queue: new BullmqQueue(REDIS_URL, () => prefix) });
    await bookMany();
    world.runner.start();
    await allSent();
    await world.runner.drain();
    expect(new Set(world.outbox.sent.map((mail) => mail.id)).size).toBe(world.outbox.sent.length);
    const done = (await world.messages()).filter((message) => message.kind !== 'reminder');
    expect(done.every((message) => message.status === 'sent' && message.attempts === 1)).toBe(true);
  }, 60_000);

  it('sends them although Redis loses everything in between', async () => {
    world = await World.open(NOW, { queue: new BullmqQueue(REDIS_URL, () => prefix) });
    await bookMany();
    let handed = 0;
    while (handed === 0) handed = await world.runner.dispatchRound();
    expect(handed).toBe(3 * VISITS);
    await deleteOwnKeys();
    world.clock.advance(61_000);
    world.runner.start();
    await allSent();
    expect(new Set(world.outbox.sent.map((mail) => mail.id)).size).toBe(3 * VISITS);
  }, 60_000);
});

async function whyNoRedis(): Promise<string | undefined> {
  const redis = new Redis(REDIS_URL, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 1000, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return undefined;
  } catch (error) {
    return `no Redis at ${new URL(REDIS_URL).host}: ${(error as { code?: string }).code ?? 'error'}`;
  } finally {
    redis.disconnect();
  }
}

/** Only keys under our own prefix: the Redis may be somebody's. */
async function deleteOwnKeys(): Promise<void> {
  const redis = new Redis(REDIS_URL);
  for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 500 })) {
    if ((keys as string[]).length > 0) await redis.del(...(keys as string[]));
  }
  redis.disconnect();
}
