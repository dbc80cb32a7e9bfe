import { hoursOn, normalize, subtract, WEEKDAYS, type Interval, type LocalDate, type LocalDay } from '#kernel';
import type { Absence, WorkingSpan } from '../clinic.types.js';

/**
 * When a practitioner is at a location on these days of its zone: the weekly hours as instants, minus the location's
 * closures and the practitioner's own time off. `spans` are one practitioner's; absences of others and closures of other
 * locations are passed over, so the answer of one query serves everybody, and so do the days.
 */
export function openIntervals(
  spans: readonly WorkingSpan[],
  locationId: string,
  days: readonly LocalDay[],
  absences: readonly Absence[],
): Interval[] {
  const here = spans.filter((span) => span.locationId === locationId);
  const first = here[0];
  if (!first) return [];
  const hours: Interval[] = [];
  for (const day of days) {
    for (const span of here) {
      if (span.weekday === day.weekday && isValidOn(span, day.date)) hours.push(hoursOn(day, span.fromMinute, span.toMinute));
    }
  }
  const away = absences.filter((a) =>
    a.practitionerId === undefined ? a.locationId === locationId : a.practitionerId === first.practitionerId,
  );
  return away.length > 0 ? subtract(normalize(hours), normalize(away)) : normalize(hours);
}

function isValidOn(span: WorkingSpan, date: LocalDate): boolean {
  return (span.validFrom === undefined || span.validFrom <= date) && (span.validUntil === undefined || date <= span.validUntil);
}

/**
 * The first two spans, by index, that would put one practitioner in two places or twice in one. Spans of one weekday
 * may share minutes only when their dates of validity do not meet; at which location they are makes no difference.
 */
export function firstOverlap(spans: readonly Omit<WorkingSpan, 'practitionerId'>[]): { first: number; second: number } | undefined {
  for (let second = 1; second < spans.length; second++) {
    for (let first = 0; first < second; first++) {
      if (collide(spans[first]!, spans[second]!)) return { first, second };
    }
  }
  return undefined;
}

type Span = Omit<WorkingSpan, 'practitionerId'>;

function collide(a: Span, b: Span): boolean {
  return a.weekday === b.weekday && a.fromMinute < b.toMinute && b.fromMinute < a.toMinute && datesMeet(a, b) && datesMeet(b, a);
}

function datesMeet(a: Span, b: Span): boolean {
  return a.validFrom === undefined || b.validUntil === undefined || a.validFrom <= b.validUntil;
}

/** The order of the week, for showing and for comparing. */
export function byWeek(a: Span, b: Span): number {
  return (
    WEEKDAYS.indexOf(a.weekday) - WEEKDAYS.indexOf(b.weekday) ||
    a.fromMinute - b.fromMinute ||
    compare(a.validFrom ?? '', b.validFrom ?? '') ||
    compare(a.locationId, b.locationId)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
