import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clinicMigrations } from '#clinic';
import { PatientsService, patientsMigrations } from '#patients';
import { platformMigrations, systemContext } from '#platform';
import { SchedulingExtensions, schedulingMigrations } from '#scheduling';
import { SpecApp } from '#testing';
import { referralsMigrations } from './referrals.migrations.js';
import { ReferralsModule } from './referrals.module.js';

const NOW = Date.UTC(2026, 10, 23, 20, 0);
const migrations = [...platformMigrations, ...clinicMigrations, ...patientsMigrations, ...schedulingMigrations, ...referralsMigrations];

describe('referrals over HTTP', () => {
  let app: SpecApp;
  let base: string;
  let patientId: string;

  beforeAll(async () => {
    app = await SpecApp.start({ modules: [ReferralsModule], migrations, now: NOW });
    base = `${app.url}/api/v1/referrals`;
    const patients = app.get(PatientsService);
    patientId = (await patients.create(systemContext('spec', NOW), { givenName: 'Ana', familyName: 'Silva' })).body.id;
  });

  afterAll(() => app.close());

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(base + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, etag: response.headers.get('etag'), body: (await response.json()) as Record<string, unknown> };
  }

  it('registers its gate', () => {
    expect(app.get(SchedulingExtensions).gates.map((gate) => gate.key)).toContain('referrals');
  });

  it('enters, reads, moves and counts a referral', async () => {
    const body = { patientId, referrer: { name: 'Dr. Otto Kern' }, reason: 'Neck pain', visitsAuthorized: 6, source: 'outside' };
    const made = await call('POST', '', body);
    expect([made.status, made.etag, made.body['status']]).toEqual([201, '"v1"', 'received']);
    const path = `/${made.body['id'] as string}`;
    expect(await call('GET', path)).toEqual({ status: 200, etag: '"v1"', body: made.body });
    expect((await call('GET', `?patientId=${patientId}&status=received&q=otto`)).body).toMatchObject({
      data: [{ id: made.body['id'], ledger: { left: 6 }, warnings: [], ageDays: 0 }],
      page: { hasMore: false },
    });

    const board = await call('GET', '/board?limit=1');
    expect([board.status, board.body['columns']]).toMatchObject([
      200,
      [{ key: 'new', total: 1, data: [{ id: made.body['id'] }] }, { total: 0 }, { total: 0 }, { total: 0 }, { total: 0 }],
    ]);
    expect((await call('GET', '/board?column=old')).status).toBe(400);

    expect((await call('POST', `${path}/transitions`, { to: 'accepted' })).status).toBe(428);
    const illegal = await call('POST', `${path}/transitions`, { to: 'completed' }, { 'if-match': '"v1"' });
    expect([illegal.status, illegal.body['code'], illegal.body['allowed']]).toEqual([
      409,
      'invalid-transition',
      ['accepted', 'needs-information', 'needs-clearance', 'declined', 'cancellation-requested'],
    ]);
    const moved = await call('POST', `${path}/transitions`, { to: 'accepted' }, { 'if-match': '"v1"' });
    expect([moved.status, moved.etag, moved.body['status']]).toEqual([200, '"v2"', 'accepted']);

    const ledger = await call('GET', `${path}/ledger`);
    expect([ledger.status, ledger.body]).toEqual([200, { authorized: 6, booked: 0, used: 0, left: 6 }]);
    expect(ledger.etag).toMatch(/^"/);
  });

  it('is agreed on when a person enters it', async () => {
    const made = await call('POST', '', { patientId, referrer: { name: 'Dr. Otto Kern' }, reason: 'Neck pain' });
    expect([made.status, made.body['source'], made.body['status']]).toEqual([201, 'staff', 'accepted']);
  });

  it('says of which moves to ask why, and keeps the answer', async () => {
    const made = await call('POST', '', { patientId, referrer: { name: 'Dr. Otto Kern' }, reason: 'Neck pain', source: 'outside' });
    expect(made.body['moves']).toContainEqual({ to: 'declined', by: 'recipient', needsReason: true, followsVisits: false });
    const path = `/${made.body['id'] as string}/transitions`;
    const declined = await call('POST', path, { to: 'declined', reason: ' No capacity ' }, { 'if-match': '"v1"' });
    expect([declined.status, declined.body['transitions']]).toMatchObject([
      200,
      [{ to: 'received' }, { to: 'declined', reason: 'No capacity' }],
    ]);
  });

  it('names what is wrong', async () => {
    const wrong = await call('POST', '', { patientId: 'pat_x', referrer: { name: 'Dr. Otto Kern' }, reason: 'Neck pain' });
    expect([wrong.status, wrong.body['code']]).toEqual([422, 'patient-unknown']);
    expect((await call('GET', '/ref_x')).status).toBe(404);
    expect((await call('GET', '/ref_x/ledger')).status).toBe(404);
    expect((await call('GET', '?status=done')).status).toBe(400);
  });
});
