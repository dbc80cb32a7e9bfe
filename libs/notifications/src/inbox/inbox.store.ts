import { Injectable } from '@nestjs/common';
import { DAY_MS } from '#kernel';
import { CHORE_ROWS, type Reader, type SqlValue, type Tx } from '#platform';
import { IN_APP } from '../channels/in-app.channel.js';

/** What has been read is put away after so long; the record of messages keeps it. */
const KEPT_MS = 90 * DAY_MS;
/** Nobody counts further. */
export const MOST_UNREAD = 100;

export interface InboxRow {
  id: string;
  arrived_at: number;
  read_at: number | null;
}

export interface InboxFilter {
  unread: boolean;
  /** Arrival and id of the last row of the page before. */
  after?: readonly (string | number)[];
  limit: number;
}

/** Messages that were sent in-app, and whether they were read. The id is the message's. */
@Injectable()
export class InboxStore {
  /** Of these messages those that were sent in-app; resolves to the practitioners whose they are. */
  async arrive(tx: Tx, messageIds: readonly string[]): Promise<string[]> {
    if (messageIds.length === 0) return [];
    const rows = await tx.all<{ practitioner_id: string }>(
      `insert into inbox (id, practitioner_id, arrived_at)
       select id, recipient_id, sent_at from message where id in (??) and status = 'sent' and channel = ?
       on conflict (id) do nothing
       returning practitioner_id`,
      [[...messageIds], IN_APP],
    );
    return [...new Set(rows.map((row) => row.practitioner_id))];
  }

  /** The newest first. */
  async list(reader: Reader, practitionerId: string, { unread, after, limit }: InboxFilter): Promise<InboxRow[]> {
    const older = after ? 'and (arrived_at, id) < (?, ?)' : '';
    const params: SqlValue[] = after ? [practitionerId, after[0]!, after[1]!, limit] : [practitionerId, limit];
    return reader.all<InboxRow>(
      `select id, arrived_at, read_at from inbox where practitioner_id = ? ${unread ? 'and read_at is null' : ''} ${older}
       order by arrived_at desc, id desc limit ?`,
      params,
    );
  }

  /** Up to `MOST_UNREAD`. */
  async countUnread(reader: Reader, practitionerId: string): Promise<number> {
    const row = await reader.get<{ n: number }>(
      'select count(*) as n from (select 1 as one from inbox where practitioner_id = ? and read_at is null limit ?) as unread',
      [practitionerId, MOST_UNREAD],
    );
    return Number(row!.n);
  }

  async find(reader: Reader, practitionerId: string, id: string): Promise<InboxRow | undefined> {
    return reader.get<InboxRow>('select id, arrived_at, read_at from inbox where id = ? and practitioner_id = ?', [id, practitionerId]);
  }

  /** Resolves to whether it was unread until now. */
  async read(tx: Tx, id: string, now: number): Promise<boolean> {
    return (await tx.run('update inbox set read_at = ? where id = ? and read_at is null', [now, id])) === 1;
  }

  /** What has arrived until now; resolves to how many were unread. */
  async readAll(tx: Tx, practitionerId: string, now: number): Promise<number> {
    return tx.run('update inbox set read_at = ? where practitioner_id = ? and read_at is null and arrived_at <= ?', [
      now,
      practitionerId,
      now,
    ]);
  }

  async forgetRead(tx: Tx, now: number): Promise<number> {
    return tx.run('delete from inbox where id in (select id from inbox where read_at < ? order by read_at limit ?)', [
      now - KEPT_MS,
      CHORE_ROWS,
    ]);
  }
}

/** For the live screens of that practitioner: which messages, is nobody else's business. */
export function changed(what: 'arrived' | 'read', practitionerId: string) {
  return { kind: `notification.${what}`, subject: 'notification', id: practitionerId, version: 1 };
}
