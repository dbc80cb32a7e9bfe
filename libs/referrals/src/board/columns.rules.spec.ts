import { describe, expect, it } from '@jest/globals';
import { REFERRAL_STATUSES } from '../referral.status.js';
import { BOARD_COLUMN_KEYS, COLUMN_PARTS } from './columns.rules.js';

describe('the columns of the referrals board', () => {
  it.each([true, false])('show every state once, with a booked visit: %s', (booked) => {
    for (const status of REFERRAL_STATUSES) {
      const parts = COLUMN_PARTS.filter((part) => part.status === status && (part.booked ?? booked) === booked);
      expect([status, parts.length]).toEqual([status, 1]);
    }
  });

  it('are made of these parts', () => {
    const parts = (key: string) =>
      COLUMN_PARTS.filter((part) => part.column === key).map(({ status, booked }) =>
        booked === undefined ? status : `${status} ${booked ? 'booked' : 'not booked'}`,
      );
    expect(BOARD_COLUMN_KEYS.map((key) => [key, parts(key)])).toEqual([
      ['new', ['received', 'needs-information', 'cancellation-requested']],
      ['needs-clearance', ['needs-clearance']],
      ['to-schedule', ['accepted not booked', 'no-show not booked', 'visit-cancelled not booked']],
      ['active', ['accepted booked', 'scheduled', 'no-show booked', 'visit-cancelled booked', 'in-progress']],
      ['done', ['declined', 'cancelled', 'completed']],
    ]);
  });
});
