/** What a clinic chooses about messages, where it has not chosen. */
export const MESSAGE_SETTINGS = {
  /** What to expect, before somebody's first massage. */
  firstVisit: true,
  /** Whoever comes for the first time and has told nothing yet gets the link to the intake form. Many clinics ask at the desk. */
  intakeRequest: false,
  /** A patient whose visit waits for a go-ahead is told that it is still missing, when half of the waiting time is over. */
  clearancePending: true,
  /** Whoever did not come is asked whether they want a new time. */
  missedVisit: true,
  /** The day after, whoever was there is asked how it was. */
  feedback: false,
  /** The page of the clinic that asks it; empty: by telephone. */
  feedbackLink: '',
  /** Who has said that they come is not reminded any more. */
  stopWhenConfirmed: false,
  /** Reminders to one person in seven days, at most; the last one of a visit goes before the earlier ones. 0: no limit. */
  remindersPerWeek: 4,
  /** Nobody is texted whose consent is not recorded; otherwise a number that was given is enough, until they say stop. */
  textsNeedConsent: false,
  /** Patients get their visits as invitations for their calendar, too, as practitioners do. */
  patientInvitations: false,
};

export type MessageSettings = Readonly<typeof MESSAGE_SETTINGS>;

/** What a clinic chose; the rest is as released, also when a later release has other values. */
export type MessageChoices = Partial<MessageSettings>;

/** A kind that has one of these is sent only while it is on. */
export type Switch = { [K in keyof MessageSettings]: MessageSettings[K] extends boolean ? K : never }[keyof MessageSettings];

export function effectiveSettings(choices: MessageChoices): MessageSettings {
  return { ...MESSAGE_SETTINGS, ...choices };
}
