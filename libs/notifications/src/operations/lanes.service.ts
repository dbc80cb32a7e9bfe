import { Inject, Injectable } from '@nestjs/common';
import { Clock, CONFIG, Database, type Config, type Tx } from '#platform';
import type { Channel, Delivery } from '../channels/channel.js';
import { Channels } from '../channels/channels.service.js';
import {
  afterHearing,
  afterTaking,
  allowance,
  freshLane,
  type Heard,
  hearing,
  isProbing,
  isSuspended,
  type LaneState,
  OUTAGES,
} from './lane.rules.js';
import { LaneStore, type MessageOutcome, type OutcomeCount } from './lane.store.js';

/** What this process knows of the lanes: whether they are open, what their providers answered, what came of the messages. */
@Injectable()
export class Lanes {
  private readonly known = new Map<string, LaneState>();
  private readonly heard = new Map<string, Heard>();
  private counts = new Map<string, OutcomeCount>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly store: LaneStore,
    private readonly channels: Channels,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  get list(): readonly Channel[] {
    return this.channels.list;
  }

  isSetUp(channel: Channel): boolean {
    return channel.isSetUp?.(this.config) ?? true;
  }

  perSecond(channel: Channel): number | undefined {
    return channel.perSecond?.(this.config);
  }

  stateOf(channel: string): LaneState {
    return this.known.get(channel) ?? freshLane(channel);
  }

  /** Looks at what other processes and people have done to the lanes meanwhile. */
  async refresh(): Promise<void> {
    for (const state of await this.store.all(this.db.reader)) this.known.set(state.channel, state);
  }

  /** This process has changed it itself. */
  learn(state: LaneState): void {
    this.known.set(state.channel, state);
  }

  /** For an operator, without names; `undefined`: the lane is open. */
  closedBecause({ key, label }: Channel): string | undefined {
    const state = this.stateOf(key);
    if (state.pausedAt !== undefined) return `${label} is paused: its messages wait until somebody resumes it.`;
    return state.trips > 0
      ? `${label}: the provider does not answer, or refuses this clinic. Its messages wait; every few minutes one is tried.`
      : undefined;
  }

  /**
   * Lets `take` have as many rows as the lane may hand out now. Alone: the lane's lock is held until the end of the transaction.
   * `isProbe`: one that shows whether the provider is back.
   */
  async take<T>(tx: Tx, channel: Channel, most: number, take: (limit: number, isProbe: boolean) => Promise<T[]>): Promise<T[]> {
    const now = this.clock.now();
    const state = await this.store.lock(tx, channel.key);
    const perSecond = this.perSecond(channel);
    const limit = Math.min(most, allowance(state, now, perSecond));
    const taken = limit > 0 ? await take(limit, isProbing(state)) : [];
    const after = afterTaking(state, now, perSecond, taken.length);
    if (after.rateAt !== state.rateAt || after.probeUntil !== state.probeUntil) await this.store.save(tx, after);
    tx.afterCommit(() => this.known.set(channel.key, after));
    return taken;
  }

  /** Whether a message that was handed out may still be sent; otherwise it is given back. */
  isOpen(channel: string): boolean {
    const state = this.stateOf(channel);
    return state.pausedAt === undefined && !isSuspended(state, this.clock.now()) && this.heardOf(channel).outages < OUTAGES;
  }

  /** What came of a message to `address`. Tells whether the provider is away, as far as is known: no message's try is used up by that. */
  hear(channel: string, delivery: Delivery, address: string): boolean {
    const heard = this.heardOf(channel);
    // The same object: `share` may have it in hand.
    Object.assign(heard, hearing(heard, delivery, address));
    return heard.outages >= OUTAGES || (heard.outages > 0 && this.stateOf(channel).trips > 0);
  }

  hearNothing(channel: string): void {
    this.heardOf(channel).unsent = true;
  }

  count(channel: string, outcome: MessageOutcome, n = 1): void {
    const key = `${channel}|${outcome}`;
    const known = this.counts.get(key);
    if (known) known.n += n;
    else this.counts.set(key, { channel, outcome, n });
  }

  /** Tells the other processes what was heard of a provider, where that changes anything. */
  async share(channel: string): Promise<void> {
    const heard = this.heardOf(channel);
    const now = this.clock.now();
    const known = this.stateOf(channel);
    if (heard.outages === 0 && known.trips === 0) return;
    if (heard.outages > 0 || afterHearing(known, now, heard) !== known) {
      const state = await this.db.run(async (tx) => {
        const before = await this.store.lock(tx, channel);
        const after = afterHearing(before, now, heard);
        if (after !== before) await this.store.save(tx, after);
        return after;
      });
      this.known.set(channel, state);
      if (isSuspended(state, now)) Object.assign(heard, { outages: 0, refused: undefined });
    }
    heard.answered = false;
    heard.unsent = false;
  }

  /** Adds what was counted since the last time. A process that is killed takes the last second's with it. */
  async saveCounts(): Promise<void> {
    if (this.counts.size === 0) return;
    const counts = [...this.counts.values()];
    this.counts = new Map();
    try {
      await this.db.run((tx) => this.store.add(tx, counts));
    } catch (error) {
      for (const { channel, outcome, n } of counts) this.count(channel, outcome, n);
      throw error;
    }
  }

  private heardOf(channel: string): Heard {
    let heard = this.heard.get(channel);
    if (!heard) this.heard.set(channel, (heard = { outages: 0, answered: false, unsent: false }));
    return heard;
  }
}
