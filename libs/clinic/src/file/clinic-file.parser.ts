import { isKnownZone, parseLocalTime } from '#kernel';
import { HANDS_ON_MAX } from '../hands-on/hands-on.rules.js';
import { REMINDER_STEPS, type Discipline, type HandsOnLimits, type ReminderStep, type ServiceRole } from '../clinic.types.js';
import { readClosures } from './closures.parser.js';
import type { ClinicFile, ParsedClinicFile } from './clinic-file.types.js';
import { readHours } from './hours.parser.js';
import { type Fields, type Place, YamlFile } from './yaml.reader.js';

const MAX_CHARACTERS = 2_000_000;
const DISCIPLINES: readonly Discipline[] = ['medicine', 'chiropractic', 'physical-therapy', 'massage'];
const ROLES: readonly ServiceRole[] = ['host', 'spot', 'other'];
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** A reservation is at most 12 h, buffers included. */
const MAX_SERVICE_MINUTES = 600;
const MAX_BUFFER_MINUTES = 60;
/** Minutes that an hour is a multiple of: starts look the same in every hour. */
const GRIDS = [5, 10, 15, 20, 30, 60];

const TOP = ['clinic', 'locations', 'areas', 'techniques', 'services', 'practitioners'] as const;
const LOCATION = ['name', 'timeZone', 'address', 'phone', 'gridMinutes', 'quietHours', 'reminders', 'rooms', 'closures'];
const SERVICE = [
  'name',
  'discipline',
  'role',
  'durationMinutes',
  'bufferBeforeMinutes',
  'bufferAfterMinutes',
  'roomKind',
  'cancellationNoticeHours',
  'reminders',
  'requiresReferral',
];
const PRACTITIONER = [
  'name',
  'discipline',
  'email',
  'phone',
  'license',
  'techniques',
  'services',
  'locations',
  'hours',
  'handsOnMinutesPerDay',
  'breakAfterMinutes',
  'breakMinutes',
];

/** Reads a clinic file. All mistakes are reported at once, each with its line and column. */
export function parseClinicFile(text: string): ParsedClinicFile {
  if (text.length > MAX_CHARACTERS) {
    return { errors: [{ line: 1, column: 1, pointer: '', code: 'file-too-large', message: 'A clinic file is at most 2 MB.' }] };
  }
  const file = new YamlFile(text);
  if (file.errors.length > 0) return { errors: file.errors };
  const top = file.fields(file.root(), TOP);
  const clinic: ClinicFile = {
    name: top.text('clinic', 120),
    locations: [],
    rooms: [],
    services: [],
    techniques: [],
    areas: [],
    practitioners: [],
    workingSpans: new Map(),
    closures: [],
  };
  // What is referred to is read first, whatever the order in the file.
  top.required('locations', (place) => readLocations(file, place, clinic));
  top.required('areas', (place) => readAreas(file, place, clinic));
  top.required('techniques', (place) => readTechniques(file, place, clinic));
  top.required('services', (place) => readServices(file, place, clinic));
  top.required('practitioners', (place) => readPractitioners(file, place, clinic));
  if (file.errors.length === 0) return { clinic };
  return { errors: file.errors.sort((a, b) => a.line - b.line || a.column - b.column) };
}

function readLocations(file: YamlFile, place: Place, clinic: ClinicFile): void {
  for (const entry of file.entries(place)) {
    const fields = file.fields(entry, LOCATION);
    const id = `loc_${entry.key}`;
    const timeZone = readZone(file, fields);
    clinic.locations.push({
      id,
      name: fields.text('name', 120),
      timeZone: timeZone ?? '',
      address: fields.text('address'),
      phone: fields.text('phone', 40),
      gridMinutes: readGrid(file, fields),
      quietHours: readQuietHours(file, fields),
      reminders: readReminders(file, fields) ?? USUAL_REMINDERS,
    });
    for (const room of file.entries(fields.optional('rooms'))) {
      const of = file.fields(room, ['name', 'kind']);
      clinic.rooms.push({
        id: `room_${entry.key}_${room.key}`,
        locationId: id,
        name: of.text('name', 120),
        kind: readCode(file, of, 'kind'),
      });
    }
    if (timeZone) clinic.closures.push(...readClosures(file, fields.optional('closures'), { key: entry.key, id, timeZone }));
  }
}

