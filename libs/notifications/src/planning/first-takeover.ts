import type { ClinicSnapshot } from '#clinic';
import type { Tx } from '#platform';
import type { Visit, VisitChange, VisitsService } from '#scheduling';
import type { IntakeService } from '#screening';
import { hasMassage } from '../advice/advice.js';
import type { FirstVisits } from '../advice/first-visits.service.js';
import { FOLLOWERS } from '../kinds/index.js';
import { intakeRequest } from '../kinds/intake-request.kind.js';
import { isUpcoming } from '../kinds/kind.js';
import { type Draft, planFollowing, type PlanContext } from './plan.rules.js';

const OF_FIRST = FOLLOWERS.filter((kind) => kind.ofFirst);

interface Doors {
  visits: VisitsService;
  firsts: FirstVisits;
  intakes: IntakeService;
}

/** Whether a change can make a visit the patient's first with a massage, or take that from it. */
export function concernsFirst(before: Visit, after: Visit, clinic: Pick<ClinicSnapshot, 'services'>): boolean {
  return before.start !== after.start || hasMassage({ visit: before, clinic }) !== hasMassage({ visit: after, clinic });
}

/**
 * When the visit that was the patient's first with a massage is off, comes later or has none any more, their next one is the
 * first: it takes over what goes with that. What has been sent is not sent again.
 */
export async function firstTakenOver(
  tx: Tx,
  { visits, firsts, intakes }: Doors,
  change: VisitChange,
  context: PlanContext & { clinic: ClinicSnapshot },
): Promise<Draft[]> {
  const { clinic, settings } = context;
  const { before, after } = change;
  const kinds = OF_FIRST.filter((kind) => kind.setting === undefined || settings[kind.setting]);
  if (!before || kinds.length === 0 || !leavesPlace(change, clinic)) return [];
  const { patientId } = after;
  const start = await firsts.startOf(tx, clinic, patientId);
  // It was not the first one, or still is.
  if (start === undefined || start < before.start || start <= context.now) return [];
  const found = await visits.ofPatients(tx, [patientId], { start, end: start + 1 });
  const next = found.find((visit) => visit.id !== after.id && isUpcoming(visit) && hasMassage({ visit, clinic }));
  if (!next) return [];
  const hasNoIntake = kinds.includes(intakeRequest) && (await intakes.patientsWithOne(tx, [patientId])).size === 0;
  const location = clinic.locations.get(next.locationId)!;
  const drafts = kinds.flatMap((kind) => planFollowing(kind, next, { ...context, location, isFirst: true, hasNoIntake }));
  return drafts.filter((draft) => draft.status === 'planned');
}

/** Whether another visit may be the patient's first with a massage now. */
export function leavesPlace({ before, after }: VisitChange, clinic: Pick<ClinicSnapshot, 'services'>): boolean {
  if (!before || !hasMassage({ visit: before, clinic }) || !isUpcoming(before)) return false;
  const isOff = after.status === 'cancelled' || after.status === 'no-show';
  return isOff || after.start > before.start || !hasMassage({ visit: after, clinic });
}
