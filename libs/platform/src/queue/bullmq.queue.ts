import { Logger } from '@nestjs/common';
import { type Job, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { errorCode } from '../error-code.js';
import { type JobBatch, JobQueue, type QueueLoad } from './job-queue.js';

/** A caller waits for Redis 500 ms at most: these two together. */
const CONNECT_MS = 150;
const COMMAND_MS = 350;
const RECONNECT_MS = 2000;
/** Nothing is under way any more when a connection is left. */
const DISCONNECT_MS = 20;
/** A worker killed twice would fail a job for good by default; the row behind it is not done, so keep delivering. */
const MAX_STALLED = 20;
const LOCK_MS = 60_000;
/** A restarted process waits this long for the batches of a killed one; the topic's sweeper is slower. */
const STALLED_CHECK_MS = 15_000;
/** BullMQ serves jobs without a priority first. */
const NORMAL_PRIORITY = 1;

interface Data {
  ids: string[];
}

/**
 * The queue over Redis. Producers fail fast on their own connection, because with the settings a worker needs, an `add`
 * waits forever while Redis is down. Jobs carry ids only, so Redis never holds health information, and get their own
 * number as id, never one of ours: re-adding a known id is silently ignored.
 */
export class BullmqQueue extends JobQueue {
  readonly kind = 'bullmq' as const;
  private readonly logger = new Logger('queue');
  private readonly producer: Redis;
  private consumer?: Redis;
  private readonly queues = new Map<string, Queue<Data>>();
  private readonly workers = new Map<string, Worker<Data>>();
  private readonly running = new Set<Promise<void>>();
  private closed = false;
  private readonly complaints = new Set<string>();
  private connecting?: Promise<void>;

  constructor(
    private readonly url: string,
    private readonly prefix: () => string,
  ) {
    super();
    this.producer = this.connect({ maxRetriesPerRequest: 1, enableOfflineQueue: false });
  }

  async hand(topic: string, batches: readonly JobBatch[]): Promise<boolean> {
    if (this.closed) return false;
    if (batches.length === 0) return true;
    try {
      await this.whenConnected();
      const jobs = batches.map((batch) => ({
        name: topic,
        data: { ids: batch.ids },
        opts: { priority: batch.priority === 'urgent' ? undefined : NORMAL_PRIORITY },
      }));
      await within(this.queue(topic).addBulk(jobs), COMMAND_MS);
      return true;
    } catch (error) {
      this.complain(error);
      return false;
    }
  }

  work(topic: string, handler: (batch: JobBatch) => Promise<void>, options: { concurrency: number }): void {
    if (this.workers.has(topic)) throw new Error(`the topic "${topic}" has a handler already`);
    this.consumer ??= this.connect({ maxRetriesPerRequest: null });
    const run = (job: Job<Data>): Promise<void> => {
      const done = handler({ ids: job.data.ids })
        // The rows decide about another try. A failed job would only be a second, contradicting memory.
        .catch((error: unknown) => this.logger.error(`a handler of "${topic}" failed: ${errorCode(error)}`))
        .finally(() => this.running.delete(done));
      this.running.add(done);
      return done;
    };
    const worker = new Worker<Data>(topic, run, {
      connection: this.consumer,
      prefix: this.prefix(),
      concurrency: options.concurrency,
      maxStalledCount: MAX_STALLED,
      stalledInterval: STALLED_CHECK_MS,
      lockDuration: LOCK_MS,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    });
    worker.on('error', (error) => this.complain(error));
    this.workers.set(topic, worker);
  }

  async load(topics: readonly string[]): Promise<QueueLoad | undefined> {
    try {
      await this.whenConnected();
      const asked = topics.map((topic) => this.queue(topic).getJobCounts('wait', 'prioritized', 'active'));
      const counts = await within(Promise.all(asked), COMMAND_MS);
      const sum = (...states: string[]) => counts.reduce((all, one) => all + states.reduce((n, state) => n + (one[state] ?? 0), 0), 0);
      return { waiting: sum('wait', 'prioritized'), active: sum('active') };
    } catch {
      return undefined;
    }
  }

  /** Workers first, so that what they hold is finished; then what could hand out more; then the connections. */
  async close(graceMs: number): Promise<void> {
    this.closed = true;
    const workers = [...this.workers.values()];
    const ended = await within(Promise.all(workers.map((worker) => worker.pause(true))), COMMAND_MS)
      .then(() => within(Promise.all(this.running), graceMs))
      .then(() => true)
      .catch(() => false);
    // A second `close` of a worker changes nothing, so whether to wait for handlers and Redis is decided before the first.
    const force = !ended || this.consumer?.status !== 'ready';
    await within(Promise.all(workers.map((worker) => worker.close(force))), 2 * COMMAND_MS).catch(() => undefined);
    await within(Promise.all([...this.queues.values()].map((queue) => queue.close())), COMMAND_MS).catch(() => undefined);
    this.producer.disconnect();
    this.consumer?.disconnect();
  }

  async problems(): Promise<string[]> {
    try {
      // A queue that was opened just now (`doctor`) is still connecting.
      await this.whenConnected();
      const info = await within(Promise.all([this.producer.info('memory'), this.producer.info('persistence')]), COMMAND_MS);
      // INFO rather than CONFIG GET, which hosted Redis services refuse.
      const field = (name: string) => new RegExp(`^${name}:(.*?)\\s*$`, 'm').exec(info.join('\n'))?.[1];
      const found: string[] = [];
      const policy = field('maxmemory_policy');
      if (policy !== undefined && policy !== 'noeviction') {
        found.push(`Redis may evict jobs: maxmemory-policy is "${policy}". Set it to "noeviction".`);
      }
      if (field('aof_enabled') === '0') {
        found.push('Redis forgets its jobs when it restarts: set "appendonly yes". Messages are then late, never lost.');
      }
      return found;
    } catch {
      return ['Redis does not answer: messages wait until it does. Bookings are not affected.'];
    }
  }

  /** Without this, what is added while Redis is away would pile up and be added all at once when it is back. */
  private async whenConnected(): Promise<void> {
    if (this.producer.status === 'ready') return;
    this.connecting ??= new Promise<void>((resolve) => this.producer.once('ready', resolve)).then(() => (this.connecting = undefined));
    await within(this.connecting, CONNECT_MS);
  }

  private queue(topic: string): Queue<Data> {
    let queue = this.queues.get(topic);
    if (!queue) {
      queue = new Queue<Data>(topic, {
        connection: this.producer,
        prefix: this.prefix(),
        defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
      });
      queue.on('error', (error) => this.complain(error));
      // A Queue whose first look at Redis failed never tries again: forget it, the next `hand` makes a new one.
      queue.waitUntilReady().catch(() => this.queues.delete(topic));
      this.queues.set(topic, queue);
    }
    return queue;
  }

  private connect(options: { maxRetriesPerRequest: number | null; enableOfflineQueue?: boolean }): Redis {
    const redis = new Redis(this.url, {
      connectTimeout: 5000,
      // A connection that is closed already keeps its process alive for so long.
      disconnectTimeout: DISCONNECT_MS,
      retryStrategy: (times) => Math.min(times * 100, RECONNECT_MS),
      ...options,
    });
    redis.on('error', (error) => this.complain(error));
    redis.on('ready', () => this.complaints.clear());
    return redis;
  }

  /** Each once per outage: a reconnecting client reports the same error every two seconds. */
  private complain(error: unknown): void {
    const code = errorCode(error);
    if (this.closed || this.complaints.has(code)) return;
    this.complaints.add(code);
    this.logger.warn(`Redis: ${code}`);
  }
}

/** Rejects when `work` takes longer; a rejection of `work` that comes later is nobody's. */
async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('late'), { code: 'TIMEOUT' })), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
