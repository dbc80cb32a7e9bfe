import { JobQueue } from './job-queue.js';

/**
 * Without Redis there is nothing between the rows and those who work on them: whoever owns a topic takes its due rows
 * straight from the table. What would be handed over is refused, so that no row waits for somebody who does not come.
 */
export class InProcessQueue extends JobQueue {
  readonly kind = 'in-process' as const;

  async hand(): Promise<boolean> {
    return false;
  }

  work(): void {}

  async load(): Promise<undefined> {
    return undefined;
  }

  async close(): Promise<void> {}

  async problems(): Promise<string[]> {
    return [];
  }
}
