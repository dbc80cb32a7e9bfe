import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ClinicSnapshot } from '#clinic';
import type { Patient } from '#patients';
import { systemContext } from '#platform';
import { databasesUnderTest } from '#testing';
import { DEFAULT_PREFERENCES } from '../preferences/preference.rules.js';
import { at, cancelled, patient, visit } from '../testing/visits.js';
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
