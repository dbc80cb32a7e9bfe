import { describe, expect, it } from '@jest/globals';
import { DAY_MS } from '#kernel';
import { at, DENVER } from '../testing/visits.js';
import { enoughThisWeek, type Reminding } from './weekly-cap.rules.js';

const MONDAY = at('2026-11-23T10:00:00-07:00');

let made = 0;
function reminding(day: number, step: string, sent = false, recipientId = 'pat_1'): Reminding {
  const dueAt = MONDAY + day * DAY_MS;
  const status = sent ? ('sent' as const) : ('planned' as const);
  return { id: `msg_${++made}`, recipientId, locationId: DENVER.id, step, status, dueAt, sentAt: sent ? dueAt : undefined };
}

const isEnough = (message: Reminding, others: readonly Reminding[], cap: number): boolean =>
  enoughThisWeek(message, others, cap, () => DENVER);

describe('reminders to one person in a week', () => {
  it('count those that were sent in the seven days before', () => {
    const sent = [reminding(0, '1d', true), reminding(2, '1d', true), reminding(3, '1d', true)];
    expect(isEnough(reminding(4, '1d'), sent, 3)).toBe(true);
    expect(isEnough(reminding(4, '1d'), sent, 4)).toBe(false);
    expect(isEnough(reminding(8, '1d'), sent, 3)).toBe(false);
  });

  it('leave the last one of a visit its place: the earlier ones give way to those that wait', () => {
    // Three visits a week, each with three days and one day: only the last reminders fit.
    const waiting = [reminding(1, '1d'), reminding(3, '1d'), reminding(5, '1d')];
    expect(isEnough(reminding(1, '3d'), waiting, 3)).toBe(true);
    expect(isEnough(reminding(1, '1d'), waiting, 3)).toBe(false);
    expect(isEnough(reminding(1, '3d'), waiting.slice(1), 3)).toBe(false);
  });

  it('of other people, and itself, do not count; nor is there a limit of none', () => {
    const own = reminding(4, '1d');
    const others = [reminding(1, '1d', true, 'pat_2'), reminding(2, '1d', true, 'pat_2'), own];
    expect(isEnough(own, others, 1)).toBe(false);
    expect(isEnough(own, [reminding(3, '1d', true)], 0)).toBe(false);
  });
});
