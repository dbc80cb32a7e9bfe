/** When the desk is warned, and how much a board shows. A clinic's own figures come with its settings. */
export const REFERRAL_SETTINGS = {
  /** `few-visits-left`: at most so many authorised visits are neither booked nor used. */
  fewVisitsLeft: 2,
  /** `near-expiry`: the last valid date is at most so many days away. */
  nearExpiryDays: 14,
  /** `none-booked`: accepted more than so many days ago, and no visit is booked or used. */
  noneBookedAfterDays: 3,
  /** `report-due`: after so many used visits … */
  reportAfterVisits: 6,
  /** … or so many months after the first of them, whichever comes first. */
  reportAfterMonths: 1,
  /** A report that nobody acknowledges is called to mind after so many days, and again. */
  reportReminderDays: 7,
  /** The board's last column shows what was closed within so many days. */
  doneForDays: 30,
  /** The board counts no further than this in a column. */
  countUpTo: 1000,
} as const;

export type ReferralSettings = { readonly [K in keyof typeof REFERRAL_SETTINGS]: number };
