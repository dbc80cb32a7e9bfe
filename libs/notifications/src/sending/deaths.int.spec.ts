import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { databasesUnderTest } from '#testing';
import type { Message } from '../messages/message.types.js';
import { at, visit } from '../testing/visits.js';
import { World } from '../testing/world.js';
import { MAX_ATTEMPTS, TRIES_ALONE } from './decide.rules.js';
import { LEASE_MS } from './message-worker.service.js';

const NOW = at('2026-11-23T10:00:00-07:00');
const FRIDAY = at('2026-11-27T10:00:00-07:00');
const UNDO = 180_000;

describe.each(databasesUnderTest())('messages of workers that die, on %s', (database) => {
  let world: World;

  beforeEach(async () => {
    world = await World.open(NOW, { database });
    await world.change('booked', visit('vis_1', FRIDAY));
    world.clock.advance(UNDO);
  });

  afterEach(() => world.close());

  const handOut = () =>
    world.db.run((tx) => world.outgoing.takeDue(tx, 'email', world.clock.now(), { urgent: 1000, normal: 1000, all: 1000 }));

  /** A worker claims all of these and dies at once. */
  async function die(ids: readonly string[]): Promise<void> {
    const { clock, db, outgoing } = world;
    await db.run((tx) => outgoing.claim(tx, ids, clock.now(), clock.now() + LEASE_MS));
    clock.advance(LEASE_MS);
  }

  async function rows(ids: readonly string[]): Promise<Message[]> {
    return (await world.messages()).filter(({ id }) => ids.includes(id));
  }

  it('are all sent when none of them was to blame, however often they were claimed', async () => {
    const ids = (await handOut()).map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(1);
    for (let death = 0; death < MAX_ATTEMPTS; death++) await die(ids);
    await world.worker.handle({ ids });
    expect(world.outbox.sent.length).toBe(1);
    await world.runner.sweep();
    await world.sendDue();
    expect((await rows(ids)).map(({ status }) => status)).toEqual(ids.map(() => 'sent'));
    expect(world.outbox.sent.length).toBe(ids.length);
  });

  it('cost one that kills its worker nothing but its own tries, until it is given up', async () => {
    const ids = (await handOut()).map(({ id }) => id);
    const [killer] = ids;
    for (let death = 0; death < MAX_ATTEMPTS; death++) await die(ids);
    for (let death = 0; death < TRIES_ALONE; death++) await die([killer!]);
    await world.worker.handle({ ids: [killer!] });
    await world.runner.sweep();
    await world.sendDue();
    const ended = await rows(ids);
    expect(ended.filter(({ id }) => id === killer)).toMatchObject([{ status: 'failed', reason: 'attempts-exhausted' }]);
    expect(ended.filter(({ id }) => id !== killer).map(({ status }) => status)).toEqual(ids.slice(1).map(() => 'sent'));
    expect(world.outbox.sent.length).toBe(ids.length - 1);
  });
});
