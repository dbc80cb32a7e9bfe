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
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsCode, IsId, IsLine, IsLocalDate, IsNote, PageInfo, PageQuery } from '#platform';
import { areaFromText, AreaInput } from '#scheduling';

export class DetailChoiceView {
  code: string;
  text: string;
}

export class DetailFieldView {
  name: string;
  text: string;
  kind: 'date' | 'areas' | 'choice';
  /** Of a date. */
  when?: 'past' | 'future' | 'any';
  /** Of a choice. */
  choices?: DetailChoiceView[];
}

export class QuestionView {
  key: string;
  version: number;
  text: string;
  /** Spanish. */
  textEs: string;
  answers: string[];
  /** Optional fields that tell a "yes" more exactly. */
  details?: DetailFieldView[];
}

export class QuestionList {
  data: QuestionView[];
  page: PageInfo;
}

export class AreaView {
  code: string;
  side?: 'left' | 'right' | 'both';
}

export class ScopeView {
  areas?: AreaView[];
  techniques?: string[];
  pressure?: 'light' | 'medium' | 'any';
}

export class ClearedByView {
  id: string;
  /** Last local date. */
  validUntil: string;
  scope: ScopeView;
}

export class FindingView {
  key: string;
  verdict: 'clear' | 'limited' | 'needs-clearance' | 'do-not-treat';
  because: string;
  /** Areas that are off. */
  areas?: AreaView[];
  /** Techniques that are off. */
  techniques?: string[];
  /** Who can give the go-ahead. */
  clearanceFrom?: string;
  /** First local date on which it no longer holds. */
  until?: string;
  clearedBy?: ClearedByView;
}

export class AffectedVisitView {
  id: string;
  start: string;
  status: string;
}

export class ScreeningView {
  patientId: string;
  /** 0 until there are answers. */
  version: number;
  /** As of today; `unanswered` until every question has an answer that still counts. */
  verdict: 'clear' | 'limited' | 'needs-clearance' | 'do-not-treat' | 'unanswered';
  findings: FindingView[];
  /** Keys of the questions that are still to be answered. */
  unanswered: string[];
  /** By question key: "yes" or "no". */
  answers: Record<string, string>;
  /** By question key. */
  details: Record<string, object>;
  answeredAt?: string;
  /** Last local date on which the answers count. */
  validUntil?: string;
  /** Visits that are still to come and that these answers no longer allow: each is marked `needsReview`. */
  affectedVisits: AffectedVisitView[];
}

export class ScreeningInput {
  /** By question key: "yes" or "no". What is left out is unanswered. */
  @IsObject()
  answers: Record<string, unknown>;

  /** By question key, for a "yes" only: the optional fields of the question. */
  @IsOptional()
  @IsObject()
  details?: Record<string, unknown>;
}

export class ExpireInput {
  /** Why the answers no longer count. */
  @IsIn(['hospital-visit', 'patient-reports-change'])
  because: 'hospital-visit' | 'patient-reports-change';
}

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
  @IsEmail()
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
  /** Questions it speaks of; absent: all. */
  keys?: string[];
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
}

export class RequestPatientView {
  id: string;
  displayName: string;
}

export class RequestVisitView {
  id: string;
  start: string;
  areas?: AreaView[];
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
  /** The visit frees itself then. */
  deadline: string;
  closedAt?: string;
  clearanceId?: string;
}

export class ClearanceRequestList {
  data: ClearanceRequestView[];
  page: PageInfo;
}

export class QuestionTextInput {
  @IsOptional()
  @IsLine(500)
  en?: string;

  @IsOptional()
  @IsLine(500)
  es?: string;
}

export class AskAgainInput {
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(24)
  yes?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(24)
  no?: number;
}

export class RuleSettingInput {
  @IsCode()
  key: string;

  @IsBoolean()
  isOn: boolean;

  @IsOptional()
  @ValidateNested()
  @Type(() => QuestionTextInput)
  question?: QuestionTextInput;

  /** A "yes" means at least this. */
  @IsOptional()
  @IsIn(['limited', 'needs-clearance', 'do-not-treat'])
  atLeast?: 'limited' | 'needs-clearance' | 'do-not-treat';

  @IsOptional()
  @ValidateNested()
  @Type(() => AskAgainInput)
  askAgainMonths?: AskAgainInput;
}

export class PublishInput {
  /** Rules that differ from this release; what is not named is as released. */
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => RuleSettingInput)
  rules: RuleSettingInput[];

  /** Why, for the history. */
  @IsOptional()
  @IsLine(500)
  note?: string;
}

export class RuleSourceView {
  title: string;
  url?: string;
}

export class RuleView {
  key: string;
  version: number;
  isOn: boolean;
  text: string;
  textEs: string;
  /** As released. */
  releasedText: string;
  rationale: string;
  sources: RuleSourceView[];
  askAgainMonths: AskAgainInput;
  atLeast?: 'limited' | 'needs-clearance' | 'do-not-treat';
  details: DetailFieldView[];
}

export class RulesVersionView {
  version: number;
  note?: string;
  publishedAt?: string;
  publishedBy?: string;
}

export class RulesView extends RulesVersionView {
  rules: RuleView[];
}

export class RulesHistory {
  data: RulesVersionView[];
  page: PageInfo;
}

export class TryInput extends ScreeningInput {
  /** Of the massage; today by default. */
  @IsOptional()
  @IsLocalDate()
  on?: string;
}

export class TryView {
  verdict: 'clear' | 'limited' | 'needs-clearance' | 'do-not-treat' | 'unanswered';
  findings: FindingView[];
  unanswered: string[];
}

export class LinkInput {
  /** The last part of the link. */
  @IsLine(200)
  token: string;
}

export class LinkAnswerInput extends AnswerInput {
  @IsLine(200)
  token: string;
}

export class RequestPatientNameView {
  displayName: string;
  birthDate?: string;
}

export class LinkView {
  clinic: string;
  phone: string;
  patient: RequestPatientNameView;
  start: string;
  timeZone: string;
  areas: AreaView[];
  techniques: string[];
  findings: FindingView[];
  deadline: string;
}
