import type { ClinicSnapshot, Location, Practitioner, Room, Service, WorkingSpan } from '#clinic';
import { addDays, eachDate, MINUTE_MS, toInstant } from '#kernel';
import type { Busy, Facts } from '#scheduling';
import type { SearchInput } from '../../libs/scheduling/src/availability/search.types.js';
import { Random } from '../../apps/demo/random.js';

// A week of 7 days 08:00–18:00 in a zone whose clocks change inside the window (2027-03-14), as in the peers' runs.
export const ZONE = 'America/New_York';
export const FROM = '2027-03-01';
export const DAYS = 30;
export const TO = addDays(FROM, DAYS - 1);
export const HOSTS = 5;
export const THERAPISTS = 8;
export const ROOMS = 4;
export const OPEN = { from: 480, to: 1080 };
const PRACTITIONER_BUSY = 20;
const ROOM_BUSY = 10;
const BUSY_MINUTES = 15;
const GRID = 5;
const SEED = 20_270_301;

export interface Span {
  start: number;
  end: number;
}

/** The plain data that both sides search: ids in order and busy spans in order of time. */
export interface PairedData {
  hostIds: string[];
  therapistIds: string[];
  roomIds: string[];
  busy: Map<string, Span[]>;
}

const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}-${i + 1}`);

export function pairedData(): PairedData {
  const random = new Random(SEED);
  const hostIds = numbered('host', HOSTS);
  const therapistIds = numbered('therapist', THERAPISTS);
  const roomIds = numbered('room', ROOMS);
  const busy = new Map<string, Span[]>();
  for (const id of [...hostIds, ...therapistIds]) busy.set(id, busySpans(random, PRACTITIONER_BUSY));
  for (const id of roomIds) busy.set(id, busySpans(random, ROOM_BUSY));
  return { hostIds, therapistIds, roomIds, busy };
}

function busySpans(random: Random, perDay: number): Span[] {
  return eachDate(FROM, TO).flatMap((date) => busyDay(random, toInstant(date, OPEN.from, ZONE), perDay));
}

/** `perDay` bookings in a day, with the free grid cells strewn between them. */
export function busyDay(random: { below(limit: number): number }, opens: number, perDay: number): Span[] {
  const free = (OPEN.to - OPEN.from - perDay * BUSY_MINUTES) / GRID;
  const gaps = new Array<number>(perDay + 1).fill(0);
  for (let i = 0; i < free; i++) gaps[random.below(perDay + 1)]!++;
  let minute = 0;
  return Array.from({ length: perDay }, (_, i) => {
    minute += gaps[i]! * GRID;
    const start = opens + minute * MINUTE_MS;
    minute += BUSY_MINUTES;
    return { start, end: start + BUSY_MINUTES * MINUTE_MS };
  });
}

/** The same data as the facts of a search, as `FactsStore` would have built them. */
export function searchInput(data: PairedData): SearchInput {
  const location: Location = {
    id: 'here',
    name: 'Bench',
    timeZone: ZONE,
    address: '',
    phone: '',
    gridMinutes: GRID,
    quietHours: { from: '21:00', to: '08:00' },
    reminders: [],
    version: 1,
  };
  const services = [service('adjustment', 'chiropractic', 'host'), service('spot', 'massage', 'spot')];
  const snapshot = snapshotOf(data, location, services);
  // Literals as `FactsStore` makes them: reading objects made by spreading measured 20 times slower.
  const busy = new Map<string, Busy[]>(
    [...data.busy].map(([id, spans]) => [id, spans.map(({ start, end }, i) => ({ start, end, claimId: `claim-${i}` }))]),
  );
  const facts: Facts = {
    now: toInstant(FROM, 0, ZONE),
    snapshot,
    location,
    window: { start: 0, end: 0 },
    absences: [],
    busy,
    handsOn: [],
    hasExpired: false,
  };
  const leg = (index: number, practitionerIds: string[]) => ({
    service: services[index]!,
    durationMinutes: 15,
    techniques: [],
    areas: [],
    practitionerIds,
    roomIds: data.roomIds,
  });
  return {
    query: {
      locationId: location.id,
      from: FROM,
      to: TO,
      legs: [leg(0, data.hostIds), leg(1, data.therapistIds)],
      order: 'any',
      minGapMinutes: 0,
      maxGapMinutes: 10,
      limit: 20,
    },
    facts,
    constraints: [],
  };
}

function service(id: string, discipline: Service['discipline'], role: Service['role']): Service {
  return {
    id,
    code: id,
    name: id,
    discipline,
    role,
    durationMinutes: 15,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    roomKind: 'room',
    cancellationNoticeHours: 0,
    requiresReferral: false,
    version: 1,
  };
}

function snapshotOf(data: PairedData, location: Location, services: Service[]): ClinicSnapshot {
  const people: Practitioner[] = [...data.hostIds, ...data.therapistIds].map((id) => ({
    id,
    displayName: id,
    discipline: data.hostIds.includes(id) ? 'chiropractic' : 'massage',
    email: '',
    license: { number: '1', expiresOn: '2030-01-01' },
    techniques: [],
    serviceIds: [data.hostIds.includes(id) ? 'adjustment' : 'spot'],
    locationIds: [location.id],
    demo: false,
    version: 1,
  }));
  const week = (practitionerId: string): WorkingSpan[] =>
    (['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const).map((weekday) => ({
      practitionerId,
      locationId: location.id,
      weekday,
      fromMinute: OPEN.from,
      toMinute: OPEN.to,
    }));
  const rooms: Room[] = data.roomIds.map((id) => ({ id, locationId: location.id, name: id, kind: 'room', version: 1 }));
  return {
    version: 1,
    locations: new Map([[location.id, location]]),
    rooms,
    services: new Map(services.map((one) => [one.id, one])),
    servicesByCode: new Map(services.map((one) => [one.code, one])),
    practitioners: new Map(people.map((one) => [one.id, one])),
    techniques: new Map(),
    areas: new Map(),
    workingSpans: new Map(people.map((one) => [one.id, week(one.id)])),
  };
}
