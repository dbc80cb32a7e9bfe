import { IsOptional } from 'class-validator';
import { formatInstant, type LocalDate } from '#kernel';
import { IsId, IsInstant, IsLine, IsLocalDate, PageInfo, PageQuery } from '#platform';
import { AffectedVisitView } from '../impact.dto.js';
import type { AbsenceTimes } from './absence.rules.js';
import type { StoredAbsence } from './absence.store.js';

const MAX_REASON = 200;

export class AbsenceInput implements AbsenceTimes {
  /** First instant, RFC 3339 with any offset; with `to`. */
  @IsOptional()
  @IsInstant()
  from?: string;

  /** The instant after the last one. */
  @IsOptional()
  @IsInstant()
  to?: string;

  /** First whole day, a local date of the location; with `toDate`, instead of `from` and `to`. */
  @IsOptional()
  @IsLocalDate()
  fromDate?: LocalDate;

  /** Last whole day, included. */
  @IsOptional()
  @IsLocalDate()
  toDate?: LocalDate;

  /** For the team; patients never see it. */
  @IsOptional()
  @IsLine(MAX_REASON)
  reason?: string;
}

export class TimeOffInput extends AbsenceInput {
  /** Whose clock the dates are read by; needed only when the practitioner works in several time zones. */
  @IsOptional()
  @IsId()
  locationId?: string;
}

export class ClosureInput extends AbsenceInput {
  @IsId()
  locationId: string;
}

export class AbsenceListQuery extends PageQuery {
  /** First local date to look at; without it, from now on. */
  @IsOptional()
  @IsLocalDate()
  from?: LocalDate;

  /** Last local date to look at. */
  @IsOptional()
  @IsLocalDate()
  to?: LocalDate;
}

export class ClosureListQuery extends AbsenceListQuery {
  @IsOptional()
  @IsId()
  locationId?: string;
}

export class ClosureView {
  id: string;
  locationId: string;
  timeZone: string;
  /** RFC 3339, with the location's offset. */
  from: string;
  to: string;
  reason?: string;
}

export class TimeOffView extends ClosureView {
  practitionerId: string;
}

export class ClosureChangeView extends ClosureView {
  affectedVisits: AffectedVisitView[];
}

export class TimeOffChangeView extends TimeOffView {
  affectedVisits: AffectedVisitView[];
}

export class ClosureList {
  data: ClosureView[];
  page: PageInfo;
}

export class TimeOffList {
  data: TimeOffView[];
  page: PageInfo;
}

export function closureView(absence: StoredAbsence, zone: string): ClosureView {
  return {
    id: absence.id,
    locationId: absence.locationId,
    timeZone: zone,
    from: formatInstant(absence.start, zone),
    to: formatInstant(absence.end, zone),
    reason: absence.reason,
  };
}

export function timeOffView(absence: StoredAbsence, zone: string): TimeOffView {
  return { ...closureView(absence, zone), practitionerId: absence.practitionerId! };
}
