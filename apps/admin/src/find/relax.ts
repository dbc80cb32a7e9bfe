import type { SearchLeg, SearchRequest } from '../api/types';
import { t } from '../texts';
import { formatDay, isDate } from '../time/wall';
import type { FindForm, WhenForm } from './find-form';

export type Change = Record<string, unknown>;

/** A relaxation in words, for its button. */
export function relaxationText(change: Change): string {
  return Object.entries(change)
    .map(([field, value]) => fieldText(field, value))
    .join(', ');
}

function fieldText(field: string, value: unknown): string {
  if (field === 'maxGapMinutes' && typeof value === 'number') return t.relax.maxGapMinutes(value);
  if (field === 'to' && isDate(value)) return t.relax.to(formatDay(value));
  if (field === 'from' && isDate(value)) return t.relax.from(formatDay(value));
  if (field === 'ignoreWishes') return t.relax.ignoreWishes;
  if (field === 'order') return t.relax.order;
  if (field === 'timeOfDay') return t.relax.timeOfDay;
  if (field === 'weekdays') return t.relax.weekdays;
  if (relaxesPeople({ [field]: value })) return t.relax.practitionerIds;
  if (/roomIds$/.test(field)) return t.relax.roomIds;
  if (/techniques$/.test(field)) return t.relax.techniques;
  return t.relax.other;
}

/** Anyone may give the legs: the search has them all again, without names. */
export function relaxesPeople(change: Change): boolean {
  const legs = change['legs'];
  return Array.isArray(legs) && (legs as SearchLeg[]).every((leg) => !leg.practitionerIds?.length);
}

/** The same relaxation as a change of the "when" part of a form. */
export function relaxWhen(change: Change, request: SearchRequest): Partial<WhenForm> {
  const patch: Partial<WhenForm> = {};
  if (typeof change['maxGapMinutes'] === 'number') patch.maxWait = change['maxGapMinutes'];
  if (change['ignoreWishes'] === true) patch.ignoreWishes = true;
  if ('timeOfDay' in change) Object.assign(patch, timeOfDayPatch(change['timeOfDay']));
  if ('weekdays' in change) patch.weekdays = Array.isArray(change['weekdays']) ? (change['weekdays'] as WhenForm['weekdays']) : [];
  if (isDate(change['to']) || isDate(change['from'])) {
    patch.days = 'range';
    patch.from = isDate(change['from']) ? change['from'] : request.from;
    patch.to = isDate(change['to']) ? change['to'] : request.to;
  }
  return patch;
}

export function relaxForm(change: Change, request: SearchRequest): Partial<FindForm> {
  const patch: Partial<FindForm> = relaxWhen(change, request);
  if (change['order'] === 'any') patch.order = 'either';
  if (relaxesPeople(change)) Object.assign(patch, { hostPractitionerId: null, spotPractitionerId: null });
  for (const field of Object.keys(change)) if (/techniques$/.test(field)) patch.techniques = [];
  return patch;
}

function timeOfDayPatch(value: unknown): Partial<WhenForm> {
  const span = (value ?? {}) as { from?: string; to?: string };
  return { timeFrom: span.from ?? '', timeTo: span.to ?? '' };
}
