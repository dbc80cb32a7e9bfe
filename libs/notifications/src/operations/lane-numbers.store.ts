import { Injectable } from '@nestjs/common';
import { DAY_MS, MINUTE_MS } from '#kernel';
import type { Reader, SqlValue } from '#platform';
import { MOST_HANDED_OUT } from '../messages/message.row.js';

const MOST = 1_000_000;
export const LATE_MS = 5 * MINUTE_MS;

export interface LaneNumbers {
  due: number;
  late: number;
  planned: number;
  queued: number;
  inFlight: number;
  held: number;
  retrying: number;
  failedLastDay: number;
  setAside: number;
}

const WAITING = "status in ('planned', 'held') and channel = ?";
const HANDED_OUT = "status = 'queued' and channel = ?";

/** How many messages of a lane are where: each number from an index that holds hardly more than what is counted. */
@Injectable()
export class LaneNumbersStore {
  async of(reader: Reader, channel: string, now: number): Promise<LaneNumbers> {
    const waiting = await count(reader, WAITING, channel);
    const held = await count(reader, "status = 'held' and channel = ?", channel);
    const dueBefore = async (at: number) =>
      (await count(reader, `${WAITING} and priority = 0 and due_at <= ?`, channel, at)) +
      (await count(reader, `${WAITING} and priority = 1 and due_at <= ?`, channel, at)) +
      // Nobody has heard of these yet either: whoever took them may be gone.
      (await handedOut(reader, channel, at));
    return {
      due: await dueBefore(now),
      late: await dueBefore(now - LATE_MS),
      planned: Math.max(0, waiting - held),
      queued: await count(reader, HANDED_OUT, channel),
      inFlight: await count(reader, `${HANDED_OUT} and claimed_until > ?`, channel, now),
      held,
      retrying: await count(reader, "status = 'planned' and reason is not null and channel = ?", channel),
      failedLastDay: await count(reader, "status = 'failed' and channel = ? and due_at >= ?", channel, now - DAY_MS),
      setAside: await count(reader, "status = 'failed' and reason = 'poison' and handled_at is null and channel = ?", channel),
    };
  }
}

/** The little that is handed out is read first: Postgres would look for its times among those of all messages. */
async function handedOut(reader: Reader, channel: string, dueBefore: number): Promise<number> {
  const sql = `select count(*) as n from (select due_at from message where ${HANDED_OUT} limit ${MOST_HANDED_OUT}) as found where due_at <= ?`;
  return Number((await reader.get<{ n: number }>(sql, [channel, dueBefore]))!.n);
}

async function count(reader: Reader, where: string, ...params: SqlValue[]): Promise<number> {
  const sql = `select count(*) as n from (select 1 from message where ${where} limit ${MOST}) as found`;
  return Number((await reader.get<{ n: number }>(sql, params))!.n);
}
