import { join } from 'node:path';
import { ROOT } from './root.js';
import { TestApp } from './test-app.js';

/** What the process that asked for a server is told once. */
export interface Ready {
  url: string;
  key: string;
}

/** What it may ask of the server. */
export interface Wish {
  advanceMs: number;
}

const alone = new Promise((resolve) => process.once('disconnect', resolve));

/** Runs in a process of its own, from the build: the demo clinic at the moment of the first argument, with its admin UI. */
const app = await TestApp.start({
  now: process.argv[2]!,
  demo: true,
  withWorker: true,
  adminFolder: join(ROOT, 'dist/admin'),
  env: process.env,
});
process.on('message', ({ advanceMs }: Wish) => {
  app.clock.advance(advanceMs);
  process.send?.('done');
});
// Whoever asked has closed the channel, or has died: nothing is left behind.
void alone.then(() => app.close()).then(() => process.exit(0));
if (process.connected) process.send?.({ url: app.api.url, key: app.api.key } satisfies Ready);
