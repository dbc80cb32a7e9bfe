import { describe, expect, it } from '@jest/globals';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel';
import type { Visit } from '#scheduling';
import { aboutOf, startFor } from '../planning/about.rules.js';
import { DEFAULT_PREFERENCES, type Preferences } from '../preferences/preference.rules.js';
import { at, cancelled, DENVER, movedTo, next, visit, withSpotBy } from '../testing/visits.js';
import {
  decideSend,
  MAX_ATTEMPTS,
  needsQuietWay,
  nextAttempt,
  type Deciding,
  type Policy,
  type Reach,
  TRIES_ALONE,
} from './decide.rules.js';

const START = at('2026-11-27T10:00:00-07:00');
const VISIT = visit('vis_1', START);
const REACH: Reach = { address: 'ana@mail.example', remindersOptedOut: false, obeysQuietHours: false };

function message(kind: Deciding['kind'], changes: Partial<Deciding> = {}): Deciding {
  const who = { kind, recipientType: 'patient' as const, recipientId: 'pat_1', ...changes };
  const about = kind === 'cancellation' ? '' : aboutOf(VISIT, who);
  return { about, aboutStart: startFor(VISIT, who), dueAt: START - 2 * DAY_MS, ...who };
}

const toTherapist = { recipientType: 'practitioner' as const, recipientId: 'pra_spot' };

interface Case {
  now?: string;
  message: Deciding;
  visit?: Visit | null;
  reach?: Partial<Reach> | null;
  expected: string;
}

const decide = ({ now, message: about, visit: current, reach }: Case): string => {
  const instant = now ? at(now) : START - DAY_MS;
  const decision = decideSend(
    instant,
    about,
    current === null ? undefined : { kind: 'visit', visit: current ?? VISIT },
    reach === null ? undefined : { ...REACH, ...reach },
    DENVER,
  );
  if (decision.kind === 'send') return 'send';
  return decision.kind === 'skip' ? decision.reason : `hold ${decision.reason} ${(decision.until - instant) / MINUTE_MS} min`;
};

describe('decideSend about something else than a visit', () => {
  const report = { kind: 'referral-report', recipientType: 'referrer', recipientId: 'rep_1', about: 'rep_1', dueAt: START } as const;
  const decideOther = (now: string, outdated?: string, changes: Partial<Deciding> = {}, reach: Partial<Reach> = {}) => {
    const topic = { kind: 'other', outdated } as const;
    const decision = decideSend(at(now), { ...report, ...changes }, topic, { ...REACH, ...reach }, DENVER);
    return decision.kind === 'send' ? 'send' : decision.reason;
  };

  it.each([
    ['in time', decideOther('2026-11-27T10:00:00-07:00'), 'send'],
    ['at night, since it answers an action', decideOther('2026-11-27T23:00:00-07:00'), 'send'],
    ['as a reminder at night', decideOther('2026-11-27T23:00:00-07:00', undefined, { step: 'reminder' }), 'quiet-hours'],
    ['long after it was due', decideOther('2027-11-27T10:00:00-07:00', undefined, { step: 'reminder' }), 'send'],
    ['when somebody has acknowledged it', decideOther('2026-11-27T10:00:00-07:00', 'acknowledged'), 'acknowledged'],
    ['when a newer one has gone out', decideOther('2026-11-27T10:00:00-07:00', 'superseded'), 'superseded'],
    ['without an address', decideOther('2026-11-27T10:00:00-07:00', undefined, {}, { address: undefined }), 'no-address'],
    ['too early', decideOther('2026-11-27T09:59:00-07:00'), 'not-due'],
    // Who is no patient has nothing to opt out of.
    ['to a referrer', decideOther('2026-11-27T10:00:00-07:00', undefined, { step: 'reminder' }, { remindersOptedOut: true }), 'send'],
    [
      'to a patient',
      decideOther('2026-11-27T10:00:00-07:00', undefined, { step: 'reminder', recipientType: 'patient' }, { remindersOptedOut: true }),
      'opted-out',
    ],
  ])('%s', (_, decided, expected) => expect(decided).toBe(expected));
});

