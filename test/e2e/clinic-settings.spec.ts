import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerScreening } from '../support/screening.js';
import { findPairs, newPatient, type Option, type VisitBody } from '../support/stories.js';
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

describe.each(databasesUnderTest())('what a clinic sets on %s', (database) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ database, now: NOW, env: { SCREENING: 'on' } });
  });

  afterAll(() => app.close());

  const book = (patientId: string, option: Option, extra: Record<string, unknown> = {}) =>
    app.call<VisitBody & Problem & { releaseAt: string }>('POST', '/visits', { patientId, legs: option.legs, ...extra });

  describe('for the screening', () => {
    const publish = async (body: Record<string, unknown>) => {
      const { etag } = await app.call('GET', '/screening/rules');
      return app.call<RulesBody>('PUT', '/screening/rules', { rules: [], ...body }, { 'if-match': etag! });
    };
    const waiting = async () => {
      const patientId = await newPatient(app);
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
      const patientId = await newPatient(app);
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
