import { describe, expect, it } from '@jest/globals';
import { DAY_MS, HOUR_MS } from '#kernel';
import type { Message } from '../messages/message.types.js';
import { aboutOf } from '../planning/about.rules.js';
import { at, cancelled, movedTo, visit } from '../testing/visits.js';
import { exceptionOf, groupOf, oncePerGroup, type Circumstances } from './exception.rules.js';

const NOW = at('2026-11-23T10:00:00-07:00');
const VISIT = visit('vis_1', NOW + 3 * DAY_MS);

const about = (changes: Partial<Message> = {}, of = VISIT): Message => {
  const who = { kind: changes.kind ?? 'confirmation', recipientType: changes.recipientType ?? 'patient', recipientId: 'pat_1' } as const;
  return {
    id: 'msg_1',
    version: 1,
    visitId: of.id,
    visitVersion: of.version,
    channel: 'email',
    locationId: of.locationId,
    aboutStart: of.start,
    about: aboutOf(of, who),
    status: 'failed',
    reason: 'smtp-550',
    dueAt: NOW - HOUR_MS,
    attempts: 1,
    createdAt: NOW - DAY_MS,
    ...who,
    ...changes,
  };
};
const unreached = (changes: Partial<Message> = {}) => about({ status: 'skipped', reason: 'no-address', attempts: 0, ...changes });
const seen = (changes: Partial<Circumstances> = {}): Circumstances => ({
  topic: { kind: 'visit', visit: VISIT },
  reachable: false,
  ...changes,
});
const problemOf = (message: Message, circumstances = seen(), now = NOW) => exceptionOf(now, message, circumstances)?.problem;

