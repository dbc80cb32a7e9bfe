import { Injectable, Logger } from '@nestjs/common';
import { Clock } from './clock.js';
import { IDEMPOTENCY_HOURS } from './commands.service.js';
import { errorCode } from './error-code.js';
import { Database } from './persistence/database.js';
import type { Tx } from './persistence/tx.js';

const EVERY_MS = 10 * 60_000;
const SOON_MS = 10_000;
/** Rows of one transaction: a desk that books meanwhile waits for no more than these. */
export const CHORE_ROWS = 500;
const HOUR_MS = 3_600_000;

/** Removes up to `CHORE_ROWS` rows that nobody will ask for again; resolves to how many it removed. */
export type Chore = (tx: Tx, now: number) => Promise<number>;

/** Work that is due by itself; resolves to whether more is left than one transaction took. */
export type SoonChore = (tx: Tx, now: number) => Promise<boolean>;

/** Does what time alone asks for, a little at a time, in the processes that work on messages. */
@Injectable()
export class Housekeeping {
  private readonly logger = new Logger('housekeeping');
  private readonly chores = new Map<string, Chore>([['answers for idempotency keys', forgetAnswers]]);
  private readonly soon = new Map<string, SoonChore>();
  private timers: NodeJS.Timeout[] = [];
  private round_?: Promise<void>;
  private soonRound_?: Promise<void>;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  add(name: string, chore: Chore): void {
    this.chores.set(name, chore);
  }

  /** Done within seconds, not minutes. */
  addSoon(name: string, chore: SoonChore): void {
    this.soon.set(name, chore);
  }

  start(): void {
    const rare = setInterval(() => {
      this.round_ ??= this.round().finally(() => (this.round_ = undefined));
    }, EVERY_MS);
    const often = setInterval(() => {
      this.soonRound_ ??= this.soonRound().finally(() => (this.soonRound_ = undefined));
    }, SOON_MS);
    this.timers = [rare.unref(), often.unref()];
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.round_;
    await this.soonRound_;
  }

  /** Every chore until nothing is left to do. */
  async round(): Promise<void> {
    for (const [name, chore] of this.chores) await this.finish(name, async (tx, now) => (await chore(tx, now)) === CHORE_ROWS);
  }

  /** What is due within seconds. */
  async soonRound(): Promise<void> {
    for (const [name, chore] of this.soon) await this.finish(name, chore);
  }

  private async finish(name: string, chore: SoonChore): Promise<void> {
    try {
      while (await this.db.run((tx) => chore(tx, this.clock.now())));
    } catch (error) {
      this.logger.warn(`${name}: ${errorCode(error)}`);
    }
  }
}

function forgetAnswers(tx: Tx, now: number): Promise<number> {
  return tx.run('delete from idempotency where id in (select id from idempotency where created_at < ? order by created_at limit ?)', [
    now - IDEMPOTENCY_HOURS * HOUR_MS,
    CHORE_ROWS,
  ]);
}
