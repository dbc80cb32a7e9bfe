import type { Interval, LocalDate } from '#kernel';
import type { Service } from '#clinic';
import type { Reader, Tx } from '#platform';
import type { AreaRef, Plan, VisitChange } from '../visits/visit.types.js';

/** What a gate may know before times are chosen. */
export interface GateRequest {
  now: number;
  locationId: string;
  timeZone: string;
  patientId?: string;
  referralId?: string;
  plan?: Plan;
  /** The visit that is being moved, whose own bookings do not count. */
  movingVisitId?: string;
  legs: readonly GateLeg[];
  /** Local dates of a search, inclusive. */
  dates?: { from: LocalDate; to: LocalDate };
}

export interface GateLeg {
  service: Service;
  techniques: readonly string[];
  areas: readonly AreaRef[];
}

/** A request with every choice made. */
export interface BookingRequest extends GateRequest {
  legs: readonly BookingLeg[];
}

export interface BookingLeg extends GateLeg, Interval {
  practitionerId: string;
  roomId: string;
}

export interface Refusal {
  /** A code of `api.md` §5, for example `referral-expired`. */
  code: string;
  detail: string;
  /** JSON Pointer of the field at fault. */
  pointer?: string;
  overridable: Overridable;
  /** The numbers behind it: further members of the problem's `errors[]`. */
  facts?: Readonly<Record<string, string | number>>;
}

/** `true`: a person with `visits:override` may lift it, with a reason; `clinician`: one who is a physician, chiropractor or PT. */
export type Overridable = boolean | 'clinician';

/** How a gate narrows a search. */
export interface SearchConstraint {
  /** No time can be booked at all. */
  refuse?: Refusal;
  /** Legs may start only inside these (sorted, disjoint); absent: anywhere. */
  startsWithin?: readonly Interval[];
  /** What booking would still ask: `screening-required`. */
  requires?: readonly Requirement[];
}

export interface Requirement {
  code: string;
  /** It is asked of legs that start inside these (sorted, disjoint); absent: of all. */
  startsWithin?: readonly Interval[];
}

/** `tentative`: it may be booked until then, while somebody is asked; an override books it for good. */
export type Verdict =
  { kind: 'allow' } | ({ kind: 'refuse' } & Refusal) | ({ kind: 'tentative'; until: number } & Omit<Refusal, 'overridable'>);

/**
 * A rule about who may book what, registered from a lib further right. Search and commit ask the same gate:
 * `constrain` must never offer what `judge` refuses, nor hide what it allows.
 */
export interface BookingGate<Facts = unknown> {
  readonly key: string;
  /** Bounded, indexed queries; at commit `reader` is the transaction and the patient is locked. */
  load(reader: Reader, request: GateRequest): Promise<Facts>;
  constrain(facts: Facts, request: GateRequest): SearchConstraint;
  judge(facts: Facts, request: BookingRequest): Verdict[];
}

/** Hears every change of a visit inside its transaction; throwing undoes the change. */
export interface VisitListener {
  readonly key: string;
  onVisitChange(tx: Tx, change: VisitChange): Promise<void>;
}
