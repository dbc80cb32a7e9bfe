import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clinicMigrations } from '#clinic';
import { platformMigrations } from '#platform';
import { SpecApp } from '#testing';
import { patientsMigrations } from './patients.migrations.js';
import { PatientsModule } from './patients.module.js';

describe('patients over HTTP', () => {
  let app: SpecApp;
  let base: string;

  beforeAll(async () => {
    const now = Date.UTC(2026, 10, 23, 20, 0);
    app = await SpecApp.start({
      modules: [PatientsModule],
      migrations: [...platformMigrations, ...clinicMigrations, ...patientsMigrations],
      now,
    });
    base = `${app.url}/api/v1/patients`;
  });

  afterAll(() => app.close());

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(base + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> };
  }

  const ana = {
    givenName: ' Ana ',
    familyName: 'Silva',
    birthDate: '1984-03-02',
    email: 'ana@example.org',
    phone: '+1 (503) 555-0142',
    preferredChannel: 'sms',
    language: 'es',
  };

  it('makes, reads, finds and replaces a patient', async () => {
    const made = await call('POST', '', ana);
    expect(made.status).toBe(201);
    const id = made.body['id'] as string;
    expect(made.body).toEqual({ ...ana, givenName: 'Ana', id, version: 1, displayName: 'Ana Silva', remindersOptedOut: false });
    expect(made.headers.get('etag')).toBe('"v1"');
    expect(made.headers.get('location')).toBe(`/api/v1/patients/${id}`);

    const read = await call('GET', `/${id}`);
    expect([read.status, read.headers.get('etag'), read.body]).toEqual([200, '"v1"', made.body]);
    const list = await call('GET', '?q=silva%20an');
    expect(list.body).toEqual({ data: [made.body], page: { hasMore: false } });

    expect((await call('PUT', `/${id}`, ana)).status).toBe(428);
    expect((await call('PUT', `/${id}`, ana, { 'if-match': '"v9"' })).status).toBe(412);
    // What was read may be sent back whole.
    const changed = await call('PUT', `/${id}`, { ...read.body, remindersOptedOut: true, birthDate: null }, { 'if-match': '"v1"' });
    expect([changed.status, changed.headers.get('etag'), changed.body['remindersOptedOut'], changed.body['birthDate']]).toEqual([
      200,
      '"v2"',
      true,
      undefined,
    ]);
    expect((await call('PUT', `/${id}`, { ...ana, id: 'pat_other' }, { 'if-match': '"v2"' })).body['code']).toBe('id-mismatch');
  });

  it('answers one Idempotency-Key once', async () => {
    const key = { 'idempotency-key': 'k1' };
    const first = await call('POST', '', { givenName: 'Ida', familyName: 'Once' }, key);
    const second = await call('POST', '', { givenName: 'Ida', familyName: 'Once' }, key);
    expect([second.status, second.body]).toEqual([201, first.body]);
    expect(((await call('GET', '?q=once')).body['data'] as unknown[]).length).toBe(1);
  });

  it.each([
    [{ familyName: 'B' }, '/givenName'],
    [{ givenName: 'A\nB', familyName: 'B' }, '/givenName'],
    [{ givenName: 'x'.repeat(101), familyName: 'B' }, '/givenName'],
    [{ givenName: '  ', familyName: 'B' }, '/givenName'],
    [{ givenName: 'A', familyName: 'B', birthDate: '2026-02-30' }, '/birthDate'],
    [{ givenName: 'A', familyName: 'B', birthDate: '1899-12-31' }, '/birthDate'],
    [{ givenName: 'A', familyName: 'B', birthDate: '2027-01-01' }, '/birthDate'],
    [{ givenName: 'A', familyName: 'B', email: 'nobody' }, '/email'],
    [{ givenName: 'A', familyName: 'B', phone: '12345' }, '/phone'],
    [{ givenName: 'A', familyName: 'B', preferredChannel: 'fax' }, '/preferredChannel'],
    [{ givenName: 'A', familyName: 'B', preferredChannel: 'email' }, '/preferredChannel'],
    [{ givenName: 'A', familyName: 'B', language: 'de' }, '/language'],
    [{ givenName: 'A', familyName: 'B', demo: true }, '/demo'],
  ])('refuses %j at %s', async (body, pointer) => {
    const answer = await call('POST', '', body);
    expect(answer.status).toBe(400);
    expect(answer.body['errors']).toMatchObject([{ pointer }]);
  });

  it('says 404 for somebody unknown and 400 for a bad query', async () => {
    expect((await call('GET', '/pat_nobody')).status).toBe(404);
    expect((await call('PUT', '/pat_nobody', ana, { 'if-match': '"v1"' })).status).toBe(404);
    expect((await call('GET', '?limit=0')).status).toBe(400);
    expect((await call('GET', '?cursor=zzz')).body['code']).toBe('invalid-cursor');
  });
});
