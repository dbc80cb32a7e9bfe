import { describe, expect, it } from '@jest/globals';
import { DAY_MS, formatInstant } from '#kernel';
import type { Message } from '../messages/message.types.js';
import { planDigest } from '../planning/digest.rules.js';
import { at, DENVER } from '../testing/visits.js';
import { channelFor, DEFAULT_PREFERENCES, isMuted, isPressing, MUTABLE_KINDS, nextDigest, withinHorizon } from './preference.rules.js';

const ZONE = DENVER.timeZone;
const NOW = at('2026-11-23T10:00:00-07:00');
const local = (instant: number): string => formatInstant(instant, ZONE);

describe('the horizon', () => {
  const from = (start: string, days: number, now = NOW) => local(withinHorizon(now, at(start), days, DENVER));

  it.each([
    ['is open for what is near', from('2026-12-20T14:00:00-07:00', 30), '2026-11-23T10:00:00-07:00'],
    ['opens at the same wall time so many days before', from('2027-01-15T14:00:00-07:00', 30), '2026-12-16T14:00:00-07:00'],
    ['keeps the wall time over a change of clocks', from('2027-03-20T14:00:00-06:00', 30), '2027-02-18T14:00:00-07:00'],
    ['keeps out of the quiet hours', from('2027-01-15T07:00:00-07:00', 30), '2026-12-16T08:00:00-07:00'],
    ['is that of the person', from('2027-01-15T14:00:00-07:00', 7), '2027-01-08T14:00:00-07:00'],
    ['opens in the morning of the day itself', from('2026-11-27T14:00:00-07:00', 0), '2026-11-27T08:00:00-07:00'],
    ['or in the evening before for a visit in the morning', from('2026-11-27T08:30:00-07:00', 0), '2026-11-26T20:30:00-07:00'],
    [
      'is open at once for what comes in too late for that',
      from('2026-11-27T08:30:00-07:00', 0, at('2026-11-26T22:00:00-07:00')),
      '2026-11-26T22:00:00-07:00',
    ],
  ])('%s', (_, opens, expected) => expect(opens).toBe(expected));
});

describe('what is pressing', () => {
  const told = (kind: string, visitDay: string | undefined, changes: Partial<Message> = {}) =>
    isPressing({ kind, recipientType: 'practitioner', visitDay, dueAt: NOW, ...changes }, ZONE);

  it.each([
    ['a change of today', told('change', '2026-11-23'), true],
    ['a cancellation of tomorrow', told('cancellation', '2026-11-24'), true],
    ['a missed part', told('no-show', '2026-11-23'), true],
    ['a request for tomorrow', told('clearance-request', '2026-11-24'), true],
    ['a change of the day after', told('change', '2026-11-25'), false],
    ['a new visit that was booked long before', told('new-visit', '2026-11-23'), false],
    ['a new visit at short notice', told('new-visit', '2026-11-23', { step: 'soon' }), true],
    ['what is about no visit', told('referral-report', undefined), false],
    ['a change to a patient', told('change', '2026-11-23', { recipientType: 'patient' }), false],
    // 23:30 of the 23rd, which is the 24th in UTC.
    ['by the day of the location', told('change', '2026-11-25', { dueAt: at('2026-11-23T23:30:00-07:00') }), false],
  ])('%s', (_, pressing, expected) => expect(pressing).toBe(expected));

  it('has a channel of its own, if they chose one', () => {
    const preferences = { ...DEFAULT_PREFERENCES, channel: 'in-app', urgentChannel: 'sms' } as const;
    expect([channelFor(preferences, true), channelFor(preferences, false)]).toEqual(['sms', 'in-app']);
    expect(channelFor(DEFAULT_PREFERENCES, true)).toBe('email');
  });
});

describe('doing without', () => {
  it('is for news alone: nobody can be deaf to a question', () => {
    expect([...MUTABLE_KINDS].sort()).toEqual(['cancellation', 'change', 'new-visit', 'no-show']);
    expect(isMuted({ ...DEFAULT_PREFERENCES, muted: ['change'] }, 'change')).toBe(true);
    expect(isMuted({ ...DEFAULT_PREFERENCES, muted: ['change'] }, 'cancellation')).toBe(false);
  });

  it('is usual with referrals', () => {
    expect(isMuted(DEFAULT_PREFERENCES, 'referral-received')).toBe(true);
    expect(isMuted({ ...DEFAULT_PREFERENCES, newReferrals: true }, 'referral-received')).toBe(false);
  });
});

describe('the list of a day', () => {
  const next = (about: 'today' | 'tomorrow', time: string, now: string) => {
    const { day, dueAt } = nextDigest({ about, at: time }, at(now), ZONE);
    return `${day} at ${local(dueAt)}`;
  };

  it.each([
    ['comes this evening', next('tomorrow', '18:00', '2026-11-23T10:00:00-07:00'), '2026-11-24 at 2026-11-23T18:00:00-07:00'],
    ['or tomorrow', next('today', '07:00', '2026-11-23T10:00:00-07:00'), '2026-11-24 at 2026-11-24T07:00:00-07:00'],
    ['never twice at its moment', next('today', '07:00', '2026-11-24T07:00:00-07:00'), '2026-11-25 at 2026-11-25T07:00:00-07:00'],
    [
      'at the same wall time when clocks go forward',
      next('today', '07:00', '2027-03-13T12:00:00-07:00'),
      '2027-03-14 at 2027-03-14T07:00:00-06:00',
    ],
    [
      'after the gap when its time is skipped',
      next('today', '02:30', '2027-03-13T12:00:00-07:00'),
      '2027-03-14 at 2027-03-14T03:00:00-06:00',
    ],
    [
      'at the first of two when clocks go back',
      next('today', '01:30', '2027-11-06T12:00:00-06:00'),
      '2027-11-07 at 2027-11-07T01:30:00-06:00',
    ],
    ['and not again at the second', next('today', '01:30', '2027-11-07T01:30:00-06:00'), '2027-11-08 at 2027-11-08T01:30:00-07:00'],
  ])('%s', (_, moment, expected) => expect(moment).toBe(expected));

  it('is made up for after a night without a server, and not for longer', () => {
    const digest = { about: 'today', at: '07:00' } as const;
    const monday = at('2026-11-23T07:00:00-07:00');
    const planned = (now: string) => local(planDigest('pra_spot', digest, monday, at(now), DENVER).dueAt);
    expect(planned('2026-11-23T07:00:05-07:00')).toBe('2026-11-24T07:00:00-07:00');
    expect(planned('2026-11-24T07:40:00-07:00')).toBe('2026-11-24T07:00:00-07:00');
    expect(planned('2026-11-26T07:40:00-07:00')).toBe('2026-11-26T07:00:00-07:00');
    expect(local(planDigest('pra_spot', digest, undefined, monday + DAY_MS / 24, DENVER).dueAt)).toBe('2026-11-24T07:00:00-07:00');
  });
});