describe('needsQuietWay', () => {
  const early = visit('vis_1', at('2026-11-27T07:30:00-07:00'));
  const evening = at('2026-11-26T22:00:00-07:00');
  const byText = { ...REACH, obeysQuietHours: true };
  const needs = (about: Deciding, current = early, now = evening, reach: Reach = byText, toldStart?: number): boolean => {
    const topic = { kind: 'visit', visit: current, toldStart } as const;
    return needsQuietWay(now, { ...about, aboutStart: current.start, dueAt: evening - HOUR_MS }, topic, reach, DENVER);
  };

  it.each([
    ['news of a visit that begins before the quiet hours end', needs(message('change')), true],
    ['that is off, as they knew it', needs(message('cancellation'), cancelled(early)), true],
    ['of a visit that begins later', needs(message('change'), VISIT), false],
    ['of one that was to begin before they end', needs(message('change'), VISIT, evening, byText, early.start), true],
    ['of one that was to begin long ago', needs(message('change'), VISIT, evening, byText, evening - DAY_MS), false],
    ['by day', needs(message('change'), early, evening - 2 * HOUR_MS), false],
    ['by a way that wakes nobody', needs(message('change'), early, evening, REACH), false],
    ['a reminder', needs(message('reminder')), false],
    [
      'hours of their own that end in time',
      needs(message('change', toTherapist), early, evening, {
        ...byText,
        preferences: { ...DEFAULT_PREFERENCES, quietHours: { from: '21:00', to: '06:00' } },
      }),
      false,
    ],
  ])('%s', (_, needed, expected) => expect(needed).toBe(expected));
});

describe('the list of a day that is wanted at 07:00', () => {
  const early = at('2026-11-27T07:00:00-07:00');
  const digest = {
    kind: 'daily-digest',
    recipientType: 'practitioner',
    recipientId: 'pra_spot',
    about: '2026-11-27',
    dueAt: early,
  } as const;
  const topic = { kind: 'other', latest: early + DAY_MS } as const;
  const of = (obeysQuietHours: boolean, quietHours?: Preferences['quietHours']): string => {
    const reach = { ...REACH, obeysQuietHours, preferences: { ...DEFAULT_PREFERENCES, quietHours } };
    const decision = decideSend(early, digest, topic, reach, DENVER);
    const until = decision.kind === 'hold' ? ` ${(decision.until - early) / MINUTE_MS} min` : '';
    return `${decision.kind}${until}${needsQuietWay(early, digest, topic, reach, DENVER) ? ', better quietly' : ''}`;
  };

  it.each([
    ['by mail', of(false), 'send'],
    ['by mail in hours of their own', of(false, { from: '20:00', to: '09:00' }), 'send'],
    ['by text in the quiet hours of the clinic', of(true), 'hold 60 min, better quietly'],
    ['by text after the quiet hours of their own', of(true, { from: '20:00', to: '06:00' }), 'send'],
    ['by text in the quiet hours of their own', of(true, { from: '20:00', to: '07:30' }), 'hold 30 min, better quietly'],
  ])('%s', (_, decided, expected) => expect(decided).toBe(expected));
});

