import type { Plan } from './visit.types.js';

/** A leg as a caller asks for it; `end` defaults to the service's duration. */
export interface WantedLeg {
  serviceId: string;
  practitionerId: string;
  roomId: string;
  start: number;
  end?: number;
}

export interface WantedVisit {
  patientId: string;
  holdId?: string;
  legs?: WantedLeg[];
  referralId?: string;
  plan?: Plan;
  acceptTentative?: boolean;
  /** Id of a practitioner. */
  clearanceFrom?: string;
  override?: { reason: string };
}
