import { describe, expect, it } from '@jest/globals';
import type { Reported } from '../messages/reported.store.js';
import { afterBounce, type Bounce, bounceOf } from './bounce.rules.js';

const NOW = Date.parse('2026-11-27T17:05:00Z');
const ID = 'msg_1m8m329hs91mgrdzt60jrq';
const OTHER = 'msg_1m8m329hsr2dks12xsbaz0';
const OF_MAIL = 'Reporting-MTA: dns; relay.example\r\n\r\n';
const FAILED = 'Action: failed\r\nStatus: 5.1.1\r\n';

/** What a report about our mail says, with these fields of its recipient. */
function heard(recipient: string, original = `Subject: x\r\nMessage-ID: <${ID}@desk.example.org>\r\n`, inReplyTo = '') {
  return bounceOf({ status: `${OF_MAIL}${recipient}`, original, inReplyTo });
}

describe('a delivery report', () => {
  it.each([
    ['Action: failed\r\nStatus: 5.1.1\r\n', 'bounce-5.1.1'],
    ['Action: failed\nStatus: 5.1.1 (bad destination mailbox address)\n', 'bounce-5.1.1'],
    ['Final-Recipient: rfc822;a@b.example\r\nAction:\r\n failed\r\nStatus: 4.4.7\r\n', 'bounce-4.4.7'],
    ['ACTION: FAILED\r\nstatus : 5.7.510\r\n', 'bounce-5.7.510'],
    ['Action: failed (no such user)\r\nStatus: 5.1.1\r\n', 'bounce-5.1.1'],
    ['Action: failed\r\n', 'bounce-undelivered'],
    ['Action: failed\r\nStatus: 9.1.1\r\n', 'bounce-undelivered'],
    ['Action: failed\r\nStatus: 5.1.1.1\r\n', 'bounce-undelivered'],
    ['Action: failed\r\nStatus: 5.1.1<b>\r\n', 'bounce-5.1.1'],
    // Exim knows no better by itself.
    ['Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 550 5.1.1 <a@b.example> unknown\r\n', 'bounce-5.1.1'],
    ['Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 550-5.2.1 The account\r\n is off\r\n', 'bounce-5.2.1'],
    ['Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 550 no such user\r\n', 'bounce-5.0.0'],
    ['Action: failed\r\nDiagnostic-Code: X-Postfix; unknown user\r\n', 'bounce-undelivered'],
  ])('of a failure %j says %s', (recipient, reason) => {
    expect(heard(recipient)).toEqual({ messageId: ID, reason });
  });

  it.each([
    ['a delay', 'Action: delayed\r\nStatus: 4.4.1\r\n'],
    ['a delivery', 'Action: delivered\r\nStatus: 2.0.0\r\n'],
    ['nothing', ''],
    ['nobody', '\r\n'],
    ['something else', 'Action: failedish\r\n'],
  ])('of %s says nothing here', (_, recipient) => {
    expect(heard(recipient)).toBeUndefined();
  });

  it('may name several recipients, of whom one failed', () => {
    expect(heard('Action: relayed\r\nStatus: 2.0.0\r\n\r\nAction: failed\r\nStatus: 5.2.1\r\n')).toMatchObject({ reason: 'bounce-5.2.1' });
  });

  it.each(['\r\n\r\n', `${OF_MAIL}\r\n`, '', 'Reporting-MTA: dns; relay.example\r\n'])('may begin with %j', (begin) => {
    const original = `Message-ID: <${ID}@a.example>`;
    expect(bounceOf({ status: `${begin}${FAILED}`, original, inReplyTo: '' })).toEqual({ messageId: ID, reason: 'bounce-5.1.1' });
  });

  it('finds our mail and the try by its own header, whatever its provider has made of the Message-ID', () => {
    const original = `Message-ID: <0100018f@email.provider.example>\r\nX-SPOTWORK-MESSAGE: ${ID}; try=2\r\n`;
    expect(heard(FAILED, original)).toEqual({ messageId: ID, attempt: 2, reason: 'bounce-5.1.1' });
    expect(heard(FAILED, `X-Spotwork-Message: ${ID}\r\nMessage-ID: <${OTHER}@a.example>\r\n`)).toMatchObject({ messageId: OTHER });
  });

  it('finds it by its Message-ID, also one of before, or by what it answers', () => {
    expect(heard(FAILED, `Message-Id:\r\n <${ID}@desk.example.org>\r\n`)).toMatchObject({ messageId: ID });
    expect(heard(FAILED, `Message-ID: <x@y.example>\r\nX-Microsoft-Original-Message-ID: <${ID}@a.example>\r\n`)).toMatchObject({
      messageId: ID,
    });
    expect(heard(`X-Original-Message-ID: <${ID}@a.example>\r\n${FAILED}`, '')).toMatchObject({ messageId: ID });
    expect(heard(FAILED, 'Subject: x\r\n', `<${ID}@desk.example.org>`)).toMatchObject({ messageId: ID });
  });

  it('is about none of ours where no head names it', () => {
    // What stands in the text is nobody's head.
    expect(heard(FAILED, `Subject: x\r\n\r\nMessage-ID: <${ID}@desk.example.org>\r\n`)).toBeUndefined();
    expect(heard(FAILED, 'Message-ID: <20261127.5@other.example>\r\n')).toBeUndefined();
    expect(heard(FAILED, `Message-ID: <${ID}x${'y'.repeat(40)}@desk.example.org>\r\n`)).toBeUndefined();
  });

  it('may be any text, and is read in one pass', () => {
    const long = 'a'.repeat(65_536);
    const spaces = ' '.repeat(65_000);
    for (const status of [
      `${OF_MAIL}${long}`,
      `${OF_MAIL}Action:${spaces}x`,
      `A:${spaces}\rx`,
      `A${spaces}\rx`,
      '\r\n '.repeat(20_000),
      `${'\n'.repeat(65_000)}x`,
      `Action: failed\r\nDiagnostic-Code: smtp;${spaces}x\r\n`,
      ` ${long}`,
    ])
      expect(bounceOf({ status, original: status, inReplyTo: status })).toBeUndefined();
  });
});

