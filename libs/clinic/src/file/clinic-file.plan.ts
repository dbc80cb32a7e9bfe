import { formatInstant, formatLocalTime } from '#kernel';
import type { AvailabilityChange, ClinicSnapshot, WorkingSpan } from '../clinic.types.js';
import { isHandsOnLimit } from '../hands-on/hands-on.rules.js';
import { byWeek } from '../hours/hours.rules.js';
import { startsAffectedBy, startsFrom } from '../impact.rules.js';
import type { ClinicDiff, ClinicFile, Closure, DiffItem, DiffType, FieldChange } from './clinic-file.types.js';

type Fields = Record<string, unknown>;

interface Described extends DiffItem {
  fields: Fields;
}

/** Compares a file with the clinic as it is. `closures` are those that the file names and those still to come. */
export function planClinicFile(snapshot: ClinicSnapshot, clinic: ClinicFile, closures: readonly Closure[] = []): ClinicDiff {
  const diff: ClinicDiff = { created: [], changed: [], unchanged: [], notInFile: [] };
  const current = new Map(describeSnapshot(snapshot, closures).map((item) => [keyOf(item), item]));
  for (const { fields, ...item } of describeFile(clinic, snapshot)) {
    const before = current.get(keyOf(item));
    current.delete(keyOf(item));
    if (!before) {
      diff.created.push(item);
      continue;
    }
    const changes = compareFields(before.fields, fields);
    if (changes.length > 0) diff.changed.push({ ...item, fields: changes });
    else diff.unchanged.push(item);
  }
  for (const { type, id, name } of current.values()) diff.notInFile.push({ type, id, name });
  return diff;
}

/** Where booked visits may be left outside: changed practitioners, new or moved closures, another time zone. */
export function changesOf(diff: ClinicDiff, clinic: ClinicFile, now: number): AvailabilityChange[] {
  const changes: AvailabilityChange[] = [];
  const closures = new Map(clinic.closures.map((closure) => [closure.id, closure]));
  for (const item of diff.changed) {
    if (item.type === 'practitioner') {
      const handsOn = item.fields.some(({ field }) => isHandsOnLimit(field)) || undefined;
      changes.push({ practitionerId: item.id, handsOn, window: startsFrom(now) });
    }
    if (item.type === 'location' && item.fields.some((change) => change.field === 'timeZone')) {
      changes.push({ locationId: item.id, window: startsFrom(now) });
    }
  }
  for (const item of [...diff.created, ...diff.changed]) {
    const closure = item.type === 'closure' ? closures.get(item.id) : undefined;
    if (closure) changes.push({ locationId: closure.locationId, window: startsAffectedBy(closure, now) });
  }
  return changes;
}

/** The diff for people, one line per thing that differs. */
export function printDiff(diff: ClinicDiff): string {
  const lines = [
    ...diff.created.map((item) => `+ ${label(item)}`),
    ...diff.changed.flatMap((item) => [`~ ${label(item)}`, ...item.fields.map(printField)]),
    ...diff.notInFile.map((item) => `? ${label(item)} is not in the file; it stays`),
    `${diff.created.length} created, ${diff.changed.length} changed, ${diff.unchanged.length} unchanged, ${diff.notInFile.length} not in the file`,
  ];
  return lines.join('\n');
}

function printField(change: FieldChange): string {
  const { before, after } = change;
  if (!Array.isArray(before) || !Array.isArray(after)) return `    ${change.field}: ${printValue(before)} → ${printValue(after)}`;
  // Of a long list only what came and went.
  const went = before.filter((value) => !after.includes(value)).map((value) => `-${value}`);
  const came = after.filter((value) => !before.includes(value)).map((value) => `+${value}`);
  return `    ${change.field}: ${[...went, ...came].join(', ')}`;
}

function printValue(value: unknown): string {
  return value === undefined ? '(none)' : JSON.stringify(value);
}

function label(item: DiffItem): string {
  return `${item.type} ${item.id} (${item.name})`;
}

function keyOf(item: DiffItem): string {
  return `${item.type} ${item.id}`;
}

function compareFields(before: Fields, after: Fields): FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, before: before[field], after: after[field] }));
}

/** In the order in which they are written: what is referred to comes first. */
function describeFile(clinic: ClinicFile, snapshot: ClinicSnapshot): Described[] {
  const zones = new Map(clinic.locations.map((l) => [l.id, l.timeZone]));
  return [
    ...clinic.locations.map((l) => describe('location', l.id, l.name, { ...l })),
    ...clinic.rooms.map((r) => describe('room', r.id, r.name, { ...r })),
    ...clinic.areas.map((a) => describe('area', a.code, a.name, { ...a })),
    ...clinic.techniques.map((t) => describe('technique', t.code, t.name, { ...t })),
    ...clinic.services.map((s) => describe('service', s.id, s.name, { ...s })),
    ...clinic.practitioners.map((p) =>
      describe('practitioner', p.id, p.displayName, {
        ...p,
        demo: clinic.demo ?? snapshot.practitioners.get(p.id)?.demo ?? false,
        hours: printHours(clinic.workingSpans.get(p.id)),
      }),
    ),
    ...clinic.closures.map((c) => describeClosure(c, zones.get(c.locationId))),
  ];
}

function describeSnapshot(snapshot: ClinicSnapshot, closures: readonly Closure[]): Described[] {
  return [
    ...[...snapshot.locations.values()].map((l) => describe('location', l.id, l.name, { ...l })),
    ...snapshot.rooms.map((r) => describe('room', r.id, r.name, { ...r })),
    ...[...snapshot.areas.values()].map((a) => describe('area', a.code, a.name, { ...a })),
    ...[...snapshot.techniques.values()].map((t) => describe('technique', t.code, t.name, { ...t })),
    ...[...snapshot.services.values()].map((s) => describe('service', s.id, s.name, { ...s })),
    ...[...snapshot.practitioners.values()].map((p) =>
      describe('practitioner', p.id, p.displayName, { ...p, hours: printHours(snapshot.workingSpans.get(p.id)) }),
    ),
    ...closures.map((c) => describeClosure(c, snapshot.locations.get(c.locationId)?.timeZone)),
  ];
}

/** `version` is not the file's to say; nested objects are compared by their fields. */
function describe(type: DiffType, id: string, name: string, all: Fields): Described {
  const fields: Fields = {};
  for (const [key, value] of Object.entries(all)) {
    if (key === 'id' || key === 'version') continue;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) fields[key] = value;
    else for (const [inner, part] of Object.entries(value)) fields[`${key}.${inner}`] = part;
  }
  return { type, id, name, fields };
}

function describeClosure(closure: Closure, zone = 'UTC'): Described {
  const start = formatInstant(closure.start, zone);
  return {
    type: 'closure',
    id: closure.id,
    name: closure.reason ?? start.slice(0, 10),
    fields: { locationId: closure.locationId, from: start, to: formatInstant(closure.end, zone), reason: closure.reason },
  };
}

/** `mon 08:00-12:00 loc_cedar`, in the order of the week. */
function printHours(spans: readonly WorkingSpan[] = []): string[] {
  return [...spans].sort(byWeek).map((span) => {
    const time = `${formatLocalTime(span.fromMinute)}-${formatLocalTime(span.toMinute)}`;
    const from = span.validFrom ? ` from ${span.validFrom}` : '';
    const until = span.validUntil ? ` until ${span.validUntil}` : '';
    return `${span.weekday} ${time} ${span.locationId}${from}${until}`;
  });
}
