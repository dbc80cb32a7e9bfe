import { MessageRunner } from '#notifications';
import { compare, GateError, type Bench } from './measure.js';
import { Messages, NOW, useChannels, withMessages } from './message-app.js';

const ROUND = 100_000;
const EARLY_ROUNDS = 2;
const ROUNDS = 10;
const LIMIT_MS = 300_000;

/** What the process holds after a million messages, against what it held after the first 200,000. */
export const memory: Bench = {
  name: 'memory',
  run: ({ quick }) =>
    withMessages({}, async (app) => {
      const count = quick ? ROUND / 10 : ROUND;
      let sent = 0;
      useChannels(app, {
        email: {
          send: async () => {
            sent++;
            return { kind: 'sent' };
          },
        },
      });
      const messages = new Messages(app);
      messages.add(count, () => NOW - 1000);
      const runner = app.server.app.get(MessageRunner);
      runner.start();
      let early = 0;
      for (let round = 1; round <= ROUNDS; round++) {
        await drained(
          messages,
          () => sent >= round * count,
          () => runner.wakeAt(NOW),
        );
        if (round === EARLY_ROUNDS) early = rssMiB();
        if (round < ROUNDS) messages.reset(NOW - 1000);
      }
      const late = rssMiB();
      messages.close();
      if (sent !== ROUNDS * count) throw new GateError(`${sent} sends of ${ROUNDS * count} messages`);
      return [compare('rss-after-1000000-messages', 'MiB', [late], [early], { kind: 'at-most', value: 1.15 })];
    }),
};

async function drained(messages: Messages, isSent: () => boolean, wake: () => void): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while (!isSent() || messages.left !== 0) {
    if (performance.now() > end) throw new Error(`not done after ${LIMIT_MS / 1000} s`);
    wake();
    await new Promise((next) => setTimeout(next, 100));
  }
}

/** After what nobody holds any more is gone, where the process was started with `--expose-gc`. */
function rssMiB(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1024 / 1024;
}
