/**
 * States of a referral. They are the rows of the BSeR table ("harmonized" with IHE 360X) that a person decides; what BSeR
 * tells about single visits (5.1.x) follows from the visits and is never stored here.
 */
export const REFERRAL_STATUSES = [
  'received',
  'needs-information',
  'accepted',
  'in-progress',
  'cancellation-requested',
  'declined',
  'cancelled',
  'completed',
] as const;

export type ReferralStatus = (typeof REFERRAL_STATUSES)[number];

/** Where each state may go. Everything else is `invalid-transition`; the README draws this table. */
export const REFERRAL_MOVES: Record<ReferralStatus, readonly ReferralStatus[]> = {
  received: ['accepted', 'needs-information', 'declined', 'cancellation-requested'],
  'needs-information': ['received', 'accepted', 'declined', 'cancellation-requested'],
  accepted: ['in-progress', 'completed', 'declined', 'cancellation-requested', 'cancelled'],
  'in-progress': ['completed', 'declined', 'cancellation-requested', 'cancelled'],
  'cancellation-requested': ['cancelled', 'completed'],
  declined: [],
  cancelled: [],
  completed: [],
};

/** What the desk enters was agreed on with the referrer; what arrives from outside waits for somebody to accept it. */
export const FIRST_STATUS = { staff: 'accepted', outside: 'received' } as const satisfies Record<string, ReferralStatus>;

export function mayMove(from: ReferralStatus, to: ReferralStatus): boolean {
  return REFERRAL_MOVES[from].includes(to);
}

/** Visits may be booked on it. */
export function isActive(status: ReferralStatus): boolean {
  return status === 'accepted' || status === 'in-progress';
}
