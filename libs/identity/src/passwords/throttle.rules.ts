import { DAY_MS, MINUTE_MS } from '#kernel';

/** Failures without consequence: everybody mistypes. */
const FREE_FAILURES = 5;
const FIRST_DELAY_MS = 30_000;
const LONGEST_DELAY_MS = 15 * MINUTE_MS;
/** Without an attempt for this long, the count begins anew. */
export const FORGET_MS = DAY_MS;

export interface Throttle {
  failures: number;
  /** When the next attempt is allowed; the time of the last one if it was allowed at once. */
  blockedUntil: number;
}

/** How long to wait after that many failures in a row: 30 s after the fifth, doubling, 15 minutes at most. */
export function delayAfter(failures: number): number {
  if (failures < FREE_FAILURES) return 0;
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures - FREE_FAILURES, 10));
}

/** The state after one more failure. */
export function afterFailure(state: Throttle | undefined, now: number): Throttle {
  const failures = (state && now - state.blockedUntil < FORGET_MS ? state.failures : 0) + 1;
  return { failures, blockedUntil: now + delayAfter(failures) };
}

/** Milliseconds to wait before the next attempt; 0 if it may be made. */
export function waitBefore(state: Throttle | undefined, now: number): number {
  return state ? Math.max(0, state.blockedUntil - now) : 0;
}
