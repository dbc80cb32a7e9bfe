import { Injectable } from '@nestjs/common';
import type { Reader, SqlValue, Tx } from '#platform';
import { isUrgent, KINDS } from '../kinds/index.js';
import type { Kind } from '../kinds/kind.js';
import { reminder } from '../kinds/reminder.kind.js';
import { IS_EXCEPTION } from '../notifications.migrations.js';
import { type MessageRow, NORMAL, toMessage, URGENT } from './message.row.js';
import {
  type Follower,
  type KnownFollower,
  type Message,
  type MessageStatus,
  QUIET_HOURS,
  SUPPRESSED,
  TOLD_BY_DESK,
  type VisitMessage,
} from './message.types.js';

export interface MessageFilter {
  visitId?: string;
  /** Of what is no visit. */
  aboutId?: string;
  /** The patient and day of `visitId`, whose one reminder may belong to another visit of that day. */
  sharedDay?: { patientId: string; day: string };
  patientId?: string;
  practitionerId?: string;
  channel?: string;
  status?: string;
  kind?: string;
  from?: number;
  to?: number;
  /** Due time and id of the last row of the page before. */
  after?: readonly (string | number)[];
  limit: number;
}

/** What somebody was told of a visit. */
export type Told = Pick<VisitMessage, 'visitId' | 'recipientId' | 'kind' | 'aboutStart'>;

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
  'priority',
];

/** These have an index of their own, which a database uses only when the statement itself names the status. */
const RARE: readonly string[] = ['failed', 'held'] satisfies MessageStatus[];

