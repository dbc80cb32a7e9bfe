import { Injectable } from '@nestjs/common';
import { invariant, newId } from '#kernel';
import { Commands, Database, record, type RequestContext, type Tx } from '#platform';
import { Authenticator } from '../access/authenticator.service.js';
import { scopesOf } from '../access/roles.js';
import { digestOf, newSecret } from '../tokens/secrets.js';
import { SingleUseTokens } from '../tokens/single-use-tokens.service.js';
import { type UserRow, UserStore } from '../users/user.store.js';
import { type SessionView, toSessionView } from './session.dto.js';
import { ABSOLUTE_MS, IDLE_MINUTES } from './session.rules.js';
import { SessionStore } from './session.store.js';

export interface StartedSession {
  /** For the cookie; only its hash is stored. */
  token: string;
  view: SessionView;
}

@Injectable()
export class SessionService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly sessions: SessionStore,
    private readonly users: UserStore,
    private readonly tokens: SingleUseTokens,
    private readonly authenticator: Authenticator,
  ) {}

  /** Always a new token (ASVS 7.2.4); the session that the browser came with ends. */
  async start(tx: Tx, ctx: RequestContext, user: UserRow, replacedToken?: string): Promise<StartedSession> {
    const self = asUser(ctx, user);
    if (replacedToken !== undefined) {
      const replaced = await this.sessions.findUsable(tx, digestOf(replacedToken));
      if (replaced) await this.endOne(tx, self, replaced.id);
    }
    const token = newSecret();
    const session = {
      id: newId('ses', ctx.now),
      tokenHash: digestOf(token),
      userId: user.id,
      now: ctx.now,
      expiresAt: ctx.now + ABSOLUTE_MS,
      idleMinutes: IDLE_MINUTES,
    };
    await this.sessions.insert(tx, session);
    await record(tx, self, { kind: 'session.started', subject: 'session', id: session.id, version: 1 });
    // A sign-in is rare enough to tidy up on.
    await this.sessions.sweep(tx, ctx.now);
    await this.tokens.sweep(tx, ctx.now);
    return { token, view: toSessionView(user, session) };
  }

  /** Signs out, on the server: the cookie is worthless afterwards, whoever has a copy. */
  async end(ctx: RequestContext, sessionId: string): Promise<void> {
    await this.commands.run(ctx, async (tx) => {
      await this.endOne(tx, ctx, sessionId);
      return { status: 204, body: undefined };
    });
  }

  /** For a new password or a disabled account. */
  async endAllOf(tx: Tx, ctx: RequestContext, userId: string): Promise<void> {
    for (const { id } of await this.sessions.openOf(tx, userId)) await this.endOne(tx, ctx, id);
  }

  /** What the caller of `GET /session` is. */
  async describe(ctx: RequestContext, sessionId: string | undefined): Promise<SessionView> {
    const { actor } = ctx;
    if (sessionId === undefined) return { apiKey: { id: actor.id, name: actor.displayName, scopes: [...actor.scopes] } };
    const [user, times] = await Promise.all([
      this.users.find(this.db.reader, actor.id),
      this.sessions.findTimes(this.db.reader, sessionId),
    ]);
    invariant(user && times, 'the guard let in a session without a row');
    return toSessionView(user, { expiresAt: times.expires_at, idleMinutes: times.idle_minutes });
  }

  private async endOne(tx: Tx, ctx: RequestContext, id: string): Promise<void> {
    if (!(await this.sessions.end(tx, id, ctx.now))) return;
    await record(tx, ctx, { kind: 'session.ended', subject: 'session', id, version: 2 });
    tx.afterCommit(() => this.authenticator.forget());
  }
}

/** The request of somebody who has just proved who they are. */
export function asUser(ctx: RequestContext, user: UserRow): RequestContext {
  return { ...ctx, actor: { type: 'user', id: user.id, displayName: user.display_name, scopes: scopesOf(user.role) } };
}
