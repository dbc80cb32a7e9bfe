import type { ClinicSnapshot, Location, Practitioner, Room, Service } from '#clinic';
import { MINUTE_MS, parseInstant } from '#kernel';
import type { Patient } from '#patients';
import type { Leg, Visit } from '#scheduling';

// For this lib's specs: a small clinic, its people and visits, as plain data.

export function at(text: string): number {
  const instant = parseInstant(text);
  if (instant === undefined) throw new Error(`not an instant: ${text}`);
  return instant;
}

export const DENVER: Location = {
  id: 'loc_1',
  name: 'Cedar Spine & Rehab',
  timeZone: 'America/Denver',
  address: '12 Cedar Street, Boulder',
  phone: '+1 303 555 0100',
  gridMinutes: 5,
  quietHours: { from: '21:00', to: '08:00' },
  reminders: ['3d', '1d'],
  version: 1,
};

/** The clinic's other location. */
export const WEST: Location = { ...DENVER, id: 'loc_2', name: 'Cedar West' };

const service = (id: string, discipline: Service['discipline'], role: Service['role'], durationMinutes: number): Service => ({
  id,
  code: id,
  name: id,
  discipline,
  role,
  durationMinutes,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  cancellationNoticeHours: 24,
  requiresReferral: false,
  version: 1,
});

const practitioner = (id: string, displayName: string, discipline: Practitioner['discipline']): Practitioner => ({
  id,
  displayName,
  discipline,
  email: `${id}@cedar.example`,
  license: { number: '1', expiresOn: '2030-01-01' },
  techniques: [],
  serviceIds: [],
  locationIds: [DENVER.id, WEST.id],
  demo: false,
  version: 1,
});

const room = (id: string, name: string): Room => ({ id, locationId: DENVER.id, name, kind: 'treatment', version: 1 });

const byId = <T extends { id: string }>(list: T[]): Map<string, T> => new Map(list.map((one) => [one.id, one]));
const services = byId([service('adjustment', 'chiropractic', 'host', 30), service('spot-work', 'massage', 'spot', 15)]);

export const CLINIC: ClinicSnapshot = {
  version: 1,
  locations: byId([DENVER, WEST]),
  rooms: [room('rom_1', 'Room 1'), room('rom_2', 'Room 2')],
  services,
  servicesByCode: services,
  practitioners: byId([
    practitioner('pra_host', 'Dr. Hana Host', 'chiropractic'),
    practitioner('pra_spot', 'Sam Spot', 'massage'),
    practitioner('pra_other', 'Olga Other', 'massage'),
  ]),
  techniques: new Map([
    ['passive-resistive-stretching', { code: 'passive-resistive-stretching', name: 'Passive-resistive stretching', stretching: true }],
    ['deep-tissue', { code: 'deep-tissue', name: 'Deep tissue', stretching: false }],
  ]),
  areas: new Map([['low-back', { code: 'low-back', name: 'Low back' }]]),
  workingSpans: new Map(),
};

export function patient(id: string, changes: Partial<Patient> = {}): Patient {
  return {
    id,
    givenName: 'Ana',
    familyName: 'Reyes',
    displayName: 'Ana Reyes',
    email: `${id}@mail.example`,
    preferredChannel: 'email',
    language: 'en',
    remindersOptedOut: false,
    demo: false,
    version: 1,
    ...changes,
  };
}

/** A pair: 30 minutes with the host, then 15 minutes of spot work. */
export function visit(id: string, start: number, changes: Partial<Visit> = {}): Visit {
  const legs: Leg[] = [
    leg(`${id}_a`, 'adjustment', 'pra_host', 'rom_1', start, 30),
    leg(`${id}_b`, 'spot-work', 'pra_spot', 'rom_2', start + 30 * MINUTE_MS, 15),
  ];
  return {
    id,
    version: 1,
    status: 'booked',
    patientId: 'pat_1',
    locationId: DENVER.id,
    start,
    end: start + 45 * MINUTE_MS,
    legs,
    createdAt: 0,
    updatedAt: 0,
    ...changes,
  };
}

function leg(id: string, serviceId: string, practitionerId: string, roomId: string, start: number, minutes: number): Leg {
  const end = start + minutes * MINUTE_MS;
  return { id, serviceId, practitionerId, roomId, start, end, bufferBeforeMinutes: 0, bufferAfterMinutes: 0, status: 'booked' };
}

/** The visit moved as a whole to another start. */
export function movedTo(before: Visit, start: number): Visit {
  const shift = start - before.start;
  return next(before, {
    start,
    end: before.end + shift,
    legs: before.legs.map((one) => ({ ...one, start: one.start + shift, end: one.end + shift })),
  });
}

export function cancelled(before: Visit): Visit {
  return next(before, { status: 'cancelled', legs: before.legs.map((one) => ({ ...one, status: 'cancelled' })) });
}

export function withoutSpot(before: Visit): Visit {
  const [host, spot] = before.legs as [Leg, Leg];
  return next(before, { end: host.end, legs: [host, { ...spot, status: 'cancelled' }] });
}

export function withSpotBy(before: Visit, practitionerId: string): Visit {
  const [host, spot] = before.legs as [Leg, Leg];
  return next(before, { legs: [host, { ...spot, practitionerId }] });
}

export function next(before: Visit, changes: Partial<Visit>): Visit {
  return { ...before, version: before.version + 1, ...changes };
}
