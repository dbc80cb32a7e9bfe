import type { ClinicSnapshot } from '#clinic';
import type { Visit, VisitChange } from '#scheduling';
import { hasMassage } from '../advice/advice.js';
import { isUpcoming } from '../kinds/kind.js';

/** Why a message that goes with the first visit is not sent: another one is it now. */
export const NOT_FIRST = 'not-first';

/** Whether a change can make a visit the patient's first with a massage, or take that from it. */
export function concernsFirst(before: Visit, after: Visit, clinic: Pick<ClinicSnapshot, 'services'>): boolean {
  return before.start !== after.start || hasMassage({ visit: before, clinic }) !== hasMassage({ visit: after, clinic });
}

/** Whether another visit may be the patient's first with a massage now. */
export function leavesPlace({ before, after }: VisitChange, clinic: Pick<ClinicSnapshot, 'services'>): boolean {
  if (!before || !hasMassage({ visit: before, clinic }) || !isUpcoming(before)) return false;
  const isOff = after.status === 'cancelled' || after.status === 'no-show';
  return isOff || after.start > before.start || !hasMassage({ visit: after, clinic });
}
