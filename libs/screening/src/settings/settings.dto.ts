import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsInt, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { IsCode, IsLine, IsLocalDate, PageInfo } from '#platform';
import { DetailFieldView, FindingView, ScreeningInput } from '../screening.dto.js';

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

export class ConditionSettingInput {
  @IsCode()
  code: string;

  /** Codes of techniques, in place of those of the release. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(12)
  @ArrayUnique()
  @ApiProperty({ uniqueItems: true })
  @IsCode({ each: true })
  suggests?: string[];

  /** Massage for it only with a referral. May be switched on, never off. */
  @IsOptional()
  @IsBoolean()
  requiresReferral?: boolean;
}

export class PublishInput {
  /** Rules that differ from this release; what is not named is as released. */
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => RuleSettingInput)
  rules: RuleSettingInput[];

  /** So many hours before its start a tentative visit frees itself; as released (24) when left out. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(168)
  clearanceHours?: number;

  /** Conditions that differ from this release. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ConditionSettingInput)
  conditions?: ConditionSettingInput[];

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
  releasedTextEs: string;
  releasedAskAgainMonths: AskAgainInput;
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

export class ConditionSettingView {
  code: string;
  name: string;
  nameEs: string;
  /** Codes of techniques, of those that the clinic offers. */
  suggests: string[];
  requiresReferral: boolean;
  /** As released. */
  releasedSuggests: string[];
  releasedRequiresReferral: boolean;
}

export class RulesView extends RulesVersionView {
  rules: RuleView[];
  /** So many hours before its start a tentative visit frees itself. */
  clearanceHours: number;
  /** As released. */
  releasedClearanceHours: number;
  conditions: ConditionSettingView[];
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
