import { Transform, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsOptional, Max, Min, ValidateNested } from 'class-validator';
import { IsCode, IsNote, PageInfo } from '#platform';
import { areaFromText, AreaInput } from '#scheduling';
import { PRESSURES, RangeOfMotion } from '../intake/intake.dto.js';

/** What was done in a massage and what came of it. It feeds the report to the referrer. */
export class NoteContent {
  @IsArray()
  @ArrayMaxSize(12)
  @Transform(areaFromText)
  @ValidateNested({ each: true })
  @Type(() => AreaInput)
  areas: AreaInput[];

  @IsArray()
  @ArrayMaxSize(12)
  @IsCode({ each: true })
  techniques: string[];

  @IsOptional()
  @IsIn(PRESSURES)
  pressure?: (typeof PRESSURES)[number];

  /** Something was painful in a bad way. */
  @IsBoolean()
  wasPainful: boolean;

  /** What, and what was done about it. */
  @IsOptional()
  @IsNote(1000)
  painfulHow?: string;

  /** 0 none, 10 the worst. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(10)
  painBefore?: number;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(10)
  painAfter?: number;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(12)
  @ValidateNested({ each: true })
  @Type(() => RangeOfMotion)
  rangeOfMotionAfter?: RangeOfMotion[];

  @IsOptional()
  @IsNote(1000)
  adviceGiven?: string;

  @IsOptional()
  @IsIn(['continue', 'change', 'finish'])
  recommendation?: 'continue' | 'change' | 'finish';

  @IsOptional()
  @IsNote(2000)
  notes?: string;
}

export class NoteView extends NoteContent {
  id: string;
  version: number;
  visitId: string;
  legId: string;
  createdAt: string;
  updatedAt: string;
  /** Who wrote this version. */
  by: string;
}

export class NoteList {
  data: NoteView[];
  page: PageInfo;
}
