import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ChangeFeed } from '#platform';
import { databasesUnderTest } from '#testing';
import { LaterNews } from '../messages/later-news.service.js';
import { ReportedStore } from '../messages/reported.store.js';
import { at, patient, visit } from '../testing/visits.js';
import { FakeChannel, World } from '../testing/world.js';
import type { Report } from './report.rules.js';
import { ProviderReports } from './provider-reports.service.js';

const NOW = at('2026-11-23T10:00:00-07:00');
const FRIDAY = at('2026-11-27T10:00:00-07:00');
const FAILED: Report = { sid: 'SM1', state: 'failed', reason: 'sms-30005' };

describe.each(databasesUnderTest())('texts that a carrier rejects on %s', (database) => {
  let world: World;
  let reports: ProviderReports;
  let texts: FakeChannel;

  beforeEach(async () => {
    world = await World.open(NOW, { database });
    texts = new FakeChannel();
    texts.answer = () => ({ kind: 'sent', providerId: 'SM1' });
    world.channels.list = [world.outbox.channel, { ...texts.channel, key: 'sms', format: 'text', addressOf: (contact) => contact.phone }];
    const { db, clock, consents, laneStore } = world;
    const store = new ReportedStore();
    reports = new ProviderReports(db, clock, new ChangeFeed(db), store, new LaterNews(store, laneStore), consents);
    world.patients.set('pat_1', patient('pat_1', { preferredChannel: 'sms', phone: '+13035550100' }));
    await world.change('booked', visit('vis_1', FRIDAY));
    world.clock.advance(180_000);
  });

  afterEach(() => world.close());

  const text = async () => (await world.messages()).find((message) => message.kind === 'confirmation')!;
  const counts = async () => {
    await world.lanes.saveCounts();
    const all = await world.laneStore.counts(world.db.reader);
    return all.filter((one) => one.channel === 'sms').map(({ outcome, n }) => `${outcome} ${n}`);
  };

  it('count as failed, once however often it is said, and stay sent', async () => {
    await world.sendDue();
    expect(await counts()).toEqual(['sent 1']);
    const { id } = await text();
    for (let i = 0; i < 2; i++) await reports.hear(id, FAILED);
    expect(await text()).toMatchObject({ status: 'failed', reason: 'sms-30005' });
    expect(await counts()).toEqual(['failed 1', 'sent 1']);
    await reports.hear(id, { sid: 'SM1', state: 'delivered' });
    await reports.hear(id, FAILED);
    expect(await text()).toMatchObject({ status: 'delivered' });
    expect(await counts()).toEqual(['failed 1', 'sent 1']);
  });

  it('also when the report is there before its sending is recorded', async () => {
    texts.answer = async ({ id }) => {
      await reports.hear(id, FAILED);
      return { kind: 'sent', providerId: 'SM1' };
    };
    await world.sendDue();
    expect(await text()).toMatchObject({ status: 'failed', reason: 'sms-30005' });
    await reports.hear((await text()).id, FAILED);
    expect(await counts()).toEqual(['failed 1', 'sent 1']);
  });

  it('are none of the failures when they arrived', async () => {
    await world.sendDue();
    await reports.hear((await text()).id, { sid: 'SM1', state: 'delivered' });
    expect(await counts()).toEqual(['sent 1']);
  });
});
