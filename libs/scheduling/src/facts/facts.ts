import type { Absence, ClinicSnapshot, Location } from '#clinic';
import type { Interval } from '#kernel';

/** A reservation of one resource; `claimId` is the visit or hold that made it. */
export interface Busy extends Interval {
  claimId: string;
}

/** Massage already booked for a practitioner who has a daily budget or takes breaks. */
export interface HandsOn extends Interval {
  practitionerId: string;
  visitId: string;
}

/**
 * Everything that decides whether a leg fits, read in a bounded number of queries. Search and commit use the same
 * facts and the same rules, so that every offered time can be booked (I10).
 */
export interface Facts {
  now: number;
  snapshot: ClinicSnapshot;
  location: Location;
  window: Interval;
  absences: readonly Absence[];
  /** By practitioner, room or patient id, sorted by start. */
  busy: ReadonlyMap<string, readonly Busy[]>;
  handsOn: readonly HandsOn[];
  /** Reservations of holds that are over stand in the way of the database's own check: they must go before a new one comes. */
  hasExpired: boolean;
}
