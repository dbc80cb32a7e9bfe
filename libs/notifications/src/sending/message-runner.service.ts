import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock, Database, errorCode, HealthState, JobQueue, type JobBatch } from '#platform';
import type { Channel } from '../channels/channel.js';
import { Channels } from '../channels/channels.service.js';
import { type HandedOut, OutgoingStore } from '../messages/outgoing.store.js';
import type { DueMessage } from '../messages/message.types.js';
import { LATE_MS } from '../operations/lane-numbers.store.js';
import { Lanes } from '../operations/lanes.service.js';
import { Alarm } from './alarm.js';
import { Lane } from './lane.js';
import { LaneSorter } from './lane-sorter.service.js';
import { LEASE_MS, MessageWorker } from './message-worker.service.js';

const BATCH = 50;
const ROUND = 1000;
/** Handed out at once at most: more would only be handed out again before its turn when sending is slow. */
const WINDOW = 2000;
/** Beyond the window: what changes somebody's day does not wait behind a crowd that was handed out before. */
const URGENT_ROOM = 500;
/** Batches of a lane that the queue brings to a process at once. */
const WORKERS = 8;
const POLL_MS = 1000;
/** While a lane is held to its provider's pace. */
const PACE_MS = 200;
const SWEEP_MS = 10_000;

/** The topic of a lane in the queue. */
export function topicOf(channel: string): string {
  return `messages-${channel}`;
}

/**
 * Gets due rows worked on, each channel in a lane of its own: over the queue, or by workers of this process that take them
 * from the table. The rows are the truth; the queue only wakes.
 */
@Injectable()
export class MessageRunner implements OnModuleInit {
  private readonly logger = new Logger('messages');
  private readonly lanes = new Map<string, Lane>();
  private timer?: NodeJS.Timeout;
  private running = false;
  private stopped = false;
  private listening = false;
  private again = false;
  private paced = false;
  private dispatching?: Promise<void>;
  private sweptAt = 0;

  constructor(
    private readonly db: Database,
    private readonly queue: JobQueue,
    private readonly clock: Clock,
    private readonly outgoing: OutgoingStore,
    private readonly worker: MessageWorker,
    private readonly channels: Channels,
    private readonly states: Lanes,
    private readonly sorter: LaneSorter,
    private readonly health: HealthState,
    alarm: Alarm,
  ) {
    alarm.onRing((at) => this.wakeAt(at));
  }

  onModuleInit(): void {
    this.health.add(() => this.queue.problems());
    this.health.add(() => this.problems());
  }

  start(): void {
    this.running = true;
    this.listen();
    void this.adopt().then(() => this.plan(0));
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
    await within(Promise.all([...this.lanes.values()].flatMap((lane) => [...lane.working])), graceMs);
    await this.channels.close();
    await this.states.saveCounts().catch((error: unknown) => this.complain(error));
  }

  /** Works off everything that may go out now, without timers: for specs and for the benchmark. */
  async drain(): Promise<void> {
    this.listen();
    for (;;) {
      const handed = await this.dispatchRound();
      const working = [...this.lanes.values()].flatMap((lane) => [...lane.working]);
      await Promise.all(working);
      await new Promise((next) => setImmediate(next));
      // What was worked on may be due again, in another lane.
      if (handed === 0 && working.length === 0 && (await this.queued()) === 0) break;
    }
    await this.states.saveCounts();
  }

  /** One look at every lane. Resolves to how many rows were handed out. */
  async dispatchRound(): Promise<number> {
    let handed = 0;
    for (const channel of this.states.list) {
      const lane = this.laneOf(channel);
      const due = await this.outgoing.firstDue(this.db.reader, channel.key);
      if (due === undefined || due > this.clock.now()) continue;
      const taken = this.queue.kind === 'in-process' ? await this.fill(lane) : await this.handOut(lane);
      handed += taken > 0 ? taken : await this.sort(channel);
      if (this.states.perSecond(channel) !== undefined) this.paced = true;
    }
    return handed;
  }

  /** What a lost queue or a dead worker left behind becomes due again. */
  async sweep(): Promise<void> {
    const now = this.clock.now();
    this.sweptAt = now;
    const released = await this.db.run((tx) => this.outgoing.release(tx, now, LEASE_MS));
    if (released > 0) this.logger.log(`${released} messages were handed out and not finished: they wait again`);
  }

  /** Marks due rows of a lane, then gives their ids to the queue. */
  private async handOut(lane: Lane): Promise<number> {
    // Counted only when our own count says full: other processes may have worked on what we handed out.
    if (lane.out > WINDOW - ROUND) lane.out = await this.outgoing.countQueued(this.db.reader, lane.channel.key);
    const normal = Math.max(0, WINDOW - lane.out);
    const urgent = normal + URGENT_ROOM;
    const taken = await this.db.run((tx) =>
      this.states.take(tx, lane.channel, ROUND, (all, isProbe) =>
        this.outgoing.takeDue(tx, lane.channel.key, this.clock.now(), { urgent, normal, all, oldestFirst: isProbe }),
      ),
    );
    if (taken.length === 0) return 0;
    lane.out += taken.length;
    const batches = batchesOf(taken);
    if (await this.queue.hand(topicOf(lane.channel.key), batches)) return taken.length;
    for (const batch of batches) await this.db.run((tx) => this.outgoing.takeBack(tx, batch.ids));
    lane.out -= taken.length;
    return 0;
  }

