import { IsIn, IsOptional } from 'class-validator';
import { IsId, PageInfo, PageQuery } from '#platform';
import type { RequestKind, Resolution } from './visit-request.types.js';

export class VisitRequestsQuery extends PageQuery {
  @IsOptional()
  @IsIn(['open', 'resolved'])
  status?: 'open' | 'resolved';

  @IsOptional()
  @IsId()
  visitId?: string;
}

export class VisitRequestPatient {
  id: string;
  displayName: string;
}

export class VisitRequestView {
  id: string;
  version: number;
  visitId: string;
  patient: VisitRequestPatient;
  locationId: string;
  /** As the visit is now. */
  visitStart: string;
  visitStatus: 'tentative' | 'booked' | 'confirmed' | 'arrived' | 'in-progress' | 'completed' | 'no-show' | 'cancelled';
  /** What the patient asks for; the visit stays as it is until somebody changes it. */
  kind: RequestKind;
  status: 'open' | 'resolved';
  /** When it was asked for last. */
  at: string;
  resolvedAt?: string;
  resolvedBy?: string;
  /** `desk`: somebody has seen to it; `moved`, `cancelled`, `over`: the visit was; `comes`: the patient comes after all. */
  resolution?: Resolution;
}

export class VisitRequestsPage {
  data: VisitRequestView[];
  page: PageInfo;
}

/** Seeing to it takes no fields. */
export class ResolveBody {}
