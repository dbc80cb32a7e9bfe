import { IsIn, IsOptional } from 'class-validator';
import type { AffectedVisitText } from './impact.rules.js';

/** A booked visit that the change leaves outside of hours. */
export class AffectedVisitView implements AffectedVisitText {
  id: string;
  /** RFC 3339, with the location's offset. */
  start: string;
  end: string;
  practitionerId: string;
}

export class ForceQuery {
  /** `true`: change it although booked visits are left outside. */
  @IsOptional()
  @IsIn(['true', 'false'])
  force?: 'true' | 'false';
}
