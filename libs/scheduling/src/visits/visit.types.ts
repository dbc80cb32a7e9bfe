import type { RequestContext } from '#platform';

export type LegStatus = 'booked' | 'arrived' | 'in-progress' | 'completed' | 'no-show' | 'cancelled';
export type VisitStatus = 'tentative' | 'booked' | 'confirmed' | 'arrived' | 'in-progress' | 'completed' | 'no-show' | 'cancelled';

/** A body region by code, with side where it has one. */
export interface AreaRef {
  code: string;
  side?: 'left' | 'right' | 'both';
}

/** What is to be done in the spot leg. `notes` may hold health information: it never leaves in a message or a log. */
export interface Plan {
  areas?: AreaRef[];
  techniques?: string[];
  /** They use a device or a brace, and are asked to bring it. */
  bringAid?: boolean;
  notes?: string;
}

/** Instants are epoch milliseconds. Buffers are the practitioner's and the room's, never the patient's. */
export interface Leg {
  id: string;
  serviceId: string;
  practitionerId: string;
  roomId: string;
  start: number;
  end: number;
  bufferBeforeMinutes: number;
  bufferAfterMinutes: number;
  status: LegStatus;
  /** Cancelled by or for the patient when the notice of its service had passed. */
  cancelledLate?: boolean;
}

export interface Visit {
  id: string;
  version: number;
  status: VisitStatus;
  patientId: string;
  locationId: string;
  referralId?: string;
  plan?: Plan;
  /** First start and last end of the legs that are not cancelled; of all legs if all are. */
  start: number;
  end: number;
  legs: Leg[];
  /** Something about the patient changed since it was booked: the desk looks at it again. Says no more, for it is no secret. */
  needsReview?: boolean;
  confirmedAt?: number;
  /** A tentative visit frees itself at this instant. */
  releaseAt?: number;
  createdAt: number;
  updatedAt: number;
}

export type VisitChangeKind =
  | 'booked'
  | 'rescheduled'
  | 'cancelled'
  | 'leg-cancelled'
  | 'confirmed'
  | 'arrived'
  | 'started'
  | 'completed'
  | 'no-show'
  | 'settled'
  | 'released'
  | 'reviewed';

/** One change of one visit. `before` is absent when it was just booked. */
export interface VisitChange {
  kind: VisitChangeKind;
  before?: Visit;
  after: Visit;
  ctx: RequestContext;
  /** Id of the practitioner whom the booking asks for a clearance, if it names one. */
  clearanceFrom?: string;
}
