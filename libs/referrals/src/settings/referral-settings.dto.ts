import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsLine, PageInfo } from '#platform';
import type { ReferralSettings } from './settings.rules.js';

/** What is left out is as released. */
export class ReferralSettingsInput {
  /** The desk is warned when at most so many authorised visits are neither booked nor used. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(50)
  fewVisitsLeft?: number;

  /** … when the last valid date is at most so many days away. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(365)
  nearExpiryDays?: number;

  /** … when nothing is booked more than so many days after it was accepted. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(90)
  noneBookedAfterDays?: number;

  /** A report to the referrer is due after so many visits with a massage done … */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  reportAfterVisits?: number;

  /** … or so many months after the first of them. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(24)
  reportAfterMonths?: number;

  /** A report that nobody acknowledges is called to mind after so many days, and again. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(90)
  reportReminderDays?: number;

  /** A visit that nobody came to uses one of those authorised. */
  @IsOptional()
  @IsBoolean()
  noShowsCount?: boolean;

  /** So does one that was cancelled when the notice of its massage had passed. */
  @IsOptional()
  @IsBoolean()
  lateCancellationsCount?: boolean;

  /** Why, for the history. */
  @IsOptional()
  @IsLine(500)
  note?: string;
}

export class ReferralSettingsValues implements ReferralSettings {
  fewVisitsLeft: number;
  nearExpiryDays: number;
  noneBookedAfterDays: number;
  reportAfterVisits: number;
  reportAfterMonths: number;
  reportReminderDays: number;
  noShowsCount: boolean;
  lateCancellationsCount: boolean;
}

export class ReferralSettingsVersionView {
  /** 0: nothing was ever published. */
  version: number;
  note?: string;
  publishedAt?: string;
  publishedBy?: string;
}

export class ReferralSettingsView extends ReferralSettingsVersionView implements ReferralSettings {
  fewVisitsLeft: number;
  nearExpiryDays: number;
  noneBookedAfterDays: number;
  reportAfterVisits: number;
  reportAfterMonths: number;
  reportReminderDays: number;
  /** A visit that nobody came to uses one of those authorised. */
  noShowsCount: boolean;
  /** So does one that was cancelled when the notice of its massage had passed. */
  lateCancellationsCount: boolean;
  /** As released. */
  released: ReferralSettingsValues;
}

export class ReferralSettingsHistory {
  data: ReferralSettingsVersionView[];
  page: PageInfo;
}
