import { Injectable } from '@nestjs/common';
import type { Reader, SqlValue } from '#platform';
import { CHANNELS } from '../channels/index.js';
import { MOST_HANDED_OUT, NORMAL, URGENT } from '../messages/message.row.js';
import { QUIET_HOURS } from '../messages/message.types.js';
import { IS_EXCEPTION } from '../notifications.migrations.js';

export interface WaitingFilter {
  /** Absent: also everything that is late. */
  from?: number;
  to: number;
  locationId?: string;
  /** Due time and id of the last row of the page before. */
  after?: readonly (string | number)[];
  limit: number;
}

export interface ExceptionWindow {
  now: number;
  /** Visits until then, and those of which `mustTell` speaks. */
  near: number;
  mustTell: readonly string[];
  limit: number;
}

/** What has waited too long, as far as it was counted. */
export interface Overdue {
  count: number;
  oldestDueAt?: number;
}

/** What the desk asks of the table of messages. Ids only: the rows come from `MessageStore`. */
@Injectable()
export class LedgerStore {
  /** What still waits and is due in a window, first due first. */
  async waiting(reader: Reader, filter: WaitingFilter): Promise<string[]> {
    const where: string[] = [];
    const params: SqlValue[] = [];
    const add = (text: string, ...values: SqlValue[]) => {
      where.push(text);
      params.push(...values);
    };
    add('due_at < ?', filter.to);
    if (filter.from !== undefined) add('due_at >= ?', filter.from);
    if (filter.locationId !== undefined) add('location_id = ?', filter.locationId);
    if (filter.after) add('(due_at, id) > (?, ?)', filter.after[0]!, filter.after[1]!);
    const lanes = lanesOf([URGENT, NORMAL], 'id, due_at', where.join(' and '), [...params, filter.limit]);
    return idsOf(await reader.all<IdRow>(`select id from (${lanes.sql}) w order by due_at, id limit ?`, [...lanes.params, filter.limit]));
  }

  /**
   * What may be an exception: news for patients that wait for the end of the quiet hours and come too late then; what is about
   * visits to come, the next first; what is about other things, the newest first. The rule decides; left out here is what it never
   * takes and what may be much: practitioners without an address, visits far ahead.
   */
  async exceptions(reader: Reader, { now, near, mustTell, limit }: ExceptionWindow): Promise<string[]> {
    const heldNews = lanesOf([URGENT], 'id', `${COMES_TOO_LATE} and kind in (??)`, [now, [...mustTell], limit]);
    const held = await reader.all<IdRow>(heldNews.sql, heldNews.params);
    const ofVisits = await reader.all<IdRow>(
      `select id from message where ${IS_EXCEPTION} and about_start > ?
         and (status = 'failed' or (recipient_type <> 'practitioner' and (kind in (??) or (about_start <= ? and reason = 'no-address'))))
       order by about_start, id limit ?`,
      [now, [...mustTell], near, limit],
    );
    const others = await reader.all<IdRow>(
      `select id from message where ${IS_EXCEPTION} and about_start is null order by id desc limit ?`,
      [limit],
    );
    return idsOf([...held, ...ofVisits, ...others]).slice(0, limit);
  }

  /** When the desk last dealt with a message about each of these visits, by `recipient|visit`. */
  async handledAbout(reader: Reader, visitIds: readonly string[]): Promise<Map<string, number>> {
    if (visitIds.length === 0) return new Map();
    const rows = await reader.all<{ recipient_id: string; visit_id: string; at: number }>(
      `select recipient_id, visit_id, max(handled_at) as at from message
       where visit_id in (??) and handled_at is not null group by recipient_id, visit_id`,
      [[...visitIds]],
    );
    return new Map(rows.map((row) => [`${row.recipient_id}|${row.visit_id}`, Number(row.at)]));
  }

  /** What waits or is handed out and not finished; counted up to `most`. */
  async overdue(reader: Reader, before: number, most: number): Promise<Overdue> {
    const lanes = lanesOf([URGENT, NORMAL], 'due_at', 'due_at < ?', [before, most]);
    // The limit inside keeps Postgres from looking for the times among those of all messages.
    const handedOut = CHANNELS.all.map(
      (_, i) =>
        `select * from (select due_at from message where status = 'queued' and channel = ? limit ${MOST_HANDED_OUT}) h${i} where due_at < ?`,
    );
    const row = await reader.get<{ count: number; oldest: number | null }>(
      `select count(*) as count, min(due_at) as oldest from (${[lanes.sql, ...handedOut].join(' union all ')}) late`,
      [...lanes.params, ...CHANNELS.all.flatMap(({ key }) => [key, before])],
    );
    return { count: Math.min(most, Number(row!.count)), oldestDueAt: row!.oldest === null ? undefined : Number(row!.oldest) };
  }
}

/** A patient may read these when the visit has begun, or after they have come at a time that was told of it before. */
const COMES_TOO_LATE = `status = 'held' and reason = '${QUIET_HOURS}' and recipient_type = 'patient' and (about_start <= due_at
  or exists (select 1 from message known where known.visit_id = message.visit_id
    and known.about_start > ? and known.about_start <= message.due_at))`;

interface IdRow {
  id: string;
}

/** What waits, lane by lane: the index of what is due begins with them. `params` are those of `where`, and how many at most. */
function lanesOf(
  priorities: readonly number[],
  columns: string,
  where: string,
  params: readonly SqlValue[],
): { sql: string; params: SqlValue[] } {
  const lanes = CHANNELS.all.flatMap(({ key }) => priorities.map((priority) => [key, priority] as const));
  const one = `select * from (select ${columns} from message where status in ('planned', 'held') and channel = ? and priority = ?
    and ${where} order by due_at, id limit ?) l`;
  return { sql: lanes.map((_, i) => `${one}${i}`).join(' union all '), params: lanes.flatMap((lane) => [...lane, ...params]) };
}

const idsOf = (rows: readonly IdRow[]): string[] => rows.map((row) => row.id);
