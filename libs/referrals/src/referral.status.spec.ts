import { describe, expect, it } from '@jest/globals';
import {
  FIRST_STATUS,
  isActive,
  isClosed,
  mayMove,
  type MoveParty,
  movesFrom,
  REFERRAL_MOVES,
  REFERRAL_STATES,
  REFERRAL_STATUSES,
  type ReferralStatus,
} from './referral.status.js';

/** The BSeR table with our two waiting states, typed again: from, to, and who decides (I: sender, R: clinic). */
const TABLE = `
received                accepted                R
received                declined                R
received                needs-information       R
received                needs-clearance         R
received                cancellation-requested  I
needs-information       received                I
needs-information       accepted                R
needs-information       declined                R
needs-information       cancellation-requested  I
needs-clearance         accepted                R
needs-clearance         declined                R
needs-clearance         cancellation-requested  I
accepted                needs-clearance         R
accepted                declined                R
accepted                scheduled               R
accepted                in-progress             R
accepted                completed               R
accepted                cancellation-requested  I
scheduled               scheduled               R
scheduled               no-show                 R
scheduled               visit-cancelled         R
scheduled               in-progress             R
scheduled               declined                R
scheduled               completed               R
scheduled               cancellation-requested  I
no-show                 scheduled               R
no-show                 visit-cancelled         R
no-show                 declined                R
no-show                 cancellation-requested  I
visit-cancelled         scheduled               R
visit-cancelled         cancellation-requested  I
in-progress             scheduled               R
in-progress             visit-cancelled         R
in-progress             in-progress             R
in-progress             declined                R
in-progress             completed               R
in-progress             cancellation-requested  I
cancellation-requested  cancelled               R
cancellation-requested  completed               R
`;

const CODES = `
received                received     2.0
needs-information       on-hold      information-needed
needs-clearance         on-hold      clearance-needed
accepted                accepted     3.0
scheduled               in-progress  5.1.1
no-show                 in-progress  5.1.2
visit-cancelled         in-progress  5.1.3
in-progress             in-progress  5.1.4
cancellation-requested  in-progress  5.2
declined                rejected     4.0
cancelled               cancelled    6.0
completed               completed    7.0
`;

const linesOf = (table: string): string[][] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.split(/ +/));

const PARTY: Record<string, MoveParty> = { I: 'initiator', R: 'recipient' };
const legal = new Map(linesOf(TABLE).map(([from, to, by]) => [`${from} → ${to}`, PARTY[by!]]));
const pairs = REFERRAL_STATUSES.flatMap((from) => REFERRAL_STATUSES.map((to): [ReferralStatus, ReferralStatus] => [from, to]));

describe('the states of a referral', () => {
  it.each(pairs)('%s → %s is as in the table', (from, to) => {
    const party = legal.get(`${from} → ${to}`);
    expect([mayMove(from, to), REFERRAL_MOVES[from][to], movesFrom(from).includes(to)]).toEqual([
      party !== undefined,
      party,
      party !== undefined,
    ]);
  });

  it('the table names no other states', () => {
    const known = new Set(pairs.map(([from, to]) => `${from} → ${to}`));
    expect([...legal.keys()].filter((pair) => !known.has(pair))).toEqual([]);
    expect(legal.size).toBe(39);
  });

  it('each tells the status and the business status of its FHIR Task', () => {
    const codes = REFERRAL_STATUSES.map((status) => [status, REFERRAL_STATES[status].task, REFERRAL_STATES[status].businessStatus]);
    expect(codes).toEqual(linesOf(CODES));
  });

  it('every state can be reached from the first ones, and every open one can be closed', () => {
    const reach = (start: ReferralStatus[]) => {
      const seen = new Set(start);
      for (const status of seen) for (const next of movesFrom(status)) seen.add(next);
      return seen;
    };
    expect([...reach(Object.values(FIRST_STATUS))].sort()).toEqual([...REFERRAL_STATUSES].sort());
    const closed = REFERRAL_STATUSES.filter(isClosed);
    expect(closed).toEqual(['declined', 'cancelled', 'completed']);
    for (const status of REFERRAL_STATUSES) expect(closed.some((end) => reach([status]).has(end))).toBe(true);
  });

  it('visits are booked on what is accepted and not closed', () => {
    expect(REFERRAL_STATUSES.filter(isActive)).toEqual(['accepted', 'scheduled', 'no-show', 'visit-cancelled', 'in-progress']);
  });

  it('some are reached with a reason only', () => {
    expect(REFERRAL_STATUSES.filter((status) => REFERRAL_STATES[status].needsReason)).toEqual([
      'needs-information',
      'cancellation-requested',
      'declined',
    ]);
  });
});
