import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, ValidateNested } from 'class-validator';
import { formatLocalTime, WEEKDAYS, type LocalDate, type Weekday } from '#kernel';
import { IsId, IsLocalDate, IsLocalTime } from '#platform';
import type { WorkingSpan } from '../clinic.types.js';
import { AffectedVisitView } from '../impact.dto.js';

/** Seven days with many breaks at several locations stay far below. */
const MAX_SPANS = 200;

export class WorkingSpanInput {
  @IsId()
  locationId: string;

  @IsIn(WEEKDAYS)
  weekday: Weekday;

  /** Local wall time of the location, `08:00`. */
  @IsLocalTime()
  from: string;

  /** Later than `from`; `24:00` is the end of the day. */
  @IsLocalTime()
  to: string;

  /** First local date on which it holds. */
  @IsOptional()
  @IsLocalDate()
  validFrom?: LocalDate;

  /** Last local date on which it holds. */
  @IsOptional()
  @IsLocalDate()
  validUntil?: LocalDate;
}

export class WorkingHoursInput {
  /** May be sent back as it was read; must be the one in the address. */
  @IsOptional()
  @IsId()
  practitionerId?: string;

  @IsArray()
  @ArrayMaxSize(MAX_SPANS)
  @ValidateNested({ each: true })
  @Type(() => WorkingSpanInput)
  data: WorkingSpanInput[];
}

export class WorkingSpanView {
  locationId: string;
  weekday: Weekday;
  from: string;
  to: string;
  validFrom?: LocalDate;
  validUntil?: LocalDate;
}

export class WorkingHoursView {
  practitionerId: string;
  /** In the order of the week. */
  data: WorkingSpanView[];
}

export class WorkingHoursChangeView extends WorkingHoursView {
  affectedVisits: AffectedVisitView[];
}

export function workingHoursView(practitionerId: string, spans: readonly WorkingSpan[]): WorkingHoursView {
  const data = spans.map((span) => ({
    locationId: span.locationId,
    weekday: span.weekday,
    from: formatLocalTime(span.fromMinute),
    to: formatLocalTime(span.toMinute),
    validFrom: span.validFrom,
    validUntil: span.validUntil,
  }));
  return { practitionerId, data };
}
