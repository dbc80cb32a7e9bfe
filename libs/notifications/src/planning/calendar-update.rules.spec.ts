import { describe, expect, it } from '@jest/globals';
import type { VisitMessage } from '../messages/message.types.js';
import { at } from '../testing/visits.js';
import { type News, outdatesEntry, planCalendarUpdate } from './calendar-update.rules.js';

const NOW = at('2026-11-26T10:00:00-07:00');
const START = at('2026-11-27T10:00:00-07:00');

function told(kind: string, visitVersion: number, changes: Partial<VisitMessage> = {}): VisitMessage {
  return {
    id: `msg_${kind}_${visitVersion}`,
    version: 1,
    visitId: 'vis_1',
    visitVersion,
    kind,
    channel: 'email',
    recipientType: 'practitioner',
    recipientId: 'pra_spot',
    locationId: 'loc_1',
    visitDay: '2026-11-27',
    aboutStart: START,
    about: 'x',
    status: 'sent',
    dueAt: NOW,
    attempts: 1,
    createdAt: NOW,
    ...changes,
  };
}
const plan = (news: News, ...existing: VisitMessage[]) =>
  planCalendarUpdate(news, [...existing, news as VisitMessage], NOW, (key) => key === 'email');
const moved = told('change', 2, { channel: 'sms' });
const invited = told('new-visit', 1);

describe('the calendar of who hears by text', () => {
  it('that has the visit from an earlier mail is brought up to date by another', () => {
    expect(plan(moved, invited)).toMatchObject({
      kind: 'calendar-update',
      recipientId: 'pra_spot',
      visitVersion: 2,
      aboutStart: START,
      dueAt: NOW,
      status: 'planned',
      dedupe: 'vis_1|pra_spot|calendar-update|v2',
    });
    expect(plan(told('cancellation', 3, { channel: 'sms' }), invited, moved, told('calendar-update', 2))).toBeDefined();
    expect(plan(told('change', 2, { status: 'skipped', reason: 'muted' }), invited)).toBeDefined();
  });

  it('also while that mail is under way', () => {
    expect(plan(moved, told('new-visit', 1, { status: 'queued', claimedUntil: NOW + 1 }))).toBeDefined();
  });

  it.each<[string, VisitMessage[]]>([
    ['no mail', [told('new-visit', 1, { channel: 'in-app' })]],
    ['a mail that never left', [told('new-visit', 1, { status: 'failed' })]],
    ['a mail to somebody else', [told('new-visit', 1, { recipientId: 'pra_host' })]],
    ['a mail of another kind', [told('no-show', 1)]],
    ['a mail that has taken it out again', [invited, told('cancellation', 2)]],
    ['a mail about a later change', [invited, told('change', 3)]],
    ['another one that waits', [invited, told('calendar-update', 1, { status: 'held' })]],
  ])('needs none after %s', (_, existing) => {
    expect(plan(moved, ...existing)).toBeUndefined();
  });

  it('is concerned by what moves, removes or settles a visit', () => {
    expect(['change', 'cancellation'].every((kind) => outdatesEntry(told(kind, 2)))).toBe(true);
    expect(outdatesEntry(told('new-visit', 2, { step: 'certain' }))).toBe(true);
    expect(['new-visit', 'no-show', 'calendar-update'].some((kind) => outdatesEntry(told(kind, 2)))).toBe(false);
    const toPatient = { recipientType: 'patient', recipientId: 'pat_1' } as const;
    expect(['change', 'cancellation', 'confirmation'].every((kind) => outdatesEntry(told(kind, 2, toPatient)))).toBe(true);
    expect(['reminder', 'first-visit', 'calendar-update'].some((kind) => outdatesEntry(told(kind, 2, toPatient)))).toBe(false);
    expect(outdatesEntry(told('confirmation', 1, toPatient))).toBe(false);
    expect(outdatesEntry(told('change', 2, { recipientType: 'referrer' }))).toBe(false);
  });

  it('of a patient has the visit from their own mails', () => {
    const toPatient = { recipientType: 'patient', recipientId: 'pat_1' } as const;
    const theirs = told('change', 2, { ...toPatient, channel: 'sms' });
    expect(plan(theirs, told('confirmation', 1, toPatient))).toMatchObject({ kind: 'calendar-update', ...toPatient });
    expect(plan(theirs, invited)).toBeUndefined();
    expect(plan(told('confirmation', 1, { ...toPatient, channel: 'sms' }))).toBeUndefined();
  });
});
