import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LinkSecrets } from '#identity';
import { MessageRunner } from '#notifications';
import { answerScreening } from '../support/screening.js';
import { bookPair, findPairs, messagesOf, movesTo, unaskedPatient, type Option, type VisitBody } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Monday 09:00 in Denver.
const NOW = '2027-02-01T16:00:00Z';
const WEEK = { from: '2027-02-08', to: '2027-02-12' };

interface RequestBody {
  id: string;
  version: number;
  status: string;
  clearanceId?: string;
  provider: { practitionerId?: string };
  code?: string;
}

describe.each(databasesUnderTest())('who is asked for a clearance on %s', (database) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ database, now: NOW });
  });

  afterAll(() => app.close());

  const requestsOf = async (visitId: string) =>
    (await app.call<{ data: RequestBody[] }>('GET', `/clearance-requests?visitId=${visitId}`)).body.data;
  const statesOf = async (visitId: string) =>
    new Map((await requestsOf(visitId)).map(({ id, status, clearanceId }) => [id, [status, clearanceId]]));
  const openOf = async (visitId: string) => (await requestsOf(visitId)).find((one) => one.status === 'open')!;
  const visitOf = async (id: string) => (await app.call<VisitBody & { needsReview?: boolean }>('GET', `/visits/${id}`)).body;
  const plan = { areas: ['low-back'], techniques: ['passive-resistive-stretching'] };

  async function tentative(): Promise<{ patientId: string; option: Option; visit: VisitBody; request: RequestBody }> {
    const patientId = await unaskedPatient(app);
    await answerScreening(app, patientId, { osteoporosis: undefined });
    const { options } = await findPairs(app, { ...WEEK, patientId });
    const visit = await bookPair(app, patientId, options[0]!, { plan, acceptTentative: true });
    expect(visit.status).toBe('tentative');
    return { patientId, option: options[0]!, visit, request: await openOf(visit.id) };
  }

  const answer = (request: RequestBody, body: object) =>
    app.call<RequestBody>('POST', `/clearance-requests/${request.id}/answer`, body, { 'if-match': `"v${request.version}"` });
  const askAgain = (request: RequestBody, version = request.version) =>
    app.call<RequestBody>('POST', `/clearance-requests/${request.id}/ask-again`, {}, { 'if-match': `"v${version}"` });
  const linkOf = (request: RequestBody) => app.server.app.get(LinkSecrets).of('clearance', request.id);
  const open = (token: string) => app.call('POST', '/links/clearance/open', { token });

  it('is asked anew after a yes for less than is planned, with a link and a message of its own', async () => {
    const { visit, request } = await tentative();
    const partly = await answer(request, { given: true, scope: { areas: ['neck'] } });
    expect(partly.body).toMatchObject({ status: 'open', clearanceId: expect.any(String) });
    expect((await askAgain(request)).status).toBe(412);
    const again = await askAgain(partly.body);
    expect([again.status, again.body.status, again.body.provider]).toEqual([201, 'open', request.provider]);
    expect(again.headers.get('location')).toBe(`/api/v1/clearance-requests/${again.body.id}`);
    expect(again.body.id).not.toBe(request.id);
    expect(again.body.clearanceId).toBeUndefined();
    expect(await statesOf(visit.id)).toEqual(
      new Map([
        [request.id, ['given', partly.body.clearanceId]],
        [again.body.id, ['open', undefined]],
      ]),
    );
    const messages = (await messagesOf(app, visit.id)).filter((message) => message.kind === 'clearance-request');
    expect(messages.map(({ status, reason }) => [status, reason]).sort()).toEqual([
      ['planned', undefined],
      ['skipped', 'asked-again'],
    ]);
    expect([(await open(linkOf(request))).status, (await open(linkOf(again.body))).status]).toEqual([404, 200]);
    expect((await askAgain(partly.body)).body.code).toBe('already-answered');
    const whole = await app.call('POST', '/links/clearance/answer', { token: linkOf(again.body), version: 1, given: true });
    expect(whole.status).toBe(204);
    expect((await visitOf(visit.id)).status).toBe('booked');
    expect(await requestsOf(visit.id)).toMatchObject([{ status: 'given' }, { status: 'given' }]);
  });

  it('is reminded by a mail sent again with the same link, and by none once it is asked anew', async () => {
    const { visit, request } = await tentative();
    const mailsTo = async () => (await messagesOf(app, visit.id)).filter((message) => message.kind === 'clearance-request');
    const act = (id: string, action: string) => app.call('POST', `/messages/${id}/${action}`, {}, { 'if-match': '*' });
    app.clock.advance(4 * 60_000);
    await app.server.app.get(MessageRunner).drain();
    const [first] = await mailsTo();
    expect(first!.status).toBe('sent');
    const again = await act(first!.id, 'resend');
    expect(again.status).toBe(201);
    await app.server.app.get(MessageRunner).drain();
    const { data } = (await app.call<{ data: { messageId: string; text: string }[] }>('GET', '/mailbox?limit=200')).body;
    const texts = data.filter((mail) => [first!.id, again.body['id']].includes(mail.messageId)).map((mail) => mail.text);
    expect(texts).toHaveLength(2);
    for (const text of texts) expect(text).toContain(`/p/${linkOf(request)}`);
    // One is on its way when the provider is asked anew: it is decided again before it leaves.
    const late = await act(first!.id, 'resend');
    await app.parts.database.run((tx) =>
      tx.run("update message set status = 'queued', claimed_until = ? where id = ?", [app.clock.now() - 1, late.body['id'] as string]),
    );
    const anew = await askAgain((await openOf(visit.id))!);
    expect(anew.status).toBe(201);
    await app.server.app.get(MessageRunner).drain();
    const left = (await mailsTo()).filter((message) => message.id === late.body['id']);
    expect(left.map(({ status }) => status)).toEqual(['skipped']);
    const refused = await act(first!.id, 'resend');
    expect([refused.status, refused.body['code']]).toEqual([422, 'nothing-to-tell']);
  });

  it('is asked anew when the first mail is lost, and only while there is time', async () => {
    const { visit, request } = await tentative();
    const again = await askAgain(request);
    expect(again.status).toBe(201);
    expect(await statesOf(visit.id)).toEqual(
      new Map([
        [request.id, ['withdrawn', undefined]],
        [again.body.id, ['open', undefined]],
      ]),
    );
    expect([(await open(linkOf(request))).status, (await open(linkOf(again.body))).status]).toEqual([404, 200]);
    const { releaseAt } = (await app.call<{ releaseAt: string }>('GET', `/visits/${visit.id}`)).body;
    app.clock.advance(Date.parse(releaseAt) - app.clock.now());
    expect((await askAgain(again.body)).body.code).toBe('too-late');
    app.clock.advance(Date.parse(NOW) - app.clock.now());
    const two = await Promise.all([askAgain(again.body), askAgain(again.body)]);
    expect(two.map((one) => one.status).sort()).toEqual([201, 409]);
    expect((await requestsOf(visit.id)).filter((one) => one.status === 'open')).toHaveLength(1);
    expect((await app.call('POST', '/clearance-requests/crq_none/ask-again', {}, { 'if-match': '*' })).status).toBe(404);
  });

  it('may be chosen when a visit is moved, also in place of whoever was asked', async () => {
    const { patientId, visit, request } = await tentative();
    const move = async (extra: object) => {
      const current = await visitOf(visit.id);
      const { options } = await findPairs(app, { ...WEEK, patientId, movingVisitId: visit.id });
      const target = options.find((option) => option.start !== current.start)!;
      const body = { legs: movesTo(current, target), ...extra };
      return app.call<VisitBody & RequestBody>('POST', `/visits/${visit.id}/reschedule`, body, { 'if-match': `"v${current.version}"` });
    };
    const therapist = visit.legs.find((leg) => leg.serviceId === 'svc_spot-work')!.practitionerId;
    const wrong = await move({ clearanceFrom: therapist });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'practitioner-not-qualified']);
    expect((await openOf(visit.id)).id).toBe(request.id);
    const moved = await move({ clearanceFrom: 'prac_alder-finch' });
    expect([moved.status, moved.body.status]).toEqual([200, 'tentative']);
    expect((await openOf(visit.id)).provider.practitionerId).toBe('prac_alder-finch');
    expect((await move({})).status).toBe(200);
    expect((await openOf(visit.id)).provider.practitionerId).toBe('prac_alder-finch');
  });

  it('may be chosen when a booked visit asks only since it is moved', async () => {
    const patientId = await unaskedPatient(app);
    await answerScreening(app, patientId);
    const { options } = await findPairs(app, { ...WEEK, patientId });
    const visit = await bookPair(app, patientId, options[0]!, { plan });
    await answerScreening(app, patientId, { osteoporosis: undefined }, { 'if-match': '*' });
    const current = await visitOf(visit.id);
    expect(current).toMatchObject({ status: 'booked', needsReview: true });
    const listed = await app.call<{ data: VisitBody[] }>('GET', '/visits?needsReview=true');
    expect(listed.body.data.map((one) => one.id)).toEqual([visit.id]);
    const body = { legs: movesTo(current, options.at(-1)!), acceptTentative: true, clearanceFrom: 'prac_alder-finch' };
    const moved = await app.call<VisitBody>('POST', `/visits/${visit.id}/reschedule`, body, { 'if-match': `"v${current.version}"` });
    expect([moved.status, moved.body.status]).toEqual([200, 'tentative']);
    expect((await openOf(visit.id)).provider.practitionerId).toBe('prac_alder-finch');
    expect((await app.call<{ data: VisitBody[] }>('GET', '/visits?needsReview=true')).body.data).toEqual([]);
  });

  it('is no question of visits that are over or cancelled: they need no look', async () => {
    const patientId = await unaskedPatient(app);
    await answerScreening(app, patientId);
    const { options } = await findPairs(app, { ...WEEK, patientId });
    const visit = await bookPair(app, patientId, options[0]!, { plan });
    await answerScreening(app, patientId, { tumour: undefined }, { 'if-match': '*' });
    const list = (query: string) => app.call<{ data: VisitBody[] }>('GET', `/visits?needsReview=true${query}`);
    expect((await list('')).body.data.map((one) => one.id)).toEqual([visit.id]);
    expect((await list('&from=2027-03-01&to=2027-03-05')).body.data).toEqual([]);
    expect((await list('&from=2027-03-01')).status).toBe(400);
    expect((await app.call('GET', '/visits?needsReview=yes')).status).toBe(400);
    const { version } = await visitOf(visit.id);
    await app.call('POST', `/visits/${visit.id}/cancel`, {}, { 'if-match': `"v${version}"` });
    expect((await list('')).body.data).toEqual([]);
    expect((await list('&status=cancelled')).body.data.map((one) => one.id)).toEqual([visit.id]);
  });
});
