import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HOUR_MS, MINUTE_MS } from '#kernel';
import type { Reader, SqlValue } from '#platform';
import { databasesUnderTest } from '#testing';
import { LedgerStore } from '../ledger/ledger.store.js';
import { plansOf } from '../testing/plans.js';
import { at, patient, visit } from '../testing/visits.js';
import { World } from '../testing/world.js';
import { LaneNumbersStore } from './lane-numbers.store.js';

const NOW = at('2026-11-23T10:00:00-07:00');
const FRIDAY = at('2026-11-27T10:00:00-07:00');
const DUE = NOW + 180_000;

/** The queue has them, and the only worker died before it sent them. */
describe.each(databasesUnderTest())('messages that were handed out and are not finished on %s', (database) => {
  let world: World;
  const numbers = new LaneNumbersStore();
  const ledger = new LedgerStore();

  beforeEach(async () => {
    world = await World.open(NOW, { database });
    for (let i = 0; i < 10; i++) {
      world.patients.set(`pat_${i}`, patient(`pat_${i}`));
      await world.change('booked', visit(`vis_${i}`, FRIDAY + i * MINUTE_MS, { patientId: `pat_${i}` }));
    }
    world.clock.at = DUE;
    const all = { urgent: 1000, normal: 1000, all: 1000 };
    const taken = await world.db.run((tx) => world.outgoing.takeDue(tx, 'email', DUE, all));
    expect(taken.length).toBe(30);
    // One of them was begun.
    await world.db.run((tx) => world.outgoing.claim(tx, [taken[0]!.id], DUE, DUE + MINUTE_MS));
  });

  afterEach(() => world.close());

  const problems = async (): Promise<string[]> => {
    world.runner.onModuleInit();
    world.health.block(undefined);
    return (await world.health.report()).problems;
  };

  it('are due, and late after five minutes', async () => {
    const { reader } = world.db;
    expect(await numbers.of(reader, 'email', DUE)).toMatchObject({ due: 30, late: 0, queued: 30, inFlight: 1 });
    expect(await world.outgoing.oldest(reader, 'email')).toBe(DUE);
    world.clock.advance(6 * MINUTE_MS);
    expect(await numbers.of(reader, 'email', world.clock.now())).toMatchObject({ due: 30, late: 30, queued: 30, inFlight: 0 });
    expect(await numbers.of(reader, 'sms', world.clock.now())).toMatchObject({ due: 0, late: 0 });
    expect(await world.outgoing.oldest(reader, 'sms')).toBeUndefined();
  });

  it('are none of what may be handed out', async () => {
    expect(await world.outgoing.firstDue(world.db.reader, 'email')).toBe(at('2026-11-24T10:00:00-07:00'));
  });

  it('stand beside those that wait: the first of both counts', async () => {
    await world.change('booked', visit('vis_x', FRIDAY + HOUR_MS, { patientId: 'pat_1' }));
    world.clock.advance(HOUR_MS);
    expect(await world.outgoing.oldest(world.db.reader, 'email')).toBe(DUE);
    expect(await numbers.of(world.db.reader, 'email', world.clock.now())).toMatchObject({ due: 33, late: 33, queued: 30 });
    await world.db.run((tx) => tx.run("update message set due_at = ? where visit_id = 'vis_x' and kind = 'confirmation'", [NOW]));
    expect(await world.outgoing.oldest(world.db.reader, 'email')).toBe(NOW);
  });

  it('are a problem of the service once they are late', async () => {
    world.clock.advance(4 * MINUTE_MS);
    expect(await problems()).toEqual([]);
    world.clock.advance(2 * MINUTE_MS);
    expect(await problems()).toContainEqual(expect.stringContaining('more than 5 minutes late'));
  });

  it('are overdue after an hour', async () => {
    const overdue = (most: number) => ledger.overdue(world.db.reader, world.clock.now() - HOUR_MS, most);
    world.clock.advance(HOUR_MS);
    expect(await overdue(1000)).toEqual({ count: 0, oldestDueAt: undefined });
    world.clock.advance(1);
    expect(await overdue(1000)).toEqual({ count: 30, oldestDueAt: DUE });
    expect(await overdue(20)).toEqual({ count: 20, oldestDueAt: DUE });
  });

  it('are found without walking through the others', async () => {
    const asked: [string, readonly SqlValue[]][] = [];
    const answer = { n: 0, due: null, urgent: null, normal: null, count: 0, oldest: null };
    const spy = { get: async (sql: string, params: readonly SqlValue[] = []) => (asked.push([sql, params]), answer) } as unknown as Reader;
    await world.outgoing.oldest(spy, 'email');
    await numbers.of(spy, 'email', DUE);
    await ledger.overdue(spy, DUE, 1000);
    const plans = await plansOf(
      world,
      asked.filter(([text]) => text.includes("status = 'queued'")),
    );
    expect(plans.length).toBeGreaterThanOrEqual(5);
    for (const plan of plans) {
      expect(plan).toContain('message_queued');
      expect(plan).not.toMatch(/message_listed|Seq Scan|SCAN message\b/);
    }
  });
});
