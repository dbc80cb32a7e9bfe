import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR_MS, MINUTE_MS } from '#kernel';
import { databasesUnderTest } from '#testing';
import { IdentityApp, PASSWORD, tokenIn } from '../testing/identity-app.js';

const SESSION = '/api/v1/session';
const UNAUTHENTICATED = { status: 401, body: { code: 'unauthenticated' } };

describe.each(databasesUnderTest())('sessions on %s', (kind) => {
  let test: IdentityApp;
  let people = 0;
  beforeAll(async () => {
    test = await IdentityApp.start(kind);
  });
  afterAll(() => test.close());
  afterEach(() => test.clock.advance(2 * MINUTE_MS));

  const newEmail = () => `person${++people}@example.org`;
  const signIn = (email: string, password = PASSWORD, cookie?: string) => test.call(SESSION, { body: { email, password }, cookie });
  const show = (cookie: string) => test.call(SESSION, { cookie });

  it('begin with e-mail and password, whatever the case of the e-mail', async () => {
    const { id } = await test.join('Kim.Lee@Example.org', 'practitioner', 'prac_kim');
    const reply = await signIn(' KIM.lee@example.org ');
    expect(reply).toMatchObject({
      status: 201,
      body: {
        user: { id, displayName: 'The practitioner', email: 'kim.lee@example.org', role: 'practitioner', practitionerId: 'prac_kim' },
        idleMinutes: 15,
      },
    });
    expect(reply.body.user.scopes).toContain('visits:override');
    expect(reply.headers.get('set-cookie')).toMatch(/^spotwork=[0-9a-z]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    const shown = await show(reply.cookie!);
    expect(shown.body).toEqual(reply.body);
    expect((await test.call(SESSION, { cookie: reply.cookie, headers: { 'if-none-match': shown.headers.get('etag')! } })).status).toBe(304);
    expect((await test.audit('session.started')).at(-1)).toMatchObject({ actor_id: id });
  });

  it('show an API key itself, which has none to end', async () => {
    const key = await test.key('visits:read');
    expect((await test.call(SESSION, { key })).body).toEqual({ apiKey: { id: expect.any(String), name: 'spec', scopes: ['visits:read'] } });
    expect(await test.call(SESSION, { key, method: 'DELETE' })).toMatchObject({ status: 422, body: { code: 'no-session' } });
  });

  it('answer a wrong password, an unknown person, an invited and a disabled one alike', async () => {
    const known = newEmail();
    const { id } = await test.join(known, 'coordinator');
    const disabled = newEmail();
    const leaver = await test.join(disabled, 'coordinator');
    await test.db.run((tx) => tx.run(`update app_user set status = 'disabled' where id = ?`, [leaver.id]));
    const invited = newEmail();
    await test.identity.inviteUser(test.cli, { email: invited, displayName: 'New', role: 'coordinator' });
    const before = (await test.audit('session.refused')).length;
    const replies = [await signIn(known, 'wrong password'), await signIn(newEmail()), await signIn(invited), await signIn(disabled)];
    for (const reply of replies) {
      expect(reply).toMatchObject({ status: 401, body: replies[0]!.body, cookie: undefined });
    }
    const refusals = (await test.audit('session.refused')).slice(before);
    expect(refusals).toHaveLength(3);
    expect(refusals).toContainEqual({ subject_id: id, actor_id: 'public', facts: null });
  });

  it('are slowed after five failures, counted before the hash is computed, then open again (ASVS 6.3.1)', async () => {
    const email = newEmail();
    await test.join(email, 'coordinator');
    const before = (await test.audit('session.refused')).length;
    const replies = await Promise.all(Array.from({ length: 40 }, () => signIn(email, 'wrong password')));
    expect(replies.filter((reply) => reply.status === 401)).toHaveLength(5);
    const slowed = replies.filter((reply) => reply.status === 429);
    expect(slowed).toHaveLength(35);
    for (const reply of slowed) {
      expect(reply.body.code).toBe('too-many-attempts');
      expect(reply.headers.get('retry-after')).toBe('30');
    }
    expect((await test.audit('session.refused')).length - before).toBe(5);
    expect((await signIn(email)).status).toBe(429);
    test.clock.advance(30_000);
    expect((await signIn(email, 'wrong again')).status).toBe(401);
    test.clock.advance(59_999);
    expect((await signIn(email)).status).toBe(429);
    test.clock.advance(1);
    expect((await signIn(email)).status).toBe(201);
    // Success forgets the failures.
    for (let i = 0; i < 4; i++) expect((await signIn(email, 'wrong password')).status).toBe(401);
    expect((await signIn(email)).status).toBe(201);
  });

  it('slow an address without account just the same', async () => {
    const email = newEmail();
    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push((await signIn(email)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect(JSON.stringify(await test.db.reader.all('select * from password_throttle'))).not.toContain('example.org');
  });

  it('end after 15 minutes without a request (ASVS 7.3.1)', async () => {
    const { cookie } = await test.join(newEmail(), 'coordinator');
    for (let i = 0; i < 4; i++) {
      test.clock.advance(14 * MINUTE_MS);
      expect((await show(cookie)).status).toBe(200);
    }
    test.clock.advance(15 * MINUTE_MS);
    expect(await show(cookie)).toMatchObject(UNAUTHENTICATED);
  });

  it('end after 12 hours, however busy (ASVS 7.3.2)', async () => {
    const { cookie } = await test.join(newEmail(), 'coordinator');
    for (let passed = 0; passed < 12 * HOUR_MS - 10 * MINUTE_MS; passed += 10 * MINUTE_MS) {
      test.clock.advance(10 * MINUTE_MS);
      expect((await show(cookie)).status).toBe(200);
    }
    test.clock.advance(10 * MINUTE_MS);
    expect(await show(cookie)).toMatchObject(UNAUTHENTICATED);
  });

  it('end on the server when the person signs out (ASVS 7.4.1)', async () => {
    const { id, cookie } = await test.join(newEmail(), 'coordinator');
    expect((await show(cookie)).status).toBe(200);
    const out = await test.call(SESSION, { cookie, method: 'DELETE' });
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toBe('spotwork=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0');
    expect(out.headers.get('clear-site-data')).toBe('"cookies", "storage"');
    expect(await show(cookie)).toMatchObject(UNAUTHENTICATED);
    expect((await test.audit('session.ended')).at(-1)).toMatchObject({ actor_id: id });
  });

  it('take a new token at each sign-in, and the old one is dead (ASVS 7.2.4)', async () => {
    const email = newEmail();
    const { cookie } = await test.join(email, 'coordinator');
    const next = await signIn(email, PASSWORD, cookie);
    expect(next.status).toBe(201);
    expect(next.cookie).not.toBe(cookie);
    expect(await show(cookie)).toMatchObject(UNAUTHENTICATED);
    expect((await show(next.cookie!)).status).toBe(200);
  });

  it('keep passwords and tokens out of the database, also with an Idempotency-Key', async () => {
    const email = newEmail();
    const link = await test.identity.inviteUser(test.cli, { email, displayName: 'New', role: 'coordinator' });
    const secret = 'a very secret phrase';
    const headers = { 'idempotency-key': 'same-key' };
    const set = await test.call(`${SESSION}/setup`, { body: { token: tokenIn(link), password: secret }, headers });
    const entered = await test.call(SESSION, { body: { email, password: secret }, headers });
    expect([set.status, entered.status]).toEqual([201, 201]);
    expect(await test.db.reader.all('select id from idempotency')).toEqual([]);
    const tables = await Promise.all(
      ['app_user', 'session', 'single_use_token', 'audit'].map((table) => test.db.reader.all(`select * from ${table}`)),
    );
    const stored = JSON.stringify(tables);
    for (const text of [secret, tokenIn(link), entered.cookie!.split('=')[1]!]) expect(stored).not.toContain(text);
  });
});
