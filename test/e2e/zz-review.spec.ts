import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { appendFileSync } from 'node:fs';
import { Housekeeping } from '#platform';
import { answerScreening } from '../support/screening.js';
import { findPairs, movesTo, newPatient, type Option } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';

const NOW = '2027-02-01T16:00:00Z';
const log = (name: string, value: unknown) => appendFileSync('/tmp/zz-review.log', `${name}: ${JSON.stringify(value)}\n`);
type Any = any;

describe('review pg', () => {
  let app: TestApp;
  beforeAll(async () => { app = await TestApp.start({ database: 'postgres', now: NOW, env: { SCREENING: 'on' } }); }, 60000);
  afterAll(() => app.close());
  const book = (patientId: string, option: Option, extra: Record<string, unknown> = {}) =>
    app.call<Any>('POST', '/visits', { patientId, legs: option.legs, plan: { areas: ['low-back'], techniques: ['passive-resistive-stretching'] }, ...extra });
  const visitOf = async (id: string) => (await app.call<Any>('GET', `/visits/${id}`)).body;

  it('G1 deadlock', async () => {
    const out: Any[] = [];
    for (let i = 0; i < 6; i++) {
      const p = await newPatient(app);
      const s = await answerScreening(app, p);
      const options = (await findPairs(app, { from: '2027-02-08', to: '2027-02-12', patientId: p, limit: 60 })).options;
      const b = await book(p, options[0]!);
      const t0 = performance.now();
      const timed = async (x: Promise<Any>) => { const r = await x; return [r.status, r.body?.code, Math.round(performance.now() - t0)]; };
      out.push(await Promise.all([
        timed(answerScreening(app, p, { 'skin-lesion': { areas: ['jaw'] } }, { 'if-match': s.etag })),
        new Promise((r) => setTimeout(r, i * 3)).then(() => timed(app.call<Any>('POST', `/visits/${b.body.id}/reschedule`, { legs: movesTo(b.body, options[40]!) }, { 'if-match': `"v1"` }))),
      ]));
    }
    log('G1', out);
  }, 120000);

  it('G2 intake vs booking', async () => {
    let bad = 0; const seen: Any[] = [];
    for (let i = 0; i < 12; i++) {
      const p = await newPatient(app);
      await answerScreening(app, p);
      const o = (await findPairs(app, { from: '2027-02-08', to: '2027-02-12', patientId: p, limit: 1 })).options[0]!;
      const [a, b] = await Promise.all([app.call<Any>('POST', `/patients/${p}/intakes`, { conditions: ['lymphedema'] }), book(p, o)]);
      if (b.status === 201) { const v = await visitOf(b.body.id); if (!v.needsReview) bad++; seen.push([a.status, v.needsReview ?? null]); await app.call('POST', `/visits/${v.id}/cancel`, undefined, { 'if-match': '*' }); } else seen.push([a.status, b.body.code]);
    }
    log('G2', { bad, seen });
  }, 120000);

  it('G3 chore vs move', async () => {
    const seen: Any[] = [];
    for (let i = 0; i < 10; i++) {
      const p = await newPatient(app);
      await answerScreening(app, p, { osteoporosis: undefined });
      const o = (await findPairs(app, { from: '2027-02-08', to: '2027-02-08', patientId: p, limit: 1 })).options[0]!;
      const b = await book(p, o, { acceptTentative: true });
      const later = (await findPairs(app, { from: '2027-02-16', to: '2027-02-19', patientId: p, movingVisitId: b.body.id, limit: 1 })).options[0]!;
      app.clock.advance(Date.parse(b.body.releaseAt) + 1 - app.clock.now());
      const [m] = await Promise.all([
        app.call<Any>('POST', `/visits/${b.body.id}/reschedule`, { legs: movesTo(b.body, later) }, { 'if-match': `"v1"` }),
        new Promise((r) => setTimeout(r, 4 + i)).then(() => app.server.app.get(Housekeeping).soonRound()),
      ]);
      const v = await visitOf(b.body.id);
      seen.push([m.status, m.body.status ?? m.body.code, v.status]);
      if (v.status !== 'cancelled') await app.call('POST', `/visits/${v.id}/cancel`, undefined, { 'if-match': '*' });
      app.clock.advance(Date.parse(NOW) - app.clock.now());
    }
    log('G3', seen);
  }, 120000);
});
