import { afterEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { randomCharacters } from '#kernel';
import { BullmqQueue, type JobBatch, type JobQueue, openQueue } from '#platform';

const REDIS_URL = process.env.TEST_REDIS_URL || 'redis://127.0.0.1:6379';
const CLOSED_PORT = 'redis://127.0.0.1:1';

interface Backend {
  name: string;
  /** Why it cannot run here. */
  missing?: string;
  open(): JobQueue;
  cleanUp(): Promise<void>;
}

const prefix = `test-${randomCharacters(10)}`;
const BACKENDS: Backend[] = [
  { name: 'bullmq', missing: await whyNoRedis(), open: () => new BullmqQueue(REDIS_URL, () => prefix), cleanUp: deleteOwnKeys },
];

for (const backend of BACKENDS) {
  if (backend.missing) {
    console.warn(`job queue on ${backend.name} is not tested: ${backend.missing}`);
    if (process.env.REQUIRE_SERVICES === '1') it(`${backend.name} is required`, () => expect(backend.missing).toBeUndefined());
    else describe.skip(`job queue on ${backend.name} (${backend.missing})`, () => it('skipped', () => undefined));
    continue;
  }
  describe(`job queue on ${backend.name}`, () => contract(backend));
}

function contract(backend: Backend): void {
  const open: JobQueue[] = [];
  let topicNumber = 0;
  let topic = '';

  const start = (): JobQueue => {
    topic = `topic-${++topicNumber}`;
    const queue = backend.open();
    open.push(queue);
    return queue;
  };

  afterEach(async () => {
    await Promise.all(open.splice(0).map((queue) => queue.close(1000)));
    await backend.cleanUp();
  });

  it('delivers every batch once, with its ids in order', async () => {
    const queue = start();
    const seen: string[][] = [];
    queue.work(topic, async (batch) => void seen.push(batch.ids), { concurrency: 4 });
    const batches = Array.from({ length: 100 }, (_, i) => ({ ids: [`a${i}`, `b${i}`] }));
    await handAll(queue, topic, batches);
    await until(() => seen.length >= 100);
    await pause(50);
    expect(seen.length).toBe(100);
    expect(new Set(seen.map((ids) => ids.join())).size).toBe(100);
    expect(seen).toContainEqual(['a42', 'b42']);
  });

  it('serves urgent batches first', async () => {
    const queue = start();
    const seen: string[] = [];
    await handAll(queue, topic, [{ ids: ['n1'] }, { ids: ['n2'], priority: 'normal' }, { ids: ['u1'], priority: 'urgent' }]);
    queue.work(topic, async (batch) => void seen.push(...batch.ids), { concurrency: 1 });
    await until(() => seen.length === 3);
    expect(seen).toEqual(['u1', 'n1', 'n2']);
  });

  it('runs as many handlers at once as it was told, never more', async () => {
    const queue = start();
    let running = 0;
    let most = 0;
    let done = 0;
    const handler = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await pause(30);
      running--;
      done++;
    };
    queue.work(topic, handler, { concurrency: 3 });
    await handAll(queue, topic, numbered(12));
    await until(() => done === 12);
    expect(most).toBe(3);
  });

  it('a failing handler is not run again and holds nothing up', async () => {
    const queue = start();
    const seen: string[] = [];
    const handler = async (batch: JobBatch): Promise<void> => {
      seen.push(batch.ids[0]!);
      if (batch.ids[0] === '0') throw new Error('broken');
    };
    queue.work(topic, handler, { concurrency: 1 });
    await handAll(queue, topic, numbered(3));
    await until(() => seen.length >= 3);
    await pause(50);
    expect(seen).toEqual(['0', '1', '2']);
  });

  it('keeps topics apart', async () => {
    const queue = start();
    const other = `${topic}-other`;
    const seen: string[] = [];
    queue.work(topic, async (batch) => void seen.push(`here ${batch.ids[0]}`), { concurrency: 1 });
    queue.work(other, async (batch) => void seen.push(`there ${batch.ids[0]}`), { concurrency: 1 });
    await handAll(queue, topic, [{ ids: ['1'] }]);
    await handAll(queue, other, [{ ids: ['2'] }]);
    await until(() => seen.length === 2);
    expect(seen.sort()).toEqual(['here 1', 'there 2']);
  });

  it('refuses a second handler for a topic', () => {
    const queue = start();
    queue.work(topic, async () => undefined, { concurrency: 1 });
    expect(() => queue.work(topic, async () => undefined, { concurrency: 1 })).toThrow(topic);
  });

  it('close waits for the handler that runs and starts no other', async () => {
    const queue = start();
    const seen: string[] = [];
    let finish = (): void => undefined;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    const handler = async (batch: JobBatch): Promise<void> => {
      seen.push(`start ${batch.ids[0]}`);
      await gate;
      seen.push(`end ${batch.ids[0]}`);
    };
    queue.work(topic, handler, { concurrency: 1 });
    await handAll(queue, topic, numbered(2));
    await until(() => seen.length === 1);
    const closing = queue.close(5000);
    await pause(50);
    expect(seen).toEqual(['start 0']);
    finish();
    await closing;
    expect(seen).toEqual(['start 0', 'end 0']);
    expect(await queue.hand(topic, [{ ids: ['late'] }])).toBe(false);
  });

  it('close gives up on a handler that never ends', async () => {
    const queue = start();
    let started = false;
    const stuck = async (): Promise<void> => {
      started = true;
      await new Promise(() => undefined);
    };
    queue.work(topic, stuck, { concurrency: 1 });
    await handAll(queue, topic, numbered(1));
    await until(() => started);
    const before = performance.now();
    await queue.close(200);
    expect(performance.now() - before).toBeLessThan(2500);
  });

  it('takes an empty list', async () => {
    const queue = start();
    expect(await queue.hand(topic, [])).toBe(true);
  });
}

