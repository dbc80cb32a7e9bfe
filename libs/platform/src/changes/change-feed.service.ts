import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../persistence/database.js';
import type { Tx } from '../persistence/tx.js';

export interface ChangeRow {
  seq: number;
  kind: string;
  subject: string;
  id: string;
  version: number;
  at: number;
}

const BATCH = 1000;
/** Another process may have committed: how often an idle one looks. */
const POLL_MS = 500;
const COALESCE_MS = 20;
const SEALER_LOCK = 'change-sequencer';

/** Numbers committed changes and tells subscribers. Numbers follow the commit, so `since` never skips one (I7). */
@Injectable()
export class ChangeFeed {
  private readonly logger = new Logger('changes');
  private readonly subscribers = new Set<(changes: ChangeRow[]) => void>();
  private timer?: NodeJS.Timeout;
  private poll?: NodeJS.Timeout;
  private sealing?: Promise<void>;
  private last = -1;

  constructor(private readonly db: Database) {}

  /** Begins to number and publish; one numberer works at a time, whoever holds the lock. */
  async start(): Promise<void> {
    this.last = await this.latest();
    this.poll = setInterval(() => this.poke(), POLL_MS);
    this.poll.unref();
  }

  /** Call after a commit that recorded a change. */
  poke(): void {
    if (!this.poll || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.sealing ??= this.round().finally(() => (this.sealing = undefined));
    }, COALESCE_MS);
    this.timer.unref();
  }

  subscribe(listener: (changes: ChangeRow[]) => void): () => void {
    this.subscribers.add(listener);
    return () => this.subscribers.delete(listener);
  }

  /** Up to `limit` changes after number `seq`, oldest first. */
  async since(seq: number, limit: number): Promise<ChangeRow[]> {
    return this.db.reader.all<ChangeRow>(
      'select seq, kind, subject, subject_id as id, version, at from audit where seq > ? order by seq limit ?',
      [seq, limit],
    );
  }

  async latest(): Promise<number> {
    const row = await this.db.reader.get<{ seq: number | null }>('select max(seq) as seq from audit');
    return Number(row?.seq ?? 0);
  }

  /** Numbers all that is committed and unnumbered; `cli verify` and tests call it directly. */
  async seal(): Promise<void> {
    for (;;) {
      const open = await this.db.reader.get('select 1 as one from audit where seq is null limit 1');
      if (!open) return;
      if ((await this.db.run((tx) => numberOneBatch(tx))) === 0) return;
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.poll);
    clearTimeout(this.timer);
    this.poll = undefined;
    await this.sealing;
  }

  private async round(): Promise<void> {
    try {
      await this.seal();
      if (this.subscribers.size === 0) {
        this.last = await this.latest();
        return;
      }
      for (;;) {
        const rows = await this.since(this.last, BATCH);
        if (rows.length === 0) return;
        this.last = rows[rows.length - 1]!.seq;
        for (const listener of this.subscribers) listener(rows);
      }
    } catch (error) {
      this.logger.warn(`changes wait for the database: ${(error as { code?: string }).code ?? 'error'}`);
    }
  }
}

async function numberOneBatch(tx: Tx): Promise<number> {
  await tx.lock([SEALER_LOCK]);
  const rows = await tx.all<{ id: string }>('select id from audit where seq is null order by id limit ?', [BATCH]);
  if (rows.length === 0) return 0;
  const top = await tx.get<{ seq: number | null }>('select max(seq) as seq from audit');
  let seq = Number(top?.seq ?? 0);
  for (const row of rows) await tx.run('update audit set seq = ? where id = ?', [++seq, row.id]);
  return rows.length;
}
