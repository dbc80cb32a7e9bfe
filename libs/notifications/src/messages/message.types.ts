export type MessageStatus = 'planned' | 'held' | 'queued' | 'sent' | 'delivered' | 'failed' | 'skipped';
/** A `referrer` is a provider outside the clinic; their id is that of the clearance request or the report, which knows them. */
export type RecipientType = 'patient' | 'practitioner' | 'referrer';

/** One communication to one person, with its whole history. Instants are epoch milliseconds. */
export interface Message {
  id: string;
  version: number;
  /** The visit that it is about; this and what follows from it are absent when it is about something else. */
  visitId?: string;
  /** Of the visit: that it was planned for; of what was sent, that it was written from. */
  visitVersion?: number;
  /** Key of a kind: `kinds/index.ts`. */
  kind: string;
  /** Of a reminder how long before the visit; `reminder`: once more what a message of its kind has asked for before. */
  step?: string;
  /** Key of a channel; chosen again when it is sent, from what the recipient wants then. */
  channel: string;
  recipientType: RecipientType;
  recipientId: string;
  /** Whose name, address and quiet hours it has. */
  locationId: string;
  /** Local date of the visit. */
  visitDay?: string;
  /** The start that the message speaks of: the visit's, for a practitioner that of their own part. */
  aboutStart?: number;
  /**
   * Fingerprint of what the recipient is told; a visit that no longer matches it has outdated the message. Of a
   * `clearance-request` the id of the request; of a message about something else than a visit the id of that.
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
  /** What may go out once only; a skipped message has given it up, one that was stopped by hand keeps it apart (`beforeItWasStopped`). */
  dedupe?: string;
  createdAt: number;
  /** When it was sent, failed for good or was skipped. */
  endedAt?: number;
  /** Somebody of the clinic has dealt with what became of it. */
  handledAt?: number;
  /** Somebody of the clinic has told them in its place what it was to say. */
  toldAt?: number;
}

/** What is asked of a message to decide about it and to write it: nothing of what has been sent. */
export type DueMessage = Pick<
  Message,
  | 'id'
  | 'visitId'
  | 'visitVersion'
  | 'kind'
  | 'step'
  | 'channel'
  | 'recipientType'
  | 'recipientId'
  | 'locationId'
  | 'visitDay'
  | 'aboutStart'
  | 'about'
  | 'status'
  | 'dueAt'
  | 'attempts'
> & {
  /** The number of its row, by which SQLite finds it without the index of ids; of what was claimed there. */
  row?: number;
};

type AboutVisit = Required<Pick<Message, 'visitId' | 'visitVersion' | 'visitDay' | 'aboutStart'>>;
export type VisitMessage = Message & AboutVisit;

/** A message that is planned and has no row yet. */
export type DraftOf<M extends Message = Message> = Omit<M, 'id' | 'version' | 'attempts' | 'createdAt'>;

/** What tells one message of a visit to its patient from another. */
export type Follower = Pick<VisitMessage, 'kind' | 'recipientType' | 'recipientId' | 'visitId' | 'visitDay' | 'step'>;
/** One that was planned, and what became of it. */
export type KnownFollower = Follower & Pick<Message, 'status' | 'reason'>;

export function isAboutVisit<M extends Pick<Message, 'visitId'>>(message: M): message is M & AboutVisit {
  return message.visitId !== undefined;
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

/** It waits for the end of the quiet hours. */
export const QUIET_HOURS = 'quiet-hours';
export const SUPPRESSED = 'suppressed';
/** Somebody of the clinic has told them what it was to say, before it could go. */
export const TOLD_BY_DESK = 'told-by-desk';

/** When and as what a message that was stopped before its time goes after all; `undefined`: it was not, or its time is over. */
export function beforeItWasStopped({ status, reason, dueAt, dedupe }: Message, now: number): Pick<Message, 'dueAt' | 'dedupe'> | undefined {
  const [, was, key] = /^stopped\|[^|]*\|(planned|held)\|(.*)$/.exec(dedupe ?? '') ?? [];
  if (status !== 'skipped' || reason !== SUPPRESSED || was === undefined || dueAt <= now) return undefined;
  // Its own time had come: what held it back is asked again at once.
  return { dueAt: was === 'held' ? now : dueAt, dedupe: key || undefined };
}

/** It is with them, or may be. */
export function hasLeft(message: Pick<Message, 'status' | 'claimedUntil'>, now: number): boolean {
  return TOLD.includes(message.status) || isInFlight(message, now);
}

/** Whoever does without a kind of news learns of it elsewhere: what comes after it they are told as if they had heard. */
export function wasTold(message: Pick<Message, 'status' | 'reason' | 'claimedUntil' | 'toldAt'>, now: number): boolean {
  const { status, reason, toldAt } = message;
  return hasLeft(message, now) || toldAt !== undefined || (status === 'skipped' && reason === 'muted');
}
