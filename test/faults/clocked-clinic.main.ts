import { TestApp } from '../support/test-app.js';

/** What the process that asked for a clinic is told once. */
export interface Ready {
  url: string;
  key: string;
  now: number;
}

/** What it may ask of the clinic's clock; the answer is what it shows then. */
export interface Wish {
  advanceMs: number;
}

/** What a clinic is started with, as JSON in the first argument. */
export interface Setup {
  now: string;
  changes?: Record<string, string>;
  env: Record<string, string>;
}

const alone = new Promise((resolve) => process.once('disconnect', resolve));
const { now, changes, env } = JSON.parse(process.argv[2]!) as Setup;
const app = await TestApp.start({ now, changes, env, running: true, withWorker: true });
process.on('message', ({ advanceMs }: Wish) => {
  app.clock.advance(advanceMs);
  process.send?.(app.clock.now());
});
// Whoever asked has closed the channel, or has died: nothing is left behind.
void alone.then(() => app.close()).then(() => process.exit(0));
if (process.connected) process.send?.({ ...app.api, now: app.clock.now() } satisfies Ready);
