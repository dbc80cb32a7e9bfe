import { Injectable } from '@nestjs/common';
import { DAY_MS } from '#kernel';
import type { Reader, Tx } from '#platform';

/** A session that was not ended, with its active user; its times are the caller's to judge. */
export interface SessionRow {
  id: string;
  user_id: string;
  expires_at: number;
  idle_minutes: number;
  last_seen_at: number;
  display_name: string;
  role: string;
  practitioner_id: string | null;
}

export interface NewSession {
  id: string;
  tokenHash: string;
  userId: string;
  now: number;
  expiresAt: number;
  idleMinutes: number;
}

const KEEP_EXPIRED_MS = 30 * DAY_MS;
const SWEEP_ROWS = 500;

@Injectable()
export class SessionStore {
  async findUsable(reader: Reader, tokenHash: string): Promise<SessionRow | undefined> {
    return reader.get<SessionRow>(
      `select s.id, s.user_id, s.expires_at, s.idle_minutes, s.last_seen_at, u.display_name, u.role, u.practitioner_id
       from session s join app_user u on u.id = s.user_id
       where s.token_hash = ? and s.ended_at is null and u.status = 'active'`,
      [tokenHash],
    );
  }

  async findTimes(reader: Reader, id: string): Promise<{ expires_at: number; idle_minutes: number } | undefined> {
    return reader.get('select expires_at, idle_minutes from session where id = ?', [id]);
  }

  async insert(tx: Tx, session: NewSession): Promise<void> {
    await tx.insert('session', {
      id: session.id,
      token_hash: session.tokenHash,
      user_id: session.userId,
      created_at: session.now,
      last_seen_at: session.now,
      expires_at: session.expiresAt,
      idle_minutes: session.idleMinutes,
    });
  }

  /** Whether it was still open. */
  async end(tx: Tx, id: string, now: number): Promise<boolean> {
    return (await tx.run('update session set ended_at = ? where id = ? and ended_at is null', [now, id])) === 1;
  }

  /** The open sessions of a user. */
  async openOf(tx: Tx, userId: string): Promise<{ id: string }[]> {
    return tx.all('select id from session where user_id = ? and ended_at is null order by id limit 1000', [userId]);
  }

  async touch(tx: Tx, id: string, now: number): Promise<void> {
    await tx.run('update session set last_seen_at = ? where id = ? and last_seen_at < ?', [now, id, now]);
  }

  /** Deletes some of those that expired long ago; bounded, because it rides on somebody's sign-in. */
  async sweep(tx: Tx, now: number): Promise<void> {
    await tx.run('delete from session where id in (select id from session where expires_at < ? order by expires_at limit ?)', [
      now - KEEP_EXPIRED_MS,
      SWEEP_ROWS,
    ]);
  }
}
