import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerScreening } from '../support/screening.js';
import { bookPair, findPairs, unaskedPatient } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Monday 09:00 in Denver.
const NOW = '2027-02-01T16:00:00Z';
const WEEK = { from: '2027-02-08', to: '2027-02-12' };

interface VisitScreeningBody {
  codes: string[];
  findings: { key: string; areas?: { code: string }[] }[];
}

describe.each(databasesUnderTest())('the screening of a visit on %s', (database) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ database, now: NOW });
  });

  afterAll(() => app.close());

  const against = async (visitId: string) => {
    const { codes, findings } = (await app.call<VisitScreeningBody>('GET', `/visits/${visitId}/screening`)).body;
    return { codes, keys: findings.map(({ key }) => key) };
  };

  it('says what stands against its plan on its day, and nothing else', async () => {
    const patientId = await unaskedPatient(app);
    await answerScreening(app, patientId);
    const { options } = await findPairs(app, { ...WEEK, patientId });
    const visit = await bookPair(app, patientId, options[0]!, { plan: { areas: ['low-back'] } });
    expect(await against(visit.id)).toEqual({ codes: [], keys: [] });
    const mark = { 'if-match': '*' };
    await answerScreening(app, patientId, { 'skin-lesion': { areas: ['neck'] } }, mark);
    expect(await against(visit.id)).toEqual({ codes: [], keys: [] });
    await answerScreening(app, patientId, { 'skin-lesion': { areas: ['low-back'] }, osteoporosis: undefined }, mark);
    const both = await against(visit.id);
    expect([both.codes.sort(), both.keys.sort()]).toEqual([
      ['area-not-allowed', 'clearance-required'],
      ['osteoporosis', 'skin-lesion'],
    ]);
    await app.call('POST', `/patients/${patientId}/screening/expire`, { because: 'hospital-visit' }, mark);
    expect(await against(visit.id)).toEqual({ codes: ['screening-required'], keys: [] });
    expect((await app.call('GET', '/visits/vis_00000000000000000000000000/screening')).status).toBe(404);
  });

  it('keeps when a provider was asked apart from what a yes speaks of', async () => {
    const patientId = await unaskedPatient(app);
    await answerScreening(app, patientId, { osteoporosis: undefined });
    const { options } = await findPairs(app, { ...WEEK, patientId });
    const visit = await bookPair(app, patientId, options[0]!, { acceptTentative: true });
    const times = async () =>
      (await app.call<{ data: { askedAt: string; asOf: string }[] }>('GET', `/clearance-requests?visitId=${visit.id}`)).body.data[0]!;
    const asked = await times();
    expect(asked.asOf).toBe(asked.askedAt);
    app.clock.advance(3_600_000);
    await answerScreening(app, patientId, { osteoporosis: undefined, pregnancy: undefined }, { 'if-match': '*' });
    const after = await times();
    expect(after.askedAt).toBe(asked.askedAt);
    expect(Date.parse(after.asOf) - Date.parse(asked.asOf)).toBeGreaterThanOrEqual(3_600_000);
  });
});
