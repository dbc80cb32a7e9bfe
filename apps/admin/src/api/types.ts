/** Shapes of the HTTP contract that the screens use. Enum values may grow: every switch over one needs a default. */

export type Discipline = 'medicine' | 'chiropractic' | 'physical-therapy' | 'massage';
export type Role = 'host' | 'spot' | 'other';
export type Side = 'left' | 'right' | 'both';
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';
export type LegStatus = 'booked' | 'arrived' | 'in-progress' | 'completed' | 'no-show' | 'cancelled';
export type VisitStatus = 'tentative' | 'booked' | 'confirmed' | Exclude<LegStatus, 'booked'>;
export type LegAction = 'arrive' | 'start' | 'complete' | 'no-show';

/** An RFC 3339 instant with the location's offset, for example `2026-11-23T11:25:00-08:00`. */
export type Instant = string;
/** `YYYY-MM-DD` at the location. */
export type LocalDate = string;

/** The `ETag` header travels with the object, so that a change can say which version it was decided on. */
export type Tagged<T> = T & { etag?: string };

export interface Page<T> {
  data: T[];
  page: { next?: string; hasMore: boolean };
}

export interface User {
  id: string;
  displayName: string;
  email: string;
  role: string;
  scopes: string[];
  practitionerId?: string;
}

export interface Location {
  id: string;
  name: string;
  timeZone: string;
  address?: string;
  phone?: string;
  gridMinutes: number;
  quietHours?: { from: string; to: string };
  /** Steps of its reminders: `3d`, `1d`, `2h`. */
  reminders: string[];
}

export interface Room {
  id: string;
  locationId: string;
  name: string;
  kind: string;
}

export interface Service {
  id: string;
  code: string;
  name: string;
  discipline: Discipline;
  role: Role;
  durationMinutes: number;
  roomKind?: string;
  /** Where they differ from the location's. */
  reminders?: string[];
}

export interface Named {
  code: string;
  name: string;
}

export interface Practitioner {
  id: string;
  displayName: string;
  discipline: Discipline;
  techniques: string[];
  serviceIds: string[];
  locationIds: string[];
}

export interface AreaRef {
  code: string;
  side?: Side;
}

export interface Plan {
  areas?: AreaRef[];
  techniques?: string[];
  bringAid?: boolean;
  notes?: string;
}

/** Where and when one service would be given. */
export interface Slot {
  serviceId: string;
  practitionerId: string;
  roomId: string;
  start: Instant;
  end: Instant;
}

export interface Leg extends Slot {
  id: string;
  status: LegStatus;
}

export interface Visit {
  id: string;
  version: number;
  status: VisitStatus;
  /** The patient's screening changed since it was booked. */
  needsReview?: boolean;
  releaseAt?: Instant;
  patient: { id: string; displayName: string };
  locationId: string;
  timeZone: string;
  start: Instant;
  end: Instant;
  referralId?: string;
  plan?: Plan;
  legs: Leg[];
}

export interface BoardColumnData {
  practitionerId: string;
  displayName: string;
  discipline: Discipline;
  open: { start: Instant; end: Instant }[];
  /** Massage of the day, of somebody with a daily budget. */
  handsOn?: { budgetMinutes: number; bookedMinutes: number };
}

export interface BoardHold {
  id: string;
  expiresAt: Instant;
  legs: Slot[];
  by?: string | { displayName?: string };
}

export interface BoardDay {
  locationId: string;
  timeZone: string;
  date: LocalDate;
  dayStart: Instant;
  dayEnd: Instant;
  gridMinutes: number;
  columns: BoardColumnData[];
  rooms: { id: string; name: string; kind: string }[];
  visits: Visit[];
  holds: BoardHold[];
  change: number;
}

export interface Patient {
  id: string;
  givenName: string;
  familyName: string;
  birthDate?: LocalDate;
  email?: string;
  phone?: string;
  preferredChannel?: 'email' | 'sms';
  language?: 'en' | 'es';
  remindersOptedOut?: boolean;
  wishes?: { practitionerIds: string[]; avoidPractitionerIds: string[] };
}

export type PatientInput = Omit<Patient, 'id'>;

export interface SearchLeg {
  serviceId: string;
  practitionerIds?: string[];
  techniques?: string[];
  areas?: AreaRef[];
}

export interface SearchRequest {
  locationId: string;
  from: LocalDate;
  to: LocalDate;
  legs: SearchLeg[];
  patientId?: string;
  referralId?: string;
  movingVisitId?: string;
  order?: 'any' | 'as-listed';
  minGapMinutes?: number;
  maxGapMinutes?: number;
  timeOfDay?: { from: string; to: string };
  weekdays?: Weekday[];
  ignoreWishes?: boolean;
  limit?: number;
}

