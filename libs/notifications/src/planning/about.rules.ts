import type { Visit } from '#scheduling';
import { kindOf } from '../kinds/index.js';
import type { Message } from '../messages/message.types.js';

type Who = Pick<Message, 'kind' | 'recipientType' | 'recipientId'>;

/**
 * A fingerprint of what a message tells its recipient about a visit; empty when the visit is no longer theirs. It is kept
 * with the message: equal means still true.
 */
export function aboutOf(visit: Visit, who: Who): string {
  if (visit.status === 'cancelled') return '';
  const { fingerprint } = kindOf(who);
  if (fingerprint) return fingerprint(visit);
  if (who.recipientType !== 'practitioner') return `${visit.start}-${visit.end}`;
  return ownLegs(visit, who.recipientId)
    .map((leg) => `${leg.start}-${leg.end}@${leg.roomId}`)
    .join();
}

/** The start that concerns them: the visit's, for a practitioner that of their own part. */
export function startFor(visit: Visit, who: Pick<Who, 'recipientType' | 'recipientId'>): number {
  const own = who.recipientType === 'practitioner' ? ownLegs(visit, who.recipientId).map((leg) => leg.start) : [];
  return own.length > 0 ? Math.min(...own) : visit.start;
}

function ownLegs(visit: Visit, practitionerId: string): Visit['legs'] {
  return visit.legs.filter((leg) => leg.practitionerId === practitionerId && leg.status !== 'cancelled');
}
