import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn, IsOptional, ValidateNested } from 'class-validator';
import { parseInstant } from '#kernel';
import { IsCode, IsId, IsInstant, IsLine, IsLocalDate, IsNote, PageInfo, PageQuery } from '#platform';
import type { WantedLeg } from './booking.types.js';
import { VisitView } from './visit.view.dto.js';

const SIDES = ['left', 'right', 'both'] as const;

export class AreaInput {
  @IsCode()
  code: string;

  @IsOptional()
  @IsIn(SIDES)
  side?: (typeof SIDES)[number];
}

/** A bare string is accepted for `{code}`. */
export const areaFromText = ({ value }: { value: unknown }): unknown =>
  Array.isArray(value)
    ? value.map((area: unknown) => (typeof area === 'string' ? Object.assign(new AreaInput(), { code: area }) : area))
    : value;

export class LegInput {
  @IsId()
  serviceId: string;

  @IsId()
  practitionerId: string;

  @IsId()
  roomId: string;

  @IsInstant()
  start: string;

  /** Start plus the service's duration by default. */
  @IsOptional()
  @IsInstant()
  end?: string;
}

export function toWantedLeg(leg: LegInput): WantedLeg {
  return {
    serviceId: leg.serviceId,
    practitionerId: leg.practitionerId,
    roomId: leg.roomId,
    start: parseInstant(leg.start)!,
    end: leg.end === undefined ? undefined : parseInstant(leg.end)!,
  };
}

export class PlanInput {
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(12)
  @Transform(areaFromText)
  @ValidateNested({ each: true })
  @Type(() => AreaInput)
  areas?: AreaInput[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(12)
  @IsCode({ each: true })
  techniques?: string[];

  /** They use a device or a brace, and are asked to bring it. */
  @IsOptional()
  @IsBoolean()
  bringAid?: boolean;

  /** For the team only. */
  @IsOptional()
  @IsNote(2000)
  notes?: string;
}

export class OverrideInput {
  /** Kept in the audit under the caller's name. */
  @IsLine(500)
  reason: string;
}

export class BookInput {
  @IsId()
  patientId: string;

  /** Either this or `legs`. */
  @IsOptional()
  @IsId()
  holdId?: string;

  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(4)
  @ValidateNested({ each: true })
  @Type(() => LegInput)
  legs?: LegInput[];

  @IsOptional()
  @IsId()
  referralId?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => PlanInput)
  plan?: PlanInput;

  /** Book although a clearance is missing; it frees itself if none comes. */
  @IsOptional()
  @IsBoolean()
  acceptTentative?: boolean;

  /** Id of the practitioner who is asked for the clearance. */
  @IsOptional()
  @IsId()
  clearanceFrom?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => OverrideInput)
  override?: OverrideInput;
}

export class MoveInput {
  @IsId()
  id: string;

  @IsOptional()
  @IsId()
  practitionerId?: string;

  @IsOptional()
  @IsId()
  roomId?: string;

  @IsInstant()
  start: string;
}

export class RescheduleInput {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(4)
  @ValidateNested({ each: true })
  @Type(() => MoveInput)
  legs: MoveInput[];

  /** Move although a clearance is missing; it frees itself if none comes. A tentative visit may stay so in any case. */
  @IsOptional()
  @IsBoolean()
  acceptTentative?: boolean;

  /** Id of the practitioner who is asked for the clearance; whoever was asked before no longer is. */
  @IsOptional()
  @IsId()
  clearanceFrom?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => OverrideInput)
  override?: OverrideInput;
}

export class CancelInput {
  @IsOptional()
  @IsLine(500)
  reason?: string;

  /** All legs by default. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(4)
  @IsId({ each: true })
  legIds?: string[];
}

export class LegCancelInput {
  @IsOptional()
  @IsLine(500)
  reason?: string;
}

/** An action that takes no fields. */
export class NoInput {}

const STATUSES = ['tentative', 'booked', 'confirmed', 'arrived', 'in-progress', 'completed', 'no-show', 'cancelled'] as const;

export class VisitsQuery extends PageQuery {
  /** Local dates of the location, inclusive; 92 days at most. */
  @IsOptional()
  @IsLocalDate()
  from?: string;

  @IsOptional()
  @IsLocalDate()
  to?: string;

  @IsOptional()
  @IsId()
  locationId?: string;

  @IsOptional()
  @IsId()
  patientId?: string;

  @IsOptional()
  @IsId()
  practitionerId?: string;

  /** One or several, separated by commas. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @IsIn(STATUSES, { each: true })
  status?: string[];

  /** `true`: only those that need a look, since something about the patient changed; without dates the next 92 days. */
  @IsOptional()
  @IsIn(['true'])
  needsReview?: 'true';

  /**
   * Changed at or after this instant; then ordered by the change. One is seen when it is committed, at times seconds after
   * its `updatedAt`: ask again from a minute earlier, or follow `/changes`, which misses nothing.
   */
  @IsOptional()
  @IsInstant()
  updatedSince?: string;
}

export class VisitsPage {
  data: VisitView[];
  page: PageInfo;
}
