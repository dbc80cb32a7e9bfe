import { describe, expect, it } from '@jest/globals';
import type { Delivery } from '../channels/channel.js';
import {
  afterHearing,
  afterTaking,
  allowance,
  freshLane,
  type Heard,
  hearing,
  isSuspended,
  type LaneState,
  OUTAGES,
} from './lane.rules.js';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const out = (outages: number): Heard => ({ outages, answered: false, unsent: false });
const answered: Heard = { outages: 0, answered: true, unsent: false };

/** Takes all that it may each `stepMs`; answers the times at which each was taken. */
function takeAll(perSecond: number, stepMs: number, untilMs: number, idleMs = 0): number[] {
  let state = freshLane('email');
  const times: number[] = [];
  for (let at = idleMs; at <= idleMs + untilMs; at += stepMs) {
    const count = allowance(state, NOW + at, perSecond);
    for (let i = 0; i < count; i++) times.push(at - idleMs);
    state = afterTaking(state, NOW + at, perSecond, count);
  }
  return times;
}

describe('the pace of a provider', () => {
  it('is never left by more than one second’s worth, whatever window one looks at', () => {
    for (const perSecond of [0.5, 1, 3, 10, 250]) {
      const times = takeAll(perSecond, 100, 20_000, 3_600_000);
      const burst = Math.max(1, perSecond);
      for (let from = 0; from < 20_000; from += 700)
        for (const length of [1000, 5000, 15_000]) {
          const inside = times.filter((at) => at >= from && at < from + length).length;
          expect(inside).toBeLessThanOrEqual(Math.ceil((perSecond * length) / 1000 + burst));
        }
      expect(times.length).toBeGreaterThanOrEqual(Math.floor(perSecond * 20));
    }
  });

  it('is kept when little is taken at a time, and does not limit who has none', () => {
    expect(takeAll(10, 1, 10_000).length).toBeLessThanOrEqual(110);
    expect(allowance(freshLane('email'), NOW, undefined)).toBe(Infinity);
  });

  it('is not waited for after a clock that jumped back', () => {
    const ahead = afterTaking(freshLane('email'), NOW + 24 * 60 * MINUTE, 5, 5);
    expect(allowance(ahead, NOW, 5)).toBe(5);
  });
});

describe('a paused lane', () => {
  it('hands nothing out, whatever its pace', () => {
    const paused: LaneState = { ...freshLane('email'), pausedAt: NOW - 1 };
    expect([undefined, 5].map((perSecond) => allowance(paused, NOW, perSecond))).toEqual([0, 0]);
  });
});

describe('a provider that does not answer', () => {
  const suspended = afterHearing(freshLane('email'), NOW, out(OUTAGES));

  it('suspends its lane after some sends in a row, not before', () => {
    const open = freshLane('email');
    expect(afterHearing(open, NOW, out(OUTAGES - 1))).toBe(open);
    expect(isSuspended(suspended, NOW)).toBe(true);
    expect(allowance(suspended, NOW + 29_000, undefined)).toBe(0);
  });

  it('is tried with one message, then the next one waits for what that shows', () => {
    const later = NOW + 31_000;
    expect(allowance(suspended, later, undefined)).toBe(1);
    const probing = afterTaking(suspended, later, undefined, 1);
    expect(allowance(probing, later + 1000, undefined)).toBe(0);
    // Its worker has died.
    expect(allowance(probing, later + MINUTE, undefined)).toBe(1);
    expect(allowance(afterHearing(probing, later, { outages: 0, answered: false, unsent: true }), later, undefined)).toBe(1);
  });

  it('is left alone for longer each time, five minutes at most', () => {
    let state = freshLane('email');
    let at = NOW;
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      state = afterHearing(state, at, out(i === 0 ? OUTAGES : 1));
      waits.push(state.suspendedUntil! - at);
      at = state.suspendedUntil!;
    }
    expect(waits).toEqual([30_000, MINUTE, 2 * MINUTE, 5 * MINUTE, 5 * MINUTE, 5 * MINUTE]);
  });

  it('counts once, however many batches notice it', () => {
    expect(afterHearing(suspended, NOW + 100, out(OUTAGES + 3))).toBe(suspended);
  });

  it('opens the lane with its first answer', () => {
    const open = afterHearing(suspended, NOW + 31_000, answered);
    expect(open).toMatchObject({ trips: 0, suspendedUntil: undefined });
    expect(allowance(open, NOW + 31_000, undefined)).toBe(Infinity);
    expect(afterHearing(open, NOW, answered)).toBe(open);
  });

  it('is not waited for after a clock that jumped back', () => {
    expect(isSuspended(suspended, NOW - 60 * MINUTE)).toBe(false);
  });
});

describe('a provider that refuses', () => {
  const nothing: Heard = { outages: 0, answered: false, unsent: false };
  const all = (...answers: [Delivery, string][]): Heard =>
    answers.reduce((heard, [delivery, address]) => hearing(heard, delivery, address), nothing);
  const refused: Delivery = { kind: 'retry', reason: 'smtp-554', outage: 'perhaps' };
  const away: Delivery = { kind: 'retry', reason: 'smtp-535', outage: true };

  it('all of them is away, whatever it says to each', () => {
    expect(all([refused, 'a'], [refused, 'b'], [refused, 'c'], [refused, 'a'], [refused, 'b']).outages).toBe(OUTAGES);
    expect(all([away, 'a'], [refused, 'a'], [away, 'a'], [away, 'a'], [away, 'a']).outages).toBe(OUTAGES);
  });

  it('one address, however often, is not', () => {
    expect(all(...Array<[Delivery, string]>(20).fill([refused, 'a'])).outages).toBe(1);
  });

  it('is back with the first answer to another one', () => {
    for (const kind of ['give-up', 'opted-out', 'unknown'] as const)
      expect(all([refused, 'a'], [away, 'b'], [{ kind, reason: 'x' }, 'c'])).toMatchObject({ outages: 0, answered: true });
    expect(all([refused, 'a'], [refused, 'b'], [{ kind: 'sent' }, 'c'], [refused, 'b']).outages).toBe(1);
  });
});
