import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ClinicSnapshot } from '#clinic';
import { DAY_MS } from '#kernel';
import type { Patient } from '#patients';
import { systemContext } from '#platform';
import { databasesUnderTest } from '#testing';
import { MUST_TELL } from '../kinds/index.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import type { Handling } from '../messages/message.store.js';
import { DEFAULT_PREFERENCES } from '../preferences/preference.rules.js';
import { at, cancelled, movedTo, patient, visit } from '../testing/visits.js';
import { FakeChannel, World } from '../testing/world.js';

// Monday 10:00 in Boulder; quiet are the hours from 21:00 to 08:00.
const NOW = at('2026-11-23T10:00:00-07:00');
const EARLY = at('2026-11-24T07:30:00-07:00');
const LATER = at('2026-11-24T10:00:00-07:00');

describe.each(databasesUnderTest())('news by text in quiet hours on %s', (database) => {
  let world: World;
  let texts: FakeChannel;

  beforeEach(async () => {
    world = await World.open(NOW, { database });
    texts = new FakeChannel();
    const sms = { ...texts.channel, key: 'sms', format: 'text', obeysQuietHours: true } as const;
    world.channels.list = [world.outbox.channel, { ...sms, addressOf: (contact) => contact.phone }];
  });

  afterEach(() => world.close());

  const until = async (time: string) => {
    world.clock.advance(at(`2026-11-${time}:00-07:00`) - world.clock.now());
    await world.sendDue();
  };
  /** Told of the visit by text at noon; it is cancelled at 22:00. */
  const cancelledAtNight = async (start: number, changes: Partial<Patient> = {}) => {
    world.patients.set('pat_1', patient('pat_1', { phone: '+13035550142', preferredChannel: 'sms', ...changes }));
    const booked = visit('vis_1', start);
    await world.change('booked', booked);
    await until('23T12:00');
    expect(texts.sent.map((one) => one.to.displayName)).toEqual(['Ana Reyes']);
    await until('23T22:00');
    await world.change('cancelled', cancelled(booked));
    await until('23T22:05');
    const { status } = (await world.messages()).find((one) => one.kind === 'cancellation' && one.recipientType === 'patient')!;
    const mailed = world.outbox.sent.filter((one) => one.address === 'pat_1@mail.example').length;
    return `${status}, ${texts.sent.length} texts, ${mailed} mails`;
  };

  it('go by mail at once when they would come after the visit has begun', async () => {
    expect(await cancelledAtNight(EARLY)).toBe('sent, 1 texts, 1 mails');
    await until('24T09:00');
    expect(texts.sent).toHaveLength(1);
  });

  it('wait for the end of the quiet hours when that is before the visit', async () => {
    expect(await cancelledAtNight(LATER)).toBe('held, 1 texts, 0 mails');
    await until('24T08:00');
    expect(texts.sent).toHaveLength(2);
  });

  it('wait all the same for who has no mail address', async () => {
    expect(await cancelledAtNight(EARLY, { email: undefined })).toBe('held, 1 texts, 0 mails');
    await until('24T08:00');
    expect(texts.sent).toHaveLength(2);
  });

  it('that nobody can be told in time are for the desk to tell', async () => {
    const dawn = at('2026-11-24T06:00:00-07:00');
    expect(await cancelledAtNight(dawn, { email: undefined })).toBe('skipped, 1 texts, 0 mails');
    const ledger = new LedgerStore();
    const window = { now: world.clock.now(), near: dawn, mustTell: MUST_TELL, limit: 10 };
    const [id, ...others] = await ledger.exceptions(world.db.reader, window);
    expect(others).toEqual([]);
    const message = (await world.messages()).find((one) => one.id === id)!;
    expect(message).toMatchObject({ kind: 'cancellation', recipientType: 'patient', reason: 'too-late' });
    await world.db.run((tx) => world.store.handleGroup(tx, message, world.clock.now(), 'told'));
    expect(await ledger.exceptions(world.db.reader, window)).toEqual([]);
  });

  describe('that a visit of early morning is moved to another day', () => {
    const movedAtNight = async (changes: Partial<Patient> = {}) => {
      world.patients.set('pat_1', patient('pat_1', { phone: '+13035550142', preferredChannel: 'sms', ...changes }));
      const booked = visit('vis_1', EARLY);
      await world.change('booked', booked);
      await until('23T12:00');
      await until('23T22:00');
      await world.change('rescheduled', movedTo(booked, LATER + 6 * DAY_MS));
      await until('23T22:05');
      return (await world.messages()).find((one) => one.kind === 'change' && one.recipientType === 'patient')!;
    };
    const looked = () => {
      const window = { now: world.clock.now(), near: LATER, mustTell: MUST_TELL, limit: 10 };
      return new LedgerStore().exceptions(world.db.reader, window);
    };

    it('go by mail at once: by text they would come when the patient has come', async () => {
      expect(await movedAtNight()).toMatchObject({ status: 'sent', channel: 'email' });
    });

    it('wait where there is no mail address, and are for the desk to tell meanwhile', async () => {
      const change = await movedAtNight({ email: undefined });
      expect(change).toMatchObject({ status: 'held', reason: 'quiet-hours', dueAt: at('2026-11-24T08:00:00-07:00') });
      expect(await looked()).toEqual([change.id]);
      const { groups } = await world.facts.apart(world.db.reader, [change], () => true);
      expect(groups[0]!.facts.topicOf(change)).toMatchObject({ toldStart: EARLY });
      await until('24T08:00');
      expect(texts.sent).toHaveLength(2);
    });

    it.each<[Handling, string, number]>([
      ['told', 'change', 1],
      ['seen-to', 'confirmation', 0],
    ])('are for the desk to tell when it has told them of the visit itself: %s', async (how, kind, lookedAt) => {
      world.patients.set('pat_1', patient('pat_1', { email: undefined }));
      const booked = visit('vis_1', EARLY);
      await world.change('booked', booked);
      await until('23T12:00');
      const [first] = (await world.messages()).filter((one) => one.kind === 'confirmation' && one.recipientType === 'patient');
      expect(first).toMatchObject({ status: 'skipped', reason: 'no-address' });
      expect(await world.db.run((tx) => world.store.handle(tx, first!.id, first!.version, world.clock.now(), how))).toBe(true);
      world.patients.set('pat_1', patient('pat_1', { phone: '+13035550142', email: undefined }));
      await until('23T22:00');
      await world.change('rescheduled', movedTo(booked, LATER + 6 * DAY_MS));
      await until('23T22:05');
      const held = (await world.messages()).filter((one) => one.status === 'held' && one.recipientType === 'patient');
      expect(held.map((one) => `${one.kind} ${one.reason}`)).toEqual([`${kind} quiet-hours`]);
      expect(await looked()).toHaveLength(lookedAt);
    });

    it('are not sent any more when the desk has told them; what comes after that is news again', async () => {
      const change = await movedAtNight({ email: undefined });
      expect(await world.db.run((tx) => world.store.toldByDesk(tx, change.id, change.version, world.clock.now()))).toBe(true);
      expect(await looked()).toEqual([]);
      const away = movedTo(visit('vis_1', EARLY), LATER + 6 * DAY_MS);
      await world.change('rescheduled', movedTo(away, EARLY));
      await until('23T22:30');
      const [again] = (await world.messages()).filter(
        (one) => one.kind === 'change' && one.recipientType === 'patient' && one.id !== change.id,
      );
      expect(again).toMatchObject({ status: 'held', aboutStart: EARLY });
      const { groups } = await world.facts.apart(world.db.reader, [again!], () => true);
      expect(groups[0]!.facts.topicOf(again!)).toMatchObject({ toldStart: away.start });
      await until('24T08:00');
      expect(texts.sent).toHaveLength(2);
    });

    it('go at once when a mail address comes to be known', async () => {
      const change = await movedAtNight({ email: undefined });
      const [before, after] = [world.patients.get('pat_1')!, patient('pat_1', { phone: '+13035550142', preferredChannel: 'sms' })];
      world.patients.set('pat_1', after);
      await world.db.run((tx) => world.newMessages.onPatientChange(tx, systemContext('spec', world.clock.now()), before, after));
      await world.sendDue();
      expect((await world.messages()).find(({ id }) => id === change.id)).toMatchObject({ status: 'sent', channel: 'email' });
    });
  });

  it('of a visit that is off speak of the time that they know, not of a move that they never heard of', async () => {
    world.patients.set('pat_1', patient('pat_1', { phone: '+13035550142', preferredChannel: 'sms' }));
    const booked = visit('vis_1', EARLY);
    await world.change('booked', booked);
    await until('23T12:00');
    await until('23T22:00');
    const away = movedTo(booked, LATER + 6 * DAY_MS);
    await world.change('rescheduled', away);
    await world.change('cancelled', cancelled(away));
    await until('23T22:05');
    const [mail, ...others] = world.outbox.sent.filter((one) => one.address === 'pat_1@mail.example');
    expect(others).toEqual([]);
    expect(mail!.body).toContain('Tuesday, November 24 at 7:30 AM');
  });

  it('wait all the same for who wants no mail', async () => {
    const no = { address: 'pat_1@mail.example', channel: 'email', purpose: 'all', given: false, source: 'desk' } as const;
    await world.db.run((tx) => world.consents.record(tx, systemContext('spec', NOW), no));
    expect(await cancelledAtNight(EARLY)).toBe('held, 1 texts, 0 mails');
  });

  it('the list of a day comes by mail when it is wanted before the end of the quiet hours', async () => {
    world.clinic = withContacts(world.clinic);
    await world.db.run((tx) =>
      world.preferences.insert(tx, 'pra_spot', {
        ...DEFAULT_PREFERENCES,
        channel: 'sms',
        muted: ['new-visit'],
        dailyDigest: { about: 'today', at: '07:00' },
      }),
    );
    await world.db.run((tx) => world.digests.planAnew(tx, systemContext('spec', NOW), 'pra_spot', { about: 'today', at: '07:00' }));
    await world.change('booked', visit('vis_1', EARLY));
    await until('24T07:00');
    expect(world.outbox.sent.map((one) => one.subject)).toContain('Your visits on Tuesday, November 24: 1');
    expect(texts.sent).toEqual([]);
  });
});

function withContacts(clinic: ClinicSnapshot): ClinicSnapshot {
  const practitioners = [...clinic.practitioners].map(([id, one]) => [id, { ...one, phone: '+13035550143' }] as const);
  return { ...clinic, practitioners: new Map(practitioners) };
}
