import { Injectable } from '@nestjs/common';
import { invalidField, newId, notFound } from '#kernel';
import { Commands, Cursors, Database, type Outcome, type Page, record, type RequestContext } from '#platform';
import { Authenticator } from '../access/authenticator.service.js';
import { checkScopes, requireGrantable } from '../access/grants.rules.js';
import { digestOf } from '../tokens/secrets.js';
import { UserStore } from '../users/user.store.js';
import { type ApiKeyView, type NewApiKeyView, toApiKeyView } from './api-key.dto.js';
import { formatApiKey, newApiKey } from './api-key.rules.js';
import { type ApiKeyRow, ApiKeyStore } from './api-key.store.js';

export interface NewKey {
  name: string;
  scopes: readonly string[];
  ownerUserId?: string;
  expiresAt?: number;
}

const LIST = 'api-keys';

@Injectable()
export class ApiKeyService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly cursors: Cursors,
    private readonly keys: ApiKeyStore,
    private readonly users: UserStore,
    private readonly authenticator: Authenticator,
  ) {}

  async list(limit: number, cursor: string | undefined): Promise<Page<ApiKeyView>> {
    const [afterId = ''] = this.cursors.read(cursor, LIST) ?? [];
    const rows = await this.keys.list(this.db.reader, String(afterId), limit + 1);
    return this.cursors.page(rows, limit, LIST, (row) => [row.id], toApiKeyView);
  }

  async create(ctx: RequestContext, wanted: NewKey): Promise<Outcome<NewApiKeyView>> {
    const scopes = checkScopes(wanted.scopes);
    requireGrantable(ctx.actor, scopes);
    if (wanted.expiresAt !== undefined && wanted.expiresAt <= ctx.now) {
      throw invalidField('/expiresAt', 'in-the-past', 'Name a time in the future, or leave it out.');
    }
    const parts = newApiKey();
    const row: ApiKeyRow = {
      id: newId('key', ctx.now),
      public_id: parts.publicId,
      name: wanted.name,
      secret_hash: digestOf(parts.secret),
      scopes: JSON.stringify(scopes),
      created_at: ctx.now,
      expires_at: wanted.expiresAt ?? null,
      last_used_at: null,
      revoked_at: null,
      owner_user_id: wanted.ownerUserId ?? (ctx.actor.type === 'user' ? ctx.actor.id : null),
    };
    const outcome = await this.commands.run<NewApiKeyView>(ctx, async (tx) => {
      if (row.owner_user_id !== null && !(await this.users.find(tx, row.owner_user_id))) {
        throw invalidField('/ownerUserId', 'unknown-user', 'There is no such user.');
      }
      await this.keys.insert(tx, row);
      await record(tx, ctx, { kind: 'api-key.created', subject: 'api-key', id: row.id, version: 1, facts: { scopes } });
      return { status: 201, body: toApiKeyView(row) };
    });
    // The key joins the answer here, after it was stored for replays: a secret is stored nowhere.
    return outcome.replayed ? outcome : { ...outcome, body: { ...outcome.body, key: formatApiKey(parts) } };
  }

  /** Needs no If-Match and may be repeated: taking a key away is right whatever version was looked at. */
  async revoke(ctx: RequestContext, id: string): Promise<Outcome<undefined>> {
    return this.commands.run(ctx, async (tx) => {
      if (!(await this.keys.find(tx, id))) throw notFound('API key');
      if (await this.keys.revoke(tx, id, ctx.now)) {
        await record(tx, ctx, { kind: 'api-key.revoked', subject: 'api-key', id, version: 2 });
        tx.afterCommit(() => this.authenticator.forget());
      }
      return { status: 204, body: undefined };
    });
  }
}
