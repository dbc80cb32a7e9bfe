import type { Leg, LegAction, LegStatus, Visit, VisitStatus } from '../api/types';

/** What the server allows (`docs/visit-states.md`); the first is the usual next step. An unknown status allows nothing. */
const LEG_ACTIONS: Partial<Record<LegStatus, LegAction[]>> = {
  booked: ['arrive', 'start', 'complete', 'no-show'],
  arrived: ['start', 'complete'],
  'in-progress': ['complete'],
  'no-show': ['arrive'],
};

const CANCELLABLE: VisitStatus[] = ['tentative', 'booked', 'confirmed', 'arrived'];
const MOVABLE: VisitStatus[] = ['tentative', 'booked', 'confirmed'];

/** Legs of a visit that waits for clearance cannot be worked on. */
export function legActions(visit: Pick<Visit, 'status'>, leg: Pick<Leg, 'status'>): LegAction[] {
  return visit.status === 'tentative' ? [] : (LEG_ACTIONS[leg.status] ?? []);
}

/** A massage that the screening stands against is not begun by one key: somebody looks first. */
export function asksFirst(visit: Pick<Visit, 'needsReview'>, leg: Pick<Leg, 'status'>, action: LegAction, isMassage: boolean): boolean {
  const begins = action === 'start' || (action === 'complete' && leg.status !== 'in-progress');
  return visit.needsReview === true && isMassage && begins;
}

export const canCancel = (visit: Pick<Visit, 'status'>): boolean => CANCELLABLE.includes(visit.status);
export const canMove = (visit: Pick<Visit, 'status'>): boolean => MOVABLE.includes(visit.status);
export const canConfirm = (visit: Pick<Visit, 'status'>): boolean => visit.status === 'booked';

/** Somebody who arrives arrives for the whole visit: the legs that the step fits. */
export function legsFor(visit: Visit, action: LegAction): Leg[] {
  return visit.legs.filter((leg) => leg.status === 'booked' && legActions(visit, leg).includes(action));
}
