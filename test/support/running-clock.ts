import { FakeClock } from '#platform';

/** Begins at a chosen moment and runs from there. */
export class RunningClock extends FakeClock {
  private readonly startedAt = performance.now();

  override now(): number {
    return Math.floor(this.at + performance.now() - this.startedAt);
  }
}
