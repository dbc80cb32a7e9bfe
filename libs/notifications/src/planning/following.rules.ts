import type { ClinicSnapshot } from '#clinic';
import type { Visit, VisitChange } from '#scheduling';
import { hasMassage } from '../advice/advice.js';
import { isUpcoming, type Kind } from '../kinds/kind.js';
import { reminder } from '../kinds/reminder.kind.js';
import type { VisitMessage } from '../messages/message.types.js';

/** Why a message that goes with the first visit is not sent: another one is it now. */
export const NOT_FIRST = 'not-first';

/** Why one visit of several does not send what it has. What the reader or the clinic does not want is nobody else's either. */
const LEAVING: readonly string[] = [NOT_FIRST, 'visit-moved', 'visit-cancelled', 'not-theirs'];

/** A message that one visit of several has, when it is not sent because of what became of that visit. */
export type Left = Pick<VisitMessage, 'kind' | 'step' | 'recipientId' | 'locationId' | 'visitDay'>;

/** Whether another visit may have now what is not sent for this reason. */
export function isLeft(kind: Kind, reason: string): boolean {
  return (kind.ofFirst === true || kind === reminder) && isOfItsVisit(kind, reason);
}

/** What is not sent for this reason was left out because of what became of its visit. */
export function isOfItsVisit(kind: Kind, reason: string): boolean {
  return LEAVING.includes(reason) || reason === kind.outdated;
}

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
