import { type AffectedVisit, type AvailabilityChange, type ClinicService, massageServiceIds } from '#clinic';
import { localDateOf, startOfDay, type Interval } from '#kernel';
import type { Reader } from '#platform';
import { excessesOf, isLimited } from './hands-on.rules.js';

/** Two years of full days of one therapist. */
const MAX_LEGS = 20_000;
const MAX_AFFECTED = 5000;

interface MassageLeg {
  visit_id: string;
  location_id: string;
  start_at: number;
  end_at: number;
  status: string;
}

/** Lists booked massage beyond its therapist's budget or break, each day in the order of time; `clinic` asks when these change. */
export function handsOnCheck(clinic: ClinicService) {
  return async (reader: Reader, { practitionerId, handsOn, window }: AvailabilityChange): Promise<AffectedVisit[]> => {
    if (!handsOn || practitionerId === undefined) return [];
    const snapshot = await clinic.snapshot(reader);
    const limits = snapshot.practitioners.get(practitionerId);
    if (!limits || !isLimited(limits)) return [];
    const massages = massageServiceIds(snapshot);
    const zoneOf = (locationId: string) => snapshot.locations.get(locationId)!.timeZone;
    // What was given earlier on the first day counts.
    const zones = limits.locationIds.map(zoneOf);
    const from = Math.min(window.start, ...zones.map((zone) => startOfDay(localDateOf(window.start, zone), zone)));
    const legs = await reader.all<MassageLeg>(
      `select l.visit_id, v.location_id, l.start_at, l.end_at, l.status from leg l join visit v on v.id = l.visit_id
       where l.practitioner_id = ? and l.start_at >= ? and l.start_at < ? and l.service_id in (??) and l.status not in ('cancelled', 'no-show')
       order by l.start_at, l.id limit ?`,
      [practitionerId, from, window.end, massages, MAX_LEGS],
    );
    const days = new Map<string, Interval[]>();
    const affected: AffectedVisit[] = [];
    for (const row of legs) {
      const date = localDateOf(row.start_at, zoneOf(row.location_id));
      const earlier = days.get(date) ?? [];
      const leg = { start: row.start_at, end: row.end_at };
      const isUpcoming = row.status === 'booked' && row.start_at >= window.start;
      if (isUpcoming && affected.length < MAX_AFFECTED && excessesOf(limits, earlier, leg).length > 0)
        affected.push({ id: row.visit_id, ...leg, practitionerId });
      earlier.push(leg);
      days.set(date, earlier);
    }
    return affected;
  };
}