  /** What the sorter cannot read is somebody's to look at when it is sent; it keeps nothing else from going out. */
  private async sort(channel: Channel): Promise<number> {
    try {
      return await this.sorter.sort(channel.key);
    } catch (error) {
      this.complain(error);
      return 0;
    }
  }

  /** Takes rows of a lane until this process has its hands full or none is due. Resolves to how many. */
  private async fill(lane: Lane): Promise<number> {
    if (lane.filling) return 0;
    lane.filling = true;
    let taken = 0;
    try {
      while (!this.stopped && lane.hasRoom) {
        const most = lane.batch;
        const { rows, since } = await this.claim(lane, most);
        taken += rows.length;
        lane.inHand += rows.length;
        if (rows.length > 0) void lane.track(this.workOff(lane, rows, since));
        if (rows.length < most) break;
      }
    } finally {
      lane.filling = false;
    }
    return taken;
  }

  private async claim(lane: Lane, most: number): Promise<{ rows: DueMessage[]; since: number }> {
    const since = this.clock.now();
    const rows = await this.db.run((tx) =>
      this.states.take(tx, lane.channel, most, (limit, isProbe) =>
        this.outgoing.takeAndClaim(tx, lane.channel.key, since, since + LEASE_MS, limit, isProbe),
      ),
    );
    return { rows, since };
  }

  /** The next batch begins when few are left of this one: a message whose server is silent holds up no other. */
  private async workOff(lane: Lane, rows: readonly DueMessage[], since: number): Promise<void> {
    const began = performance.now();
    let left = rows.length;
    const onRecorded = (count: number) => {
      left -= count;
      lane.inHand -= count;
      if (lane.hasRoom) void lane.track(this.fill(lane).catch((error: unknown) => this.complain(error)));
    };
    try {
      await this.worker.work(rows, since, onRecorded);
      lane.took(performance.now() - began);
    } catch (error) {
      this.complain(error);
      lane.inHand -= left;
    }
  }

  /** A batch that the queue has brought. */
  private async work(lane: Lane, batch: JobBatch): Promise<void> {
    if (this.stopped) return;
    try {
      await lane.track(this.worker.handle(batch));
    } finally {
      lane.out = Math.max(0, lane.out - batch.ids.length);
      // The window may have been full.
      if (this.dispatching) this.again = true;
      else this.plan(0);
    }
  }

  private listen(): void {
    if (this.listening) return;
    this.listening = true;
    for (const channel of this.states.list) {
      const lane = this.laneOf(channel);
      this.queue.work(topicOf(channel.key), (batch) => this.work(lane, batch), { concurrency: WORKERS });
    }
  }

  private laneOf(channel: Channel): Lane {
    let lane = this.lanes.get(channel.key);
    if (!lane) this.lanes.set(channel.key, (lane = new Lane(channel)));
    return lane;
  }

  private plan(inMs: number): void {
    if (!this.running) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.dispatching ??= this.dispatch().finally(() => {
        this.dispatching = undefined;
        this.plan(this.again ? 0 : this.paced ? PACE_MS : POLL_MS);
        this.again = false;
      });
    }, inMs);
  }

  private async dispatch(): Promise<void> {
    try {
      this.paced = false;
      await this.states.refresh();
      // Absolute, so that a clock that jumped back is noticed at once.
      if (Math.abs(this.clock.now() - this.sweptAt) >= SWEEP_MS) await this.sweep();
      while (this.running && (await this.dispatchRound()) >= ROUND && this.queue.kind !== 'in-process');
      await this.states.saveCounts();
    } catch (error) {
      this.complain(error);
    }
  }

  /** Rows of a channel that this version does not have are nobody's lane. */
  private async adopt(): Promise<void> {
    const keys = this.states.list.map((channel) => channel.key);
    try {
      const adopted = await this.db.run((tx) => this.outgoing.adopt(tx, keys, keys[0]!));
      if (adopted > 0) this.logger.log(`${adopted} messages were planned for a channel that there is no more`);
    } catch (error) {
      this.complain(error);
    }
  }

  private async queued(): Promise<number> {
    const counts = await Promise.all(this.states.list.map((channel) => this.outgoing.countQueued(this.db.reader, channel.key)));
    return counts.reduce((sum, n) => sum + n, 0);
  }

  private complain(error: unknown): void {
    this.logger.warn(`due messages wait: ${errorCode(error)}`);
  }

  /** What keeps messages waiting, in sentences. */
  private async problems(): Promise<string[]> {
    const now = this.clock.now();
    await this.states.refresh();
    const found: string[] = [];
    for (const channel of this.states.list) {
      const sentence = this.states.closedBecause(channel);
      if (sentence !== undefined) found.push(sentence);
      const first = await this.outgoing.oldest(this.db.reader, channel.key);
      if (sentence === undefined && first !== undefined && first < now - LATE_MS)
        found.push(`${channel.label}: messages are more than 5 minutes late. Is a worker running?`);
    }
    return found;
  }
}

/** Urgent ones are batches of their own, which the queue serves first. */
function batchesOf(taken: readonly HandedOut[]): JobBatch[] {
  const batches: JobBatch[] = [];
  for (const priority of ['urgent', 'normal'] as const) {
    const ids = taken.filter((row) => row.isUrgent === (priority === 'urgent')).map((row) => row.id);
    for (let i = 0; i < ids.length; i += BATCH) batches.push({ ids: ids.slice(i, i + BATCH), priority });
  }
  return batches;
}

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
