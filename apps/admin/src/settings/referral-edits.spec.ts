import { describe, expect, it } from '@jest/globals';
import { changedFields, isValid, settingsOf } from './referral-edits.js';

const released = {
  fewVisitsLeft: 2,
  nearExpiryDays: 14,
  noneBookedAfterDays: 3,
  reportAfterVisits: 6,
  reportAfterMonths: 1,
  reportReminderDays: 7,
  noShowsCount: false,
  lateCancellationsCount: false,
};

describe('settings of referrals', () => {
  it('are published where they differ from the release', () => {
    const settings = { version: 1, ...released, nearExpiryDays: 30, noShowsCount: true, released };
    expect(settingsOf(settings, { fewVisitsLeft: ' 4 ', noShowsCount: false })).toEqual({ fewVisitsLeft: 4, nearExpiryDays: 30 });
    expect(settingsOf(settings, { nearExpiryDays: '14', lateCancellationsCount: true })).toEqual({
      noShowsCount: true,
      lateCancellationsCount: true,
    });
  });

  it('are changed where they differ from what is published', () => {
    const settings = { version: 0, ...released, released };
    expect(changedFields(settings, { fewVisitsLeft: '2', reportAfterVisits: '7', noShowsCount: false })).toEqual(['reportAfterVisits']);
  });

  it.each([
    [{}, true],
    [{ fewVisitsLeft: '0' }, true],
    [{ fewVisitsLeft: '51' }, false],
    [{ reportAfterMonths: '0' }, false],
    [{ nearExpiryDays: '1.5' }, false],
    [{ nearExpiryDays: '' }, false],
  ])('%j may be published: %s', (edits, expected) => expect(isValid(edits)).toBe(expected));
});
