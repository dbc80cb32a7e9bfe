import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HOUR_MS, MINUTE_MS } from '#kernel';
import { databasesUnderTest } from '#testing';
import type { Delivery } from '../channels/channel.js';
import { at, cancelled, patient, visit } from '../testing/visits.js';
import { FakeChannel, World } from '../testing/world.js';
import { freshLane } from './lane.rules.js';

const NOW = at('2026-11-23T10:00:00-07:00');
const FRIDAY = at('2026-11-27T10:00:00-07:00');
const UNDO = 180_000;
const AWAY: Delivery = { kind: 'retry', reason: 'smtp-econnection', outage: true };

/** E-mail and texts, each with a provider of its own. */
describe.each(databasesUnderTest())('lanes on %s', (database) => {
  let world: World;
  let texts: FakeChannel;
  let perSecond: number | undefined;

  beforeEach(async () => {
    world = await World.open(NOW, { database });
    texts = new FakeChannel();
    perSecond = undefined;
    world.channels.list = [
      { ...world.outbox.channel, perSecond: () => perSecond },
      { ...texts.channel, key: 'sms', addressOf: (contact) => contact.phone },
    ];
  });

  afterEach(() => world.close());

  /** A confirmation each, to a patient who prefers the channel; practitioners get mails. */
  const bookMany = async (count: number, prefix = 'a', preferredChannel = 'email'): Promise<void> => {
    for (let i = 0; i < count; i++) {
      const id = `pat_${prefix}${i}`;
      world.patients.set(id, patient(id, { preferredChannel: preferredChannel as 'email', phone: '+13035550100' }));
      await world.change('booked', visit(`vis_${prefix}${i}`, FRIDAY + i * MINUTE_MS, { patientId: id }));
    }
    world.clock.advance(UNDO);
  };
  const lane = (channel = 'email') => world.laneStore.of(world.db.reader, channel);
  const count = async (where: string): Promise<number> =>
    Number((await world.db.reader.get<{ n: number }>(`select count(*) as n from message where ${where}`))!.n);

  it('a message goes to the lane of the channel that is chosen when it is sent', async () => {
    await bookMany(1, 'a', 'sms');
    await world.sendDue();
    expect([world.outbox.sent.length, texts.sent.length]).toEqual([2, 1]);
    const [text] = await world.store.byIds(world.db.reader, [texts.sent[0]!.id]);
    expect(text).toMatchObject({ channel: 'sms', status: 'sent', attempts: 1 });
  });

  it('one that is stuck keeps no message of another waiting', async () => {
    await bookMany(30, 'a');
    await bookMany(5, 'b', 'sms');
    let release = (): void => undefined;
    const stuck = new Promise<void>((resolve) => (release = resolve));
    world.outbox.answer = async () => (await stuck, { kind: 'sent' });
    world.runner.start();
    const end = performance.now() + 20_000;
    while (texts.sent.length < 5 && performance.now() < end) await new Promise((next) => setTimeout(next, 10));
    expect(texts.sent.length).toBe(5);
    expect(world.outbox.sent).toEqual([]);
    release();
    await world.sendDue();
    expect(world.outbox.sent.length).toBe(30 * 3 + 5 * 2);
  });

  it('one that is paused hands nothing out, and lets go what belongs elsewhere', async () => {
    await world.db.run((tx) => world.laneStore.save(tx, { ...freshLane('email'), pausedAt: NOW }));
    await bookMany(2, 'a', 'sms');
    await world.sendDue();
    expect([world.outbox.sent.length, texts.sent.length]).toEqual([0, 2]);
    await world.db.run((tx) => world.laneStore.save(tx, freshLane('email')));
    await world.sendDue();
    expect(world.outbox.sent.length).toBe(4);
  });

  it('one that is paused lets go what belongs elsewhere also beside messages that nobody can read', async () => {
    await world.db.run((tx) => world.laneStore.save(tx, { ...freshLane('email'), pausedAt: NOW }));
    await bookMany(2, 'a', 'sms');
    await world.db.run((tx) => tx.run("update message set kind = 'later-idea' where recipient_type = 'practitioner'"));
    await world.sendDue();
    expect([world.outbox.sent.length, texts.sent.length]).toEqual([0, 2]);
  });

  it('what changes a day goes before a crowd that was due long before', async () => {
    await bookMany(1, 'x');
    await world.sendDue();
    await bookMany(60, 'crowd');
    world.clock.advance(HOUR_MS);
    await world.change('cancelled', cancelled(world.visits.get('vis_x0')!));
    world.clock.advance(UNDO);
    world.outbox.sent.splice(0);
    const now = world.clock.now();
    const rows = await world.db.run((tx) => world.outgoing.takeAndClaim(tx, 'email', now, now + MINUTE_MS, 20));
    expect(rows.map((row) => row.kind === 'cancellation')).toEqual(Array.from({ length: 20 }, (_, i) => i < 3));
    await world.worker.work(rows, now);
    await world.sendDue();
    expect(new Set(world.outbox.sent.map((mail) => mail.id)).size).toBe(world.outbox.sent.length);
    expect(world.outbox.sent.length).toBe(3 + 180);
  });

  it('keeps to the pace that its provider has named, over all processes', async () => {
    perSecond = 10;
    await bookMany(20);
    await world.sendDue();
    expect(world.outbox.sent.length).toBe(10);
    world.clock.advance(500);
    // What another process hands out counts as well.
    const { outgoing, lanes, clock } = world;
    const elsewhere = await world.db.run((tx) =>
      lanes.take(tx, lanes.list[0]!, 3, (all) => outgoing.takeDue(tx, 'email', clock.now(), { urgent: 0, normal: 3, all })),
    );
    await world.worker.handle({ ids: elsewhere.map((row) => row.id) });
    await world.sendDue();
    expect([elsewhere.length, world.outbox.sent.length]).toEqual([3, 15]);
  });

  describe('a provider that is away', () => {
    it('uses up hardly any tries, suspends its lane and is tried with single messages until it is back', async () => {
      await bookMany(100);
      world.outbox.answer = () => AWAY;
      await world.sendDue();
      expect(await lane()).toMatchObject({ trips: 1, suspendedUntil: world.clock.now() + 30_000 });
      const tried = await count("status = 'planned' and attempts > 0");
      expect(tried).toBeGreaterThan(0);
      expect(tried).toBeLessThan(15);
      let sends = 0;
      world.outbox.answer = () => (sends++, AWAY);
      for (let round = 0; round < 10; round++) {
        world.clock.advance(5 * MINUTE_MS + 1);
        await world.sendDue();
      }
      expect(sends).toBe(10);
      expect(await count("status = 'failed'")).toBe(0);
      expect(await count('attempts > 1')).toBe(0);
      world.outbox.answer = () => ({ kind: 'sent' });
      world.clock.advance(5 * MINUTE_MS + 1);
      await world.sendDue();
      expect(await lane()).toMatchObject({ trips: 0, suspendedUntil: undefined });
      expect(world.outbox.sent.length).toBe(300);
    });

    it('a single message that breaks the connection does not hold the others up', async () => {
      await bookMany(10);
      world.outbox.answer = (mail) => (mail.address === 'pat_a0@mail.example' ? AWAY : { kind: 'sent' });
      await world.sendDue();
      expect(world.outbox.sent.length).toBe(29);
      expect(await lane()).toMatchObject({ trips: 0 });
    });

    it('a probe that turns out to be needless is followed by another one', async () => {
      await bookMany(5);
      world.outbox.answer = () => AWAY;
      await world.sendDue();
      world.outbox.answer = () => ({ kind: 'sent' });
      for (const id of ['pat_a0', 'pat_a1', 'pat_a2']) world.patients.set(id, patient(id, { email: undefined }));
      world.clock.advance(2 * MINUTE_MS);
      await world.sendDue();
      expect(await count("status = 'skipped' and reason = 'no-address'")).toBe(3);
      expect(world.outbox.sent.length).toBe(12);
    });
  });

  describe('a provider that refuses', () => {
    const REFUSED: Delivery = { kind: 'retry', reason: 'smtp-554', outage: 'perhaps' };

    it('every mail uses up hardly any tries, and all go once that is mended', async () => {
      await bookMany(20);
      world.outbox.answer = () => REFUSED;
      for (let round = 0; round < 100; round++) {
        await world.sendDue();
        world.clock.advance(5 * MINUTE_MS + 1);
      }
      expect(await count("status = 'failed'")).toBe(0);
      expect(await count('attempts > 1')).toBe(0);
      world.outbox.answer = () => ({ kind: 'sent' });
      await world.sendDue();
      expect(world.outbox.sent.length).toBe(60);
    });

    it('one address keeps nothing from the others, and its mail is given up after some hours', async () => {
      await bookMany(1);
      world.outbox.answer = (mail) => (mail.address === 'pat_a0@mail.example' ? REFUSED : { kind: 'sent' });
      for (let round = 0; round < 20; round++) {
        await world.sendDue();
        expect(await lane()).toMatchObject({ trips: 0 });
        world.clock.advance(30 * MINUTE_MS);
      }
      const confirmation = (await world.messages()).find((one) => one.recipientId === 'pat_a0' && one.kind === 'confirmation');
      expect(confirmation).toMatchObject({ status: 'failed', reason: 'smtp-554', attempts: 6 });
    });

    it('urgent ones lets others show that it is back', async () => {
      await bookMany(5, 'x');
      await world.sendDue();
      for (let i = 0; i < 5; i++) await world.change('cancelled', cancelled(world.visits.get(`vis_x${i}`)!));
      world.outbox.answer = (mail) =>
        mail.subject.startsWith('Cancelled') || mail.address.startsWith('pat_x') ? REFUSED : { kind: 'sent' };
      world.clock.advance(UNDO);
      await world.sendDue();
      expect(await lane()).toMatchObject({ trips: 1 });
      await bookMany(1, 'y');
      world.outbox.sent.splice(0);
      for (let round = 0; round < 20 && world.outbox.sent.length < 3; round++) {
        world.clock.advance(5 * MINUTE_MS + 1);
        await world.sendDue();
      }
      // What is refused after them may have shut the lane again: how it ends depends on when each is due.
      expect(world.outbox.sent.length).toBe(3);
    });
  });

  describe('a message that breaks whatever touches it', () => {
    it('is found among its batch, tried three times and set aside; the others are sent at once', async () => {
      await bookMany(4);
      await world.db.run((tx) => tx.run("update message set location_id = 'loc_gone' where visit_id = 'vis_a2' and kind = 'confirmation'"));
      await world.sendDue();
      expect(world.outbox.sent.length).toBe(11);
      for (let round = 0; round < 3; round++) {
        world.clock.advance(20 * MINUTE_MS);
        await world.sendDue();
      }
      const poison = (await world.messages()).filter((message) => message.status === 'failed');
      expect(poison.map(({ visitId, reason, attempts }) => [visitId, reason, attempts])).toEqual([['vis_a2', 'poison', 3]]);
      expect(world.outbox.sent.length).toBe(11);
    });

    it('also when only its text cannot be kept: it has left, and that is kept', async () => {
      await bookMany(2);
      const settle = world.outgoing.settle.bind(world.outgoing);
      world.outgoing.settle = async (tx, results, now) => {
        if (results.some((result) => result.body?.includes('a1'))) throw new Error('refused');
        return settle(tx, results, now);
      };
      world.patients.set('pat_a1', patient('pat_a1', { givenName: 'a1' }));
      await world.sendDue();
      expect(world.outbox.sent.length).toBe(6);
      const kept = (await world.messages()).filter((message) => message.recipientId === 'pat_a1' && message.kind === 'confirmation');
      expect(kept).toMatchObject([{ status: 'sent', reason: 'text-not-kept', body: undefined }]);
    });
  });

  it('what was planned for a channel that is gone is adopted by the first', async () => {
    await bookMany(1);
    await world.db.run((tx) => tx.run("update message set channel = 'fax'"));
    await world.sendDue();
    expect(world.outbox.sent).toEqual([]);
    world.runner.start();
    const end = performance.now() + 10_000;
    while (world.outbox.sent.length < 3 && performance.now() < end) await new Promise((next) => setTimeout(next, 10));
    expect(world.outbox.sent.length).toBe(3);
  });

  it('counts what became of the messages', async () => {
    await bookMany(2);
    world.outbox.answer = (mail) => (mail.address === 'pat_a0@mail.example' ? { kind: 'retry', reason: 'smtp-451' } : { kind: 'sent' });
    world.patients.set('pat_a1', patient('pat_a1', { email: undefined }));
    await world.sendDue();
    const counts = await world.laneStore.counts(world.db.reader);
    expect(counts.map(({ channel, outcome, n }) => `${channel} ${outcome} ${n}`)).toEqual([
      'email retried 1',
      'email sent 4',
      'email skipped 1',
    ]);
  });
});
