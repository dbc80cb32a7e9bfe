import { describe, expect, it } from '@jest/globals';
import { MINUTE_MS } from '#kernel';
import { sessionIsOver } from './session.rules.js';

const NOW = 1_800_000_000_000;

describe('a session (ASVS 7.3)', () => {
  const session = { lastSeenAt: NOW, expiresAt: NOW + 20 * MINUTE_MS, idleMinutes: 15 };

  it('ends after the idle time', () => {
    expect(sessionIsOver(session, NOW + 15 * MINUTE_MS - 1)).toBe(false);
    expect(sessionIsOver(session, NOW + 15 * MINUTE_MS)).toBe(true);
  });

  it('ends at its absolute end, however busy', () => {
    const busy = { ...session, lastSeenAt: NOW + 19 * MINUTE_MS };
    expect(sessionIsOver(busy, NOW + 20 * MINUTE_MS - 1)).toBe(false);
    expect(sessionIsOver(busy, NOW + 20 * MINUTE_MS)).toBe(true);
  });
});
