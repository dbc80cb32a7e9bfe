import { describe, expect, it } from '@jest/globals';
import { parseInstant } from '#kernel';
import type { ReferralUsage } from '#scheduling';
import { ledgerOf } from './referral.rules.js';
import { ageDays, suggestedReport, warningsOf } from './referral-warnings.rules.js';
import type { Referral } from './referral.types.js';
import type { LastReport } from './reports/report.types.js';
import { REFERRAL_SETTINGS, type ReferralSettings } from './settings/settings.rules.js';

const ZONE = 'America/Los_Angeles';
const at = (text: string) => parseInstant(text)!;

interface Case {
  referral?: Partial<Referral>;
  authorized?: number;
  usage?: ReferralUsage;
  report?: LastReport;
  today?: string;
  settings?: ReferralSettings;
}

function warnings({ referral = {}, authorized, usage, report, today = '2026-11-23', settings = REFERRAL_SETTINGS }: Case) {
  const facts = { status: 'scheduled', movedAt: at('2026-11-20T09:00:00-08:00'), ...referral } as const;
  const ledger = ledgerOf(authorized, usage, settings);
  return warningsOf({ referral: facts, ledger, usage, report, today, timeZone: ZONE }, settings);
}

const reported = (visitsUsed: number, sentAt: string): LastReport => ({
  kind: 'progress',
  status: 'acknowledged',
  visitsUsed,
  sentAt: at(sentAt),
});
const used = (count: number, booked = 0, first = '2026-11-10T09:00:00-08:00') => ({ used: count, booked, firstUsedAt: at(first) });

