import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ClinicService } from '#clinic';
import { ScreeningRules } from '#screening';
import { bookPair, findPairs, newPatient, type VisitBody } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Monday 09:00 in Denver.
const NOW = '2027-02-01T16:00:00Z';

interface Problem {
  code: string;
  errors?: { pointer: string }[];
}

describe.each(databasesUnderTest())('what is written about a course on %s', (database) => {
  let app: TestApp;
  let patientId: string;

  beforeAll(async () => {
    app = await TestApp.start({ database, now: NOW });
    patientId = await newPatient(app);
  });

  afterAll(() => app.close());

  const INTAKE = {
    why: 'Canarywhy: headaches after an accident',
    recommendedBy: { name: 'Dr. Example' },
    areas: ['neck', { code: 'shoulder', side: 'left' }],
    onset: { date: '2026-12-24', how: 'rear-ended', why: 'Canarycause' },
    course: 'chronic',
    pain: 6,
    pressure: 'light',
    rangeOfMotion: [{ area: { code: 'neck' }, percent: 60 }],
    conditions: ['lymphedema', 'sinus-pressure'],
    consent: true,
  };

  it('keeps every version of an intake, and suggests techniques for its conditions', async () => {
    const made = await app.call<{ id: string; version: number; suggestedTechniques: string[] }>(
      'POST',
      `/patients/${patientId}/intakes`,
      INTAKE,
    );
    expect([made.status, made.body.version, made.body.suggestedTechniques]).toEqual([201, 1, ['trigger-point', 'lymphatic-drainage']]);
    const path = `/intakes/${made.body.id}`;
    expect((await app.call('PUT', path, { pain: 4 })).status).toBe(428);
    const changed = await app.call('PUT', path, { ...INTAKE, pain: 4 }, { 'if-match': made.etag! });
    expect([changed.status, changed.body['version'], changed.body['pain']]).toEqual([200, 2, 4]);
    expect((await app.call('PUT', path, INTAKE, { 'if-match': made.etag! })).status).toBe(412);
    const list = await app.call<{ data: { areas: unknown }[] }>('GET', `/patients/${patientId}/intakes`);
    expect(list.body.data).toMatchObject([{ id: made.body.id, areas: [{ code: 'neck' }, { code: 'shoulder', side: 'left' }] }]);
    const settings = jest.spyOn(ScreeningRules.prototype, 'current');
    const clinic = jest.spyOn(ClinicService.prototype, 'snapshot');
    const versions = await app.call<{ data: Record<string, unknown>[] }>('GET', `${path}/versions`);
    expect([settings.mock.calls.length, clinic.mock.calls.length]).toEqual([1, 2]);
    settings.mockRestore();
    clinic.mockRestore();
    expect(versions.body.data.map(({ version, pain, why, by }) => [version, pain, why, by])).toEqual([
      [2, 4, INTAKE.why, 'test'],
      [1, 6, INTAKE.why, 'test'],
    ]);
    expect((await app.call('GET', '/intakes/int_none/versions')).status).toBe(404);
    const rows = await app.parts.database.reader.all('select * from health_record_history where record_id = ?', [made.body.id]);
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toMatch(/Canary|neck|lymphedema/);
  });

  it('names the field of what cannot be', async () => {
    for (const [body, pointer, status] of [
      [{ onset: { date: '2091-01-01' } }, '/onset/date', 400],
      [{ pain: 11 }, '/pain', 400],
      [{ pain: -1 }, '/pain', 400],
      [{ areas: ['tail'] }, '/areas/0', 422],
      [{ conditions: ['boredom'] }, '/conditions/0', 422],
      [{ rangeOfMotion: [{ area: { code: 'tail' }, percent: 5 }] }, '/rangeOfMotion/0/area', 422],
      [{ diagnosis: 'x' }, '/diagnosis', 400],
      [{ rangeOfMotion: [{ percent: 5 }] }, '/rangeOfMotion/0/area', 400],
      [{ recommendedBy: [] }, '/recommendedBy', 400],
      [{ onset: 'long ago' }, '/onset', 400],
      [{ onset: { why: 'x'.repeat(1001) } }, '/onset/why', 400],
    ] as const) {
      const answer = await app.call<Problem>('POST', `/patients/${patientId}/intakes`, body);
      expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([status, pointer]);
    }
    expect((await app.call('POST', '/patients/pat_none/intakes', INTAKE)).status).toBe(404);
  });

  it('is filled in by the patient through a link that works once and names nobody', async () => {
    const own = await newPatient(app, { language: 'es' });
    const first = await app.call<{ token: string; expiresAt: string }>('POST', `/patients/${own}/intakes/link`);
    const link = await app.call<{ token: string; url: string; expiresAt: string }>('POST', `/patients/${own}/intakes/link`);
    expect([link.status, link.body.expiresAt]).toEqual([201, '2027-02-08T09:00:00-07:00']);
    const { token, url } = link.body;
    expect(new URL(url).pathname).toBe(`/p/${token}`);
    const open = (given: string) => app.call('POST', '/links/intake/open', { token: given });
    expect((await open(first.body.token)).status).toBe(404);
    const opened = await open(token);
    expect(opened.status).toBe(200);
    expect(opened.body).toMatchObject({ language: 'es', areaChoices: expect.arrayContaining([{ code: 'low-back', name: 'Low back' }]) });
    expect(JSON.stringify(opened.body)).not.toMatch(/Pat|Number/);
    const wrong = await app.call<Problem>('POST', '/links/intake/submit', { token, pain: 12 });
    expect([wrong.status, wrong.body.errors?.[0]?.pointer]).toEqual([400, '/pain']);
    const submit = () => app.call('POST', '/links/intake/submit', { token, ...INTAKE });
    expect((await Promise.all([submit(), submit()])).map((one) => one.status).sort()).toEqual([204, 404]);
    const list = await app.call<{ data: { by: string }[] }>('GET', `/patients/${own}/intakes`);
    expect(list.body.data).toMatchObject([{ by: 'The patient', version: 1 }]);
  });

  it('takes a session note of a massage that has begun, and of nothing else', async () => {
    const patientId = await newPatient(app);
    const { options } = await findPairs(app, { from: '2027-02-08', to: '2027-02-12', patientId });
    const visit = await bookPair(app, patientId, options[0]!);
    const legs = Object.fromEntries(visit.legs.map((leg) => [leg.serviceId, leg.id]));
    const path = (service: string) => `/visits/${visit.id}/legs/${legs[service]!}`;
    const note = {
      areas: ['low-back'],
      techniques: ['trigger-point'],
      wasPainful: false,
      painBefore: 6,
      painAfter: 3,
      adviceGiven: 'Canaryadvice',
    };
    const put = (service: string, body: unknown, headers?: Record<string, string>) =>
      app.call<Problem & { version: number }>('PUT', `${path(service)}/note`, body, headers);
    expect((await put('svc_spot-work', note)).body.code).toBe('invalid-transition');
    app.clock.advance(Date.parse(visit.start) - app.clock.now());
    let seen = await app.call<VisitBody>('GET', `/visits/${visit.id}`);
    for (const service of ['svc_spot-work', 'svc_adjustment']) {
      seen = await app.call<VisitBody>('POST', `${path(service)}/complete`, undefined, { 'if-match': seen.etag! });
      expect(seen.status).toBe(200);
    }
    expect((await put('svc_adjustment', note)).body.code).toBe('not-a-massage');
    expect((await app.call('GET', `${path('svc_spot-work')}/note`)).status).toBe(404);
    const written = await put('svc_spot-work', note);
    expect([written.status, written.body.version]).toEqual([200, 1]);
    expect((await put('svc_spot-work', note)).status).toBe(428);
    expect((await put('svc_spot-work', { ...note, painAfter: 2 }, { 'if-match': written.etag! })).body.version).toBe(2);
    expect((await app.call('GET', `${path('svc_spot-work')}/note`)).body).toMatchObject({ painAfter: 2, wasPainful: false, by: 'test' });
    const list = await app.call<{ data: { legId: string; version: number }[] }>('GET', `/visits/${visit.id}/notes`);
    expect(list.body.data).toMatchObject([{ legId: legs['svc_spot-work'], version: 2 }]);
    expect((await app.call('GET', '/visits/vis_none/notes')).status).toBe(404);
    // Whoever says that there is none yet does not replace one that somebody else wrote meanwhile.
    expect((await put('svc_spot-work', note, { 'if-match': '"v0"' })).status).toBe(412);
    for (const [body, pointer] of [
      [{ ...note, painfulHow: 'elbow' }, '/painfulHow'],
      [{ ...note, techniques: ['tickling'] }, '/techniques/0'],
      [{ ...note, painAfter: 99 }, '/painAfter'],
    ] as const) {
      expect((await put('svc_spot-work', body, { 'if-match': '*' })).body.errors?.[0]?.pointer).toBe(pointer);
    }
    const rows = await app.parts.database.reader.all('select * from health_record');
    expect(JSON.stringify(rows)).not.toMatch(/Canary|low-back|trigger/);
  });
});
