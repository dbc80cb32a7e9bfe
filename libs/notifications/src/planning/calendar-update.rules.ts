import { calendarUpdate } from '../kinds/calendar-update.kind.js';
import { cancellation } from '../kinds/cancellation.kind.js';
import { change } from '../kinds/change.kind.js';
import { confirmation } from '../kinds/confirmation.kind.js';
import { CERTAIN, practitionerNewVisit } from '../kinds/practitioner-new-visit.kind.js';
import { type DueMessage, hasLeft, isOutstanding, type VisitMessage } from '../messages/message.types.js';
import type { Draft } from './plan.rules.js';

/** What came of news of a visit: by which channel, unless they do without such news. */
export type News = DueMessage & Pick<VisitMessage, 'visitId' | 'visitVersion' | 'visitDay' | 'aboutStart'>;

/** Mails of these kinds change a calendar. Those to patients and to practitioners have the same keys. */
const UPDATES = calendarUpdate.key;
const REMOVES = cancellation.key;
const ENTERS: readonly string[] = [confirmation.key, practitionerNewVisit.key, change.key, UPDATES];

/** News after which an entry of before is wrong: it has moved, is off, or has become certain. */
export function outdatesEntry(news: Pick<DueMessage, 'recipientType' | 'kind' | 'step' | 'visitVersion'>): boolean {
  const { recipientType, kind, step, visitVersion = 1 } = news;
  if (recipientType === 'referrer') return false;
  // To a patient that it is certain is confirmed once more; of a fresh visit there is no entry.
  const isAgain = kind === confirmation.key && visitVersion > 1;
  return kind === change.key || kind === REMOVES || isAgain || (kind === practitionerNewVisit.key && step === CERTAIN);
}

/**
 * The mail that an entry of before needs, now that these news did not go by mail; `undefined`: there is no such entry, or its mail
 * waits already, which tells how the visit stands when it goes. `existing` are the visit's messages, `invites` tells the channels
 * that carry an invitation.
 */
export function planCalendarUpdate(
  news: News,
  existing: readonly VisitMessage[],
  now: number,
  invites: (channel: string) => boolean,
): Draft | undefined {
  const theirs = existing.filter((message) => message.recipientType === news.recipientType && message.recipientId === news.recipientId);
  if (theirs.some((message) => message.kind === UPDATES && isOutstanding(message, now))) return undefined;
  const last = theirs
    .filter(({ kind }) => ENTERS.includes(kind) || kind === REMOVES)
    .filter((message) => message.id !== news.id && invites(message.channel) && hasLeft(message, now))
    .reduce<VisitMessage | undefined>((latest, one) => (latest && latest.visitVersion > one.visitVersion ? latest : one), undefined);
  if (!last || last.kind === REMOVES || last.visitVersion >= news.visitVersion) return undefined;
  const { recipientType, recipientId, visitId, visitVersion, locationId, visitDay, aboutStart, about } = news;
  return {
    kind: UPDATES,
    step: undefined,
    recipientType,
    recipientId,
    visitId,
    visitVersion,
    channel: 'email',
    locationId,
    visitDay,
    aboutStart,
    about,
    status: 'planned',
    reason: undefined,
    dueAt: now,
    dedupe: `${visitId}|${recipientId}|${UPDATES}|v${visitVersion}`,
  };
}