const redisDescribe = BACKENDS[0]!.missing ? describe.skip : describe;

redisDescribe(`BullMQ only${BACKENDS[0]!.missing ? ` (${BACKENDS[0]!.missing})` : ''}`, () => {
  const open: BullmqQueue[] = [];
  const start = (url = REDIS_URL): BullmqQueue => {
    const queue = new BullmqQueue(url, () => prefix);
    open.push(queue);
    return queue;
  };

  afterEach(async () => {
    await Promise.all(open.splice(0).map((queue) => queue.close(1000)));
    await deleteOwnKeys();
  });

  it('two workers share the work, each batch once', async () => {
    const seen: string[] = [];
    const byWorker = [0, 0];
    for (const worker of [0, 1]) {
      const handler = async (batch: JobBatch): Promise<void> => {
        seen.push(...batch.ids);
        byWorker[worker]!++;
        await pause(2);
      };
      start().work('shared', handler, { concurrency: 2 });
    }
    await handAll(start(), 'shared', numbered(60));
    await until(() => seen.length >= 60);
    await pause(50);
    expect(seen.length).toBe(60);
    expect(Math.min(...byWorker)).toBeGreaterThan(0);
  });

  it('leaves nothing but ids in Redis while waiting, and no job when done', async () => {
    const queue = start();
    await handAll(queue, 'private', [{ ids: ['msg_1', 'msg_2'] }]);
    const redis = new Redis(REDIS_URL);
    const jobs = await redis.keys(`${prefix}:private:[0-9]*`);
    expect(jobs.length).toBe(1);
    expect(await redis.hget(jobs[0]!, 'data')).toBe('{"ids":["msg_1","msg_2"]}');
    let done = false;
    queue.work('private', async () => void (done = true), { concurrency: 1 });
    await until(() => done);
    await until(async () => (await redis.keys(`${prefix}:private:[0-9]*`)).length === 0);
    redis.disconnect();
  });

  it('says how much waits and how much is being worked on', async () => {
    const queue = start();
    let finish = (): void => undefined;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    queue.work('load-a', async () => gate, { concurrency: 1 });
    await handAll(queue, 'load-a', numbered(3));
    await handAll(queue, 'load-b', [{ ids: ['1'], priority: 'urgent' }]);
    await until(async () => (await queue.load(['load-a', 'load-b']))?.active === 1);
    expect(await queue.load(['load-a', 'load-b'])).toEqual({ waiting: 3, active: 1 });
    finish();
    await until(async () => (await queue.load(['load-a']))?.active === 0);
  });

  it('hand answers false within its cap when Redis is away, and says so', async () => {
    const queue = start(CLOSED_PORT);
    const before = performance.now();
    expect(await queue.hand('any', [{ ids: ['1'] }])).toBe(false);
    expect(performance.now() - before).toBeLessThan(900);
    expect((await queue.problems()).join()).toContain('Redis does not answer');
    expect(await queue.load(['any'])).toBeUndefined();
  });

  it('close ends although Redis is away', async () => {
    const queue = new BullmqQueue(CLOSED_PORT, () => prefix);
    queue.work('any', async () => undefined, { concurrency: 1 });
    await queue.hand('any', [{ ids: ['1'] }]);
    const before = performance.now();
    await queue.close(300);
    expect(performance.now() - before).toBeLessThan(3000);
  });

  it('names a Redis that may forget or evict', async () => {
    const redis = new Redis(REDIS_URL);
    const [, policy] = (await redis.config('GET', 'maxmemory-policy')) as string[];
    const [, appendOnly] = (await redis.config('GET', 'appendonly')) as string[];
    redis.disconnect();
    const queue = start();
    await until(async () => !(await queue.problems()).join().includes('does not answer'));
    const problems = (await queue.problems()).join();
    expect(problems.includes('maxmemory-policy')).toBe(policy !== 'noeviction');
    expect(problems.includes('appendonly')).toBe(appendOnly !== 'yes');
  });
});

describe('openQueue', () => {
  it('takes the process without REDIS_URL, Redis with it', async () => {
    const local = openQueue({}, () => 'abc');
    const shared = openQueue({ redisUrl: CLOSED_PORT }, () => 'abc');
    expect([local.kind, shared.kind]).toEqual(['in-process', 'bullmq']);
    // Nobody would come for what it took.
    expect(await local.hand('any', [{ ids: ['1'] }])).toBe(false);
    await Promise.all([local.close(0), shared.close(0)]);
  });
});

const numbered = (count: number): JobBatch[] => Array.from({ length: count }, (_, i) => ({ ids: [String(i)] }));

/** A queue may be connecting still: then `hand` says so and the caller, like the dispatcher, tries again. */
async function handAll(queue: JobQueue, topic: string, batches: JobBatch[]): Promise<void> {
  await until(() => queue.hand(topic, batches));
}

async function until(condition: () => boolean | Promise<boolean>, ms = 8000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('waited in vain');
    await pause(10);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function whyNoRedis(): Promise<string | undefined> {
  const redis = new Redis(REDIS_URL, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 1000,
    disconnectTimeout: 20,
    maxRetriesPerRequest: 0,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
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
