import { Injectable } from '@nestjs/common';
import type { Reader, SqlValue, Tx } from '#platform';
import type { ConsentChannel } from '../consent/consent.types.js';
import type { Message, MessageStatus, RecipientType, VisitMessage } from './message.types.js';

interface MessageRow {
  id: string;
  version: number;
  visit_id: string | null;
  visit_version: number | null;
  kind: string;
  step: string | null;
  channel: string;
  recipient_type: string;
  recipient_id: string;
  location_id: string;
  visit_day: string | null;
  about_start: number | null;
  about: string;
  status: string;
  reason: string | null;
  due_at: number;
  claimed_until: number | null;
  attempts: number;
  sent_at: number | null;
  subject: string | null;
  body: string | null;
  advice: string | null;
  dedupe: string | null;
  created_at: number;
}

export interface MessageFilter {
  visitId?: string;
  /** Of what is no visit. */
  aboutId?: string;
  /** The patient and day of `visitId`, whose one reminder may belong to another visit of that day. */
  sharedDay?: { patientId: string; day: string };
  patientId?: string;
  status?: string;
  kind?: string;
  from?: number;
  to?: number;
  /** Due time and id of the last row of the page before. */
  after?: readonly (string | number)[];
  limit: number;
}

/** What a worker learnt about a message that it had claimed. */
export interface SendResult {
  id: string;
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
  /** What the provider calls it, and the number that it went to: of texts. */
  providerId?: string;
  sentTo?: string;
  /** The address has told its provider to stop. */
  refusedBy?: { channel: ConsentChannel; address: string };
}

const INSERTED = [
  'id',
  'version',
  'visit_id',
  'visit_version',
  'kind',
  'step',
  'channel',
  'recipient_type',
  'recipient_id',
  'location_id',
  'visit_day',
  'about_start',
  'about',
  'status',
  'reason',
  'due_at',
  'attempts',
  'dedupe',
  'created_at',
];

/** These have an index of their own, which a database uses only when the statement itself names the status. */
const RARE: readonly string[] = ['failed', 'held'] satisfies MessageStatus[];

/** Longer than any healthy queue takes; a clock that jumped back shows as a time this far ahead. */
const HANDED_MS = 60_000;

@Injectable()
export class MessageStore {
  /**
   * In one statement. A key that is taken is left alone, except that the reminder of a day goes to the visit that begins
   * first: two visits of a patient on one day share one reminder per step.
   */
  async insert(tx: Tx, wanted: readonly Message[]): Promise<void> {
    const messages = oncePerKey(wanted);
    if (messages.length === 0) return;
    const marks = `(${INSERTED.map(() => '?').join()})`;
    await tx.run(
      `insert into message (${INSERTED.join()}) values ${messages.map(() => marks).join()}
       on conflict (dedupe) do update set
         visit_id = excluded.visit_id, visit_version = excluded.visit_version, location_id = excluded.location_id,
         about_start = excluded.about_start, about = excluded.about, due_at = excluded.due_at, version = message.version + 1
       where message.kind = 'reminder' and message.status in ('planned', 'held') and excluded.about_start < message.about_start`,
      messages.flatMap(toValues),
    );
  }

  async byIds(reader: Reader, ids: readonly string[]): Promise<Message[]> {
    if (ids.length === 0) return [];
    return (await reader.all<MessageRow>('select * from message where id in (??)', [[...ids]])).map(toMessage);
  }

  async ofVisit(reader: Reader, visitId: string): Promise<VisitMessage[]> {
    return (await reader.all<MessageRow>('select * from message where visit_id = ? order by id limit 500', [visitId])).map(toVisitMessage);
  }

  /** For a change of the visit: on Postgres no worker claims these while the change decides about them. */
  async ofVisitForUpdate(tx: Tx, visitId: string): Promise<VisitMessage[]> {
    const lock = tx.dialect === 'postgres' ? ' for update' : '';
    return (await tx.all<MessageRow>(`select * from message where visit_id = ? order by id limit 500${lock}`, [visitId])).map(
      toVisitMessage,
    );
  }

  /** The same for a change of something else than a visit, by the id of that. */
  async aboutForUpdate(tx: Tx, about: string): Promise<Message[]> {
    const lock = tx.dialect === 'postgres' ? ' for update' : '';
    return (
      await tx.all<MessageRow>(`select * from message where visit_id is null and about = ? order by id limit 500${lock}`, [about])
    ).map(toMessage);
  }

  /** Stops what has not left. The caller leaves out what a worker holds: that one asks the visit again before any other try. */
  async skip(tx: Tx, ids: readonly string[], reason: string): Promise<void> {
    if (ids.length === 0) return;
    await tx.run(
      "update message set status = 'skipped', reason = ?, dedupe = null, version = version + 1 where id in (??) and status in ('planned', 'held', 'queued')",
      [reason, [...ids]],
    );
  }

