import type { Visit, VisitChange } from '#scheduling';
import { isActive, mayMove, type ReferralStatus } from './referral.status.js';

/** What became of a visit, for the referral that it uses; stored as the reason of the move. */
export const VISIT_EVENTS = {
  'visit-booked': 'scheduled',
  'visit-moved': 'scheduled',
  'visit-resumed': 'scheduled',
  'visit-no-show': 'no-show',
  'visit-cancelled': 'visit-cancelled',
  'visit-completed': 'in-progress',
} as const satisfies Record<string, ReferralStatus>;

export type VisitEvent = keyof typeof VISIT_EVENTS;

type MassageState = 'none' | 'tentative' | 'booked' | 'used' | 'no-show' | 'cancelled';

/** What the change means to the referral; a visit without massage, or one that waits for a clearance, means nothing. */
export function eventOf({ kind, before, after }: VisitChange, massageServiceIds: ReadonlySet<string>): VisitEvent | undefined {
  const was = before ? massageState(before, massageServiceIds) : 'none';
  const is = massageState(after, massageServiceIds);
  if (is === 'booked') {
    if (was === 'none' || was === 'tentative') return 'visit-booked';
    if (was === 'no-show') return 'visit-resumed';
    return kind === 'rescheduled' ? 'visit-moved' : undefined;
  }
  if (is === was || was === 'none' || was === 'tentative') return undefined;
  if (is === 'used') return 'visit-completed';
  if (is === 'no-show') return 'visit-no-show';
  return is === 'cancelled' ? 'visit-cancelled' : undefined;
}

/**
 * The moves that tell the event, as the table allows them; none where it has none. With a second visit booked, the table asks
 * that it is told as scheduled before it is told as missed, cancelled or done.
 */
export function movesThatTell(event: VisitEvent, from: ReferralStatus): ReferralStatus[] {
  const to = VISIT_EVENTS[event];
  if (mayMove(from, to)) return [to];
  return isActive(from) && mayMove(from, 'scheduled') && mayMove('scheduled', to) ? ['scheduled', to] : [];
}

function massageState(visit: Visit, massageServiceIds: ReadonlySet<string>): MassageState {
  const statuses = new Set(visit.legs.filter((leg) => massageServiceIds.has(leg.serviceId)).map((leg) => leg.status));
  if (statuses.size === 0) return 'none';
  if (statuses.has('completed')) return 'used';
  if (statuses.has('booked') || statuses.has('arrived') || statuses.has('in-progress')) {
    return visit.status === 'tentative' ? 'tentative' : 'booked';
  }
  return statuses.has('no-show') ? 'no-show' : 'cancelled';
}