describe('decideSend', () => {
  it.each<[string, Case]>([
    ['a reminder in time', { message: message('reminder'), expected: 'send' }],
    ['nothing before it is due', { message: message('reminder', { dueAt: START - DAY_MS + HOUR_MS }), expected: 'hold not-due 60 min' }],
    ['the visit is gone', { message: message('reminder'), visit: null, expected: 'gone' }],
    ['the recipient is gone', { message: message('reminder'), reach: null, expected: 'gone' }],
    ['the visit was cancelled', { message: message('confirmation'), visit: cancelled(VISIT), expected: 'visit-cancelled' }],
    ['the visit was moved', { message: message('confirmation'), visit: movedTo(VISIT, START + HOUR_MS), expected: 'visit-moved' }],
    [
      'a longer visit keeps its reminder',
      { message: message('reminder'), visit: next(VISIT, { end: VISIT.end + HOUR_MS }), expected: 'send' },
    ],
    ['a change of version alone', { message: message('confirmation'), visit: next(VISIT, { status: 'confirmed' }), expected: 'send' }],
    ['a reminder at the start', { now: '2026-11-27T10:00:00-07:00', message: message('reminder'), expected: 'too-late' }],
    ['a reminder a millisecond earlier', { now: '2026-11-27T09:59:59.999-07:00', message: message('reminder'), expected: 'send' }],
    [
      'a reminder to somebody who is there',
      { message: message('reminder'), visit: next(VISIT, { status: 'arrived' }), expected: 'visit-begun' },
    ],
    ['a change while the visit runs', { now: '2026-11-27T10:30:00-07:00', message: message('change'), expected: 'send' }],
    ['news of a visit that is over', { now: '2026-11-27T10:45:00-07:00', message: message('change'), expected: 'too-late' }],
    ['a reminder to somebody who wants none', { message: message('reminder'), reach: { remindersOptedOut: true }, expected: 'opted-out' }],
    ['an opt-out never silences a change', { message: message('change'), reach: { remindersOptedOut: true }, expected: 'send' }],
    [
      'nor a cancellation',
      { message: message('cancellation'), visit: cancelled(VISIT), reach: { remindersOptedOut: true }, expected: 'send' },
    ],
    ['no address', { message: message('confirmation'), reach: { address: undefined }, expected: 'no-address' }],
    [
      'what brings a calendar up to date after one more move',
      { message: message('calendar-update', toTherapist), visit: movedTo(VISIT, START + HOUR_MS), expected: 'send' },
    ],
    ['the same of a cancelled visit', { message: message('calendar-update', toTherapist), visit: cancelled(VISIT), expected: 'send' }],
    [
      'the same when the visit is over',
      { now: '2026-11-27T10:45:00-07:00', message: message('calendar-update', toTherapist), expected: 'too-late' },
    ],
    ['a cancellation of a visit that lives', { message: message('cancellation'), expected: 'visit-moved' }],
    [
      'a cancellation of a visit that is over',
      { now: '2026-11-28T10:00:00-07:00', message: message('cancellation'), visit: cancelled(VISIT), expected: 'too-late' },
    ],
    [
      'a reminder in the quiet hours',
      { now: '2026-11-26T21:00:00-07:00', message: message('reminder'), expected: 'hold quiet-hours 660 min' },
    ],
    ['their end', { now: '2026-11-27T08:00:00-07:00', message: message('reminder'), expected: 'send' }],
    ['an e-mail that answers an action', { now: '2026-11-26T23:00:00-07:00', message: message('change'), expected: 'send' }],
    [
      'any text message in the quiet hours',
      {
        now: '2026-11-26T23:00:00-07:00',
        message: message('change'),
        reach: { obeysQuietHours: true },
        expected: 'hold quiet-hours 540 min',
      },
    ],
    [
      'a reminder that the quiet hours would carry past the start',
      { now: '2026-11-26T23:00:00-07:00', ...early('reminder'), expected: 'too-late' },
    ],
    ['a therapist whose visit it is', { message: message('new-visit', toTherapist), expected: 'send' }],
    ['one who is off it', { message: message('new-visit', toTherapist), visit: withSpotBy(VISIT, 'pra_other'), expected: 'not-theirs' }],
    [
      'one whose part stayed while the other moved',
      { message: message('new-visit', toTherapist), visit: next(VISIT, { start: START - HOUR_MS }), expected: 'send' },
    ],
    ['that they are off it', { message: message('cancellation', toTherapist), visit: withSpotBy(VISIT, 'pra_other'), expected: 'send' }],
    ['that they are off it, but are on it again', { message: message('cancellation', toTherapist), expected: 'visit-moved' }],
  ])('%s', (_, one) => {
    expect(decide(one)).toBe(one.expected);
  });

  function early(kind: Deciding['kind']): Pick<Case, 'message' | 'visit'> {
    const seven = visit('vis_1', at('2026-11-27T07:00:00-07:00'));
    return { message: message(kind, { about: String(seven.start), dueAt: seven.start - DAY_MS }), visit: seven };
  }
});

