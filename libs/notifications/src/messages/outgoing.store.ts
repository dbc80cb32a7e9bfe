import { Injectable } from '@nestjs/common';
import type { News } from '../planning/calendar-update.rules.js';
import type { Left } from '../planning/following.rules.js';
import type { ConsentChannel } from '../consent/consent.types.js';
import type { Reader, SqlValue, Tx } from '#platform';
import { DUE_COLUMNS, type DueRow, MOST_HANDED_OUT, NORMAL, toDueMessage, URGENT } from './message.row.js';
import type { DueMessage, MessageStatus } from './message.types.js';

/** What a worker learnt about a message that it had claimed. */
export interface SendResult {
  id: string;
  /** As in `DueMessage`. */
  row?: number;
  /** The fence: the number of attempts at the claim. */
  attempts: number;
  status: MessageStatus;
  reason?: string;
  /** When it is due again; absent: unchanged. */
  dueAt?: number;
  /** Nothing was tried: the attempt is given back. */
  untried?: boolean;
  sentAt?: number;
  channel?: string;
  subject?: string;
  body?: string;
  advice?: readonly string[];
  /** Of what was sent: the version of the visit that it was written from; absent: as it was. */
  visitVersion?: number;
  /** What the provider calls it, and the number that it went to: of texts. */
  providerId?: string;
  sentTo?: string;
  /** Skipped for its visit's sake: another visit may have it now. */
  left?: Left;
  /** News of a visit that were not told by mail: a calendar that knows of it from an earlier one has to follow. */
  calendar?: News;
  /** The address has told its provider to stop. */
  refusedBy?: { channel: ConsentChannel; address: string };
}

/** With parameters channel, priority. */
const FIRST_DUE =
  "select due_at from message where status in ('planned', 'held') and channel = ? and priority = ? order by due_at, id limit 1";

/**
 * A condition, with parameters channel, priority, now, limit. On Postgres a visit that is being changed keeps its rows locked:
 * the others need not wait. SQLite finds a row by its number without a look into the index of ids.
 */
function isDue({ dialect }: Tx): string {
  const key = dialect === 'sqlite' ? 'rowid' : 'id';
  return `${key} in (
    select ${key} from message where status in ('planned', 'held') and channel = ? and priority = ? and due_at <= ?
    order by due_at, id limit ?${dialect === 'postgres' ? ' for update skip locked' : ''})`;
}

function byDue(a: Pick<DueMessage, 'dueAt' | 'id'>, b: Pick<DueMessage, 'dueAt' | 'id'>): number {
  return a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1);
}

const BY_URGENCY: readonly number[] = [URGENT, NORMAL];

/** How many rows are taken at most, of each urgency and in all. */
export interface TakeLimits {
  urgent: number;
  normal: number;
  all: number;
  /** What waits longest comes first, however urgent. */
  oldestFirst?: boolean;
}

/** Where a walk through a lane's waiting messages has come to. */
export interface Place {
  isUrgent: boolean;
  dueAt: number;
  id: string;
}

export interface HandedOut {
  id: string;
  isUrgent: boolean;
}

/** Longer than any healthy queue takes; a clock that jumped back shows as a time this far ahead. */
const HANDED_MS = 60_000;

/** Messages on their way: from due to handed out, claimed and recorded. */
@Injectable()
export class OutgoingStore {
  /** The time of the message of a lane that is due first, if any waits. */
  async firstDue(reader: Reader, channel: string): Promise<number | undefined> {
    const { urgent, normal } = await this.firstOfEach(reader, channel);
    return urgent === null || normal === null ? (urgent ?? normal ?? undefined) : Math.min(urgent, normal);
  }

  private async firstOfEach(reader: Reader, channel: string): Promise<{ urgent: number | null; normal: number | null }> {
    const sql = `select (${FIRST_DUE}) as urgent, (${FIRST_DUE}) as normal`;
    return (await reader.get<{ urgent: number | null; normal: number | null }>(sql, [channel, URGENT, channel, NORMAL]))!;
  }

  /**
   * The priorities in the order in which they are served. Among those that wait longest each has its turn: an urgent message that
   * the provider itself refuses would otherwise be every one that is tried.
   */
  private async priorities(tx: Tx, channel: string, oldestFirst: boolean): Promise<readonly number[]> {
    if (!oldestFirst) return BY_URGENCY;
    const { urgent, normal } = await this.firstOfEach(tx, channel);
    return normal !== null && (urgent === null || normal < urgent) ? [NORMAL, URGENT] : BY_URGENCY;
  }

  /**
   * The time of the one that has been due longest, waiting or handed out and not finished. What is handed out is little and has
   * an index of its own; without the inner limit Postgres would walk through all messages by their time.
   */
  async oldest(reader: Reader, channel: string): Promise<number | undefined> {
    const waiting = await this.firstDue(reader, channel);
    const row = await reader.get<{ due: number | null }>(
      "select min(due_at) as due from (select due_at from message where status = 'queued' and channel = ? limit ?) as handed_out",
      [channel, MOST_HANDED_OUT],
    );
    const { due } = row!;
    return due === null || waiting === undefined ? (due ?? waiting) : Math.min(due, waiting);
  }

