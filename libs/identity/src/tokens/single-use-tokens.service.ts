import { Injectable } from '@nestjs/common';
import { DAY_MS, DomainError, newId } from '#kernel';
import type { Reader, RequestContext, Tx } from '#platform';
import { digestOf, isSecretShaped, newSecret } from './secrets.js';

export interface NewToken {
  /** What it opens: `password-setup`. A token never opens anything else. */
  purpose: string;
  /** The id of what it is about. */
  subject: string;
  /** Codes and ids that the opener needs. */
  facts?: Record<string, unknown>;
  ttlMs: number;
}

export interface TokenContent {
  subject: string;
  facts: Record<string, unknown>;
}

interface TokenRow {
  subject: string;
  facts: string | null;
}

const KEEP_EXPIRED_MS = 30 * DAY_MS;
const SWEEP_ROWS = 500;

/** Links that work once: only a hash is stored, and of many parallel uses one wins. Callers record what was done with them. */
@Injectable()
export class SingleUseTokens {
  /** The answer is the only place where the token is ever readable; a derived `secret` comes from `LinkSecrets`. */
  async issue(tx: Tx, ctx: RequestContext, token: NewToken, secret = newSecret()): Promise<string> {
    await tx.insert('single_use_token', {
      id: newId('tok', ctx.now),
      token_hash: digestOf(secret),
      purpose: token.purpose,
      subject: token.subject,
      facts: token.facts && JSON.stringify(token.facts),
      created_at: ctx.now,
      expires_at: ctx.now + token.ttlMs,
    });
    return secret;
  }

  /** What the token opens, without using it. */
  async peek(reader: Reader, purpose: string, token: string, now: number): Promise<TokenContent | undefined> {
    if (!isSecretShaped(token)) return undefined;
    const row = await reader.get<TokenRow>(
      'select subject, facts from single_use_token where token_hash = ? and purpose = ? and used_at is null and expires_at > ?',
      [digestOf(token), purpose, now],
    );
    return row && contentOf(row);
  }

  /** Which of these secrets were issued, however long ago. */
  async issued(reader: Reader, secrets: readonly string[]): Promise<Set<string>> {
    if (secrets.length === 0) return new Set();
    const byDigest = new Map(secrets.map((secret) => [digestOf(secret), secret]));
    const rows = await reader.all<{ token_hash: string }>('select token_hash from single_use_token where token_hash in (??)', [
      [...byDigest.keys()],
    ]);
    return new Set(rows.map((row) => byDigest.get(row.token_hash)!));
  }

  /** Which page a link opens. */
  async purposeOf(reader: Reader, token: string, now: number): Promise<string | undefined> {
    if (!isSecretShaped(token)) return undefined;
    const row = await reader.get<{ purpose: string }>(
      'select purpose from single_use_token where token_hash = ? and used_at is null and expires_at > ?',
      [digestOf(token), now],
    );
    return row?.purpose;
  }

  /** Uses the token up. @throws `not-found` / `link-not-valid`, the same for a wrong, a used and an old one. */
  async consume(tx: Tx, ctx: RequestContext, purpose: string, token: string): Promise<TokenContent> {
    const content = await this.peek(tx, purpose, token, ctx.now);
    if (!content) throw linkNotValid();
    const used = await tx.run('update single_use_token set used_at = ? where token_hash = ? and used_at is null', [
      ctx.now,
      digestOf(token),
    ]);
    if (used === 0) throw linkNotValid();
    return content;
  }

  /** Lets the unused tokens of a subject live until then. */
  async extend(tx: Tx, purpose: string, subject: string, expiresAt: number): Promise<void> {
    await tx.run('update single_use_token set expires_at = ? where subject = ? and purpose = ? and used_at is null', [
      expiresAt,
      subject,
      purpose,
    ]);
  }

  /** Makes all unused tokens of a subject worthless. */
  async revoke(tx: Tx, ctx: RequestContext, purpose: string, subject: string): Promise<void> {
    await tx.run('update single_use_token set used_at = ? where subject = ? and purpose = ? and used_at is null', [
      ctx.now,
      subject,
      purpose,
    ]);
  }

  /** Makes these worthless. */
  async revokeSecrets(tx: Tx, ctx: RequestContext, secrets: readonly string[]): Promise<void> {
    if (secrets.length === 0) return;
    await tx.run('update single_use_token set used_at = ? where token_hash in (??) and used_at is null', [ctx.now, secrets.map(digestOf)]);
  }

  /** Deletes some of those that expired long ago; bounded, because it rides on somebody's request. */
  async sweep(tx: Tx, now: number): Promise<void> {
    await tx.run(
      'delete from single_use_token where id in (select id from single_use_token where expires_at < ? order by expires_at limit ?)',
      [now - KEEP_EXPIRED_MS, SWEEP_ROWS],
    );
  }
}

export function linkNotValid(): DomainError {
  return new DomainError('not-found', 'link-not-valid', { detail: 'This link was used already or is too old. Ask for a new one.' });
}

function contentOf(row: TokenRow): TokenContent {
  return { subject: row.subject, facts: row.facts ? (JSON.parse(row.facts) as Record<string, unknown>) : {} };
}
