import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsObject, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { IsCode, IsId, IsLine, IsLocalDate, IsNote, PageInfo } from '#platform';
import { areaFromText, AreaInput } from '#scheduling';

export const PRESSURES = ['light', 'medium', 'firm'] as const;

/** How far a region moves, as the therapist or the patient judges it. */
export class RangeOfMotion {
  @IsObject()
  @ValidateNested()
  @Type(() => AreaInput)
  area: AreaInput;

  /** In percent of what is normal for this person. */
  @IsInt()
  @Min(0)
  @Max(100)
  percent: number;
}

export class Recommender {
  @IsLine(200)
  name: string;

  @IsOptional()
  @IsLine(200)
  organization?: string;
}

export class Onset {
  @IsOptional()
  @IsLocalDate()
  date?: string;

  @IsOptional()
  @IsNote(1000)
  how?: string;

  /** What the patient takes for the cause. */
  @IsOptional()
  @IsNote(1000)
  why?: string;
}

/** What somebody tells before the first session of a course. Every field may be left out: a therapist asks in person. */
export class IntakeContent {
  /** Why massage was recommended. */
  @IsOptional()
  @IsNote(2000)
  why?: string;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => Recommender)
  recommendedBy?: Recommender;

  /** Areas of concern. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(12)
  @Transform(areaFromText)
  @ValidateNested({ each: true })
  @Type(() => AreaInput)
  areas?: AreaInput[];

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => Onset)
  onset?: Onset;

  @IsOptional()
  @IsIn(['acute', 'chronic'])
  course?: 'acute' | 'chronic';

  /** What makes it worse. */
  @IsOptional()
  @IsNote(1000)
  worse?: string;

  /** What was tried. */
  @IsOptional()
  @IsNote(1000)
  tried?: string;

  @IsOptional()
  @IsNote(1000)
  goals?: string;

  @IsOptional()
  @IsIn(PRESSURES)
  pressure?: (typeof PRESSURES)[number];

  /** 0 none, 10 the worst. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(10)
  pain?: number;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(12)
  @ValidateNested({ each: true })
  @Type(() => RangeOfMotion)
  rangeOfMotion?: RangeOfMotion[];

  /** Codes of `GET /screening/conditions`. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(12)
  @IsCode({ each: true })
  conditions?: string[];

  /** The patient agrees to be treated. */
  @IsOptional()
  @IsBoolean()
  consent?: boolean;
}

export class CreateIntakeInput extends IntakeContent {
  /** The course that it is for. */
  @IsOptional()
  @IsId()
  referralId?: string;
}

export class IntakeView extends IntakeContent {
  id: string;
  version: number;
  patientId: string;
  referralId?: string;
  /** Techniques that its conditions suggest: a hint. */
  suggestedTechniques: string[];
  createdAt: string;
  updatedAt: string;
  /** Who wrote this version. */
  by: string;
}

export class IntakeList {
  data: IntakeView[];
  page: PageInfo;
}

export class ConditionView {
  code: string;
  name: string;
  nameEs: string;
  suggests: string[];
  /** Nobody is given massage for it without a doctor's referral. */
  requiresReferral: boolean;
}

export class ConditionList {
  data: ConditionView[];
  page: PageInfo;
}

export class IntakeLinkView {
  /** Opens and hands in one intake, once, within a week. */
  token: string;
  /** The page behind which the patient finds the form: for the patient only. */
  url: string;
  expiresAt: string;
}

export class IntakeLinkInput {
  @IsOptional()
  @IsId()
  referralId?: string;
}

export class SubmitIntakeInput extends IntakeContent {
  /** The last part of the link. */
  @IsLine(200)
  token: string;
}

export class OpenIntakeInput {
  /** The last part of the link. */
  @IsLine(200)
  token: string;
}

export class IntakeAreaView {
  code: string;
  name: string;
}

export class OpenIntakeView {
  clinic: string;
  phone: string;
  /** The patient's, to begin with. */
  language: 'en' | 'es';
  conditions: ConditionView[];
  areas: string[];
  /** The same areas with their names. */
  areaChoices: IntakeAreaView[];
}
