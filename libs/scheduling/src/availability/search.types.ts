import type { Service } from '#clinic';
import type { LocalDate, Weekday } from '#kernel';
import type { Facts } from '../facts/facts.js';
import type { AreaRef } from '../visits/visit.types.js';
import type { SearchConstraint } from '../gates/gate.js';

/** One leg that is looked for; lists are already narrowed to who and what exists. */
export interface SearchLeg {
  service: Service;
  durationMinutes: number;
  techniques: readonly string[];
  areas: readonly AreaRef[];
  /** Practitioners to try, sorted by id: the wished ones, or all who give the service here. */
  practitionerIds: readonly string[];
  /** Who could give it, too, if the patient had not asked for somebody else. */
  hiddenIds?: readonly string[];
  /** Rooms to try, sorted by id. */
  roomIds: readonly string[];
}

export interface SearchQuery {
  locationId: string;
  from: LocalDate;
  to: LocalDate;
  legs: readonly SearchLeg[];
  patientId?: string;
  /** Whom the patient wishes. */
  preferredIds?: readonly string[];
  /** Who gave most of the patient's massage lately. */
  usualTherapistId?: string;
  order: 'any' | 'as-listed';
  minGapMinutes: number;
  maxGapMinutes: number;
  /** Minutes since local midnight between which every leg must lie. */
  timeOfDay?: { from: number; to: number };
  weekdays?: readonly Weekday[];
  limit: number;
}

export interface FoundLeg {
  serviceId: string;
  practitionerId: string;
  roomId: string;
  start: number;
  end: number;
}

/** Legs in the order of time. */
export interface FoundOption {
  start: number;
  end: number;
  waitMinutes: number;
  /** A massage leg is given by the patient's usual therapist. */
  usualTherapist?: boolean;
  /** A leg is given by somebody whom the patient wishes. */
  preferred?: boolean;
  legs: FoundLeg[];
}

export interface Rejection {
  reason: string;
  count: number;
  /** Behind `hands-on-budget` and `break-needed`: whose limit, each once. */
  limits?: Omit<HandsOnLimit, 'reason'>[];
}

/** A limit that took starts away, on the first day on which it did. */
export interface HandsOnLimit {
  reason: 'hands-on-budget' | 'break-needed';
  practitionerId: string;
  date: LocalDate;
  budgetMinutes?: number;
  bookedMinutes?: number;
  breakAfterMinutes?: number;
  breakMinutes?: number;
}

export interface SearchResult {
  options: FoundOption[];
  /** Grid starts looked at, over all legs and their practitioners. */
  considered: number;
  rejected: Rejection[];
}

export interface SearchInput {
  query: SearchQuery;
  facts: Facts;
  constraints: readonly SearchConstraint[];
}
