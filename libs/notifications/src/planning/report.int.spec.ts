import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SingleUseTokens } from '#identity';
import { DAY_MS, formatInstant } from '#kernel';
import { systemContext } from '#platform';
import type { ReportAddress } from '#referrals';
import { databasesUnderTest } from '#testing';
import { at, DENVER, patient, visit } from '../testing/visits.js';
import { summaryOf, World } from '../testing/world.js';

// Monday 20:30 in Boulder; the quiet hours are 21:00 to 8:00.
const NOW = at('2026-11-23T20:30:00-07:00');
const REFERRER = { name: 'Dr. Example', email: 'doctor@practice.example' };

describe.each(databasesUnderTest())('messages about a report on %s', (database) => {
  let world: World;

  beforeEach(async () => {
    world = await World.open(NOW, { database });
    world.reports.set('rep_1', address());
  });

  afterEach(() => world.close());

  const address = (changes: Partial<ReportAddress> = {}): ReportAddress => ({
    id: 'rep_1',
    referralId: 'ref_1',
    status: 'sent',
    patientId: 'pat_1',
    referrer: REFERRER,
    ...changes,
  });
  const ctx = () => systemContext('spec', world.clock.now());
  const send = (id = 'rep_1') =>
    world.db.run((tx) => world.planner.sent(tx, ctx(), { id, referrer: REFERRER, locationId: DENVER.id, remindAfterDays: 7 }));
  const reportMessages = async () =>
    (await world.messages()).filter((one) => one.kind === 'referral-report').sort((a, b) => a.dueAt - b.dueAt);
  const wait = async (ms: number) => {
    world.clock.advance(ms);
    await world.sendDue();
  };

  it('are planned with the report, beside those of visits, and keep out of the quiet hours', async () => {
    await world.change('booked', visit('vis_1', at('2026-11-27T10:00:00-07:00')));
    await send();
    const planned = await reportMessages();
    expect(planned.map((one) => formatInstant(one.dueAt, DENVER.timeZone))).toEqual([
      '2026-11-23T20:33:00-07:00',
      '2026-11-30T20:30:00-07:00',
      '2026-12-07T20:30:00-07:00',
      '2026-12-14T20:30:00-07:00',
    ]);
    for (const one of planned) {
      expect([one.visitId, one.visitVersion, one.visitDay, one.aboutStart]).toEqual([undefined, undefined, undefined, undefined]);
    }
    expect((await world.store.ofVisit(world.db.reader, 'vis_1')).some((one) => one.kind === 'referral-report')).toBe(false);
  });

  it('bring a link each, whose secret is kept nowhere', async () => {
    await send();
    await wait(180_000);
    await wait(7 * DAY_MS);
    const secrets = world.outbox.sent.map((mail) => /\/p\/(\w{43})/.exec(mail.body)![1]!);
    expect(new Set(secrets).size).toBe(2);
    const tokens = new SingleUseTokens();
    for (const secret of secrets) {
      expect(await tokens.peek(world.db.reader, 'report', secret, world.clock.now())).toEqual({ subject: 'rep_1', facts: {} });
    }
    expect(await tokens.peek(world.db.reader, 'report', secrets[0]!, NOW + 31 * DAY_MS)).toBeUndefined();
    expect(await tokens.peek(world.db.reader, 'report', secrets[1]!, NOW + 31 * DAY_MS)).toBeDefined();
    const rows = JSON.stringify([
      await world.db.reader.all('select * from message'),
      await world.db.reader.all('select * from single_use_token'),
    ]);
    for (const secret of secrets) expect(rows).not.toContain(secret);
    expect(world.outbox.sent.map((mail) => [mail.address, mail.subject])).toEqual([
      [REFERRER.email, 'Cedar Spine & Rehab has a report for you'],
      [REFERRER.email, 'Cedar Spine & Rehab still has a report for you'],
    ]);
  });

  it('bring links that were made before a change of keys', async () => {
    await send();
    const old = world.config.secretKey;
    Object.assign(world.config, { secretKey: Buffer.alloc(32, 7), oldSecretKeys: [old] });
    await wait(180_000);
    const secret = /\/p\/(\w{43})/.exec(world.outbox.sent[0]!.body)![1]!;
    expect(await new SingleUseTokens().peek(world.db.reader, 'report', secret, world.clock.now())).toBeDefined();
  });

  it('stop when the report is closed, and are decided again when they are sent', async () => {
    await send();
    await wait(180_000);
    await world.db.run((tx) => world.planner.closed(tx, ctx(), 'rep_1', 'acknowledged'));
    expect((await reportMessages()).map(summaryOf)).toEqual([
      'rep_1 referral-report: sent',
      ...Array.from({ length: 3 }, () => 'rep_1 referral-report reminder: skipped (acknowledged)'),
    ]);
    await send('rep_2');
    world.reports.set('rep_2', address({ id: 'rep_2', status: 'superseded' }));
    await wait(180_000);
    world.reports.delete('rep_2');
    await wait(7 * DAY_MS);
    expect((await reportMessages()).map(summaryOf).filter((text) => text.startsWith('rep_2'))).toEqual([
      'rep_2 referral-report: skipped (superseded)',
      'rep_2 referral-report reminder: skipped (gone)',
      'rep_2 referral-report reminder: planned',
      'rep_2 referral-report reminder: planned',
    ]);
    expect(world.outbox.sent).toHaveLength(1);
  });

  it('of a demo patient are for a demo referrer: no real transport carries them', async () => {
    world.patients.set('pat_1', patient('pat_1', { demo: true }));
    await send();
    await wait(180_000);
    expect(world.outbox.sent.map((mail) => mail.to.demo)).toEqual([true]);
    world.patients.set('pat_1', patient('pat_1'));
    await wait(7 * DAY_MS);
    expect(world.outbox.sent.map((mail) => mail.to.demo)).toEqual([true, false]);
  });
});
