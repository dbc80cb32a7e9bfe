import type { Catalog } from '../api/queries';
import type { Slot } from '../api/types';
import { dateOf, formatDay, inOrderOfTime, timeOf } from '../time/wall';

/** `Fri 4 Dec, Dr. L. Moreau 11:25, T. Nguyen 11:40`. */
export function legsText(legs: readonly Slot[], catalog: Catalog): string {
  const ordered = inOrderOfTime(legs);
  return [
    ...ordered.slice(0, 1).map(({ start }) => formatDay(dateOf(start))),
    ...ordered.map((leg) => `${catalog.practitionerById.get(leg.practitionerId)?.displayName ?? ''} ${timeOf(leg.start)}`.trim()),
  ].join(', ');
}
