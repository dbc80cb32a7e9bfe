import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerMessage } from './clocked-clinic.js';
import type { Acknowledged } from './desk.js';

const DAY_MS = 86_400_000;
/** Practitioners who have chosen nothing hear of a visit so many days before it at the earliest. */
const HORIZON_DAYS = 30;
/** By so much quiet hours and a change of the clocks may move that moment. */
const HORIZON_MARGIN_DAYS = 1;

/** A visit as the desk knows it, and the record of its messages. */
export interface Told {
  visit: Acknowledged;
  messages: readonly LedgerMessage[];
}

export interface Departures {
  figures: {
    /** Of all visits, those that had to have left. */
    messages: number;
    /** Of these, those whose mail is there. */
    received: number;
    /** Recorded as sent, and no mail is there. */
    lost: number;
    /** Mails that came again. */
    duplicates: number;
  };
  violations: string[];
}

/** How many whole mails a mailbox folder has of each message, by the id in their Message-ID. */
export function mailsIn(folder: string): Map<string, number> {
  const mails = new Map<string, number>();
  const names = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of names.filter((one) => one.endsWith('.eml'))) {
    const [, head, text] = /^(.*?)\r?\n\r?\n(.*)$/s.exec(readFileSync(join(folder, name), 'utf8')) ?? [];
    const id = /^message-id:\s*<([^@>]+)@/im.exec(head ?? '')?.[1];
    if (id !== undefined && text!.trim() !== '') mails.set(id, (mails.get(id) ?? 0) + 1);
  }
  return mails;
}

/**
 * Compares what had to leave about booked visits with the mails that are there: the patient's confirmation and the notice to
 * each practitioner within their horizon left, what is for later waits, and nothing else became of any message.
 */
export function departuresOf(told: readonly Told[], mails: ReadonlyMap<string, number>, now: number): Departures {
  const violations: string[] = [];
  const figures = { messages: 0, received: 0, lost: 0, duplicates: 0 };
  for (const { visit, messages } of told) {
    const own = messages.filter(({ visitId }) => visitId === visit.id);
    for (const { kind, recipientId } of noticesOf(visit)) {
      const count = own.filter((message) => message.kind === kind && message.recipient.id === recipientId).length;
      if (count !== 1) violations.push(`${visit.id} has ${count} of ${kind} to ${recipientId}`);
      figures.messages += count === 0 ? 1 : 0;
    }
    for (const message of own) {
      const times = mails.get(message.id) ?? 0;
      figures.duplicates += Math.max(0, times - 1);
      const problem = problemOf(message, times, mustHaveLeft(visit, message, now), now);
      if (problem !== undefined) violations.push(`${message.kind} ${message.id} ${problem}`);
      if (message.status === 'sent' && times === 0) figures.lost++;
      if (message.status === 'planned' && !mustHaveLeft(visit, message, now)) continue;
      figures.messages++;
      if (times > 0) figures.received++;
    }
  }
  if (figures.received === 0) violations.push('no mail was received, so nothing was tested');
  return { figures, violations };
}

/** What is announced as soon as a visit is booked. */
function noticesOf(visit: Acknowledged): { kind: string; recipientId: string }[] {
  const practitioners = [...new Set(visit.legs.map((leg) => leg.practitionerId))];
  const notices = practitioners.map((recipientId) => ({ kind: 'new-visit', recipientId }));
  return [{ kind: 'confirmation', recipientId: visit.patient.id }, ...notices];
}

function mustHaveLeft(visit: Acknowledged, { kind, dueAt }: LedgerMessage, now: number): boolean {
  if (kind === 'confirmation') return true;
  const days = (Date.parse(visit.legs[0]!.start) - now) / DAY_MS;
  return (kind === 'new-visit' && days < HORIZON_DAYS - HORIZON_MARGIN_DAYS) || Date.parse(dueAt) <= now;
}

function problemOf({ status, reason, dueAt }: LedgerMessage, times: number, hadToLeave: boolean, now: number): string | undefined {
  if (status === 'planned' && !hadToLeave) return times > 0 ? 'left and still waits' : undefined;
  if (status !== 'sent') return `is ${status} (${reason})`;
  if (times === 0) return 'was sent and never received';
  return Date.parse(dueAt) > now ? `left before ${dueAt}` : undefined;
}