  /** Stops one that waits, when the row is still `version`: on Postgres it may have been handed out since it was read. */
  async stop(tx: Tx, id: string, version: number, reason: string): Promise<boolean> {
    const changed = await tx.run(
      `update message set status = 'skipped', reason = ?, dedupe = null, version = version + 1
       where id = ? and version = ? and status in ('planned', 'held')`,
      [reason, id, version],
    );
    return changed === 1;
  }

  /** A new version, when the row is still `version`. */
  async touch(tx: Tx, id: string, version: number): Promise<boolean> {
    return (await tx.run('update message set version = version + 1 where id = ? and version = ?', [id, version])) === 1;
  }

  /** Reminders of these patients that were sent or wait, due in the window; 2,000 at most, the latest first. */
  async remindersOf(reader: Reader, recipientIds: readonly string[], window: { from: number; to: number }): Promise<Message[]> {
    if (recipientIds.length === 0) return [];
    const rows = await reader.all<MessageRow>(
      `select * from message where recipient_id in (??) and due_at > ? and due_at <= ? and kind = 'reminder'
         and status in ('planned', 'held', 'queued', 'sent', 'delivered') order by due_at desc limit 2000`,
      [[...recipientIds], window.from, window.to],
    );
    return rows.map(toMessage);
  }

  /** The time of the message that is due first, if any waits. */
  async firstDue(reader: Reader): Promise<number | undefined> {
    const row = await reader.get<{ due_at: number }>(
      "select due_at from message where status in ('planned', 'held') order by due_at, id limit 1",
    );
    return row?.due_at;
  }

  async countQueued(reader: Reader): Promise<number> {
    return Number((await reader.get<{ n: number }>("select count(*) as n from message where status = 'queued'"))!.n);
  }

  /** Marks due rows as handed out, oldest first. Two dispatchers never take the same row. */
  async takeDue(tx: Tx, now: number, limit: number): Promise<{ id: string; kind: string; recipientType: RecipientType; dueAt: number }[]> {
    await tx.lock(['message-dispatch']);
    const rows = await tx.all<{ id: string; kind: string; recipient_type: RecipientType; due_at: number }>(
      `update message set status = 'queued', handed_at = ?, claimed_until = null, version = version + 1
       where id in (select id from message where status in ('planned', 'held') and due_at <= ? order by due_at, id limit ?)
       returning id, kind, recipient_type, due_at`,
      [now, now, limit],
    );
    return rows
      .map((row) => ({ id: row.id, kind: row.kind, recipientType: row.recipient_type, dueAt: row.due_at }))
      .sort((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1));
  }

  /**
   * Takes handed-out rows for one worker until `until`. A row that another worker holds, that is not due or that was stopped
   * is left out. The status stays as it is: naming it here would rewrite the indexes that depend on it.
   */
  async claim(tx: Tx, ids: readonly string[], now: number, until: number): Promise<Message[]> {
    const rows = await tx.all<MessageRow>(
      `update message set claimed_until = ?, attempts = attempts + 1, version = version + 1
       where id in (??) and status = 'queued' and due_at <= ? and (claimed_until is null or claimed_until <= ?)
       returning *`,
      [until, [...ids], now, now],
    );
    return rows.map(toMessage).sort((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1));
  }

