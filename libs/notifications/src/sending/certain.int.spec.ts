import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY_MS } from '#kernel';
import { databasesUnderTest } from '#testing';
import { whyOf } from '../messages/why.rules.js';
import { at, cancelled, next, visit } from '../testing/visits.js';
import { World } from '../testing/world.js';

// Monday 10:00 in Boulder; the visit is on Friday, and frees itself a day before.
const NOW = at('2026-11-23T10:00:00-07:00');
const FRIDAY = at('2026-11-27T10:00:00-07:00');
const waiting = visit('vis_1', FRIDAY, { status: 'tentative', releaseAt: FRIDAY - DAY_MS });
const settled = next(waiting, { status: 'booked', releaseAt: undefined });

describe.each(databasesUnderTest())('a visit that waits for a go-ahead on %s', (database) => {
  let world: World;

  beforeEach(async () => {
    world = await World.open(NOW, { database });
    world.firstMassages.set('pat_1', FRIDAY);
  });

  afterEach(() => world.close());

  const until = async (time: string) => {
    world.clock.advance(at(`2026-11-${time}:00-07:00`) - world.clock.now());
    await world.sendDue();
  };
  const toPatient = () => world.outbox.sent.filter((one) => one.to.displayName === 'Ana Reyes').map((one) => one.subject);
  const states = async () => {
    const theirs = (await world.messages()).filter((one) => one.recipientType === 'patient' && one.kind !== 'confirmation');
    return theirs.map((one) => `${one.step ?? one.kind} ${one.status} ${one.reason ?? ''}`.trim()).sort();
  };

  it('is not reminded of, and nothing is left of that when it frees itself', async () => {
    await world.change('booked', waiting);
    await until('25T12:00');
    expect(toPatient()).toEqual([
      'We are arranging your appointment at Cedar Spine & Rehab',
      'We still work on your appointment at Cedar Spine & Rehab',
    ]);
    expect(await states()).toEqual(['1d planned', '3d held not-certain', 'clearance-pending sent', 'first-visit held not-certain']);
    const held = (await world.messages()).find((one) => one.step === '3d')!;
    expect(whyOf(held)).toBe('Three days before the visit. It waits until the visit is certain.');
    await world.change('released', cancelled(waiting));
    expect(await states()).toContain('3d skipped visit-cancelled');
    await until('25T12:05');
    expect(toPatient()).toHaveLength(3);
    expect(toPatient()[2]).toContain('cancelled');
  });

  it('is reminded of as soon as it is certain', async () => {
    await world.change('booked', waiting);
    await until('24T14:00');
    await world.change('settled', settled);
    expect(await states()).toContain('3d planned');
    await until('24T14:03');
    expect(toPatient()).toContain('Your appointment at Cedar Spine & Rehab');
    expect(toPatient()).not.toContain('Reminder: your appointment at Cedar Spine & Rehab');
    await until('24T16:03');
    expect(toPatient().filter((subject) => subject.startsWith('Reminder'))).toHaveLength(1);
    await until('25T10:00');
    expect(toPatient()).toContain('What to expect at Cedar Spine & Rehab');
  });

  it('is reminded of once when that is on the eve of the next reminder', async () => {
    await world.change('booked', waiting);
    await until('26T08:00');
    await world.change('settled', settled);
    expect(await states()).toEqual(['1d planned', '3d skipped superseded', 'clearance-pending sent', 'first-visit planned']);
    await until('26T12:00');
    expect(toPatient().filter((subject) => subject.startsWith('Reminder'))).toHaveLength(1);
    expect(toPatient()).toContain('What to expect at Cedar Spine & Rehab');
  });

  it('does not keep a certain visit of the same day from being reminded of, which is all that the reminder speaks of', async () => {
    world.firstMassages.clear();
    await world.change('booked', waiting);
    await world.change('booked', visit('vis_2', at('2026-11-27T15:00:00-07:00')));
    await until('24T10:00');
    const [reminded] = world.outbox.sent.filter((one) => one.subject.startsWith('Reminder'));
    expect(reminded!.body).toContain('3:00 PM');
    expect(reminded!.body).not.toContain('10:00 AM');
  });
});