describe('a mail that came back', () => {
  const bounce: Bounce = { messageId: ID, reason: 'bounce-5.1.1' };
  const mail = (changes: Partial<Reported>): Reported => ({ channel: 'email', status: 'sent', version: 3, attempts: 2, ...changes });

  it('has failed', () => {
    expect(afterBounce(mail({}), bounce, NOW)).toEqual({ status: 'failed', reason: 'bounce-5.1.1', endedAt: NOW });
    expect(afterBounce(mail({}), { ...bounce, attempt: 2 }, NOW)).toMatchObject({ status: 'failed' });
  });

  it('says nothing of another try, which may have gone to another address', () => {
    expect(afterBounce(mail({}), { ...bounce, attempt: 1 }, NOW)).toBeUndefined();
    expect(afterBounce(mail({ status: 'planned' }), bounce, NOW)).toBeUndefined();
  });

  it('waits for the worker that has it, or that has died with it', () => {
    expect(afterBounce(mail({ status: 'queued', claimedUntil: NOW + 1000 }), bounce, NOW)).toBe('later');
    expect(afterBounce(mail({ status: 'queued', claimedUntil: NOW - 1000 }), bounce, NOW)).toBe('later');
    expect(afterBounce(mail({ status: 'queued' }), bounce, NOW)).toBeUndefined();
  });

  it.each([
    { status: 'failed' as const },
    { status: 'skipped' as const },
    { status: 'delivered' as const },
    { channel: 'sms', status: 'sent' as const },
  ])('changes nothing of %j', (changes) => {
    expect(afterBounce(mail(changes), bounce, NOW)).toBeUndefined();
  });
});
