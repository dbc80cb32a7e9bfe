import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY_MS, HOUR_MS, MINUTE_MS, newId } from '#kernel';
import { type JobBatch, JobQueue, systemContext } from '#platform';
import { databasesUnderTest } from '#testing';
import type { Delivery } from '../channels/channel.js';
import type { Message } from '../messages/message.types.js';
import { at, cancelled, movedTo, patient, visit, WEST, withoutSpot, withSpotBy } from '../testing/visits.js';
import { World, type WorldOptions } from '../testing/world.js';
import { LEASE_MS } from './message-worker.service.js';

const NOW = at('2026-11-23T10:00:00-07:00');
const FRIDAY = at('2026-11-27T10:00:00-07:00');
const UNDO = 180_000;

/** A queue that loses what it is given, or refuses it. */
class BrokenQueue extends JobQueue {
  readonly kind = 'bullmq' as const;
  readonly handed: JobBatch[] = [];
  takes = true;

  async hand(_: string, batches: readonly JobBatch[]): Promise<boolean> {
    if (this.takes) this.handed.push(...batches);
    return this.takes;
  }

  work(): void {}
  async load(): Promise<undefined> {}
  async close(): Promise<void> {}
  async problems(): Promise<string[]> {
    return [];
  }
}

describe.each(databasesUnderTest())('messages on %s', (database) => {
  const worlds: World[] = [];
  let world: World;

  const open = async (options: WorldOptions = {}): Promise<World> => {
    const opened = await World.open(NOW, { database, ...options });
    worlds.push(opened);
    return opened;
  };

  beforeEach(async () => {
    world = await open();
  });

  afterEach(async () => {
    for (const one of worlds.splice(0)) await one.close();
  });

  const book = async (id = 'vis_1', start = FRIDAY, changes = {}): Promise<void> => world.change('booked', visit(id, start, changes));
  /** Hands out what is due without anybody working on it; resolves to its ids. */
  const handOut = async (): Promise<string[]> => {
    const rows = await world.db.run((tx) =>
      world.outgoing.takeDue(tx, 'email', world.clock.now(), { urgent: 1000, normal: 1000, all: 1000 }),
    );
    return rows.map((row) => row.id);
  };
  const only = async (kind: Message['kind'], step?: string): Promise<Message> =>
    (await world.messages()).find((message) => message.kind === kind && message.step === step && message.recipientType === 'patient')!;

  it('sends nothing before its time, everything at its time, each once', async () => {
    await book();
    await world.sendDue();
    expect(world.outbox.sent).toEqual([]);
    world.clock.advance(UNDO);
    await world.sendDue();
    await world.sendDue();
    expect(world.outbox.sent.map((mail) => mail.address).sort()).toEqual([
      'pat_1@mail.example',
      'pra_host@cedar.example',
      'pra_spot@cedar.example',
    ]);
    const sent = await only('confirmation');
    expect(sent).toMatchObject({ status: 'sent', attempts: 1, sentAt: NOW + UNDO, advice: [], claimedUntil: undefined });
    expect(sent.body).toContain('10:00 AM');
  });

  it('keeps what was sent as it was sent', async () => {
    await book();
    world.clock.advance(UNDO);
    await world.sendDue();
    const before = await only('confirmation');
    await world.change('rescheduled', movedTo(world.visits.get('vis_1')!, FRIDAY + HOUR_MS));
    expect((await world.store.byIds(world.db.reader, [before.id]))[0]!.body).toBe(before.body);
  });

  it('cancelled within the undo window: nothing is sent', async () => {
    await book();
    await world.change('cancelled', cancelled(world.visits.get('vis_1')!));
    world.clock.advance(10 * DAY_MS);
    await world.sendDue();
    expect(world.outbox.sent).toEqual([]);
    expect((await world.messages()).every((message) => message.reason === 'visit-cancelled')).toBe(true);
  });

  it('cancelled while its confirmation is on its way: the cancellation follows', async () => {
    await book();
    world.clock.advance(UNDO);
    world.outbox.answer = async (mail): Promise<Delivery> => {
      if (mail.address.startsWith('pat_')) await world.change('cancelled', cancelled(world.visits.get('vis_1')!));
      return { kind: 'sent' };
    };
    await world.sendDue();
    world.outbox.answer = () => ({ kind: 'sent' });
    world.clock.advance(UNDO);
    await world.sendDue();
    const toPatient = world.outbox.sent.filter((mail) => mail.address === 'pat_1@mail.example').map((mail) => mail.subject);
    expect(toPatient).toEqual(['Your appointment at Cedar Spine & Rehab', 'Your appointment at Cedar Spine & Rehab is cancelled']);
  });

  it('tells a therapist who was replaced the time that they had', async () => {
    await book();
    world.clock.advance(UNDO);
    await world.sendDue();
    await world.change('rescheduled', withSpotBy(movedTo(world.visits.get('vis_1')!, FRIDAY + 4 * HOUR_MS), 'pra_other'));
    world.clock.advance(UNDO);
    await world.sendDue();
    const mail = world.outbox.sent.find((one) => one.subject.startsWith('Cancelled'))!;
    expect([mail.address, mail.subject]).toEqual(['pra_spot@cedar.example', 'Cancelled: Friday, November 27, 10:30 AM']);
  });

  describe('one reminder per patient, day and step', () => {
    it('is shared by the visits of a day and speaks of the first arrival', async () => {
      await book('vis_late', FRIDAY + 5 * HOUR_MS);
      await book('vis_early', FRIDAY);
      const reminders = (await world.messages()).filter((message) => message.kind === 'reminder');
      expect(reminders.map((message) => [message.step, message.visitId]).sort()).toEqual([
        ['1d', 'vis_early'],
        ['3d', 'vis_early'],
      ]);
      world.clock.at = FRIDAY - DAY_MS;
      await world.sendDue();
      const mails = world.outbox.sent.filter((mail) => mail.subject.startsWith('Reminder'));
      expect(mails.length).toBe(2);
      expect(mails[1]!.body).toContain('10:00 AM');
    });

    it('carries the advice of every visit of the day', async () => {
      await book('vis_early', FRIDAY);
      await book('vis_late', FRIDAY + 5 * HOUR_MS, { plan: { techniques: ['passive-resistive-stretching'] } });
      world.clock.at = FRIDAY - DAY_MS;
      await world.sendDue();
      expect(await only('reminder', '1d')).toMatchObject({ visitId: 'vis_early', advice: ['loose-clothing'] });
      expect(world.outbox.sent.find((mail) => mail.subject.startsWith('Reminder'))!.body).toContain('activewear');
      const confirmations = (await world.messages()).filter((message) => message.kind === 'confirmation');
      expect(confirmations.map((message) => [message.visitId, message.advice]).sort()).toEqual([
        ['vis_early', []],
        ['vis_late', ['loose-clothing']],
      ]);
    });

    it('but none of a visit of another day or person, or of what is off', async () => {
      const plan = { techniques: ['passive-resistive-stretching'] };
      world.patients.set('pat_2', patient('pat_2'));
      await book('vis_1', FRIDAY);
      await book('vis_next', FRIDAY + DAY_MS, { plan });
      await book('vis_other', FRIDAY + HOUR_MS, { plan, patientId: 'pat_2' });
      await book('vis_off', FRIDAY + 2 * HOUR_MS, { plan });
      await world.change('cancelled', cancelled(world.visits.get('vis_off')!));
      await book('vis_less', FRIDAY + 3 * HOUR_MS, { plan });
      await world.change('leg-cancelled', withoutSpot(world.visits.get('vis_less')!));
      world.clock.at = FRIDAY - DAY_MS;
      await world.sendDue();
      const sent = (await world.messages()).find((message) => message.visitId === 'vis_1' && message.step === '1d')!;
      expect(sent).toMatchObject({ status: 'sent', advice: [] });
    });

    it('comes from the place of the first visit', async () => {
      await book('vis_late', FRIDAY + 5 * HOUR_MS);
      await book('vis_early', FRIDAY, { locationId: WEST.id });
      expect(await only('reminder', '1d')).toMatchObject({ visitId: 'vis_early', locationId: WEST.id });
      world.clock.at = FRIDAY - DAY_MS;
      await world.sendDue();
      expect(world.outbox.sent.find((mail) => mail.subject.startsWith('Reminder'))).toMatchObject({ fromName: 'Cedar West' });
    });

    it('passes to the other visit when its own is cancelled or moved to another day', async () => {
      await book('vis_early', FRIDAY);
      await book('vis_late', FRIDAY + 5 * HOUR_MS);
      await world.change('cancelled', cancelled(world.visits.get('vis_early')!));
      const live = (await world.messages()).filter((message) => message.kind === 'reminder' && message.status === 'planned');
      expect(live.map((message) => [message.step, message.visitId]).sort()).toEqual([
        ['1d', 'vis_late'],
        ['3d', 'vis_late'],
      ]);
    });

    it('is not repeated when the visit moves within its day after it was sent', async () => {
      await book();
      world.clock.at = FRIDAY - DAY_MS;
      await world.sendDue();
      await world.change('rescheduled', movedTo(world.visits.get('vis_1')!, FRIDAY + 6 * HOUR_MS));
      const reminders = (await world.messages()).filter((message) => message.step === '1d');
      expect(reminders.map((message) => message.status)).toEqual(['sent']);
    });

    it('of two patients are two', async () => {
      world.patients.set('pat_2', patient('pat_2'));
      await book();
      await book('vis_2', FRIDAY + HOUR_MS, { patientId: 'pat_2' });
      expect((await world.messages()).filter((message) => message.step === '1d').length).toBe(2);
    });
  });

  describe('at send time', () => {
    it('skips an opted-out reminder and a person without an address, with the reason', async () => {
      await book();
      world.patients.set('pat_1', patient('pat_1', { email: undefined, remindersOptedOut: true }));
      world.clock.at = FRIDAY - DAY_MS;
      await world.sendDue();
      expect(await world.summary()).toEqual([
        'patient confirmation: skipped (no-address)',
        'patient reminder 1d: skipped (opted-out)',
        'patient reminder 3d: skipped (opted-out)',
        'pra_host new-visit: sent',
        'pra_spot new-visit: sent',
      ]);
    });

    it('holds a late reminder over the quiet hours, then sends it', async () => {
      await book('vis_1', at('2026-11-27T20:30:00-07:00'));
      world.clock.at = at('2026-11-26T22:00:00-07:00');
      await world.sendDue();
      expect(await only('reminder', '1d')).toMatchObject({
        status: 'held',
        reason: 'quiet-hours',
        dueAt: at('2026-11-27T08:00:00-07:00'),
        attempts: 0,
      });
      world.clock.at = at('2026-11-27T08:00:00-07:00');
      await world.sendDue();
      expect(await only('reminder', '1d')).toMatchObject({ status: 'sent', attempts: 1 });
    });

    it('sends no reminder once the visit has begun', async () => {
      await book();
      world.clock.at = FRIDAY;
      await world.sendDue();
      expect(await only('reminder', '1d')).toMatchObject({ status: 'skipped', reason: 'too-late' });
    });
  });

  describe('tries again', () => {
    it('at growing distances, then gives up with the reason', async () => {
      await book();
      await world.change('rescheduled', { ...world.visits.get('vis_1')!, version: 2 });
      world.outbox.answer = () => ({ kind: 'retry', reason: 'smtp-451' });
      world.clock.advance(UNDO);
      const waits: number[] = [];
      for (let attempt = 1; attempt <= 6; attempt++) {
        await world.sendDue();
        const message = await only('confirmation');
        expect(message.attempts).toBe(attempt);
        if (message.status === 'failed') break;
        expect(message).toMatchObject({ status: 'planned', reason: 'smtp-451' });
        waits.push(Math.floor((message.dueAt - world.clock.now()) / MINUTE_MS));
        world.clock.at = message.dueAt - 1;
        await world.sendDue();
        expect((await only('confirmation')).attempts).toBe(attempt);
        world.clock.at = message.dueAt;
      }
      expect(waits.map((wait, i) => wait >= [1, 5, 15, 60, 180][i]! && wait <= [1, 6, 18, 72, 216][i]!)).toEqual([
        true,
        true,
        true,
        true,
        true,
      ]);
      expect(await only('confirmation')).toMatchObject({ status: 'failed', reason: 'smtp-451', attempts: 6 });
    });

    it('and succeeds', async () => {
      await book();
      let calls = 0;
      world.outbox.answer = (mail) =>
        mail.address.startsWith('pat_') && calls++ === 0 ? { kind: 'retry', reason: 'smtp-451' } : { kind: 'sent' };
      world.clock.advance(UNDO);
      await world.sendDue();
      world.clock.advance(2 * MINUTE_MS);
      await world.sendDue();
      expect(await only('confirmation')).toMatchObject({ status: 'sent', attempts: 2, reason: undefined });
    });

    it('not what is refused for good', async () => {
      await book();
      world.outbox.answer = () => ({ kind: 'give-up', reason: 'smtp-550' });
      world.clock.advance(UNDO);
      await world.sendDue();
      expect(await only('confirmation')).toMatchObject({ status: 'failed', reason: 'smtp-550', attempts: 1 });
    });

    it('late what may have arrived', async () => {
      await book();
      world.outbox.answer = () => ({ kind: 'unknown', reason: 'smtp-etimedout' });
      world.clock.advance(UNDO);
      await world.sendDue();
      expect((await only('confirmation')).dueAt).toBeGreaterThanOrEqual(world.clock.now() + HOUR_MS);
    });

    it('and one broken message does not hold up its batch', async () => {
      await book();
      world.outbox.answer = (mail) => {
        if (mail.address.startsWith('pat_')) throw new Error('a bug');
        return { kind: 'sent' };
      };
      world.clock.advance(UNDO);
      await world.sendDue();
      expect((await world.summary()).filter((text) => !text.includes('reminder'))).toEqual([
        'patient confirmation: planned (internal)',
        'pra_host new-visit: sent',
        'pra_spot new-visit: sent',
      ]);
    });
  });

  describe('the claim', () => {
    it('lets one of two workers through', async () => {
      await book();
      world.clock.advance(UNDO);
      const ids = await handOut();
      const [a, b] = await Promise.all([world.worker.handle({ ids }), world.worker.handle({ ids })]);
      expect([a, b].sort()).toEqual([0, 3]);
      expect(world.outbox.sent.length).toBe(3);
    });

    it('of a worker that died holds until its lease is over, then another sends', async () => {
      await book();
      world.clock.advance(UNDO);
      const ids = await handOut();
      const { clock, outgoing } = world;
      await world.db.run((tx) => outgoing.claim(tx, ids, clock.now(), clock.now() + LEASE_MS));
      await world.runner.sweep();
      expect(await world.worker.handle({ ids })).toBe(0);
      clock.advance(LEASE_MS);
      await world.runner.sweep();
      await world.sendDue();
      expect(world.outbox.sent.length).toBe(3);
      expect((await only('confirmation')).attempts).toBe(2);
    });

    it('of a worker that was overtaken records nothing', async () => {
      await book();
      world.clock.advance(UNDO);
      const ids = await handOut();
      const { clock, outgoing, db } = world;
      const slow = await db.run((tx) => outgoing.claim(tx, ids, clock.now(), clock.now() + LEASE_MS));
      clock.advance(LEASE_MS);
      await db.run((tx) => outgoing.claim(tx, ids, clock.now(), clock.now() + LEASE_MS));
      const late = slow.map((message) => ({ id: message.id, attempts: message.attempts, status: 'failed' as const, reason: 'smtp-550' }));
      expect(await db.run((tx) => outgoing.settle(tx, late, clock.now()))).toBe(0);
      expect((await only('confirmation')).status).toBe('queued');
    });

    it('gives back what it had no time for', async () => {
      await book();
      world.clock.advance(UNDO);
      world.outbox.answer = async () => {
        world.clock.advance(LEASE_MS / 2 + 10_000);
        return { kind: 'sent' };
      };
      await world.worker.handle({ ids: await handOut() });
      const notices = (await world.messages()).filter((message) => message.kind !== 'reminder');
      expect(notices.map((message) => `${message.status} ${message.attempts}`).sort()).toEqual(['planned 0', 'planned 0', 'sent 1']);
    });
  });

  describe('a queue that loses everything', () => {
    it('costs lateness, not messages', async () => {
      const queue = new BrokenQueue();
      world = await open({ queue });
      await book();
      world.clock.advance(UNDO);
      expect(await world.runner.dispatchRound()).toBe(3);
      await world.runner.sweep();
      expect(await world.runner.dispatchRound()).toBe(0);
      world.clock.advance(MINUTE_MS);
      await world.runner.sweep();
      expect(await world.runner.dispatchRound()).toBe(3);
      expect(queue.handed.length).toBe(2);
      expect(await world.worker.handle(queue.handed[0]!)).toBe(3);
      expect(await world.worker.handle(queue.handed[1]!)).toBe(0);
      expect(world.outbox.sent.length).toBe(3);
    });

    it('or refuses it leaves the rows waiting', async () => {
      const queue = new BrokenQueue();
      queue.takes = false;
      world = await open({ queue });
      await book();
      world.clock.advance(UNDO);
      expect(await world.runner.dispatchRound()).toBe(0);
      expect((await only('confirmation')).status).toBe('planned');
    });

    it('is not waited for after a clock that jumped back', async () => {
      world = await open({ queue: new BrokenQueue() });
      await book();
      world.clock.advance(10 * HOUR_MS);
      await world.runner.dispatchRound();
      world.clock.advance(-9 * HOUR_MS);
      await world.runner.sweep();
      expect((await only('confirmation')).status).toBe('planned');
    });

    it('hands out what changes a day before what reminds of it', async () => {
      const queue = new BrokenQueue();
      world = await open({ queue });
      await book();
      world.clock.advance(UNDO);
      await world.runner.dispatchRound();
      await world.worker.handle(queue.handed.splice(0)[0]!);
      await world.change('cancelled', cancelled(world.visits.get('vis_1')!));
      await book('vis_2', FRIDAY + HOUR_MS);
      world.clock.advance(UNDO);
      await world.runner.dispatchRound();
      expect(queue.handed.map((batch) => [batch.priority, batch.ids.length])).toEqual([
        ['urgent', 3],
        ['normal', 3],
      ]);
    });
  });

  it('tells practitioners of a visit far ahead 30 days before it, as it is then', async () => {
    const start = NOW + 60 * DAY_MS;
    const toPractitioners = (): string[] => world.outbox.sent.filter((mail) => mail.address.startsWith('pra_')).map((mail) => mail.subject);
    await book('vis_1', start);
    await book('vis_2', start + HOUR_MS);
    world.clock.advance(DAY_MS);
    await world.sendDue();
    await world.change('rescheduled', withSpotBy(movedTo(world.visits.get('vis_1')!, start + 5 * HOUR_MS), 'pra_other'));
    await world.change('cancelled', cancelled(world.visits.get('vis_2')!));
    world.clock.at = NOW + 30 * DAY_MS + 4 * HOUR_MS;
    await world.sendDue();
    expect(toPractitioners()).toEqual([]);
    world.clock.advance(2 * HOUR_MS);
    await world.sendDue();
    expect(toPractitioners().sort()).toEqual(['New visit: Friday, January 22, 3:00 PM', 'New visit: Friday, January 22, 3:30 PM']);
    expect(world.outbox.sent.some((mail) => mail.address.startsWith('pra_spot'))).toBe(false);
  });

  it('books in one insert and reads by index', async () => {
    const plan = async (sql: string): Promise<string> => {
      const rows = await world.db.reader.all<{ detail?: string; 'QUERY PLAN'?: string }>(
        world.db.dialect === 'sqlite' ? `explain query plan ${sql}` : `explain ${sql}`,
      );
      return rows.map((row) => row.detail ?? row['QUERY PLAN']).join('\n');
    };
    if (world.db.dialect !== 'sqlite') return;
    const due = await plan(
      "select due_at from message where status in ('planned', 'held') and channel = 'email' and priority = 0 order by due_at, id limit 1",
    );
    expect(due).toMatch(/USING (COVERING )?INDEX message_due/);
    expect(due).not.toContain('TEMP B-TREE');
    expect(await plan("select count(*) as n from message where status = 'queued' and channel = 'email'")).toMatch(/INDEX message_queued/);
    expect(await plan("select * from message where visit_id = 'x' order by id limit 500")).toMatch(/INDEX message_visit/);
    expect(await plan("select * from message where (visit_id = 'x' or (recipient_id = 'y' and visit_day = 'z'))")).not.toMatch(
      /SCAN message\b/,
    );
    const writes: string[] = [];
    await world.db.run(async (tx) => {
      const spied = Object.assign(Object.create(tx) as typeof tx, {
        run: async (sql: string, params: never[]) => (writes.push(sql), tx.run(sql, params)),
      });
      const after = visit('vis_9', FRIDAY);
      world.visits.set(after.id, after);
      await world.listener.onVisitChange(spied, { kind: 'booked', after, ctx: systemContext('spec', NOW) });
    });
    expect(writes.length).toBe(1);
  });

  it('works off a crowd, each once', async () => {
    for (let i = 0; i < 40; i++) {
      const id = newId('pat', NOW);
      world.patients.set(id, patient(id));
      await book(`vis_c${i}`, FRIDAY + (i % 8) * HOUR_MS, { patientId: id });
    }
    world.clock.advance(UNDO);
    await world.sendDue();
    expect(world.outbox.sent.length).toBe(120);
    expect(new Set(world.outbox.sent.map((mail) => mail.id)).size).toBe(120);
  });
});
