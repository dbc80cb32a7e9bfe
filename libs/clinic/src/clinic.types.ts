import type { Interval, LocalDate, Weekday } from '#kernel';

export type Discipline = 'medicine' | 'chiropractic' | 'physical-therapy' | 'massage';
export type ServiceRole = 'host' | 'spot' | 'other';

/** How long before a visit its patient is reminded: days at the same wall time, or two hours. */
export const REMINDER_STEPS = ['3d', '1d', '2h'] as const;
export type ReminderStep = (typeof REMINDER_STEPS)[number];

export interface Location {
  id: string;
  name: string;
  timeZone: string;
  address: string;
  phone: string;
  gridMinutes: number;
  /** Local wall times between which reminders and texts wait: `{from: '21:00', to: '08:00'}`. */
  quietHours: { from: string; to: string };
  /** In the order of `REMINDER_STEPS`; empty for a location that reminds nobody. */
  reminders: readonly ReminderStep[];
  version: number;
}

export interface Room {
  id: string;
  locationId: string;
  name: string;
  kind: string;
  version: number;
}

export interface Service {
  id: string;
  code: string;
  name: string;
  discipline: Discipline;
  role: ServiceRole;
  durationMinutes: number;
  bufferBeforeMinutes: number;
  bufferAfterMinutes: number;
  roomKind?: string;
  cancellationNoticeHours: number;
  requiresReferral: boolean;
  /** How its patients are reminded where that differs from the location; empty: not at all. */
  reminders?: readonly ReminderStep[];
  version: number;
}

export interface Technique {
  code: string;
  name: string;
  /** Stretching is planned with it: the patient is advised to wear loose clothing. */
  stretching: boolean;
}

export interface Area {
  code: string;
  name: string;
}

/** How much massage somebody gives before a rest; both break fields or neither. */
export interface HandsOnLimits {
  /** Massage minutes a day, at most; none: no budget. */
  handsOnMinutesPerDay?: number;
  /** Massage minutes in a row, at most; none: no break is asked for. */
  breakAfterMinutes?: number;
  /** Minutes without massage after which the row begins anew. */
  breakMinutes?: number;
}

export interface Practitioner extends HandsOnLimits {
  id: string;
  displayName: string;
  discipline: Discipline;
  email: string;
  phone?: string;
  license: { number: string; expiresOn: LocalDate };
  techniques: string[];
  serviceIds: string[];
  locationIds: string[];
  /** Belongs to the demo clinic: real transports never write to them unless DEMO_MESSAGES=on. */
  demo: boolean;
  version: number;
}

/** One weekly span of local wall time, minutes since midnight, valid on `[validFrom, validUntil]` (local dates, inclusive). */
export interface WorkingSpan {
  practitionerId: string;
  locationId: string;
  weekday: Weekday;
  fromMinute: number;
  toMinute: number;
  validFrom?: LocalDate;
  validUntil?: LocalDate;
}

/** Everything about a clinic that changes rarely, read at once and cached by version. Lists are sorted by id. */
export interface ClinicSnapshot {
  version: number;
  locations: ReadonlyMap<string, Location>;
  rooms: readonly Room[];
  services: ReadonlyMap<string, Service>;
  servicesByCode: ReadonlyMap<string, Service>;
  practitioners: ReadonlyMap<string, Practitioner>;
  techniques: ReadonlyMap<string, Technique>;
  areas: ReadonlyMap<string, Area>;
  /** By practitioner id. */
  workingSpans: ReadonlyMap<string, readonly WorkingSpan[]>;
}

/** Time off of a practitioner, or a closure of a whole location (`practitionerId` absent). */
export interface Absence extends Interval {
  id: string;
  practitionerId?: string;
  locationId?: string;
}

/** A booked visit that a change of hours, time off or a closure would leave outside. */
export interface AffectedVisit {
  id: string;
  start: number;
  end: number;
  practitionerId: string;
}

/** What changed, for the impact checks that libs to the right register. */
export interface AvailabilityChange {
  locationId?: string;
  practitionerId?: string;
  /** The practitioner's hands-on budget or break is another one, too. */
  handsOn?: true;
  /** Only visits that start in this window can be affected. */
  window: Interval;
}

/** Lists booked visits that no longer fit; runs in the transaction of the change, after it was written. */
export type ImpactCheck = (reader: import('#platform').Reader, change: AvailabilityChange) => Promise<AffectedVisit[]>;
