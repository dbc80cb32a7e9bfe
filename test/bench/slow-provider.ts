import { MessageRunner } from '#notifications';
import type { Delivery } from '../../libs/notifications/src/channels/channel.js';
import type { BenchApp } from './bench-app.js';
import { compare, interleave, type Bench } from './measure.js';
import { isOdd, Messages, NOW, useChannels, withMessages } from './message-app.js';

const MESSAGES = 2000;
/** What a healthy provider takes for a message. */
const HEALTHY_MS = 5;
/** One that nobody answers at, until the connection is given up. */
const SILENT_MS = 8000;
const LIMIT_MS = 120_000;

/** How long a channel's messages take while the provider of another one answers nobody, against both healthy. */
export const slowProvider: Bench = {
  name: 'slow-provider',
  run: ({ rounds }) =>
    withMessages({}, async (app) => {
      const race = new Race(app);
      const runs = { beside: () => race.run(SILENT_MS), alone: () => race.run(HEALTHY_MS) };
      await interleave(1, { alone: runs.alone });
      const spread = await interleave(rounds, runs);
      race.messages.close();
      return [compare('slow-provider', 'ms', spread.beside, spread.alone, { kind: 'at-most', value: 2 })];
    }),
};

class Race {
  readonly messages: Messages;
  private mails = 0;
  private otherMs = HEALTHY_MS;
  private isStarted = false;

  constructor(private readonly app: BenchApp) {
    const after = (ms: number, delivery: Delivery) => new Promise<Delivery>((resolve) => setTimeout(() => resolve(delivery), ms));
    useChannels(app, {
      email: { reaches: (id) => !isOdd(id), send: () => after(HEALTHY_MS, { kind: 'sent' }).finally(() => this.mails++) },
      other: {
        reaches: isOdd,
        send: () => after(this.otherMs, this.otherMs === SILENT_MS ? { kind: 'retry', reason: 'silent', outage: true } : { kind: 'sent' }),
      },
    });
    this.messages = new Messages(app);
  }

  /** Milliseconds until all mails are sent; about as many messages of the other channel are due at the same instant. */
  async run(otherMs: number): Promise<number> {
    const { messages } = this;
    Object.assign(this, { otherMs, mails: 0 });
    messages.clear();
    messages.openLanes();
    const channels = messages.add(
      2 * MESSAGES,
      () => NOW - 1000,
      (recipientId) => (isOdd(recipientId) ? 'other' : 'email'),
    );
    const runner = this.app.server.app.get(MessageRunner);
    const start = performance.now();
    if (this.isStarted) runner.wakeAt(NOW);
    else runner.start();
    this.isStarted = true;
    await until(() => this.mails >= channels['email']!);
    const ms = performance.now() - start;
    // What the silent provider holds ends first, so that each run begins with free hands.
    await until(() => messages.left === 0);
    return (ms * MESSAGES) / channels['email']!;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not done after ${LIMIT_MS / 1000} s`);
    await new Promise((next) => setTimeout(next, 5));
  }
}
