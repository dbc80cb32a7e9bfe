import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, ValidateNested } from 'class-validator';
import { DomainError } from '#kernel';
import { Commands } from '../commands.service.js';
import type { RequestContext } from '../context.js';
import { requireMatch } from '../etag.js';
import { HealthState } from '../health/health.state.js';
import { OverlapError } from '../persistence/tx.js';
import { platformMigrations } from '../platform.migrations.js';
import { SpecApp, type SpecAppOptions } from '#testing';
import { Answer } from './answer.js';
import { AcceptsForm } from './forms.js';
import { PageQuery } from './paging.dto.js';
import { Ctx } from './request-context.js';
import { IsId, IsLine } from './validation.js';

class Inner {
  @IsOptional()
  @IsInt()
  count?: number;
}

class ThingBody {
  @IsLine(50)
  name: string;

  @IsOptional()
  @IsId()
  ownerId?: string;

  @IsOptional()
  @ValidateNested()
  @Type(() => Inner)
  inner?: Inner;
}

class NoBody {}

const CANARY = 'Zzyzx Canary';

@Controller('api/v1/probe')
class ProbeController {
  made = 0;
  constructor(private readonly commands: Commands) {}

  @Post()
  make(@Ctx() ctx: RequestContext, @Body() body: ThingBody) {
    return this.commands
      .run(ctx, async () => ({ status: 201, body: { number: ++this.made, body }, etag: '"v1"', location: `/api/v1/probe/${this.made}` }))
      .then(Answer.of);
  }

  @Post('action')
  @HttpCode(200)
  act(@Ctx() ctx: RequestContext, @Body() body: NoBody) {
    return { ifMatch: ctx.ifMatch, body };
  }

  @AcceptsForm()
  @Post('form')
  @HttpCode(200)
  form(@Body() body: ThingBody) {
    return body;
  }

  @Post('match')
  match(@Ctx() ctx: RequestContext) {
    requireMatch(ctx, 7);
    return {};
  }

  @Get('list')
  list(@Query() query: PageQuery) {
    return query;
  }

  @Get('fail/:how')
  fail(@Param('how') how: string) {
    if (how === 'busy') throw new DomainError('unavailable', 'storage-full', { retryAfterSeconds: 7 });
    if (how === 'overlap') throw new OverlapError('reservation_overlap');
    if (how === 'driver') throw Object.assign(new Error(`duplicate value "${CANARY}"`), { code: 'XX000', query: `insert ${CANARY}` });
    throw new Error('a bug of ours');
  }

  @Get(':id')
  one(@Param('id') id: string) {
    return new Answer({ id }, '"v3"');
  }
}

const PROBE = '/api/v1/probe';
const logged: string[] = [];
const note = (...parts: unknown[]) => void logged.push(parts.map(String).join(' '));
const logger = { log: note, error: note, warn: note, debug: note, verbose: note, fatal: note };

const START = Date.UTC(2026, 10, 23, 20, 0);
const start = (options: Partial<SpecAppOptions> = {}) =>
  SpecApp.start({ modules: [], migrations: platformMigrations, now: START, controllers: [ProbeController], ...options });

interface Reply {
  status: number;
  headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs look into answers of many shapes
  body: any;
}

let spec: SpecApp;
beforeAll(async () => {
  spec = await start({ logger });
});
afterAll(() => spec.close());

