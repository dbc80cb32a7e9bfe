import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
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
import { IsId, textRule } from '#platform';
import { DIGEST_DAYS, MAX_HORIZON_DAYS, MUTABLE_KINDS, PRACTITIONER_CHANNELS, type PractitionerChannel } from './preference.rules.js';

const TIME_OF_DAY = /^([01][0-9]|2[0-3]):[0-5][0-9]$/;

/** Unlike an end of working hours it cannot be `24:00`. */
const IsTimeOfDay = () =>
  textRule({
    name: 'time-of-day',
    text: 'a time like 18:00',
    holds: (text) => TIME_OF_DAY.test(text),
    shape: { pattern: TIME_OF_DAY.source },
  });

export class DailyDigestValue {
  /** `today`: the visits of the day on which it comes. `tomorrow`: those of the day after. */
  @IsIn(DIGEST_DAYS)
  about: 'today' | 'tomorrow';

  /** Local time of the practitioner's first location. */
  @IsTimeOfDay()
  at: string;
}

export class OwnQuietHoursValue {
  @IsTimeOfDay()
  from: string;

  /** May lie on the next day. */
  @IsTimeOfDay()
  to: string;
}

export class NotificationPreferencesInput {
  /** May be sent back as it was read; must be the one in the address. */
  @IsOptional()
  @IsId()
  practitionerId?: string;

  /** May be sent back as it was read; changes nothing. */
  @IsOptional()
  @IsBoolean()
  hasAccount?: boolean;

  /** Hears of a visit at most so many days before it. 0: on its day. */
  @IsInt()
  @Min(0)
  @Max(MAX_HORIZON_DAYS)
  horizonDays: number;

  /** How news come. Where it does not reach them, another way serves: `in-app` takes an account, `sms` a phone. */
  @IsIn(PRACTITIONER_CHANNELS)
  channel: PractitionerChannel;

  /** For what changes today or tomorrow; left out: like other news. */
  @IsOptional()
  @IsIn(PRACTITIONER_CHANNELS)
  urgentChannel?: PractitionerChannel;

  /**
   * A list of their own visits each day; left out: none. A day without visits has none. In quiet hours it comes by mail instead of
   * a text.
   */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => DailyDigestValue)
  dailyDigest?: DailyDigestValue;

  /** Nothing comes in these hours but in-app, unless it would come too late after them; left out: the location's, for texts. */
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => OwnQuietHoursValue)
  quietHours?: OwnQuietHoursValue;

  /** Kinds of messages that they do without; left out: none. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MUTABLE_KINDS.length)
  @ArrayUnique()
  @IsIn(MUTABLE_KINDS, { each: true })
  @ApiProperty({ uniqueItems: true, enum: MUTABLE_KINDS, isArray: true, required: false })
  muted?: string[];

  /** Hears of each referral that comes from outside; left out: no. */
  @IsOptional()
  @IsBoolean()
  newReferrals?: boolean;
}

export class NotificationPreferencesView {
  practitionerId: string;
  /** Whether somebody can sign in as this practitioner; without that nothing is read in the app, and `in-app` news come by mail. */
  hasAccount: boolean;
  horizonDays: number;
  channel: string;
  urgentChannel?: string;
  dailyDigest?: DailyDigestValue;
  quietHours?: OwnQuietHoursValue;
  muted: string[];
  newReferrals: boolean;
}
