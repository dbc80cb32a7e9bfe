import { describe, expect, it } from '@jest/globals';
import { untilDue } from './due';

const NOW = Date.parse('2026-12-08T17:10:00Z');
const at = (status: 'planned' | 'sent', dueAt: string) => ({ status, dueAt });

describe('looking again at messages', () => {
  it('waits for the one that is due next, a little longer, never long', () => {
    expect(untilDue([at('planned', '2026-12-08T17:13:00Z'), at('planned', '2026-12-08T17:11:00Z')], NOW)).toBe(62_000);
    expect(untilDue([at('planned', '2026-12-08T17:00:00Z')], NOW)).toBe(4000);
    expect(untilDue([at('planned', '2026-12-14T17:00:00Z')], NOW)).toBe(600_000);
  });

  it('has nothing to wait for when all are out', () => {
    expect(untilDue([at('sent', '2026-12-08T17:00:00Z')], NOW)).toBe(false);
    expect(untilDue(undefined, NOW)).toBe(false);
  });
});
