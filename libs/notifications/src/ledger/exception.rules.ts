import { DAY_MS } from '#kernel';
import { isUrgent, knownKind } from '../kinds/index.js';
import { type Message, QUIET_HOURS } from '../messages/message.types.js';
import { neededBy, whyNeedless, type Topic } from '../sending/decide.rules.js';

/**
 * What is wrong, in the words of the desk: the provider refused it, nobody knows how to reach them, they wrote "stop", quiet hours
 * hold it back until the visit.
 */
export type ExceptionProblem = 'failed' | 'no-address' | 'opted-out' | 'too-late';
/** `fix-contact`: correct where they are reached, and send again. `acknowledge`: they were told some other way. */
export type ExceptionAction = 'fix-contact' | 'resend' | 'acknowledge';

export interface MessageException {
  problem: ExceptionProblem;
  /** The one that fits best first. */
  actions: ExceptionAction[];
}

/** Whoever cannot be reached at all is looked at when the visit is this near: until then an address may come. */
export const NEAR_MS = 7 * DAY_MS;

export interface Circumstances {
  topic: Topic | undefined;
  /** They have an address on some channel now. */
  reachable: boolean;
  /** When the desk last dealt with a message to them about the same visit. */
  handledAt?: number;
}

/** Whether somebody has to look at what became of a message, and what fits. `undefined`: there is nothing left to do. */
export function exceptionOf(now: number, message: Message, { topic, reachable, handledAt }: Circumstances): MessageException | undefined {
  if (message.handledAt !== undefined || whyNeedless(now, message, topic) !== undefined) return undefined;
  const fix: ExceptionAction[] = message.recipientType === 'patient' ? ['fix-contact'] : [];
  if (message.status === 'failed') return { problem: 'failed', actions: [...fix, 'resend', 'acknowledge'] };
  const { reason } = message;
  if (message.status === 'held') return comesTooLate(now, message, topic) ? { problem: 'too-late', actions: ['acknowledge'] } : undefined;
  if (message.status !== 'skipped' || message.recipientType === 'practitioner') return undefined;
  // The news themselves went by another way.
  if (knownKind(message)?.calendarOnly) return undefined;
  if (reason === 'too-late') return isUrgent(message) ? { problem: reason, actions: [...fix, 'acknowledge'] } : undefined;
  if (reason !== 'no-address' && reason !== 'opted-out') return undefined;
  const actions: ExceptionAction[] = [...(reachable ? (['resend'] as const) : []), ...fix, 'acknowledge'];
  if (isUrgent(message)) return { problem: reason, actions };
  // What else they missed the next message says, once there is an address.
  if (reason === 'opted-out' || reachable) return undefined;
  if (message.aboutStart !== undefined && message.aboutStart > now + NEAR_MS) return undefined;
  // They were told of the visit: that its reminder reaches nobody either is no news.
  if (handledAt !== undefined && handledAt > message.createdAt) return undefined;
  return { problem: reason, actions };
}

/** When its recipient sets out, by what they know or by what is new: whoever is next is looked at first. */
export function lookBy(now: number, message: Message, topic: Topic | undefined): number {
  return topic?.kind === 'visit' ? neededBy(now, message, topic) : Number.MAX_SAFE_INTEGER;
}

/** It goes after the quiet hours, as it should: but they come at the wrong time before that, unless somebody calls them. */
function comesTooLate(now: number, message: Message, topic: Topic | undefined): boolean {
  if (message.reason !== QUIET_HOURS || message.recipientType !== 'patient' || !isUrgent(message) || topic?.kind !== 'visit') return false;
  const by = neededBy(now, message, topic);
  return now < by && by <= message.dueAt;
}

/** Of a message that breaks whatever asks about it: they have to be told some other way. */
export function unreadable(message: Pick<Message, 'status' | 'handledAt'>): MessageException | undefined {
  return message.status === 'failed' && message.handledAt === undefined ? { problem: 'failed', actions: ['acknowledge'] } : undefined;
}

/** Messages of one group have one cause and one remedy: the same visit of a patient, the same address of a practitioner. */
export function groupOf(message: Pick<Message, 'id' | 'visitId' | 'recipientType' | 'recipientId'>): string {
  if (message.recipientType === 'practitioner') return message.recipientId;
  return message.visitId === undefined ? message.id : `${message.recipientId}|${message.visitId}`;
}

/** One for each group, in the order given: what must be told before the rest, then the newest. */
export function oncePerGroup<T extends { message: Message }>(all: readonly T[]): (T & { count: number })[] {
  const groups = new Map<string, T & { count: number }>();
  for (const one of all) {
    const key = groupOf(one.message);
    const known = groups.get(key);
    if (!known) groups.set(key, { ...one, count: 1 });
    else groups.set(key, { ...(matters(one.message, known.message) ? one : known), count: known.count + 1 });
  }
  return [...groups.values()];
}

function matters(a: Message, b: Message): boolean {
  const urgency = Number(isUrgent(a)) - Number(isUrgent(b));
  return urgency > 0 || (urgency === 0 && a.createdAt > b.createdAt);
}
