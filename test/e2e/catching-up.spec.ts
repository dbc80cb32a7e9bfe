import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ClinicService, demoClinicFile } from '#clinic';
import { DAY_MS } from '#kernel';
import { MessageRunner } from '#notifications';
import { Housekeeping, systemContext } from '#platform';
import { CatchingUpPlanner } from '../../libs/notifications/src/planning/catching-up.planner.js';
import { bookPair, findPairs, type MessageBody, messagesOf, movesTo, newPatient, service, type VisitBody } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Monday 09:00 in Denver.
const NOW = '2027-02-01T16:00:00Z';
const STEPS = 'reminders: [3d, 1d]';
const SPOT_WORK = '    name: Spot work\n';

describe.each(databasesUnderTest())('what a clinic wants sent reaches visits that were booked before, on %s', (database) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ database, now: NOW });
    await later();
  });

  afterAll(() => app.close());

  const later = async () => {
    const housekeeping = app.server.app.get(Housekeeping);
    await housekeeping.soonRound();
    app.clock.advance(10_000);
    await housekeeping.soonRound();
  };
  const book = async (day: string): Promise<VisitBody> => {
    const patientId = await newPatient(app, { givenName: 'Ana' });
    return bookPair(app, patientId, (await findPairs(app, { from: day, to: day, patientId })).options[0]!);
  };
  /** The clinic's file with other steps. */
  const remind = (steps: string, ofSpotWork?: string) => {
    const own = ofSpotWork === undefined ? SPOT_WORK : `${SPOT_WORK}    reminders: ${ofSpotWork}\n`;
    const file = readFileSync(demoClinicFile(), 'utf8').replace(STEPS, `reminders: ${steps}`).replace(SPOT_WORK, own);
    return app.server.app.get(ClinicService).applyFile(systemContext('spec', app.clock.now()), file);
  };
  const settings = async (body: object) => {
    const { etag } = await app.call('GET', '/messages/settings');
    expect((await app.call('PUT', '/messages/settings', body, { 'if-match': etag! })).status).toBe(200);
  };
  const toPatient = async (visit: VisitBody) => (await messagesOf(app, visit.id)).filter((one) => one.recipient.type === 'patient');
  const reminders = async (visit: VisitBody) =>
    (await toPatient(visit)).filter((one) => one.kind === 'reminder').map((one: MessageBody) => `${one.step} ${one.status}`);

  it('steps that are new are planned once, steps that are gone are left out', async () => {
    const [visit, off] = [await book('2027-02-09'), await book('2027-02-10')];
    await app.call('POST', `/visits/${off.id}/cancel`, {}, { 'if-match': '*' });
    expect((await reminders(visit)).sort()).toEqual(['1d planned', '3d planned']);
    await remind('[1d, 2h]');
    await later();
    await later();
    expect((await reminders(visit)).sort()).toEqual(['1d planned', '2h planned', '3d planned']);
    expect((await reminders(off)).sort()).toEqual(['1d skipped', '3d skipped']);
    // Who books now gets what is wanted now, and nothing twice.
    const fresh = await book('2027-02-11');
    await later();
    expect((await reminders(fresh)).sort()).toEqual(['1d planned', '2h planned']);

    // Past the moment of three days before, and before the next.
    app.clock.advance(Date.parse(visit.start) - app.clock.now() - 2 * DAY_MS);
    await app.server.app.get(MessageRunner).drain();
    const gone = (await toPatient(visit)).find((one) => one.step === '3d');
    expect(gone).toMatchObject({ status: 'skipped', reason: 'switched-off' });
    // Wanted again: what was left out stays as it is, what waits is not there twice, what the desk has stopped stays stopped.
    const twoHours = (await toPatient(fresh)).find((one) => one.step === '2h')!;
    expect((await app.call('POST', `/messages/${twoHours.id}/suppress`, {}, { 'if-match': '*' })).status).toBe(200);
    await remind('[1d]');
    await later();
    await remind('[3d, 1d, 2h]');
    await later();
    expect((await reminders(visit)).sort()).toEqual(['1d planned', '2h planned', '3d skipped']);
    expect((await reminders(fresh)).sort()).toEqual(['1d planned', '2h skipped', '3d planned']);
  });

  it('what a move has outdated counts for nothing', async () => {
    await remind('[1d, 2h]');
    await later();
    const patientId = await newPatient(app, { givenName: 'Ana' });
    const { options } = await findPairs(app, { from: '2027-03-02', to: '2027-03-02', patientId });
    const visit = await bookPair(app, patientId, options[0]!);
    await remind('[1d]');
    await later();
    const moved = { legs: movesTo(visit, options.at(-1)!) };
    expect((await app.call('POST', `/visits/${visit.id}/reschedule`, moved, { 'if-match': '*' })).status).toBe(200);
    await remind('[1d, 2h]');
    await later();
    expect((await reminders(visit)).sort()).toEqual(['1d planned', '1d skipped', '2h planned', '2h skipped']);
  });

  it('a visit that loses the part with steps of its own has those of the clinic', async () => {
    await remind('[3d, 1d]', '[2h]');
    await later();
    const visit = await book('2027-03-04');
    expect(await reminders(visit)).toEqual(['2h planned']);
    const spot = visit.legs.find((leg) => leg.serviceId === service('spot-work'))!;
    expect((await app.call('POST', `/visits/${visit.id}/legs/${spot.id}/cancel`, {}, { 'if-match': '*' })).status).toBe(200);
    expect((await reminders(visit)).sort()).toEqual(['1d planned', '2h skipped', '3d planned']);
    await remind('[3d, 1d, 2h]');
    await later();
  });

  it('kinds that were off are planned for first visits, once', async () => {
    const visit = await book('2027-02-17');
    const kinds = async () => (await toPatient(visit)).map((one) => one.kind);
    expect(await kinds()).not.toContain('intake-request');
    await settings({ intakeRequest: true });
    await later();
    expect((await kinds()).filter((kind) => kind === 'intake-request' || kind === 'first-visit').sort()).toEqual([
      'first-visit',
      'intake-request',
    ]);
    await settings({});
    await later();
    await settings({ intakeRequest: true });
    await later();
    expect((await kinds()).filter((kind) => kind === 'intake-request')).toHaveLength(1);
    await settings({});
    await later();
  });

  it('goes through all visits, one after the other, and begins anew when it is changed on the way', async () => {
    const planner = app.server.app.get(CatchingUpPlanner, { strict: false });
    const step = () => app.parts.database.run((tx) => planner.planMissing(tx, app.clock.now(), 1));
    /** Seen, and as old as it has to be. */
    const noted = async () => {
      expect(await step()).toBe(false);
      expect(await step()).toBe(false);
      app.clock.advance(10_000);
    };
    await remind('[3d]');
    await later();
    const visits = [await book('2027-02-18'), await book('2027-02-19'), await book('2027-02-22')];
    await remind('[3d, 2h]');
    await noted();
    expect(await step()).toBe(true);
    await remind('[3d, 1d, 2h]');
    await noted();
    let rounds = 0;
    while (await step()) rounds++;
    expect(rounds).toBeGreaterThanOrEqual(visits.length);
    for (const visit of visits) expect((await reminders(visit)).sort()).toEqual(['1d planned', '2h planned', '3d planned']);
    expect(await step()).toBe(false);

    // Back to what was planned before, and asked for again: it does not go on where it had stopped.
    await remind('[3d]');
    await later();
    const late = await book('2027-02-23');
    await remind('[3d, 1d]');
    await noted();
    while ((await reminders(late)).length === 1) expect(await step()).toBe(true);
    await remind('[3d]');
    await step();
    const early = await book('2027-02-18');
    expect(await reminders(early)).toEqual(['3d planned']);
    await remind('[3d, 1d]');
    await noted();
    while (await step());
    expect((await reminders(early)).sort()).toEqual(['1d planned', '3d planned']);
  });
});
