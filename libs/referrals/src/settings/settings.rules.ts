/** When the desk is warned and what counts as used, where the clinic has not chosen. */
export const REFERRAL_SETTINGS = {
  /** `few-visits-left`: at most so many authorised visits are neither booked nor used. */
  fewVisitsLeft: 2,
  /** `near-expiry`: the last valid date is at most so many days away. */
  nearExpiryDays: 14,
  /** `none-booked`: accepted more than so many days ago, and no visit is booked or used. */
  noneBookedAfterDays: 3,
  /** `report-due`: after so many visits with a massage done … */
  reportAfterVisits: 6,
  /** … or so many months after the first of them, whichever comes first. */
  reportAfterMonths: 1,
  /** A report that nobody acknowledges is called to mind after so many days, and again. */
  reportReminderDays: 7,
  /** A visit that nobody came to uses one of those authorised. */
  noShowsCount: false,
  /** So does one that was cancelled when the notice of its massage had passed. */
  lateCancellationsCount: false,
};

export type ReferralSettings = Readonly<typeof REFERRAL_SETTINGS>;

/** What a clinic chose; the rest is as released, also when a later release has other numbers. */
export type ReferralChoices = Partial<ReferralSettings>;

export function effectiveSettings(choices: ReferralChoices): ReferralSettings {
  return { ...REFERRAL_SETTINGS, ...choices };
}

/** What no clinic sets: how much a board shows. */
export const BOARD_LIMITS = {
  /** The last column shows what was closed within so many days. */
  doneForDays: 30,
  /** A column counts no further than this. */
  countUpTo: 1000,
};
