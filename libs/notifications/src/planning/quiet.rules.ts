import type { Location } from '#clinic';
import { addDays, localPartsOf, MINUTE_MS, parseLocalTime, wallToInstantForward } from '#kernel';

/**
 * What must be out before the quiet hours is due this long before them, since what is not sent by then waits for their end.
 * 30 minutes let a send fail three times (tries again after 1, 5 and 15 min and up to a fifth more: 25 min) and still leave.
 */
const SENDING_MS = 30 * MINUTE_MS;

/** Whether an instant lies in the location's quiet hours, which may cross midnight. */
export function isQuiet(instant: number, location: Pick<Location, 'timeZone' | 'quietHours'>): boolean {
  const { from, to } = minutes(location);
  const { minuteOfDay } = localPartsOf(instant, location.timeZone);
  return from <= to ? minuteOfDay >= from && minuteOfDay < to : minuteOfDay >= from || minuteOfDay < to;
}

/** The first instant at or after `instant` outside the quiet hours. */
export function afterQuiet(instant: number, location: Pick<Location, 'timeZone' | 'quietHours'>): number {
  if (!isQuiet(instant, location)) return instant;
  const { to } = minutes(location);
  const parts = localPartsOf(instant, location.timeZone);
  const end = wallToInstantForward(parts.date, to, location.timeZone);
  return end > instant ? end : wallToInstantForward(addDays(parts.date, 1), to, location.timeZone);
}

/** The last instant from which a send is sure to leave before the quiet hours that `instant` lies in. */
export function beforeQuiet(instant: number, location: Pick<Location, 'timeZone' | 'quietHours'>): number {
  if (!isQuiet(instant, location)) return instant;
  const { from } = minutes(location);
  const parts = localPartsOf(instant, location.timeZone);
  const today = wallToInstantForward(parts.date, from, location.timeZone);
  const start = today <= instant ? today : wallToInstantForward(addDays(parts.date, -1), from, location.timeZone);
  return start - SENDING_MS;
}

function minutes(location: Pick<Location, 'quietHours'>): { from: number; to: number } {
  return { from: parseLocalTime(location.quietHours.from) ?? 0, to: parseLocalTime(location.quietHours.to) ?? 0 };
}
