import { describe, expect, it } from '@jest/globals';
import { afterReport, afterSending, reportOf } from './report.rules.js';
import type { Reported } from '../messages/reported.store.js';

const NOW = 1_000_000;
const text = (changes: Partial<Reported>): Reported => ({
  channel: 'sms',
  status: 'sent',
  version: 3,
  attempts: 1,
  providerId: 'SM1',
  ...changes,
});
const inFlight = text({ status: 'queued', claimedUntil: NOW + 1000, providerId: undefined });
/** Nobody knows whether the first try left. */
const unknown = text({ status: 'planned', providerId: undefined });

describe('reportOf', () => {
  it.each([
    [
      { MessageSid: 'SM1', MessageStatus: 'queued' },
      { sid: 'SM1', state: 'sent' },
    ],
    [
      { SmsSid: 'SM1', SmsStatus: 'Delivered' },
      { sid: 'SM1', state: 'delivered' },
    ],
    [
      { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30005' },
      { sid: 'SM1', state: 'failed', reason: 'sms-30005' },
    ],
    [
      { MessageSid: 'SM1', MessageStatus: 'failed', ErrorCode: 'a number' },
      { sid: 'SM1', state: 'failed', reason: 'sms-undelivered' },
    ],
    [{ MessageSid: 'SM1', MessageStatus: 'constructor' }, undefined],
    [{ MessageSid: 'SM 1', MessageStatus: 'sent' }, undefined],
    [{}, undefined],
  ])('%j is %j', (fields, expected) => expect(reportOf(fields)).toEqual(expected));
});

describe('afterReport', () => {
  const sent = { sid: 'SM1', state: 'sent' } as const;
  const delivered = { sid: 'SM1', state: 'delivered' } as const;
  const failed = { sid: 'SM1', state: 'failed', reason: 'sms-30005' } as const;
  const other = { ...failed, sid: 'SM2' };

  it.each([
    ['that it arrived', text({}), delivered, 'delivered'],
    ['that it arrived, twice', text({ status: 'delivered' }), delivered, undefined],
    ['that it failed', text({}), failed, 'failed (sms-30005)'],
    ['that it failed, twice', text({ status: 'failed' }), failed, undefined],
    ['that it left, after all else', text({ status: 'delivered' }), sent, undefined],
    ['that it failed, after it arrived', text({ status: 'delivered' }), failed, undefined],
    ['that it arrived, after it failed', text({ status: 'failed' }), delivered, 'delivered'],
    ['that an earlier try failed', text({}), other, undefined],
    ['that it left, while its worker waits', inFlight, sent, undefined],
    ['that it failed, while its worker waits', inFlight, failed, 'queued reported SM1 sms-30005'],
    [
      'that another try failed too, while its worker waits',
      { ...inFlight, reported: 'SM1 sms-30005' },
      other,
      'queued reported SM1 sms-30005,SM2 sms-30005',
    ],
    ['that it failed, twice, while its worker waits', { ...inFlight, reported: 'SM1 sms-30005' }, failed, 'queued reported SM1 sms-30005'],
    ['that some try failed, when the last of several has no id', text({ attempts: 2, providerId: undefined }), failed, undefined],
    ['that it failed, when it has no id and was the only try', text({ providerId: undefined }), failed, 'failed (sms-30005)'],
    ['that it arrived, while its worker waits', inFlight, delivered, 'delivered'],
    ['that it left after all', unknown, sent, 'sent'],
    ['that it arrived after all', unknown, delivered, 'delivered'],
    ['that it failed after all', unknown, failed, undefined],
    ['about what was never tried', text({ status: 'planned', attempts: 0, providerId: undefined }), sent, undefined],
    ['that it arrived, of one that was given up', text({ status: 'skipped' }), delivered, 'delivered'],
    ['that it failed, of one that was given up', text({ status: 'skipped' }), failed, undefined],
  ])('%s', (_, row, report, expected) => {
    const change = afterReport(row, report, NOW);
    const told =
      change?.status === 'failed'
        ? `failed (${change.reason})`
        : change?.status === 'queued'
          ? `queued reported ${change.reported}`
          : change?.status;
    expect(told).toBe(expected);
  });
});

describe('afterSending', () => {
  const second = { providerId: 'SM2', attempts: 2 };

  it.each([
    ['nothing was reported', { ...second, reported: undefined }, undefined],
    ['an earlier try failed', { ...second, reported: 'SM1 sms-30005' }, undefined],
    ['this try failed', { ...second, reported: 'SM2 sms-30006' }, 'sms-30006'],
    ['both failed, whichever came last', { ...second, reported: 'SM2 sms-30006,SM1 sms-30005' }, 'sms-30006'],
    ['one of them arrived', { ...second, reported: 'delivered' }, 'delivered'],
    ['an earlier version did not keep which failed', { ...second, reported: 'sms-30005' }, undefined],
    ['the only try failed and has no id', { attempts: 1, reported: 'SM1 sms-30005' }, 'sms-30005'],
    ['some try failed, and this one has no id', { attempts: 2, reported: 'SM1 sms-30005' }, undefined],
  ])('%s', (_, row, expected) => {
    const early = afterSending(row);
    expect(early?.status === 'failed' ? early.reason : early?.status).toBe(expected);
  });
});
