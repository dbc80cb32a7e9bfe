import { describe, expect, it } from '@jest/globals';
import { DAY_MS } from '#kernel';
import { at, DENVER } from '../testing/visits.js';
import { enoughThisWeek, type Reminding } from './weekly-cap.rules.js';

const MONDAY = at('2026-11-23T10:00:00-07:00');

/** Of the visits that are not reminded of as everybody's are. */
const lastSteps: Record<string, string> = {};

let made = 0;
function reminding(day: number, step: string, sent = false, recipientId = 'pat_1'): Reminding {
  const dueAt = MONDAY + day * DAY_MS;
  const status = sent ? ('sent' as const) : ('planned' as const);
  return { id: `msg_${++made}`, recipientId, locationId: DENVER.id, step, status, dueAt, sentAt: sent ? dueAt : undefined };
}

const isEnough = (message: Reminding, others: readonly Reminding[], cap: number): boolean =>
  enoughThisWeek(message, others, cap, (one) => lastSteps[one.visitId ?? ''] ?? '1d');

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

  it('are the last of their own visit by its own steps', () => {
    Object.assign(lastSteps, { vis_hours: '2h', vis_early: '3d' });
    const of = (visitId: string, one: Reminding): Reminding => ({ ...one, visitId });
    const sent = [reminding(0, '1d', true), reminding(1, '1d', true)];
    const waiting = [of('vis_hours', reminding(5, '2h')), of('vis_hours', reminding(4, '1d'))];
    // The day before is not the last word where two hours before is: it gives way.
    expect(isEnough(of('vis_hours', reminding(4, '1d')), [...sent, ...waiting], 3)).toBe(true);
    expect(isEnough(of('vis_hours', reminding(5, '2h')), [...sent, ...waiting], 3)).toBe(false);
    // Three days before is the only one: it does not give way.
    expect(isEnough(of('vis_early', reminding(2, '3d')), [...sent, ...waiting], 3)).toBe(false);
    expect(isEnough(reminding(2, '3d'), [...sent, ...waiting], 3)).toBe(true);
  });

  it('of other people, and itself, do not count; nor is there a limit of none', () => {
    const own = reminding(4, '1d');
    const others = [reminding(1, '1d', true, 'pat_2'), reminding(2, '1d', true, 'pat_2'), own];
    expect(isEnough(own, others, 1)).toBe(false);
    expect(isEnough(own, [reminding(3, '1d', true)], 0)).toBe(false);
  });
});
