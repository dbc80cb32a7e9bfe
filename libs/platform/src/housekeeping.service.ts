import { Injectable, Logger } from '@nestjs/common';
import { Clock } from './clock.js';
import { IDEMPOTENCY_HOURS } from './commands.service.js';
import { errorCode } from './error-code.js';
import { Database } from './persistence/database.js';
import type { Tx } from './persistence/tx.js';

const EVERY_MS = 10 * 60_000;
const SOON_MS = 10_000;
/** One that has much to do goes on in the next round: the others come first, and a stop need not wait for its end. */
const MOST_MS = 3000;
/** Rows of one transaction: a desk that books meanwhile waits for no more than these. */
export const CHORE_ROWS = 500;
const HOUR_MS = 3_600_000;

/** Removes up to `CHORE_ROWS` rows that nobody will ask for again; resolves to how many it removed. */
export type Chore = (tx: Tx, now: number) => Promise<number>;

/** Work that is due by itself; resolves to whether more is left than one transaction took. */
export type SoonChore = (tx: Tx, now: number) => Promise<boolean>;

/** Work whose time passes outside, at another server. Ends soon when it is told to. */
export type Errand = (signal: AbortSignal) => Promise<void>;

/** Does what time alone asks for, a little at a time, in the processes that work on messages. */
@Injectable()
export class Housekeeping {
  private readonly logger = new Logger('housekeeping');
  private readonly chores = new Map<string, Chore>([['answers for idempotency keys', forgetAnswers]]);
  private readonly soon = new Map<string, SoonChore>();
  private readonly errands = new Map<string, Errand>();
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
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

  /** Beside everything else, so that a server that does not answer keeps nobody waiting. */
  addErrand(name: string, errand: Errand): void {
    this.errands.set(name, errand);
  }

  start(): void {
    const rare = setInterval(() => {
      this.round_ ??= this.round().finally(() => (this.round_ = undefined));
    }, EVERY_MS);
    const often = setInterval(() => {
      this.soonRound_ ??= this.soonRound().finally(() => (this.soonRound_ = undefined));
      for (const [name, errand] of this.errands) this.goOn(name, errand);
    }, SOON_MS);
    this.timers = [rare.unref(), often.unref()];
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.stopping.abort();
    await Promise.all([this.round_, this.soonRound_, ...this.underWay.values()]);
  }

  /** Every chore until nothing is left to do, or as long as one may take. */
  async round(): Promise<void> {
    for (const [name, chore] of this.chores) await this.finish(name, async (tx, now) => (await chore(tx, now)) === CHORE_ROWS);
  }

  /** What is due within seconds. */
  async soonRound(): Promise<void> {
    for (const [name, chore] of this.soon) await this.finish(name, chore);
  }

  /** One of each at a time. */
  private goOn(name: string, errand: Errand): void {
    if (this.underWay.has(name)) return;
    const running = errand(this.stopping.signal)
      .catch((error: unknown) => this.logger.warn(`${name}: ${errorCode(error)}`))
      .finally(() => this.underWay.delete(name));
    this.underWay.set(name, running);
  }

  private async finish(name: string, chore: SoonChore): Promise<void> {
    try {
      const until = performance.now() + MOST_MS;
      while ((await this.db.run((tx) => chore(tx, this.clock.now()))) && performance.now() < until);
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