describe('what somebody has to look at', () => {
  it('is what a provider refused for good, with what fits', () => {
    expect(exceptionOf(NOW, about(), seen({ reachable: true }))).toEqual({
      problem: 'failed',
      actions: ['fix-contact', 'resend', 'acknowledge'],
    });
    const toPractitioner = about({ recipientType: 'practitioner', recipientId: 'pra_spot', kind: 'new-visit', about: '' });
    expect(exceptionOf(NOW, toPractitioner, seen())?.actions).toEqual(['resend', 'acknowledge']);
    const report = about({ kind: 'referral-report', recipientType: 'referrer', visitId: undefined, aboutStart: undefined });
    expect(exceptionOf(NOW, report, seen({ topic: { kind: 'other' } }))?.actions).toEqual(['resend', 'acknowledge']);
  });

  it.each<[string, Message, Partial<Circumstances>, number]>([
    ['somebody has dealt with it', about({ handledAt: NOW }), {}, NOW],
    ['the visit was moved', about(), { topic: { kind: 'visit', visit: movedTo(VISIT, VISIT.start + HOUR_MS) } }, NOW],
    ['the visit was cancelled', about(), { topic: { kind: 'visit', visit: cancelled(VISIT) } }, NOW],
    ['the visit is over', about(), {}, VISIT.end],
    ['what it was about is gone', about(), { topic: undefined }, NOW],
    ['the report was acknowledged', about({ visitId: undefined }), { topic: { kind: 'other', outdated: 'acknowledged' } }, NOW],
    ['it was sent', about({ status: 'sent' }), {}, NOW],
    ['it was skipped for another reason', unreached({ reason: 'visit-moved' }), {}, NOW],
    ['the patient wants no reminders', unreached({ kind: 'reminder', step: '1d', reason: 'opted-out' }), {}, NOW],
    ['the patient has an address now, and hears the rest', unreached(), { reachable: true }, NOW],
    ['the desk has called them since', unreached(), { handledAt: NOW - HOUR_MS }, NOW],
    ['the visit is more than a week away', unreached(), {}, VISIT.start - 8 * DAY_MS],
    [
      'a practitioner has no address',
      unreached({
        recipientType: 'practitioner',
        recipientId: 'pra_spot',
        kind: 'change',
        about: aboutOf(VISIT, { kind: 'change', recipientType: 'practitioner', recipientId: 'pra_spot' }),
      }),
      {},
      NOW,
    ],
  ])('is not: %s', (_, message, circumstances, now) => {
    expect(problemOf(message, seen(circumstances), now)).toBeUndefined();
  });

  it('is who cannot be reached before a visit that is near', () => {
    expect(exceptionOf(NOW, unreached(), seen())).toEqual({ problem: 'no-address', actions: ['fix-contact', 'acknowledge'] });
    expect(problemOf(unreached(), seen({ handledAt: NOW - 2 * DAY_MS }))).toBe('no-address');
  });

  it('is a change or a cancellation that quiet hours would hold back until the visit, as long as that is to come', () => {
    const change = unreached({ kind: 'change', reason: 'too-late' });
    expect(exceptionOf(NOW, change, seen({ reachable: true }))).toEqual({ problem: 'too-late', actions: ['fix-contact', 'acknowledge'] });
    expect(problemOf(change, seen(), VISIT.end)).toBeUndefined();
    expect(problemOf(unreached({ kind: 'reminder', step: '1d', reason: 'too-late' }))).toBeUndefined();
    const cancellation = unreached({ kind: 'cancellation', reason: 'too-late', about: '' });
    expect(problemOf(cancellation, seen({ topic: { kind: 'visit', visit: cancelled(VISIT) } }))).toBe('too-late');
  });

  it('is a change that waits for the end of the quiet hours, as long as they may still be called before they set out', () => {
    const toldStart = NOW + HOUR_MS;
    const waits = (changes: Partial<Message> = {}) =>
      about({ kind: 'change', status: 'held', reason: 'quiet-hours', dueAt: toldStart, attempts: 0, ...changes });
    const topic = { kind: 'visit', visit: VISIT, toldStart } as const;
    expect(exceptionOf(NOW, waits(), seen({ topic, reachable: true }))).toEqual({ problem: 'too-late', actions: ['acknowledge'] });
    expect(problemOf(waits({ dueAt: toldStart - 1 }), seen({ topic }))).toBeUndefined();
    expect(problemOf(waits(), seen({ topic }), toldStart)).toBeUndefined();
    expect(problemOf(waits(), seen({ topic: { ...topic, toldStart: undefined } }))).toBeUndefined();
    expect(problemOf(waits({ reason: 'not-certain' }), seen({ topic }))).toBeUndefined();
    expect(problemOf(waits({ kind: 'reminder', step: '1d' }), seen({ topic }))).toBeUndefined();
    expect(problemOf(waits({ handledAt: NOW }), seen({ topic }))).toBeUndefined();
  });

  it('is a change or a cancellation that reached nobody, however far the visit, whoever opted out, until it is told', () => {
    const far = VISIT.start - 30 * DAY_MS;
    for (const reason of ['no-address', 'opted-out'] as const) {
      const change = unreached({ kind: 'change', reason });
      expect(exceptionOf(far, change, seen())).toEqual({ problem: reason, actions: ['fix-contact', 'acknowledge'] });
      expect(exceptionOf(far, change, seen({ reachable: true, handledAt: NOW }))?.actions).toEqual([
        'resend',
        'fix-contact',
        'acknowledge',
      ]);
      const cancellation = unreached({ kind: 'cancellation', reason, about: '' });
      expect(problemOf(cancellation, seen({ topic: { kind: 'visit', visit: cancelled(VISIT) } }))).toBe(reason);
    }
  });
});

describe('messages with one cause', () => {
  it('are those about one visit of a patient, and those to one practitioner', () => {
    const group = (changes: Partial<Message>) => groupOf(about(changes));
    expect(group({ id: 'msg_2', kind: 'reminder' })).toBe(group({}));
    expect(group({ visitId: 'vis_2' })).not.toBe(group({}));
    const toOne = { recipientType: 'practitioner', kind: 'new-visit' } as const;
    expect(group({ ...toOne, visitId: 'vis_2' })).toBe(group(toOne));
    expect(group({ visitId: undefined })).toBe('msg_1');
  });

  it('stand as one, for which the one speaks that must be told, else the newest', () => {
    const all = [
      { message: about({ id: 'msg_1', kind: 'change', createdAt: 1 }) },
      { message: about({ id: 'msg_2', kind: 'reminder', createdAt: 3 }) },
      { message: about({ id: 'msg_3', visitId: 'vis_2', createdAt: 1 }) },
      { message: about({ id: 'msg_4', visitId: 'vis_2', createdAt: 2 }) },
    ];
    expect(oncePerGroup(all).map(({ message, count }) => [message.id, count])).toEqual([
      ['msg_1', 2],
      ['msg_4', 2],
    ]);
  });
});
