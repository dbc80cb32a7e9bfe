import { Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { Clock, Database } from '#platform';
import { LaneStore } from './lane.store.js';
import type { LaneView } from './operations.dto.js';
import { Operations } from './operations.service.js';

/** What is read off a lane, by the name and the help of its metric. */
const OF_LANE: Record<string, [help: string, value: (lane: LaneView) => number]> = {
  spotwork_messages_due: ['Messages that are due and not finished, those handed out included.', (lane) => lane.due],
  spotwork_messages_late: ['Of those, due for more than five minutes.', (lane) => lane.late],
  spotwork_messages_planned: ['Messages that wait for their time, or are due.', (lane) => lane.planned],
  spotwork_messages_held: ['Messages that wait for the end of the quiet hours.', (lane) => lane.held],
  spotwork_messages_queued: ['Messages handed out and not finished.', (lane) => lane.queued],
  spotwork_messages_in_flight: ['Of those, in a worker’s hands.', (lane) => lane.inFlight],
  spotwork_messages_retrying: ['Messages planned again after a try that did not succeed.', (lane) => lane.retrying],
  spotwork_messages_failed_last_day: [
    'Messages due in the last 24 hours that failed for good, texts that a carrier rejected included.',
    (lane) => lane.failedLastDay,
  ],
  spotwork_messages_set_aside: ['Messages that broke whatever touched them, until somebody sends them again.', (lane) => lane.setAside],
  spotwork_channel_paused: ['1 while somebody has paused the channel.', (lane) => Number(lane.paused !== undefined)],
  spotwork_channel_suspended: ['1 while the channel’s provider does not answer.', (lane) => Number(lane.suspended !== undefined)],
};

/**
 * The figures for a monitoring system, in the text form of Prometheus. What concerns messages is read from the database, so
 * that any API answers for all processes; the rest is about the process that answers.
 */
@Injectable()
export class Metrics {
  private registry?: Promise<Registry>;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly operations: Operations,
    private readonly lanes: LaneStore,
  ) {}

  /** Nobody who does not ask pays for it: the process is watched from the first question on. */
  async text(): Promise<string> {
    this.registry ??= this.open();
    const [process, messages] = await Promise.all([(await this.registry).metrics(), this.ofMessages()]);
    return `${process}\n${messages}`;
  }

  private async open(): Promise<Registry> {
    const { collectDefaultMetrics, Registry } = await import('prom-client');
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    return registry;
  }

  /** Made anew for each question: a channel or a queue that is gone leaves no figure behind. */
  private async ofMessages(): Promise<string> {
    const { Counter, Gauge, Registry } = await import('prom-client');
    const registers = [new Registry()];
    const { lanes, queue } = await this.operations.view();
    for (const [name, [help, value]] of Object.entries(OF_LANE)) {
      const gauge = new Gauge({ name, help, labelNames: ['channel'], registers });
      for (const lane of lanes) gauge.set({ channel: lane.channel }, value(lane));
    }
    const age = new Gauge({
      name: 'spotwork_messages_oldest_due_seconds',
      help: 'For how long the one that was due first has been due and not finished; 0: none is.',
      labelNames: ['channel'],
      registers,
    });
    const now = this.clock.now();
    for (const { channel, oldestDueAt } of lanes)
      age.set({ channel }, oldestDueAt === undefined ? 0 : (now - Date.parse(oldestDueAt)) / 1000);
    const total = new Counter({
      name: 'spotwork_messages_total',
      help: 'What messages came to since the installation began; a text that a carrier rejects later is sent and then failed.',
      labelNames: ['channel', 'outcome'],
      registers,
    });
    for (const { channel, outcome, n } of await this.lanes.counts(this.db.reader)) total.inc({ channel, outcome }, Number(n));
    const waiting = { name: 'spotwork_queue_batches', help: 'Batches in the queue on Redis.', labelNames: ['state'], registers };
    const batches = new Gauge(waiting);
    for (const state of ['waiting', 'active'] as const) if (queue[state] !== undefined) batches.set({ state }, queue[state]);
    new Gauge({ name: 'spotwork_queue_problems', help: 'What is wrong with the queue.', registers }).set(queue.problems.length);
    return registers[0]!.metrics();
  }
}
