import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { appendFileSync } from 'node:fs';
import { LinkSecrets } from '#identity';
import { Housekeeping } from '#platform';
import { verifyDatabase } from '../../apps/cli/src/verify/verify.js';
import { answerScreening } from '../support/screening.js';
import { findPairs, movesTo, newPatient, type Option, type VisitBody } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';

const NOW = '2027-02-01T16:00:00Z';
const WEEK = { from: '2027-02-08', to: '2027-02-12' };
const log = (name: string, value: unknown) => appendFileSync('/tmp/zz-review.log', `${name}: ${JSON.stringify(value)}\n`);
type Any = any;

describe('review', () => {
  let app: TestApp;
  beforeAll(async () => { app = await TestApp.start({ now: NOW, env: { SCREENING: 'on' } }); });
  afterAll(() => app.close());
  const book = (patientId: string, option: Option, extra: Record<string, unknown> = {}) =>
    app.call<Any>('POST', '/visits', { patientId, legs: option.legs, plan: { areas: ['low-back'], techniques: ['passive-resistive-stretching'] }, ...extra });
  const visitOf = async (id: string) => (await app.call<Any>('GET', `/visits/${id}`)).body;
  const requestOf = async (p: string) => (await app.call<Any>('GET', `/clearance-requests?patientId=${p}`)).body.data;
  const pairs = async (patientId: string, extra: Record<string, unknown> = {}) => (await findPairs(app, { ...WEEK, patientId, ...extra })).options;
  const tentative = async (yes: Record<string, any> = { osteoporosis: undefined }, extra = {}) => {
    const patientId = await newPatient(app);
    const s = await answerScreening(app, patientId, yes);
    const [option] = await pairs(patientId, extra);
    const { status, body } = await book(patientId, option!, { acceptTentative: true });
    return { patientId, etag: s.etag, option: option!, status, visit: body, request: (await requestOf(patientId))[0] };
  };
  const clear = (p: string, extra: Record<string, unknown> = {}) => app.call<Any>('POST', `/patients/${p}/clearances`, { by: { name: 'Dr. Example' }, given: true, ...extra });
  const reset = () => app.clock.advance(Date.parse(NOW) - app.clock.now());

  it('P1 keys of today', async () => {
    const t = await tentative({ surgery: { date: '2027-02-21', areas: ['knee'] } });
    const c = await clear(t.patientId);
    log('P1', { booked: [t.status, t.visit.status], findings: t.request.findings.map((f: Any) => f.key), clearance: [c.status, c.body.keys], after: (await visitOf(t.visit.id)).status });
  });
  it('P1b keys of today through the request', async () => {
    const t = await tentative({ surgery: { date: '2027-02-21', areas: ['knee'] } });
    const c = await app.call<Any>('POST', `/clearance-requests/${t.request.id}/answer`, { given: true }, { 'if-match': `"v${t.request.version}"` });
    log('P1b', { answer: [c.status, c.body.status], after: (await visitOf(t.visit.id)).status });
  });
  it('P2 clears what was never shown', async () => {
    const t = await tentative();
    const worse = await answerScreening(app, t.patientId, { osteoporosis: undefined, tumour: undefined, 'implanted-device': { device: 'pacemaker' } }, { 'if-match': t.etag });
    const token = app.server.app.get(LinkSecrets).of('clearance', t.request.id);
    const open = await app.call<Any>('POST', '/links/clearance/open', { token });
    const ans = await app.call<Any>('POST', '/links/clearance/answer', { token, given: true });
    log('P2', { verdictNow: worse.body.verdict, shown: open.body.findings.map((f: Any) => f.key), answered: ans.status, visit: (await visitOf(t.visit.id)).status, verdict: (await app.call<Any>('GET', `/patients/${t.patientId}/screening`)).body.findings.map((f: Any) => [f.key, f.verdict]) });
  });
  it('P3 link dead after a move', async () => {
    const t = await tentative({ osteoporosis: undefined }, { from: '2027-02-08', to: '2027-02-08' });
    const later = (await findPairs(app, { from: '2027-02-12', to: '2027-02-12', movingVisitId: t.visit.id, patientId: t.patientId })).options[0]!;
    const seen = await visitOf(t.visit.id);
    const moved = await app.call<Any>('POST', `/visits/${t.visit.id}/reschedule`, { legs: movesTo(seen, later) }, { 'if-match': `"v${seen.version}"` });
    app.clock.advance(Date.parse('2027-02-08T12:00:00Z') - app.clock.now());
    const token = app.server.app.get(LinkSecrets).of('clearance', t.request.id);
    const open = await app.call<Any>('POST', '/links/clearance/open', { token });
    log('P3', { moved: [moved.status, moved.body.status, moved.body.releaseAt], request: (await requestOf(t.patientId)).map((r: Any) => [r.status, r.deadline]), open: [open.status, open.body.code] });
    reset();
  });
  it('P4 host freed after the massage was cancelled', async () => {
    const t = await tentative();
    const spot = t.visit.legs.find((l: Any) => l.serviceId === 'svc_spot-work');
    const c = await app.call<Any>('POST', `/visits/${t.visit.id}/cancel`, { legIds: [spot.id] }, { 'if-match': `"v${t.visit.version}"` });
    app.clock.advance(Date.parse(t.visit.releaseAt) + 1000 - app.clock.now());
    await app.server.app.get(Housekeeping).soonRound();
    const v = await visitOf(t.visit.id);
    log('P4', { afterCancel: [c.status, c.body.status, c.body.releaseAt], later: v.status, legs: v.legs.map((l: Any) => [l.serviceId, l.status]) });
    reset();
  });
  it('P5 no after yes', async () => {
    const patientId = await newPatient(app);
    await answerScreening(app, patientId, { osteoporosis: undefined });
    await clear(patientId);
    const first = await book(patientId, (await pairs(patientId))[0]!);
    app.clock.advance(1000);
    const no = await clear(patientId, { given: false, note: 'stop' });
    const s = await app.call<Any>('GET', `/patients/${patientId}/screening`);
    const [o] = await pairs(patientId);
    const second = await book(patientId, o!);
    log('P5', { no: no.status, verdict: s.body.verdict, firstVisit: [(await visitOf(first.body.id)).status, (await visitOf(first.body.id)).needsReview ?? null], second: [second.status, second.body.status] });
    reset();
  });
  it('P6 a no when answers are expired', async () => {
    const t = await tentative();
    await app.call('POST', `/patients/${t.patientId}/screening/expire`, { because: 'hospital-visit' }, { 'if-match': t.etag });
    const token = app.server.app.get(LinkSecrets).of('clearance', t.request.id);
    const ans = await app.call<Any>('POST', '/links/clearance/answer', { token, given: false });
    log('P6', { ans: [ans.status, ans.body?.code], visit: (await visitOf(t.visit.id)).status });
  });
  it('P7+P8 verify, settle after somebody else took the time', async () => {
    const t = await tentative();
    const release = Date.parse(t.visit.releaseAt);
    app.clock.advance(release - app.clock.now());
    const other = await newPatient(app);
    await answerScreening(app, other);
    const o = await book(other, t.option);
    const verify = async () => (await verifyDatabase(app.parts.database, app.clock.now())).filter((f) => f.violations.length > 0).map((f) => [f.check, f.violations.length]);
    log('P7', { other: o.status, verify: await verify() });
    app.clock.advance(-1);
    const c = await clear(t.patientId);
    log('P8', { c: c.status, visit: (await visitOf(t.visit.id)).status, other: (await visitOf(o.body.id)).status, sameTime: t.option.legs.map((l) => [l.practitionerId, l.start]), verify: await verify() });
    reset();
  });
  it('P9 therapist asked', async () => {
    const patientId = await newPatient(app);
    await answerScreening(app, patientId, { osteoporosis: undefined });
    const [o] = await pairs(patientId, { legs: [{ serviceId: 'svc_spot-work', areas: ['low-back'] }] });
    const b = await book(patientId, o!, { acceptTentative: true, plan: { areas: ['low-back'] } });
    const pr = (await app.call<Any>('GET', '/practitioners')).body.data;
    const r = (await requestOf(patientId))[0];
    log('P9', { b: [b.status, b.body.status], asked: pr.find((p: Any) => p.id === r.provider.practitionerId)?.discipline, from: r.findings[0].clearanceFrom });
    const t2 = await newPatient(app);
    await answerScreening(app, t2, { osteoporosis: undefined });
    const lmt = pr.find((p: Any) => p.discipline === 'massage').id;
    const b2 = await book(t2, (await pairs(t2))[0]!, { acceptTentative: true, clearanceFrom: lmt });
    log('P9b', [b2.status, b2.body.status, (await requestOf(t2))[0]?.provider]);
  });
  it('P10 304 stale', async () => {
    const patientId = await newPatient(app);
    await answerScreening(app, patientId, { osteoporosis: undefined });
    const c = await clear(patientId);
    const g = await app.call<Any>('GET', `/patients/${patientId}/screening`);
    await app.call('POST', `/clearances/${c.body.id}/revoke`, undefined, { 'if-match': c.headers.get('etag')! });
    const g2 = await app.call<Any>('GET', `/patients/${patientId}/screening`, undefined, { 'if-none-match': g.headers.get('etag')! });
    const g3 = await app.call<Any>('GET', `/patients/${patientId}/screening`);
    log('P10', { before: g.body.verdict, cached: g2.status, cc: g.headers.get('cache-control'), truth: g3.body.verdict });
  });
  it('P11 technique scope, plan silent', async () => {
    const patientId = await newPatient(app);
    await answerScreening(app, patientId, { osteoporosis: undefined });
    await clear(patientId, { scope: { techniques: ['lymphatic-drainage'] } });
    const b = await book(patientId, (await pairs(patientId))[0]!, { plan: { areas: ['low-back'] } });
    log('P11', [b.status, b.body.status ?? b.body.code]);
  });
  it('P12 refusal about another area closes the request', async () => {
    const t = await tentative();
    const a = await app.call<Any>('POST', `/clearance-requests/${t.request.id}/answer`, { given: true, scope: { areas: ['neck'] } }, { 'if-match': `"v${t.request.version}"` });
    log('P12', { a: [a.status, a.body.status], visit: (await visitOf(t.visit.id)).status, requests: (await requestOf(t.patientId)).map((r: Any) => r.status) });
  });
  it('P13 plain columns', async () => {
    const patientId = await newPatient(app);
    const r = await app.call<Any>('POST', '/referrals', { patientId, referrer: { name: 'Dr. X' }, reason: 'canary-reason', conditions: ['canary-condition'], source: 'outside' });
    await app.call('POST', `/referrals/${r.body.id}/transitions`, { to: 'declined', reason: 'canary-why' }, { 'if-match': r.headers.get('etag')! });
    const rows = [...await app.parts.database.reader.all('select reason, conditions from referral where id = ?', [r.body.id]), ...await app.parts.database.reader.all('select reason from referral_transition where referral_id = ?', [r.body.id])];
    log('P13', rows);
  });
  it('P14 two mails for one move inside the undo window; expired then confirm', async () => {
    const t = await tentative();
    const later = (await pairs(t.patientId, { movingVisitId: t.visit.id }))[3]!;
    const seen = await visitOf(t.visit.id);
    await app.call<Any>('POST', `/visits/${t.visit.id}/reschedule`, { legs: movesTo(seen as VisitBody, later) }, { 'if-match': `"v${seen.version}"` });
    const ms = (await app.call<Any>('GET', `/messages?visitId=${t.visit.id}&limit=200`)).body.data.filter((m: Any) => m.kind === 'clearance-request').map((m: Any) => [m.status, m.dueAt]);
    log('P14', ms);
  });
  it('P15 intake by link lifts referral-required', async () => {
    const patientId = await newPatient(app);
    await answerScreening(app, patientId);
    const [o] = await pairs(patientId);
    await app.call('POST', `/patients/${patientId}/intakes`, { conditions: ['lymphedema'] });
    const first = await book(patientId, o!);
    app.clock.advance(5);
    const link = await app.call<Any>('POST', `/patients/${patientId}/intakes/link`, {});
    const token = link.body.link.split('/p/')[1];
    const sub = await app.call<Any>('POST', '/links/intake/submit', { token, goals: 'x' });
    const second = await book(patientId, o!);
    log('P15', [first.body.code, sub.status, second.status, second.body.status ?? second.body.code]);
  });
});
