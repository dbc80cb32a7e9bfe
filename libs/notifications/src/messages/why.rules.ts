import { knownKind } from '../kinds/index.js';
import { NOT_CERTAIN } from '../planning/waking.rules.js';
import type { Message } from './message.types.js';

const WAITS: Record<string, string> = {
  horizon: 'It waits until the visit is near enough.',
  [NOT_CERTAIN]: 'It waits until the visit is certain.',
};

/** For the desk: why somebody gets a message, and why it waits. Never sent. */
export function whyOf(message: Pick<Message, 'kind' | 'recipientType' | 'step' | 'status' | 'reason' | 'attempts'>): string {
  const { because = 'It is of a kind that this version does not have.' } = knownKind(message) ?? {};
  const why = typeof because === 'string' ? because : (because[message.step ?? ''] ?? '');
  if (message.status === 'held') return `${why} ${WAITS[message.reason ?? ''] ?? 'It waits for the end of the quiet hours.'}`;
  return message.attempts > 0 && message.reason ? `${why} Tried ${message.attempts} times so far (${message.reason}).` : why;
}
