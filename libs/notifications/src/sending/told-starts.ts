import type { Reader } from '#platform';
import { KINDS, MUST_TELL } from '../kinds/index.js';
import type { MessageStore } from '../messages/message.store.js';
import { type DueMessage, isAboutVisit } from '../messages/message.types.js';

/** Others speak of the visit as it is when they go, or of no time. */
const TELLS = KINDS.all.filter((kind) => !kind.calendarOnly && !kind.link).map((kind) => kind.key);

/** When the readers of news expect their visit, as far as they were told: one query, and none where there are no news. */
export async function toldStarts(
  reader: Reader,
  store: MessageStore,
  messages: readonly DueMessage[],
): Promise<(message: DueMessage) => number | undefined> {
  const news = messages.filter((message) => MUST_TELL.includes(message.kind)).filter(isAboutVisit);
  if (news.length === 0) return () => undefined;
  const told = await store.told(reader, [...new Set(news.map((message) => message.visitId))], TELLS);
  const last = new Map(told.map((one) => [`${one.visitId}|${one.recipientId}`, one]));
  return (message) => {
    const one = last.get(`${message.visitId}|${message.recipientId}`);
    return one?.kind === 'cancellation' ? undefined : one?.aboutStart;
  };
}