describe('decideSend while the visit waits for a go-ahead', () => {
  const waiting = next(VISIT, { status: 'tentative', releaseAt: START - HOUR_MS });
  const of = (kind: string, changes: Partial<Visit> = {}, now = START - DAY_MS, hasCertain?: boolean) => {
    const topic = { kind: 'visit', visit: next(waiting, changes), hasCertain } as const;
    const decision = decideSend(now, message(kind), topic, REACH, DENVER);
    return decision.kind === 'hold' ? `${decision.reason} ${(decision.until - now) / MINUTE_MS} min` : decision.kind;
  };

  it.each([
    ['a reminder, until it frees itself', of('reminder'), 'not-certain 1380 min'],
    ['what the first time will be like', of('first-visit'), 'not-certain 1380 min'],
    ['looks again once a day', of('reminder', {}, START - 40 * HOUR_MS), 'not-certain 1440 min'],
    ['its release has come, and nothing ran', of('reminder', { releaseAt: START - 2 * HOUR_MS }, START - HOUR_MS), 'not-certain 5 min'],
    ['it has begun', of('reminder', {}, START), 'skip'],
    ['a reminder that speaks for a certain visit, too', of('reminder', {}, START - DAY_MS, true), 'send'],
    ['news, which say how it stands', of('confirmation'), 'send'],
    ['a change', of('change'), 'send'],
    ['when it is certain', of('reminder', { status: 'booked' }), 'send'],
  ])('%s', (_, decided, expected) => expect(decided).toBe(expected));
});

describe('decideSend to a practitioner who has chosen', () => {
  const choose = (changes: Partial<Preferences>): Partial<Reach> => ({ preferences: { ...DEFAULT_PREFERENCES, ...changes } });
  const night = { from: '17:00', to: '07:30' };
  const evening = '2026-11-26T18:00:00-07:00';
  const morning = '2026-11-26T07:35:00-07:00';

  it.each<[string, Case]>([
    ['nothing', { message: message('new-visit', toTherapist), reach: choose({}), expected: 'send' }],
    ['to do without it', { message: message('new-visit', toTherapist), reach: choose({ muted: ['new-visit'] }), expected: 'muted' }],
    [
      'to do without something else',
      { message: message('change', toTherapist), reach: choose({ muted: ['new-visit'] }), expected: 'send' },
    ],
    [
      'a shorter horizon than it was planned with',
      { now: morning, message: message('new-visit', toTherapist), reach: choose({ horizonDays: 0 }), expected: 'hold horizon 1465 min' },
    ],
    ['a horizon, for a change', { message: message('change', toTherapist), reach: choose({ horizonDays: 0 }), expected: 'send' }],
    [
      'quiet hours',
      { now: evening, message: message('change', toTherapist), reach: choose({ quietHours: night }), expected: 'hold quiet-hours 810 min' },
    ],
    ['quiet hours instead of the usual', { now: morning, ...text({ quietHours: night }), expected: 'send' }],
    ['no quiet hours, for a text', { now: morning, ...text({}), expected: 'hold quiet-hours 25 min' }],
    [
      'quiet hours, for what is read in the app',
      {
        now: evening,
        message: message('change', toTherapist),
        reach: { ...choose({ quietHours: night }), isInApp: true },
        expected: 'send',
      },
    ],
    [
      'quiet hours that would let it come too late',
      {
        now: '2026-11-27T10:40:00-07:00',
        message: message('change', toTherapist),
        reach: choose({ quietHours: { from: '10:00', to: '12:00' } }),
        expected: 'send',
      },
    ],
  ])('%s', (_, one) => expect(decide(one)).toBe(one.expected));

  function text(changes: Partial<Preferences>): Pick<Case, 'message' | 'reach'> {
    return { message: message('change', toTherapist), reach: { ...choose(changes), obeysQuietHours: true } };
  }

  it('tells of a missed part until the patient comes after all', () => {
    const missed = next(VISIT, { legs: VISIT.legs.map((leg, i) => ({ ...leg, status: i === 0 ? ('no-show' as const) : leg.status })) });
    const told = { ...message('no-show', toTherapist), about: 'missed' };
    expect(decide({ message: told, visit: missed, expected: '' })).toBe('send');
    expect(decide({ message: told, visit: VISIT, expected: '' })).toBe('came-after-all');
  });

  it('tells of a day until it is over', () => {
    const digest = {
      kind: 'daily-digest',
      recipientType: 'practitioner',
      recipientId: 'pra_spot',
      about: '2026-11-27',
      dueAt: START,
    } as const;
    const decided = (latest: number) => decideSend(START, digest, { kind: 'other', latest }, REACH, DENVER);
    expect(decided(START + 1)).toEqual({ kind: 'send' });
    expect(decided(START)).toEqual({ kind: 'skip', reason: 'too-late' });
  });
});

