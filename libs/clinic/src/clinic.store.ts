import type { LocalDate, Weekday } from '#kernel';
import type { Reader, Row, Tx } from '#platform';
import {
  type Absence,
  type Area,
  type ClinicSnapshot,
  type Discipline,
  type Location,
  type Practitioner,
  REMINDER_STEPS,
  type ReminderStep,
  type Room,
  type Service,
  type ServiceRole,
  type Technique,
  type WorkingSpan,
} from './clinic.types.js';

/** Serialises changes of the clinic on Postgres, so that what one of them read stays true until it commits. */
const WRITE_LOCK = 'clinic-write';

export async function readVersion(reader: Reader): Promise<number> {
  const row = await reader.get<{ n: number }>('select n from clinic_version');
  return Number(row?.n ?? 0);
}

/** What a transaction has read of the clinic: for itself it stays so until it makes a change of its own. */
const readInTx = new WeakMap<Tx, ClinicSnapshot>();

export function snapshotReadIn(tx: Tx): ClinicSnapshot | undefined {
  return readInTx.get(tx);
}

export function keepSnapshotIn(tx: Tx, snapshot: ClinicSnapshot): void {
  readInTx.set(tx, snapshot);
}

/** Always the first lock of a change, before any practitioner's: bookings never take it, so no cycle can form. */
export async function lockClinic(tx: Tx): Promise<void> {
  await tx.lock([WRITE_LOCK]);
}

/** Call after the last write of a transaction: a snapshot read before it would be kept under the new number. */
export async function bumpVersion(tx: Tx): Promise<void> {
  await tx.run('update clinic_version set n = n + 1');
  readInTx.delete(tx);
}

/** Reads the whole clinic; if somebody changed it in between, once more, so that its tables belong together. */
export async function loadSnapshot(reader: Reader): Promise<ClinicSnapshot> {
  for (;;) {
    const version = await readVersion(reader);
    const snapshot = await loadTables(reader, version);
    if ((await readVersion(reader)) === version) return snapshot;
  }
}

async function loadTables(reader: Reader, version: number): Promise<ClinicSnapshot> {
  const locations = await reader.all<LocationRow>('select * from location');
  const rooms = await reader.all<RoomRow>('select * from room');
  const services = sorted((await reader.all<ServiceRow>('select * from service')).map(serviceOf), (s) => s.id);
  const techniques = await reader.all<TechniqueRow>('select code, name, stretching from technique');
  const areas = await reader.all<Area>('select code, name from area');
  const practitioners = await reader.all<PractitionerRow>('select * from practitioner');
  const spans = await reader.all<SpanRow>('select * from working_span order by practitioner_id, position');
  return {
    version,
    locations: indexed(locations.map(locationOf), (l) => l.id),
    rooms: sorted(
      rooms.map((r): Room => ({ id: r.id, locationId: r.location_id, name: r.name, kind: r.kind, version: r.version })),
      (r) => r.id,
    ),
    services: indexed(services, (s) => s.id),
    servicesByCode: indexed(services, (s) => s.code),
    practitioners: indexed(practitioners.map(practitionerOf), (p) => p.id),
    techniques: indexed(
      techniques.map((t): Technique => ({ code: t.code, name: t.name, stretching: t.stretching === 1 })),
      (t) => t.code,
    ),
    areas: indexed(areas, (a) => a.code),
    workingSpans: grouped(spans.map(spanOf)),
  };
}

/** Time off of these practitioners and closures of this location that touch the window, in one query. */
export async function loadAbsences(
  reader: Reader,
  practitionerIds: readonly string[],
  locationId: string,
  window: { start: number; end: number },
): Promise<Absence[]> {
  const rows = await reader.all<{ id: string; practitioner_id: string | null; start_at: number; end_at: number }>(
    `select id, practitioner_id, start_at, end_at from time_off where practitioner_id in (??) and end_at > ? and start_at < ?
     union all
     select id, null, start_at, end_at from closure where location_id = ? and end_at > ? and start_at < ?`,
    [practitionerIds, window.start, window.end, locationId, window.start, window.end],
  );
  return rows.map((row) => {
    const span = { id: row.id, start: Number(row.start_at), end: Number(row.end_at) };
    return row.practitioner_id === null ? { ...span, locationId } : { ...span, practitionerId: row.practitioner_id };
  });
}

/** Replaces a practitioner's weekly hours; `position` keeps their order. */
export async function replaceSpans(tx: Tx, practitionerId: string, spans: readonly WorkingSpan[]): Promise<void> {
  await tx.run('delete from working_span where practitioner_id = ?', [practitionerId]);
  await tx.insert(
    'working_span',
    spans.map((span, position) => ({
      practitioner_id: practitionerId,
      position,
      location_id: span.locationId,
      weekday: span.weekday,
      from_minute: span.fromMinute,
      to_minute: span.toMinute,
      valid_from: span.validFrom,
      valid_until: span.validUntil,
    })),
  );
}

export function locationRow(l: Location): Row {
  return {
    id: l.id,
    name: l.name,
    time_zone: l.timeZone,
    address: l.address,
    phone: l.phone,
    grid_minutes: l.gridMinutes,
    quiet_from: l.quietHours.from,
    quiet_to: l.quietHours.to,
    reminders: l.reminders.join(),
    version: l.version,
  };
}

export function roomRow(r: Room): Row {
  return { id: r.id, location_id: r.locationId, name: r.name, kind: r.kind, version: r.version };
}

