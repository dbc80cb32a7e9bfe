import { localDateOf, MINUTE_MS, type LocalDate } from '#kernel';
import type { Facts } from './facts.js';

/** Massage minutes already booked, by practitioner and local day. Practitioners without a budget do not appear. */
export function handsOnMinutes(facts: Pick<Facts, 'handsOn' | 'location'>): Map<string, Map<LocalDate, number>> {
  const byPractitioner = new Map<string, Map<LocalDate, number>>();
  for (const leg of facts.handsOn) {
    const days = byPractitioner.get(leg.practitionerId) ?? new Map<LocalDate, number>();
    const date = localDateOf(leg.start, facts.location.timeZone);
    days.set(date, (days.get(date) ?? 0) + (leg.end - leg.start) / MINUTE_MS);
    byPractitioner.set(leg.practitionerId, days);
  }
  return byPractitioner;
}
