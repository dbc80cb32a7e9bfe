import { Inject, Injectable } from '@nestjs/common';
import { DAY_MS, DomainError, formatInstant, MINUTE_MS, newId } from '#kernel';
import { Commands, CONFIG, type Config, Cursors, Database, type Outcome, type Page, record, type RequestContext, type Tx } from '#platform';
import { requireGrantable } from '../access/grants.rules.js';
import { ROLES, type Role, scopesOf } from '../access/roles.js';
import { SETUP_PURPOSE } from '../passwords/setup.rules.js';
import { SingleUseTokens } from '../tokens/single-use-tokens.service.js';
import { type InvitationView, toUserView, type UserView } from './user.dto.js';
import { readEmail, readRole } from './user.rules.js';
import { type UserRow, UserStore } from './user.store.js';

export interface Invitation {
  email: string;
  displayName: string;
  role: string;
  practitionerId?: string;
}

const INVITATION_MS = 7 * DAY_MS;
const FIRST_SIGN_IN_MS = 30 * MINUTE_MS;
const LIST = 'users';

@Injectable()
export class UserService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly cursors: Cursors,
    private readonly users: UserStore,
    private readonly tokens: SingleUseTokens,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async list(limit: number, cursor: string | undefined): Promise<Page<UserView>> {
    const [afterId = ''] = this.cursors.read(cursor, LIST) ?? [];
    const rows = await this.users.list(this.db.reader, String(afterId), limit + 1);
    return this.cursors.page(rows, limit, LIST, (row) => [row.id], toUserView);
  }

  /** Makes the account and the link that opens it; for somebody who never used theirs, a new link instead of the old one. */
  async invite(ctx: RequestContext, invitation: Invitation): Promise<Outcome<InvitationView>> {
    const email = readEmail(invitation.email);
    const role = readRole(invitation.role);
    requireGrantable(ctx.actor, ROLES[role]);
    const expiresAt = ctx.now + INVITATION_MS;
    let link: string | undefined;
    const outcome = await this.commands.run<InvitationView>(ctx, async (tx) => {
      const user = await this.invitee(tx, ctx, { ...invitation, email, role });
      await this.tokens.revoke(tx, ctx, SETUP_PURPOSE, user.id);
      link = await this.issueLink(tx, ctx, user.id, INVITATION_MS);
      await record(tx, ctx, { kind: 'user.invited', subject: 'user', id: user.id, version: user.version, facts: { role } });
      return { status: 201, body: { user: toUserView(user), expiresAt: formatInstant(expiresAt, 'UTC') } };
    });
    // The link joins the answer here, after it was stored for replays: a secret is stored nowhere.
    return outcome.replayed ? outcome : { ...outcome, body: { ...outcome.body, link } };
  }

  /** The link that the first start prints; `undefined` once anybody can sign in. Earlier links of this kind stay valid. */
  async firstSignInLink(ctx: RequestContext, givenEmail?: string): Promise<string | undefined> {
    const email = givenEmail === undefined ? undefined : readEmail(givenEmail);
    let link: string | undefined;
    await this.commands.run(ctx, async (tx) => {
      // Several processes may start at once: one of them makes the account.
      await tx.lock(['first-sign-in']);
      link = undefined;
      if (!(await this.users.anyoneHasPassword(tx))) link = await this.openFirst(tx, ctx, email);
      return { status: 204, body: undefined };
    });
    return link;
  }

  private async openFirst(tx: Tx, ctx: RequestContext, email: string | undefined): Promise<string> {
    let user = await this.users.oldestInvitedAdmin(tx);
    if (!user) {
      user = newUser(ctx, { email: email ?? 'admin@localhost', displayName: 'Admin', role: 'admin' });
      await this.users.insert(tx, user);
    } else if (email !== undefined && email !== user.email) {
      user = await this.save(tx, ctx, { ...user, email });
    }
    await record(tx, ctx, { kind: 'user.first-sign-in-offered', subject: 'user', id: user.id, version: user.version });
    return this.issueLink(tx, ctx, user.id, FIRST_SIGN_IN_MS);
  }

  private async invitee(tx: Tx, ctx: RequestContext, wanted: Invitation & { role: Role }): Promise<UserRow> {
    await tx.lock([`user-email:${wanted.email}`]);
    const known = await this.users.findByEmail(tx, wanted.email);
    if (!known) {
      const user = newUser(ctx, wanted);
      await this.users.insert(tx, user);
      return user;
    }
    if (known.password_hash !== null || known.status !== 'active') {
      throw new DomainError('conflict', 'email-taken', { detail: 'There is an account with this e-mail address already.' });
    }
    requireGrantable(ctx.actor, scopesOf(known.role));
    return this.save(tx, ctx, {
      ...known,
      display_name: wanted.displayName,
      role: wanted.role,
      practitioner_id: wanted.practitionerId ?? null,
    });
  }

  private async save(tx: Tx, ctx: RequestContext, user: UserRow): Promise<UserRow> {
    if (!(await this.users.update(tx, user, ctx.now))) {
      throw new DomainError('stale', 'version-mismatch', { detail: 'It was changed by someone else in the meantime. Try again.' });
    }
    return { ...user, version: user.version + 1, updated_at: ctx.now };
  }

  /** In the fragment: browsers do not send it, so it is in no log and no referrer. */
  private async issueLink(tx: Tx, ctx: RequestContext, userId: string, ttlMs: number): Promise<string> {
    const token = await this.tokens.issue(tx, ctx, { purpose: SETUP_PURPOSE, subject: userId, ttlMs });
    return `${this.config.publicUrl}/setup#token=${token}`;
  }
}

function newUser(ctx: RequestContext, wanted: Invitation): UserRow {
  return {
    id: newId('usr', ctx.now),
    email: wanted.email,
    display_name: wanted.displayName,
    role: wanted.role,
    practitioner_id: wanted.practitionerId ?? null,
    password_hash: null,
    status: 'active',
    version: 1,
    created_at: ctx.now,
    updated_at: ctx.now,
  };
}
