import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ClinicService } from '#clinic';
import { DAY_MS, type DomainError, HOUR_MS } from '#kernel';
import { ChangeFeed, Commands, Cursors, etagOf, type Reader, type RequestContext, type SqlValue, type Tx } from '#platform';
import type { VisitsService } from '#scheduling';
import { databasesUnderTest, TEST_SEALER } from '#testing';
import { mailboxFolder } from '../channels/email.channel.js';
import { Outlooks } from '../ledger/outlooks.service.js';
import { freshLane } from '../operations/lane.rules.js';
import { plansOf } from '../testing/plans.js';
import { at, cancelled, CLINIC, movedTo, patient, visit } from '../testing/visits.js';
import { World } from '../testing/world.js';
import type { MessageView } from './messages.dto.js';
import { MessagesService } from './messages.service.js';

const NOW = at('2026-11-23T10:00:00-07:00');
const FRIDAY = at('2026-11-27T10:00:00-07:00');

describe.each(databasesUnderTest())('the ledger of messages on %s', (database) => {
  let world: World;
  let messages: MessagesService;

  beforeEach(async () => {
    world = await World.open(NOW, { database });
    const visits = {
      byIds: async (_: unknown, ids: string[]) => new Map(ids.flatMap((id) => (world.visits.has(id) ? [[id, world.visits.get(id)!]] : []))),
    };
    messages = new MessagesService(
      world.db,
      new Commands(world.db, new ChangeFeed(world.db), TEST_SEALER),
      { snapshot: async () => CLINIC } as unknown as ClinicService,
      visits as unknown as VisitsService,
      world.store,
      world.facts,
      world.channels,
      world.runner,
      world.settings,
      world.firsts,
      new Cursors(randomBytes(32)),
      new Outlooks(world.clock, world.channels, world.laneStore),
      world.config,
    );
    await world.change('booked', visit('vis_1', FRIDAY, { plan: { techniques: ['passive-resistive-stretching'] } }));
  });

  afterEach(() => world.close());

  const ctx = (version?: number): RequestContext => ({
    actor: { type: 'user', id: 'usr_1', displayName: 'Cleo', scopes: ['*'] },
    requestId: 'req_1',
    now: world.clock.now(),
    ifMatch: version === undefined ? undefined : etagOf(version),
  });
  const find = async (kind: string, step?: string): Promise<MessageView> =>
    (await messages.list({ visitId: 'vis_1' })).data.find((one) => one.kind === kind && one.step === step)!;
  /** Their reminders, stopped by hand. */
  const stoppedBy = async (visitId: string): Promise<MessageView[]> => {
    const own = (await messages.list({ visitId })).data.filter((one) => one.kind === 'reminder' && one.visitId === visitId);
    for (const one of own) await messages.suppress(ctx(one.version), one.id);
    const after = (await messages.list({ visitId })).data.filter((one) => one.kind === 'reminder' && one.visitId === visitId);
    return after.sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
  };
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (error: DomainError) => error.code,
    );
  const audits = async (): Promise<string[]> =>
    (await world.db.reader.all<{ kind: string }>('select kind from audit order by id')).map((row) => row.kind);
  const sendAt = async (instant: number): Promise<void> => {
    world.clock.at = instant;
    await world.sendDue();
  };

  it('shows what is planned as it would be sent now', async () => {
    expect(await find('reminder', '1d')).toEqual({
      id: expect.any(String),
      version: 1,
      visitId: 'vis_1',
      visitVersion: 1,
      kind: 'reminder',
      step: '1d',
      channel: 'email',
      recipient: { type: 'patient', id: 'pat_1', displayName: 'Ana Reyes' },
      outlook: { decision: 'send' },
      status: 'planned',
      reason: undefined,
      dueAt: '2026-11-26T10:00:00-07:00',
      sentAt: undefined,
      subject: 'Reminder: your appointment at Cedar Spine & Rehab',
      body: expect.stringContaining('Friday, November 27 at 10:00 AM'),
      advice: ['loose-clothing'],
    });
  });

  it('lists newest due first, page by page, by every filter', async () => {
    const all = (await messages.list({})).data;
    expect(all.map((one) => one.dueAt)).toEqual(
      all
        .map((one) => one.dueAt)
        .sort()
        .reverse(),
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await messages.list({ limit: 2, cursor });
      seen.push(...page.data.map((one) => one.id));
      cursor = page.page.next;
    } while (cursor);
    expect(seen).toEqual(all.map((one) => one.id));
    const count = async (query: object): Promise<number> => (await messages.list(query)).data.length;
    expect(await count({ kind: 'new-visit' })).toBe(2);
    expect(await count({ status: 'sent' })).toBe(0);
    expect(await count({ patientId: 'pat_1' })).toBe(3);
    expect(await count({ visitId: 'vis_none' })).toBe(0);
    expect(await count({ from: '2026-11-24', to: '2026-11-24' })).toBe(1);
    expect(await count({ from: '2026-11-24T10:00:00-07:00', to: '2026-11-26T10:00:00-07:00' })).toBe(1);
    expect(await codeOf(messages.list({ from: 'soon' }))).toBe('instant');
    expect(await codeOf(messages.list({ limit: 2, cursor: (await messages.list({ limit: 2 })).page.next, kind: 'reminder' }))).toBe(
      'invalid-cursor',
    );
  });

  it('shows a day’s shared reminder with each of the visits it speaks for', async () => {
    await world.change('booked', visit('vis_2', FRIDAY + 4 * HOUR_MS));
    const ofBoth = await Promise.all(
      ['vis_1', 'vis_2'].map(async (visitId) => (await messages.list({ visitId, kind: 'reminder' })).data.map((one) => one.id)),
    );
    expect(ofBoth[0]).toHaveLength(2);
    expect(ofBoth[1]).toEqual(ofBoth[0]);
  });

  it.each(['failed', 'held'])('finds the few that are %s without walking the others', async (status) => {
    let asked: [string, readonly SqlValue[]] | undefined;
    const spy = { all: async (sql: string, params: readonly SqlValue[] = []) => ((asked = [sql, params]), []) } as unknown as Reader;
    await world.store.list(spy, { status, limit: 201 });
    const [sql, params] = asked!;
    // Postgres plans a prepared statement for any value: the index has to be right for the text alone.
    expect(sql).toContain(`where status = '${status}' order by`);
    const [text] = await plansOf(world, [[sql, params]]);
    expect(text).toContain(`message_${status}`);
    expect(text).not.toMatch(/TEMP B-TREE|Sort/);
  });

  it('previews what waits, with the advice and why', async () => {
    const { data, advice } = await messages.preview('vis_1');
    expect(data.map((one) => `${one.kind}: ${one.why}`).sort()).toEqual([
      'confirmation: The visit was booked.',
      'new-visit: The visit is theirs.',
      'new-visit: The visit is theirs.',
      'reminder: The day before the visit.',
      'reminder: Three days before the visit.',
    ]);
    expect(advice).toEqual([{ code: 'loose-clothing', text: expect.stringContaining('activewear'), because: 'Stretching is planned.' }]);
    expect(await codeOf(messages.preview('vis_none'))).toBe('not-found');
  });

  it('previews why a shared reminder carries advice for the other visit of the day', async () => {
    await world.change('booked', visit('vis_first', FRIDAY - 2 * HOUR_MS));
    const { data, advice } = await messages.preview('vis_first');
    expect(data.filter((one) => one.advice.length > 0).map((one) => one.kind)).toEqual(['reminder', 'reminder']);
    expect(advice.map((one) => one.code)).toEqual(['loose-clothing']);
  });

  describe('suppress', () => {
    it('stops one that has not left, and says who did it', async () => {
      const { id } = await find('reminder', '1d');
      const outcome = await messages.suppress(ctx(1), id);
      expect(outcome).toMatchObject({ status: 200, etag: etagOf(2), body: { status: 'skipped', reason: 'suppressed' } });
      await sendAt(FRIDAY - DAY_MS);
      expect(await find('reminder', '1d')).toMatchObject({ status: 'skipped' });
      expect(await audits()).toEqual(['message.suppressed']);
    });

    it('is not acknowledged for one that is handed out in the same moment', async () => {
      const { id } = await find('reminder', '1d');
      const read = world.store.byIds.bind(world.store);
      const takeDue = (tx: Tx) => world.outgoing.takeDue(tx, 'email', FRIDAY, { urgent: 1000, normal: 1000, all: 1000 });
      let taken: { id: string }[] = [];
      world.store.byIds = async (reader, ids) => {
        const rows = await read(reader, ids);
        // SQLite has one writer at a time, so only Postgres can meet this between two transactions.
        if (taken.length === 0) taken = await (database === 'postgres' ? world.db.run(takeDue) : takeDue(reader as Tx));
        return rows;
      };
      expect(await codeOf(messages.suppress(ctx(1), id))).toBe('version-mismatch');
      expect(taken.map((row) => row.id)).toContain(id);
      expect(await audits()).toEqual([]);
    });

    it('needs the version, and something to stop', async () => {
      const { id } = await find('confirmation');
      expect(await codeOf(messages.suppress(ctx(), id))).toBe('precondition-required');
      expect(await codeOf(messages.suppress(ctx(7), id))).toBe('version-mismatch');
      await sendAt(NOW + 180_000);
      const sent = await find('confirmation');
      expect(await codeOf(messages.suppress(ctx(sent.version), id))).toBe('invalid-transition');
      expect(await codeOf(messages.suppress(ctx(1), 'msg_none'))).toBe('not-found');
      expect(await audits()).toEqual([]);
    });
  });

  it('say what would become of them', async () => {
    expect((await find('reminder', '1d')).outlook).toEqual({ decision: 'send', reason: undefined, until: undefined });
    const email = freshLane('email');
    await world.db.run((tx) => world.laneStore.save(tx, { ...email, pausedAt: NOW, pausedBy: 'Cleo', pauseReason: 'New server' }));
    expect((await find('reminder', '1d')).outlook).toEqual({ decision: 'hold', reason: 'paused', until: undefined });
    world.patients.set('pat_1', patient('pat_1', { email: undefined }));
    expect((await find('reminder', '1d')).outlook).toEqual({ decision: 'skip', reason: 'no-address', until: undefined });
  });

  it('that failed a practitioner are seen to together; told they are of the visit of which the desk said so', async () => {
    await world.change('booked', visit('vis_2', FRIDAY + DAY_MS));
    await world.db.run((tx) => tx.run("update message set status = 'failed' where kind = 'new-visit' and recipient_id = 'pra_host'"));
    const failed = async () => (await world.messages()).filter((one) => one.status === 'failed');
    const [first, ...others] = await failed();
    expect(others).toHaveLength(1);
    await world.db.run(async (tx) => {
      await world.store.handle(tx, first!.id, first!.version, NOW, 'told');
      await world.store.handleGroup(tx, first!, NOW, 'told');
    });
    const byId = new Map((await failed()).map(({ id, handledAt, toldAt }) => [id, [handledAt, toldAt]]));
    expect([byId.get(first!.id), byId.get(others[0]!.id)]).toEqual([
      [NOW, NOW],
      [NOW, undefined],
    ]);
  });

  describe('resend', () => {
    it('plans a fresh message that goes at once', async () => {
      await sendAt(NOW + 180_000);
      const sent = await find('confirmation');
      const outcome = await messages.resend(ctx(sent.version), sent.id);
      expect(outcome).toMatchObject({
        status: 201,
        body: { kind: 'confirmation', status: 'planned' },
        location: `/api/v1/messages/${outcome.body.id}`,
      });
      await world.sendDue();
      expect(world.outbox.sent.filter((mail) => mail.address === 'pat_1@mail.example').map((mail) => mail.id)).toEqual([
        sent.id,
        outcome.body.id,
      ]);
      expect((await audits()).sort()).toEqual(['message.resent', 'message.sent-again']);
    });

    it('speaks of the day to which the visit was moved, not of another visit of the old day', async () => {
      await world.change('booked', visit('vis_2', FRIDAY + 4 * HOUR_MS));
      await sendAt(FRIDAY - DAY_MS);
      const sent = await find('reminder', '1d');
      await world.change('rescheduled', movedTo(world.visits.get('vis_1')!, FRIDAY + 3 * DAY_MS));
      const { body } = await messages.resend(ctx(sent.version), sent.id);
      expect(body).toMatchObject({
        status: 'planned',
        sentAt: undefined,
        body: expect.stringContaining('Monday, November 30 at 10:00 AM'),
      });
      await world.sendDue();
      expect(world.outbox.sent.find((mail) => mail.id === body.id)!.body).toContain('Monday, November 30 at 10:00 AM');
    });

    it('goes at its own time after all when it was stopped before', async () => {
      const planned = await find('reminder', '1d');
      await messages.suppress(ctx(planned.version), planned.id);
      await world.db.run((tx) => world.store.handle(tx, planned.id, planned.version + 1, NOW, 'told'));
      const stopped = await find('reminder', '1d');
      expect(stopped).toMatchObject({ status: 'skipped', outlook: undefined });
      const outcome = await messages.resend(ctx(stopped.version), stopped.id);
      const again = { id: planned.id, status: 'planned', reason: undefined, dueAt: planned.dueAt, outlook: { decision: 'send' } };
      expect(outcome).toMatchObject({ status: 200, body: again });
      const asBefore = { handledAt: undefined, toldAt: undefined };
      expect((await world.messages()).find((one) => one.id === planned.id)).toMatchObject(asBefore);
      await sendAt(NOW + 180_000);
      expect((await find('reminder', '1d')).status).toBe('planned');
      await sendAt(Date.parse(planned.dueAt));
      expect((await find('reminder', '1d')).status).toBe('sent');
      expect((await audits()).sort()).toEqual(['message.restored', 'message.suppressed']);
    });

    it('says the same once only, whichever was first: the one that was stopped or that of another visit of the day', async () => {
      const [, reminder] = await stoppedBy('vis_1');
      await world.change('booked', visit('vis_2', FRIDAY + 4 * HOUR_MS));
      const refused = messages.resend(ctx(reminder!.version), reminder!.id);
      await expect(refused).rejects.toMatchObject({ code: 'left-out', details: { extra: { reason: 'duplicate' } } });

      const other = (await messages.list({ visitId: 'vis_2' })).data.find((one) => one.visitId === 'vis_2' && one.step === '1d')!;
      await messages.suppress(ctx(other.version), other.id);
      expect((await messages.resend(ctx(reminder!.version), reminder!.id)).status).toBe(200);
      await world.change('booked', visit('vis_3', FRIDAY + 6 * HOUR_MS));
      await sendAt(FRIDAY - DAY_MS);
      expect(world.outbox.sent.filter((mail) => mail.subject.startsWith('Reminder') && mail.address === 'pat_1@mail.example')).toHaveLength(
        2,
      );
    });

    it('is asked again at once what held it back', async () => {
      const planned = await find('reminder', '1d');
      const held = NOW + 2 * HOUR_MS;
      await world.db.run((tx) => tx.run("update message set status = 'held', due_at = ? where id = ?", [held, planned.id]));
      await messages.suppress(ctx(planned.version), planned.id);
      const { body } = await messages.resend(ctx(planned.version + 1), planned.id);
      expect(Date.parse(body.dueAt)).toBe(world.clock.now());
    });

    it('is refused when it was stopped, and its visit has another time now', async () => {
      const planned = await find('reminder', '1d');
      await messages.suppress(ctx(planned.version), planned.id);
      await world.change('rescheduled', movedTo(world.visits.get('vis_1')!, FRIDAY + 3 * DAY_MS));
      const stopped = (await messages.get(planned.id)).view;
      const refused = messages.resend(ctx(stopped.version), stopped.id);
      await expect(refused).rejects.toMatchObject({ code: 'left-out', details: { extra: { reason: 'visit-moved' } } });
    });

    it('of two clicks lets one through', async () => {
      await sendAt(NOW + 180_000);
      const sent = await find('confirmation');
      const codes = await Promise.all([1, 2].map(() => codeOf(messages.resend(ctx(sent.version), sent.id))));
      expect(codes.sort()).toEqual(['done', 'version-mismatch']);
    });

    it('is refused while it is on its way, and for a visit that has begun', async () => {
      const planned = await find('confirmation');
      expect(await codeOf(messages.resend(ctx(planned.version), planned.id))).toBe('invalid-transition');
      await sendAt(FRIDAY);
      const reminder = await find('confirmation');
      expect(await codeOf(messages.resend(ctx(reminder.version), reminder.id))).toBe('visit-past');
    });

    it('still asks the visit: nothing is confirmed that is off', async () => {
      await sendAt(NOW + 180_000);
      const sent = await find('confirmation');
      const { body } = await messages.resend(ctx(sent.version), sent.id);
      await world.change('cancelled', cancelled(world.visits.get('vis_1')!));
      await world.sendDue();
      expect((await messages.get(body.id)).view).toMatchObject({ status: 'skipped', reason: 'visit-cancelled' });
    });

    it('is refused with the reason for which it would be left out', async () => {
      await sendAt(NOW + 180_000);
      const sent = await find('confirmation');
      await world.change('cancelled', cancelled(world.visits.get('vis_1')!));
      const before = await world.messages();
      await expect(messages.resend(ctx(sent.version), sent.id)).rejects.toMatchObject({
        code: 'left-out',
        details: { detail: 'It would not be sent: the visit was cancelled.', extra: { reason: 'visit-cancelled' } },
      });
      expect(await world.messages()).toEqual(before);
    });
  });

  it('dates the mails of the folder by the clock of their location', async () => {
    const folder = mailboxFolder(world.config);
    const { id } = await find('confirmation');
    const mail = { to: 'pat@example.org', subject: 'Hello', text: 'Hello', date: '2026-11-23T17:03:00.000Z' };
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `1000-${id}.json`), JSON.stringify(mail));
    writeFileSync(join(folder, '2000-msg_gone.json'), JSON.stringify(mail));
    expect((await messages.mailbox(ctx(), 10)).data.map(({ file, messageId, date }) => [file, messageId, date])).toEqual([
      ['2000-msg_gone.eml', 'msg_gone', '2026-11-23T17:03:00.000Z'],
      [`1000-${id}.eml`, id, '2026-11-23T10:03:00-07:00'],
    ]);
  });

  it('shows a link of the folder to those only who may read and answer what it opens', async () => {
    const folder = mailboxFolder(world.config);
    const mail = {
      to: 'dr@example.org',
      subject: 'Hello',
      text: 'Here: https://desk.example.org/p/abc123 Bye',
      date: '2026-11-23T17:03:00.000Z',
    };
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '3000-msg_gone.json'), JSON.stringify(mail));
    const shown = async (...scopes: string[]) =>
      (await messages.mailbox({ actor: { type: 'api-key', id: 'key_1', displayName: 'spec', scopes } }, 1)).data[0]!.text;
    const needed = ['screening:write', 'referrals:write', 'visits:write', 'patients:write'];
    for (const missing of needed)
      expect(await shown('messages:read', ...needed.filter((one) => one !== missing))).toBe('Here: https://desk.example.org/p/*** Bye');
    expect(await shown('messages:read', ...needed)).toBe(mail.text);
    expect(await shown('*')).toBe(mail.text);
  });
});