@Injectable()
export class MessageStore {
  /**
   * In one statement. A key that is taken is left alone, except that the reminder of a day, and what goes with a patient's first
   * visit, go to the visit that begins first: two visits of a patient on one day share one reminder per step.
   */
  async insert(tx: Tx, wanted: readonly Message[]): Promise<void> {
    const messages = oncePerKey(wanted);
    if (messages.length === 0) return;
    await tx.run(insertOf(messages.length), messages.flatMap(toValues));
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
  async skip(tx: Tx, ids: readonly string[], reason: string, now: number): Promise<void> {
    if (ids.length === 0) return;
    await tx.run(
      `update message set status = 'skipped', reason = ?, ended_at = ?, dedupe = null, version = version + 1
       where id in (??) and status in ('planned', 'held', 'queued')`,
      [reason, now, [...ids]],
    );
  }

  /** What is held goes at `dueAt`. */
  async wake(tx: Tx, ids: readonly string[], dueAt: number): Promise<void> {
    await tx.run(
      "update message set status = 'planned', reason = null, due_at = ?, version = version + 1 where id in (??) and status = 'held'",
      [dueAt, [...ids]],
    );
  }

  /**
   * A practitioner hears of new visits so much sooner, but not before `soonest`: of those that wait for nothing but the time. To
   * the hour, since days have 23 or 25 in between.
   */
  async hearSooner(tx: Tx, practitionerId: string, byMs: number, soonest: number): Promise<void> {
    await tx.run(
      `update message set due_at = case when due_at - ? > ? then due_at - ? else ? end, version = version + 1
       where recipient_id = ? and due_at > ? and recipient_type = 'practitioner' and kind = 'new-visit'
         and status in ('planned', 'held') and (reason is null or reason = 'horizon')`,
      [byMs, soonest, byMs, soonest, practitionerId, soonest],
    );
  }

  /** Stops what waits of a kind for a practitioner. */
  async skipKind(tx: Tx, practitionerId: string, kind: string, reason: string): Promise<void> {
    await tx.run(
      `update message set status = 'skipped', reason = ?, dedupe = null, version = version + 1
       where recipient_id = ? and recipient_type = 'practitioner' and kind = ? and status in ('planned', 'held')`,
      [reason, practitionerId, kind],
    );
  }

  /**
   * Stops one that waits, when the row is still `version`: on Postgres it may have been handed out since it was read. What it could
   * say once only others may say now; `restore` takes that back.
   */
  async suppress(tx: Tx, id: string, version: number, now: number): Promise<boolean> {
    const changed = await tx.run(
      `update message set status = 'skipped', reason = '${SUPPRESSED}', ended_at = ?, version = version + 1,
         dedupe = 'stopped|' || id || '|' || status || '|' || coalesce(dedupe, '')
       where id = ? and version = ? and status in ('planned', 'held')`,
      [now, id, version],
    );
    return changed === 1;
  }

  /** Whether a message has this `dedupe` key. */
  async isTaken(reader: Reader, dedupe: string): Promise<boolean> {
    return (await reader.get('select 1 as taken from message where dedupe = ?', [dedupe])) !== undefined;
  }

  /** Lets one go that was stopped, when the row is still `version`. */
  async restore(tx: Tx, id: string, version: number, { dueAt, dedupe }: Pick<Message, 'dueAt' | 'dedupe'>): Promise<boolean> {
    const changed = await tx.run(
      `update message set status = 'planned', reason = null, ended_at = null, handled_at = null, told_at = null, due_at = ?, dedupe = ?, version = version + 1
       where id = ? and version = ?`,
      [dueAt, dedupe, id, version],
    );
    return changed === 1;
  }

  /** They were told in its place what it was to say, when the row is still `version` and waits. */
  async toldByDesk(tx: Tx, id: string, version: number, now: number): Promise<boolean> {
    const { set, params } = handling('told', now);
    const changed = await tx.run(
      `update message set status = 'skipped', reason = '${TOLD_BY_DESK}', ended_at = ?, dedupe = null, ${set}
       where id = ? and version = ? and status = 'held'`,
      [now, ...params, id, version],
    );
    return changed === 1;
  }

  /** What waits for a patient for the end of the quiet hours is decided again at `dueAt`. */
  async wakeQuiet(tx: Tx, patientId: string, dueAt: number): Promise<number> {
    return tx.run(
      `update message set status = 'planned', reason = null, due_at = ?, version = version + 1
       where recipient_id = ? and recipient_type = 'patient' and status = 'held' and reason = '${QUIET_HOURS}'`,
      [dueAt, patientId],
    );
  }

  /** Somebody has dealt with it, when the row is still `version`: nobody else need look at it. */
  async handle(tx: Tx, id: string, version: number, now: number, how: Handling): Promise<boolean> {
    const { set, params } = handling(how, now);
    return (await tx.run(`update message set ${set} where id = ? and version = ?`, [...params, id, version])) === 1;
  }

  /** What became of others of the same cause is dealt with as well: a patient is told of a visit, not a practitioner of all theirs. */
  async handleGroup(
    tx: Tx,
    message: Pick<Message, 'recipientType' | 'recipientId' | 'visitId'>,
    now: number,
    how: Handling,
  ): Promise<void> {
    const isPractitioner = message.recipientType === 'practitioner';
    const { set, params } = handling(isPractitioner ? 'seen-to' : how, now);
    const update = `update message set ${set} where ${IS_EXCEPTION} and recipient_id = ?`;
    if (isPractitioner) await tx.run(update, [...params, message.recipientId]);
    else if (message.visitId !== undefined) await tx.run(`${update} and visit_id = ?`, [...params, message.recipientId, message.visitId]);
  }

  /** Reminders of these patients that were sent or wait, due in the window, the latest first; 40 for each of them at most. */
  async remindersOf(reader: Reader, recipientIds: readonly string[], window: { from: number; to: number }): Promise<Message[]> {
    if (recipientIds.length === 0) return [];
    const rows = await reader.all<MessageRow>(
      `select * from message where recipient_id in (??) and due_at > ? and due_at <= ? and kind = 'reminder'
         and status in ('planned', 'held', 'queued', 'sent', 'delivered') order by due_at desc limit ?`,
      [[...recipientIds], window.from, window.to, 40 * recipientIds.length],
    );
    return rows.map(toMessage);
  }

  /** What was told of these visits by messages of these kinds, the latest version last; 100 for each visit at most, on average. */
  async told(reader: Reader, visitIds: readonly string[], kinds: readonly string[]): Promise<Told[]> {
    const rows = await reader.raw<[string, string, string, number]>(
      `select visit_id, recipient_id, kind, about_start from message
       where visit_id in (??) and kind in (??) and (status in ('sent', 'delivered') or told_at is not null)
       order by visit_version desc, ended_at desc limit ?`,
      [[...visitIds], [...kinds], 100 * visitIds.length],
    );
    return rows
      .reverse()
      .map(([visitId, recipientId, kind, aboutStart]) => ({ visitId, recipientId, kind, aboutStart: Number(aboutStart) }));
  }

  /** What was ever planned of the kinds of these drafts for their patients: of their days, and all that goes with a first visit. */
  async followersOf(reader: Reader, drafts: readonly Follower[]): Promise<KnownFollower[]> {
    if (drafts.length === 0) return [];
    const wanted = (one: (draft: Follower) => string) => [...new Set(drafts.map(one))];
    const rows = await reader.raw<[string, string, string | null, string | null, string | null, MessageStatus, string | null]>(
      `select distinct kind, recipient_id, visit_id, visit_day, step, status, reason from message
       where recipient_id in (??) and recipient_type = 'patient' and kind in (??) and (visit_day in (??) or kind in (${OF_FIRST}))`,
      [wanted((draft) => draft.recipientId), wanted((draft) => draft.kind), wanted((draft) => draft.visitDay)],
    );
    return rows.map(([kind, recipientId, visitId, visitDay, step, status, reason]) => ({
      kind,
      recipientType: 'patient',
      recipientId,
      visitId: visitId ?? '',
      visitDay: visitDay ?? '',
      step: step ?? undefined,
      status,
      reason: reason ?? undefined,
    }));
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
    if (filter.practitionerId) add("recipient_id = ? and recipient_type = 'practitioner'", filter.practitionerId);
    if (filter.channel) add('channel = ?', filter.channel);
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

/** How the desk has dealt with what became of a message: it told them in its place what it was to say, or saw to it otherwise. */
export type Handling = 'told' | 'seen-to';

function handling(how: Handling, now: number): { set: string; params: SqlValue[] } {
  const set = 'handled_at = ?, version = version + 1';
  return how === 'told' ? { set: `${set}, told_at = ?`, params: [now, now] } : { set, params: [now] };
}

/** Kinds whose one message for several visits goes to the earliest. */
const TO_EARLIER = listOf((kind) => kind === reminder || kind.ofFirst === true);

const OF_FIRST = listOf((kind) => kind.ofFirst === true);

/** Written into a statement: the keys of these kinds. */
function listOf(isWanted: (kind: Kind) => boolean): string {
  return KINDS.all
    .filter(isWanted)
    .map((kind) => `'${kind.key}'`)
    .join();
}

const inserts = new Map<number, string>();

/** The statement for so many rows, written once: putting its text together took as long as planning a message. */
function insertOf(count: number): string {
  let sql = inserts.get(count);
  if (sql === undefined) {
    const marks = `(${INSERTED.map(() => '?').join()})`;
    sql = `insert into message (${INSERTED.join()}) values ${Array(count).fill(marks).join()}
       on conflict (dedupe) do update set
         visit_id = excluded.visit_id, visit_version = excluded.visit_version, visit_day = excluded.visit_day, location_id = excluded.location_id,
         about_start = excluded.about_start, about = excluded.about, due_at = excluded.due_at, version = message.version + 1
       where message.kind in (${TO_EARLIER}) and message.status in ('planned', 'held') and excluded.about_start < message.about_start`;
    inserts.set(count, sql);
  }
  return sql;
}

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
    isUrgent(message) ? URGENT : NORMAL,
  ];
}

/** Of a row that was found by its visit. */
function toVisitMessage(row: MessageRow): VisitMessage {
  return toMessage(row) as VisitMessage;
}
