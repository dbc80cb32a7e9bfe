/**
 * States of a referral and the moves between them: the BSeR table ("harmonized" with IHE 360X), with two states of our own
 * for what a clinic waits for. `docs/referral-states.md` is written from here.
 */
export const REFERRAL_STATUSES = [
  'received',
  'needs-information',
  'needs-clearance',
  'accepted',
  'scheduled',
  'no-show',
  'visit-cancelled',
  'in-progress',
  'cancellation-requested',
  'declined',
  'cancelled',
  'completed',
] as const;

export type ReferralStatus = (typeof REFERRAL_STATUSES)[number];

interface StateFacts {
  means: string;
  /** Status of the FHIR Task, and its business status in BSeR or a code of our own. */
  task: 'received' | 'on-hold' | 'accepted' | 'in-progress' | 'rejected' | 'cancelled' | 'completed';
  businessStatus: string;
  /** Visits may be booked on it. */
  isActive?: true;
  /** Visits lead here by themselves. */
  followsVisits?: true;
  /** Whoever moves a referral here is asked why; `api.md` leaves it to them. */
  needsReason?: true;
}

export const REFERRAL_STATES: Record<ReferralStatus, StateFacts> = {
  received: { means: 'it came in and waits for the desk', task: 'received', businessStatus: '2.0' },
  'needs-information': {
    means: 'we wait for an answer of the sender',
    task: 'on-hold',
    businessStatus: 'information-needed',
    needsReason: true,
  },
  'needs-clearance': { means: 'we wait for a provider’s clearance', task: 'on-hold', businessStatus: 'clearance-needed' },
  accepted: { means: 'visits may be booked', task: 'accepted', businessStatus: '3.0', isActive: true },
  scheduled: { means: 'a visit is booked or was moved', task: 'in-progress', businessStatus: '5.1.1', isActive: true, followsVisits: true },
  'no-show': { means: 'the patient did not come', task: 'in-progress', businessStatus: '5.1.2', isActive: true, followsVisits: true },
  'visit-cancelled': { means: 'a visit was cancelled', task: 'in-progress', businessStatus: '5.1.3', isActive: true, followsVisits: true },
  'in-progress': { means: 'a visit is done', task: 'in-progress', businessStatus: '5.1.4', isActive: true, followsVisits: true },
  'cancellation-requested': { means: 'the sender asks to cancel', task: 'in-progress', businessStatus: '5.2', needsReason: true },
  declined: { means: 'we do not take it', task: 'rejected', businessStatus: '4.0', needsReason: true },
  cancelled: { means: 'we confirmed the sender’s wish to cancel', task: 'cancelled', businessStatus: '6.0' },
  completed: { means: 'the outcome is told', task: 'completed', businessStatus: '7.0' },
};

/** Who decides a move: the sender of the referral, or the clinic that received it. The desk may enter either. */
export type MoveParty = 'initiator' | 'recipient';

/** Where each state may go, and by whose decision. Everything else is `invalid-transition`. */
export const REFERRAL_MOVES: Record<ReferralStatus, Partial<Record<ReferralStatus, MoveParty>>> = {
  received: {
    accepted: 'recipient',
    'needs-information': 'recipient',
    'needs-clearance': 'recipient',
    declined: 'recipient',
    'cancellation-requested': 'initiator',
  },
  'needs-information': {
    received: 'initiator',
    accepted: 'recipient',
    declined: 'recipient',
    'cancellation-requested': 'initiator',
  },
  'needs-clearance': { accepted: 'recipient', declined: 'recipient', 'cancellation-requested': 'initiator' },
  accepted: {
    scheduled: 'recipient',
    'in-progress': 'recipient',
    'needs-clearance': 'recipient',
    completed: 'recipient',
    declined: 'recipient',
    'cancellation-requested': 'initiator',
  },
  scheduled: {
    scheduled: 'recipient',
    'no-show': 'recipient',
    'visit-cancelled': 'recipient',
    'in-progress': 'recipient',
    completed: 'recipient',
    declined: 'recipient',
    'cancellation-requested': 'initiator',
  },
  'no-show': { scheduled: 'recipient', 'visit-cancelled': 'recipient', declined: 'recipient', 'cancellation-requested': 'initiator' },
  'visit-cancelled': { scheduled: 'recipient', 'cancellation-requested': 'initiator' },
  'in-progress': {
    scheduled: 'recipient',
    'visit-cancelled': 'recipient',
    'in-progress': 'recipient',
    completed: 'recipient',
    declined: 'recipient',
    'cancellation-requested': 'initiator',
  },
  'cancellation-requested': { cancelled: 'recipient', completed: 'recipient' },
  declined: {},
  cancelled: {},
  completed: {},
};

/** What the desk enters was agreed on with the referrer; what arrives from outside waits for somebody to accept it. */
export const FIRST_STATUS = { staff: 'accepted', outside: 'received' } as const satisfies Record<string, ReferralStatus>;

export function mayMove(from: ReferralStatus, to: ReferralStatus): boolean {
  return REFERRAL_MOVES[from][to] !== undefined;
}

/** In the order of the table. */
export function movesFrom(from: ReferralStatus): ReferralStatus[] {
  return Object.keys(REFERRAL_MOVES[from]) as ReferralStatus[];
}

/** Visits may be booked on it. */
export function isActive(status: ReferralStatus): boolean {
  return REFERRAL_STATES[status].isActive === true;
}

/** Nothing leads on from it. */
export function isClosed(status: ReferralStatus): boolean {
  return movesFrom(status).length === 0;
}

/** The tables above as Markdown, for `docs/referral-states.md`. */
export function renderReferralStates(): string {
  const states = REFERRAL_STATUSES.map((status) => {
    const { means, task, businessStatus, isActive: active, followsVisits, needsReason } = REFERRAL_STATES[status];
    const notes = [active && 'bookable', followsVisits && 'follows visits', needsReason && 'asks why', isClosed(status) && 'final'];
    return `| ${status} | ${means} | ${task} | ${businessStatus} | ${notes.filter(Boolean).join(', ') || '–'} |`;
  });
  const moves = REFERRAL_STATUSES.filter((from) => !isClosed(from)).map((from) => {
    const by = (party: MoveParty) =>
      movesFrom(from)
        .filter((to) => REFERRAL_MOVES[from][to] === party)
        .join(', ') || '–';
    return `| ${from} | ${by('recipient')} | ${by('initiator')} |`;
  });
  return [
    '# States of a referral',
    '',
    'Written from `libs/referrals/src/referral.status.ts` by `npm run sync`; CI compares them.',
    '',
    'The states and moves are those of BSeR (harmonized with IHE 360X); numbers are its business statuses. `needs-information`',
    'and `needs-clearance` are ours, with codes of our own. A move that is not in the table answers 409 `invalid-transition`.',
    '',
    '| state | means | FHIR Task | business status | |',
    '|---|---|---|---|---|',
    ...states,
    '',
    '## Moves',
    '',
    '| from | decided by the clinic | decided by the sender |',
    '|---|---|---|',
    ...moves,
    '',
  ].join('\n');
}
