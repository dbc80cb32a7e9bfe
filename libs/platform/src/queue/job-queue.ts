/**
 * Wakes workers and spreads work over them. The database row is the truth: whatever a queue loses, the topic's
 * sweeper hands out again, and whatever it delivers twice, the row's claim refuses. `in-process` is the absence of a
 * queue: each topic's workers take rows from the table themselves.
 */
export abstract class JobQueue {
  abstract readonly kind: 'in-process' | 'bullmq';
  /**
   * Hands out batches of row ids. Resolves within 500 ms and never rejects: a queue that is down costs lateness,
   * not the caller. `false` says that nothing was handed out.
   */
  abstract hand(topic: string, batches: readonly JobBatch[]): Promise<boolean>;
  /** Registers the handler of a topic in this process; one per topic. */
  abstract work(topic: string, handler: (batch: JobBatch) => Promise<void>, options: { concurrency: number }): void;
  /** Batches of these topics that wait, and that are being worked on; `undefined`: nothing is queued, or the queue does not answer. */
  abstract load(topics: readonly string[]): Promise<QueueLoad | undefined>;
  /** Stops taking work, waits up to `graceMs` for running handlers, closes connections. */
  abstract close(graceMs: number): Promise<void>;
  /** For `/health/ready` and `doctor`: what is wrong, in sentences; empty when healthy. */
  abstract problems(): Promise<string[]>;
}

export interface QueueLoad {
  waiting: number;
  active: number;
}

/** Ids of rows to work on; higher `priority` first. */
export interface JobBatch {
  ids: string[];
  priority?: 'urgent' | 'normal';
}
