import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { databasesUnderTest } from '#testing';
import { at, visit } from '../testing/visits.js';
import { World } from '../testing/world.js';
import { LEASE_MS } from '../sending/message-worker.service.js';
import type { SendResult } from './outgoing.store.js';

const NOW = at('2026-11-23T10:00:00-07:00');
const FRIDAY = at('2026-11-27T10:00:00-07:00');

describe.each(databasesUnderTest())('what a worker records on %s', (database) => {
  let world: World;

  beforeEach(async () => {
    world = await World.open(NOW, { database });
    await world.change('booked', visit('vis_1', FRIDAY));
    world.clock.advance(180_000);
  });

  afterEach(() => world.close());

  const take = () =>
    world.db.run((tx) => world.outgoing.takeAndClaim(tx, 'email', world.clock.now(), world.clock.now() + LEASE_MS, 100));
  const settle = (results: readonly SendResult[]) => world.db.run((tx) => world.outgoing.settle(tx, results, world.clock.now()));
  const bodies = async () => new Map((await world.messages()).map(({ id, body }) => [id, body]));

  it('goes to its message although rows have got other numbers meanwhile', async () => {
    const taken = await take();
    expect(taken.length).toBeGreaterThan(1);
    const numbers = taken.map(({ row }) => row);
    const results = taken.map(
      ({ id, attempts }, i): SendResult => ({ id, row: numbers.at(i - 1), attempts, status: 'sent', sentAt: NOW, body: `of ${id}` }),
    );
    expect(await settle(results)).toBe(taken.length);
    const kept = await bodies();
    for (const { id } of taken) expect(kept.get(id)).toBe(`of ${id}`);
  });

  it('is not taken by a row that another worker has claimed since', async () => {
    const [first] = await take();
    const { id, row, attempts } = first!;
    expect(await settle([{ id, row, attempts: attempts + 1, status: 'sent', sentAt: NOW, body: 'late' }])).toBe(0);
    expect((await bodies()).get(id)).toBeUndefined();
  });
});
