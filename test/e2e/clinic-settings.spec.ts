import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerScreening } from '../support/screening.js';
import { findPairs, unaskedPatient, type Option, type VisitBody } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Monday 09:00 in Denver.
const NOW = '2027-02-01T16:00:00Z';
const WEEK = { from: '2027-02-08', to: '2027-02-12' };
const HOUR_MS = 3_600_000;

interface Problem {
  code: string;
  errors?: { pointer: string }[];
}

interface RulesBody extends Problem {
  version: number;
  clearanceHours: number;
  releasedClearanceHours: number;
  conditions: { code: string; suggests: string[]; requiresReferral: boolean; releasedSuggests: string[] }[];
}

interface SettingsBody extends Problem {
  version: number;
  fewVisitsLeft: number;
  nearExpiryDays: number;
  noShowsCount: boolean;
}

describe.each(databasesUnderTest())('what a clinic sets on %s', (database) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ database, now: NOW });
  });

  afterAll(() => app.close());

  const book = (patientId: string, option: Option, extra: Record<string, unknown> = {}) =>
    app.call<VisitBody & Problem & { releaseAt: string }>('POST', '/visits', { patientId, legs: option.legs, ...extra });

  describe('for referrals', () => {
    const publish = async (body: Record<string, unknown>) => {
      const { etag } = await app.call('GET', '/referrals/settings');
      return app.call<SettingsBody>('PUT', '/referrals/settings', body, { 'if-match': etag! });
    };
    const referralOf = async (patientId: string, visitsAuthorized: number) =>
      (
        await app.call<{ id: string }>('POST', '/referrals', {
          patientId,
          source: 'staff',
          referrer: { name: 'Dr. Example' },
          reason: 'Neck pain',
          visitsAuthorized,
        })
      ).body.id;
    const ledger = async (id: string) => (await app.call<{ used: number; left: number }>('GET', `/referrals/${id}/ledger`)).body;
    const cardOf = async (id: string) => {
      const { columns } = (
        await app.call<{ columns: { data: { id: string; ledger: { used: number }; warnings: string[] }[] }[] }>('GET', '/referrals/board')
      ).body;
      return columns.flatMap((column) => column.data).find((card) => card.id === id)!;
    };
    const act = async (visit: VisitBody, path: string) =>
      app.call<VisitBody>('POST', `/visits/${visit.id}/${path}`, {}, { 'if-match': `"v${visit.version}"` });

    it('are numbers with a history, published over what was seen', async () => {
      const released = await app.call<SettingsBody>('GET', '/referrals/settings');
      expect(released.body).toMatchObject({ version: 0, fewVisitsLeft: 2, noShowsCount: false, released: { reportAfterVisits: 6 } });
      const published = await publish({ fewVisitsLeft: 5, reportAfterVisits: 3, note: 'Board of 2027' });
      expect([published.status, published.body.version, published.body.fewVisitsLeft, published.body.nearExpiryDays]).toEqual([
        200, 1, 5, 14,
      ]);
      const put = (etag?: string) => app.call<Problem>('PUT', '/referrals/settings', {}, etag ? { 'if-match': etag } : {});
      expect([(await put()).status, (await put(released.etag!)).status]).toEqual([428, 412]);
      const cases: [Record<string, unknown>, string][] = [
        [{ fewVisitsLeft: -1 }, '/fewVisitsLeft'],
        [{ nearExpiryDays: 366 }, '/nearExpiryDays'],
        [{ reportAfterMonths: 0 }, '/reportAfterMonths'],
        [{ noShowsCount: 'yes' }, '/noShowsCount'],
        [{ doneForDays: 3 }, '/doneForDays'],
      ];
      for (const [body, pointer] of cases) {
        const refused = await publish(body);
        expect([refused.status, refused.body.errors?.[0]?.pointer]).toEqual([400, pointer]);
      }
      expect((await publish({})).body).toMatchObject({ version: 2, fewVisitsLeft: 2 });
      const history = await app.call<{ data: object[] }>('GET', '/referrals/settings/history');
      expect(history.body.data).toMatchObject([{ version: 2 }, { version: 1, note: 'Board of 2027', publishedBy: 'test' }]);
    });

    it('decide what counts as used: in ledgers, on the board, and for the next booking', async () => {
      const patientId = await unaskedPatient(app);
      await answerScreening(app, patientId);
      const referralId = await referralOf(patientId, 2);
      const booked: VisitBody[] = [];
      for (let i = 0; i < 2; i++) {
        const { options } = await findPairs(app, { ...WEEK, patientId, referralId });
        booked.push((await book(patientId, options[0]!, { referralId })).body);
      }
      const [missed, late] = booked as [VisitBody, VisitBody];
      const legOf = (visit: VisitBody) => visit.legs.find((leg) => leg.serviceId === 'svc_spot-work')!.id;
      const noShow = await act(missed, `legs/${legOf(missed)}/no-show`);
      expect(noShow.status).toBe(200);
      const start = Date.parse(late.start);
      app.clock.advance(start - HOUR_MS - app.clock.now());
      expect((await act(late, 'cancel')).status).toBe(200);
      const used = async () => [(await ledger(referralId)).used, (await cardOf(referralId)).ledger.used];
      expect(await used()).toEqual([0, 0]);
      await publish({ noShowsCount: true });
      expect(await used()).toEqual([1, 1]);
      await publish({ noShowsCount: true, lateCancellationsCount: true });
      expect(await used()).toEqual([2, 2]);
      expect((await cardOf(referralId)).warnings).toEqual(['few-visits-left']);
      const later = { from: '2027-02-15', to: '2027-02-19' };
      const full = await findPairs(app, { ...later, patientId, referralId });
      expect(full.explanation.rejected).toMatchObject([{ reason: 'referral-exhausted' }]);
      await publish({ lateCancellationsCount: true });
      const { options } = await findPairs(app, { ...later, patientId, referralId });
      expect((await book(patientId, options[0]!, { referralId })).status).toBe(201);
      expect(await ledger(referralId)).toMatchObject({ used: 1, left: 0 });
      await publish({});
      app.clock.advance(Date.parse(NOW) - app.clock.now());
    });

    it('never count what was no cancellation of the patient: a booking undone, a clearance that did not come', async () => {
      await publish({ noShowsCount: true, lateCancellationsCount: true });
      const patientId = await unaskedPatient(app);
      await answerScreening(app, patientId, { osteoporosis: undefined });
      const referralId = await referralOf(patientId, 3);
      const soon = { from: '2027-02-01', to: '2027-02-02' };
      const { options } = await findPairs(app, { ...soon, patientId, referralId });
      const plan = { areas: ['low-back'] };
      const wish = { referralId, plan, acceptTentative: true, clearanceFrom: 'prac_alder-finch' };
      const tentative = await book(patientId, options[0]!, wish);
      expect(tentative.body.status).toBe('tentative');
      await app.call('POST', `/patients/${patientId}/clearances`, { by: { name: 'Dr. Example' }, given: false });
      const { body: gone } = await app.call<VisitBody>('GET', `/visits/${tentative.body.id}`);
      expect(gone.status).toBe('cancelled');
      await answerScreening(app, patientId, {}, { 'if-match': '*' });
      const undone = await book(patientId, options[0]!, { referralId });
      expect((await act(undone.body, 'cancel')).status).toBe(200);
      expect((await ledger(referralId)).used).toBe(0);
      await publish({});
    });
  });

  describe('for the screening', () => {
    const publish = async (body: Record<string, unknown>) => {
      const { etag } = await app.call('GET', '/screening/rules');
      return app.call<RulesBody>('PUT', '/screening/rules', { rules: [], ...body }, { 'if-match': etag! });
    };
    const waiting = async () => {
      const patientId = await unaskedPatient(app);
      await answerScreening(app, patientId, { osteoporosis: undefined });
      const { options } = await findPairs(app, { ...WEEK, patientId });
      const { body } = await book(patientId, options[0]!, { acceptTentative: true, plan: { areas: ['low-back'] } });
      expect(body.status).toBe('tentative');
      return (Date.parse(options[0]!.start) - Date.parse(body.releaseAt)) / HOUR_MS;
    };

    it('is the deadline of a clearance, from the next booking on', async () => {
      expect((await app.call<RulesBody>('GET', '/screening/rules')).body).toMatchObject({ version: 0, clearanceHours: 24 });
      expect(await waiting()).toBe(24);
      const published = await publish({ clearanceHours: 48, note: 'Two days' });
      expect([published.status, published.body.clearanceHours, published.body.releasedClearanceHours]).toEqual([200, 48, 24]);
      expect(await waiting()).toBe(48);
      for (const wrong of [0, 169, 1.5, '24']) {
        const refused = await publish({ clearanceHours: wrong });
        expect([refused.status, refused.body.errors?.[0]?.pointer]).toEqual([400, '/clearanceHours']);
      }
      expect((await publish({})).body.clearanceHours).toBe(24);
      expect(await waiting()).toBe(24);
      const history = await app.call<{ data: { version: number; note?: string }[] }>('GET', '/screening/rules/history');
      expect(history.body.data).toMatchObject([{ version: 2 }, { version: 1, note: 'Two days' }]);
    });

    it('are the conditions of the intake: what they suggest, and which need a referral', async () => {
      const published = await publish({
        conditions: [{ code: 'back-pain', suggests: ['swedish', 'trigger-point'], requiresReferral: true }],
      });
      const ofRules = published.body.conditions.find((one) => one.code === 'back-pain');
      expect(ofRules).toMatchObject({ suggests: ['swedish', 'trigger-point'], releasedSuggests: ['myofascial-release', 'deep-tissue'] });
      const listed = await app.call<RulesBody & { data: RulesBody['conditions'] }>('GET', '/screening/conditions');
      expect(listed.body.data.find((one) => one.code === 'back-pain')).toMatchObject({
        suggests: ['swedish', 'trigger-point'],
        requiresReferral: true,
      });
      const patientId = await unaskedPatient(app);
      await answerScreening(app, patientId);
      const intake = await app.call<{ suggestedTechniques: string[] }>('POST', `/patients/${patientId}/intakes`, {
        conditions: ['back-pain'],
      });
      expect(intake.body.suggestedTechniques).toEqual(['swedish', 'trigger-point']);
      const search = await findPairs(app, { ...WEEK, patientId });
      expect(search.explanation.rejected).toMatchObject([{ reason: 'referral-required' }]);
      await publish({});
      const { options } = await findPairs(app, { ...WEEK, patientId });
      expect((await book(patientId, options[0]!)).status).toBe(201);
    });

    it('is refused by the name of its field', async () => {
      const cases: [unknown[], number, string][] = [
        [[{ code: 'nonsense' }], 422, '/conditions/0/code'],
        [[{ code: 'migraine', suggests: ['cupping'] }], 422, '/conditions/0/suggests/0'],
        [[{ code: 'whiplash', requiresReferral: false }], 422, '/conditions/0/requiresReferral'],
        [[{ code: 'migraine' }, { code: 'migraine' }], 400, '/conditions/1/code'],
        [[{ code: 'migraine', suggests: ['swedish', 'swedish'] }], 400, '/conditions/0/suggests'],
        [[{ code: 'migraine', suggests: Array.from({ length: 13 }, (_, i) => `t${i}`) }], 400, '/conditions/0/suggests'],
      ];
      const { version } = (await app.call<RulesBody>('GET', '/screening/rules')).body;
      for (const [conditions, status, pointer] of cases) {
        const answer = await publish({ conditions });
        expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([status, pointer]);
      }
      expect((await app.call<RulesBody>('GET', '/screening/rules')).body.version).toBe(version);
    });
  });
});
