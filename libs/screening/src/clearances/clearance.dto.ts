import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsCode, IsId, IsInstant, IsLine, IsLocalDate, IsNote, MAIL_ADDRESS, PageInfo, PageQuery } from '#platform';
import { areaFromText, AreaInput, PlanAreaView } from '#scheduling';
import { FindingView, ScopeView } from '../screening.dto.js';

export class ProviderInput {
  @IsLine(200)
  name: string;

  @IsOptional()
  @IsLine(100)
  role?: string;

  /** A practitioner of this clinic. */
  @IsOptional()
  @IsId()
  practitionerId?: string;

  @IsOptional()
  @MaxLength(254)
  @IsEmail({}, MAIL_ADDRESS)
  email?: string;
}

export class ScopeInput {
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

  @IsOptional()
  @IsIn(['light', 'medium', 'any'])
  pressure?: 'light' | 'medium' | 'any';
}

export class AnswerInput {
  @IsBoolean()
  given: boolean;

  /** What it allows; empty: everything. */
  @IsOptional()
  @ValidateNested()
  @Type(() => ScopeInput)
  scope?: ScopeInput;

  /** First local date; today by default. */
  @IsOptional()
  @IsLocalDate()
  validFrom?: string;

  /** Last local date; six months on by default. */
  @IsOptional()
  @IsLocalDate()
  validUntil?: string;

  /** For the team only. */
  @IsOptional()
  @IsNote(2000)
  note?: string;
}

export class ClearanceInput extends AnswerInput {
  @IsObject()
  @ValidateNested()
  @Type(() => ProviderInput)
  by: ProviderInput;
}

export class ProviderView {
  name: string;
  role?: string;
  practitionerId?: string;
}

export class ClearanceView {
  id: string;
  version: number;
  patientId: string;
  given: boolean;
  by: ProviderView;
  scope: ScopeView;
  /** Questions it speaks of: those that asked for a go-ahead when it was given. */
  keys: string[];
  note?: string;
  validFrom: string;
  validUntil: string;
  createdAt: string;
  revokedAt?: string;
}

export class ClearanceList {
  data: ClearanceView[];
  page: PageInfo;
}

export class RequestQuery extends PageQuery {
  @IsOptional()
  @IsIn(['open', 'given', 'refused', 'expired', 'withdrawn'])
  status?: 'open' | 'given' | 'refused' | 'expired' | 'withdrawn';

  /** Asked of this practitioner. */
  @IsOptional()
  @IsId()
  practitionerId?: string;

  @IsOptional()
  @IsId()
  patientId?: string;

  @IsOptional()
  @IsId()
  visitId?: string;

  /** Whose deadline is not before: with `status=expired`, whose time was given up since then. */
  @IsOptional()
  @IsInstant()
  deadlineFrom?: string;
}

/** Asking again takes no fields. */
export class AskAgainBody {}

export class RequestPatientView {
  id: string;
  displayName: string;
}

export class RequestVisitView {
  id: string;
  start: string;
  areas?: PlanAreaView[];
  techniques?: string[];
}

export class ClearanceRequestView {
  id: string;
  version: number;
  status: 'open' | 'given' | 'refused' | 'expired' | 'withdrawn';
  patient: RequestPatientView;
  visit: RequestVisitView;
  /** Who is asked. */
  provider: ProviderView;
  /** What stands against the massage. */
  findings: FindingView[];
  askedAt: string;
  /** When the findings were last brought up to date; an answer speaks of them. */
  asOf: string;
  /** The visit frees itself then. */
  deadline: string;
  closedAt?: string;
  /** What was said; of an open request: a go-ahead for less than is planned. */
  clearanceId?: string;
}

export class ClearanceRequestList {
  data: ClearanceRequestView[];
  page: PageInfo;
}

export class LinkInput {
  /** The last part of the link. */
  @IsLine(200)
  token: string;
}

export class LinkAnswerInput extends AnswerInput {
  @IsLine(200)
  token: string;

  /** Of the request, as the link showed it. */
  @IsInt()
  @Min(1)
  version: number;
}

export class RequestPatientNameView {
  displayName: string;
  birthDate?: string;
}

export class NamedView {
  code: string;
  name: string;
}

export class LinkView {
  /** To be sent with the answer. */
  version: number;
  clinic: string;
  phone: string;
  patient: RequestPatientNameView;
  start: string;
  timeZone: string;
  areas: PlanAreaView[];
  techniques: string[];
  findings: FindingView[];
  deadline: string;
  /** What a go-ahead may be limited to. */
  areaChoices: NamedView[];
  techniqueChoices: NamedView[];
}
