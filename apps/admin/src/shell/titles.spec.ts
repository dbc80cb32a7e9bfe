import { describe, expect, it } from '@jest/globals';
import { titleOf } from './titles';

describe('the title of the window', () => {
  it.each([
    ['/', 'Board'],
    ['/review', 'Needs a look'],
    ['/referrals', 'Referrals'],
    ['/referrals/', 'Referrals'],
    ['/referrals/ref_1', 'Referral'],
    ['/visits/vis_1', 'Visit'],
    ['/settings/screening', 'Screening settings'],
    ['/settings/referrals', 'Referral settings'],
  ])('of %s is %s', (pathname, title) => expect(titleOf(pathname)).toBe(title));
});