  /** What a lost queue or a dead worker left behind waits again. `unclaimed`: also what was handed out just now. */
  async release(tx: Tx, now: number, leaseMs: number, unclaimed: boolean): Promise<number> {
    const handedBefore = unclaimed ? now + HANDED_MS : now - HANDED_MS;
    return tx.run(
      `update message set status = 'planned', handed_at = null, claimed_until = null, version = version + 1
       where status = 'queued' and (
         (claimed_until is null and (handed_at is null or handed_at <= ? or handed_at > ?)) or claimed_until <= ? or claimed_until > ?)`,
      [handedBefore, now + HANDED_MS, now, now + 2 * leaseMs],
    );
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
  async settle(tx: Tx, results: readonly SendResult[]): Promise<number> {
    const skipped = results.filter((result) => result.status === 'skipped');
    const later = results.filter((result) => result.status !== 'skipped' && result.dueAt !== undefined);
    const done = results.filter((result) => result.status !== 'skipped' && result.dueAt === undefined);
    return (
      (await this.settleSome(tx, done, '')) +
      (await this.settleSome(tx, later, 'due_at = r.due_at,')) +
      (await this.settleSome(tx, skipped, 'dedupe = null,'))
    );
  }

  /** `also` names an indexed column only where it changes: naming it rewrites its indexes. */
  private async settleSome(tx: Tx, results: readonly SendResult[], also: string): Promise<number> {
    if (results.length === 0) return 0;
    const marks = `(${RESULT_TYPES.map((type) => `cast(? as ${type})`).join()})`;
    return tx.run(
      `with r (id, fence, attempts, status, reason, due_at, sent_at, channel, subject, body, advice)
         as (values ${results.map(() => marks).join()})
       update message set ${also} status = r.status, reason = r.reason, attempts = r.attempts, sent_at = r.sent_at,
         channel = coalesce(r.channel, message.channel), subject = r.subject, body = r.body, advice = r.advice,
         handed_at = null, claimed_until = null, version = message.version + 1
       from r where message.id = r.id and message.attempts = r.fence and (message.status = 'queued' or r.sent_at is not null)`,
      results.flatMap((result) => [
        result.id,
        result.attempts,
        result.untried ? result.attempts - 1 : result.attempts,
        result.status,
        result.reason,
        result.dueAt,
        result.sentAt,
        result.channel,
        result.subject,
        result.body,
        result.advice && JSON.stringify(result.advice),
      ]),
    );
  }

  /** Newest due first. */
  async list(reader: Reader, filter: MessageFilter): Promise<Message[]> {
    const where: string[] = [];
    const params: SqlValue[] = [];
    const add = (text: string, ...values: SqlValue[]) => {
      where.push(text);
      params.push(...values);
    };
    const { visitId, sharedDay } = filter;
    if (visitId && sharedDay) {
      add("(visit_id = ? or (recipient_id = ? and visit_day = ? and kind = 'reminder'))", visitId, sharedDay.patientId, sharedDay.day);
    } else if (visitId) add('visit_id = ?', visitId);
    if (filter.patientId) add("recipient_id = ? and recipient_type = 'patient'", filter.patientId);
    if (filter.aboutId) add('visit_id is null and about = ?', filter.aboutId);
    if (filter.status && RARE.includes(filter.status)) add(`status = '${filter.status}'`);
    else if (filter.status) add('status = ?', filter.status);
    if (filter.kind) add('kind = ?', filter.kind);
    if (filter.from !== undefined) add('due_at >= ?', filter.from);
    if (filter.to !== undefined) add('due_at < ?', filter.to);
    if (filter.after) add('(due_at, id) < (?, ?)', filter.after[0]!, filter.after[1]!);
    const condition = where.length > 0 ? `where ${where.join(' and ')}` : '';
    const rows = await reader.all<MessageRow>(`select * from message ${condition} order by due_at desc, id desc limit ?`, [
      ...params,
      filter.limit,
    ]);
    return rows.map(toMessage);
  }

  /** The demo's past: what would have been sent counts as sent. */
  async settlePast(tx: Tx, now: number): Promise<void> {
    await tx.run("update message set status = 'sent', sent_at = due_at where status = 'planned' and due_at <= ?", [now]);
  }
}

/** Of the columns of `r` above. Postgres takes untyped parameters of a VALUES list for text. */
const RESULT_TYPES = ['text', 'bigint', 'bigint', 'text', 'text', 'bigint', 'bigint', 'text', 'text', 'text', 'text'];

/** One change may plan the reminder of a day for two visits: the first of them has it. Postgres refuses a key that comes twice. */
function oncePerKey(messages: readonly Message[]): Message[] {
  const first = new Map<string, Message>();
  for (const message of messages) {
    const key = message.dedupe ?? message.id;
    const known = first.get(key);
    if (!known || isEarlier(message, known)) first.set(key, message);
  }
  return [...first.values()];
}

function isEarlier(a: Message, b: Message): boolean {
  return (a.aboutStart ?? 0) < (b.aboutStart ?? 0);
}

function toValues(message: Message): SqlValue[] {
  return [
    message.id,
    message.version,
    message.visitId,
    message.visitVersion,
    message.kind,
    message.step,
    message.channel,
    message.recipientType,
    message.recipientId,
    message.locationId,
    message.visitDay,
    message.aboutStart,
    message.about,
    message.status,
    message.reason,
    message.dueAt,
    message.attempts,
    message.dedupe,
    message.createdAt,
  ];
}

/** Of a row that was found by its visit. */
function toVisitMessage(row: MessageRow): VisitMessage {
  return toMessage(row) as VisitMessage;
}

function toMessage(row: MessageRow): Message {
  return {
    id: row.id,
    version: row.version,
    visitId: row.visit_id ?? undefined,
    visitVersion: row.visit_version ?? undefined,
    kind: row.kind,
    step: row.step ?? undefined,
    channel: row.channel,
    recipientType: row.recipient_type as RecipientType,
    recipientId: row.recipient_id,
    locationId: row.location_id,
    visitDay: row.visit_day ?? undefined,
    aboutStart: row.about_start ?? undefined,
    about: row.about,
    status: row.status as MessageStatus,
    reason: row.reason ?? undefined,
    dueAt: row.due_at,
    claimedUntil: row.claimed_until ?? undefined,
    attempts: row.attempts,
    sentAt: row.sent_at ?? undefined,
    subject: row.subject ?? undefined,
    body: row.body ?? undefined,
    advice: row.advice ? (JSON.parse(row.advice) as string[]) : undefined,
    dedupe: row.dedupe ?? undefined,
    createdAt: row.created_at,
  };
}
