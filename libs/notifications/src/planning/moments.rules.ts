import { REMINDER_STEPS, type ClinicSnapshot, type Location, type ReminderStep } from '#clinic';
import { addDays, HOUR_MS, localPartsOf, wallToInstantForward } from '#kernel';
import type { Visit } from '#scheduling';
import { afterQuiet, beforeQuiet } from './quiet.rules.js';

type Place = Pick<Location, 'timeZone' | 'quietHours'>;

/** The steps of its services that have some of their own, else those of its location. */
export function stepsOf(visit: Visit, clinic: Pick<ClinicSnapshot, 'services'>, location: Location): readonly ReminderStep[] {
  const own = visit.legs
    .filter((leg) => leg.status !== 'cancelled')
    .map((leg) => clinic.services.get(leg.serviceId)?.reminders)
    .filter((steps) => steps !== undefined);
  return own.length === 0 ? location.reminders : REMINDER_STEPS.filter((step) => own.some((steps) => steps.includes(step)));
}

/** The same wall time some days earlier, moved out of the quiet hours without passing the visit. */
export function reminderMoment(start: number, step: ReminderStep, location: Place): number {
  const wanted = step === '2h' ? start - 2 * HOUR_MS : daysBefore(start, step === '3d' ? 3 : 1, location.timeZone);
  const later = afterQuiet(wanted, location);
  // At the end of the quiet hours, unless that leaves no hour to act on it.
  return later < start - HOUR_MS ? later : beforeQuiet(wanted, location);
}

export function daysBefore(start: number, days: number, zone: string): number {
  const parts = localPartsOf(start, zone);
  return wallToInstantForward(addDays(parts.date, -days), parts.minuteOfDay, zone);
}
