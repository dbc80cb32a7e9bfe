import { Injectable } from '@nestjs/common';
import { ClinicService, clinicZone } from '#clinic';
import { DomainError, formatInstant, notFound } from '#kernel';
import { Clock, Commands, Database, JobQueue, record, type Outcome, type Reader, type RequestContext } from '#platform';
import { Bounces } from '../bounces/bounces.service.js';
import type { Channel } from '../channels/channel.js';
import { OutgoingStore } from '../messages/outgoing.store.js';
import { MessageRunner, topicOf } from '../sending/message-runner.service.js';
import { isSuspended, type LaneState } from './lane.rules.js';
import { LaneNumbersStore } from './lane-numbers.store.js';
import { LaneStore } from './lane.store.js';
import { Lanes } from './lanes.service.js';
import type { BouncesView, LaneView, MessageOperationsView, QueueView } from './operations.dto.js';

/** What an operator sees of the messages on their way, and the switch of each channel. */
@Injectable()
export class Operations {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clock: Clock,
    private readonly clinic: ClinicService,
    private readonly queue: JobQueue,
    private readonly outgoing: OutgoingStore,
    private readonly numbers: LaneNumbersStore,
    private readonly store: LaneStore,
    private readonly lanes: Lanes,
    private readonly runner: MessageRunner,
    private readonly bounces: Bounces,
  ) {}

  async view(): Promise<MessageOperationsView> {
    const reader = this.db.reader;
    const zone = clinicZone(await this.clinic.snapshot(reader));
    const lanes = await Promise.all(
      this.lanes.list.map(async (channel) => this.laneView(reader, channel, await this.store.of(reader, channel.key), zone)),
    );
    return { lanes, queue: await this.queueView(), bounces: await this.bouncesView(zone) };
  }

  pause(ctx: RequestContext, key: string, reason: string): Promise<Outcome<LaneView>> {
    return this.change(ctx, key, 'channel.paused', (state) => {
      if (state.pausedAt !== undefined) throw conflict(`It is paused already, by ${state.pausedBy}.`, 'pause');
      return { ...state, pausedAt: ctx.now, pausedBy: ctx.actor.displayName, pauseReason: reason };
    });
  }

  /** What nobody needs any more is skipped by the decision at send time, not here. */
  resume(ctx: RequestContext, key: string): Promise<Outcome<LaneView>> {
    return this.change(ctx, key, 'channel.resumed', (state) => {
      if (state.pausedAt === undefined) throw conflict('It is not paused.', 'resume');
      return { ...state, pausedAt: undefined, pausedBy: undefined, pauseReason: undefined };
    });
  }

  private change(
    ctx: RequestContext,
    key: string,
    kind: 'channel.paused' | 'channel.resumed',
    to: (state: LaneState) => LaneState,
  ): Promise<Outcome<LaneView>> {
    const channel = this.lanes.list.find((one) => one.key === key);
    if (!channel) throw notFound('channel');
    return this.commands.run(ctx, async (tx) => {
      const after = to(await this.store.lock(tx, key));
      after.version++;
      await this.store.save(tx, after);
      await record(tx, ctx, { kind, subject: 'channel', id: key, version: after.version, reason: after.pauseReason });
      tx.afterCommit(() => {
        this.lanes.learn(after);
        this.runner.wakeAt(ctx.now);
      });
      return { status: 200, body: await this.laneView(tx, channel, after, clinicZone(await this.clinic.snapshot(tx))) };
    });
  }

  private async laneView(reader: Reader, channel: Channel, state: LaneState, zone: string): Promise<LaneView> {
    const now = this.clock.now();
    const first = await this.outgoing.oldest(reader, channel.key);
    return {
      channel: channel.key,
      label: channel.label,
      isNotSetUp: this.lanes.isSetUp(channel) ? undefined : true,
      paused:
        state.pausedAt === undefined
          ? undefined
          : { at: formatInstant(state.pausedAt, zone), by: state.pausedBy ?? '', reason: state.pauseReason ?? '' },
      suspended: isSuspended(state, now) ? { until: formatInstant(state.suspendedUntil!, zone) } : undefined,
      perSecond: this.lanes.perSecond(channel),
      oldestDueAt: first !== undefined && first <= now ? formatInstant(first, zone) : undefined,
      ...(await this.numbers.of(reader, channel.key, now)),
    };
  }

  private async bouncesView(zone: string): Promise<BouncesView | undefined> {
    const state = await this.bounces.state();
    if (!state) return undefined;
    const { mailbox, readAt, problem } = state;
    return { mailbox, readAt: readAt === undefined ? undefined : formatInstant(readAt, zone), problem };
  }

  private async queueView(): Promise<QueueView> {
    const load = await this.queue.load(this.lanes.list.map((channel) => topicOf(channel.key)));
    return { kind: this.queue.kind, problems: await this.queue.problems(), ...load };
  }
}

function conflict(detail: string, action: string): DomainError {
  return new DomainError('conflict', 'invalid-transition', { detail, extra: { action } });
}
