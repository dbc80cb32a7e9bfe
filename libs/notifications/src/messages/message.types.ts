import type { ReminderStep } from '#clinic';

export type MessageKind = 'confirmation' | 'reminder' | 'change' | 'cancellation' | 'new-visit' | 'clearance-request';
export type MessageStatus = 'planned' | 'held' | 'queued' | 'sent' | 'delivered' | 'failed' | 'skipped';
/** A `referrer` is a provider outside the clinic; their id is that of the clearance request, which knows them. */
export type RecipientType = 'patient' | 'practitioner' | 'referrer';

/** One communication to one person, with its whole history. Instants are epoch milliseconds. */
export interface Message {
  id: string;
  version: number;
  visitId: string;
  visitVersion: number;
  kind: MessageKind;
  step?: ReminderStep;
  /** Key of a channel; chosen again when it is sent, from what the recipient wants then. */
  channel: string;
  recipientType: RecipientType;
  recipientId: string;
  locationId: string;
  /** Local date of the visit. */
  visitDay: string;
  /** The start that the message speaks of: the visit's, for a practitioner that of their own part. */
  aboutStart: number;
  /**
   * Fingerprint of what the recipient is told; a visit that no longer matches it has outdated the message. Of a
   * `clearance-request` the id of the request.
   */
  about: string;
  status: MessageStatus;
  reason?: string;
  dueAt: number;
  /** A worker holds it until then. */
  claimedUntil?: number;
  attempts: number;
  sentAt?: number;
  /** What was sent; absent until then. */
  subject?: string;
  body?: string;
  advice?: string[];
  /** What may go out once only; a skipped message has given it up. */
  dedupe?: string;
  createdAt: number;
}

/** Not on its way yet: a change of the visit may still stop it. */
export const OUTSTANDING: readonly MessageStatus[] = ['planned', 'held', 'queued'];
const TOLD: readonly MessageStatus[] = ['sent', 'delivered'];

/** A worker has it right now. Nobody knows whether it has left, so it counts as told and is not stopped. */
export function isInFlight(message: Pick<Message, 'status' | 'claimedUntil'>, now: number): boolean {
  return message.status === 'queued' && message.claimedUntil !== undefined && message.claimedUntil > now;
}

export function isOutstanding(message: Pick<Message, 'status' | 'claimedUntil'>, now: number): boolean {
  return OUTSTANDING.includes(message.status) && !isInFlight(message, now);
}

export function wasTold(message: Pick<Message, 'status' | 'claimedUntil'>, now: number): boolean {
  return TOLD.includes(message.status) || isInFlight(message, now);
}
