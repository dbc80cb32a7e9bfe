import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Housekeeping, Sealer } from '#platform';
import { MessageRunner } from '#notifications';
import { ScreeningRules, ScreeningStore } from '#screening';
import { verifyDatabase } from '../../apps/cli/src/verify/verify.js';
import { answerScreening, type ScreeningBody } from '../support/screening.js';
import { bookPair, findPairs, messagesOf, movesTo, newPatient, unaskedPatient, type Option, type VisitBody } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Monday 09:00 in Denver.
const NOW = '2027-02-01T16:00:00Z';
const WEEK = { from: '2027-02-08', to: '2027-02-12' };
const HOUR_MS = 3_600_000;

interface RequestBody {
  id: string;
  version: number;
  status: string;
  deadline: string;
  provider: { name: string; practitionerId?: string };
  findings: { key: string }[];
  clearanceId?: string;
}

interface Problem {
  code: string;
  errors?: { pointer: string; code: string }[];
}

describe.each(databasesUnderTest())('the screening on %s', (database) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ database, now: NOW });
  });

  afterAll(async () => {
    const findings = await verifyDatabase(app.parts.database, app.clock.now());
    await app.close();
    expect(findings.filter((finding) => finding.violations.length > 0)).toEqual([]);
  });

  const book = (patientId: string, option: Option, extra: Record<string, unknown> = {}) =>
    app.call<VisitBody & Problem & { releaseAt?: string }>('POST', '/visits', {
      patientId,
      legs: option.legs,
      plan: { areas: ['low-back'], techniques: ['passive-resistive-stretching'] },
      ...extra,
    });
  const visitOf = async (id: string) =>
    (await app.call<VisitBody & { needsReview?: boolean; releaseAt?: string }>('GET', `/visits/${id}`)).body;
  const requestOf = async (patientId: string) =>
    (await app.call<{ data: RequestBody[] }>('GET', `/clearance-requests?patientId=${patientId}`)).body.data;
  const pairs = async (patientId: string, extra: Record<string, unknown> = {}) =>
    (await findPairs(app, { ...WEEK, patientId, ...extra })).options;
  const tentative = async (yes: Record<string, Record<string, unknown> | undefined> = { osteoporosis: undefined }) => {
    const patientId = await unaskedPatient(app);
    await answerScreening(app, patientId, yes);
    const [option] = await pairs(patientId);
    const { status, body } = await book(patientId, option!, { acceptTentative: true });
    expect([status, body.status]).toEqual([201, 'tentative']);
    return { patientId, option: option!, visit: body, request: (await requestOf(patientId))[0]! };
  };

  it('never takes an unanswered question for a clear one', async () => {
    const patientId = await unaskedPatient(app);
    const empty = await app.call<ScreeningBody>('GET', `/patients/${patientId}/screening`);
    expect([empty.status, empty.body.verdict, empty.body.version]).toEqual([200, 'unanswered', 0]);
    const [option] = await pairs(patientId);
    expect((option as Option & { requires: string[] }).requires).toEqual(['screening-required']);
    const refused = await book(patientId, option!, { acceptTentative: true });
    expect([refused.status, refused.body.code]).toEqual([422, 'screening-required']);
    const some = await app.call<ScreeningBody>('PUT', `/patients/${patientId}/screening`, { answers: { osteoporosis: 'no' } });
    expect([some.status, some.body.verdict]).toEqual([200, 'unanswered']);
    expect((await book(patientId, option!)).body.code).toBe('screening-required');
    const all = await answerScreening(app, patientId, {}, { 'if-match': some.headers.get('etag')! });
    expect([all.body.verdict, all.body.unanswered, all.body.findings]).toEqual(['clear', [], []]);
    expect((await book(patientId, option!)).status).toBe(201);
  });

  it('asks nothing for a visit without a massage', async () => {
    const patientId = await unaskedPatient(app);
    const [option] = await pairs(patientId, { legs: [{ serviceId: 'svc_adjustment' }] });
    expect((option as Option & { requires: string[] }).requires).toEqual([]);
    expect((await book(patientId, option!, { plan: undefined })).status).toBe(201);
  });

  it('names the field of answers that cannot be, and stores nothing of them', async () => {
    const patientId = await unaskedPatient(app);
    const put = (body: unknown) => app.call<Problem>('PUT', `/patients/${patientId}/screening`, body);
    const cases: [unknown, string][] = [
      [{ answers: { nonsense: 'yes' } }, '/answers/nonsense'],
      [{ answers: { osteoporosis: 'maybe' } }, '/answers/osteoporosis'],
      [{ answers: { surgery: 'yes' }, details: { surgery: { date: '2091-01-01' } } }, '/details/surgery/date'],
      [{ answers: { surgery: 'yes' }, details: { surgery: { date: 'soon' } } }, '/details/surgery/date'],
      [{ answers: { surgery: 'yes' }, details: { surgery: { areas: ['tail'] } } }, '/details/surgery/areas/0'],
      [{ answers: { surgery: 'no' }, details: { surgery: { date: '2027-01-01' } } }, '/details/surgery'],
      [{ answers: { surgery: 'yes' }, details: { surgery: { hospital: 'x' } } }, '/details/surgery/hospital'],
      [{ answers: 'no' }, '/answers'],
      [{}, '/answers'],
    ];
    for (const [body, pointer] of cases) {
      const answer = await put(body);
      expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([400, pointer]);
    }
    expect((await app.call<ScreeningBody>('GET', `/patients/${patientId}/screening`)).body.version).toBe(0);
    expect((await app.call('GET', '/patients/pat_none/screening')).status).toBe(404);
  });

  it('changes only what was seen: the first answers need no If-Match, later ones do', async () => {
    const patientId = await unaskedPatient(app);
    const first = await answerScreening(app, patientId);
    expect((await answerScreening(app, patientId)).status).toBe(428);
    expect((await answerScreening(app, patientId, {}, { 'if-match': '"v9"' })).status).toBe(412);
    expect((await answerScreening(app, patientId, { pregnancy: undefined }, { 'if-match': first.etag })).status).toBe(200);
  });

  it('books a pair tentatively, asks the provider, and settles it when they give their word', async () => {
    const { patientId, option, visit, request } = await tentative();
    expect(Date.parse(visit.releaseAt!)).toBe(Date.parse(option.start) - 24 * HOUR_MS);
    expect(request).toMatchObject({
      status: 'open',
      findings: [{ key: 'osteoporosis' }],
      provider: { practitionerId: option.legs.find((leg) => leg.serviceId === 'svc_adjustment')!.practitionerId },
    });
    const asked = (await messagesOf(app, visit.id)).find((message) => message.kind === 'clearance-request')!;
    expect(asked).toMatchObject({ status: 'planned', recipient: { type: 'practitioner' } });
    expect(asked.body).not.toMatch(/osteoporosis|Pat |Number/);
    expect(asked.body).toMatch(/\/p\/\*\*\*/);
    const given = await app.call<{ id: string }>('POST', `/patients/${patientId}/clearances`, {
      by: { name: 'Dr. Example', role: 'physician' },
      given: true,
    });
    expect(given.status).toBe(201);
    expect(await visitOf(visit.id)).toMatchObject({ status: 'booked', version: 2 });
    expect((await visitOf(visit.id)).releaseAt).toBeUndefined();
    expect(await requestOf(patientId)).toMatchObject([{ status: 'given' }]);
    const after = await messagesOf(app, visit.id);
    expect(after.find((message) => message.kind === 'clearance-request')!.status).toBe('skipped');
    const screening = await app.call<ScreeningBody>('GET', `/patients/${patientId}/screening`);
    expect(screening.body).toMatchObject({
      verdict: 'clear',
      findings: [{ key: 'osteoporosis', verdict: 'clear', clearedBy: [{ id: given.body.id }] }],
    });
    const [next] = await pairs(patientId);
    expect((next as Option & { requires: string[] }).requires).toEqual([]);
    expect((await book(patientId, next!)).body.status).toBe('booked');
  });

  it('frees the pair when the provider says no', async () => {
    const { patientId, option, visit } = await tentative();
    expect((await app.call('POST', `/patients/${patientId}/clearances`, { by: { name: 'Dr. Example' }, given: false })).status).toBe(201);
    expect((await visitOf(visit.id)).status).toBe('cancelled');
    expect(await requestOf(patientId)).toMatchObject([{ status: 'refused' }]);
    const other = await unaskedPatient(app);
    await answerScreening(app, other);
    expect((await book(other, option)).status).toBe(201);
  });

  it('frees the pair when nobody answers in time, at once for whoever books and for everyone soon after', async () => {
    const { patientId, option, visit } = await tentative();
    app.clock.advance(Date.parse(visit.releaseAt!) - app.clock.now());
    const other = await unaskedPatient(app);
    await answerScreening(app, other);
    expect((await book(other, option)).status).toBe(201);
    expect((await visitOf(visit.id)).status).toBe('tentative');
    await app.server.app.get(Housekeeping).soonRound();
    expect((await visitOf(visit.id)).status).toBe('cancelled');
    expect(await requestOf(patientId)).toMatchObject([{ status: 'expired' }]);
    app.clock.advance(Date.parse(NOW) - app.clock.now());
  });

  it('lets one of two answers count, and tells the other', async () => {
    const { patientId, request } = await tentative();
    const answer = () =>
      app.call<RequestBody & Problem>(
        'POST',
        `/clearance-requests/${request.id}/answer`,
        { given: true },
        { 'if-match': `"v${request.version}"` },
      );
    const answers = await Promise.all([answer(), answer(), answer()]);
    expect(answers.map((one) => one.status).sort()).toEqual([200, 409, 409]);
    expect(answers.find((one) => one.status === 409)!.body.code).toBe('already-answered');
    expect(await requestOf(patientId)).toMatchObject([{ status: 'given', clearanceId: expect.stringMatching(/^clr_/) }]);
  });

  it('lets a provider answer through the link of the mail, once', async () => {
    const { patientId, visit } = await tentative();
    app.clock.advance(200_000);
    await app.server.app.get(MessageRunner).drain();
    const sent = (await messagesOf(app, visit.id)).find((message) => message.kind === 'clearance-request')!;
    expect(sent.status).toBe('sent');
    expect(sent.body).toMatch(/\/p\/\*\*\*/);
    const mails = await app.call<{ data: { id: string; text: string }[] }>('GET', '/mailbox?limit=200');
    const token = mails.body.data.map((mail) => /\/p\/([0-9a-z]{43})\b/.exec(mail.text)?.[1]).find(Boolean)!;
    const open = (given: string) =>
      app.call<{ patient: { displayName: string }; findings: unknown[] }>('POST', '/links/clearance/open', { token: given });
    expect((await open(token)).body).toMatchObject({
      patient: { displayName: expect.stringMatching(/^Pat Number/) },
      findings: [{ key: 'osteoporosis' }],
    });
    expect((await open('0'.repeat(43))).status).toBe(404);
    const answer = () => app.call('POST', '/links/clearance/answer', { token, version: 1, given: true });
    const answers = await Promise.all([answer(), answer()]);
    const [won, told] = answers.map((one) => one.status).sort();
    expect(won).toBe(204);
    // Used up already, or answered while it waited.
    expect([404, 409]).toContain(told);
    expect((await open(token)).status).toBe(404);
    expect((await visitOf(visit.id)).status).toBe('booked');
    expect(await requestOf(patientId)).toMatchObject([{ status: 'given' }]);
    app.clock.advance(Date.parse(NOW) - app.clock.now());
  });

  it('lets a yes speak of what was shown, and of nothing that came later', async () => {
    const { patientId, visit, request } = await tentative();
    const seen = (await app.call('GET', `/patients/${patientId}/screening`)).etag!;
    app.clock.advance(1000);
    await answerScreening(app, patientId, { osteoporosis: undefined, tumour: undefined }, { 'if-match': seen });
    const [fresh] = await requestOf(patientId);
    expect(fresh!.findings.map((one) => one.key)).toEqual(['osteoporosis', 'tumour']);
    const answer = (etag: string) =>
      app.call<RequestBody & Problem>('POST', `/clearance-requests/${request.id}/answer`, { given: true }, { 'if-match': etag });
    expect((await answer(`"v${request.version}"`)).status).toBe(412);
    expect((await answer(`"v${fresh!.version}"`)).status).toBe(200);
    expect((await visitOf(visit.id)).status).toBe('booked');
    app.clock.advance(Date.parse(NOW) - app.clock.now());
  });

  it('judges the day of the visit, not the day of the yes', async () => {
    // An operation in three weeks asks nothing today, and for a go-ahead in the two weeks before it.
    const { patientId, visit } = await tentative({ surgery: { date: '2027-02-22' } });
    const given = await app.call('POST', `/patients/${patientId}/clearances`, { by: { name: 'Dr. Example' }, given: true });
    expect(given.body['keys']).toEqual(['surgery']);
    expect((await visitOf(visit.id)).status).toBe('booked');
  });

  it('hears a no after a yes, and one about answers that are too old', async () => {
    const { patientId, visit } = await tentative();
    const word = (isYes: boolean) => app.call('POST', `/patients/${patientId}/clearances`, { by: { name: 'Dr. Example' }, given: isYes });
    await word(true);
    expect((await visitOf(visit.id)).status).toBe('booked');
    app.clock.advance(1000);
    expect((await word(false)).status).toBe(201);
    expect(await visitOf(visit.id)).toMatchObject({ status: 'booked', needsReview: true });
    const [option] = await pairs(patientId);
    expect((await book(patientId, option!)).body.code).toBe('clearance-required');
    const other = await tentative();
    const seen = (await app.call('GET', `/patients/${other.patientId}/screening`)).etag!;
    await app.call('POST', `/patients/${other.patientId}/screening/expire`, { because: 'hospital-visit' }, { 'if-match': seen });
    const no = { by: { name: 'Dr. Example' }, given: false };
    expect((await app.call('POST', `/patients/${other.patientId}/clearances`, no)).status).toBe(201);
    expect((await visitOf(other.visit.id)).status).toBe('cancelled');
    app.clock.advance(Date.parse(NOW) - app.clock.now());
  });

  it('keeps the host visit when the massage is cancelled, and asks nobody any more', async () => {
    const { patientId, visit } = await tentative();
    const spot = visit.legs.find((leg) => leg.serviceId === 'svc_spot-work')!;
    const left = await app.call<VisitBody>('POST', `/visits/${visit.id}/cancel`, { legIds: [spot.id] }, { 'if-match': '"v1"' });
    expect([left.status, left.body.status]).toEqual([200, 'booked']);
    expect(await requestOf(patientId)).toMatchObject([{ status: 'withdrawn' }]);
    app.clock.advance(Date.parse(visit.start) - app.clock.now() - HOUR_MS);
    await app.server.app.get(Housekeeping).soonRound();
    expect((await visitOf(visit.id)).status).toBe('booked');
    app.clock.advance(Date.parse(NOW) - app.clock.now());
  });

  it('settles nothing whose time was given up and taken, whatever is cancelled of it', async () => {
    const { option, visit } = await tentative();
    app.clock.advance(Date.parse(visit.releaseAt!) - app.clock.now());
    const other = await unaskedPatient(app);
    await answerScreening(app, other);
    expect((await book(other, option)).status).toBe(201);
    const spot = visit.legs.find((leg) => leg.serviceId === 'svc_spot-work')!;
    const left = await app.call<VisitBody>('POST', `/visits/${visit.id}/cancel`, { legIds: [spot.id] }, { 'if-match': '"v1"' });
    expect([left.status, left.body.status]).toEqual([200, 'tentative']);
    await app.server.app.get(Housekeeping).soonRound();
    expect((await visitOf(visit.id)).status).toBe('cancelled');
    app.clock.advance(Date.parse(NOW) - app.clock.now());
  });

  it('gives a moved visit its time, its link and one question', async () => {
    const { patientId, visit } = await tentative();
    const later = (await pairs(patientId, { from: '2027-02-12', to: '2027-02-12' }))[0]!;
    const moved = await app.call<VisitBody>(
      'POST',
      `/visits/${visit.id}/reschedule`,
      { legs: movesTo(visit, later) },
      { 'if-match': '"v1"' },
    );
    expect([moved.status, moved.body.status]).toEqual([200, 'tentative']);
    const asked = (await messagesOf(app, visit.id)).filter((message) => message.kind === 'clearance-request');
    expect(asked.map((message) => message.status).sort()).toEqual(['planned', 'skipped']);
    app.clock.advance(Date.parse(visit.releaseAt!) - app.clock.now() + HOUR_MS);
    await app.server.app.get(Housekeeping).soonRound();
    expect((await visitOf(visit.id)).status).toBe('tentative');
    const tokens = await app.parts.database.reader.all<{ expires_at: number }>(
      "select expires_at from single_use_token where purpose = 'clearance' and subject = ?",
      [(await requestOf(patientId))[0]!.id],
    );
    expect(tokens).toEqual([{ expires_at: Date.parse(later.start) - 24 * HOUR_MS }]);
    app.clock.advance(Date.parse(NOW) - app.clock.now());
  });

  it('asks no therapist for a go-ahead', async () => {
    const patientId = await unaskedPatient(app);
    await answerScreening(app, patientId, { osteoporosis: undefined });
    const [alone] = await pairs(patientId, { legs: [{ serviceId: 'svc_spot-work' }] });
    const plan = { areas: ['neck'] };
    const nobody = await book(patientId, alone!, { plan, acceptTentative: true });
    expect(nobody.body).toMatchObject({ code: 'clearance-from-required', errors: [{ pointer: '/clearanceFrom' }] });
    const therapist = alone!.legs[0]!.practitionerId;
    const wrong = await book(patientId, alone!, { plan, acceptTentative: true, clearanceFrom: therapist });
    expect(wrong.body).toMatchObject({ code: 'practitioner-not-qualified', errors: [{ pointer: '/clearanceFrom' }] });
    const right = await book(patientId, alone!, { plan, acceptTentative: true, clearanceFrom: 'prac_alder-finch' });
    expect([right.status, right.body.status]).toEqual([201, 'tentative']);
  });

  it('keeps asking when the yes is for less than is planned', async () => {
    const { patientId, visit, request } = await tentative();
    const answer = (scope: unknown, version: number) =>
      app.call<RequestBody>('POST', `/clearance-requests/${request.id}/answer`, { given: true, scope }, { 'if-match': `"v${version}"` });
    const partly = await answer({ areas: ['neck'] }, request.version);
    expect(partly.body).toMatchObject({ status: 'open', clearanceId: expect.stringMatching(/^clr_/) });
    expect((await visitOf(visit.id)).status).toBe('tentative');
    expect((await answer({ techniques: ['swedish'] }, partly.body.version)).body.status).toBe('open');
    const [again] = await requestOf(patientId);
    expect((await answer(undefined, again!.version)).body.status).toBe('given');
    expect((await visitOf(visit.id)).status).toBe('booked');
  });

  it('leaves a visit to the chore whose time was taken while the word came', async () => {
    const { patientId, option, visit } = await tentative();
    app.clock.advance(Date.parse(visit.releaseAt!) - app.clock.now());
    const other = await unaskedPatient(app);
    await answerScreening(app, other);
    expect((await book(other, option)).status).toBe(201);
    app.clock.advance(-1);
    expect((await app.call('POST', `/patients/${patientId}/clearances`, { by: { name: 'Dr. Example' }, given: true })).status).toBe(201);
    expect((await visitOf(visit.id)).status).toBe('tentative');
    app.clock.advance(1);
    await app.server.app.get(Housekeeping).soonRound();
    expect((await visitOf(visit.id)).status).toBe('cancelled');
    app.clock.advance(Date.parse(NOW) - app.clock.now());
  });

  it('keeps to the scope and the dates of a go-ahead, and to what it was asked about', async () => {
    const patientId = await unaskedPatient(app);
    const first = await answerScreening(app, patientId, { osteoporosis: undefined });
    const [option] = await pairs(patientId);
    const clear = (extra: Record<string, unknown>) =>
      app.call<Problem>('POST', `/patients/${patientId}/clearances`, { by: { name: 'Dr. Example' }, given: true, ...extra });
    expect((await clear({ scope: { areas: ['neck'] } })).status).toBe(201);
    expect((await book(patientId, option!)).body.code).toBe('clearance-required');
    expect((await book(patientId, option!, { plan: { areas: ['neck'] } })).status).toBe(201);
    expect((await clear({ validFrom: '2027-02-01', validUntil: '2027-02-05' })).status).toBe(201);
    const second = (await pairs(patientId))[0]!;
    expect((await book(patientId, second)).body.code).toBe('clearance-required');
    expect((await clear({})).status).toBe(201);
    expect((await book(patientId, second)).status).toBe(201);
    const more = await answerScreening(app, patientId, { osteoporosis: undefined, tumour: undefined }, { 'if-match': first.etag });
    expect(more.body.verdict).toBe('needs-clearance');
    const third = (await pairs(patientId))[0]!;
    expect((await book(patientId, third)).body.code).toBe('clearance-required');
    for (const [extra, pointer] of [
      [{ by: undefined }, '/by'],
      [{ validFrom: '2027-03-01', validUntil: '2027-02-01' }, '/validUntil'],
      [{ validUntil: '2027-01-31', validFrom: '2027-01-01' }, '/validUntil'],
      [{ validUntil: '2091-01-01' }, '/validUntil'],
      [{ scope: { areas: ['tail'] } }, '/scope/areas/0'],
    ] as const) {
      const wrong = await clear(extra);
      expect(wrong.body.errors?.[0]?.pointer).toBe(pointer);
    }
  });

  it('marks upcoming visits that new answers forbid, and takes the mark back', async () => {
    const patientId = await unaskedPatient(app);
    const first = await answerScreening(app, patientId);
    const visit = await bookPair(app, patientId, (await pairs(patientId))[0]!);
    const worse = await answerScreening(app, patientId, { 'blood-clots': undefined }, { 'if-match': first.etag });
    expect(worse.body).toMatchObject({ verdict: 'do-not-treat', affectedVisits: [{ id: visit.id, status: 'booked' }] });
    expect(await visitOf(visit.id)).toMatchObject({ needsReview: true, status: 'booked' });
    expect(await pairs(patientId)).toEqual([]);
    const option = (await findPairs(app, { from: '2027-02-10', to: '2027-02-10' })).options[5]!;
    expect(await book(patientId, option, { acceptTentative: true })).toMatchObject({ status: 422, body: { code: 'do-not-treat' } });
    // The key of an integration has every right and is no clinician.
    expect((await book(patientId, option, { override: { reason: 'insists' } })).status).toBe(403);
    const seen = await visitOf(visit.id);
    const move = await app.call<Problem>(
      'POST',
      `/visits/${visit.id}/reschedule`,
      { legs: movesTo(seen, option) },
      { 'if-match': `"v${seen.version}"` },
    );
    expect(move.body.code).toBe('do-not-treat');
    const better = await answerScreening(app, patientId, {}, { 'if-match': worse.etag });
    expect(better.body.affectedVisits).toEqual([]);
    expect((await visitOf(visit.id)).needsReview).toBeUndefined();
  });

  it('blocks the region that a local finding is about, and no other', async () => {
    const patientId = await unaskedPatient(app);
    const { body } = await answerScreening(app, patientId, { 'skin-lesion': { areas: ['low-back'] } });
    expect(body.verdict).toBe('limited');
    const blocked = await findPairs(app, { ...WEEK, patientId });
    expect([blocked.options, blocked.explanation.rejected]).toMatchObject([[], [{ reason: 'area-not-allowed' }]]);
    const legs = [{ serviceId: 'svc_adjustment' }, { serviceId: 'svc_spot-work', areas: ['neck'] }];
    const [option] = await pairs(patientId, { legs });
    const refused = await book(patientId, option!);
    expect(refused.body).toMatchObject({ code: 'area-not-allowed', errors: [{ pointer: '/plan/areas/0' }] });
    expect((await book(patientId, option!, { plan: { areas: ['neck'] } })).status).toBe(201);
  });

  it('lets a person with the right override, with a reason in the audit', async () => {
    const patientId = await unaskedPatient(app);
    await answerScreening(app, patientId, { osteoporosis: undefined });
    const [option] = await pairs(patientId);
    const booked = await book(patientId, option!, { override: { reason: 'Spoke with the physician' } });
    expect([booked.status, booked.body.status]).toEqual([201, 'booked']);
    const [row] = await app.parts.database.reader.all<{ reason: string; facts: string }>(
      "select reason, facts from audit where kind = 'visit.booked' and subject_id = ?",
      [booked.body.id],
    );
    expect(app.server.app.get(Sealer).open(row!.reason, `audit.reason:${booked.body.id}`)).toBe('Spoke with the physician');
    expect(row!.facts).toContain('clearance-required');
  });

  it('asks again when the answers are too old, or after a hospital visit', async () => {
    const patientId = await unaskedPatient(app);
    const { body, etag } = await answerScreening(app, patientId);
    expect(body.validUntil).toBe('2027-08-01');
    const expired = await app.call<ScreeningBody>(
      'POST',
      `/patients/${patientId}/screening/expire`,
      { because: 'hospital-visit' },
      { 'if-match': etag },
    );
    expect([expired.status, expired.body.verdict]).toEqual([200, 'unanswered']);
    const again = await app.call<ScreeningBody>('POST', `/patients/${patientId}/screening/confirm`, undefined, {
      'if-match': expired.headers.get('etag')!,
    });
    expect([again.status, again.body.verdict, again.body.validUntil]).toEqual([200, 'clear', '2027-08-01']);
    app.clock.advance(200 * 24 * HOUR_MS);
    expect((await app.call<ScreeningBody>('GET', `/patients/${patientId}/screening`)).body.verdict).toBe('unanswered');
    app.clock.advance(Date.parse(NOW) - app.clock.now());
  });

  it('lets a clinic switch a rule off, tighten one and word it anew, and says who did', async () => {
    const rules = await app.call<{ rules: { key: string; isOn: boolean }[] }>('GET', '/screening/rules');
    const publish = (body: unknown, etag = rules.headers.get('etag')!) =>
      app.call<Problem & { version: number; publishedBy: string }>('PUT', '/screening/rules', body, { 'if-match': etag });
    expect((await publish({ rules: [{ key: 'nonsense', isOn: true }] })).body.errors?.[0]?.pointer).toBe('/rules/nonsense');
    const tight = { key: 'blood-thinners', isOn: true, atLeast: 'do-not-treat', question: { en: 'Any blood thinner?' } };
    const published = await publish({ rules: [tight, { key: 'pregnancy', isOn: false }], note: 'Board of 2027' });
    expect([published.status, published.body.version, published.body.publishedBy]).toEqual([200, 1, 'test']);
    const patientId = await unaskedPatient(app);
    const questions = await app.call<{ data: { key: string; text: string }[] }>('GET', '/screening/questions');
    expect(questions.body.data.map((one) => one.key)).not.toContain('pregnancy');
    expect(questions.body.data.find((one) => one.key === 'blood-thinners')!.text).toBe('Any blood thinner?');
    expect((await answerScreening(app, patientId, { 'blood-thinners': undefined })).body.verdict).toBe('do-not-treat');
    expect((await publish({ rules: [] })).status).toBe(412);
    const tried = await app.call<ScreeningBody>('POST', '/screening/try', { answers: { 'blood-thinners': 'yes' } });
    expect(tried.body.verdict).toBe('do-not-treat');
    await publish({ rules: [] }, published.headers.get('etag')!);
    const history = await app.call<{ data: { version: number; note?: string }[] }>('GET', '/screening/rules/history');
    expect(history.body.data).toMatchObject([{ version: 2 }, { version: 1, note: 'Board of 2027' }]);
  });

  it('asks for a referral where a condition of the intake needs one', async () => {
    const patientId = await unaskedPatient(app);
    await answerScreening(app, patientId);
    const [option] = await pairs(patientId);
    expect((await app.call('POST', `/patients/${patientId}/intakes`, { conditions: ['lymphedema'] })).status).toBe(201);
    expect((await book(patientId, option!)).body).toMatchObject({ code: 'referral-required', errors: [{ pointer: '/referralId' }] });
    expect((await findPairs(app, { ...WEEK, patientId })).explanation.rejected).toMatchObject([{ reason: 'referral-required' }]);
    const referral = await app.call<{ id: string }>('POST', '/referrals', {
      patientId,
      referrer: { name: 'Dr. Example' },
      reason: 'x',
      source: 'staff',
    });
    expect((await book(patientId, option!, { referralId: referral.body.id })).status).toBe(201);
  });

  it('costs a booking one query, and a search one', async () => {
    const patientId = await unaskedPatient(app);
    await answerScreening(app, patientId);
    const [option] = await pairs(patientId);
    const asked = jest.spyOn(ScreeningStore.prototype, 'factsOf');
    const settings = jest.spyOn(ScreeningRules.prototype, 'current');
    expect((await book(patientId, option!)).status).toBe(201);
    expect([asked.mock.calls.length, settings.mock.calls.length]).toEqual([1, 0]);
    asked.mockRestore();
    settings.mockRestore();
  });

  it('leaves no answer readable in the database', async () => {
    const patientId = await unaskedPatient(app);
    await answerScreening(app, patientId, { tumour: undefined, surgery: { date: '2027-01-20' } });
    await app.call('POST', `/patients/${patientId}/clearances`, { by: { name: 'Dr. Canary Example' }, given: true, note: 'canary-note' });
    const { reader } = app.parts.database;
    const rows: unknown[] = [];
    for (const table of ['screening', 'screening_history', 'clearance', 'clearance_request', 'audit'])
      rows.push(...(await reader.all(`select * from ${table}`)));
    expect(JSON.stringify(rows)).not.toMatch(/tumour|surgery|2027-01-20|canary-note|Canary Example|osteoporosis/);
  });

  it('leaves nothing that the check of the live data would not find', async () => {
    const verified = async () => {
      const findings = await verifyDatabase(app.parts.database, app.clock.now());
      return findings.filter((one) => one.violations.length > 0).map((one) => [one.check.slice(0, 12), one.violations]);
    };
    const patientId = await newPatient(app);
    const referral = await app.call<{ id: string }>('POST', '/referrals', {
      ...{ patientId, source: 'staff', referrer: { name: 'Dr. Example' }, reason: 'tight', visitsAuthorized: 1 },
    });
    const { options } = await findPairs(app, { from: '2027-03-08', to: '2027-03-12', patientId });
    const visit = await bookPair(app, patientId, options[0]!, { referralId: referral.body.id });
    expect(await verified()).toEqual([]);
    // As if somebody had written past the rules.
    await app.parts.database.run(async (tx) => {
      await tx.run('delete from screening where patient_id = ?', [patientId]);
      await tx.run('update referral set visits_authorized = 0 where id = ?', [referral.body.id]);
    });
    expect(await verified()).toEqual([
      ['I8 nobody ha', [visit.id]],
      ['I8 no referr', [referral.body.id]],
    ]);
    await app.call('POST', `/visits/${visit.id}/cancel`, {}, { 'if-match': '*' });
    expect(await verified()).toEqual([]);
  });
});
