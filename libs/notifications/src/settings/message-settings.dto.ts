import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';
import { IsLine, PageInfo, textRule } from '#platform';
import type { MessageSettings } from './message-settings.rules.js';

/** Nothing that a mail program would read as more than one address. */
const HTTPS_ADDRESS = /^(?:https:\/\/[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]{1,5})?(?:\/[!-;=?-~]*)?)?$/;

const IsHttpsAddress = () =>
  textRule({
    name: 'https-address',
    text: 'empty or an address like https://example.org/how-was-it',
    holds: (value) => value.length <= 200 && HTTPS_ADDRESS.test(value),
    shape: { pattern: HTTPS_ADDRESS.source, maxLength: 200 },
  });

/** What is left out is as released. */
export class MessageSettingsInput {
  /** What to expect, before somebody's first massage. */
  @IsOptional()
  @IsBoolean()
  firstVisit?: boolean;

  /** Whoever comes for the first time and has told nothing yet gets the link to the intake form. */
  @IsOptional()
  @IsBoolean()
  intakeRequest?: boolean;

  /** A patient whose visit waits for a go-ahead is told that it is still missing, when half of the waiting time is over. */
  @IsOptional()
  @IsBoolean()
  clearancePending?: boolean;

  /** Whoever did not come is asked whether they want a new time. */
  @IsOptional()
  @IsBoolean()
  missedVisit?: boolean;

  /** The day after, whoever was there is asked how it was. */
  @IsOptional()
  @IsBoolean()
  feedback?: boolean;

  /** An https address of the clinic that asks it; empty: by telephone. */
  @IsOptional()
  @IsHttpsAddress()
  feedbackLink?: string;

  /** Who has said that they come is not reminded any more. */
  @IsOptional()
  @IsBoolean()
  stopWhenConfirmed?: boolean;

  /** Reminders to one person in seven days, at most; 0: no limit. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(50)
  remindersPerWeek?: number;

  /** Nobody is texted whose consent is not recorded. */
  @IsOptional()
  @IsBoolean()
  textsNeedConsent?: boolean;

  /** Patients get their visits as invitations for their calendar, too. */
  @IsOptional()
  @IsBoolean()
  patientInvitations?: boolean;

  /** Why, for the history. */
  @IsOptional()
  @IsLine(500)
  note?: string;
}

export class MessageSettingsValues implements MessageSettings {
  firstVisit: boolean;
  intakeRequest: boolean;
  clearancePending: boolean;
  missedVisit: boolean;
  feedback: boolean;
  feedbackLink: string;
  stopWhenConfirmed: boolean;
  remindersPerWeek: number;
  textsNeedConsent: boolean;
  patientInvitations: boolean;
}

export class MessagePublicationView {
  /** 0: nothing was ever published. */
  version: number;
  note?: string;
  publishedAt?: string;
  publishedBy?: string;
}

export class MessageSettingsView extends MessagePublicationView {
  settings: MessageSettingsValues;
  /** As released. */
  released: MessageSettingsValues;
}

export class MessagePublications {
  data: MessagePublicationView[];
  page: PageInfo;
}
