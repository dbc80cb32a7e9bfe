import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel';
import type { Patient } from '#patients';
import { databasesUnderTest } from '#testing';
import { linesOf } from '../calendar/testing/read-calendar.js';
import type { Delivery } from '../channels/channel.js';
import { exceptionOf } from '../ledger/exception.rules.js';
import { DEFAULT_PREFERENCES, type Preferences } from '../preferences/preference.rules.js';
import { at, cancelled, CLINIC, movedTo, patient, visit, withSpotBy } from '../testing/visits.js';
import { FakeChannel, World } from '../testing/world.js';

// Monday 10:00 in Boulder, and ten days later.
const NOW = at('2026-11-23T10:00:00-07:00');
const START = at('2026-12-03T10:00:00-07:00');

/** Sam hears of what upsets today or tomorrow by text, of all else by mail. */
describe.each(databasesUnderTest())('calendars of those who hear by text on %s', (database) => {
  let world: World;
  let texts: FakeChannel;
  const booked = visit('vis_1', START);

  beforeEach(async () => {
    world = await World.open(NOW, { database });
    texts = new FakeChannel();
    knowSam({ phone: '+13035550142' });
    world.channels.list = [
      { ...world.outbox.channel, carriesMore: true },
      { ...texts.channel, key: 'sms', format: 'text', addressOf: (contact) => contact.phone },
    ];
  });

  afterEach(() => world.close());

  const knowSam = (changes: { phone: string; email?: string }): void => {
    const sam = { ...CLINIC.practitioners.get('pra_spot')!, ...changes };
    world.clinic = { ...CLINIC, practitioners: new Map([...CLINIC.practitioners, [sam.id, sam]]) };
  };
  const choose = (changes: Partial<Preferences>) =>
    world.db.run((tx) => world.preferences.insert(tx, 'pra_spot', { ...DEFAULT_PREFERENCES, ...changes }));
  const settle = async (): Promise<void> => {
    world.clock.advance(4 * MINUTE_MS);
    await world.sendDue();
  };
  /** Booked and told; then it is the day before. */
  const toTheDayBefore = async (): Promise<void> => {
    await world.change('booked', booked);
    await settle();
    world.clock.advance(START - DAY_MS - world.clock.now());
    await world.sendDue();
  };
  const samsMails = () => world.outbox.sent.filter((mail) => mail.to.displayName === 'Sam Spot');
  const samsRows = async () =>
    (await world.messages()).filter((one) => one.recipientId === 'pra_spot').map((one) => `${one.kind} ${one.channel} ${one.status}`);
  const fieldsOf = (content: string) =>
    Object.fromEntries(
      linesOf(content)
        .map((line) => line.split(':') as [string, string])
        .filter(([name]) => ['UID', 'SEQUENCE', 'DTSTART', 'METHOD', 'STATUS'].includes(name)),
    );
  const entries = () => samsMails().map(({ calendar }) => fieldsOf(calendar!.content));

  it('follow a visit that is moved and then cancelled at short notice', async () => {
    await choose({ urgentChannel: 'sms' });
    await toTheDayBefore();
    const later = movedTo(booked, START + HOUR_MS);
    await world.change('rescheduled', later);
    await settle();
    await world.change('cancelled', cancelled(later));
    await settle();
    expect(texts.sent.length).toBe(2);
    const [first, second, third] = entries();
    expect(first).toMatchObject({ METHOD: 'REQUEST', SEQUENCE: '1', DTSTART: '20261203T173000Z' });
    expect(second).toEqual({ ...first, SEQUENCE: '2', DTSTART: '20261203T183000Z' });
    expect(third).toEqual({ ...second, METHOD: 'CANCEL', SEQUENCE: '3', STATUS: 'CANCELLED' });
    expect(samsMails().map((mail) => [mail.subject, mail.urgent])).toEqual([
      ['New visit: Thursday, December 3, 10:30 AM', false],
      ['For your calendar: Thursday, December 3, 11:30 AM', false],
      ['For your calendar: no longer yours, Thursday, December 3, 11:30 AM', false],
    ]);
    expect(samsMails()[2]!.body).toContain('is no longer yours');
  });

  it('follow also where such news are muted, and a part that goes to somebody else', async () => {
    await choose({ muted: ['change', 'cancellation'] });
    await toTheDayBefore();
    const later = movedTo(booked, START + HOUR_MS);
    await world.change('rescheduled', later);
    await settle();
    const without = withSpotBy(later, 'pra_other');
    await world.change('rescheduled', without);
    await settle();
    expect(entries().map((one) => `${one['METHOD']} ${one['DTSTART']}`)).toEqual([
      'REQUEST 20261203T173000Z',
      'REQUEST 20261203T183000Z',
      'CANCEL 20261203T183000Z',
    ]);
    // What was for the calendar is not what they have heard last: that it is theirs again is news.
    await world.change('rescheduled', withSpotBy(without, 'pra_spot'));
    await settle();
    expect((await samsRows()).filter((row) => row === 'new-visit email sent')).toHaveLength(2);
  });

  it('get nothing beside news that came by mail, or without an entry of before', async () => {
    await toTheDayBefore();
    await world.change('rescheduled', movedTo(booked, START + HOUR_MS));
    await settle();
    expect(await samsRows()).toEqual(['new-visit email sent', 'change email sent']);
    await choose({ channel: 'sms' });
    const other = visit('vis_2', START + 2 * HOUR_MS);
    await world.change('booked', other);
    await settle();
    await world.change('cancelled', cancelled(other));
    await settle();
    expect((await samsRows()).slice(2)).toEqual(['new-visit sms sent', 'cancellation sms sent']);
  });

  it('get one mail that tells how it stands, when no mail could go meanwhile', async () => {
    await choose({ urgentChannel: 'sms' });
    await toTheDayBefore();
    const away: Delivery = { kind: 'retry', reason: 'smtp-econnection', outage: true };
    world.outbox.answer = () => away;
    const later = movedTo(booked, START + HOUR_MS);
    await world.change('rescheduled', later);
    await settle();
    await world.change('cancelled', cancelled(later));
    await settle();
    expect(texts.sent.length).toBe(2);
    world.outbox.answer = () => ({ kind: 'sent' });
    world.clock.advance(HOUR_MS);
    await world.sendDue();
    expect(entries().map((one) => one['METHOD'])).toEqual(['REQUEST', 'CANCEL']);
  });

  describe('among patients', () => {
    const prefers = (preferredChannel: 'email' | 'sms', changes: Partial<Patient> = {}) =>
      world.patients.set('pat_1', patient('pat_1', { phone: '+13035550199', preferredChannel, ...changes }));
    const invite = async (patientInvitations: boolean) => {
      const policy = await world.settings.policy(world.db.reader);
      jest.spyOn(world.settings, 'policy').mockResolvedValue({ ...policy, settings: { ...policy.settings, patientInvitations } });
    };
    /** Told by mail, they prefer texts since; then the visit is moved, and cancelled. */
    const toldByMailThenByText = async (changes: Partial<Patient> = {}) => {
      prefers('email');
      await world.change('booked', booked);
      await settle();
      prefers('sms', changes);
      const later = movedTo(booked, START + HOUR_MS);
      await world.change('rescheduled', later);
      await settle();
      await world.change('cancelled', cancelled(later));
      await settle();
    };
    const theirs = async () =>
      (await world.messages())
        .filter(
          (one) => one.recipientType === 'patient' && ['confirmation', 'change', 'cancellation', 'calendar-update'].includes(one.kind),
        )
        .map((one) => `${one.kind} ${one.channel} ${one.status}`);

    it('follow as well, where the clinic invites them', async () => {
      await invite(true);
      await toldByMailThenByText();
      const mails = world.outbox.sent.filter((mail) => mail.to.displayName === 'Ana Reyes');
      expect(
        mails.map(({ subject, calendar }) => [subject, fieldsOf(calendar!.content)['METHOD'], fieldsOf(calendar!.content)['SEQUENCE']]),
      ).toEqual([
        ['Your appointment at Cedar Spine & Rehab', 'REQUEST', '1'],
        ['For your calendar: Thursday, December 3, 11:00 AM', 'REQUEST', '2'],
        ['For your calendar: no longer on Thursday, December 3, 11:00 AM', 'CANCEL', '3'],
      ]);
      expect(new Set(mails.map(({ calendar }) => fieldsOf(calendar!.content)['UID'])).size).toBe(1);
    });

    it('get nothing where it does not', async () => {
      await invite(false);
      await toldByMailThenByText();
      expect(await theirs()).toEqual(['confirmation email sent', 'change sms sent', 'cancellation sms sent']);
    });

    it("that no mail reaches any more are nobody's work", async () => {
      await invite(true);
      await toldByMailThenByText({ email: undefined });
      expect(await theirs()).toContain('calendar-update email skipped');
      const [skipped] = (await world.messages()).filter((one) => one.kind === 'calendar-update' && one.recipientType === 'patient');
      const topic = { kind: 'visit', visit: cancelled(booked) } as const;
      expect(exceptionOf(world.clock.now(), skipped!, { topic, reachable: true })).toBeUndefined();
    });
  });

  it('wait for the quiet hours that they chose', async () => {
    await choose({ urgentChannel: 'sms', quietHours: { from: '17:00', to: '08:00' } });
    await toTheDayBefore();
    await world.change('rescheduled', movedTo(booked, START + HOUR_MS));
    world.clock.advance(4 * MINUTE_MS);
    // The text leaves before five, its mail would not.
    texts.answer = () => (world.clock.advance(8 * HOUR_MS), { kind: 'sent' });
    await world.sendDue();
    expect(await samsRows()).toEqual(['new-visit email sent', 'change sms sent', 'calendar-update email held']);
    world.clock.advance(at('2026-12-03T08:00:00-07:00') - world.clock.now());
    await world.sendDue();
    expect(samsMails().length).toBe(2);
  });

  it('are reached by mail alone', async () => {
    await choose({ urgentChannel: 'sms' });
    await toTheDayBefore();
    knowSam({ phone: '+13035550142', email: undefined });
    await world.change('rescheduled', movedTo(booked, START + HOUR_MS));
    await settle();
    expect(texts.sent.length).toBe(1);
    expect(await samsRows()).toEqual(['new-visit email sent', 'change sms sent', 'calendar-update email skipped']);
  });

  it('do not make the news go out twice when they cannot be seen to', async () => {
    await choose({ urgentChannel: 'sms' });
    await toTheDayBefore();
    const ofVisit = world.store.ofVisit.bind(world.store);
    world.store.ofVisit = async () => Promise.reject(new Error('refused'));
    await world.change('rescheduled', movedTo(booked, START + HOUR_MS));
    await settle();
    world.store.ofVisit = ofVisit;
    world.clock.advance(HOUR_MS);
    await world.sendDue();
    expect([texts.sent.length, await samsRows()]).toEqual([1, ['new-visit email sent', 'change sms sent']]);
  });
});