describe('nextAttempt', () => {
  it('waits longer each time, then gives up', () => {
    const waits = Array.from({ length: MAX_ATTEMPTS }, (_, i) => nextAttempt(0, i + 1, 0));
    expect(waits.map((wait) => wait && wait / MINUTE_MS)).toEqual([1, 5, 15, 60, 180, undefined]);
  });

  it('goes on where workers died instead of trying, until what is tried alone has had its tries', () => {
    const waits = Array.from({ length: TRIES_ALONE }, (_, i) => nextAttempt(0, MAX_ATTEMPTS + i + 1, 0));
    expect(waits.map((wait) => wait && wait / HOUR_MS)).toEqual([3, 3, 3, undefined]);
  });

  it('spreads a crowd by up to a fifth', () => {
    expect(nextAttempt(0, 1, 0.5)).toBe(1.1 * MINUTE_MS);
    expect(nextAttempt(0, 1, 0.999)).toBeLessThan(1.2 * MINUTE_MS);
  });

  it('repeats late what may have arrived', () => {
    expect(nextAttempt(0, 1, 0, true)).toBe(HOUR_MS);
    expect(nextAttempt(0, 5, 0, true)).toBe(3 * HOUR_MS);
  });
});

describe('what the clinic wants', () => {
  const decideWith = (policy: Partial<Policy>, kind = 'reminder', current = VISIT): string => {
    const about = message(kind, kind === 'confirmation' ? {} : { step: '1d' });
    const off = { isOff: false, confirmedIsEnough: false, enoughThisWeek: false, ...policy };
    const decision = decideSend(START - DAY_MS, about, { kind: 'visit', visit: current }, REACH, DENVER, off);
    return decision.kind === 'send' ? 'send' : decision.reason;
  };
  const confirmed = next(VISIT, { status: 'confirmed' });

  it.each([
    [{}, 'reminder', VISIT, 'send'],
    [{ isOff: true }, 'reminder', VISIT, 'switched-off'],
    [{ confirmedIsEnough: true }, 'reminder', confirmed, 'confirmed'],
    [{ confirmedIsEnough: true }, 'reminder', VISIT, 'send'],
    [{ enoughThisWeek: true }, 'reminder', VISIT, 'weekly-cap'],
    [{ confirmedIsEnough: true, enoughThisWeek: true }, 'confirmation', confirmed, 'send'],
  ] as const)('%j, %s: %s', (policy, kind, current, expected) => {
    expect(decideWith(policy, kind, current)).toBe(expected);
  });
});
