import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '#platform';
import type { Place } from './imap-mailbox.js';

export interface MailboxState {
  /** `BouncesMailbox.name`. */
  mailbox: string;
  place?: Place;
  /** When somebody began to look; 0: nobody has so far. */
  lookedAt: number;
  /** When everything that was there had been read; absent: never so far. */
  readAt?: number;
  /** Why the last look came to nothing: `MailboxError.problem`. */
  problem?: string;
}

interface MailboxRow {
  mailbox: string;
  validity: string | null;
  uid: number | null;
  looked_at: number;
  read_at: number | null;
  problem: string | null;
}

/** How far the mailboxes of mails that came back were read. */
@Injectable()
export class BounceMailboxStore {
  /** Of all processes one looks at a time; `undefined`: one has begun less than `everyMs` ago. */
  async claim(tx: Tx, mailbox: string, now: number, everyMs: number): Promise<MailboxState | undefined> {
    await tx.run('insert into bounce_mailbox (mailbox, looked_at) values (?, 0) on conflict (mailbox) do nothing', [mailbox]);
    // A look further in the future than clocks differ is of one that was wrong.
    const claimed = await tx.run('update bounce_mailbox set looked_at = ? where mailbox = ? and (looked_at <= ? or looked_at > ?)', [
      now,
      mailbox,
      now - everyMs,
      now + everyMs,
    ]);
    return claimed === 0 ? undefined : this.of(tx, mailbox);
  }

  /** Never back in the same folder: one that was slower has read less. */
  async go(tx: Tx, mailbox: string, { validity, uid }: Place): Promise<void> {
    await tx.run(
      'update bounce_mailbox set validity = ?, uid = ? where mailbox = ? and (validity is null or validity <> ? or uid is null or uid < ?)',
      [validity, uid, mailbox, validity, uid],
    );
  }

  async end(tx: Tx, mailbox: string, { readAt, problem }: Pick<MailboxState, 'readAt' | 'problem'>): Promise<void> {
    await tx.run('update bounce_mailbox set read_at = coalesce(?, read_at), problem = ? where mailbox = ?', [readAt, problem, mailbox]);
  }

  async of(reader: Reader, mailbox: string): Promise<MailboxState | undefined> {
    const row = await reader.get<MailboxRow>('select * from bounce_mailbox where mailbox = ?', [mailbox]);
    if (!row) return undefined;
    const { validity, uid, looked_at, read_at, problem } = row;
    return {
      mailbox,
      place: validity === null || uid === null ? undefined : { validity, uid: Number(uid) },
      lookedAt: Number(looked_at),
      readAt: read_at === null ? undefined : Number(read_at),
      problem: problem ?? undefined,
    };
  }
}
