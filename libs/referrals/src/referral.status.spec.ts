import { describe, expect, it } from '@jest/globals';
import { FIRST_STATUS, isActive, mayMove, REFERRAL_MOVES, REFERRAL_STATUSES, type ReferralStatus } from './referral.status.js';

describe('the states of a referral', () => {
  it('allows these moves and no other', () => {
    const allowed = REFERRAL_STATUSES.flatMap((from) => REFERRAL_STATUSES.filter((to) => mayMove(from, to)).map((to) => `${from} → ${to}`));
    expect(allowed).toEqual([
      'received → needs-information',
      'received → accepted',
      'received → cancellation-requested',
      'received → declined',
      'needs-information → received',
      'needs-information → accepted',
      'needs-information → cancellation-requested',
      'needs-information → declined',
      'accepted → in-progress',
      'accepted → cancellation-requested',
      'accepted → declined',
      'accepted → cancelled',
      'accepted → completed',
      'in-progress → cancellation-requested',
      'in-progress → declined',
      'in-progress → cancelled',
      'in-progress → completed',
      'cancellation-requested → cancelled',
      'cancellation-requested → completed',
    ]);
  });

  it('every state can be reached from the first ones, and every open one can be closed', () => {
    const reach = (start: ReferralStatus[]) => {
      const seen = new Set(start);
      for (const status of seen) for (const next of REFERRAL_MOVES[status]) seen.add(next);
      return seen;
    };
    expect([...reach(Object.values(FIRST_STATUS))].sort()).toEqual([...REFERRAL_STATUSES].sort());
    const closed = REFERRAL_STATUSES.filter((status) => REFERRAL_MOVES[status].length === 0);
    expect(closed).toEqual(['declined', 'cancelled', 'completed']);
    for (const status of REFERRAL_STATUSES) expect(closed.some((end) => reach([status]).has(end))).toBe(true);
  });

  it('visits are booked on accepted referrals only', () => {
    expect(REFERRAL_STATUSES.filter(isActive)).toEqual(['accepted', 'in-progress']);
  });
});
