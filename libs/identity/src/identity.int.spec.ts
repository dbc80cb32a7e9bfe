import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY_MS, MINUTE_MS } from '#kernel';
import { databasesUnderTest } from '#testing';
import { IdentityApp, PASSWORD, tokenIn } from './testing/identity-app.js';

const SETUP = '/api/v1/session/setup';
const INVITATIONS = '/api/v1/users/invitations';
const KEYS = '/api/v1/api-keys';
const NOT_VALID = { status: 404, body: { code: 'link-not-valid' } };

describe.each(databasesUnderTest())('the first sign-in on %s', (kind) => {
  let test: IdentityApp;
  beforeAll(async () => {
    test = await IdentityApp.start(kind);
  });
  afterAll(() => test.close());

  it('is by a link that makes an administrator, until anybody has a password', async () => {
    const links = await Promise.all(Array.from({ length: 4 }, () => test.identity.firstSignInLink(test.cli)));
    expect(await test.db.reader.all('select id from app_user')).toHaveLength(1);
    for (const link of links) expect(link).toMatch(/^http:\/\/localhost:3000\/setup#token=[0-9a-z]{43}$/);
    const named = await test.identity.firstSignInLink(test.cli, 'Owner@Example.org');
    expect(await test.db.reader.all('select email, role from app_user')).toEqual([{ email: 'owner@example.org', role: 'admin' }]);

    test.clock.advance(30 * MINUTE_MS - 1);
    expect(await test.call(`${SETUP}/check`, { body: { token: tokenIn(named!) } })).toMatchObject({
      status: 200,
      body: { email: 'owner@example.org', displayName: 'Admin' },
    });
    test.clock.advance(1);
    expect(await test.call(`${SETUP}/check`, { body: { token: tokenIn(named!) } })).toMatchObject(NOT_VALID);

    const [used, other] = [await test.identity.firstSignInLink(test.cli), await test.identity.firstSignInLink(test.cli)];
    const done = await test.call(SETUP, { body: { token: tokenIn(used!), password: PASSWORD } });
    expect(done).toMatchObject({ status: 201, body: { user: { role: 'admin', scopes: ['*'] } } });
    expect(await test.call(SETUP, { body: { token: tokenIn(other!), password: PASSWORD } })).toMatchObject(NOT_VALID);
    expect(await test.identity.firstSignInLink(test.cli)).toBeUndefined();
  });
});

describe.each(databasesUnderTest())('people on %s', (kind) => {
  let test: IdentityApp;
  let manager: { id: string; cookie: string };
  beforeAll(async () => {
    test = await IdentityApp.start(kind);
    manager = await test.join('manager@example.org', 'manager');
  });
  afterAll(() => test.close());
  afterEach(() => test.clock.advance(2 * MINUTE_MS));

  const invite = (body: object, headers = {}) => test.call(INVITATIONS, { cookie: manager.cookie, body, headers });

  it('are invited, set a password once and are signed in', async () => {
    const invited = await invite({ email: 'Ana@Example.org', displayName: 'Ana', role: 'practitioner', practitionerId: 'prac_ana' });
    expect(invited).toMatchObject({
      status: 201,
      body: { user: { email: 'ana@example.org', status: 'invited', role: 'practitioner', practitionerId: 'prac_ana', version: 1 } },
    });
    const token = tokenIn(invited.body.link);
    expect(await test.call(`${SETUP}/check`, { body: { token } })).toMatchObject({
      status: 200,
      body: { email: 'ana@example.org', displayName: 'Ana' },
    });
    expect(await test.call(`${SETUP}?token=${token}`)).toMatchObject({ status: 404 });
    const weak = await test.call(SETUP, { body: { token, password: 'Password1234' } });
    expect(weak).toMatchObject({ status: 400, body: { code: 'password-too-common', errors: [{ pointer: '/password' }] } });
    const done = await test.call(SETUP, { body: { token, password: PASSWORD } });
    expect(done).toMatchObject({ status: 201, body: { user: { id: invited.body.user.id, practitionerId: 'prac_ana' } } });
    expect((await test.call('/api/v1/session', { cookie: done.cookie })).status).toBe(200);
    for (const path of [SETUP, `${SETUP}/check`]) {
      expect(await test.call(path, { body: { token, ...(path === SETUP && { password: PASSWORD }) } })).toMatchObject(NOT_VALID);
    }
    const { id } = invited.body.user;
    expect(await test.audit('user.invited')).toContainEqual({ actor_id: manager.id, subject_id: id, facts: '{"role":"practitioner"}' });
    expect(await test.audit('user.password-set')).toContainEqual({ actor_id: id, subject_id: id, facts: null });
    expect(await invite({ email: 'ana@example.org', displayName: 'Ana', role: 'practitioner' })).toMatchObject({
      status: 409,
      body: { code: 'email-taken' },
    });
  });

  it('set it once, of 20 who try with the same link', async () => {
    const { body } = await invite({ email: 'race@example.org', displayName: 'Race', role: 'coordinator' });
    const tries = Array.from({ length: 20 }, (_, i) =>
      test.call(SETUP, { body: { token: tokenIn(body.link), password: `${PASSWORD} ${i}` } }),
    );
    const replies = await Promise.all(tries);
    expect(replies.filter((reply) => reply.status === 201)).toHaveLength(1);
    expect(replies.filter((reply) => reply.status === 404)).toHaveLength(19);
    const sessions = await test.db.reader.all('select id from session where user_id = ?', [body.user.id]);
    expect(sessions).toHaveLength(1);
  });

  it('get a new link instead of the old one when invited again', async () => {
    const first = await invite({ email: 'slow@example.org', displayName: 'Slow', role: 'coordinator' });
    const again = await invite({ email: 'slow@example.org', displayName: 'Slow', role: 'practitioner' });
    expect(again.body.user).toMatchObject({ id: first.body.user.id, role: 'practitioner', version: 2 });
    expect(await test.call(`${SETUP}/check`, { body: { token: tokenIn(first.body.link) } })).toMatchObject(NOT_VALID);
    expect((await test.call(`${SETUP}/check`, { body: { token: tokenIn(again.body.link) } })).status).toBe(200);
    test.clock.advance(7 * DAY_MS);
    expect(await test.call(`${SETUP}/check`, { body: { token: tokenIn(again.body.link) } })).toMatchObject(NOT_VALID);
    manager = {
      ...manager,
      cookie: (await test.call('/api/v1/session', { body: { email: 'manager@example.org', password: PASSWORD } })).cookie!,
    };
  });

  it('are invited by those who may, to roles that they hold themselves', async () => {
    const desk = await test.join('desk@example.org', 'coordinator');
    const body = { email: 'x@example.org', displayName: 'X', role: 'coordinator' };
    expect(await test.call(INVITATIONS, { cookie: desk.cookie, body })).toMatchObject({ status: 403, body: { scope: 'users:write' } });
    expect(await test.call('/api/v1/users', { cookie: desk.cookie })).toMatchObject({ status: 403, body: { scope: 'users:read' } });
    expect(await invite({ ...body, role: 'admin' })).toMatchObject({ status: 403, body: { code: 'insufficient-scope', scope: '*' } });
    // Nor may a manager turn an administrator who has not signed in yet into something else.
    await test.identity.inviteUser(test.cli, { email: 'boss@example.org', displayName: 'Boss', role: 'admin' });
    expect((await invite({ ...body, email: 'boss@example.org' })).status).toBe(403);
    expect(await test.db.reader.get('select id from app_user where email = ?', ['x@example.org'])).toBeUndefined();
  });

  it('are refused at the field that is wrong', async () => {
    const body = { email: 'y@example.org', displayName: 'Y', role: 'coordinator' };
    for (const email of ['', 'y', 'y@', '@example.org', 'y z@example.org', 'y@example.org\r\nBcc: z', 'ÿ@example.org', 'y@-']) {
      expect(await invite({ ...body, email })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/email' }] } });
    }
    expect(await invite({ ...body, role: 'surgeon' })).toMatchObject({
      status: 400,
      body: { code: 'unknown-role', errors: [{ pointer: '/role' }] },
    });
    expect(await invite({ ...body, passwordHash: 'x' })).toMatchObject({ status: 400, body: { errors: [{ code: 'unknown-field' }] } });
  });

  it('are listed in pages, without anything secret', async () => {
    const { cookie } = manager;
    const first = await test.call('/api/v1/users?limit=2', { cookie });
    expect(first.body.data).toHaveLength(2);
    expect(first.body.page.hasMore).toBe(true);
    const second = await test.call(`/api/v1/users?limit=2&cursor=${encodeURIComponent(first.body.page.next)}`, { cookie });
    expect(second.body.data[0].id > first.body.data[1].id).toBe(true);
    expect(JSON.stringify(first.body)).not.toMatch(/argon2|hash/i);
  });

  it('replay an invitation by Idempotency-Key without the link', async () => {
    const body = { email: 'once@example.org', displayName: 'Once', role: 'coordinator' };
    const headers = { 'idempotency-key': 'invite-once' };
    const first = await invite(body, headers);
    const again = await invite(body, headers);
    expect(first.body.link).toBeDefined();
    const { link, ...rest } = first.body;
    expect(again).toMatchObject({ status: 201 });
    expect(again.body).toEqual(rest);
    const stored = await test.db.reader.all('select * from idempotency');
    expect(JSON.stringify(stored)).not.toContain(tokenIn(link));
  });
});

describe.each(databasesUnderTest())('API keys on %s', (kind) => {
  let test: IdentityApp;
  let root: string;
  beforeAll(async () => {
    test = await IdentityApp.start(kind);
    root = await test.key('*');
  });
  afterAll(() => test.close());

  it('are made, shown once, listed and revoked', async () => {
    const made = await test.call(KEYS, {
      key: root,
      body: { name: 'website', scopes: ['visits:read', 'visits:write'], expiresAt: '2027-11-23T13:00:00-07:00' },
    });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'website', scopes: ['visits:read', 'visits:write'], expiresAt: '2027-11-23T20:00:00+00:00' },
    });
    const { key, ...shown } = made.body;
    expect(key).toMatch(/^sw_live_[0-9a-z]{10}_[0-9a-z]{43}$/);
    expect(key.startsWith(`${shown.prefix}_`)).toBe(true);
    expect((await test.call('/api/v1/session', { key })).body.apiKey).toMatchObject({ id: shown.id, name: 'website' });

    const listed = await test.call(KEYS, { key: root });
    expect(listed.body.data).toContainEqual(expect.objectContaining({ id: shown.id, prefix: shown.prefix }));
    expect(JSON.stringify(listed.body)).not.toContain(key.slice(-43));
    expect(JSON.stringify(await test.db.reader.all('select * from api_key'))).not.toContain(key.slice(-43));

    for (let i = 0; i < 2; i++) expect((await test.call(`${KEYS}/${shown.id}`, { key: root, method: 'DELETE' })).status).toBe(204);
    expect((await test.call('/api/v1/session', { key })).status).toBe(401);
    expect(await test.audit('api-key.created')).toHaveLength(2);
    expect(await test.audit('api-key.revoked')).toHaveLength(1);
    expect(await test.call(`${KEYS}/key_nothing`, { key: root, method: 'DELETE' })).toMatchObject({ status: 404 });
  });

  it('hold known scopes, no more than their maker', async () => {
    const unknown = await test.call(KEYS, { key: root, body: { name: 'x', scopes: ['visit:read'] } });
    expect(unknown).toMatchObject({ status: 400, body: { code: 'unknown-scope', errors: [{ pointer: '/scopes/0' }] } });
    expect(unknown.body.detail).toContain('visits:override');
    const lesser = await test.key('keys:write', 'visits:read');
    expect(await test.call(KEYS, { key: lesser, body: { name: 'x', scopes: ['*'] } })).toMatchObject({ status: 403, body: { scope: '*' } });
    expect((await test.call(KEYS, { key: lesser, body: { name: 'x', scopes: ['visits:read'] } })).status).toBe(201);
    expect(await test.call(KEYS, { key: lesser })).toMatchObject({ status: 403, body: { scope: 'keys:read' } });
    const past = { name: 'x', scopes: ['*'], expiresAt: '2026-11-23T12:00:00Z' };
    expect(await test.call(KEYS, { key: root, body: past })).toMatchObject({ status: 400, body: { code: 'in-the-past' } });
  });

  it('replay by Idempotency-Key without the secret, and make one key', async () => {
    const call = { key: root, body: { name: 'once', scopes: ['visits:read'] }, headers: { 'idempotency-key': '"make-once"' } };
    const first = await test.call(KEYS, call);
    const again = await test.call(KEYS, call);
    const { key, ...rest } = first.body;
    expect(key).toBeDefined();
    expect(again.body).toEqual(rest);
    expect(JSON.stringify(await test.db.reader.all('select * from idempotency'))).not.toContain(key.slice(-43));
  });

  it('belong to the user who makes them', async () => {
    const admin = await test.join('admin@example.org', 'admin');
    const made = await test.call(KEYS, { cookie: admin.cookie, body: { name: 'mine', scopes: ['*'] } });
    expect(made.body.ownerUserId).toBe(admin.id);
    await expect(test.identity.createApiKey(test.cli, { name: 'x', scopes: ['*'], ownerUserId: 'usr_nobody' })).rejects.toMatchObject({
      code: 'unknown-user',
    });
  });
});
