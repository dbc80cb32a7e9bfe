import { describe, expect, it } from '@jest/globals';
import { type Fault, faultOf } from './smtp.rules.js';

const faultBy = (response: string, command = 'RCPT TO'): Fault => faultOf({ code: Number(response.slice(0, 3)), response, command });

describe('whom a refusal is about', () => {
  it.each<[string, Fault]>([
    ['550 5.1.1 <ana@mail.example>: Recipient address rejected: User unknown', 'address'],
    ['550-5.1.1 The email account that you tried to reach does not exist.\n550 5.1.1 Try again', 'address'],
    ['550 5.1.10 RESOLVER.ADR.RecipientNotFound', 'address'],
    ['550 5.2.1 The account is disabled', 'address'],
    ['553 5.6.7 Address not permitted', 'address'],
    ['550 5.7.17 Mailbox owner has changed', 'address'],
    ['552 5.2.2 The mailbox is over quota', 'passing'],
    ['452 4.2.2 The mailbox is over quota', 'passing'],
    ['450 4.1.2 Recipient address rejected: Domain not found', 'passing'],
    ['450 4.2.1 receiving mail too quickly', 'passing'],
    ['451 4.7.1 Greylisting in action, please come back later', 'passing'],
    ['550 5.1.8 Sender address rejected: Domain not found', 'ours'],
    ['450 4.1.8 Sender address rejected: Domain not found', 'ours'],
    ['550 5.1.90 reached your daily limit for message recipients', 'ours'],
    ['550 5.4.5 Daily SMTP relay limit exceeded', 'ours'],
    ['550 5.7.60 SMTP; Client does not have permissions to send as this sender', 'ours'],
    ['550 5.7.1 Client does not have permission to send as this sender', 'ours'],
    ['554 5.7.1 <ana@mail.example>: Relay access denied', 'ours'],
    ['550 5.7.1 Relaying denied', 'ours'],
    ['550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain', 'ours'],
    ['553 sorry, that domain is not in my list of allowed rcpthosts (#5.7.1)', 'ours'],
    ['553 5.7.1 <desk@cedar.example>: Sender address rejected: not owned by user', 'ours'],
    ['550 5.7.1 blocked by policy', 'unclear'],
    ['554 5.7.1 Service unavailable; Client host blocked', 'unclear'],
    ['554 no such luck (#5.7.1)', 'unclear'],
    ['550 5.4.1 Recipient address rejected: Access denied', 'unclear'],
    ['452 4.3.1 Insufficient system storage', 'unclear'],
    ['551 5.1.0 Address rejected', 'unclear'],
  ])('by its enhanced code: %s', (response, fault) => {
    expect(faultBy(response)).toBe(fault);
  });

  it.each<[string, Fault]>([
    ['550 No such user', 'address'],
    ['551 User not local', 'address'],
    ['553 mailbox name not allowed', 'address'],
    ['501 bad address syntax', 'address'],
    ['550 5.5.0 Requested action not taken: mailbox unavailable', 'address'],
    ['550 5.0.0 unknown', 'address'],
    // The class of the code says something else than the reply.
    ['450 5.1.1 not now', 'passing'],
    ['450 mailbox busy', 'passing'],
    ['552 exceeded storage allocation', 'passing'],
    ['503 bad sequence of commands', 'passing'],
    ['550 relay not permitted', 'ours'],
    ['550 host is not permitted to relay through this server without authentication.', 'ours'],
    ['550 Relaying to that domain prohibited', 'ours'],
    ['550 SMTP authentication is required.', 'ours'],
    ['530 Authentication required', 'ours'],
    ['421 closing', 'ours'],
    ['554 Transaction failed', 'unclear'],
    ['521 no mail here', 'unclear'],
  ])('without one by its words and its code: %s', (response, fault) => {
    expect(faultBy(response)).toBe(fault);
  });

  it.each<[string, Fault]>([
    ['550 5.1.1 User unknown', 'address'],
    ['550 5.4.5 Daily user sending limit exceeded', 'ours'],
    ['550 5.7.26 Unauthenticated sender', 'unclear'],
    ['550 refused', 'unclear'],
    ['554 Message rejected: Email address is not verified.', 'unclear'],
    ['552 exceeded storage allocation', 'passing'],
    ['451 try again', 'passing'],
  ])('after the text: %s', (response, fault) => {
    expect(faultBy(response, 'DATA')).toBe(fault);
  });

  it.each(['CONN', 'EHLO', 'AUTH PLAIN', 'MAIL FROM', undefined])('before there was a recipient it is ours: %s', (command) => {
    expect(faultOf({ code: 550, response: '550 5.1.1 no', command })).toBe('ours');
    expect(faultOf({ code: 451, command })).toBe('ours');
  });
});
