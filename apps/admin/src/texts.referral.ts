import { plural } from './plural';

export const referralTexts = {
  title: 'New referral',
  referrer: 'Referred by',
  outside: 'Somebody outside the clinic',
  name: 'Name of the referrer',
  organization: 'Practice or hospital',
  reason: 'Reason',
  areas: 'Areas',
  techniques: 'Techniques',
  visits: 'Visits authorised',
  visitsHint: 'Empty: no limit',
  from: 'Valid from',
  until: 'Valid until',
  create: 'Add referral',
  created: (name: string) => `Referral for ${name} added.`,
  statuses: {
    received: 'received',
    'needs-information': 'needs information',
    'needs-clearance': 'needs clearance',
    accepted: 'accepted',
    scheduled: 'scheduled',
    'no-show': 'no-show',
    'visit-cancelled': 'visit cancelled',
    'in-progress': 'in progress',
    'cancellation-requested': 'cancellation requested',
    declined: 'declined',
    cancelled: 'cancelled',
    completed: 'completed',
  } as Record<string, string>,
  number: 'A whole number from 1',
  date: 'A date like 2026-11-23',

  board: 'Referrals',
  load: 'This referral cannot be shown.',
  back: 'Back to the referrals',
  columns: {
    new: 'New',
    'needs-clearance': 'Needs clearance',
    'to-schedule': 'To schedule',
    active: 'Active',
    done: 'Done',
  } as Record<string, string>,
  /** Where cards of a column come from. */
  emptyColumns: {
    new: 'Referrals that a program sends, and wishes to cancel, wait here for an answer.',
    'needs-clearance': 'Referrals that wait for a provider’s clearance.',
    'to-schedule': 'Accepted referrals without a booked visit.',
    active: 'Referrals with a booked visit, or with some of their visits done.',
    done: 'What was closed in the last 30 days.',
  } as Record<string, string>,
  column: 'Column',
  /** The server counts no further. */
  count: (total: number) => (total >= 1000 ? '1000+' : String(total)),
  more: 'Show more',
  moreOf: (column: string) => `Show more of: ${column}`,
  age: (days: number) => (days === 0 ? 'today' : `${plural(days, 'day', 'days')} old`),
  ledger: ({ authorized, booked, used, left }: { authorized?: number | null; booked: number; used: number; left?: number | null }) =>
    typeof authorized === 'number'
      ? `${authorized} authorised · ${booked} booked · ${used} used · ${left ?? 0} left`
      : `No limit · ${booked} booked · ${used} used`,
  /** Short, for a card: what is not zero. */
  ledgerShort: ({ authorized, booked, used, left }: { authorized?: number | null; booked: number; used: number; left?: number | null }) =>
    booked + used === 0
      ? typeof authorized === 'number'
        ? plural(authorized, 'visit', 'visits')
        : 'no limit'
      : [
          booked > 0 ? `${booked} booked` : '',
          typeof authorized === 'number' ? `${used} of ${authorized} used` : `${used} used`,
          typeof left === 'number' ? `${left} left` : '',
        ]
          .filter(Boolean)
          .join(' · '),
  warnings: {
    'few-visits-left': 'few visits left',
    'near-expiry': 'expires soon',
    expired: 'expired',
    'none-booked': 'nothing booked yet',
    'report-due': 'report due',
    'report-unacknowledged': 'report not acknowledged',
  } as Record<string, string>,
  priorities: { urgent: 'urgent', asap: 'as soon as possible', stat: 'at once' } as Record<string, string>,
  moveTo: 'Move to',
  /** What a press does, by the state that it leads to. */
  moves: {
    received: 'Information has come',
    'needs-information': 'Ask for information',
    'needs-clearance': 'Ask for clearance',
    accepted: 'Accept',
    'cancellation-requested': 'Sender asks to cancel',
    declined: 'Decline',
    cancelled: 'Confirm the cancellation',
    completed: 'Complete',
  } as Record<string, string>,
  moved: (name: string, status: string) => `Referral of ${name}: ${status}.`,
  why: 'Why',
  whyHint: 'Stays in the history of this referral.',
  whyNeeded: 'Say why.',
  notNow: 'Somebody has moved this referral meanwhile: this is not possible any more.',
  asked: 'What is asked for',
  conditions: 'Conditions',
  valid: (from: string, until: string) => [from && `from ${from}`, until && `until ${until}`].filter(Boolean).join(' '),
  validLabel: 'Valid',
  visitsLabel: 'Visits',
  visitsOf: 'Visits of this referral',
  noVisits: 'No visits yet.',
  history: 'History',
  by: (name: string) => `by ${name}`,
  /** What became of a visit. */
  events: {
    'visit-booked': 'a visit was booked',
    'visit-moved': 'a visit was moved',
    'visit-no-show': 'the patient did not come',
    'visit-resumed': 'the patient came after all',
    'visit-cancelled': 'a visit was cancelled',
    'visit-completed': 'a visit was done',
  } as Record<string, string>,
  openVisit: 'Visit',
  openReferral: 'Open referral',
  forPatient: 'Whom is it for?',
};
