import { MessageRunner } from '#notifications';
import { Clock } from '#platform';
import { figure, GateError, type Bench } from './measure.js';
import { Messages, useChannels, withMessages } from './message-app.js';

const PER_SECOND = 100;
const SECONDS = 20;
/** What a provider takes for a message: ten at once are just faster than they come. */
const PROVIDER_MS = 20;
const AHEAD_MS = 3000;

/** Messages that become due one by one: how late they are sent. */
export const lateness: Bench = {
  name: 'lateness',
  run: ({ quick }) =>
    withMessages(
      {},
      async (app) => {
        const count = PER_SECOND * (quick ? SECONDS / 4 : SECONDS);
        useChannels(app, { email: { send: () => new Promise((resolve) => setTimeout(() => resolve({ kind: 'sent' }), PROVIDER_MS)) } });
        const messages = new Messages(app);
        const start = app.parts.clock.now() + AHEAD_MS;
        messages.add(count, (i) => Math.round(start + (i * 1000) / PER_SECOND));
        app.server.app.get(MessageRunner).start();
        const end = start + (count * 1000) / PER_SECOND + 30_000;
        while (messages.latenesses().length < count && app.parts.clock.now() < end) await new Promise((next) => setTimeout(next, 250));
        const late = messages.latenesses().sort((a, b) => a - b);
        messages.close();
        if (late.length < count) throw new GateError(`${count - late.length} of ${count} messages were not sent`);
        if (late[0]! < 0) throw new GateError('a message was sent before it was due');
        return [
          figure('lateness-p50', 'ms', [late[Math.floor(count / 2)]!]),
          figure('lateness-p99', 'ms', [late[Math.floor(count * 0.99)]!], { kind: 'at-most', value: 2000 }),
        ];
      },
      new Clock(),
    ),
};
