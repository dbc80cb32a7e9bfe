import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsInt, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { instantFormatter } from '#kernel';
import { IsId } from '#platform';
import { LegInput } from '../visits/visit.dto.js';
import type { Hold } from './hold.store.js';

export class HoldInput {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(4)
  @ValidateNested({ each: true })
  @Type(() => LegInput)
  legs: LegInput[];

  /** A hold for one patient can be booked for that patient only. */
  @IsOptional()
  @IsId()
  patientId?: string;

  /** How long it lasts, 300 by default. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1800)
  seconds?: number;
}

export class RenewInput {
  /** From now on, 300 by default; 30 minutes in all. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1800)
  seconds?: number;
}

export class HoldLegView {
  serviceId: string;
  practitionerId: string;
  roomId: string;
  start: string;
  end: string;
}

export class HoldView {
  id: string;
  expiresAt: string;
  timeZone: string;
  patientId?: string;
  /** Who holds it. */
  by: string;
  legs: HoldLegView[];

  static of(hold: Hold, timeZone: string): HoldView {
    const at = instantFormatter(timeZone);
    return {
      id: hold.id,
      expiresAt: at(hold.expiresAt),
      timeZone,
      patientId: hold.patientId,
      by: hold.heldByName,
      legs: hold.legs.map((leg) => ({
        serviceId: leg.serviceId,
        practitionerId: leg.practitionerId,
        roomId: leg.roomId,
        start: at(leg.start),
        end: at(leg.end),
      })),
    };
  }
}
