import { isClosed, REFERRAL_STATUSES, type ReferralStatus } from '../referral.status.js';

export const BOARD_COLUMN_KEYS = ['new', 'needs-clearance', 'to-schedule', 'active', 'done'] as const;
export type BoardColumnKey = (typeof BOARD_COLUMN_KEYS)[number];

/** Where each state stands; where visits decide: without a booked one, and with one. */
export const COLUMN_OF: Record<ReferralStatus, BoardColumnKey | { unbooked: BoardColumnKey; booked: BoardColumnKey }> = {
  received: 'new',
  'needs-information': 'new',
  // The sender waits for our answer, as with a new one.
  'cancellation-requested': 'new',
  'needs-clearance': 'needs-clearance',
  accepted: { unbooked: 'to-schedule', booked: 'active' },
  'visit-cancelled': { unbooked: 'to-schedule', booked: 'active' },
  'no-show': { unbooked: 'to-schedule', booked: 'active' },
  scheduled: 'active',
  'in-progress': 'active',
  declined: 'done',
  cancelled: 'done',
  completed: 'done',
};

/** A part of a column that one walk through an index finds in the column's order. */
export interface ColumnPart {
  column: BoardColumnKey;
  status: ReferralStatus;
  /** Absent: with and without. */
  booked?: boolean;
  /** Newest closing first, of the last days only; everything open is shown oldest first. */
  isClosed: boolean;
}

export const COLUMN_PARTS: readonly ColumnPart[] = REFERRAL_STATUSES.flatMap((status): ColumnPart[] => {
  const column = COLUMN_OF[status];
  const part = { status, isClosed: isClosed(status) };
  if (typeof column === 'string') return [{ column, ...part }];
  return [
    { column: column.unbooked, booked: false, ...part },
    { column: column.booked, booked: true, ...part },
  ];
});
