import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel';
import { ChangeFeed } from './changes/change-feed.service.js';
import type { RequestContext } from './context.js';
import { Database } from './persistence/database.js';
import { type Tx, UniqueError } from './persistence/tx.js';
import { Sealer } from './sealer.js';

/** What a command answers; an `Idempotency-Key` replays exactly this. */
export interface Outcome<T> {
  status: number;
  body: T;
  etag?: string;
  location?: string;
  replayed?: boolean;
}

interface StoredAnswer {
  fingerprint: string;
  status: number;
  body: string;
  etag: string | null;
  location: string | null;
}

export const IDEMPOTENCY_HOURS = 24;
const HOUR_MS = 3_600_000;

/** Runs changes: one transaction with the effect, its audit rows and the idempotency answer (I1, I6, I7). */
@Injectable()
export class Commands {
  /** Keys at work in this process; another process's wait for a lock of the database. */
  private readonly running = new Set<string>();

  constructor(
    private readonly db: Database,
    private readonly feed: ChangeFeed,
    private readonly sealer: Sealer,
  ) {}

  async run<T>(ctx: RequestContext, work: (tx: Tx) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    if (!ctx.idempotency) return this.commit(work);
    const scoped = `${ctx.actor.type}:${ctx.actor.id}:${ctx.idempotency.key}`;
    if (this.running.has(scoped)) {
      throw new DomainError('conflict', 'idempotency-in-progress', {
        detail: 'A request with this Idempotency-Key is still running.',
        retryAfterSeconds: 1,
      });
    }
    this.running.add(scoped);
    try {
      return await this.once(ctx, scoped, ctx.idempotency.fingerprint, work);
    } catch (error) {
      // Another process stored the answer between our look and our insert: answer from it.
      if (!(error instanceof UniqueError && error.constraint.includes('idempotency'))) throw error;
      return await this.once(ctx, scoped, ctx.idempotency.fingerprint, work);
    } finally {
      this.running.delete(scoped);
    }
  }

  private async once<T>(ctx: RequestContext, scoped: string, fingerprint: string, work: (tx: Tx) => Promise<Outcome<T>>) {
    return this.commit<T>(async (tx) => {
      // Another process with the same request waits here and answers from what this one stores.
      await tx.lock([`idempotency:${scoped}`]);
      const oldest = ctx.now - IDEMPOTENCY_HOURS * HOUR_MS;
      const stored = await tx.get<StoredAnswer>(
        'select fingerprint, status, body, etag, location from idempotency where id = ? and created_at > ?',
        [scoped, oldest],
      );
      if (stored) return this.replay<T>(stored, fingerprint, scoped);
      const outcome = await work(tx);
      await tx.run('delete from idempotency where id = ? and created_at <= ?', [scoped, oldest]);
      await tx.insert('idempotency', {
        id: scoped,
        fingerprint,
        status: outcome.status,
        // An answer holds what its resource holds, health information included.
        body: this.sealer.seal(outcome.body ?? null, placeOf(scoped)),
        etag: outcome.etag,
        location: outcome.location,
        created_at: ctx.now,
      });
      return outcome;
    });
  }

  private commit<T>(work: (tx: Tx) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    return this.db.run(async (tx) => {
      tx.afterCommit(() => this.feed.poke());
      return work(tx);
    });
  }

  private replay<T>(stored: StoredAnswer, fingerprint: string, scoped: string): Outcome<T> {
    if (stored.fingerprint !== fingerprint) {
      throw new DomainError('refused', 'idempotency-key-reused', { detail: 'This Idempotency-Key was used with another request.' });
    }
    const { status, body, etag, location } = stored;
    return {
      status,
      body: this.sealer.isSealed(body) ? this.sealer.open<T>(body, placeOf(scoped)) : (JSON.parse(body) as T),
      etag: etag ?? undefined,
      location: location ?? undefined,
      replayed: true,
    };
  }
}

function placeOf(scoped: string): string {
  return `idempotency.body:${scoped}`;
}
