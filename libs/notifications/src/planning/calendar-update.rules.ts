import { practitionerCalendarUpdate } from '../kinds/calendar-update.kind.js';
import { practitionerCancellation } from '../kinds/practitioner-cancellation.kind.js';
import { practitionerChange } from '../kinds/practitioner-change.kind.js';
import { CERTAIN, practitionerNewVisit } from '../kinds/practitioner-new-visit.kind.js';
import { type DueMessage, hasLeft, isOutstanding, type VisitMessage } from '../messages/message.types.js';
import type { Draft } from './plan.rules.js';

/** What came of news of a visit: by which channel, unless they do without such news. */
export type News = DueMessage & Pick<VisitMessage, 'visitId' | 'visitVersion' | 'visitDay' | 'aboutStart'>;

/** Mails of these kinds change a calendar. */
const ENTERS: readonly string[] = [practitionerNewVisit.key, practitionerChange.key, practitionerCalendarUpdate.key];
const REMOVES = practitionerCancellation.key;

/** News after which an entry of before is wrong: it has moved, is off, or has become certain. */
export function outdatesEntry({ recipientType, kind, step }: Pick<DueMessage, 'recipientType' | 'kind' | 'step'>): boolean {
  if (recipientType !== 'practitioner') return false;
  return kind === practitionerChange.key || kind === REMOVES || (kind === practitionerNewVisit.key && step === CERTAIN);
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
  const theirs = existing.filter((message) => message.recipientType === 'practitioner' && message.recipientId === news.recipientId);
  if (theirs.some((message) => message.kind === practitionerCalendarUpdate.key && isOutstanding(message, now))) return undefined;
  const last = theirs
    .filter(({ kind }) => ENTERS.includes(kind) || kind === REMOVES)
    .filter((message) => message.id !== news.id && invites(message.channel) && hasLeft(message, now))
    .reduce<VisitMessage | undefined>((latest, one) => (latest && latest.visitVersion > one.visitVersion ? latest : one), undefined);
  if (!last || last.kind === REMOVES || last.visitVersion >= news.visitVersion) return undefined;
  const { recipientType, recipientId, visitId, visitVersion, locationId, visitDay, aboutStart, about } = news;
  return {
    kind: practitionerCalendarUpdate.key,
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
    dedupe: `${visitId}|${recipientId}|${practitionerCalendarUpdate.key}|v${visitVersion}`,
  };
}
