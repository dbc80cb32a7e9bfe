import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsId } from '#platform';
import type { HandsOnLimits } from '../clinic.types.js';
import { AffectedVisitView } from '../impact.dto.js';
import { HANDS_ON_MAX } from './hands-on.rules.js';

export class HandsOnInput {
  /** May be sent back as it was read; must be the one in the address. */
  @IsOptional()
  @IsId()
  practitionerId?: string;

  /** Massage minutes a day, at most; left out: no budget. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(HANDS_ON_MAX.handsOnMinutesPerDay)
  handsOnMinutesPerDay?: number;

  /** Massage minutes in a row, at most; only with `breakMinutes`. Left out: no break is asked for. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(HANDS_ON_MAX.breakAfterMinutes)
  breakAfterMinutes?: number;

  /** Minutes without massage after which the row begins anew. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(HANDS_ON_MAX.breakMinutes)
  breakMinutes?: number;
}

export class HandsOnView {
  practitionerId: string;
  handsOnMinutesPerDay?: number;
  breakAfterMinutes?: number;
  breakMinutes?: number;
}

export class HandsOnChangeView extends HandsOnView {
  affectedVisits: AffectedVisitView[];
}

export function handsOnView(practitionerId: string, limits: HandsOnLimits): HandsOnView {
  const { handsOnMinutesPerDay, breakAfterMinutes, breakMinutes } = limits;
  return { practitionerId, handsOnMinutesPerDay, breakAfterMinutes, breakMinutes };
}
