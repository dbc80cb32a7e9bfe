import { dayInterval, DomainError, parseLocalDate, parseLocalTime, startOfDay, toInstant, DAY_MS } from '#kernel';
import type { Closure } from './clinic-file.types.js';
import type { Fields, Place, YamlFile } from './yaml.reader.js';

const TIMES = ['from', 'to'];
const FORMS = [['date'], ['fromDate', 'toDate'], TIMES];
const CLOSURE = [...FORMS.flat(), 'reason'];
const MAX_CLOSURE_DAYS = 366;

interface At {
  key: string;
  id: string;
  timeZone: string;
}

/** `{ date }`, `{ fromDate, toDate }` (whole days) or `{ from, to }` like 2026-12-24 13:00, in the location's local time. */
export function readClosures(file: YamlFile, place: Place | undefined, location: At): Closure[] {
  const closures = new Map<string, Closure>();
  for (const item of file.items(place)) {
    const closure = readClosure(file, item, location);
    if (!closure) continue;
    if (closures.has(closure.id)) file.fail(item, 'duplicate-closure', 'Another closure of this location begins at the same time.');
    closures.set(closure.id, closure);
  }
  return [...closures.values()];
}

function readClosure(file: YamlFile, item: Place, location: At): Closure | undefined {
  const fields = file.fields(item, CLOSURE);
  const reason = fields.optionalText('reason', 200);
  const given = FORMS.filter((form) => form.some((key) => fields.optional(key) !== undefined));
  if (given.length !== 1) {
    file.fail(item, 'ambiguous-closure', 'Write one of: date; fromDate and toDate; from and to.');
    return undefined;
  }
  const span = given[0] === TIMES ? readTimes(file, fields, location) : readDates(fields, location);
  if (!span) return undefined;
  if (span.end <= span.start || span.end - span.start > (MAX_CLOSURE_DAYS + 1) * DAY_MS) {
    file.fail(item, 'end-before-start', `A closure ends after it begins and lasts at most ${MAX_CLOSURE_DAYS} days.`);
  }
  return { id: `closure_${location.key}_${span.name}`, locationId: location.id, start: span.start, end: span.end, reason };
}

function readDates(fields: Fields, { timeZone }: At): { start: number; end: number; name: string } | undefined {
  const single = fields.optional('date') !== undefined;
  const from = fields.date(single ? 'date' : 'fromDate');
  const to = single ? from : fields.date('toDate');
  if (from === '' || to === '') return undefined;
  return { start: startOfDay(from, timeZone), end: dayInterval(to, timeZone).end, name: from };
}

function readTimes(file: YamlFile, fields: Fields, { timeZone }: At): { start: number; end: number; name: string } | undefined {
  const read = (key: string) => fields.required(key, (place) => readLocalMoment(file, place, timeZone));
  const from = read('from');
  const to = read('to');
  if (!from || !to) return undefined;
  return { start: from.instant, end: to.instant, name: `${from.text.slice(0, 10)}T${from.text.slice(11).replace(':', '')}` };
}

function readLocalMoment(file: YamlFile, place: Place, zone: string): { instant: number; text: string } | undefined {
  const value = file.scalar(place);
  const text = typeof value === 'string' ? value : '';
  const date = parseLocalDate(text.slice(0, 10));
  const minute = parseLocalTime(text.slice(11));
  if (date === undefined || minute === undefined || !/^.{10}[ T]/.test(text)) {
    file.fail(place, 'not-a-local-time', 'This must be a local date and time like 2026-12-24 13:00.');
    return undefined;
  }
  try {
    return { instant: toInstant(date, minute, zone), text };
  } catch (error) {
    // Times that the clocks skip or show twice: the kernel says which and why.
    if (!(error instanceof DomainError)) throw error;
    file.fail(place, error.code, error.message);
    return undefined;
  }
}
