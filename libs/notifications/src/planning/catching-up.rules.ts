import type { ClinicSnapshot } from '#clinic';
import { FOLLOWERS, kindOf } from '../kinds/index.js';
import type { Kind } from '../kinds/kind.js';
import { reminder } from '../kinds/reminder.kind.js';
import type { Follower, KnownFollower } from '../messages/message.types.js';
import type { MessageSettings } from '../settings/message-settings.rules.js';
import { isOfItsVisit } from './following.rules.js';

/** What a clinic wants sent beside the news of a visit, as a text that changes when that does: steps of reminders, kinds that are on. */
export function wishesOf(clinic: Pick<ClinicSnapshot, 'locations' | 'services'>, settings: MessageSettings): string {
  const places = [...clinic.locations.values()].map(({ id, reminders }) => `${id}:${reminders.join()}`);
  const services = [...clinic.services.values()].flatMap(({ id, reminders }) => (reminders ? [`${id}:${reminders.join()}`] : []));
  const kinds = FOLLOWERS.filter(({ setting }) => setting !== undefined && settings[setting]).map((kind) => kind.key);
  return [...places.sort(), ...services.sort(), ...kinds].join(' ');
}

/**
 * Whether a message is there already, or was left out because somebody wants none. One that was left out for its visit's sake,
 * which was moved or is off, says nothing of the visit as it is now.
 */
export function isKnown(draft: Follower, known: readonly KnownFollower[]): boolean {
  const kind = kindOf(draft);
  return known.some((other) => isAlike(draft, other, kind) && !(other.status === 'skipped' && isOfItsVisit(kind, other.reason ?? '')));
}

/** One for the patient's day and step; of what goes with a first visit one for the patient, of all else one for the visit. */
function isAlike(draft: Follower, other: Follower, kind: Kind): boolean {
  if (other.kind !== draft.kind || other.recipientId !== draft.recipientId) return false;
  if (kind.ofFirst) return true;
  return other.step === draft.step && other.visitDay === draft.visitDay && (kind === reminder || other.visitId === draft.visitId);
}
