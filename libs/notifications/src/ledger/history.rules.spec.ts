import { describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '#platform';
import type { Message } from '../messages/message.types.js';
import { historyOf } from './history.rules.js';

const message = (changes: Partial<Message>): Message => ({
  id: 'msg_1',
  version: 1,
  kind: 'confirmation',
  channel: 'email',
  recipientType: 'patient',
  recipientId: 'pat_1',
  locationId: 'loc_1',
  about: '',
  status: 'planned',
  dueAt: 200,
  attempts: 0,
  createdAt: 100,
  ...changes,
});
const by = (kind: string, at: number, facts?: Record<string, unknown>): AuditEntry => ({ kind: `message.${kind}`, at, by: 'Kim', facts });
const steps = (changes: Partial<Message>, audit: AuditEntry[] = [], now = 1000): string[] =>
  historyOf(message(changes), audit, now).map((step) =>
    [step.what, step.attempts, step.reason, step.at && `at ${step.at}`, step.until && `until ${step.until}`, step.by, step.messageId]
      .filter((part) => part !== undefined)
      .join(' '),
  );

describe('the history of a message', () => {
  it.each<[string, Partial<Message>, string[]]>([
    ['waits', {}, ['planned at 100', 'waits until 200']],
    ['waits for the next try', { attempts: 2, reason: 'smtp-451' }, ['planned at 100', 'tried 2 smtp-451', 'waits until 200']],
    ['is held', { status: 'held', reason: 'quiet-hours' }, ['planned at 100', 'held quiet-hours until 200']],
    ['is handed out', { status: 'queued' }, ['planned at 100', 'handed-out']],
    ['is in a worker’s hands', { status: 'queued', claimedUntil: 2000 }, ['planned at 100', 'sending']],
    ['left at the first try', { status: 'sent', attempts: 1, sentAt: 210, endedAt: 210 }, ['planned at 100', 'sent at 210']],
    ['left at the third', { status: 'sent', attempts: 3, sentAt: 210 }, ['planned at 100', 'tried 2', 'sent at 210']],
    ['has arrived', { status: 'delivered', attempts: 1, sentAt: 210, endedAt: 300 }, ['planned at 100', 'sent at 210', 'delivered at 300']],
    ['failed', { status: 'failed', attempts: 1, reason: 'smtp-550', endedAt: 220 }, ['planned at 100', 'failed smtp-550 at 220']],
    [
      'was sent and came back',
      { status: 'failed', attempts: 1, reason: 'sms-30005', sentAt: 210, endedAt: 220 },
      ['planned at 100', 'sent at 210', 'failed sms-30005 at 220'],
    ],
    ['is needless', { status: 'skipped', reason: 'visit-moved', endedAt: 150 }, ['planned at 100', 'skipped visit-moved at 150']],
    ['came too late', { status: 'skipped', reason: 'too-late' }, ['planned at 100', 'skipped too-late at 100']],
  ])('that %s', (_, changes, expected) => {
    expect(steps(changes)).toEqual(expected);
  });

  it('names who had a hand in it, in the order of time', () => {
    expect(steps({ status: 'skipped', reason: 'suppressed', endedAt: 150 }, [by('suppressed', 150)])).toEqual([
      'planned at 100',
      'suppressed at 150 Kim',
    ]);
    const audit = [by('resent', 100, { of: 'msg_0' }), by('sent-again', 400, { as: 'msg_2' })];
    expect(steps({ status: 'failed', attempts: 1, reason: 'smtp-550', endedAt: 220, handledAt: 400 }, audit)).toEqual([
      'resent-from at 100 Kim msg_0',
      'failed smtp-550 at 220',
      'sent-again at 400 Kim msg_2',
    ]);
    expect(steps({ status: 'failed', attempts: 6, reason: 'smtp-451', endedAt: 220 }, [by('acknowledged', 300)])).toEqual([
      'planned at 100',
      'tried 5',
      'failed smtp-451 at 220',
      'acknowledged at 300 Kim',
    ]);
  });
});
