import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { instantFormatter, WEEKDAYS, type Weekday } from '#kernel';
import { IsCode, IsId, IsLocalDate, IsLocalTime } from '#platform';
import type { Requirement } from '../gates/gate.js';
import { AreaInput, areaFromText } from '../visits/visit.dto.js';
import type { FoundOption } from './search.types.js';

export class SearchLegInput {
  @IsId()
  serviceId: string;

  /** Anyone who gives the service by default. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsId({ each: true })
  practitionerIds?: string[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsId({ each: true })
  roomIds?: string[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(12)
  @IsCode({ each: true })
  techniques?: string[];

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(12)
  @Transform(areaFromText)
  @ValidateNested({ each: true })
  @Type(() => AreaInput)
  areas?: AreaInput[];

  /** The service's own duration by default. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(480)
  durationMinutes?: number;
}

export class TimeOfDayInput {
  @IsLocalTime()
  from: string;

  @IsLocalTime()
  to: string;
}

export class SearchInputDto {
  @IsId()
  locationId: string;

  /** Local dates of the location, inclusive; 92 days at most. */
  @IsLocalDate()
  from: string;

  @IsLocalDate()
  to: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(4)
  @ValidateNested({ each: true })
  @Type(() => SearchLegInput)
  legs: SearchLegInput[];

  @IsOptional()
  @IsId()
  patientId?: string;

  @IsOptional()
  @IsId()
  referralId?: string;

  /** Its own bookings do not count. */
  @IsOptional()
  @IsId()
  movingVisitId?: string;

  @IsOptional()
  @IsIn(['any', 'as-listed'])
  order?: 'any' | 'as-listed';

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(240)
  minGapMinutes?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(240)
  maxGapMinutes?: number;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => TimeOfDayInput)
  timeOfDay?: TimeOfDayInput;

  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(7)
  @IsIn(WEEKDAYS, { each: true })
  weekdays?: Weekday[];

  /** Offers those, too, whom the patient does not wish to see. */
  @IsOptional()
  @IsBoolean()
  ignoreWishes?: boolean;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

export class OptionLegView {
  serviceId: string;
  practitionerId: string;
  roomId: string;
  start: string;
  end: string;
}

export class OptionView {
  start: string;
  end: string;
  waitMinutes: number;
  /** What booking would still ask. */
  requires: string[];
  /** The patient's usual therapist gives a massage leg: who completed most of their massage in the last 180 days. */
  usualTherapist?: boolean;
  /** Somebody whom the patient wishes gives a leg. */
  preferred?: boolean;
  legs: OptionLegView[];

  static of(option: FoundOption, timeZone: string, requires: readonly Requirement[]): OptionView {
    return optionViews([option], timeZone, requires)[0]!;
  }
}

export function optionViews(options: readonly FoundOption[], timeZone: string, requires: readonly Requirement[]): OptionView[] {
  const at = instantFormatter(timeZone);
  return options.map((option) => ({
    start: at(option.start),
    end: at(option.end),
    waitMinutes: option.waitMinutes,
    requires: requires.length === 0 ? [] : requiresOf(option, requires),
    usualTherapist: option.usualTherapist,
    preferred: option.preferred,
    legs: option.legs.map((leg) => ({
      serviceId: leg.serviceId,
      practitionerId: leg.practitionerId,
      roomId: leg.roomId,
      start: at(leg.start),
      end: at(leg.end),
    })),
  }));
}

function requiresOf(option: FoundOption, requires: readonly Requirement[]): string[] {
  const asks = ({ startsWithin }: Requirement) =>
    startsWithin === undefined ||
    option.legs.some((leg) => startsWithin.some((interval) => interval.start <= leg.start && leg.start < interval.end));
  return [...new Set(requires.filter(asks).map((one) => one.code))];
}

/** The limit of a therapist, on the first day on which it takes times away. */
export class HandsOnLimitView {
  practitionerId: string;
  date: string;
  /** Of `hands-on-budget`. */
  budgetMinutes?: number;
  bookedMinutes?: number;
  /** Of `break-needed`. */
  breakAfterMinutes?: number;
  breakMinutes?: number;
}

export class RejectionView {
  reason: string;
  count: number;
  /** Of `hands-on-budget` and `break-needed`: whose limits, ten at most. */
  limits?: HandsOnLimitView[];
}

export class RelaxationView {
  /** The fields of the search to change. */
  change: Record<string, unknown>;
  /** How many options there would be, 200 at most. */
  options: number;
}

export class ExplanationView {
  considered: number;
  rejected: RejectionView[];
  relaxations: RelaxationView[];
}

export class SearchView {
  timeZone: string;
  options: OptionView[];
  explanation: ExplanationView;
}
