import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY_MS, type DomainError, formatInstant, HOUR_MS } from '#kernel';
import { ChangeFeed, Commands, Cursors, type RequestContext, systemContext } from '#platform';
import { databasesUnderTest, TEST_SEALER } from '#testing';
import { CHANNELS } from '../channels/index.js';
import { DEFAULT_PREFERENCES, type Preferences } from '../preferences/preference.rules.js';
import { at, cancelled, DENVER, movedTo, visit } from '../testing/visits.js';
import { summaryOf, World } from '../testing/world.js';
import { InboxService } from './inbox.service.js';

// Monday 10:00 in Boulder.
const NOW = at('2026-11-23T10:00:00-07:00');
const TOMORROW = at('2026-11-24T10:00:00-07:00');

describe.each(databasesUnderTest())('what practitioners are told on %s', (database) => {
  let world: World;
  let inbox: InboxService;

  beforeEach(async () => {
    world = await World.open(NOW, { database });
    // In-app beside the one that keeps mails.
    world.channels.list = [world.outbox.channel, CHANNELS.get('in-app')!];
    const commands = new Commands(world.db, new ChangeFeed(world.db), TEST_SEALER);
    inbox = new InboxService(world.db, commands, new Cursors(randomBytes(32)), world.inbox, world.store, world.facts);
  });

  afterEach(() => world.close());

  const ctx = (practitionerId?: string): RequestContext => ({
    ...systemContext('spec', world.clock.now()),
    actor: { type: 'user', id: 'usr_1', displayName: 'Sam', scopes: [], practitionerId },
  });
  const account = (practitionerId: string, password: string | null = 'hash') =>
    world.db.run((tx) =>
      tx.insert('app_user', {
        id: `usr_${practitionerId}`,
        email: `${practitionerId}@cedar.example`,
        display_name: practitionerId,
        role: 'practitioner',
        practitioner_id: practitionerId,
        password_hash: password,
        status: 'active',
        version: 1,
        created_at: NOW,
        updated_at: NOW,
      }),
    );
  const choose = (practitionerId: string, changes: Partial<Preferences>) =>
    world.db.run((tx) => world.preferences.insert(tx, practitionerId, { ...DEFAULT_PREFERENCES, ...changes }));
  const wait = async (ms: number) => {
    world.clock.advance(ms);
    await world.sendDue();
  };
  const mailed = () => world.outbox.sent.map((one) => `${one.to.displayName}: ${one.subject}${one.urgent ? ' !' : ''}`);
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: DomainError) => error.code,
    );

  it('comes by mail, unless they chose otherwise and can sign in', async () => {
    await account('pra_spot');
    await account('pra_host', null);
    await choose('pra_spot', { channel: 'in-app' });
    await choose('pra_host', { channel: 'in-app' });
    await world.change('booked', visit('vis_1', TOMORROW));
    await wait(4 * 60_000);
    expect(mailed().sort()).toEqual([
      'Ana Reyes: Your appointment at Cedar Spine & Rehab',
      'Dr. Hana Host: New visit: Tuesday, November 24, 10:00 AM !',
    ]);
    const { data, unread } = await inbox.list(ctx('pra_spot'), {});
    expect(data).toEqual([
      expect.objectContaining({
        kind: 'new-visit',
        subject: 'New visit: Tuesday, November 24, 10:30 AM',
        visitId: 'vis_1',
        urgent: true,
        readAt: undefined,
      }),
    ]);
    expect(unread).toBe(1);
    expect((await world.messages()).find((one) => one.recipientId === 'pra_spot')).toMatchObject({ channel: 'in-app', status: 'sent' });
    expect(await world.db.reader.all('select kind, subject_id from audit where subject = ?', ['notification'])).toEqual([
      { kind: 'notification.arrived', subject_id: 'pra_spot' },
    ]);
  });

  it('has a channel for what upsets today or tomorrow', async () => {
    await account('pra_spot');
    await choose('pra_spot', { channel: 'in-app', urgentChannel: 'email' });
    const [near, far] = [visit('vis_near', TOMORROW), visit('vis_far', TOMORROW + 9 * DAY_MS)];
    await world.change('booked', near);
    await world.change('booked', far);
    await wait(4 * 60_000);
    expect(mailed().filter((one) => one.startsWith('Sam Spot'))).toEqual(['Sam Spot: New visit: Tuesday, November 24, 10:30 AM !']);
    world.outbox.sent.length = 0;
    await world.change('rescheduled', movedTo(near, TOMORROW + HOUR_MS));
    await world.change('rescheduled', movedTo(far, far.start + HOUR_MS));
    await wait(4 * 60_000);
    const toSam = mailed().filter((one) => one.startsWith('Sam Spot'));
    expect(toSam).toEqual(['Sam Spot: Changed visit: Tuesday, November 24, 11:30 AM !']);
    expect((await inbox.list(ctx('pra_spot'), {})).data.map((one) => [one.kind, one.visitId])).toEqual([
      ['change', 'vis_far'],
      ['new-visit', 'vis_far'],
    ]);
    // Ahead of everything that waits, too.
    expect(
      await world.db.reader.all("select visit_id, priority from message where kind = 'new-visit' and recipient_id = 'pra_spot'"),
    ).toEqual(
      expect.arrayContaining([
        { visit_id: 'vis_near', priority: 0 },
        { visit_id: 'vis_far', priority: 1 },
      ]),
    );
  });

  it('leaves out what they do without, and goes on from there', async () => {
    await choose('pra_spot', { muted: ['new-visit'] });
    await world.change('booked', visit('vis_1', TOMORROW));
    await wait(4 * 60_000);
    expect(await world.summary()).toContain('pra_spot new-visit soon: skipped (muted)');
    await world.change('cancelled', cancelled(visit('vis_1', TOMORROW)));
    await wait(4 * 60_000);
    expect(mailed()).toContain('Sam Spot: Cancelled: Tuesday, November 24, 10:30 AM !');
  });

  it('is read once, each by themselves, and forgotten long after', async () => {
    await account('pra_spot');
    await choose('pra_spot', { channel: 'in-app' });
    for (let i = 0; i < 5; i++) await world.change('booked', visit(`vis_${i}`, TOMORROW + i * HOUR_MS));
    await wait(4 * 60_000);
    const first = await inbox.list(ctx('pra_spot'), { limit: 3 });
    const second = await inbox.list(ctx('pra_spot'), { limit: 3, cursor: first.page.next });
    expect([first.data.length, first.page.hasMore, second.data.length, second.page.hasMore]).toEqual([3, true, 2, false]);
    expect(new Set([...first.data, ...second.data].map((one) => one.visitId)).size).toBe(5);
    const { id } = first.data[0]!;
    expect(await codeOf(inbox.read(ctx('pra_host'), id))).toBe('not-found');
    expect(await codeOf(inbox.read(ctx(), id))).toBe('not-found');
    const readAt = (await inbox.read(ctx('pra_spot'), id)).body.readAt;
    world.clock.advance(60_000);
    expect((await inbox.read(ctx('pra_spot'), id)).body.readAt).toBe(readAt);
    expect((await inbox.list(ctx('pra_spot'), { unread: 'true' })).unread).toBe(4);
    expect((await inbox.list(ctx('pra_spot'), { unread: 'true' })).data.some((one) => one.id === id)).toBe(false);
    expect((await inbox.readAll(ctx('pra_host'))).body).toEqual({ read: 0 });
    expect((await inbox.readAll(ctx('pra_spot'))).body).toEqual({ read: 4 });
    expect((await inbox.list(ctx('pra_spot'), {})).unread).toBe(0);
    expect(await inbox.list(ctx(), {})).toEqual({ data: [], page: { hasMore: false }, unread: 0 });
    const forget = (days: number) => world.db.run((tx) => world.inbox.forgetRead(tx, world.clock.now() + days * DAY_MS));
    expect([await forget(89), await forget(91)]).toEqual([0, 5]);
  });

  describe('the list of a day', () => {
    const planDue = () => world.db.run((tx) => world.digests.planDue(tx, world.clock.now()));
    const planAnew = (digest?: Preferences['dailyDigest']) =>
      world.db.run((tx) => world.digests.planAnew(tx, systemContext('test', world.clock.now()), 'pra_spot', digest));
    const digests = async () =>
      (await world.messages())
        .filter((one) => one.kind === 'daily-digest')
        .sort((a, b) => a.dueAt - b.dueAt)
        .map((one) => `${one.about} ${formatInstant(one.dueAt, DENVER.timeZone)} ${summaryOf(one).split(': ')[1]}`);
    const EVENING = { about: 'tomorrow', at: '18:00' } as const;

    it('comes each evening, but not for a day without visits', async () => {
      await choose('pra_spot', { dailyDigest: EVENING });
      await planAnew(EVENING);
      await world.change('booked', visit('vis_1', TOMORROW));
      await planDue();
      await wait(8 * HOUR_MS + 1);
      await planDue();
      await planDue();
      const list = world.outbox.sent.find((one) => one.subject.startsWith('Your visits'))!;
      expect([list.subject, list.body]).toEqual([
        'Your visits on Tuesday, November 24: 1',
        expect.stringContaining('10:30 AM to 10:45 AM, Room 2\n\nWith whom, for you only: https://desk.example.org/?date=2026-11-24'),
      ]);
      await wait(DAY_MS);
      await planDue();
      expect(await digests()).toEqual([
        '2026-11-24 2026-11-23T18:00:00-07:00 sent',
        '2026-11-25 2026-11-24T18:00:00-07:00 skipped (nothing-on)',
        '2026-11-26 2026-11-25T18:00:00-07:00 planned',
      ]);
    });

    it('is planned once, by however many workers, and anew when they want it at another time', async () => {
      await choose('pra_spot', { dailyDigest: EVENING });
      await planAnew(EVENING);
      await wait(8 * HOUR_MS + 1);
      await Promise.all([planDue(), planDue(), planDue()]);
      expect(await digests()).toEqual([
        '2026-11-24 2026-11-23T18:00:00-07:00 skipped (nothing-on)',
        '2026-11-25 2026-11-24T18:00:00-07:00 planned',
      ]);
      await planAnew({ about: 'today', at: '07:00' });
      expect((await digests()).slice(1)).toEqual([
        '2026-11-24 2026-11-24T07:00:00-07:00 planned',
        '2026-11-25 2026-11-24T18:00:00-07:00 skipped (not-wanted)',
      ]);
      await planAnew();
      expect((await digests()).filter((one) => one.endsWith('planned'))).toEqual([]);
    });
  });

  it('tells of a referral from outside whoever wants it, until somebody has seen to it', async () => {
    await choose('pra_spot', { newReferrals: true });
    await choose('pra_host', { newReferrals: true });
    await choose('pra_other', { newReferrals: false });
    const come = (id: string, practitionerId?: string) => {
      world.referrals.set(id, 'received');
      return world.db.run((tx) => world.incoming.onIncoming(tx, ctx(), { id, referrer: { name: 'Dr. Example', practitionerId } }));
    };
    await come('ref_1', 'pra_host');
    await wait(4 * 60_000);
    expect(mailed()).toEqual(['Sam Spot: New at Cedar Spine & Rehab: somebody was sent to you']);
    expect(world.outbox.sent[0]!.body).toContain('https://desk.example.org/referrals/ref_1');
    await come('ref_2');
    world.referrals.set('ref_2', 'accepted');
    await wait(4 * 60_000);
    expect((await world.summary()).filter((one) => one.includes('skipped'))).toEqual([
      'pra_host referral-received: skipped (answered)',
      'pra_spot referral-received: skipped (answered)',
    ]);
  });
});
