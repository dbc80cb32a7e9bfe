import { normalize, parseLocalTime, subtract, WEEKDAYS, type Interval, type Weekday } from '#kernel';
import type { WorkingSpan } from '../clinic.types.js';
import { byWeek, firstOverlap } from '../hours/hours.rules.js';
import type { Place, YamlFile } from './yaml.reader.js';

const HOURS = ['location', 'days', 'time', 'breaks', 'validFrom', 'validUntil'];

/** `- { location: cedar, days: mon-fri, time: 08:00-18:00, breaks: [12:00-13:00] }` → spans, breaks taken out. */
export function readHours(
  file: YamlFile,
  place: Place | undefined,
  practitionerId: string,
  locations: ReadonlyMap<string, string>,
): WorkingSpan[] {
  const spans: WorkingSpan[] = [];
  const items: Place[] = [];
  for (const item of file.items(place)) {
    for (const span of readItem(file, item, practitionerId, locations)) {
      spans.push(span);
      items.push(item);
    }
  }
  const overlap = firstOverlap(spans);
  if (overlap) {
    const { weekday } = spans[overlap.second]!;
    file.fail(items[overlap.second]!, 'overlapping-hours', `These hours overlap others of the same practitioner on ${weekday}.`);
  }
  return spans.sort(byWeek);
}

function readItem(file: YamlFile, item: Place, practitionerId: string, locations: ReadonlyMap<string, string>): WorkingSpan[] {
  const fields = file.fields(item, HOURS);
  const locationId = fields.required('location', (place) => {
    const key = file.text(place, 60);
    const id = locations.get(key);
    if (id === undefined && key !== '') file.fail(place, 'unknown-location', `This file has no location "${key}".`);
    return id;
  });
  const days = fields.required('days', (place) => readDays(file, place)) ?? [];
  const time = fields.required('time', (place) => readRange(file, place));
  const breaks = file.items(fields.optional('breaks')).map((place) => readBreak(file, place, time));
  const validFrom = fields.optionalDate('validFrom');
  const validUntil = fields.optionalDate('validUntil');
  if (validFrom && validUntil && validUntil < validFrom) {
    file.fail(fields.optional('validUntil') ?? item, 'until-before-from', 'validUntil is before validFrom.');
  }
  if (!time || !locationId) return [];
  const worked = subtract([time], normalize(breaks.filter((span) => span !== undefined)));
  return days.flatMap((weekday) =>
    worked.map((span) => ({ practitionerId, locationId, weekday, fromMinute: span.start, toMinute: span.end, validFrom, validUntil })),
  );
}

/** `mon`, `mon-fri` or `[mon, wed, fri]`. */
function readDays(file: YamlFile, place: Place): Weekday[] {
  const parts = file.isList(place) ? file.items(place) : [place];
  const days = new Set<Weekday>();
  for (const part of parts) {
    const [first, last = first] = String(file.scalar(part))
      .split('-', 2)
      .map((name) => WEEKDAYS.indexOf(name as Weekday));
    if (first === undefined || last === undefined || first < 0 || last < first) {
      file.fail(part, 'not-a-day', 'This must be mon, mon-fri or [mon, wed, fri].');
    } else {
      for (const day of WEEKDAYS.slice(first, last + 1)) days.add(day);
    }
  }
  return [...days];
}

/** Minutes since midnight of `08:00-12:30`. */
function readRange(file: YamlFile, place: Place): Interval | undefined {
  const parts = String(file.scalar(place)).split('-');
  const [start, end] = parts.map((part) => parseLocalTime(part.trim()));
  if (parts.length === 2 && start !== undefined && end !== undefined && start < end) return { start, end };
  file.fail(place, 'not-a-time-range', 'This must be a range of the day like 08:00-12:30.');
  return undefined;
}

function readBreak(file: YamlFile, place: Place, time: Interval | undefined): Interval | undefined {
  const span = readRange(file, place);
  if (span && time && (span.start < time.start || span.end > time.end)) {
    file.fail(place, 'break-outside-hours', 'A break lies within the hours that it interrupts.');
  }
  return span;
}
