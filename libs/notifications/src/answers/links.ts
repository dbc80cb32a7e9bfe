import type { SignedPurpose } from '#identity';

/**
 * The patient answers a message about a visit: they come, they need another time, they put it into their calendar. It is about
 * the visit and the address that it was sent to.
 */
export const VISIT_LINK: SignedPurpose = { key: 'visit', prefix: 'vis_' };

/** The patient turns reminders by mail off or on. It is about the patient and the address that it was sent to. */
export const REMINDERS_LINK: SignedPurpose = { key: 'reminders', prefix: 'pat_' };
