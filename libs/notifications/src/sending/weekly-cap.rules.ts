import { DAY_MS } from '#kernel';
import type { Message } from '../messages/message.types.js';

const WEEK_MS = 7 * DAY_MS;

/** A reminder that was sent, or that waits. */
export type Reminding = Pick<Message, 'id' | 'recipientId' | 'visitId' | 'locationId' | 'step' | 'status' | 'dueAt'> & {
  sentAt?: number;
};

/** What is to be read about a person's other reminders to know whether one more is too many. */
export function weekAround(dueAt: number): { from: number; to: number } {
  return { from: dueAt - WEEK_MS, to: dueAt + WEEK_MS };
}

/**
 * Whether a person has had enough reminders in the seven days up to this one. The last reminder of a visit goes before the
 * earlier ones: those give way already for the last ones that still wait for the next seven days. Which one is the last is
 * different from service to service and from location to location.
 */
export function enoughThisWeek(
  message: Reminding,
  others: readonly Reminding[],
  cap: number,
  lastStepOf: (one: Reminding) => string | undefined,
): boolean {
  if (cap === 0) return false;
  const theirs = others.filter((other) => other.id !== message.id && other.recipientId === message.recipientId);
  const sent = theirs.filter(
    (other) => other.sentAt !== undefined && other.sentAt > message.dueAt - WEEK_MS && other.sentAt <= message.dueAt + DAY_MS,
  );
  const isLast = (one: Reminding) => one.step === lastStepOf(one);
  if (isLast(message)) return sent.length >= cap;
  const waiting = theirs.filter((other) => other.sentAt === undefined && isLast(other) && other.dueAt <= message.dueAt + WEEK_MS);
  return sent.length + waiting.length >= cap;
}
