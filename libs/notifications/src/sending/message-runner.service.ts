import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { MINUTE_MS } from '#kernel';
import { Clock, Database, errorCode, HealthState, JobQueue, type JobBatch } from '#platform';
import { Channels } from '../channels/channels.service.js';
import { isUrgent } from '../kinds/index.js';
import { MessageStore } from '../messages/message.store.js';
import { LEASE_MS, MessageWorker } from './message-worker.service.js';

const TOPIC = 'messages';
const BATCH = 50;
const ROUND = 1000;
/** Handed out at once at most: more would only be handed out again before its turn when sending is slow. */
const WINDOW = 2000;
const POLL_MS = 1000;
const SWEEP_MS = 10_000;
/** Their transactions share commits: 8 gave twice the throughput of 4 on SQLite. */
const WORKERS = 8;
const LATE_MS = 5 * MINUTE_MS;

/** Hands due rows to the queue and works on what the queue brings. The rows are the truth; the queue only wakes. */
@Injectable()
export class MessageRunner implements OnModuleInit {
  private readonly logger = new Logger('messages');
  private timer?: NodeJS.Timeout;
  private running = false;
  private stopped = false;
  private listening = false;
  private again = false;
  private dispatching?: Promise<void>;
  private sweptAt = 0;
  /** Rows handed out and not yet worked on, as far as this process knows. */
  private out = 0;
  private readonly working = new Set<Promise<unknown>>();

  constructor(
    private readonly db: Database,
    private readonly queue: JobQueue,
    private readonly clock: Clock,
    private readonly store: MessageStore,
    private readonly worker: MessageWorker,
    private readonly channels: Channels,
    private readonly health: HealthState,
  ) {}

  onModuleInit(): void {
    this.health.add(() => this.queue.problems());
    this.health.add(() => this.lateness());
  }

  start(): void {
    this.running = true;
    this.listen();
    // A queue inside the process begins empty: what an earlier process handed out is lost and need not be waited for.
    const begin = this.queue.kind === 'in-process' ? this.sweep(true).catch((error: unknown) => this.complain(error)) : Promise.resolve();
    void begin.then(() => this.plan(0));
  }

  /** A message is due then: do not wait for the next look. */
  wakeAt(at: number): void {
    const wait = at - this.clock.now();
    if (wait < POLL_MS) this.plan(Math.max(0, wait));
  }

  /** Stops handing out, waits for what is being sent, closes the queue and the channels. */
  async stop(graceMs: number): Promise<void> {
    this.running = false;
    this.stopped = true;
    clearTimeout(this.timer);
    await this.dispatching;
    await this.queue.close(graceMs);
    await this.channels.close();
  }

  /** Works off everything that is due, without timers: for specs and for the benchmark. */
  async drain(): Promise<void> {
    this.listen();
    for (;;) {
      while ((await this.dispatchRound()) > 0);
      await Promise.all(this.working);
      await new Promise((next) => setImmediate(next));
      if (this.working.size === 0 && (await this.store.countQueued(this.db.reader)) === 0 && !(await this.isDue())) return;
    }
  }

  /** One look for due rows: marks them handed out, then hands them out. Resolves to how many. */
  async dispatchRound(): Promise<number> {
    const now = this.clock.now();
    if (!(await this.isDue())) return 0;
    // Counted only when our own count says full: other processes may have worked on what we handed out.
    if (this.out > WINDOW - ROUND) this.out = await this.store.countQueued(this.db.reader);
    const room = WINDOW - this.out;
    if (room <= 0) return 0;
    const taken = await this.db.run((tx) => this.store.takeDue(tx, now, Math.min(room, ROUND)));
    this.out += taken.length;
    const batches: JobBatch[] = [];
    for (const priority of ['urgent', 'normal'] as const) {
      const ids = taken.filter((row) => isUrgent(row) === (priority === 'urgent')).map((row) => row.id);
      for (let i = 0; i < ids.length; i += BATCH) batches.push({ ids: ids.slice(i, i + BATCH), priority });
    }
    if (await this.queue.hand(TOPIC, batches)) return taken.length;
    for (const batch of batches) await this.db.run((tx) => this.store.takeBack(tx, batch.ids));
    this.out -= taken.length;
    return 0;
  }

  /** What a lost queue or a dead worker left behind becomes due again; `unclaimed`: also what was handed out just now. */
  async sweep(unclaimed = false): Promise<void> {
    const now = this.clock.now();
    this.sweptAt = now;
    if ((await this.store.countQueued(this.db.reader)) === 0) return;
    const released = await this.db.run((tx) => this.store.release(tx, now, LEASE_MS, unclaimed));
    if (released > 0) this.logger.log(`${released} messages were handed out and not finished: they wait again`);
  }

  private async isDue(): Promise<boolean> {
    const first = await this.store.firstDue(this.db.reader);
    return first !== undefined && first <= this.clock.now();
  }

  private listen(): void {
    if (!this.listening) this.queue.work(TOPIC, (batch) => this.work(batch), { concurrency: WORKERS });
    this.listening = true;
  }

  private async work(batch: JobBatch): Promise<void> {
    if (this.stopped) return;
    const work = this.worker.handle(batch);
    this.working.add(work);
    try {
      await work;
    } finally {
      this.working.delete(work);
      this.out = Math.max(0, this.out - batch.ids.length);
      // The window may have been full.
      if (this.dispatching) this.again = true;
      else this.plan(0);
    }
  }

  private plan(inMs: number): void {
    if (!this.running) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.dispatching ??= this.dispatch().finally(() => {
        this.dispatching = undefined;
        this.plan(this.again ? 0 : POLL_MS);
        this.again = false;
      });
    }, inMs);
  }

  private async dispatch(): Promise<void> {
    try {
      // Absolute, so that a clock that jumped back is noticed at once.
      if (Math.abs(this.clock.now() - this.sweptAt) >= SWEEP_MS) await this.sweep();
      while (this.running && (await this.dispatchRound()) === ROUND);
    } catch (error) {
      this.complain(error);
    }
  }

  private complain(error: unknown): void {
    this.logger.warn(`due messages wait: ${errorCode(error)}`);
  }

  private async lateness(): Promise<string[]> {
    const first = await this.store.firstDue(this.db.reader);
    const isLate = first !== undefined && first < this.clock.now() - LATE_MS;
    return isLate ? ['Messages are more than 5 minutes late. Is a worker running?'] : [];
  }
}
