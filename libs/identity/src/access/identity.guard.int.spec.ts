import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Patch, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { MINUTE_MS } from '#kernel';
import { type Actor, Allow, AllowSignedIn, Public } from '#platform';
import { databasesUnderTest } from '#testing';
import { newApiKey, formatApiKey } from '../keys/api-key.rules.js';
import { IdentityApp, START } from '../testing/identity-app.js';
import { assertEveryRouteHasPolicy, routesOf } from './routes.js';

@Controller('api/v1/probe')
class ProbeController {
  @Public('the spec looks at it')
  @Get('public')
  open(@Req() request: FastifyRequest): Actor | undefined {
    return request.actor;
  }

  @Public('the spec looks at it')
  @Post('public')
  openPost(@Req() request: FastifyRequest): Actor | undefined {
    return request.actor;
  }

  @AllowSignedIn()
  @Get('signed-in')
  signedIn(@Req() request: FastifyRequest): Actor | undefined {
    return request.actor;
  }

  @Allow('visits:read')
  @Get('visits')
  visits(): { ok: true } {
    return { ok: true };
  }

  @Allow('visits:override')
  @Post('override')
  override(): { ok: true } {
    return { ok: true };
  }
}

@Controller('api/v1/bare')
class BareController {
  @Get()
  bare(): { ok: true } {
    return { ok: true };
  }

  @Allow('visits:raed')
  @Patch(':id')
  misspelt(): void {}
}

const PROBE = '/api/v1/probe';
const UNAUTHENTICATED = { status: 401, body: { code: 'unauthenticated' } };

