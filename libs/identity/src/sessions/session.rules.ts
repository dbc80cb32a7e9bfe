import { HOUR_MS, MINUTE_MS } from '#kernel';

/** After this long without a request a session is over (ASVS 7.3.1). Kept per session, so that it can become a setting. */
export const IDLE_MINUTES = 15;
/** However busy it is, a session ends after this long (ASVS 7.3.2). */
export const ABSOLUTE_MS = 12 * HOUR_MS;

export interface SessionTimes {
  lastSeenAt: number;
  expiresAt: number;
  idleMinutes: number;
}

/** `lastSeenAt` is noted once a minute, so an idle session may end up to a minute early, never late. */
export function sessionIsOver(session: SessionTimes, now: number): boolean {
  return now >= session.expiresAt || now - session.lastSeenAt >= session.idleMinutes * MINUTE_MS;
}
