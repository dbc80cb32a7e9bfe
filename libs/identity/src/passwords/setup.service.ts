import { Injectable } from '@nestjs/common';
import { Commands, Database, type Reader, record, type RequestContext } from '#platform';
import { asUser, SessionService, type StartedSession } from '../sessions/session.service.js';
import { linkNotValid, SingleUseTokens } from '../tokens/single-use-tokens.service.js';
import { type UserRow, UserStore } from '../users/user.store.js';
import { hashPassword } from './password-hash.js';
import { PasswordThrottle } from './password-throttle.service.js';
import { passwordProblem } from './password.rules.js';
import { SETUP_PURPOSE } from './setup.rules.js';

/** The one-time link of an invitation or the first sign-in: sets the password and signs in. */
@Injectable()
export class SetupService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly users: UserStore,
    private readonly tokens: SingleUseTokens,
    private readonly throttle: PasswordThrottle,
    private readonly sessions: SessionService,
  ) {}

  /** Whom the link is for. Looking does not use it up: mail scanners and previews open links, too. */
  async check(ctx: RequestContext, token: string): Promise<UserRow> {
    return this.userOf(this.db.reader, token, ctx.now);
  }

  async complete(ctx: RequestContext, given: { token: string; password: string }, replaced?: string): Promise<StartedSession> {
    const invited = await this.userOf(this.db.reader, given.token, ctx.now);
    const problem = passwordProblem(given.password, invited.email);
    if (problem) throw problem;
    const passwordHash = await hashPassword(given.password);
    // Never with the Idempotency-Key: its fingerprint would keep a fast hash of the password.
    const outcome = await this.commands.run({ ...ctx, idempotency: undefined }, async (tx) => {
      const user = await this.userOf(tx, given.token, ctx.now);
      await this.tokens.consume(tx, ctx, SETUP_PURPOSE, given.token);
      await this.tokens.revoke(tx, ctx, SETUP_PURPOSE, user.id);
      // An administrator changed the account in this moment: the link is still unused after the rollback.
      if (!(await this.users.update(tx, { ...user, password_hash: passwordHash }, ctx.now))) throw linkNotValid();
      const self = asUser(ctx, user);
      await record(tx, self, { kind: 'user.password-set', subject: 'user', id: user.id, version: user.version + 1 });
      await this.sessions.endAllOf(tx, self, user.id);
      await this.throttle.clear(tx, user.email);
      return { status: 201, body: await this.sessions.start(tx, ctx, user, replaced) };
    });
    return outcome.body;
  }

  private async userOf(reader: Reader, token: string, now: number): Promise<UserRow> {
    const content = await this.tokens.peek(reader, SETUP_PURPOSE, token, now);
    const user = content && (await this.users.find(reader, content.subject));
    if (user?.status !== 'active') throw linkNotValid();
    return user;
  }
}
