import { expect, it } from '@jest/globals';
import type { SendDecision } from '../sending/decide.rules.js';
import { countForecasts, decidedAt } from './forecast.rules.js';

it('a message is decided when it is due, a late one at once', () => {
  expect(decidedAt(100, 200)).toBe(200);
  expect(decidedAt(300, 200)).toBe(300);
});

it('forecasts are counted by channel and fate, what goes out first', () => {
  const of = (channel: string, decision: SendDecision) => ({ channel, decision });
  const skip = of('email', { kind: 'skip', reason: 'opted-out' });
  expect(
    countForecasts([
      skip,
      of('sms', { kind: 'hold', reason: 'quiet-hours', until: 5 }),
      of('email', { kind: 'send' }),
      of('sms', { kind: 'send' }),
      skip,
      of('email', { kind: 'send' }),
      of('email', { kind: 'skip', reason: 'no-address' }),
    ]),
  ).toEqual([
    { channel: 'email', decision: 'send', count: 2 },
    { channel: 'sms', decision: 'send', count: 1 },
    { channel: 'sms', decision: 'hold', reason: 'quiet-hours', count: 1 },
    { channel: 'email', decision: 'skip', reason: 'opted-out', count: 2 },
    { channel: 'email', decision: 'skip', reason: 'no-address', count: 1 },
  ]);
  expect(countForecasts([])).toEqual([]);
});