  async countQueued(reader: Reader, channel: string): Promise<number> {
    const sql = "select count(*) as n from message where status = 'queued' and channel = ?";
    return Number((await reader.get<{ n: number }>(sql, [channel]))!.n);
  }

  /**
   * Marks due rows of a lane as handed out: what is urgent first, then oldest first. The caller holds the lane's lock, so
   * that two dispatchers never take the same row.
   */
  async takeDue(tx: Tx, channel: string, now: number, limits: TakeLimits): Promise<HandedOut[]> {
    const taken: HandedOut[] = [];
    for (const priority of await this.priorities(tx, channel, limits.oldestFirst === true)) {
      const left = Math.min(priority === URGENT ? limits.urgent : limits.normal, limits.all - taken.length);
      if (left <= 0) continue;
      const rows = await tx.all<{ id: string; dueAt: number }>(
        `update message set status = 'queued', handed_at = ?, claimed_until = null, version = version + 1
         where ${isDue(tx)} returning id, due_at as "dueAt"`,
        [now, channel, priority, now, left],
      );
      rows.sort(byDue);
      for (const row of rows) taken.push({ id: row.id, isUrgent: priority === URGENT });
    }
    return taken;
  }

  /** The same for the one who takes them and works on them until `until`: handed out and claimed in one. */
  async takeAndClaim(tx: Tx, channel: string, now: number, until: number, limit: number, oldestFirst = false): Promise<DueMessage[]> {
    const taken: DueMessage[] = [];
    for (const priority of await this.priorities(tx, channel, oldestFirst)) {
      if (taken.length === limit) break;
      const rows = await tx.raw<DueRow>(
        `update message set status = 'queued', handed_at = ?, claimed_until = ?, attempts = attempts + 1, version = version + 1
         where ${isDue(tx)} returning ${DUE_COLUMNS}${tx.dialect === 'sqlite' ? ', rowid' : ''}`,
        [now, until, channel, priority, now, limit - taken.length],
      );
      taken.push(...rows.map(toDueMessage).sort(byDue));
    }
    return taken;
  }

  /** What is due in a lane and waits, from a place on. */
  async waiting(reader: Reader, channel: string, now: number, from: Place, limit: number): Promise<DueMessage[]> {
    const rows = await reader.raw<DueRow>(
      `select ${DUE_COLUMNS} from message where status in ('planned', 'held') and channel = ? and priority = ? and due_at <= ? and (due_at, id) > (?, ?)
       order by due_at, id limit ?`,
      [channel, from.isUrgent ? URGENT : NORMAL, now, from.dueAt, from.id, limit],
    );
    return rows.map(toDueMessage);
  }

  /** Waiting messages change over to another lane. */
  async move(tx: Tx, ids: readonly string[], to: string): Promise<number> {
    return tx.run("update message set channel = ?, version = version + 1 where id in (??) and status in ('planned', 'held')", [
      to,
      [...ids],
    ]);
  }

  /**
   * Takes handed-out rows for one worker until `until`. A row that another worker holds, that is not due or that was stopped
   * is left out. The status stays as it is: naming it here would rewrite the indexes that depend on it.
   */
  async claim(tx: Tx, ids: readonly string[], now: number, until: number): Promise<DueMessage[]> {
    const rows = await tx.raw<DueRow>(
      `update message set claimed_until = ?, attempts = attempts + 1, version = version + 1
       where id in (??) and status = 'queued' and due_at <= ? and (claimed_until is null or claimed_until <= ?)
       returning ${DUE_COLUMNS}`,
      [until, [...ids], now, now],
    );
    return rows.map(toDueMessage).sort(byDue);
  }

  /** What a lost queue or a dead worker left behind waits again. */
  async release(tx: Tx, now: number, leaseMs: number): Promise<number> {
    return tx.run(
      `update message set status = 'planned', handed_at = null, claimed_until = null, version = version + 1
       where status = 'queued' and (
         (claimed_until is null and (handed_at is null or handed_at <= ? or handed_at > ?)) or claimed_until <= ? or claimed_until > ?)`,
      [now - HANDED_MS, now + HANDED_MS, now, now + 2 * leaseMs],
    );
  }

  /** Rows of channels that this version does not have go to `to`; where they really go is decided when they are sent. */
  async adopt(tx: Tx, channels: readonly string[], to: string): Promise<number> {
    return tx.run("update message set channel = ? where status in ('planned', 'held') and channel not in (??)", [to, [...channels]]);
  }

  /** The queue did not take these. */
  async takeBack(tx: Tx, ids: readonly string[]): Promise<void> {
    await tx.run(
      `update message set status = 'planned', handed_at = null, version = version + 1
       where id in (??) and status = 'queued' and claimed_until is null`,
      [[...ids]],
    );
  }

