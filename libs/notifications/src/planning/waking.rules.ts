import { REMINDER_STEPS, type ReminderStep } from '#clinic';
import { HOUR_MS } from '#kernel';
import type { Visit } from '#scheduling';
import { kindOf } from '../kinds/index.js';
import { reminder } from '../kinds/reminder.kind.js';
import { isOutstanding, type VisitMessage } from '../messages/message.types.js';
import { aboutOf } from './about.rules.js';

/** Why a message is held that speaks of its visit as certain. */
export const NOT_CERTAIN = 'not-certain';

/** Not in one breath with the news that the visit is certain. */
const WAIT_MS = 2 * HOUR_MS;
/** Of two reminders that are nearer to each other the first is one too many. */
const APART_MS = 12 * HOUR_MS;

/** What becomes of messages that waited for their visit to be certain. */
export interface Waking {
  /** Ids of those that go at `dueAt`. */
  ids: string[];
  dueAt: number;
  /** Ids of those that are of no use any more beside what goes. */
  superseded: string[];
}

/** `after` is certain now; `existing` are its messages so far. What moved with it is not woken: that is planned anew. */
export function wakingOf(after: Visit, existing: readonly VisitMessage[], now: number, undoMs: number): Waking {
  const dueAt = now + undoMs + WAIT_MS;
  const waking: Waking = { ids: [], dueAt, superseded: [] };
  for (const message of existing) {
    if (!isWaiting(message) || message.about !== aboutOf(after, message)) continue;
    const isLate = dueAt >= (kindOf(message).useless?.(after) ?? after.end);
    const ids = isLate || hasNext(message, existing, now, dueAt) ? waking.superseded : waking.ids;
    ids.push(message.id);
  }
  return waking;
}

/** A later reminder of the visit goes at the same time, or soon after. */
function hasNext(message: VisitMessage, existing: readonly VisitMessage[], now: number, dueAt: number): boolean {
  if (message.kind !== reminder.key) return false;
  return existing.some(
    (other) =>
      other.kind === reminder.key &&
      placeOf(other) > placeOf(message) &&
      (isWaiting(other) || (isOutstanding(other, now) && other.dueAt < dueAt + APART_MS)),
  );
}

function isWaiting({ status, reason }: VisitMessage): boolean {
  return status === 'held' && reason === NOT_CERTAIN;
}

function placeOf({ step }: VisitMessage): number {
  return REMINDER_STEPS.indexOf(step as ReminderStep);
}
