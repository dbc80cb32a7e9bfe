import { describe, expect, it } from '@jest/globals';
import { HOUR_MS, MINUTE_MS } from '#kernel';
import type { VisitMessage } from '../messages/message.types.js';
import { at, visit } from '../testing/visits.js';
import { NOT_CERTAIN, wakingOf } from './waking.rules.js';

const START = at('2026-11-27T10:00:00-07:00');
const CERTAIN = visit('vis_1', START);
const UNDO = 3 * MINUTE_MS;

function held(step: string | undefined, changes: Partial<VisitMessage> = {}): VisitMessage {
  return {
    id: step ?? 'first-visit',
    version: 1,
    visitId: 'vis_1',
    visitVersion: 1,
    visitDay: '2026-11-27',
    aboutStart: START,
    about: String(START),
    kind: step === undefined ? 'first-visit' : 'reminder',
    step,
    channel: 'email',
    recipientType: 'patient',
    recipientId: 'pat_1',
    locationId: CERTAIN.locationId,
    status: 'held',
    reason: NOT_CERTAIN,
    dueAt: START - 24 * HOUR_MS,
    attempts: 0,
    createdAt: 0,
    ...changes,
  };
}

describe('a visit that is certain now', () => {
  const wake = (hoursBefore: number, ...messages: VisitMessage[]): string => {
    const now = START - hoursBefore * HOUR_MS;
    const { ids, dueAt, superseded } = wakingOf(CERTAIN, messages, now, UNDO);
    expect(dueAt).toBe(now + UNDO + 2 * HOUR_MS);
    return `${ids.join()} / ${superseded.join()}`;
  };
  const planned = (step: string, hoursBefore: number) =>
    held(step, { status: 'planned', reason: undefined, dueAt: START - hoursBefore * HOUR_MS });

  it.each([
    ['sets free what waited for that', wake(60, held('3d'), held(undefined), planned('1d', 24)), '3d,first-visit / '],
    ['no reminder on the eve of the next one', wake(30, held('3d'), planned('1d', 24)), ' / 3d'],
    ['of several reminders the last one', wake(20, held('3d'), held('1d')), '1d / 3d'],
    ['nothing that begins too soon to be told of', wake(2, held('1d'), held(undefined)), ' / 1d,first-visit'],
    ['nothing that is held for another reason', wake(60, held('3d', { reason: 'quiet-hours' })), ' / '],
    ['nothing that moved with it', wake(60, held('3d', { about: String(START - HOUR_MS) })), ' / '],
    ['nothing that is over', wake(60, held('3d', { status: 'skipped' })), ' / '],
  ])('%s', (_, woken, expected) => expect(woken).toBe(expected));
});
