import { Injectable, Logger } from '@nestjs/common';
import { Clock } from './clock.js';
import { IDEMPOTENCY_HOURS } from './commands.service.js';
import { Database } from './persistence/database.js';
import type { Tx } from './persistence/tx.js';
import { errorCode } from './queue/in-process.queue.js';

const EVERY_MS = 10 * 60_000;
/** Rows of one transaction: a desk that books meanwhile waits for no more than these. */
export const CHORE_ROWS = 500;
const HOUR_MS = 3_600_000;

/** Removes up to `CHORE_ROWS` rows that nobody will ask for again; resolves to how many it removed. */
export type Chore = (tx: Tx, now: number) => Promise<number>;

/** Throws away what has served its time, a little at a time, in the processes that work on messages. */
@Injectable()
export class Housekeeping {
  private readonly logger = new Logger('housekeeping');
  private readonly chores = new Map<string, Chore>([['answers for idempotency keys', forgetAnswers]]);
  private timer?: NodeJS.Timeout;
  private round_?: Promise<void>;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  add(name: string, chore: Chore): void {
    this.chores.set(name, chore);
  }

  start(): void {
    this.timer = setInterval(() => {
      this.round_ ??= this.round().finally(() => (this.round_ = undefined));
    }, EVERY_MS);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.round_;
  }

  /** Every chore until nothing is left to do. */
  async round(): Promise<void> {
    for (const [name, chore] of this.chores) {
      try {
        while ((await this.db.run((tx) => chore(tx, this.clock.now()))) === CHORE_ROWS);
      } catch (error) {
        this.logger.warn(`${name}: ${errorCode(error)}`);
      }
    }
  }
}

function forgetAnswers(tx: Tx, now: number): Promise<number> {
  return tx.run('delete from idempotency where id in (select id from idempotency where created_at < ? order by created_at limit ?)', [
    now - IDEMPOTENCY_HOURS * HOUR_MS,
    CHORE_ROWS,
  ]);
}