export interface Option {
  start: Instant;
  end: Instant;
  waitMinutes: number;
  requires?: string[];
  usualTherapist?: boolean;
  preferred?: boolean;
  legs: Slot[];
}

export interface Relaxation {
  change: Record<string, unknown>;
  options: number;
}

/** Whose hands-on limit took times away, and on which day first. */
export interface HandsOnLimit {
  practitionerId: string;
  date: LocalDate;
  budgetMinutes?: number;
  bookedMinutes?: number;
  breakAfterMinutes?: number;
  breakMinutes?: number;
}

export interface Explanation {
  considered: number;
  rejected: { reason: string; count: number; limits?: HandsOnLimit[] }[];
  relaxations: Relaxation[];
}

export interface SearchResult {
  timeZone: string;
  options: Option[];
  explanation: Explanation;
}

export interface Hold {
  id: string;
  expiresAt: Instant;
  legs: Slot[];
}

export interface BookRequest {
  patientId: string;
  holdId?: string;
  legs?: Slot[];
  referralId?: string;
  plan?: Plan;
  acceptTentative?: boolean;
  /** Id of the practitioner who is asked. */
  clearanceFrom?: string;
  override?: { reason: string };
}

export type ReferralStatus =
  | 'received'
  | 'needs-information'
  | 'needs-clearance'
  | 'accepted'
  | 'scheduled'
  | 'no-show'
  | 'visit-cancelled'
  | 'in-progress'
  | 'cancellation-requested'
  | 'declined'
  | 'cancelled'
  | 'completed'
  | (string & {});

export interface Referral {
  id: string;
  patientId: string;
  status: ReferralStatus;
  referrer: { practitionerId?: string; name?: string; organization?: string; email?: string; displayName?: string };
  reason: string;
  areas?: AreaRef[];
  techniques?: string[];
  visitsAuthorized?: number;
  validFrom?: LocalDate;
  validUntil?: LocalDate;
  ledger?: Ledger;
}

export interface ReferralMove {
  to: ReferralStatus;
  needsReason: boolean;
  /** Visits lead there by themselves. */
  followsVisits: boolean;
}

/** What a card and a page have in common. */
export interface ReferralStanding {
  id: string;
  version: number;
  status: ReferralStatus;
  patient: { id: string; displayName: string };
  moves: ReferralMove[];
  ledger: Ledger;
  warnings: string[];
  ageDays: number;
  /** The report that the referrer should have next, if one is due. */
  suggestedReport?: 'progress' | 'outcome';
  priority?: string;
}

export interface ReferralCard extends ReferralStanding {
  referrer: Referral['referrer'];
  areas: AreaRef[];
  techniques: string[];
}

export interface ReferralColumn {
  key: string;
  total?: number;
  data: ReferralCard[];
  page: { next?: string; hasMore: boolean };
}

export interface ReferralTransition {
  from?: ReferralStatus;
  to: ReferralStatus;
  /** With a visit it is a code. */
  reason?: string;
  visitId?: string;
  at: Instant;
  by: string;
}

export type ReferralDetail = Omit<Referral, 'ledger'> &
  ReferralCard & { conditions: string[]; transitions: ReferralTransition[]; createdAt: Instant };

/** Who published a version of settings; 0: nothing was ever published. */
export interface SettingsVersion {
  version: number;
  note?: string;
  publishedAt?: Instant;
  publishedBy?: string;
}

export type ReferralNumber =
  'fewVisitsLeft' | 'nearExpiryDays' | 'noneBookedAfterDays' | 'reportAfterVisits' | 'reportAfterMonths' | 'reportReminderDays';
export type ReferralFlag = 'noShowsCount' | 'lateCancellationsCount';
export type ReferralSettingsValues = Record<ReferralNumber, number> & Record<ReferralFlag, boolean>;
export type ReferralSettings = SettingsVersion & ReferralSettingsValues & { released: ReferralSettingsValues };

export interface ReferralInput {
  patientId: string;
  referrer: { practitionerId: string } | { name: string; organization?: string };
  reason: string;
  areas?: AreaRef[];
  techniques?: string[];
  visitsAuthorized?: number;
  validFrom?: LocalDate;
  validUntil?: LocalDate;
}

/** Absent numbers: the referral does not limit how many visits. */
export interface Ledger {
  authorized?: number | null;
  booked: number;
  used: number;
  left?: number | null;
}

export type { Mail, Message, MessageStatus, Outlook } from './message-types';

export interface Problem {
  type?: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  instance?: string;
  errors?: { pointer: string; code: string; detail: string }[];
  /** Up to three free options, with `slot-taken`. */
  next?: Option[];
  /** Whether a person with the right may lift this refusal; `clinician`: only one who is one. */
  overridable?: boolean | 'clinician';
}