export function serviceRow(s: Service): Row {
  return {
    id: s.id,
    code: s.code,
    name: s.name,
    discipline: s.discipline,
    role: s.role,
    duration_minutes: s.durationMinutes,
    buffer_before_minutes: s.bufferBeforeMinutes,
    buffer_after_minutes: s.bufferAfterMinutes,
    room_kind: s.roomKind,
    cancellation_notice_hours: s.cancellationNoticeHours,
    requires_referral: s.requiresReferral,
    reminders: s.reminders?.join(),
    version: s.version,
  };
}

export function practitionerRow(p: Practitioner): Row {
  return {
    id: p.id,
    display_name: p.displayName,
    discipline: p.discipline,
    email: p.email,
    phone: p.phone,
    license_number: p.license.number,
    license_expires_on: p.license.expiresOn,
    techniques: JSON.stringify(p.techniques),
    service_ids: JSON.stringify(p.serviceIds),
    location_ids: JSON.stringify(p.locationIds),
    hands_on_minutes_per_day: p.handsOnMinutesPerDay,
    break_after_minutes: p.breakAfterMinutes,
    break_minutes: p.breakMinutes,
    demo: p.demo,
    version: p.version,
  };
}

interface LocationRow {
  id: string;
  name: string;
  time_zone: string;
  address: string;
  phone: string;
  grid_minutes: number;
  quiet_from: string;
  quiet_to: string;
  reminders: string;
  version: number;
}

interface RoomRow {
  id: string;
  location_id: string;
  name: string;
  kind: string;
  version: number;
}

interface ServiceRow {
  id: string;
  code: string;
  name: string;
  discipline: Discipline;
  role: ServiceRole;
  duration_minutes: number;
  buffer_before_minutes: number;
  buffer_after_minutes: number;
  room_kind: string | null;
  cancellation_notice_hours: number;
  requires_referral: number;
  reminders: string | null;
  version: number;
}

interface TechniqueRow {
  code: string;
  name: string;
  stretching: number;
}

interface PractitionerRow {
  id: string;
  display_name: string;
  discipline: Discipline;
  email: string;
  phone: string | null;
  license_number: string;
  license_expires_on: LocalDate;
  techniques: string;
  service_ids: string;
  location_ids: string;
  hands_on_minutes_per_day: number | null;
  break_after_minutes: number | null;
  break_minutes: number | null;
  demo: number;
  version: number;
}

interface SpanRow {
  practitioner_id: string;
  location_id: string;
  weekday: Weekday;
  from_minute: number;
  to_minute: number;
  valid_from: LocalDate | null;
  valid_until: LocalDate | null;
}

function locationOf(row: LocationRow): Location {
  return {
    id: row.id,
    name: row.name,
    timeZone: row.time_zone,
    address: row.address,
    phone: row.phone,
    gridMinutes: row.grid_minutes,
    quietHours: { from: row.quiet_from, to: row.quiet_to },
    reminders: stepsFrom(row.reminders),
    version: row.version,
  };
}

function stepsFrom(column: string): ReminderStep[] {
  const steps = column.split(',');
  return REMINDER_STEPS.filter((step) => steps.includes(step));
}

function serviceOf(row: ServiceRow): Service {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    discipline: row.discipline,
    role: row.role,
    durationMinutes: row.duration_minutes,
    bufferBeforeMinutes: row.buffer_before_minutes,
    bufferAfterMinutes: row.buffer_after_minutes,
    roomKind: row.room_kind ?? undefined,
    cancellationNoticeHours: row.cancellation_notice_hours,
    requiresReferral: row.requires_referral === 1,
    reminders: row.reminders === null ? undefined : stepsFrom(row.reminders),
    version: row.version,
  };
}

function practitionerOf(row: PractitionerRow): Practitioner {
  return {
    id: row.id,
    displayName: row.display_name,
    discipline: row.discipline,
    email: row.email,
    phone: row.phone ?? undefined,
    license: { number: row.license_number, expiresOn: row.license_expires_on },
    techniques: JSON.parse(row.techniques) as string[],
    serviceIds: JSON.parse(row.service_ids) as string[],
    locationIds: JSON.parse(row.location_ids) as string[],
    handsOnMinutesPerDay: row.hands_on_minutes_per_day ?? undefined,
    breakAfterMinutes: row.break_after_minutes ?? undefined,
    breakMinutes: row.break_minutes ?? undefined,
    demo: row.demo === 1,
    version: row.version,
  };
}

function spanOf(row: SpanRow): WorkingSpan {
  return {
    practitionerId: row.practitioner_id,
    locationId: row.location_id,
    weekday: row.weekday,
    fromMinute: row.from_minute,
    toMinute: row.to_minute,
    validFrom: row.valid_from ?? undefined,
    validUntil: row.valid_until ?? undefined,
  };
}

function indexed<T>(items: readonly T[], key: (item: T) => string): Map<string, T> {
  return new Map(sorted(items, key).map((item) => [key(item), item]));
}

/** Here and not in SQL: a Postgres collation may order `_` and `-` differently, and rankings end with ids. */
function sorted<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function grouped(spans: readonly WorkingSpan[]): Map<string, WorkingSpan[]> {
  const byPractitioner = new Map<string, WorkingSpan[]>();
  for (const span of spans) {
    const list = byPractitioner.get(span.practitionerId);
    if (list) list.push(span);
    else byPractitioner.set(span.practitionerId, [span]);
  }
  return byPractitioner;
}