describe.each(databasesUnderTest())('the guard on %s', (kind) => {
  let test: IdentityApp;
  beforeAll(async () => {
    test = await IdentityApp.start(kind, { controllers: [ProbeController] });
  });
  afterAll(() => test.close());
  // Each test has a minute of its own, so that one's attempts are not another's.
  afterEach(() => test.clock.advance(2 * MINUTE_MS));

  it('lets anybody through a public route, without an identity', async () => {
    const anyone = { type: 'link', id: 'public', displayName: 'public', scopes: [] };
    expect(await test.call(`${PROBE}/public`)).toMatchObject({ status: 200, body: anyone });
    expect(await test.call(`${PROBE}/public`, { key: await test.key('*') })).toMatchObject({ status: 200, body: anyone });
    expect(await test.call(`${PROBE}/public`, { key: 'wrong' })).toMatchObject({ status: 200, body: anyone });
  });

  it('asks for a credential elsewhere', async () => {
    const reply = await test.call(`${PROBE}/signed-in`);
    expect(reply).toMatchObject(UNAUTHENTICATED);
    expect(reply.headers.get('www-authenticate')).toBe('Bearer');
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
  });

  it('knows keys and people', async () => {
    const key = await test.key('visits:read');
    expect((await test.call(`${PROBE}/signed-in`, { key })).body).toMatchObject({
      type: 'api-key',
      displayName: 'spec',
      scopes: ['visits:read'],
    });
    const person = await test.join('lmt@example.org', 'practitioner', 'prac_1');
    expect((await test.call(`${PROBE}/signed-in`, { cookie: person.cookie })).body).toMatchObject({
      type: 'user',
      id: person.id,
      displayName: 'The practitioner',
      practitionerId: 'prac_1',
    });
  });

  it('names the scope that is missing', async () => {
    const key = await test.key('patients:read');
    expect(await test.call(`${PROBE}/visits`, { key })).toMatchObject({
      status: 403,
      body: { code: 'insufficient-scope', scope: 'visits:read' },
    });
    expect((await test.call(`${PROBE}/visits`, { key: await test.key('visits:read') })).status).toBe(200);
    expect((await test.call(`${PROBE}/visits`, { key: await test.key('*') })).status).toBe(200);
    expect((await test.call(`${PROBE}/override`, { key: await test.key('*'), method: 'POST' })).status).toBe(201);
  });

  it('lets a practitioner override, and the desk not', async () => {
    const desk = await test.join('desk@example.org', 'coordinator');
    const therapist = await test.join('therapist@example.org', 'practitioner');
    expect((await test.call(`${PROBE}/override`, { cookie: therapist.cookie, method: 'POST' })).status).toBe(201);
    expect(await test.call(`${PROBE}/override`, { cookie: desk.cookie, method: 'POST' })).toMatchObject({
      status: 403,
      body: { scope: 'visits:override' },
    });
  });

  it('refuses a wrong secret, an unknown key, an expired and a revoked one alike', async () => {
    const key = await test.key('*');
    const wrong = key.slice(0, -1) + (key.endsWith('a') ? 'b' : 'a');
    expect((await test.call(`${PROBE}/visits`, { key })).status).toBe(200);
    for (const bad of [wrong, formatApiKey(newApiKey()), 'nonsense'])
      expect(await test.call(`${PROBE}/visits`, { key: bad })).toMatchObject(UNAUTHENTICATED);

    const expiring = await test.identity.createApiKey(test.cli, { name: 'short', scopes: ['*'], expiresAt: test.clock.now() + MINUTE_MS });
    expect((await test.call(`${PROBE}/visits`, { key: expiring.key })).status).toBe(200);
    test.clock.advance(MINUTE_MS);
    expect(await test.call(`${PROBE}/visits`, { key: expiring.key })).toMatchObject(UNAUTHENTICATED);

    const gone = await test.identity.createApiKey(test.cli, { name: 'gone', scopes: ['*'] });
    expect((await test.call(`${PROBE}/visits`, { key: gone.key })).status).toBe(200);
    expect((await test.call(`/api/v1/api-keys/${gone.id}`, { key, method: 'DELETE' })).status).toBe(204);
    expect(await test.call(`${PROBE}/visits`, { key: gone.key })).toMatchObject(UNAUTHENTICATED);
  });

  it('does not fall back to the cookie when the header is wrong', async () => {
    const { cookie } = await test.join('both@example.org', 'manager');
    expect((await test.call(`${PROBE}/visits`, { cookie })).status).toBe(200);
    expect(await test.call(`${PROBE}/visits`, { cookie, key: 'wrong' })).toMatchObject(UNAUTHENTICATED);
  });

  it('ends sessions and keys of a disabled user, in other processes within two seconds', async () => {
    const { id, cookie } = await test.join('leaver@example.org', 'manager');
    const made = await test.call('/api/v1/api-keys', { cookie, body: { name: 'mine', scopes: ['visits:read'] } });
    const key: string = made.body.key;
    expect((await test.call(`${PROBE}/visits`, { cookie })).status).toBe(200);
    expect((await test.call(`${PROBE}/visits`, { key })).status).toBe(200);
    await test.db.run((tx) => tx.run(`update app_user set status = 'disabled' where id = ?`, [id]));
    test.clock.advance(2_000);
    expect(await test.call(`${PROBE}/visits`, { cookie })).toMatchObject(UNAUTHENTICATED);
    expect(await test.call(`${PROBE}/visits`, { key })).toMatchObject(UNAUTHENTICATED);
  });

  it('notes the use of a key once a minute', async () => {
    const { id, key } = await test.identity.createApiKey(test.cli, { name: 'noted', scopes: ['*'] });
    const lastUse = async () => {
      // The note is written beside the request: a transaction of ours comes after it.
      await test.db.run(async () => undefined);
      return (await test.db.reader.get<{ at: number | null }>('select last_used_at as at from api_key where id = ?', [id]))!.at;
    };
    expect(await lastUse()).toBeNull();
    const first = test.clock.now();
    await test.call(`${PROBE}/visits`, { key });
    await eventually(async () => expect(await lastUse()).toBe(first));
    test.clock.advance(MINUTE_MS - 1);
    await test.call(`${PROBE}/visits`, { key });
    expect(await lastUse()).toBe(first);
    test.clock.advance(1);
    await test.call(`${PROBE}/visits`, { key });
    await eventually(async () => expect(await lastUse()).toBe(first + MINUTE_MS));
  });

  it('refuses changes by cookie that other sites can make (ASVS 3.5)', async () => {
    const { cookie } = await test.join('victim@example.org', 'manager');
    const post = (call: object) => test.call(`${PROBE}/override`, { cookie, method: 'POST', ...call });
    const refused = { status: 403, body: { code: 'cross-site-request' } };
    expect((await post({})).status).toBe(201);
    expect((await post({ body: {} })).status).toBe(201);
    expect((await post({ headers: { origin: 'http://localhost:3000' } })).status).toBe(201);
    expect((await post({ headers: { origin: '', 'sec-fetch-site': 'same-origin' } })).status).toBe(201);
    expect(await post({ headers: { origin: '' } })).toMatchObject(refused);
    expect(await post({ headers: { origin: 'https://evil.example' } })).toMatchObject(refused);
    expect(await post({ headers: { 'sec-fetch-site': 'cross-site' } })).toMatchObject(refused);
    // What a form can send is not read at all.
    for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
      expect((await post({ raw: '{}', headers: { 'content-type': type } })).status).toBe(415);
    // A key is attached by a program, never by a browser: no such rule.
    expect(
      (await test.call(`${PROBE}/override`, { key: await test.key('*'), method: 'POST', headers: { origin: 'https://partner.example' } }))
        .status,
    ).toBe(201);
    expect((await test.call(`${PROBE}/public`, { method: 'POST' })).status).toBe(201);
    expect(await test.call(`${PROBE}/public`, { method: 'POST', headers: { origin: 'https://evil.example' } })).toMatchObject(refused);
  });

  it('finds a route without policy, and a scope that nobody can hold, at boot', async () => {
    expect(() => assertEveryRouteHasPolicy(test.app)).not.toThrow();
    expect(routesOf(test.app)).toContainEqual({
      method: 'DELETE',
      path: '/api/v1/api-keys/:id',
      handler: 'ApiKeyController.revoke',
      policy: { kind: 'scope', scopes: ['keys:write'] },
    });
    const careless = await IdentityApp.start(kind, { controllers: [BareController] });
    try {
      expect(() => assertEveryRouteHasPolicy(careless.app)).toThrow('GET /api/v1/bare (BareController.bare) has no policy');
      expect(() => assertEveryRouteHasPolicy(careless.app)).toThrow(
        'PATCH /api/v1/bare/:id (BareController.misspelt) asks for the unknown scope visits:raed',
      );
      expect(await careless.call('/api/v1/bare', { key: await careless.key('*') })).toMatchObject({
        status: 500,
        body: { code: 'internal' },
      });
    } finally {
      await careless.close();
    }
  });
});

