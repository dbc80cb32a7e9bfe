import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { databasesUnderTest } from '#testing';
import { at, CLINIC, visit } from '../testing/visits.js';
import { World } from '../testing/world.js';

// Monday 10:00 in Boulder; the visit is on Friday 10:00.
const NOW = at('2026-11-23T10:00:00-07:00');
const FRIDAY = at('2026-11-27T10:00:00-07:00');

describe.each(databasesUnderTest())('as many reminders as one may have in a week on %s', (database) => {
  let world: World;

  beforeEach(async () => {
    world = await World.open(NOW, { database });
    const policy = await world.settings.policy(world.db.reader);
    jest.spyOn(world.settings, 'policy').mockResolvedValue({ ...policy, settings: { ...policy.settings, remindersPerWeek: 1 } });
  });

  afterEach(() => world.close());

  const reminders = async () => (await world.summary()).filter((text) => text.includes('reminder'));

  it('the last step of a service with steps of its own goes before the earlier ones', async () => {
    const spot = { ...CLINIC.services.get('spot-work')!, reminders: ['1d', '2h'] as const };
    world.clinic = { ...CLINIC, services: new Map([...CLINIC.services, [spot.id, spot]]) };
    await world.change('booked', visit('vis_1', FRIDAY));
    world.clock.advance(at('2026-11-26T10:01:00-07:00') - world.clock.now());
    await world.sendDue();
    expect(await reminders()).toEqual(['patient reminder 1d: skipped (weekly-cap)', 'patient reminder 2h: planned']);
    world.clock.advance(at('2026-11-27T08:01:00-07:00') - world.clock.now());
    await world.sendDue();
    expect(await reminders()).toEqual(['patient reminder 1d: skipped (weekly-cap)', 'patient reminder 2h: sent']);
  });
});
