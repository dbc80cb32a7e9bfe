import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Housekeeping } from '#platform';
import { findPairs, newPatient } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

const WEEK = { from: '2027-02-08', to: '2027-02-12' };

describe.each(databasesUnderTest())('housekeeping on %s', (database) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ database, now: '2027-02-01T16:00:00Z' });
  });

  afterAll(() => app.close());

  it('forgets holds and stored answers a day after their end, and what they kept taken', async () => {
    const patientId = await newPatient(app);
    const option = (await findPairs(app, { ...WEEK, patientId })).options[0]!;
    const held = await app.call<{ id: string }>('POST', '/holds', { legs: option.legs }, { 'idempotency-key': `hold-${patientId}` });
    const reader = app.parts.database.reader;
    const rows = async () => ({
      hold: await reader.all('select id from hold where id = ?', [held.body.id]),
      reservations: await reader.all('select leg_id from reservation where claim_id = ?', [held.body.id]),
      answers: await reader.all('select id from idempotency where id like ?', [`%hold-${patientId}`]),
    });
    const counts = async () => Object.values(await rows()).map((list) => list.length);
    const housekeeping = app.server.app.get(Housekeeping);
    await housekeeping.round();
    expect(await counts()).toEqual([1, 4, 1]);
    app.clock.advance(25 * 3_600_000);
    await housekeeping.round();
    expect(await counts()).toEqual([0, 0, 0]);
  });
});
