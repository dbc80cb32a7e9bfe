import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel';
import { Commands, Database, record, type RequestContext } from '#platform';
import { SessionService, type StartedSession } from '../sessions/session.service.js';
import { normalEmail } from '../users/user.rules.js';
import { UserStore } from '../users/user.store.js';
import { passwordMatches } from './password-hash.js';
import { PasswordThrottle } from './password-throttle.service.js';

/** Sign-in with e-mail and password. A wrong address and a wrong password cost the same work and get the same answer. */
@Injectable()
export class SignInService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly users: UserStore,
    private readonly throttle: PasswordThrottle,
    private readonly sessions: SessionService,
  ) {}

  /** `replaced` is the session that the browser came with: it ends, so that no old token lives on beside the new one. */
  async signIn(ctx: RequestContext, given: { email: string; password: string }, replaced?: string): Promise<StartedSession> {
    const email = normalEmail(given.email);
    await this.throttle.enter(email, ctx.now);
    const user = await this.users.findByEmail(this.db.reader, email);
    const stored = user?.status === 'active' ? user.password_hash : undefined;
    if (!(await passwordMatches(stored, given.password)) || !user) {
      await this.noteRefusal(ctx, user?.id);
      throw refusal();
    }
    // Never with the Idempotency-Key: its fingerprint would keep a fast hash of the password.
    const outcome = await this.commands.run({ ...ctx, idempotency: undefined }, async (tx) => {
      const current = await this.users.find(tx, user.id);
      // Hashing took a while: the account may have been disabled or its password changed.
      if (current?.status !== 'active' || current.password_hash !== stored) throw refusal();
      await this.throttle.clear(tx, email);
      return { status: 201, body: await this.sessions.start(tx, ctx, current, replaced) };
    });
    return outcome.body;
  }

  /** One transaction with a write, also without an account: a missing one would show in the time it takes. */
  private async noteRefusal(ctx: RequestContext, userId: string | undefined): Promise<void> {
    await this.db.run(async (tx) => {
      await this.throttle.sweep(tx, ctx.now);
      if (userId !== undefined) await record(tx, ctx, { kind: 'session.refused', subject: 'user', id: userId, version: 1 });
    });
  }
}

function refusal(): DomainError {
  return new DomainError('unauthenticated', 'unauthenticated', { detail: 'The e-mail address or the password is wrong.' });
}
