import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MessageRunner } from '#notifications';
import { verifyDatabase } from '../../apps/cli/src/verify/verify.js';
import { bookPair, findPairs, newPatient, service, type VisitBody } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Monday 09:00 in Denver.
const NOW = '2027-02-01T16:00:00Z';
const DAY_MS = 86_400_000;
const BY_MAIL = { name: 'Dr. Mila Example', organization: 'Example Practice', email: 'mila@practice.example' };

interface Problem {
  code: string;
  errors?: { pointer: string; code: string }[];
}

interface Measured {
  value: number;
  on: string;
}

interface ReportBody extends Problem {
  id: string;
  version: number;
  kind: string;
  status: string;
  sentAt?: string;
  sentHow?: string;
  acknowledgedBy?: string;
  acknowledgedHow?: string;
  content: {
    referral: { used: number; left: number };
    sessions: { on: string; therapist: string; note?: { areas: { name: string }[]; techniques: { name: string }[]; pressure?: string } }[];
    pain: { atIntake?: Measured; last?: Measured; change?: { trend: string } };
    rangeOfMotion: { area: { code: string; side?: string }; atIntake?: Measured; last?: Measured; change?: { trend: string } }[];
    tolerance: { text?: string; painfulSessions: number; sessionsWithNote: number };
    recommendation: { text?: string; by?: string; note?: { advice: string; by: string } };
    summary?: string;
    missing: { code: string; on?: string }[];
  };
}

interface ReferralBody {
  id: string;
  status: string;
  warnings: string[];
}

interface MessageView {
  id: string;
  kind: string;
  step?: string;
  status: string;
  reason?: string;
  dueAt: string;
  subject: string;
  body: string;
  visitId?: string;
  about?: { type: string; id: string; referralId?: string };
  recipient: { type: string; displayName: string };
}

