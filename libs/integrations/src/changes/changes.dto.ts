import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { PageInfo } from '#platform';

export class ChangesQuery {
  /** The number of the last change you have; 0 from the beginning. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  since?: number;

  /** `page.next` of the page before: the same as `since`. */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  cursor?: number;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;
}

export class ChangeView {
  /** Rising without a gap that could be filled later. */
  number: number;
  /** What happened: `visit.booked`. */
  kind: string;
  subject: string;
  id: string;
  version: number;
  at: string;
}

export class ChangesPage {
  data: ChangeView[];
  /** Ask again with this, now or later. */
  next: number;
  page: PageInfo;
}
