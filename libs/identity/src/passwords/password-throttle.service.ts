import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '#kernel';
import { CONFIG, type Config, Database, type Tx } from '#platform';
import { afterFailure, waitBefore } from './throttle.rules.js';
import { ThrottleStore } from './throttle.store.js';

/**
 * Slows guessing at one account, wherever it comes from (ASVS 6.3.1). It counts addresses, not accounts: one that has
 * no account is slowed the same, so the delay tells nothing. Only the password path is slowed; other factors will not be.
 */
@Injectable()
export class PasswordThrottle {
  constructor(
    private readonly db: Database,
    private readonly store: ThrottleStore,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Counts the attempt as a failure before the password is looked at, so that parallel guesses cannot all pass while
   * none has failed yet; success clears it. @throws `throttled` / `too-many-attempts`
   */
  async enter(email: string, now: number): Promise<void> {
    const id = this.idOf(email);
    await this.db.run(async (tx) => {
      const state = await this.store.lock(tx, id);
      const waitMs = waitBefore(state, now);
      if (waitMs > 0) {
        const retryAfterSeconds = Math.ceil(waitMs / 1000);
        throw new DomainError('throttled', 'too-many-attempts', {
          detail: `Too many attempts for this account. Try again in ${retryAfterSeconds} s.`,
          retryAfterSeconds,
        });
      }
      await this.store.save(tx, id, afterFailure(state, now));
    });
  }

  async clear(tx: Tx, email: string): Promise<void> {
    await this.store.clear(tx, this.idOf(email));
  }

  async sweep(tx: Tx, now: number): Promise<void> {
    await this.store.sweep(tx, now);
  }

  /** Keyed: the table must not become a list of addresses that people typed. */
  private idOf(email: string): string {
    return createHmac('sha256', this.config.secretKey).update(`password-throttle:${email}`).digest('hex');
  }
}
