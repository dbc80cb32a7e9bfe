import type { Absence, AffectedVisit, AvailabilityChange, ClinicService } from '#clinic';
import { openIntervals } from '#clinic';
import { covers, localDateOf, localDays } from '#kernel';
import type { Reader } from '#platform';

const MAX_AFFECTED = 5000;

interface BookedLeg {
  visit_id: string;
  practitioner_id: string;
  location_id: string;
  start_at: number;
  end_at: number;
}

/** Lists booked legs that no longer lie inside their practitioner's open hours; `clinic` asks on every change of hours. */
export function impactCheck(clinic: ClinicService) {
  return async (reader: Reader, change: AvailabilityChange): Promise<AffectedVisit[]> => {
    const { practitionerId, locationId, window } = change;
    const rows = await reader.all<BookedLeg>(
      `select l.visit_id, l.practitioner_id, v.location_id, l.start_at, l.end_at from leg l join visit v on v.id = l.visit_id
       where ${practitionerId ? 'l.practitioner_id = ?' : 'v.location_id = ? and v.start_at > cast(? as bigint) - 86400000 and v.start_at < ?'}
         and l.start_at >= ? and l.start_at < ? and l.status = 'booked'
       order by l.start_at, l.id limit ?`,
      practitionerId
        ? [practitionerId, window.start, window.end, MAX_AFFECTED]
        : [locationId, window.start, window.end, window.start, window.end, MAX_AFFECTED],
    );
    if (rows.length === 0) return [];
    const snapshot = await clinic.snapshot(reader);
    const absencesAt = await absencesOf(reader, clinic, rows);
    const affected: AffectedVisit[] = [];
    for (const row of rows) {
      const zone = snapshot.locations.get(row.location_id)!.timeZone;
      const span = { start: row.start_at, end: row.end_at };
      const absences = absencesAt.get(row.location_id)!.filter((one) => one.start < span.end && span.start < one.end);
      const days = localDays(localDateOf(span.start, zone), localDateOf(span.end - 1, zone), zone);
      const open = openIntervals(snapshot.workingSpans.get(row.practitioner_id) ?? [], row.location_id, days, absences);
      if (!covers(open, span)) affected.push({ id: row.visit_id, ...span, practitionerId: row.practitioner_id });
    }
    return affected;
  };
}

/** One query a location, however many legs. */
async function absencesOf(reader: Reader, clinic: ClinicService, rows: readonly BookedLeg[]): Promise<Map<string, Absence[]>> {
  const window = { start: Math.min(...rows.map((row) => row.start_at)), end: Math.max(...rows.map((row) => row.end_at)) };
  const absences = new Map<string, Absence[]>();
  for (const locationId of new Set(rows.map((row) => row.location_id))) {
    const practitionerIds = [...new Set(rows.map((row) => row.practitioner_id))];
    absences.set(locationId, await clinic.absences(reader, { practitionerIds, locationId, window }));
  }
  return absences;
}
