import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IdentityService, ROLES, routesOf, SCOPES, type Role } from '#identity';
import { HOUR_MS } from '#kernel';
import { systemContext, type RoutePolicy } from '#platform';
import { closeConnections, send, type RawAnswer } from '../support/hostile/raw-http.js';
import { TestApp } from '../support/test-app.js';

const NOW = '2027-02-01T16:00:00Z';
const PASSWORD = 'quiet otter by the lake';
const EVIL = 'https://evil.example';

/** Who may do what, written down a second time: a role that gains or loses a scope by mistake fails here. */
const ROLES_WITH: Record<string, readonly Role[]> = {
  'visits:read': ['coordinator', 'practitioner', 'manager', 'admin'],
  'visits:write': ['coordinator', 'practitioner', 'manager', 'admin'],
  'patients:read': ['coordinator', 'practitioner', 'manager', 'admin'],
  'patients:write': ['coordinator', 'manager', 'admin'],
  'referrals:read': ['coordinator', 'practitioner', 'manager', 'admin'],
  'referrals:write': ['coordinator', 'practitioner', 'manager', 'admin'],
  'clinic:read': ['coordinator', 'practitioner', 'manager', 'admin'],
  'clinic:write': ['manager', 'admin'],
  'messages:read': ['coordinator', 'practitioner', 'manager', 'admin'],
  'messages:write': ['coordinator', 'manager', 'admin'],
  'screening:read': ['coordinator', 'practitioner', 'manager', 'admin'],
  'screening:write': ['coordinator', 'practitioner', 'manager', 'admin'],
  'users:read': ['manager', 'admin'],
  'users:write': ['manager', 'admin'],
  'keys:read': ['manager', 'admin'],
  'keys:write': ['manager', 'admin'],
  'operations:read': ['manager', 'admin'],
  'operations:write': ['manager', 'admin'],
};
/** Routes that ask for no credential. A new one belongs here only with a reason. */
const PUBLIC = [
  'GET /api/v1/unsubscribe/:token',
  'GET /health/live',
  'GET /health/ready',
  'POST /api/v1/links/clearance/answer',
  'POST /api/v1/links/clearance/open',
  'POST /api/v1/links/intake/open',
  'POST /api/v1/links/intake/submit',
  'POST /api/v1/links/purpose',
  'POST /api/v1/links/reminders/open',
  'POST /api/v1/links/reminders/start',
  'POST /api/v1/links/reminders/stop',
  'POST /api/v1/links/report/acknowledge',
  'POST /api/v1/links/report/open',
  'POST /api/v1/links/report/pdf',
  'POST /api/v1/links/visit/ask',
  'POST /api/v1/links/visit/calendar',
  'POST /api/v1/links/visit/confirm',
  'POST /api/v1/links/visit/open',
  'POST /api/v1/session',
  'POST /api/v1/session/setup',
  'POST /api/v1/session/setup/check',
  'POST /api/v1/sms/inbound',
  'POST /api/v1/sms/status',
  'POST /api/v1/unsubscribe/:token',
];
const SIGNED_IN = [
  'DELETE /api/v1/session',
  'GET /api/v1/me/notifications',
  'GET /api/v1/session',
  'POST /api/v1/me/notifications/:id/read',
  'POST /api/v1/me/notifications/read-all',
];

type Headers = Record<string, string>;
interface Target {
  name: string;
  method: string;
  path: string;
  policy: RoutePolicy;
}

let app: TestApp;
let targets: Target[];
let base: Headers;
const keys = new Map<string, string>();

beforeAll(async () => {
  app = await TestApp.start({ now: NOW });
  base = { origin: app.server.url };
  targets = routesOf(app.server.app).map(({ method, path, policy }) => ({
    name: `${method} ${path}`,
    method,
    path: path.replace(/:\w+/g, 'nobody'),
    policy: policy!,
  }));
  for (const scope of SCOPES.filter((one) => one !== '*')) {
    keys.set(scope, await keyWith([scope]));
    keys.set(`not ${scope}`, await keyWith(SCOPES.filter((one) => one !== scope && one !== '*')));
  }
});

afterAll(async () => {
  closeConnections();
  await app.close();
});

const identity = () => app.server.app.get(IdentityService);
const ctx = () => systemContext('spec', app.clock.now());
const keyWith = async (scopes: readonly string[], expiresAt?: number) =>
  (await identity().createApiKey(ctx(), { name: 'spec', scopes: [...scopes], expiresAt })).key;
