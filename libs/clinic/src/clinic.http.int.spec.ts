import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseInstant } from '#kernel';
import { platformMigrations, systemContext } from '#platform';
import { SpecApp } from '#testing';
import { clinicMigrations } from './clinic.migrations.js';
import { ClinicModule } from './clinic.module.js';
import { ClinicService } from './clinic.service.js';
import type { AffectedVisit, AvailabilityChange } from './clinic.types.js';
import { demoClinicFile } from './demo.js';

const NOW = parseInstant('2026-11-23T10:00:00-07:00')!;
const ANA = '/practitioners/prac_ana-silva';

interface Reply {
  status: number;
  etag: string | undefined;
  location: string | undefined;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs look into answers of many shapes
  body: any;
}

describe('the clinic over HTTP', () => {
  let app: SpecApp;
  let base: string;
  let outside: AffectedVisit[] = [];
  let asked: AvailabilityChange[] = [];

  beforeAll(async () => {
    app = await SpecApp.start({ modules: [ClinicModule], migrations: [...platformMigrations, ...clinicMigrations], now: NOW });
    base = `${app.url}/api/v1`;
    const clinic = app.get(ClinicService);
    await clinic.applyFile(systemContext('test', NOW), readFileSync(demoClinicFile(), 'utf8'), { demo: true });
    // Asked before and after each change: `outside` lists whom the change leaves there.
    clinic.addImpactCheck(async (_reader, change) => (asked.push(change), asked.length % 2 === 0 ? outside : []));
  });

  beforeEach(() => {
    outside = [];
    asked = [];
  });

  afterAll(() => app.close());

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const response = await fetch(base + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      etag: response.headers.get('etag') ?? undefined,
      location: response.headers.get('location')?.replace('/api/v1', ''),
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  const visitTomorrow = (): AffectedVisit => {
    const start = NOW + 86_400_000;
    return { id: 'vis_1', start, end: start + 900_000, practitionerId: 'prac_ana-silva' };
  };

  it('lists pages, filters and single resources', async () => {
    const first = await call('GET', '/practitioners?limit=5');
    expect(first.body.data).toHaveLength(5);
    expect(first.body.page).toMatchObject({ hasMore: true });
    const rest = await call('GET', `/practitioners?limit=5&cursor=${first.body.page.next}`);
    expect(rest.body).toMatchObject({ data: [{}, {}, {}], page: { hasMore: false } });
    expect((await call('GET', `/rooms?cursor=${first.body.page.next}`)).body.code).toBe('invalid-cursor');
    expect((await call('GET', '/practitioners?discipline=massage&locationId=loc_cedar')).body.data).toHaveLength(3);
    expect((await call('GET', '/practitioners?discipline=magic')).status).toBe(400);
    expect((await call('GET', '/rooms?locationId=loc_other')).body.data).toEqual([]);
    const ana = await call('GET', ANA);
    expect(ana).toMatchObject({ status: 200, etag: '"v1"', body: { license: { number: 'DEMO-LMT-0141', expiresOn: '2028-08-31' } } });
    expect(ana.body).not.toHaveProperty('version');
    expect((await call('GET', '/services/svc_massage-30')).body).toMatchObject({ code: 'massage-30', bufferAfterMinutes: 5 });
    for (const path of ['/locations/loc_cedar', '/rooms/room_cedar_spot-a'])
      expect(await call('GET', path)).toMatchObject({ etag: '"v1"' });
    for (const path of ['/locations/x', '/rooms/x', '/services/x', '/practitioners/x']) expect((await call('GET', path)).status).toBe(404);
    for (const [path, count] of [
      ['/locations', 1],
      ['/rooms', 8],
      ['/services', 7],
      ['/techniques', 7],
      ['/areas', 12],
    ] as const) {
      expect((await call('GET', path)).body.data).toHaveLength(count);
    }
  });

  it('working hours: read, replace with If-Match, refuse what overlaps or is unknown', async () => {
    const path = `${ANA}/working-hours`;
    const { body, etag } = await call('GET', path);
    expect(body.data[0]).toEqual({ locationId: 'loc_cedar', weekday: 'mon', from: '08:00', to: '12:00' });
    expect((await call('PUT', path, body)).status).toBe(428);
    expect((await call('PUT', path, body, { 'if-match': '"v99"' })).status).toBe(412);
    const put = await call('PUT', path, body, { 'if-match': etag! });
    expect(put).toMatchObject({ status: 200, etag: '"v2"', body: { practitionerId: 'prac_ana-silva', affectedVisits: [] } });
    expect((await call('GET', path)).etag).toBe('"v2"');

    const span = { locationId: 'loc_cedar', weekday: 'mon', from: '08:00', to: '12:00' };
    const refused = async (data: object[]) => {
      const reply = await call('PUT', path, { data }, { 'if-match': '"v2"' });
      return `${reply.status} ${reply.body.errors[0].pointer} ${reply.body.errors[0].code}`;
    };
    expect(await refused([span, { ...span, from: '11:00' }])).toBe('400 /data/1 overlapping-hours');
    expect(await refused([{ ...span, to: '08:00' }])).toBe('400 /data/0/to end-before-start');
    expect(await refused([{ ...span, locationId: 'loc_x' }])).toBe('422 /data/0/locationId location-unknown');
    expect(await refused([{ ...span, weekday: 'moon' }])).toBe('400 /data/0/weekday in');
    expect((await call('PUT', '/practitioners/prac_x/working-hours', { data: [] })).status).toBe(404);
  });

  it('the first hours of somebody need no If-Match', async () => {
    const path = '/practitioners/prac_hazel-lark/working-hours';
    const { body, etag } = await call('GET', path);
    const cleared = await call('PUT', path, { data: [] }, { 'if-match': etag! });
    expect(cleared).toMatchObject({ status: 200, body: { data: [] } });
    expect(await call('PUT', path, body)).toMatchObject({ status: 200, body: { data: body.data } });
  });

  it('hands-on limits: read, replaced as a whole with If-Match, both halves of a break or none', async () => {
    const path = `${ANA}/hands-on`;
    const demo = { practitionerId: 'prac_ana-silva', handsOnMinutesPerDay: 300, breakAfterMinutes: 240, breakMinutes: 15 };
    const read = await call('GET', path);
    expect(read).toMatchObject({ status: 200, body: demo, etag: (await call('GET', ANA)).etag });
    expect((await call('PUT', path, demo)).status).toBe(428);
    expect((await call('PUT', path, demo, { 'if-match': '"v99"' })).status).toBe(412);
    const match = { 'if-match': read.etag! };
    for (const [body, pointer] of [
      [{ breakAfterMinutes: 60 }, '/breakMinutes'],
      [{ breakMinutes: 15 }, '/breakAfterMinutes'],
      [{ handsOnMinutesPerDay: 0 }, '/handsOnMinutesPerDay'],
      [{ handsOnMinutesPerDay: 1441 }, '/handsOnMinutesPerDay'],
      [{ breakAfterMinutes: 60, breakMinutes: 481 }, '/breakMinutes'],
      [{ ...demo, practitionerId: 'prac_x' }, '/practitionerId'],
    ] as const)
      expect(await call('PUT', path, body, match)).toMatchObject({ status: 400, body: { errors: [{ pointer }] } });
    expect((await call('PUT', '/practitioners/prac_x/hands-on', {}, match)).status).toBe(404);
    expect((await call('GET', '/practitioners/prac_x/hands-on')).status).toBe(404);
    expect(asked).toEqual([]);

    outside = [visitTomorrow()];
    expect((await call('PUT', path, {}, match)).body).toMatchObject({ code: 'visits-affected', affectedVisits: [{ id: 'vis_1' }] });
    expect(asked[0]).toMatchObject({ practitionerId: 'prac_ana-silva', handsOn: true, window: { start: NOW } });
    expect(await call('GET', path)).toMatchObject({ body: demo, etag: read.etag });
    const forced = await call('PUT', `${path}?force=true`, { handsOnMinutesPerDay: null }, match);
    expect(forced).toMatchObject({ status: 200, body: { practitionerId: 'prac_ana-silva', affectedVisits: [{ id: 'vis_1' }] } });
    outside = [];
    expect((await call('GET', path)).body).toEqual({ practitionerId: 'prac_ana-silva' });
    expect((await call('GET', ANA)).body).not.toHaveProperty('breakMinutes');
    expect((await call('PUT', path, demo, { 'if-match': forced.etag! })).body).toEqual({ ...demo, affectedVisits: [] });
  });

  it('a change that leaves visits outside is refused as a whole, unless forced', async () => {
    outside = [visitTomorrow()];
    const affectedVisits = [
      { id: 'vis_1', start: '2026-11-24T10:00:00-07:00', end: '2026-11-24T10:15:00-07:00', practitionerId: 'prac_ana-silva' },
    ];
    const off = { fromDate: '2026-11-24', toDate: '2026-11-24', reason: 'Course' };
    const refused = await call('POST', `${ANA}/time-off`, off);
    expect(refused).toMatchObject({ status: 409, body: { code: 'visits-affected', affectedVisits } });
    expect((await call('GET', `${ANA}/time-off`)).body.data).toEqual([]);
    // Twelve hours before the absence begins: a long visit may reach into it.
    const change = {
      practitionerId: 'prac_ana-silva',
      window: { start: parseInstant('2026-11-23T12:00:00-07:00'), end: parseInstant('2026-11-25T00:00:00-07:00') },
    };
    expect(asked).toEqual([change, change]);
    const { etag } = await call('GET', `${ANA}/working-hours`);
    expect((await call('PUT', `${ANA}/working-hours`, { data: [] }, { 'if-match': etag! })).body.code).toBe('visits-affected');
    expect((await call('GET', `${ANA}/working-hours`)).etag).toBe(etag);

    const forced = await call('POST', `${ANA}/time-off?force=true`, off);
    expect(forced).toMatchObject({
      status: 201,
      etag: '"v1"',
      body: { affectedVisits, from: '2026-11-24T00:00:00-07:00', reason: 'Course' },
    });
    expect((await call('GET', forced.location!)).body).toMatchObject({ id: forced.body.id, practitionerId: 'prac_ana-silva' });
    expect((await call('DELETE', forced.location!)).status).toBe(428);
    expect((await call('DELETE', forced.location!, undefined, { 'if-match': forced.etag! })).status).toBe(204);
    expect((await call('GET', forced.location!)).status).toBe(404);
  });

  it('closures: made, listed in order, repeated by key once, deleted', async () => {
    const make = (body: object, key?: string) => call('POST', '/closures', body, key === undefined ? {} : { 'idempotency-key': key });
    const at = { locationId: 'loc_cedar', from: '2026-12-02T19:00:00Z', to: '2026-12-02T21:00:00Z' };
    const late = await make(at, 'k1');
    expect(late).toMatchObject({
      status: 201,
      body: { from: '2026-12-02T12:00:00-07:00', timeZone: 'America/Denver', affectedVisits: [] },
    });
    expect((await make(at, 'k1')).body).toEqual(late.body);
    const early = await make({ locationId: 'loc_cedar', fromDate: '2026-12-01', toDate: '2026-12-01' });
    const list = await call('GET', '/closures?locationId=loc_cedar&to=2026-12-03&limit=1');
    expect(list.body.data).toMatchObject([{ id: early.body.id }]);
    const next = await call('GET', `/closures?locationId=loc_cedar&to=2026-12-03&limit=1&cursor=${list.body.page.next}`);
    expect(next.body).toMatchObject({ data: [{ id: late.body.id }], page: { hasMore: false } });
    expect((await make({ ...at, locationId: 'loc_x' })).body).toMatchObject({ status: 422, errors: [{ pointer: '/locationId' }] });
    expect((await make({ ...at, to: at.from })).body).toMatchObject({
      status: 400,
      errors: [{ pointer: '/to', code: 'end-before-start' }],
    });
    expect((await make({ ...at, from: '2026-02-30T19:00:00Z' })).status).toBe(400);
    const { etag } = await call('GET', early.location!);
    expect((await call('DELETE', early.location!, undefined, { 'if-match': etag! })).status).toBe(204);
    expect((await call('DELETE', early.location!, undefined, { 'if-match': etag! })).status).toBe(404);
  });

  it('writes one audit row per change, without reasons', async () => {
    const rows = await app.db.reader.all<{ kind: string; facts: string | null; reason: string | null }>(
      `select kind, facts, reason from audit where actor_type = 'user' order by id`,
    );
    expect(new Set(rows.map((row) => row.kind))).toEqual(
      new Set([
        'practitioner.hours-changed',
        'practitioner.hands-on-changed',
        'time-off.created',
        'time-off.deleted',
        'closure.created',
        'closure.deleted',
      ]),
    );
    expect(JSON.stringify(rows)).not.toContain('Course');
  });
});
