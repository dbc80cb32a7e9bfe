import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Database, platformMigrations, type RequestContext, systemContext } from '#platform';
import { databasesUnderTest, openTestDatabase, TEST_SEALER } from '#testing';
import { notificationsMigrations } from '../notifications.migrations.js';
import { ConsentService } from './consent.service.js';
import { ConsentStore } from './consent.store.js';
import type { ConsentInput, ConsentPurpose } from './consent.types.js';

describe.each(databasesUnderTest())('the ledger of consent on %s', (database) => {
  let db: Database;
  let drop: () => Promise<void>;
  const store = new ConsentStore(TEST_SEALER);
  const service = new ConsentService(store, {});

  /** A number of its own for each spec. */
  let number = '';
  let made = 0;

  beforeAll(async () => {
    ({ db, drop } = await openTestDatabase(database, [...platformMigrations, ...notificationsMigrations]));
  });
  afterAll(() => drop());
  beforeEach(() => {
    number = `+1303555${1000 + ++made}`;
  });

  const say = (changes: Partial<ConsentInput> = {}, now = 1000) => {
    const ctx: RequestContext = systemContext('spec', now);
    return db.run((tx) => service.record(tx, ctx, { ...stop(), ...changes }));
  };
  const stop = (): ConsentInput => ({ address: number, channel: 'sms', purpose: 'all', given: false, source: 'patient-text' });
  const refuses = async (purpose: ConsentPurpose, channel = 'sms', address = number) =>
    (await service.of(db.reader, [{ channel, address }])).refuses(channel, address, purpose);

  it('lets everybody be written to who gave an address and said nothing', async () => {
    expect([await refuses('reminders'), await refuses('all')]).toEqual([false, false]);
  });

  it('knows a number and an address however they are written', async () => {
    await say({ address: `(303) 555-${number.slice(-4)}` });
    expect(await refuses('all', 'sms', `1 303 555 ${number.slice(-4)}`)).toBe(true);
    await say({ address: ' Ana.Ruiz@Mail.Example', channel: 'email', purpose: 'reminders', source: 'unsubscribe-link' });
    expect(await refuses('reminders', 'email', 'ana.ruiz@mail.example')).toBe(true);
    expect(await refuses('all', 'email', 'ana.ruiz@mail.example')).toBe(false);
    await expect(say({ address: '555-0142' })).rejects.toMatchObject({ kind: 'invalid', code: 'address-unusable' });
  });

  it('holds a no for that channel only, and a no to all for reminders too', async () => {
    await say();
    expect([await refuses('reminders'), await refuses('all'), await refuses('all', 'in-app')]).toEqual([true, true, false]);
    await say({ purpose: 'reminders', given: true, source: 'desk' });
    expect(await refuses('reminders')).toBe(true);
  });

  it('believes the latest, whatever the clock says', async () => {
    await say({}, 5000);
    await say({ given: true }, 4000);
    expect(await refuses('all')).toBe(false);
    await say({}, 3000);
    expect(await refuses('all')).toBe(true);
  });

  it('lifts an earlier no to reminders by a yes to all', async () => {
    await say({ purpose: 'reminders', source: 'desk' });
    expect(await say({ given: true, source: 'desk' })).toMatchObject([{ purpose: 'all' }, { purpose: 'reminders' }]);
    expect(await refuses('reminders')).toBe(false);
  });

  it('lifts a STOP by START, and nothing else', async () => {
    expect(await say({ given: true })).toEqual([]);
    await say({ purpose: 'reminders', source: 'desk' });
    await say();
    expect(await say({ given: true })).toMatchObject([{ purpose: 'all', given: true }]);
    expect([await refuses('all'), await refuses('reminders')]).toEqual([false, true]);
    await say({ source: 'carrier' });
    expect(await say({ given: true })).toHaveLength(1);
    expect(await say({ given: true })).toEqual([]);
  });

  it('keeps one entry of what a machine reports twice, and every one of a person', async () => {
    await say();
    expect(await say()).toEqual([]);
    await say({ source: 'carrier' });
    await say({ source: 'desk', wording: 'Asked us on the phone.', patientId: 'pat_1' });
    await say({ source: 'desk', patientId: 'pat_1' });
    const history = await store.history(db.reader, 'pat_1', [number], 10);
    expect(history.map((one) => [one.source, one.version, one.wording])).toEqual(
      expect.arrayContaining([
        ['desk', 3, undefined],
        ['desk', 2, 'Asked us on the phone.'],
        ['patient-text', 1, undefined],
      ]),
    );
    expect(history).toHaveLength(3);
  });

  it('hears two at once one after the other', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, i) => say({ source: 'desk', given: i % 2 === 0 })));
    const history = await store.history(db.reader, '', [number], 20);
    expect(history.map((one) => one.version).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('tells no address and no words in what leaves with the audit', async () => {
    await say({ source: 'desk', wording: 'Asked us on the phone.' });
    const audit = JSON.stringify(await db.reader.all('select * from audit'));
    expect(audit).toContain('consent.refused');
    expect(audit).not.toContain(number.slice(2));
    expect(audit).not.toContain('phone');
    expect(JSON.stringify(await db.reader.all('select wording from consent'))).not.toContain('Asked');
  });
});