  /**
   * Records what happened to a batch, in one statement for each kind of end, unless another worker has claimed a row since.
   * A mail that left is `sent` whatever happened to its row meanwhile. Resolves to the number of rows that took it.
   */
  async settle(tx: Tx, results: readonly SendResult[], now: number): Promise<number> {
    const sent = results.filter((result) => result.status === 'sent');
    const skipped = results.filter((result) => result.status === 'skipped');
    const others = results.filter((result) => result.status !== 'sent' && result.status !== 'skipped');
    const later = others.filter((result) => result.status !== 'failed' && result.dueAt !== undefined);
    const failed = others.filter((result) => result.status === 'failed');
    const back = others.filter((result) => result.status !== 'failed' && result.dueAt === undefined);
    return (
      (await this.settleSent(tx, sent)) +
      (await this.settleSome(tx, failed, now, '')) +
      (await this.settleSome(tx, back, undefined, '')) +
      (await this.settleSome(tx, later, undefined, 'due_at = r.due_at,')) +
      (await this.settleSome(tx, skipped, now, 'dedupe = null,'))
    );
  }

  /** Most results: no column more than need be. */
  private async settleSent(tx: Tx, results: readonly SendResult[]): Promise<number> {
    if (results.length === 0) return 0;
    // Without a way over a network one row at a time is faster: of 1,000 rows in one statement each took 28 µs, by itself 9.
    if (tx.dialect === 'sqlite') return this.settleSentEach(tx, results);
    const params: SqlValue[] = [];
    for (const { id, attempts, sentAt, reason, subject, body, advice, visitVersion } of results)
      params.push(id, attempts, sentAt, reason, subject, body, advice && JSON.stringify(advice), visitVersion);
    return tx.run(
      `with r (id, fence, sent_at, reason, subject, body, advice, visit_version) as (values ${marksOf(SENT_TYPES, results.length)})
       update message set status = 'sent', reason = r.reason, sent_at = r.sent_at, subject = r.subject, body = r.body, advice = r.advice,
         visit_version = coalesce(r.visit_version, message.visit_version), handed_at = null, claimed_until = null, version = message.version + 1
       from r where message.id = r.id and message.attempts = r.fence`,
      params,
    );
  }

  private async settleSentEach(tx: Tx, results: readonly SendResult[]): Promise<number> {
    let taken = 0;
    for (const { id, row, attempts, sentAt, reason, subject, body, advice, visitVersion } of results) {
      const values = [reason, sentAt, subject, body, advice && JSON.stringify(advice), visitVersion, id, attempts, row];
      const found = row === undefined ? 0 : await tx.run(SENT_BY_ROW, values);
      // Numbers of rows change when somebody compacts the file.
      taken += found || (await tx.run(SENT, values.slice(0, -1)));
    }
    return taken;
  }

  /** `also` names an indexed column only where it changes: naming it rewrites its indexes. */
  private async settleSome(tx: Tx, results: readonly SendResult[], endedAt: number | undefined, also: string): Promise<number> {
    if (results.length === 0) return 0;
    const params: SqlValue[] = [];
    for (const { id, attempts, untried, status, reason, dueAt, channel, subject, body, advice } of results)
      params.push(
        id,
        attempts,
        untried ? attempts - 1 : attempts,
        status,
        reason,
        dueAt,
        channel,
        subject,
        body,
        advice && JSON.stringify(advice),
      );
    return tx.run(
      `with r (id, fence, attempts, status, reason, due_at, channel, subject, body, advice)
         as (values ${marksOf(RESULT_TYPES, results.length)})
       update message set ${also} status = r.status, reason = r.reason, attempts = r.attempts,
         channel = coalesce(r.channel, message.channel), subject = r.subject, body = r.body, advice = r.advice,
         ended_at = cast(? as bigint), handed_at = null, claimed_until = null, version = message.version + 1
       from r where message.id = r.id and message.attempts = r.fence and message.status = 'queued'`,
      [...params, endedAt],
    );
  }
}

const SENT = `update message set status = 'sent', reason = ?, sent_at = ?, subject = ?, body = ?, advice = ?,
    visit_version = coalesce(?, visit_version), handed_at = null, claimed_until = null, version = version + 1
  where id = ? and attempts = ?`;
const SENT_BY_ROW = `${SENT} and rowid = ?`;

/** Of the columns of `r` above. Postgres takes untyped parameters of a VALUES list for text. */
const SENT_TYPES = ['text', 'bigint', 'bigint', 'text', 'text', 'text', 'text', 'integer'];
const RESULT_TYPES = ['text', 'bigint', 'bigint', 'text', 'text', 'bigint', 'text', 'text', 'text', 'text'];

/** The types of the first row hold for all of a list. */
function marksOf(types: readonly string[], rows: number): string {
  const typed = `(${types.map((type) => `cast(? as ${type})`).join()})`;
  return rows === 1 ? typed : `${typed},${`(${types.map(() => '?').join()}),`.repeat(rows - 1).slice(0, -1)}`;
}
