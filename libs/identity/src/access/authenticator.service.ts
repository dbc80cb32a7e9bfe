import { Injectable } from '@nestjs/common';
import { DomainError, MINUTE_MS } from '#kernel';
import { type Actor, Database } from '#platform';
import { ApiKeyStore } from '../keys/api-key.store.js';
import type { ApiKeyParts } from '../keys/api-key.rules.js';
import { SessionStore } from '../sessions/session.store.js';
import { sessionIsOver } from '../sessions/session.rules.js';
import { digestOf, sameDigest } from '../tokens/secrets.js';
import type { Presented } from './credentials.rules.js';
import { Recent } from './recent.js';
import { scopesOf } from './roles.js';

/** A credential that holds: who acts, and which session, if it is one. */
export interface Credential {
  actor: Actor;
  sessionId?: string;
}

/** With when its use was last noted, epoch ms. */
type Checked = Credential & { lastUsedAt: number };

interface KnownKey {
  actor: Actor;
  secretHash: string;
  expiresAt: number | null;
  lastUsedAt: number;
}

interface KnownSession {
  actor: Actor;
  sessionId: string;
  expiresAt: number;
  idleMinutes: number;
  lastSeenAt: number;
}

/** In this process a revocation holds at once, in others after this long. */
const CACHE_MS = 2_000;
const MAX_TOUCHES = 20_000;

/** Finds out who a credential belongs to: one indexed read, or none within two seconds of the last one. */
@Injectable()
export class Authenticator {
  private readonly keys = new Recent<KnownKey>(CACHE_MS);
  private readonly sessions = new Recent<KnownSession>(CACHE_MS);
  /** When this process last wrote "used now" for a credential. */
  private readonly touches = new Map<string, number>();

  constructor(
    private readonly db: Database,
    private readonly keyStore: ApiKeyStore,
    private readonly sessionStore: SessionStore,
  ) {}

  /** Notes the use, which keeps a session from going idle. @throws `unauthenticated`, with the same words whatever is wrong with it. */
  async identify(presented: Presented, now: number): Promise<Credential> {
    const { lastUsedAt, ...credential } = await this.check(presented, now);
    const { actor, sessionId } = credential;
    if (sessionId === undefined) this.touch('key', actor.id, lastUsedAt, now);
    else this.touch('session', sessionId, lastUsedAt, now);
    return credential;
  }

  /** Who acts by it, without counting as a use; `undefined` when it no longer holds. */
  async actorBehind(presented: Presented, now: number): Promise<Actor | undefined> {
    try {
      return (await this.check(presented, now)).actor;
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'unauthenticated') return undefined;
      throw error;
    }
  }

  /** Call after the commit of whatever makes a credential worthless. */
  forget(): void {
    this.keys.clear();
    this.sessions.clear();
  }

  private async check(presented: Presented, now: number): Promise<Checked> {
    if (presented.kind === 'api-key') return this.checkKey(presented.key, now);
    if (presented.kind === 'session') return this.checkSession(digestOf(presented.token), now);
    throw unauthenticated();
  }

  private async checkKey(parts: ApiKeyParts, now: number): Promise<Checked> {
    let key = this.keys.get(parts.publicId, now);
    if (!key) {
      const row = await this.keyStore.findUsable(this.db.reader, parts.publicId);
      if (!row) throw unauthenticated();
      key = {
        actor: { type: 'api-key', id: row.id, displayName: row.name, scopes: JSON.parse(row.scopes) as string[] },
        secretHash: row.secret_hash,
        expiresAt: row.expires_at,
        lastUsedAt: row.last_used_at ?? 0,
      };
      this.keys.put(parts.publicId, key, now);
    }
    if (!sameDigest(key.secretHash, digestOf(parts.secret))) throw unauthenticated();
    if (key.expiresAt !== null && key.expiresAt <= now) throw unauthenticated();
    return { actor: key.actor, lastUsedAt: key.lastUsedAt };
  }

  private async checkSession(tokenHash: string, now: number): Promise<Checked> {
    let session = this.sessions.get(tokenHash, now);
    if (!session) {
      const row = await this.sessionStore.findUsable(this.db.reader, tokenHash);
      if (!row) throw unauthenticated();
      session = {
        actor: {
          type: 'user',
          id: row.user_id,
          displayName: row.display_name,
          scopes: scopesOf(row.role),
          practitionerId: row.practitioner_id ?? undefined,
        },
        sessionId: row.id,
        expiresAt: row.expires_at,
        idleMinutes: row.idle_minutes,
        lastSeenAt: row.last_seen_at,
      };
      this.sessions.put(tokenHash, session, now);
    }
    const lastSeenAt = Math.max(session.lastSeenAt, this.touches.get(session.sessionId) ?? 0);
    if (sessionIsOver({ ...session, lastSeenAt }, now)) throw unauthenticated();
    return { actor: session.actor, sessionId: session.sessionId, lastUsedAt: lastSeenAt };
  }

  /** Notes the use, once a minute and beside the request: losing one costs a minute of accuracy, waiting would cost every read. */
  private touch(kind: 'key' | 'session', id: string, last: number, now: number): void {
    if (now - Math.max(last, this.touches.get(id) ?? 0) < MINUTE_MS) return;
    if (this.touches.size >= MAX_TOUCHES) this.touches.clear();
    this.touches.set(id, now);
    const store = kind === 'key' ? this.keyStore : this.sessionStore;
    this.db.run((tx) => store.touch(tx, id, now)).catch(() => undefined);
  }
}

export function unauthenticated(): DomainError {
  return new DomainError('unauthenticated', 'unauthenticated', { detail: 'The credential is missing, wrong or no longer valid.' });
}