function readZone(file: YamlFile, fields: Fields): string | undefined {
  return fields.required('timeZone', (place) => {
    const zone = file.text(place, 60);
    if (zone === '' || isKnownZone(zone)) return zone || undefined;
    file.fail(place, 'unknown-zone', `There is no time zone "${zone}". Write it like America/Denver.`);
    return undefined;
  });
}

function readGrid(file: YamlFile, fields: Fields): number {
  const grid = fields.int('gridMinutes', 5, 60, 5);
  if (!GRIDS.includes(grid))
    file.fail(fields.optional('gridMinutes') ?? fields.place, 'not-a-choice', `This must be one of ${GRIDS.join(', ')}.`);
  return grid;
}

function readQuietHours(file: YamlFile, fields: Fields): { from: string; to: string } {
  const place = fields.optional('quietHours');
  if (!place) return { from: '21:00', to: '08:00' };
  const of = file.fields(place, ['from', 'to']);
  return { from: readTime(file, of, 'from'), to: readTime(file, of, 'to') };
}

/** Two reminders missed fewer visits than one (4.4 % against 5.3–5.8 %, Steiner 2018). */
const USUAL_REMINDERS: readonly ReminderStep[] = ['3d', '1d'];

function readReminders(file: YamlFile, fields: Fields): readonly ReminderStep[] | undefined {
  const place = fields.optional('reminders');
  if (!place) return undefined;
  const stated = file.items(place).map((item) => {
    const step = file.text(item, 60);
    if (step !== '' && !isStep(step)) file.fail(item, 'not-a-choice', `This must be one of ${REMINDER_STEPS.join(', ')}.`);
    return step;
  });
  return REMINDER_STEPS.filter((step) => stated.includes(step));
}

function isStep(text: string): text is ReminderStep {
  return (REMINDER_STEPS as readonly string[]).includes(text);
}

function readTime(file: YamlFile, fields: Fields, key: string): string {
  const read = (place: Place) => {
    const value = file.scalar(place);
    if (typeof value === 'string' && parseLocalTime(value) !== undefined) return value;
    file.fail(place, 'not-a-time', 'This must be a time like 08:30, in quotes.');
    return '';
  };
  return fields.required(key, read) ?? '';
}

/** A code that is a value: its shape is checked, so that it can stand in addresses and filters. */
function readCode(file: YamlFile, fields: Fields, key: string): string {
  const read = (place: Place) => {
    const value = file.text(place, 60);
    if (value !== '' && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(value)) {
      file.fail(place, 'not-a-code', 'Use small letters, digits and single hyphens, like treatment-room.');
    }
    return value;
  };
  return fields.required(key, read) ?? '';
}

function readAreas(file: YamlFile, place: Place, clinic: ClinicFile): void {
  for (const entry of file.entries(place)) clinic.areas.push({ code: entry.key, name: file.text(entry, 120) });
}

function readTechniques(file: YamlFile, place: Place, clinic: ClinicFile): void {
  for (const entry of file.entries(place)) {
    const fields = file.fields(entry, ['name', 'stretching']);
    clinic.techniques.push({ code: entry.key, name: fields.text('name', 120), stretching: fields.flag('stretching') });
  }
}

function readServices(file: YamlFile, place: Place, clinic: ClinicFile): void {
  const kinds = new Set(clinic.rooms.map((room) => room.kind));
  for (const entry of file.entries(place)) {
    const fields = file.fields(entry, SERVICE);
    const roomKindAt = fields.optional('roomKind');
    const roomKind = roomKindAt && readCode(file, fields, 'roomKind');
    if (roomKindAt && roomKind && !kinds.has(roomKind)) {
      file.fail(roomKindAt, 'unknown-room-kind', `No room in this file is of the kind "${roomKind}".`);
    }
    clinic.services.push({
      id: `svc_${entry.key}`,
      code: entry.key,
      name: fields.text('name', 120),
      discipline: fields.oneOf('discipline', DISCIPLINES),
      role: fields.oneOf('role', ROLES),
      durationMinutes: fields.int('durationMinutes', 5, MAX_SERVICE_MINUTES),
      bufferBeforeMinutes: fields.int('bufferBeforeMinutes', 0, MAX_BUFFER_MINUTES, 0),
      bufferAfterMinutes: fields.int('bufferAfterMinutes', 0, MAX_BUFFER_MINUTES, 0),
      roomKind,
      cancellationNoticeHours: fields.int('cancellationNoticeHours', 0, 720, 24),
      requiresReferral: fields.flag('requiresReferral'),
      reminders: readReminders(file, fields),
    });
  }
}

