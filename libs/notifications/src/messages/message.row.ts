import type { DueMessage, Message, MessageStatus, RecipientType } from './message.types.js';

/** A row of the table `message`. */
export interface MessageRow {
  id: string;
  version: number;
  visit_id: string | null;
  visit_version: number | null;
  kind: string;
  step: string | null;
  priority: number;
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
  ended_at: number | null;
  handled_at: number | null;
  told_at: number | null;
}

/** Values of `priority`: what is urgent is handed out first. */
export const URGENT = 0;
export const NORMAL = 1;

/** Far beyond what is handed out of a lane at once. */
export const MOST_HANDED_OUT = 100_000;

export function toMessage(row: MessageRow): Message {
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
    endedAt: row.ended_at ?? undefined,
    handledAt: row.handled_at ?? undefined,
    toldAt: row.told_at ?? undefined,
  };
}

/** The columns of a `DueMessage`, in the order in which `toDueMessage` takes them. */
export const DUE_COLUMNS =
  'id, visit_id, visit_version, kind, step, channel, recipient_type, recipient_id, location_id, visit_day, about_start, about, status, due_at, attempts';

export type DueRow = [
  id: string,
  visitId: string | null,
  visitVersion: number | null,
  kind: string,
  step: string | null,
  channel: string,
  recipientType: RecipientType,
  recipientId: string,
  locationId: string,
  visitDay: string | null,
  aboutStart: number | null,
  about: string,
  status: MessageStatus,
  dueAt: number,
  attempts: number,
  row?: number,
];

/** Rows as arrays, and few columns: of a send in process, reading the whole row back was a tenth. */
export function toDueMessage(columns: DueRow): DueMessage {
  // By their numbers: to take an array apart by names asks its iterator for each, a kilobyte a message.
  return {
    id: columns[0],
    visitId: columns[1] ?? undefined,
    visitVersion: columns[2] ?? undefined,
    kind: columns[3],
    step: columns[4] ?? undefined,
    channel: columns[5],
    recipientType: columns[6],
    recipientId: columns[7],
    locationId: columns[8],
    visitDay: columns[9] ?? undefined,
    aboutStart: columns[10] ?? undefined,
    about: columns[11],
    status: columns[12],
    dueAt: columns[13],
    attempts: columns[14],
    row: columns[15],
  };
}
