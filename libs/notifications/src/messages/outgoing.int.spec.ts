import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DAY_MS, HOUR_MS } from '#kernel';
import { databasesUnderTest } from '#testing';
import { at, movedTo, next, visit, withSpotBy } from '../testing/visits.js';
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

  const take = () => world.db.run((tx) => world.outgoing.takeAndClaim(tx, 'email', world.clock.now(), world.clock.now() + LEASE_MS, 100));
  const settle = (results: readonly SendResult[]) => world.db.run((tx) => world.outgoing.settle(tx, results, world.clock.now()));
  const bodies = async () => new Map((await world.messages()).map(({ id, body }) => [id, body]));

  it('goes to its message although rows have got other numbers meanwhile', async () => {
    const taken = await take();
    expect(taken.length).toBeGreaterThan(1);
    const numbers = taken.map(({ row }) => row);
    const results = taken.map(({ id, attempts }, i): SendResult => ({
      id,
      row: numbers.at(i - 1),
      attempts,
      status: 'sent',
      sentAt: NOW,
      body: `of ${id}`,
    }));
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

  describe('the version of the visit that a message spoke for', () => {
    const toPatient = async (kind: string, step?: string) =>
      (await world.messages()).find((one) => one.recipientType === 'patient' && one.kind === kind && one.step === step)!;
    /** The massage is off; the patient comes and goes at the same times. */
    const lessMassage = async () => {
      const [host, spot] = world.visits.get('vis_1')!.legs;
      await world.change('leg-cancelled', next(world.visits.get('vis_1')!, { legs: [host!, { ...spot!, status: 'cancelled' }] }));
    };

    it('is the one that it was written from, not the one that it was planned for', async () => {
      await lessMassage();
      expect(await toPatient('reminder', '1d')).toMatchObject({ status: 'planned', visitVersion: 1 });
      world.clock.at = FRIDAY - DAY_MS;
      await world.sendDue();
      expect(await toPatient('reminder', '1d')).toMatchObject({ status: 'sent', visitVersion: 2 });
      // Of what nobody sent it stays.
      expect((await world.messages()).filter((one) => one.status === 'skipped').map((one) => one.visitVersion)).toContain(1);
    });

    it('is that of the invitation in the same mail, and what follows is planned after it', async () => {
      world.channels.list = [{ ...world.outbox.channel, carriesMore: true }];
      const policy = await world.settings.policy(world.db.reader);
      jest.spyOn(world.settings, 'policy').mockResolvedValue({ ...policy, settings: { ...policy.settings, patientInvitations: true } });
      await world.change('rescheduled', withSpotBy(world.visits.get('vis_1')!, 'pra_new'));
      await world.sendDue();
      const told = await toPatient('confirmation');
      expect(told).toMatchObject({ status: 'sent', visitVersion: 2 });
      expect(world.outbox.sent.find((mail) => mail.id === told.id)!.calendar!.content).toContain('SEQUENCE:2');
      await world.change('rescheduled', movedTo(world.visits.get('vis_1')!, FRIDAY + HOUR_MS));
      expect(await toPatient('change')).toMatchObject({ status: 'planned', visitVersion: 3 });
      await world.change('rescheduled', movedTo(world.visits.get('vis_1')!, FRIDAY));
      // Back before they heard that it moved: they know it as it is.
      expect((await world.messages()).filter((one) => one.recipientType === 'patient' && one.kind === 'change')).toMatchObject([
        { status: 'skipped', reason: 'visit-moved', visitVersion: 3 },
      ]);
    });

    it('stays as it was where nothing else is known', async () => {
      const [first] = await take();
      const { id, row, attempts } = first!;
      expect(await settle([{ id, row, attempts, status: 'sent', sentAt: NOW, body: 'x' }])).toBe(1);
      expect((await world.store.byIds(world.db.reader, [id]))[0]).toMatchObject({ status: 'sent', visitVersion: 1 });
    });
  });
});