describe('the quota', () => {
  let test: IdentityApp;
  beforeEach(async () => {
    test = await IdentityApp.start(undefined, { controllers: [ProbeController], config: { rateLimitPerMinute: 3 } });
  });
  afterEach(() => test.close());

  it('counts each credential apart and says what is left', async () => {
    const [key, other] = [await test.key('*'), await test.key('*')];
    const replies = [];
    for (let i = 0; i < 4; i++) replies.push(await test.call(`${PROBE}/visits`, { key }));
    expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200, 429]);
    expect(replies[0]!.headers.get('ratelimit-policy')).toBe('"default";q=3;w=60');
    expect(replies.map((reply) => reply.headers.get('ratelimit'))).toEqual([
      '"default";r=2;t=20',
      '"default";r=1;t=40',
      '"default";r=0;t=60',
      '"default";r=0;t=60',
    ]);
    expect(replies[3]!.body).toMatchObject({ code: 'quota-exceeded', 'violated-policies': ['default'] });
    expect(replies[3]!.headers.get('retry-after')).toBe('20');
    expect((await test.call(`${PROBE}/visits`, { key: other })).status).toBe(200);
    test.clock.advance(20_000);
    expect((await test.call(`${PROBE}/visits`, { key })).status).toBe(200);
  });

  it('slows refused credentials by address, without harm to valid ones', async () => {
    const key = await test.key('*');
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await test.call(`${PROBE}/visits`, { key: 'wrong' })).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect((await test.call(`${PROBE}/visits`, { key })).status).toBe(200);
    // No proxy is trusted here: a made-up address is not a new caller.
    expect((await test.call(`${PROBE}/visits`, { key: 'wrong', headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(429);
  });

  it('slows attempts without credential, but not reads such as health checks', async () => {
    const posts = [];
    for (let i = 0; i < 61; i++) posts.push((await test.call(`${PROBE}/public`, { method: 'POST' })).status);
    expect(posts.filter((status) => status === 201)).toHaveLength(60);
    expect(posts[60]).toBe(429);
    for (let i = 0; i < 10; i++) expect((await test.call(`${PROBE}/public`)).status).toBe(200);
    expect((await test.call('/health/live')).status).toBe(200);
    expect(test.clock.now()).toBe(START);
  });
});

/** Until it holds, or the last failure after a while. */
async function eventually(check: () => Promise<void>): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    try {
      return await check();
    } catch {
      await new Promise((next) => setImmediate(next));
    }
  }
  await check();
}
