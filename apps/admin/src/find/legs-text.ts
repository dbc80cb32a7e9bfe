import type { Catalog } from '../api/queries';
import type { Slot } from '../api/types';
import { timeOf } from '../time/wall';

/** `Dr. L. Moreau 11:25, T. Nguyen 11:40`. */
export function legsText(legs: readonly Slot[], catalog: Catalog): string {
  return [...legs]
    .sort((a, b) => Date.parse(a.start) - Date.parse(b.start))
    .map((leg) => `${catalog.practitionerById.get(leg.practitionerId)?.displayName ?? ''} ${timeOf(leg.start)}`.trim())
    .join(', ');
}