function readPractitioners(file: YamlFile, place: Place, clinic: ClinicFile): void {
  const techniques = new Map(clinic.techniques.map((t) => [t.code, t.code]));
  const services = new Map(clinic.services.map((s) => [s.code, s.id]));
  const locations = new Map(clinic.locations.map((l) => [l.id.slice('loc_'.length), l.id]));
  for (const entry of file.entries(place)) {
    const before = file.errors.length;
    const fields = file.fields(entry, PRACTITIONER);
    const id = `prac_${entry.key}`;
    const spans = readHours(file, fields.optional('hours'), id, locations);
    const stated = readReferences(file, fields.optional('locations'), locations, 'location');
    const locationIds = [...new Set([...stated, ...spans.map((span) => span.locationId)])].sort();
    if (locationIds.length === 0 && file.errors.length === before) {
      file.fail(entry, 'works-nowhere', `"${entry.key}" needs hours, or at least a list of locations.`);
    }
    clinic.practitioners.push({
      id,
      displayName: fields.text('name', 120),
      discipline: fields.oneOf('discipline', DISCIPLINES),
      email: readEmail(file, fields),
      phone: fields.optionalText('phone', 40),
      license: fields.required('license', (at) => readLicense(file, at)) ?? { number: '', expiresOn: '' },
      techniques: readReferences(file, fields.optional('techniques'), techniques, 'technique'),
      serviceIds: readReferences(file, fields.optional('services'), services, 'service'),
      locationIds,
      ...readHandsOn(file, fields),
    });
    clinic.workingSpans.set(id, spans);
  }
}

function readHandsOn(file: YamlFile, fields: Fields): HandsOnLimits {
  const read = (key: keyof HandsOnLimits) => {
    const place = fields.optional(key);
    return place && file.int(place, 1, HANDS_ON_MAX[key]);
  };
  const after = fields.optional('breakAfterMinutes');
  const length = fields.optional('breakMinutes');
  if (!after !== !length)
    file.fail(after ?? length ?? fields.place, 'break-incomplete', 'breakAfterMinutes and breakMinutes belong together.');
  return {
    handsOnMinutesPerDay: read('handsOnMinutesPerDay'),
    breakAfterMinutes: read('breakAfterMinutes'),
    breakMinutes: read('breakMinutes'),
  };
}

function readEmail(file: YamlFile, fields: Fields): string {
  const read = (place: Place) => {
    const email = file.text(place, 254);
    if (email !== '' && !EMAIL.test(email)) file.fail(place, 'not-an-email', 'This must be an e-mail address.');
    return email;
  };
  return fields.required('email', read) ?? '';
}

function readLicense(file: YamlFile, place: Place): { number: string; expiresOn: string } {
  const fields = file.fields(place, ['number', 'expiresOn']);
  return { number: fields.text('number', 60), expiresOn: fields.date('expiresOn') };
}

/** Sorted, since these are sets: another order in the file is no change. */
function readReferences(file: YamlFile, place: Place | undefined, known: ReadonlyMap<string, string>, what: string): string[] {
  const found = new Set<string>();
  for (const item of file.items(place)) {
    const key = file.text(item, 60);
    const id = known.get(key);
    if (id === undefined) {
      if (key !== '') file.fail(item, `unknown-${what}`, `This file has no ${what} "${key}".`);
    } else if (found.has(id)) {
      file.fail(item, 'listed-twice', `"${key}" stands in this list twice.`);
    } else {
      found.add(id);
    }
  }
  return [...found].sort();
}