describe('the warnings of a referral', () => {
  it('few visits left: two or fewer are neither booked nor used, while visits may be booked', () => {
    expect(warnings({ authorized: 6, usage: used(2, 1) })).toEqual([]);
    expect(warnings({ authorized: 6, usage: used(2, 2) })).toEqual(['few-visits-left']);
    expect(warnings({ authorized: 5, usage: used(1, 5) })).toEqual(['few-visits-left']);
    expect(warnings({ usage: used(2, 2) })).toEqual([]);
    expect(warnings({ authorized: 2, referral: { status: 'received' } })).toEqual([]);
  });

  it.each([
    ['2026-12-08', []],
    ['2026-12-07', ['near-expiry']],
    ['2026-11-23', ['near-expiry']],
    ['2026-11-22', ['expired']],
  ])('valid until %s, seen on 23 November: %j', (validUntil, expected) => expect(warnings({ referral: { validUntil } })).toEqual(expected));

  it('none booked: accepted more than three days ago, and no visit is booked or used', () => {
    const accepted = { status: 'accepted', movedAt: at('2026-11-20T23:59:00-08:00') } as const;
    expect(warnings({ referral: accepted, today: '2026-11-23' })).toEqual([]);
    expect(warnings({ referral: accepted, today: '2026-11-24' })).toEqual(['none-booked']);
    expect(warnings({ referral: accepted, today: '2026-11-24', usage: { booked: 1, used: 0 } })).toEqual([]);
    expect(warnings({ referral: { ...accepted, status: 'visit-cancelled' }, today: '2026-11-24' })).toEqual([]);
  });

  it('report due: six visits or one month, whichever comes first, or all that was authorised', () => {
    expect(warnings({ usage: used(5) })).toEqual([]);
    expect(warnings({ usage: used(6) })).toEqual(['report-due']);
    expect(warnings({ usage: used(1), today: '2026-12-09' })).toEqual([]);
    expect(warnings({ usage: used(1), today: '2026-12-10' })).toEqual(['report-due']);
    // The last day of a shorter month.
    expect(warnings({ usage: used(1, 0, '2027-01-31T18:00:00-08:00'), today: '2027-02-28' })).toEqual(['report-due']);
    expect(warnings({ usage: used(1, 0, '2026-12-15T09:00:00-08:00'), today: '2027-01-14' })).toEqual([]);
    expect(warnings({ authorized: 3, usage: used(3) })).toEqual(['few-visits-left', 'report-due']);
  });

  it('follow the numbers of the clinic', () => {
    const own = { fewVisitsLeft: 0, nearExpiryDays: 3, noneBookedAfterDays: 0, reportAfterVisits: 2, reportAfterMonths: 3 };
    const settings = { ...REFERRAL_SETTINGS, ...own };
    const accepted = { status: 'accepted', movedAt: at('2026-11-22T09:00:00-08:00') } as const;
    expect(warnings({ authorized: 6, usage: used(1, 4), settings })).toEqual([]);
    expect(warnings({ authorized: 6, usage: used(1, 5), settings })).toEqual(['few-visits-left']);
    expect(warnings({ referral: { validUntil: '2026-11-27' }, settings })).toEqual([]);
    expect(warnings({ referral: { validUntil: '2026-11-26' }, settings })).toEqual(['near-expiry']);
    expect(warnings({ referral: accepted, settings })).toEqual(['none-booked']);
    expect(warnings({ usage: used(2), settings })).toEqual(['report-due']);
    expect(warnings({ usage: used(1), today: '2027-02-09', settings })).toEqual([]);
    expect(warnings({ usage: used(1), today: '2027-02-10', settings })).toEqual(['report-due']);
  });

  it('of a report tell of massages that were done, whatever else was used up', () => {
    const settings = { ...REFERRAL_SETTINGS, noShowsCount: true };
    expect(warnings({ usage: { booked: 0, used: 0, noShows: 6 }, settings })).toEqual([]);
    expect(warnings({ usage: { ...used(3), noShows: 3 }, settings })).toEqual([]);
    expect(warnings({ usage: { ...used(6), noShows: 1 }, settings })).toEqual(['report-due']);
  });

  it('report due again: six visits or one month after the last report, if any visit came after it', () => {
    const report = reported(2, '2026-11-20T09:00:00-08:00');
    expect(warnings({ usage: used(7), report })).toEqual([]);
    expect(warnings({ usage: used(8), report })).toEqual(['report-due']);
    expect(warnings({ usage: used(3), report, today: '2026-12-19' })).toEqual([]);
    expect(warnings({ usage: used(3), report, today: '2026-12-20' })).toEqual(['report-due']);
    expect(warnings({ usage: used(2), report, today: '2027-03-01' })).toEqual([]);
    expect(warnings({ authorized: 3, usage: used(3), report })).toEqual(['few-visits-left', 'report-due']);
    expect(warnings({ authorized: 2, usage: used(2), report })).toEqual(['few-visits-left']);
  });

  it('report unacknowledged: a week after it was sent, also when the referral is closed', () => {
    const report: LastReport = { ...reported(2, '2026-11-16T23:30:00-08:00'), status: 'sent' };
    expect(warnings({ usage: used(2), report, today: '2026-11-22' })).toEqual([]);
    expect(warnings({ usage: used(2), report, today: '2026-11-23' })).toEqual(['report-unacknowledged']);
    expect(warnings({ usage: used(2), report: { ...report, status: 'acknowledged' } })).toEqual([]);
    expect(warnings({ usage: used(2), report, referral: { status: 'completed' } })).toEqual(['report-unacknowledged']);
  });

  it('none once it is closed', () => {
    for (const status of ['declined', 'cancelled', 'completed'] as const)
      expect(warnings({ referral: { status, validUntil: '2026-01-01' }, authorized: 1, usage: used(9) })).toEqual([]);
  });
});

describe('the report that is suggested', () => {
  const open = ledgerOf(6, used(6));
  it.each([
    ['in-progress', ['report-due'], ledgerOf(6, used(3)), undefined, 'progress'],
    ['in-progress', ['report-due'], open, undefined, 'outcome'],
    ['in-progress', [], open, undefined, undefined],
    ['completed', [], open, undefined, 'outcome'],
    ['completed', [], open, 'progress', 'outcome'],
    ['completed', [], open, 'outcome', undefined],
    ['declined', [], open, undefined, undefined],
  ] as const)('%s with %j: %#', (status, given, ledger, last, expected) => {
    const report = last && { ...reported(6, '2026-11-20T09:00:00-08:00'), kind: last };
    expect(suggestedReport(status, ledger, given, report)).toBe(expected);
  });
});

describe('the age of a referral', () => {
  it('is told in days of the clinic', () => {
    const received = at('2026-11-20T23:30:00-08:00');
    expect(ageDays(received, '2026-11-20', ZONE)).toBe(0);
    expect(ageDays(received, '2026-11-21', ZONE)).toBe(1);
    expect(ageDays(received, '2026-12-20', ZONE)).toBe(30);
  });
});
