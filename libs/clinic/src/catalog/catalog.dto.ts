import { IsIn, IsOptional } from 'class-validator';
import { IsId, PageInfo, PageQuery } from '#platform';
import type { Discipline, Location, Practitioner, Room, Service, ServiceRole } from '../clinic.types.js';

const DISCIPLINES: readonly Discipline[] = ['medicine', 'chiropractic', 'physical-therapy', 'massage'];

export class RoomListQuery extends PageQuery {
  @IsOptional()
  @IsId()
  locationId?: string;
}

export class PractitionerListQuery extends PageQuery {
  /** Only those who work at this location. */
  @IsOptional()
  @IsId()
  locationId?: string;

  @IsOptional()
  @IsIn(DISCIPLINES)
  discipline?: Discipline;
}

export class QuietHoursView {
  /** Local wall time, `21:00`. */
  from: string;
  to: string;
}

export class LocationView {
  id: string;
  name: string;
  /** IANA name; every time of this location is given with its offset. */
  timeZone: string;
  address: string;
  phone: string;
  /** Visits start at multiples of this many minutes after the hour. */
  gridMinutes: number;
  /** Between these local times reminders and texts wait. */
  quietHours: QuietHoursView;
  /** How long before a visit its patient is reminded: `3d`, `1d`, `2h`. */
  reminders: string[];
}

export class RoomView {
  id: string;
  locationId: string;
  name: string;
  kind: string;
}

export class ServiceView {
  id: string;
  code: string;
  name: string;
  discipline: Discipline;
  role: ServiceRole;
  durationMinutes: number;
  bufferBeforeMinutes: number;
  bufferAfterMinutes: number;
  /** The kind of room that it needs; absent: any. */
  roomKind?: string;
  cancellationNoticeHours: number;
  requiresReferral: boolean;
  /** Steps of its reminders where they differ from the location's: `3d`, `1d`, `2h`. */
  reminders?: string[];
}

export class TechniqueView {
  code: string;
  name: string;
  /** Patients are advised to wear loose clothing when it is planned. */
  stretching: boolean;
}

export class AreaView {
  code: string;
  name: string;
}

export class LicenseView {
  number: string;
  /** Local date; the last day on which it holds. */
  expiresOn: string;
}

export class PractitionerView {
  id: string;
  displayName: string;
  discipline: Discipline;
  email: string;
  phone?: string;
  license: LicenseView;
  /** Codes. */
  techniques: string[];
  serviceIds: string[];
  locationIds: string[];
  /** Massage minutes a day, at most. */
  handsOnMinutesPerDay?: number;
  /** Massage minutes in a row, at most, until a gap of `breakMinutes`. */
  breakAfterMinutes?: number;
  breakMinutes?: number;
  /** One of the demo clinic's people: never written to by real transports. */
  demo: boolean;
}

export class LocationList {
  data: LocationView[];
  page: PageInfo;
}

export class RoomList {
  data: RoomView[];
  page: PageInfo;
}

export class ServiceList {
  data: ServiceView[];
  page: PageInfo;
}

export class TechniqueList {
  data: TechniqueView[];
  page: PageInfo;
}

export class AreaList {
  data: AreaView[];
  page: PageInfo;
}

export class PractitionerList {
  data: PractitionerView[];
  page: PageInfo;
}

export function locationView(l: Location): LocationView {
  const { id, name, timeZone, address, phone, gridMinutes, quietHours, reminders } = l;
  return { id, name, timeZone, address, phone, gridMinutes, quietHours, reminders: [...reminders] };
}

export function roomView({ id, locationId, name, kind }: Room): RoomView {
  return { id, locationId, name, kind };
}

export function serviceView(s: Service): ServiceView {
  return {
    id: s.id,
    code: s.code,
    name: s.name,
    discipline: s.discipline,
    role: s.role,
    durationMinutes: s.durationMinutes,
    bufferBeforeMinutes: s.bufferBeforeMinutes,
    bufferAfterMinutes: s.bufferAfterMinutes,
    roomKind: s.roomKind,
    cancellationNoticeHours: s.cancellationNoticeHours,
    requiresReferral: s.requiresReferral,
    reminders: s.reminders && [...s.reminders],
  };
}

export function practitionerView(p: Practitioner): PractitionerView {
  return {
    id: p.id,
    displayName: p.displayName,
    discipline: p.discipline,
    email: p.email,
    phone: p.phone,
    license: p.license,
    techniques: p.techniques,
    serviceIds: p.serviceIds,
    locationIds: p.locationIds,
    handsOnMinutesPerDay: p.handsOnMinutesPerDay,
    breakAfterMinutes: p.breakAfterMinutes,
    breakMinutes: p.breakMinutes,
    demo: p.demo,
  };
}
