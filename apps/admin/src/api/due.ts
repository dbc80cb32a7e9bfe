import { serverNow } from '../time/server-clock';
import type { Message } from './types';

const WAITING = new Set(['planned', 'held', 'queued']);
/** A message leaves within a second or two of its time. */
const GRACE_MS = 2000;
const SOONEST_MS = 4000;
const LATEST_MS = 10 * 60_000;

/** Sending is not in the change feed: how long until the next message is due and a list is worth asking for again. */
export function untilDue(messages: readonly Pick<Message, 'status' | 'dueAt'>[] = [], now = serverNow()): number | false {
  const due = messages.filter(({ status }) => WAITING.has(status)).map(({ dueAt }) => Date.parse(dueAt));
  if (due.length === 0) return false;
  return Math.min(LATEST_MS, Math.max(SOONEST_MS, Math.min(...due) - now + GRACE_MS));
}
