import type { Visit } from '#scheduling';
import type { Message } from '../messages/message.types.js';

type Who = Pick<Message, 'kind' | 'recipientType' | 'recipientId'>;

/**
 * A fingerprint of what a message tells its recipient about a visit; empty when the visit is no longer theirs. It is kept
 * with the message: equal means still true. A reminder speaks of the start only, so that a longer visit keeps its reminders.
 */
export function aboutOf(visit: Visit, who: Who): string {
  if (visit.status === 'cancelled') return '';
  if (who.kind === 'clearance-request') return visit.status === 'tentative' ? 'waits' : '';
  if (who.recipientType !== 'practitioner') return who.kind === 'reminder' ? String(visit.start) : `${visit.start}-${visit.end}`;
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

/** The patient is still expected. */
export function isUpcoming(visit: Visit): boolean {
  return visit.status === 'tentative' || visit.status === 'booked' || visit.status === 'confirmed';
}
