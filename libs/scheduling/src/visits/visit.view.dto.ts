export class PatientRef {
  id: string;
  displayName: string;
}

export class PlanAreaView {
  code: string;
  side?: 'left' | 'right' | 'both';
}

export class PlanView {
  areas?: PlanAreaView[];
  techniques?: string[];
  bringAid?: boolean;
  notes?: string;
}

export class LegView {
  id: string;
  serviceId: string;
  practitionerId: string;
  roomId: string;
  start: string;
  end: string;
  status: 'booked' | 'arrived' | 'in-progress' | 'completed' | 'no-show' | 'cancelled';
}

export class VisitView {
  id: string;
  version: number;
  /** Derived from the legs and the confirmation. */
  status: 'tentative' | 'booked' | 'confirmed' | 'arrived' | 'in-progress' | 'completed' | 'no-show' | 'cancelled';
  /** The patient's screening changed since: look at the visit again, then move, cancel or keep it. */
  needsReview?: boolean;
  /** When a tentative visit frees itself. */
  releaseAt?: string;
  patient: PatientRef;
  locationId: string;
  timeZone: string;
  start: string;
  end: string;
  referralId?: string;
  plan?: PlanView;
  legs: LegView[];
  createdAt: string;
  updatedAt: string;
}
