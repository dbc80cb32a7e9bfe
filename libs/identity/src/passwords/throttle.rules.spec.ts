import { describe, expect, it } from '@jest/globals';
import { afterFailure, delayAfter, FORGET_MS, type Throttle, waitBefore } from './throttle.rules.js';

const NOW = 1_800_000_000_000;

describe('the password throttle (ASVS 6.3.1)', () => {
  it('waits 30 s after the fifth failure, doubling to 15 minutes', () => {
    const seconds = Array.from({ length: 12 }, (_, i) => delayAfter(i + 1) / 1000);
    expect(seconds).toEqual([0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
    expect(delayAfter(10_000)).toBe(900_000);
  });

  it('counts failures in a row', () => {
    let state: Throttle | undefined;
    for (let i = 0; i < 5; i++) {
      expect(waitBefore(state, NOW + i)).toBe(0);
      state = afterFailure(state, NOW + i);
    }
    expect(state).toEqual({ failures: 5, blockedUntil: NOW + 4 + 30_000 });
    expect(waitBefore(state, NOW + 4)).toBe(30_000);
    expect(waitBefore(state, NOW + 4 + 29_999)).toBe(1);
    expect(waitBefore(state, NOW + 4 + 30_000)).toBe(0);
    expect(afterFailure(state, NOW + 30_004).failures).toBe(6);
  });

  it('forgets after a day', () => {
    const state = { failures: 40, blockedUntil: NOW };
    expect(afterFailure(state, NOW + FORGET_MS - 1).failures).toBe(41);
    expect(afterFailure(state, NOW + FORGET_MS)).toEqual({ failures: 1, blockedUntil: NOW + FORGET_MS });
  });
});
