import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ClinicService } from '#clinic';
import { type DomainError, MINUTE_MS } from '#kernel';
import { ChangeFeed, Commands, Cursors, etagOf, type RequestContext } from '#platform';
import type { VisitsService } from '#scheduling';
import { databasesUnderTest, TEST_SEALER } from '#testing';
import { ExceptionsService } from '../ledger/exceptions.service.js';
import { ForecastService } from '../ledger/forecast.service.js';
import { HistoryService } from '../ledger/history.service.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import { Outlooks } from '../ledger/outlooks.service.js';
import { at, cancelled, CLINIC, DENVER, patient, visit } from '../testing/visits.js';
import { World } from '../testing/world.js';
import type { MessageView } from './messages.dto.js';
import { MessagesService } from './messages.service.js';

const NOW = at('2026-11-23T10:00:00-07:00');
const FRIDAY = at('2026-11-27T10:00:00-07:00');
const UNDO = 180_000;

/** Of a location or a kind that is not there, as after a release was taken back. */
describe.each(databasesUnderTest())('messages that break whatever asks about them on %s', (database) => {
  let world: World;
  let messages: MessagesService;
  let exceptions: ExceptionsService;
  let forecast: ForecastService;
  let history: HistoryService;

  beforeEach(async () => {
    world = await World.open(NOW, { database });
    const { db, clock, store, facts, channels, laneStore, runner, settings, firsts, config } = world;
    const commands = new Commands(db, new ChangeFeed(db), TEST_SEALER);
    const clinic = { snapshot: async () => CLINIC } as unknown as ClinicService;
    const found = (ids: string[]) => new Map(ids.flatMap((id) => (world.visits.has(id) ? [[id, world.visits.get(id)!]] : [])));
    const visits = { byIds: async (_: unknown, ids: string[]) => found(ids) } as unknown as VisitsService;
    const cursors = new Cursors(randomBytes(32));
    const outlooks = new Outlooks(clock, channels, laneStore);
    messages = new MessagesService(
      db,
      commands,
      clinic,
      visits,
      store,
      facts,
      channels,
      runner,
      settings,
      firsts,
      cursors,
      outlooks,
      config,
    );
    exceptions = new ExceptionsService(db, commands, clinic, new LedgerStore(), store, facts, channels, laneStore, world.calendars);
    forecast = new ForecastService(db, new LedgerStore(), store, facts, channels, cursors, outlooks);
    history = new HistoryService(db, store, facts, visits);
    for (const n of [1, 2, 3]) {
      world.patients.set(`pat_${n}`, patient(`pat_${n}`));
      await world.change('booked', visit(`vis_${n}`, FRIDAY + n * 60 * MINUTE_MS, { patientId: `pat_${n}` }));
    }
  });

  afterEach(() => world.close());

  const ctx = (version: number): RequestContext => ({
    actor: { type: 'user', id: 'usr_1', displayName: 'Cleo', scopes: ['*'] },
    requestId: 'req_1',
    now: world.clock.now(),
    ifMatch: etagOf(version),
  });
  const spoil = (set: string, where: string) => world.db.run((tx) => tx.run(`update message set ${set} where ${where}`));
  const sendAt = async (...instants: number[]): Promise<void> => {
    for (const instant of instants) {
      world.clock.at = instant;
      await world.sendDue();
    }
  };
  /** Until they are set aside. */
  const giveUp = () => sendAt(...[0, 20, 40, 60].map((minutes) => NOW + UNDO + minutes * MINUTE_MS));
  const all = async (): Promise<MessageView[]> => (await messages.list({ limit: 200 })).data;
  const poisoned = async (): Promise<MessageView[]> => (await all()).filter((one) => one.reason === 'poison');
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: DomainError) => error.code,
    );

  const CAUSES: [name: string, set: string][] = [
    ['location', "location_id = 'loc_gone'"],
    ['kind', "kind = 'later-idea'"],
  ];

  describe.each(CAUSES)('a %s that is gone', (_, set) => {
    it.each(['patient', 'practitioner'])('of a message to a %s is shown with what its row says, and hides no other', async (type) => {
      const count = (await all()).length;
      await spoil(set, `visit_id = 'vis_2' and recipient_type = '${type}' and kind in ('confirmation', 'new-visit')`);
      // While it waits.
      expect((await all()).length).toBe(count);
      expect((await forecast.upcoming(NOW, { hours: 48 })).data.length).toBeGreaterThan(0);
      expect((await messages.preview('vis_2')).data.length).toBe(5);
      await giveUp();
      expect((await all()).length).toBe(count);
      const found = await poisoned();
      expect(found).toHaveLength(type === 'patient' ? 1 : 2);
      for (const one of found) {
        const recipient = { type, id: expect.any(String), displayName: expect.stringMatching(/./) };
        expect(one).toMatchObject({ status: 'failed', visitId: 'vis_2', recipient });
      }
      const [first] = found;
      expect((await messages.get(first!.id)).view).toEqual(first);
      expect((await history.of(world.clock.now(), first!.id)).data.at(-1)).toMatchObject({ what: 'failed', reason: 'poison' });
      const listed = (await exceptions.list(world.clock.now(), 100)).data;
      expect(listed.map(({ problem, message }) => [problem, message.id])).toContainEqual(['failed', expect.any(String)]);
    });

    it('can be stopped while it waits', async () => {
      await spoil(set, "visit_id = 'vis_2' and kind = 'reminder' and step = '1d'");
      const { id } = (await all()).find((one) => one.visitId === 'vis_2' && (one.kind === 'later-idea' || one.step === '1d'))!;
      expect(await messages.suppress(ctx(1), id)).toMatchObject({ status: 200, body: { status: 'skipped', reason: 'suppressed' } });
    });

    it('can be acknowledged, and is no exception then', async () => {
      await spoil(set, "visit_id = 'vis_2' and kind = 'confirmation'");
      await giveUp();
      const [failed] = await poisoned();
      expect((await exceptions.list(world.clock.now(), 100)).data).toMatchObject([{ message: { id: failed!.id }, visit: { id: 'vis_2' } }]);
      const { body } = await exceptions.acknowledge(ctx(failed!.version), failed!.id);
      expect(body).toMatchObject({ id: failed!.id, status: 'failed', handledAt: expect.any(String) });
      expect((await exceptions.list(world.clock.now(), 100)).data).toEqual([]);
    });

    it('is in the forecast as what will be set aside, beside the others', async () => {
      await spoil(set, "visit_id = 'vis_2' and kind = 'reminder' and step = '1d'");
      const to = '2026-11-27T10:00:00-07:00';
      const { data, counts } = await forecast.dryRun(NOW, { to });
      expect(data.filter((one) => one.outlook.reason === 'poison').map((one) => one.visitId)).toEqual(['vis_2']);
      expect(counts.find((one) => one.reason === 'poison')).toMatchObject({ channel: 'email', decision: 'skip', count: 1 });
      const upcoming = (await forecast.upcoming(NOW, { hours: 96 })).data;
      expect(upcoming.map((one) => [one.id, one.outlook.decision])).toEqual(data.map((one) => [one.id, one.outlook.decision]));
    });

    it('does not keep its visit from being cancelled', async () => {
      await spoil(set, "visit_id = 'vis_2' and kind = 'confirmation'");
      await giveUp();
      await world.change('cancelled', cancelled(world.visits.get('vis_2')!));
      expect((await all()).filter((one) => one.visitId === 'vis_2' && one.status === 'planned').map((one) => one.kind)).toContain(
        'cancellation',
      );
    });
  });

  describe('sent again', () => {
    it('one whose visit knows its place is planned there', async () => {
      await spoil("location_id = 'loc_gone'", "visit_id = 'vis_2' and kind = 'confirmation'");
      await giveUp();
      const [failed] = await poisoned();
      const { status, body } = await messages.resend(ctx(failed!.version), failed!.id);
      expect([status, body.status, body.body]).toEqual([201, 'planned', expect.stringContaining(DENVER.name)]);
      await world.sendDue();
      expect(world.outbox.sent.map((mail) => mail.id)).toContain(body.id);
    });

    it.each([
      ['is of a kind that is not there', "kind = 'later-idea'"],
      [
        'is about no visit, and whose place is gone',
        "location_id = 'loc_gone', visit_id = null, about_start = null, kind = 'referral-report', about = 'rep_1'",
      ],
    ])('one that %s is refused, and stays as it is', async (_, set) => {
      world.reports.set('rep_1', { id: 'rep_1', referralId: 'ref_1', status: 'sent', patientId: 'pat_2', referrer: { name: 'Dr. Quill' } });
      await spoil(set, "visit_id = 'vis_2' and kind = 'new-visit'");
      await giveUp();
      const [failed] = await poisoned();
      expect(await codeOf(messages.resend(ctx(failed!.version), failed!.id))).toBe('cannot-be-written');
      expect((await messages.get(failed!.id)).view).toEqual(failed);
    });

    it('one whose visit is somewhere that is not there is refused', async () => {
      await sendAt(NOW + UNDO);
      const sent = (await all()).find((one) => one.visitId === 'vis_2' && one.kind === 'confirmation')!;
      world.visits.set('vis_2', { ...world.visits.get('vis_2')!, locationId: 'loc_gone' });
      expect(await codeOf(messages.resend(ctx(sent.version), sent.id))).toBe('cannot-be-written');
    });
  });

  it('what was sent of a kind that is gone keeps its text', async () => {
    await sendAt(NOW + UNDO);
    const before = (await all()).filter((one) => one.status === 'sent');
    await spoil("kind = 'later-idea'", "status = 'sent'");
    const after = (await all()).filter((one) => one.status === 'sent');
    expect(after.map(({ id, body, recipient }) => ({ id, body, recipient }))).toEqual(
      before.map(({ id, body, recipient }) => ({ id, body, recipient })),
    );
    expect((await history.of(world.clock.now(), after[0]!.id)).visit).toMatchObject({ version: 1, now: 1, holds: true });
  });

  it('facts that cannot be read for one message are read for the others', async () => {
    await sendAt(NOW + UNDO);
    const read = world.facts.of.bind(world.facts);
    world.facts.of = async (reader, some) => {
      if (some.some((message) => message.visitId === 'vis_2' && message.kind === 'confirmation')) throw new TypeError('no such thing');
      return read(reader, some);
    };
    const [bad, ...good] = (await all()).sort((a) => (a.visitId === 'vis_2' && a.kind === 'confirmation' ? -1 : 1));
    expect(bad).toMatchObject({
      kind: 'confirmation',
      status: 'sent',
      recipient: { id: 'pat_2', displayName: '' },
      body: expect.stringMatching(/./),
    });
    expect(good.every((one) => one.recipient.displayName !== '' && one.body !== '')).toBe(true);
  });

  it('what a function says of its argument is one message’s fault, although it has a code', async () => {
    const read = world.facts.of.bind(world.facts);
    world.facts.of = async (reader, some) => {
      if (some.some((message) => message.visitId === 'vis_2')) throw Object.assign(new TypeError('no'), { code: 'ERR_INVALID_ARG_TYPE' });
      return read(reader, some);
    };
    const shown = await all();
    expect(shown.filter((one) => one.visitId === 'vis_2').every((one) => one.body === '')).toBe(true);
    expect(shown.filter((one) => one.visitId !== 'vis_2').every((one) => one.body !== '')).toBe(true);
  });

  it('what the database refuses is no message’s fault', async () => {
    world.facts.of = async () => {
      throw Object.assign(new Error('canceling statement'), { code: '57014' });
    };
    await expect(all()).rejects.toMatchObject({ code: '57014' });
  });
});
