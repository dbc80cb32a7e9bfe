import type { Channel } from '../channels/channel.js';

const SMALLEST_BATCH = 10;
const FIRST_BATCH = 50;
const LARGEST_BATCH = 1000;
const QUICK_MS = 500;
const SLOW_MS = 5000;

/** One channel's work in this process. */
export class Lane {
  /** Rows handed to the queue and not yet worked on, as far as this process knows. */
  out = 0;
  /** Rows that a worker takes at once: many while they leave quickly, few while they are slow, so that few wait in its hands. */
  batch = FIRST_BATCH;
  /** Rows that this process has taken and not yet recorded, without a queue. */
  inHand = 0;
  /** It is taking rows right now. */
  filling = false;
  readonly working = new Set<Promise<unknown>>();

  constructor(readonly channel: Channel) {}

  /** One batch may wait while another is sent. */
  get hasRoom(): boolean {
    return this.inHand <= this.batch;
  }

  track<T>(work: Promise<T>): Promise<T> {
    const tracked = work.finally(() => this.working.delete(tracked));
    this.working.add(tracked);
    return tracked;
  }

  /** How long a batch took says how large the next one may be. */
  took(ms: number): void {
    if (ms > SLOW_MS) this.batch = Math.max(SMALLEST_BATCH, this.batch >> 1);
    else if (ms < QUICK_MS) this.batch = Math.min(LARGEST_BATCH, this.batch * 2);
  }
}