async function call(path: string, init: RequestInit = {}, base = spec.url): Promise<Reply> {
  const response = await fetch(`${base}${path}`, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

function post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return call(path, { method: 'POST', headers: { ...type, ...headers }, body: text });
}

const PROBLEM = 'application/problem+json; charset=utf-8';

describe('an unexpected error', () => {
  it('is a 500 whose id stands in the log, and nothing more', async () => {
    const reply = await call(`${PROBE}/fail/bug`);
    expect(reply).toMatchObject({ status: 500, body: { code: 'internal', instance: `${PROBE}/fail/bug` } });
    expect(reply.headers.get('content-type')).toBe(PROBLEM);
    const id = reply.headers.get('x-request-id')!;
    expect(id).toMatch(/^req_\w{16}$/);
    expect(reply.body.detail).toBe(`It is in the log under ${id}.`);
    expect(JSON.stringify(reply.body)).not.toContain('bug of ours');
    const line = logged.find((entry) => entry.includes(id))!;
    expect(line).toContain('a bug of ours');
    expect(line).toContain('http-app.int.spec');
  });

  it('of a driver is logged without its message, which may quote a row', async () => {
    const reply = await call(`${PROBE}/fail/driver`);
    const line = logged.find((entry) => entry.includes(reply.headers.get('x-request-id')!))!;
    expect(line).toContain('XX000');
    expect(`${line}${JSON.stringify(reply.body)}`).not.toContain(CANARY);
  });

  it('is never a refusal', async () => {
    expect(await call(`${PROBE}/fail/overlap`)).toMatchObject({ status: 409, body: { code: 'slot-taken' } });
    const busy = await call(`${PROBE}/fail/busy`);
    expect(busy).toMatchObject({ status: 503, body: { code: 'storage-full' } });
    expect([busy.headers.get('retry-after'), busy.body.retryAfterSeconds]).toEqual(['7', undefined]);
  });
});

describe('an Idempotency-Key', () => {
  const body = { name: 'once' };
  const make = (key: string, of: object = body, path = PROBE) => post(path, of, { 'idempotency-key': key });

  it('replays status, body, ETag and Location, quoted or bare', async () => {
    const first = await make('k-1');
    expect(first.status).toBe(201);
    for (const key of ['k-1', '"k-1"', ' k-1 ']) {
      const again = await make(key);
      expect([again.status, again.body]).toEqual([201, first.body]);
      for (const header of ['etag', 'location', 'content-type']) expect(again.headers.get(header)).toBe(first.headers.get(header));
      expect(again.headers.get('idempotent-replayed')).toBe('true');
    }
    expect(first.headers.get('idempotent-replayed')).toBeNull();
  });

  it('is bound to the body and to the address', async () => {
    await make('k-2');
    expect(await make('k-2', { name: 'twice' })).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect(await make('k-2', body, `${PROBE}?other=1`)).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
  });

  it('is looked up before If-Match', async () => {
    const [first, again] = [await make('k-3'), await post(PROBE, body, { 'idempotency-key': 'k-3', 'if-match': '"v999"' })];
    expect(again.body).toEqual(first.body);
  });

  it.each(['', '""', 'x'.repeat(256), 'with space', 'tab\tkey', 'schl\u00fcssel'])('is refused as %p', async (key) => {
    expect(await make(key)).toMatchObject({ status: 400, body: { code: 'idempotency-key-invalid' } });
  });

  it('may have 255 characters, and is ignored by reads', async () => {
    expect((await make('x'.repeat(255))).status).toBe(201);
    expect((await call(`${PROBE}/1`, { headers: { 'idempotency-key': 'with space' } })).status).toBe(200);
  });
});

describe('conditions', () => {
  it('answer 304 to who has it already', async () => {
    const read = (tag: string) => call(`${PROBE}/1`, { headers: { 'if-none-match': tag } });
    const fresh = await read('"v2"');
    expect([fresh.status, fresh.headers.get('etag'), fresh.body]).toEqual([200, '"v3"', { id: '1' }]);
    for (const tag of ['"v3"', '"v1", "v3"', 'W/"v3"', '*']) {
      const known = await read(tag);
      expect([known.status, known.body, known.headers.get('etag')]).toEqual([304, '', '"v3"']);
    }
  });

  it('answer 428 without a version and 412 with an old one', async () => {
    expect(await post(`${PROBE}/match`)).toMatchObject({ status: 428, body: { code: 'precondition-required' } });
    expect(await post(`${PROBE}/match`, undefined, { 'if-match': '"v6"' })).toMatchObject({
      status: 412,
      body: { code: 'version-mismatch', currentEtag: '"v7"' },
    });
    for (const tag of ['"v7"', '"v6", "v7"', '*']) expect((await post(`${PROBE}/match`, undefined, { 'if-match': tag })).status).toBe(201);
  });
});

describe('a body', () => {
  it('of an action may be left out, be empty or be {}', async () => {
    for (const [body, headers] of [
      [undefined, {}],
      ['', { 'content-type': 'application/json' }],
      ['{}', { 'content-type': 'application/json' }],
      ['{}', { 'content-type': 'application/json; charset=utf-8' }],
    ] as [string | undefined, Record<string, string>][]) {
      expect(await post(`${PROBE}/action`, body, headers)).toMatchObject({ status: 200, body: { body: {} } });
    }
    expect(await post(`${PROBE}/action`, { surprise: 1 })).toMatchObject({
      status: 400,
      body: { code: 'validation-failed', errors: [{ pointer: '/surprise', code: 'unknown-field' }] },
    });
  });

  it('is judged field by field, with pointers', async () => {
    const reply = await post(PROBE, { ownerId: 'not an id', inner: { count: 1.5, more: true } });
    expect(reply.status).toBe(400);
    expect(reply.body.errors.map((one: { pointer: string }) => one.pointer).sort()).toEqual([
      '/inner/count',
      '/inner/more',
      '/name',
      '/ownerId',
    ]);
    expect((await post(PROBE, { name: 'x', inner: 'text' })).body.errors[0].pointer).toBe('/inner');
  });

  it('may say null for a field that is left out', async () => {
    const reply = await post(PROBE, { name: 'nulls', ownerId: null, inner: { count: null } });
    expect([reply.status, reply.body.body]).toEqual([201, { name: 'nulls', inner: {} }]);
    expect((await post(PROBE, { name: null })).body.errors[0].pointer).toBe('/name');
    expect((await post(PROBE, { name: 'x', surprise: null })).body.errors[0]).toMatchObject({ code: 'unknown-field' });
  });

  it.each<[what: string, body: string, type: string, status: number, code: string]>([
    ['no JSON', '{"name":', 'application/json', 400, 'malformed'],
    ['two values', '{}{}', 'application/json', 400, 'malformed'],
    ['a prototype', '{"__proto__":{"admin":true}}', 'application/json', 400, 'malformed'],
    ['a constructor', '{"constructor":{"prototype":{}}}', 'application/json', 400, 'malformed'],
    ['a list', '[]', 'application/json', 400, 'validation-failed'],
    ['a text', '"x"', 'application/json', 400, 'validation-failed'],
    ['a lone surrogate', '{"name":"\\ud800"}', 'application/json', 400, 'text-not-valid'],
    ['a NUL', '{"name":"\\u0000"}', 'application/json', 400, 'text-not-valid'],
    ['5,000 levels', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`, 'application/json', 400, 'nesting-too-deep'],
    ['a list in a list', '{"name":[[]]}', 'application/json', 400, 'list-in-list'],
    ['more than 1 MiB', `{"name":"${'x'.repeat(1_048_576)}"}`, 'application/json', 413, 'body-too-large'],
    ['a form', 'name=x', 'application/x-www-form-urlencoded', 415, 'unsupported-media-type'],
    ['XML', '<name/>', 'application/xml', 415, 'unsupported-media-type'],
    ['plain text', '{"name":"x"}', 'text/plain', 415, 'unsupported-media-type'],
  ])('with %s is refused', async (_what, body, type, status, code) => {
    const reply = await post(PROBE, body, { 'content-type': type });
    expect([reply.status, reply.body.code, reply.headers.get('content-type')]).toEqual([status, code, PROBLEM]);
  });
});

describe('a form', () => {
  const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const parts = (...fields: [string, string][]) =>
    `${fields.map(([name, value]) => `--x1\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--x1--\r\n`;

  it('is taken where a route says so, in both of its spellings, and as JSON', async () => {
    const multipart = { 'content-type': 'multipart/form-data; boundary="x1"' };
    const answers = [
      await post(`${PROBE}/form`, 'name=a+b%C3%A9&name=c', FORM),
      await post(`${PROBE}/form`, parts(['name', 'a bé'], ['name', 'c']), multipart),
      await post(`${PROBE}/form`, '{"name":"a bé"}', { 'content-type': 'application/json' }),
    ];
    for (const { status, body } of answers) expect([status, body]).toEqual([200, { name: 'a bé' }]);
  });

  it.each([
    ['a field too many', 'name=x&more=y', '/more'],
    ['the field missing', '', '/name'],
    ['no form at all', '%%%=&&&==', '/name'],
    ['a NUL', 'name=%00', '/name'],
    ['too many fields', `${'a=b&'.repeat(200)}name=x`, '/a'],
  ])('with %s is refused by name', async (_what, text, pointer) => {
    const { status, body } = await post(`${PROBE}/form`, text, FORM);
    expect(status).toBe(400);
    expect((body.errors as { pointer: string }[]).map((error) => error.pointer)).toContain(pointer);
  });

  it('cannot change what objects have', async () => {
    const { status, body } = await post(`${PROBE}/form`, '__proto__=x&constructor=y&name=z', FORM);
    expect([status, body, ({} as { x?: string }).x]).toEqual([200, { name: 'z' }, undefined]);
  });

  it('of several parts without a boundary has no fields', async () => {
    expect((await post(`${PROBE}/form`, parts(['name', 'x']), { 'content-type': 'multipart/form-data' })).status).toBe(400);
  });
});

describe('an address', () => {
  it.each([
    ['/api/v1/nothing', 404, 'not-found'],
    [`${PROBE}/%00`, 404, 'not-found'],
    [`${PROBE}/%zz`, 400, 'malformed'],
    [`${PROBE}/${'x'.repeat(201)}`, 414, 'address-too-long'],
    [`${PROBE}/list?limit=0`, 400, 'validation-failed'],
    [`${PROBE}/list?limit=201`, 400, 'validation-failed'],
    [`${PROBE}/list?limit=5&limit=6`, 400, 'validation-failed'],
    [`${PROBE}/list?surprise=1`, 400, 'validation-failed'],
    [`${PROBE}/list?cursor=%00`, 400, 'text-not-valid'],
  ])('%s is %i %s', async (path, status, code) => {
    const reply = await call(path);
    expect([reply.status, reply.body.code, reply.headers.get('content-type')]).toEqual([status, code, PROBLEM]);
    const [error] = reply.body.errors ?? [];
    if (path.includes('?')) expect(error.pointer).toMatch(/^\?(limit|surprise|cursor)$/);
  });

  it('takes 1 to 200 for a limit, 50 when left out', async () => {
    expect((await call(`${PROBE}/list?limit=200`)).body.limit).toBe(200);
    expect((await call(`${PROBE}/list`)).body.limit).toBe(50);
  });
});

describe('bytes that are no request', () => {
  it.each([
    ['GARBAGE\r\n\r\n', 400, 'malformed'],
    ['GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400, 'malformed'],
    [`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers-too-large'],
  ])('%# are answered with a problem, and the connection ends', async (bytes, status, code) => {
    const [head, body] = (await exchange(bytes)).split('\r\n\r\n') as [string, string];
    expect(head).toContain(`HTTP/1.1 ${status} `);
    expect(head.toLowerCase()).toContain(`content-type: ${PROBLEM}`);
    expect(head.toLowerCase()).toContain('x-content-type-options: nosniff');
    expect(JSON.parse(body)).toMatchObject({ status, code });
  });
});

/** What comes back until the other side closes. */
function exchange(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(spec.url);
    const socket = connect(Number(port), hostname.replace(/[[\]]/g, ''), () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}

describe('every answer', () => {
  it('may be neither kept, sniffed, framed nor run', async () => {
    for (const path of [`${PROBE}/1`, '/api/v1/nothing', `${PROBE}/fail/bug`, `${PROBE}/%zz`, '/health/live', '/health/ready']) {
      const { headers } = await call(path);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('strict-transport-security')).toBeNull();
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  it('asks browsers to stay with https where it is spoken', async () => {
    const secure = await start({ config: { publicUrl: 'https://desk.example.org' } });
    try {
      for (const path of ['/health/live', '/%zz'])
        expect((await call(path, {}, secure.url)).headers.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains');
    } finally {
      await secure.close();
    }
  });
});

describe('while something is awaited', () => {
  it('only the health routes answer, and say what', async () => {
    const health = spec.app.get(HealthState);
    health.block('The first data is being made.');
    try {
      const waiting = { status: 'unavailable', problems: ['The first data is being made.'] };
      expect(await call('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
      expect(await call('/health/ready?x=1')).toMatchObject({ status: 503, body: waiting });
      for (const path of [`${PROBE}/1`, '/api/v1/nothing', '/', '/health', '/health/live/../../api/v1/probe/1', '/health/readyx']) {
        const reply = await call(path);
        expect(reply).toMatchObject({ status: 503, body: { code: 'starting', detail: 'The first data is being made.' } });
        expect([reply.headers.get('content-type'), reply.headers.get('retry-after')]).toEqual([PROBLEM, '2']);
      }
      expect((await post(PROBE, { name: 'early' })).status).toBe(503);
    } finally {
      health.block(undefined);
    }
    expect((await call(`${PROBE}/1`)).status).toBe(200);
    expect(await call('/health/ready')).toMatchObject({ status: 200, body: { status: 'ok', problems: [] } });
  });
});

describe('closing', () => {
  const half = 'POST /api/v1/probe/action HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n';

  async function whileClosing(graceMs: number, work: (socket: Socket) => void): Promise<string> {
    const closing = await start();
    const { hostname, port } = new URL(closing.url);
    const socket = connect(Number(port), hostname.replace(/[[\]]/g, ''));
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    const ended = new Promise((resolve) => socket.on('close', resolve));
    socket.on('error', () => undefined);
    const arrived = new Promise<void>((resolve) => closing.app.getHttpServer().once('request', () => resolve()));
    socket.write(half);
    await arrived;
    const closed = closing.close(graceMs);
    work(socket);
    await Promise.all([closed, ended]);
    return text;
  }

  it('answers what is under way, and lets nobody keep it open', async () => {
    expect(await whileClosing(10_000, (socket) => void socket.write('{}'))).toMatch(/^HTTP\/1\.1 200 [^]*"body":\{\}/);
  });

  it('waits for nobody for ever', async () => {
    expect(await whileClosing(100, () => undefined)).toBe('');
  });
});

describe('readiness', () => {
  it('is 503 for the database alone; anything else degrades', async () => {
    const health = spec.app.get(HealthState);
    const problem = jest.fn(async () => ['Redis does not answer.']);
    health.add(problem);
    expect(await call('/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'degraded', problems: ['Redis does not answer.'] },
    });
    problem.mockResolvedValue([]);
    const { db } = health as unknown as { db: { ping(): Promise<void> } };
    const ping = jest.spyOn(db, 'ping').mockRejectedValue(new Error(CANARY));
    expect(await call('/health/ready')).toMatchObject({ status: 503, body: { problems: ['The database does not answer.'] } });
    ping.mockRestore();
    expect(spec.clock.now()).toBe(START);
  });
});
