import type { LocalDate } from '#kernel';
import type { AreaRef } from '#scheduling';
import type { ReferralStatus } from './referral.status.js';

export const REFERRAL_SOURCES = ['staff', 'outside'] as const;
export type ReferralSource = (typeof REFERRAL_SOURCES)[number];

/** The priorities of a FHIR request, so that they pass through unchanged. */
export const PRIORITIES = ['routine', 'urgent', 'asap', 'stat'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** Who asks. A practitioner of the clinic is named by id, with the name as it was when the referral was entered. */
export interface Referrer {
  practitionerId?: string;
  name: string;
  organization?: string;
  /** For example an NPI. */
  identifier?: string;
  email?: string;
}

/** What a referral asks for. `reason` and `conditions` are health information: never in an audit fact, a log or an address. */
export interface ReferralContent {
  reason: string;
  conditions: string[];
  areas: AreaRef[];
  techniques: string[];
  /** Absent: no limit. */
  visitsAuthorized?: number;
  /** First and last local date of a massage, both included. */
  validFrom?: LocalDate;
  validUntil?: LocalDate;
  priority?: Priority;
}

export interface Referral extends ReferralContent {
  id: string;
  version: number;
  status: ReferralStatus;
  source: ReferralSource;
  patientId: string;
  referrer: Referrer;
  createdAt: number;
  updatedAt: number;
  /** Since when it is in its state. */
  movedAt: number;
}

export interface ReferralInput extends ReferralContent {
  patientId: string;
  /** Absent: by who enters it. */
  source?: ReferralSource;
  referrer: Partial<Referrer>;
}

export interface Transition {
  /** Absent for the first. */
  from?: ReferralStatus;
  to: ReferralStatus;
  /** What a person wrote, or the event of the visit that led here. */
  reason?: string;
  visitId?: string;
  at: number;
  /** Display name of who did it. */
  by: string;
}

/** Derived from visits, never counted along. `left` may be negative after overrides. */
export interface Ledger {
  authorized: number | null;
  booked: number;
  used: number;
  /** Null without a limit. */
  left: number | null;
}