describe.each(databasesUnderTest())('reports to the referrer on %s', (database) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ database, now: NOW });
  });

  afterAll(async () => {
    await deliver();
    const findings = await verifyDatabase(app.parts.database, app.clock.now());
    await app.close();
    expect(findings.filter((finding) => finding.violations.length > 0)).toEqual([]);
  });

  const ask = async <T>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T> => {
    const answer = await app.call<T>(method, path, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const refer = async (patientId: string, referrer: object = BY_MAIL): Promise<string> => {
    const body = { patientId, source: 'staff', referrer, reason: 'Stiff low back', areas: ['low-back'], visitsAuthorized: 6 };
    return (await ask<{ id: string }>('POST', '/referrals', body)).id;
  };
  /** A visit of the next days, given. */
  const give = async (patientId: string, referralId: string, note?: object): Promise<VisitBody> => {
    const day = (days: number) => new Date(app.clock.now() + days * DAY_MS).toISOString().slice(0, 10);
    const { options } = await findPairs(app, { from: day(1), to: day(8), patientId, referralId });
    const visit = await bookPair(app, patientId, options[0]!, { referralId });
    app.clock.advance(Date.parse(visit.start) + 45 * 60_000 - app.clock.now());
    const spot = visit.legs.find((leg) => leg.serviceId === service('spot-work'))!;
    await ask('POST', `/visits/${visit.id}/legs/${spot.id}/complete`, {}, { 'if-match': '*' });
    if (note) await ask('PUT', `/visits/${visit.id}/legs/${spot.id}/note`, note);
    return visit;
  };
  const NOTE = { areas: ['low-back'], techniques: ['trigger-point'], pressure: 'firm', wasPainful: false };
  const make = (referralId: string, wish: object = { kind: 'progress' }) =>
    app.call<ReportBody & { reportId?: string }>('POST', `/referrals/${referralId}/reports`, wish);
  const send = (id: string, body: object = {}, match = '*') =>
    app.call<ReportBody>('POST', `/reports/${id}/send`, body, { 'if-match': match });
  const acknowledge = (id: string, body: object) => app.call<ReportBody>('POST', `/reports/${id}/acknowledge`, body, { 'if-match': '*' });
  const read = async (id: string) => ask<ReportBody>('GET', `/reports/${id}`);
  const warnings = async (id: string) => (await ask<ReferralBody>('GET', `/referrals/${id}`)).warnings;
  const messagesAbout = async (reportId: string): Promise<MessageView[]> => {
    const { data } = await ask<{ data: MessageView[] }>('GET', '/messages?kind=referral-report&limit=200');
    return data.filter((message) => message.about?.id === reportId).sort((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt));
  };
  const deliver = () => app.server.app.get(MessageRunner).drain();
  /** The secret of the link in each mail about a report, oldest first. */
  const linksOf = async (reportId: string): Promise<string[]> => {
    const ids = (await messagesAbout(reportId)).map((message) => message.id);
    const { data } = await ask<{ data: { messageId: string; text: string }[] }>('GET', '/mailbox');
    return ids.flatMap((id) => data.filter((mail) => mail.messageId === id).map((mail) => /\/p\/(\w+)/.exec(mail.text)![1]!));
  };
  const link = (what: string, token: string) => app.call<Record<string, unknown> & Problem>('POST', `/links/report/${what}`, { token });

  it('say what was done and measured, and what nobody wrote down', async () => {
    const patientId = await newPatient(app, { givenName: 'Canarygiven' });
    const referralId = await refer(patientId);
    const intake = { referralId, pain: 7, rangeOfMotion: [{ area: { code: 'low-back' }, percent: 50 }] };
    await ask('POST', `/patients/${patientId}/intakes`, intake);
    const first = await give(patientId, referralId, {
      ...NOTE,
      wasPainful: true,
      painfulHow: 'elbow',
      painBefore: 6,
      painAfter: 5,
      notes: 'For us only',
    });
    const second = await give(patientId, referralId);
    const third = await give(patientId, referralId, {
      ...NOTE,
      painAfter: 3,
      rangeOfMotionAfter: [{ area: { code: 'low-back' }, percent: 80 }],
      recommendation: 'continue',
    });
    const made = await make(referralId, { kind: 'progress', tolerance: 'Well', recommendation: 'Three more', summary: 'Going well' });
    expect([made.status, made.body.status, made.body.kind, made.etag]).toEqual([201, 'draft', 'progress', '"v1"']);
    const { content } = made.body;
    expect(content.referral).toMatchObject({ authorized: 6, booked: 0, used: 3, left: 3, referrer: { name: BY_MAIL.name } });
    expect(content.sessions.map((session) => [session.on, session.note?.areas.map((area) => area.name)])).toEqual([
      [first.start.slice(0, 10), ['Low back']],
      [second.start.slice(0, 10), undefined],
      [third.start.slice(0, 10), ['Low back']],
    ]);
    expect(content.pain).toEqual({
      atIntake: { value: 7, on: '2027-02-01' },
      last: { value: 3, on: third.start.slice(0, 10) },
      change: { from: { value: 7, on: '2027-02-01' }, to: { value: 3, on: third.start.slice(0, 10) }, trend: 'better' },
    });
    expect(content.rangeOfMotion).toMatchObject([
      { area: { code: 'low-back', name: 'Low back' }, atIntake: { value: 50 }, last: { value: 80 }, change: { trend: 'better' } },
    ]);
    expect(content.tolerance).toEqual({ text: 'Well', painfulSessions: 1, sessionsWithNote: 2 });
    expect(content.recommendation).toMatchObject({ text: 'Three more', by: 'test', note: { advice: 'continue', by: 'test' } });
    expect(content.missing).toEqual([{ code: 'no-session-note', visitId: second.id, on: second.start.slice(0, 10) }]);
    expect(JSON.stringify(made.body)).not.toContain('For us only');
    // A draft follows what is written later, when it is made anew; what was sent does not.
    const spot = second.legs.find((leg) => leg.serviceId === service('spot-work'))!;
    await ask('PUT', `/visits/${second.id}/legs/${spot.id}/note`, NOTE);
    const again = await app.call<ReportBody>('PUT', `/reports/${made.body.id}`, { kind: 'progress' }, { 'if-match': made.etag! });
    expect([again.status, again.body.version, again.body.content.missing, again.body.content.summary]).toEqual([200, 2, [], undefined]);
    expect((await app.call('PUT', `/reports/${made.body.id}`, { kind: 'progress' })).status).toBe(428);
    expect((await send(made.body.id, {}, made.etag!)).status).toBe(412);
    expect((await send(made.body.id, {}, again.etag!)).body).toMatchObject({ status: 'sent', sentHow: 'message' });
    await ask('PUT', `/visits/${second.id}/legs/${spot.id}/note`, { ...NOTE, painAfter: 10 }, { 'if-match': '*' });
    expect((await read(made.body.id)).content).toEqual(again.body.content);
    expect((await app.call<Problem>('PUT', `/reports/${made.body.id}`, { kind: 'outcome' }, { 'if-match': '*' })).body.code).toBe(
      'invalid-transition',
    );
    expect((await send(made.body.id)).body.code).toBe('invalid-transition');
    const rows = await app.parts.database.reader.all('select * from referral_report where referral_id = ?', [referralId]);
    expect(JSON.stringify(rows)).not.toMatch(/Canary|low-back|Stiff low|trigger-point|Going well/i);
  });

  it('take the beginning as the intake told it before the first massage, and not as it was changed later', async () => {
    const patientId = await newPatient(app);
    const referralId = await refer(patientId);
    const day = () => new Date(app.clock.now()).toISOString().slice(0, 10);
    const { id } = await ask<{ id: string }>('POST', `/patients/${patientId}/intakes`, { referralId, pain: 8 });
    const change = (pain: number) => ask('PUT', `/intakes/${id}`, { pain }, { 'if-match': '*' });
    const start = async () => {
      const { content } = (await make(referralId)).body;
      const { data } = await ask<{ data: { id: string; version: number }[] }>('GET', `/referrals/${referralId}/reports`);
      await acknowledge(data[0]!.id, { by: 'x' });
      return content.pain.atIntake;
    };
    app.clock.advance(DAY_MS);
    await change(7);
    const told = day();
    expect(await start()).toEqual({ value: 7, on: told });
    await give(patientId, referralId);
    await change(2);
    app.clock.advance(DAY_MS);
    await change(1);
    expect(await start()).toEqual({ value: 7, on: told });
    // Typed in after a massage of the same day: what it said first.
    const late = await refer(patientId);
    await give(patientId, late);
    const other = await ask<{ id: string }>('POST', `/patients/${patientId}/intakes`, { referralId: late, pain: 6 });
    const typed = day();
    app.clock.advance(DAY_MS);
    await ask('PUT', `/intakes/${other.id}`, { pain: 1 }, { 'if-match': '*' });
    expect((await make(late)).body.content.pain.atIntake).toEqual({ value: 6, on: typed });
  });

  it('have one draft at a time, and name the field of what cannot be', async () => {
    const patientId = await newPatient(app);
    const referralId = await refer(patientId);
    for (const [body, pointer] of [
      [{}, '/kind'],
      [{ kind: 'poem' }, '/kind'],
      [{ kind: 'outcome', summary: 'x'.repeat(4001) }, '/summary'],
      [{ kind: 'outcome', recommendation: 5 }, '/recommendation'],
      [{ kind: 'outcome', tolerance: '' }, '/tolerance'],
      [{ kind: 'outcome', diagnosis: 'x' }, '/diagnosis'],
    ] as const) {
      const answer = await make(referralId, body);
      expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([400, pointer]);
    }
    expect((await make('ref_none')).status).toBe(404);
    const both = await Promise.all([make(referralId), make(referralId)]);
    expect(both.map((one) => one.status).sort()).toEqual([201, 409]);
    const [draft, refused] = both[0].status === 201 ? both : [both[1], both[0]];
    expect([refused!.body.code, refused!.body.reportId]).toEqual(['draft-exists', draft!.body.id]);
    expect(draft!.body.content.missing.map((one) => one.code)).toEqual(['no-completed-visit', 'no-intake']);
    expect((await app.call('GET', '/reports/rep_none')).status).toBe(404);
    const list = await ask<{ data: ReportBody[] }>('GET', `/referrals/${referralId}/reports`);
    expect(list.data).toMatchObject([{ id: draft!.body.id, status: 'draft' }]);
    expect(list.data[0]).not.toHaveProperty('content');
  });

  it('have the tag of their version on paper, and are not sent again to who has them', async () => {
    const referralId = await refer(await newPatient(app));
    const { id } = (await make(referralId)).body;
    const print = (known = '') => app.call('GET', `/reports/${id}/pdf`, undefined, known ? { 'if-none-match': known } : {});
    const draft = await print();
    expect([draft.status, draft.etag, draft.headers.get('content-type')]).toEqual([200, '"v1"', 'application/pdf']);
    expect(draft.headers.get('content-disposition')).toMatch(/^attachment; filename="progress-report-2027-\d\d-\d\d\.pdf"$/);
    expect([(await print('"v1"')).status, (await print('"v9"')).status]).toEqual([304, 200]);
    await send(id, { how: 'fax' }, '"v1"');
    const sent = await print('"v1"');
    expect([sent.status, sent.etag]).toEqual([200, '"v2"']);
  });

  it('reach a referrer without an address another way, and say so', async () => {
    const referralId = await refer(await newPatient(app), { name: 'Dr. Paper' });
    const { id } = (await make(referralId)).body;
    const refused = await send(id);
    expect([refused.status, refused.body.errors]).toMatchObject([422, [{ pointer: '/referrer/email', code: 'no-address' }]]);
    expect((await read(id)).status).toBe('draft');
    expect((await acknowledge(id, { how: 'fax' })).body.errors?.[0]?.pointer).toBe('/by');
    expect((await acknowledge(id, { by: 'Dr. Paper', how: 'link' })).status).toBe(400);
    const answer = await acknowledge(id, { by: 'Dr. Paper', how: 'fax' });
    expect(answer.body).toMatchObject({ status: 'acknowledged', sentHow: 'fax', acknowledgedBy: 'Dr. Paper', acknowledgedHow: 'fax' });
    expect((await acknowledge(id, { by: 'Dr. Paper' })).body.code).toBe('invalid-transition');
    app.clock.advance(60_000);
    const next = (await make(referralId)).body;
    expect((await send(next.id, { how: 'post' })).body).toMatchObject({ status: 'sent', sentHow: 'post' });
    expect(await messagesAbout(next.id)).toEqual([]);
    app.clock.advance(8 * DAY_MS);
    expect(await warnings(referralId)).toContain('report-unacknowledged');
    await acknowledge(next.id, { by: 'Her assistant', how: 'phone' });
    expect(await warnings(referralId)).not.toContain('report-unacknowledged');
  });

  it('go out by mail with a link that opens one report and works once', async () => {
    const patientId = await newPatient(app, { givenName: 'Canarygiven', familyName: 'Canaryfamily' });
    const referralId = await refer(patientId);
    await give(patientId, referralId, NOTE);
    const { id } = (await make(referralId, { kind: 'outcome', summary: 'Canarysummary' })).body;
    await send(id);
    app.clock.advance(180_000);
    await deliver();
    const [first, ...reminders] = await messagesAbout(id);
    expect(first).toMatchObject({
      status: 'sent',
      recipient: { type: 'referrer', displayName: BY_MAIL.name },
      about: { type: 'report', referralId },
    });
    expect(first).not.toHaveProperty('visitId');
    expect(reminders.map((one) => [one.step, one.status])).toEqual(Array.from({ length: 3 }, () => ['reminder', 'planned']));
    expect(first!.body).toContain('/p/***');
    expect(JSON.stringify([first, ...reminders])).not.toMatch(/Canary|low.back|massage/i);
    const [token] = await linksOf(id);
    expect((await app.call('POST', '/links/purpose', { token })).body).toEqual({ purpose: 'report' });
    const opened = await link('open', token!);
    expect([opened.status, opened.body]).toMatchObject([
      200,
      { content: { patient: { displayName: 'Canarygiven Canaryfamily' }, summary: 'Canarysummary', kind: 'outcome' } },
    ]);
    expect((await read(id)).status).toBe('sent');
    for (const what of ['open', 'pdf', 'acknowledge']) expect((await link(what, 'x'.repeat(43))).body.code).toBe('link-not-valid');
    const pdf = await link('pdf', token!);
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    const answers = await Promise.all(Array.from({ length: 5 }, () => link('acknowledge', token!)));
    expect(answers.map((one) => one.status).sort()).toEqual([204, 404, 404, 404, 404]);
    expect(await read(id)).toMatchObject({ status: 'acknowledged', acknowledgedBy: BY_MAIL.name, acknowledgedHow: 'link' });
    expect((await link('open', token!)).status).toBe(404);
    expect((await messagesAbout(id)).slice(1).map((one) => [one.status, one.reason])).toEqual(
      Array.from({ length: 3 }, () => ['skipped', 'acknowledged']),
    );
    await app.settled();
    const { data } = await ask<{ data: { kind: string; id: string }[] }>('GET', '/changes?limit=1000');
    expect(
      data
        .filter((one) => one.id === id)
        .map((one) => one.kind)
        .sort(),
    ).toEqual(['report.acknowledged', 'report.made', 'report.sent']);
  });

  it('are called to mind three times, each with a link of its own, and no more when a newer one has gone out', async () => {
    const patientId = await newPatient(app);
    const referralId = await refer(patientId);
    const { id } = (await make(referralId)).body;
    await send(id);
    const sentAt = app.clock.now();
    const days: number[] = [];
    for (let day = 0; day < 40; day++) {
      app.clock.advance(DAY_MS);
      await deliver();
      const count = (await messagesAbout(id)).filter((one) => one.status === 'sent').length;
      if (count > days.length) days.push(Math.round((app.clock.now() - sentAt) / DAY_MS));
    }
    expect(days).toEqual([1, 7, 14, 21]);
    const links = await linksOf(id);
    expect(new Set(links).size).toBe(4);
    // The first is older than 30 days; the last of them is not.
    expect([(await link('open', links[0]!)).status, (await link('open', links[3]!)).status]).toEqual([404, 200]);
    expect(await warnings(referralId)).toContain('report-unacknowledged');
    const last = (await messagesAbout(id)).at(-1)!;
    expect((await app.call('POST', `/messages/${last.id}/resend`, undefined, { 'if-match': '*' })).status).toBe(201);
    await deliver();
    expect(await linksOf(id)).toHaveLength(5);
    const newer = (await make(referralId, { kind: 'outcome' })).body;
    await send(newer.id);
    expect((await read(id)).status).toBe('superseded');
    for (const token of links) expect((await link('open', token)).status).toBe(404);
    expect((await app.call<Problem>('POST', `/messages/${last.id}/resend`, undefined, { 'if-match': '*' })).body.code).toBe(
      'nothing-to-tell',
    );
    expect((await acknowledge(id, { by: 'x' })).body.code).toBe('invalid-transition');
    expect(await warnings(referralId)).not.toContain('report-unacknowledged');
  });

  it('go to a practitioner of the clinic as a message of theirs', async () => {
    const { data } = await ask<{ data: { id: string; discipline: string; displayName: string }[] }>('GET', '/practitioners');
    const doctor = data.find((one) => one.discipline === 'medicine')!;
    const referralId = await refer(await newPatient(app), { practitionerId: doctor.id });
    const { id } = (await make(referralId)).body;
    await send(id);
    app.clock.advance(180_000);
    await deliver();
    expect((await messagesAbout(id))[0]).toMatchObject({
      status: 'sent',
      recipient: { type: 'practitioner', displayName: doctor.displayName },
    });
    const [token] = await linksOf(id);
    expect((await link('acknowledge', token!)).status).toBe(204);
  });

  it('are due again by the visits since the last one that was sent', async () => {
    const patientId = await newPatient(app);
    const referralId = await refer(patientId);
    await give(patientId, referralId);
    expect(await warnings(referralId)).not.toContain('report-due');
    app.clock.advance(32 * DAY_MS);
    expect(await warnings(referralId)).toContain('report-due');
    const { id } = (await make(referralId)).body;
    expect(await warnings(referralId)).toContain('report-due');
    await send(id);
    expect(await warnings(referralId)).not.toContain('report-due');
    app.clock.advance(32 * DAY_MS);
    // Nothing was done since: there is nothing new to tell.
    expect(await warnings(referralId)).not.toContain('report-due');
    await give(patientId, referralId);
    expect(await warnings(referralId)).toContain('report-due');
    const { columns } = await ask<{ columns: { data: { id: string; warnings: string[] }[] }[] }>('GET', '/referrals/board');
    const card = columns.flatMap((column) => column.data).find((one) => one.id === referralId)!;
    expect(card.warnings).toEqual(expect.arrayContaining(['report-due', 'report-unacknowledged']));
  });
});
