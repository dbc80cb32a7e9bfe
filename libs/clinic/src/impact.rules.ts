import { DAY_MS, DomainError, formatInstant, HOUR_MS, type Interval } from '#kernel';
import type { AffectedVisit } from './clinic.types.js';

/** A reservation is at most this long: a visit that began earlier cannot reach into an absence. */
const LONGEST_VISIT_MS = 12 * HOUR_MS;
/** A change of weekly hours looks at the visits of three years; booking ends after two. */
const HORIZON_MS = 3 * 366 * DAY_MS;

/** An affected visit as the API shows it. */
export interface AffectedVisitText {
  id: string;
  start: string;
  end: string;
  practitionerId: string;
}

/** Starts of the visits that an absence could meet. What has begun is not re-planned. */
export function startsAffectedBy(absence: Interval, now: number): Interval {
  return { start: Math.max(now, absence.start - LONGEST_VISIT_MS), end: absence.end };
}

/** Starts of the visits that new weekly hours could leave outside. */
export function startsFrom(now: number): Interval {
  return { start: now, end: now + HORIZON_MS };
}

/** @throws `conflict / visits-affected` naming the visits, unless the change is forced; throwing undoes it. */
export function acceptImpact(visits: readonly AffectedVisit[], zone: string, force: boolean): AffectedVisitText[] {
  const affectedVisits = visits.map((visit) => ({
    id: visit.id,
    start: formatInstant(visit.start, zone),
    end: formatInstant(visit.end, zone),
    practitionerId: visit.practitionerId,
  }));
  if (affectedVisits.length > 0 && !force) {
    const count = affectedVisits.length === 1 ? 'One booked visit' : `${affectedVisits.length} booked visits`;
    throw new DomainError('conflict', 'visits-affected', {
      detail: `${count} would be left outside. Nothing was changed; repeat it with ?force=true to change it all the same.`,
      extra: { affectedVisits },
    });
  }
  return affectedVisits;
}
