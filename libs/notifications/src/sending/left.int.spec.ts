import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY_MS, HOUR_MS } from '#kernel';
import { databasesUnderTest } from '#testing';
import type { DueMessage } from '../messages/message.types.js';
import { at, cancelled, movedTo, visit } from '../testing/visits.js';
import { World } from '../testing/world.js';
import { LEASE_MS } from './message-worker.service.js';

const NOW = at('2026-11-23T10:00:00-07:00');
const FRIDAY = at('2026-11-27T10:00:00-07:00');

describe.each(databasesUnderTest())('a reminder that a worker holds while its visit changes, on %s', (database) => {
  let world: World;

  beforeEach(async () => {
    world = await World.open(NOW, { database });
    await world.change('booked', visit('vis_1', FRIDAY));
    await world.change('booked', visit('vis_late', FRIDAY + 5 * HOUR_MS));
  });

  afterEach(() => world.close());

  /** The reminder of the day before is in a worker's hands. */
  const held = async (): Promise<DueMessage[]> => {
    world.clock.at = FRIDAY - DAY_MS;
    const now = world.clock.at;
    const due = (await world.messages()).filter(({ step }) => step === '1d').map(({ id }) => id);
    return world.db.run(async (tx) => {
      await tx.run("update message set status = 'queued' where id in (??)", [due]);
      return world.outgoing.claim(tx, due, now, now + LEASE_MS);
    });
  };
  const reminders = async () =>
    (await world.messages())
      .filter(({ step }) => step === '1d')
      .map(({ status, reason, visitId }) => [status, reason, visitId])
      .sort();

  it('comes before the new time of that day', async () => {
    const claimed = await held();
    await world.change('rescheduled', movedTo(world.visits.get('vis_1')!, FRIDAY + HOUR_MS));
    await world.worker.work(claimed, world.clock.at);
    expect(await reminders()).toEqual([
      ['planned', undefined, 'vis_1'],
      ['skipped', 'visit-moved', 'vis_1'],
    ]);
  });

  it('comes for the other visit of the day when its own is off', async () => {
    const claimed = await held();
    await world.change('cancelled', cancelled(world.visits.get('vis_1')!));
    await world.worker.work(claimed, world.clock.at);
    expect(await reminders()).toEqual([
      ['planned', undefined, 'vis_late'],
      ['skipped', 'visit-cancelled', 'vis_1'],
    ]);
  });

  it('comes for nobody when there is no other visit', async () => {
    const claimed = await held();
    for (const id of ['vis_late', 'vis_1']) await world.change('cancelled', cancelled(world.visits.get(id)!));
    await world.worker.work(claimed, world.clock.at);
    expect(await reminders()).toEqual([['skipped', 'visit-cancelled', 'vis_1']]);
  });
});
