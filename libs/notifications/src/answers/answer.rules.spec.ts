import { describe, expect, it } from '@jest/globals';
import { HOUR_MS } from '#kernel';
import { at, cancelled, DENVER, movedTo, visit, WEST } from '../testing/visits.js';
import { dayOf } from './answer.rules.js';

const START = at('2026-11-27T10:00:00-07:00');
const NOW = at('2026-11-26T10:00:00-07:00');
const FIRST = visit('vis_1', START);
const SECOND = visit('vis_2', START + 4 * HOUR_MS);
const dayIs = (mine: typeof FIRST, others = [mine], now = NOW) => dayOf(mine, others, DENVER.timeZone, now);

describe('the day that a patient answers for', () => {
  it('has all their visits of that day and place that are still to come, the first one first', () => {
    const elsewhere = { ...visit('vis_3', START), locationId: WEST.id };
    const nextDay = visit('vis_4', START + 24 * HOUR_MS);
    // 23:30 in Denver is the next day in UTC.
    const late = visit('vis_5', at('2026-11-27T23:30:00-07:00'));
    const day = dayIs(FIRST, [late, SECOND, elsewhere, nextDay, cancelled(visit('vis_6', START)), FIRST]);
    expect(day.expected.map((one) => one.id)).toEqual(['vis_1', 'vis_2', 'vis_5']);
    expect(dayIs(FIRST, [FIRST, SECOND], START + HOUR_MS).expected.map((one) => one.id)).toEqual(['vis_2']);
  });

  it.each([
    ['open', FIRST],
    ['confirmed', { ...FIRST, status: 'confirmed' as const }],
    ['arranging', { ...FIRST, status: 'tentative' as const }],
    ['begun', { ...FIRST, status: 'arrived' as const }],
    ['begun', { ...FIRST, status: 'no-show' as const }],
    ['cancelled', cancelled(FIRST)],
  ])('is %s', (state, mine) => {
    expect(dayIs(mine).state).toBe(state);
  });

  it('has begun at the minute of the visit, and waits for an answer while one of its visits does', () => {
    expect([dayIs(FIRST, [FIRST], START - 1).state, dayIs(FIRST, [FIRST], START).state]).toEqual(['open', 'begun']);
    const sure = { ...FIRST, status: 'confirmed' as const };
    expect(dayIs(sure, [sure, SECOND]).state).toBe('open');
    expect(dayIs(sure, [sure, { ...SECOND, status: 'tentative' }]).state).toBe('confirmed');
    expect(dayIs(cancelled(FIRST), [cancelled(FIRST), SECOND]).state).toBe('open');
  });

  it('is another one for whoever was shown other times', () => {
    expect(dayIs(movedTo(FIRST, START + HOUR_MS)).seen).not.toBe(dayIs(FIRST).seen);
    expect(dayIs(FIRST, [FIRST, SECOND]).seen).not.toBe(dayIs(FIRST).seen);
    expect(dayIs({ ...FIRST, status: 'confirmed', version: 9 }).seen).toBe(dayIs(FIRST).seen);
    expect(dayIs(FIRST).seen).toMatch(/^[0-9a-z-]+$/);
  });
});
