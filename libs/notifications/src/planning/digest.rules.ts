import { DAY_MS } from '#kernel';
import type { Location } from '#clinic';
import type { DraftOf } from '../messages/message.types.js';
import { type DailyDigest, nextDigest } from '../preferences/preference.rules.js';

/** A digest that was missed while nothing ran is still of use on its day. */
const MISSED_MS = DAY_MS;

/** The digest after the one that was planned last, if that is not long ago. */
export function planDigest(
  practitionerId: string,
  digest: DailyDigest,
  lastDueAt: number | undefined,
  now: number,
  location: Pick<Location, 'id' | 'timeZone'>,
): DraftOf {
  const { day, dueAt } = nextDigest(digest, Math.max(lastDueAt ?? now, now - MISSED_MS), location.timeZone);
  return {
    kind: 'daily-digest',
    step: undefined,
    recipientType: 'practitioner',
    recipientId: practitionerId,
    channel: 'email',
    locationId: location.id,
    about: day,
    status: 'planned',
    reason: undefined,
    dueAt,
    dedupe: `${practitionerId}|daily-digest|${day}`,
  };
}
