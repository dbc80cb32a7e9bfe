import { expect, it } from '@jest/globals';
import { byDayAndHour } from './upcoming-groups';

const of = (...dueAts: string[]) =>
  byDayAndHour(
    dueAts.map((dueAt) => ({ dueAt })),
    Date.parse('2026-11-23T10:00:00-07:00'),
  ).map(({ date, hours }) => [date, ...hours.map(({ hour, messages }) => `${hour} ${messages.length}`)]);

it('messages stand by day and hour of their own clock, what is late before all', () => {
  expect(of()).toEqual([]);
  expect(
    of(
      '2026-11-22T21:00:00-07:00',
      '2026-11-23T09:00:00-07:00',
      '2026-11-23T09:59:30-07:00',
      '2026-11-23T10:05:00-07:00',
      '2026-11-23T10:59:59-07:00',
      '2026-11-23T12:00:00-06:00',
      '2026-11-24T00:00:00-07:00',
    ),
  ).toEqual([
    ['late', '2026-11-22 1', '2026-11-23 1'],
    ['2026-11-23', '09:00 1', '10:00 2', '12:00 1'],
    ['2026-11-24', '00:00 1'],
  ]);
});