const bearer = (key: string): Headers => ({ authorization: `Bearer ${key}` });

/** Signs in as a new person with this role. */
async function cookieOf(role: Role): Promise<Headers> {
  const email = `${role}-${Math.random().toString(36).slice(2)}@example.org`;
  const link = await identity().inviteUser(ctx(), { email, displayName: role, role });
  const body = JSON.stringify({ token: link.split('#token=')[1], password: PASSWORD });
  const setup = await fetch(`${app.server.url}/api/v1/session/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(setup.status).toBe(201);
  return { ...base, cookie: setup.headers.get('set-cookie')!.split(';', 1)[0]! };
}

async function ask({ method, path }: Target, headers: Headers): Promise<RawAnswer> {
  // Sixty attempts a minute are allowed without a credential: each has a second of its own.
  app.clock.advance(1000);
  const body = method === 'POST' || method === 'PUT' ? '{}' : undefined;
  const type: Headers = body ? { 'content-type': 'application/json', 'content-length': '2' } : {};
  return send(app.server.url, { method, path, headers: { ...type, ...headers }, body });
}

/** `allowed`, or the status and code of the refusal. */
async function outcome(target: Target, headers: Headers): Promise<string> {
  const answer = await ask(target, headers);
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  if (answer.status !== 401 && answer.status !== 403) return answer.status < 500 ? 'allowed' : `${answer.status}`;
  const { code, scope } = JSON.parse(answer.text) as { code: string; scope?: string };
  // The guard has let it through to where signatures are looked at.
  if (code === 'signature-wrong') return 'allowed';
  return [answer.status, code, scope].filter(Boolean).join(' ');
}

async function outcomes(headersFor: (target: Target) => Headers | Promise<Headers>, among = targets): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const target of among) all[target.name] = await outcome(target, await headersFor(target));
  return all;
}

const expected = (of: (target: Target) => string, among = targets): Record<string, string> =>
  Object.fromEntries(among.map((target) => [target.name, of(target)]));
const scopesOf = ({ policy }: Target): readonly string[] => (policy.kind === 'scope' ? policy.scopes : []);
const isChange = ({ method }: Target) => !['GET', 'HEAD'].includes(method);

describe('the routes', () => {
  it('are public or for anybody signed in only where this list says so', () => {
    const of = (kind: RoutePolicy['kind']) => targets.filter((one) => one.policy.kind === kind).map((one) => one.name);
    expect(of('public').sort()).toEqual(PUBLIC);
    expect(of('signed-in').sort()).toEqual(SIGNED_IN);
  });

  it('ask for scopes that roles hold as this table says', () => {
    const asked = new Set(targets.flatMap(scopesOf));
    expect([...asked].sort()).toEqual(Object.keys(ROLES_WITH).sort());
    for (const [scope, roles] of Object.entries(ROLES_WITH)) {
      const holders = (Object.keys(ROLES) as Role[]).filter((role) =>
        (ROLES[role] as readonly string[]).some((one) => one === scope || one === '*'),
      );
      expect([scope, holders]).toEqual([scope, roles]);
    }
  });

  it('are all described', async () => {
    const description = await app.call<{ paths: Record<string, Record<string, unknown>> }>('GET', '/openapi.json');
    const described = Object.entries(description.body.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(described.sort()).toEqual(
      targets
        .map((one) => one.name)
        // Health is for machines that watch; what a provider of texts posts is the provider's to describe.
        .filter((name) => !name.includes(' /health/') && !name.includes('/api/v1/sms/') && name !== 'GET /metrics')
        .sort(),
    );
  });
});

describe('without a valid credential', () => {
  const refused = (target: Target) => (target.policy.kind === 'public' ? 'allowed' : '401 unauthenticated');

  it('nothing but the public routes answers', async () => {
    expect(await outcomes(() => ({}))).toEqual(expected(refused));
  });

  it('a wrong, unknown or damaged key opens nothing', async () => {
    const good = await keyWith(['*']);
    const wrong = `${good.slice(0, -1)}${good.endsWith('a') ? 'b' : 'a'}`;
    for (const headers of [bearer(wrong), bearer('nonsense'), { authorization: `Basic ${good}` }, { authorization: good }]) {
      expect(await outcomes(() => headers)).toEqual(expected(refused));
    }
    expect(await outcomes(() => ({ 'x-api-key': good, cookie: `spotwork=${good}` }))).toEqual(expected(refused));
  });

  it('an expired or revoked key opens nothing', async () => {
    const expiring = await keyWith(['*'], app.clock.now() + HOUR_MS / 2);
    app.clock.advance(HOUR_MS);
    expect(await outcomes(() => bearer(expiring))).toEqual(expected(refused));
    const { id, key } = await identity().createApiKey(ctx(), { name: 'gone', scopes: ['*'] });
    expect((await app.call('DELETE', `/api-keys/${id}`)).status).toBe(204);
    expect(await outcomes(() => bearer(key))).toEqual(expected(refused));
  });

  it('a key in the address opens nothing, and HEAD no more than GET', async () => {
    const key = await keyWith(['*']);
    const reads = targets.filter((one) => one.method === 'GET');
    const inAddress = reads.map((one) => ({ ...one, path: `${one.path}?api_key=${key}&access_token=${key}` }));
    expect(await outcomes(() => ({}), inAddress)).toEqual(expected(refused, reads));
    for (const target of reads) {
      const head = await ask({ ...target, method: 'HEAD' }, {});
      const isOpen = head.status === 200 || head.status === 303;
      expect([target.name, isOpen || head.status]).toEqual([target.name, target.policy.kind === 'public' ? true : 401]);
    }
  });
});

describe('a key', () => {
  it('with every other scope is refused, and told which one is missing', async () => {
    // Each scope that a route asks for, with the others given.
    for (const nth of [0, 1]) {
      const scoped = targets.filter((one) => scopesOf(one).length > nth);
      expect(await outcomes((one) => bearer(keys.get(`not ${scopesOf(one)[nth]}`)!), scoped)).toEqual(
        expected((one) => `403 insufficient-scope ${scopesOf(one)[nth]}`, scoped),
      );
    }
    expect(targets.filter((one) => scopesOf(one).length > 2)).toEqual([]);
  });

  it('with exactly the scope is let in', async () => {
    const any = keys.get('visits:read')!;
    const exact = new Map<string, string>();
    for (const one of targets) {
      const scopes = scopesOf(one);
      if (scopes.length > 1 && !exact.has(scopes.join())) exact.set(scopes.join(), await keyWith(scopes));
    }
    expect(await outcomes((one) => bearer(exact.get(scopesOf(one).join()) ?? keys.get(scopesOf(one)[0] ?? '') ?? any))).toEqual(
      expected(() => 'allowed'),
    );
  });
});

describe.each(Object.keys(ROLES) as Role[])('a signed-in %s', (role) => {
  it('may do what the role allows and nothing else', async () => {
    const cookie = await cookieOf(role);
    const allowed = (target: Target) => {
      const missing = scopesOf(target).find((scope) => !ROLES_WITH[scope]!.includes(role));
      return missing === undefined ? 'allowed' : `403 insufficient-scope ${missing}`;
    };
    // Signing out ends the session that the others still need.
    const fresh = await cookieOf(role);
    expect(await outcomes((one) => (one.name === 'DELETE /api/v1/session' ? fresh : cookie))).toEqual(expected(allowed));
  });
});

describe('another site', () => {
  it('cannot make a signed-in browser change anything', async () => {
    const cookie = await cookieOf('admin');
    const changes = targets.filter(isChange);
    const { origin: _, ...bare } = cookie;
    for (const from of [
      { ...cookie, origin: EVIL },
      { ...cookie, origin: 'null' },
      { ...bare, 'sec-fetch-site': 'cross-site' },
    ]) {
      expect(await outcomes(() => from, changes)).toEqual(expected(() => '403 cross-site-request', changes));
    }
    const signedIn = changes.filter((one) => one.policy.kind !== 'public');
    expect(await outcomes(() => bare, signedIn)).toEqual(expected(() => '403 cross-site-request', signedIn));
    // The session has survived all of it.
    expect(
      (
        await ask(
          targets.find((one) => one.name === 'GET /api/v1/session')!,
          cookie,
        )
      ).status,
    ).toBe(200);
  });

  it('gets no answer that a browser would show it, whatever it asks first', async () => {
    const preflight = await send(app.server.url, {
      method: 'OPTIONS',
      path: '/api/v1/visits',
      headers: { origin: EVIL, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    });
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
    expect(preflight.status).toBe(404);
  });
});
