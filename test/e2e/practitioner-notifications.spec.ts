import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IdentityService, type Role } from '#identity';
import { MessageRunner } from '#notifications';
import { Housekeeping, systemContext } from '#platform';
import { verifyDatabase } from '../../apps/cli/src/verify/verify.js';
import { bookPair, findPairs, newPatient, service, type VisitBody } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Friday 5 March 2027, 09:00 in Denver; clocks go forward on the 14th, a week from Sunday.
const NOW = '2027-03-05T16:00:00Z';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const PASSWORD = 'quiet otter by the lake';

interface Answer<T> {
  status: number;
  body: T & { code?: string; errors?: { pointer: string }[] };
  etag: string | null;
}
interface Person {
  practitionerId?: string;
  call<T = Record<string, unknown>>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>;
}
interface Item {
  id: string;
  kind: string;
  urgent?: boolean;
  subject: string;
  visitId?: string;
  about?: { type: string; id: string };
  readAt?: string;
}
interface Inbox {
  data: Item[];
  unread: number;
}
interface MessageView {
  kind: string;
  status: string;
  reason?: string;
  channel: string;
  urgent?: boolean;
  dueAt: string;
  body: string;
  recipient: { type: string; id: string };
}

describe.each(databasesUnderTest())('notifications of practitioners on %s', (database) => {
  let app: TestApp;
  let people = 0;

  beforeAll(async () => {
    app = await TestApp.start({ database, now: NOW });
  });

  afterAll(async () => {
    const findings = await verifyDatabase(app.parts.database, app.clock.now());
    await app.close();
    expect(findings.filter((finding) => finding.violations.length > 0)).toEqual([]);
  });

  const signIn = async (role: Role, practitionerId?: string): Promise<Person> => {
    const ctx = systemContext('spec', app.clock.now());
    const email = `person${++people}@example.org`;
    const link = await app.server.app.get(IdentityService).inviteUser(ctx, { email, displayName: email, role, practitionerId });
    const send = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${app.server.url}/api/v1${path}`, {
        method,
        headers: { origin: app.server.url, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    const cookieOf = (answer: Response) => answer.headers.get('set-cookie')!.split(';', 1)[0]!;
    let cookie = cookieOf(await send('POST', '/session/setup', { token: link.split('#token=')[1], password: PASSWORD }));
    return {
      practitionerId,
      call: async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
        let answer = await send(method, path, body, { cookie, ...headers });
        if (answer.status === 401) {
          // The days of a story are longer than a session.
          cookie = cookieOf(await send('POST', '/session', { email, password: PASSWORD }));
          answer = await send(method, path, body, { cookie, ...headers });
        }
        return { status: answer.status, body: (await answer.json()) as Answer<T>['body'], etag: answer.headers.get('etag') };
      },
    };
  };
  const pathOf = (id: string) => `/practitioners/${id}/notifications`;
  const choose = async (person: Person, wish: object): Promise<void> => {
    const { etag } = await person.call('GET', pathOf(person.practitionerId!));
    const body = { horizonDays: 30, channel: 'in-app', ...wish };
    const answer = await person.call('PUT', pathOf(person.practitionerId!), body, { 'if-match': etag! });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  };
  const inboxOf = async (person: Person): Promise<Inbox> => (await person.call<Inbox>('GET', '/me/notifications')).body;
  const messagesTo = async (id: string, kind: string): Promise<MessageView[]> => {
    const { body } = await app.call<{ data: MessageView[] }>('GET', `/messages?kind=${kind}&limit=200`);
    return body.data.filter((one) => one.recipient.id === id);
  };
  /** Time passes, and what is due by itself is done. */
  const wait = async (ms: number): Promise<void> => {
    app.clock.advance(ms);
    await app.server.app.get(Housekeeping).soonRound();
    await app.server.app.get(MessageRunner).drain();
  };
  const until = (instant: string) => wait(Date.parse(instant) - app.clock.now());
  const book = async (from: string, practitionerId?: string, to = from): Promise<VisitBody> => {
    const patientId = await newPatient(app, { givenName: 'Canarygiven' });
    const legs = [
      { serviceId: service('adjustment') },
      { serviceId: service('spot-work'), practitionerIds: practitionerId && [practitionerId] },
    ];
    const { options } = await findPairs(app, { from, to, patientId, legs });
    return bookPair(app, patientId, options[0]!);
  };
  const partOf = (visit: VisitBody, code: string) => visit.legs.find((leg) => leg.serviceId === service(code))!;

  it('are a practitioner’s own affair, and a manager’s', async () => {
    const { spot, host } = therapistsOf(await book('2027-03-09'));
    const [therapist, desk, manager] = await Promise.all([signIn('practitioner', spot), signIn('coordinator'), signIn('manager')]);
    const first = await therapist.call<{ muted: string[]; horizonDays: number }>('GET', pathOf(spot));
    expect(first).toMatchObject({
      status: 200,
      etag: '"v0"',
      body: { practitionerId: spot, hasAccount: true, horizonDays: 30, channel: 'email', muted: [], newReferrals: false },
    });
    for (const [person, id] of [
      [therapist, host],
      [desk, spot],
    ] as const) {
      expect(await person.call('GET', pathOf(id))).toMatchObject({ status: 403, body: { code: 'insufficient-scope' } });
      expect(await person.call('PUT', pathOf(id), { horizonDays: 1, channel: 'email' })).toMatchObject({ status: 403 });
    }
    expect(await manager.call('GET', pathOf(host))).toMatchObject({ status: 200, body: { hasAccount: false } });
    expect(await manager.call('GET', pathOf('pra_nobody'))).toMatchObject({ status: 404 });
    const wish = {
      horizonDays: 14,
      channel: 'in-app',
      dailyDigest: { about: 'tomorrow', at: '18:00' },
      quietHours: { from: '19:00', to: '07:00' },
      muted: ['change'],
    };
    const made = await therapist.call('PUT', pathOf(spot), wish);
    expect(made).toMatchObject({ status: 200, etag: '"v1"', body: { ...wish, newReferrals: false } });
    expect(await manager.call('PUT', pathOf(spot), wish)).toMatchObject({ status: 428 });
    expect(await manager.call('PUT', pathOf(spot), wish, { 'if-match': '"v0"' })).toMatchObject({ status: 412 });
    // What was read may be sent back as it is.
    expect(await manager.call('PUT', pathOf(spot), made.body, { 'if-match': '"v1"' })).toMatchObject({ status: 200, etag: '"v2"' });
    for (const [pointer, wrong] of [
      ['/horizonDays', { horizonDays: 366 }],
      ['/channel', { channel: 'pigeon' }],
      ['/urgentChannel', { urgentChannel: 'push' }],
      ['/dailyDigest/at', { dailyDigest: { about: 'today', at: '24:00' } }],
      ['/dailyDigest', { dailyDigest: 'evening' }],
      ['/quietHours/to', { quietHours: { from: '07:00', to: '07:00' } }],
      ['/muted', { muted: ['clearance-request'] }],
      ['/practitionerId', { practitionerId: host }],
    ] as const) {
      const refused = await therapist.call('PUT', pathOf(spot), { ...wish, ...wrong }, { 'if-match': '*' });
      expect([refused.status, refused.body.errors?.[0]?.pointer.replace(/\/\d$/, '')]).toEqual([400, pointer]);
    }
  });

  it('tell in the app, from the horizon on, what is news; the urgent is marked and leads to the visit', async () => {
    const visit = await book('2027-03-24');
    const { spot, host } = therapistsOf(visit);
    const [therapist, chiropractor, desk] = await Promise.all([
      signIn('practitioner', spot),
      signIn('practitioner', host),
      signIn('coordinator'),
    ]);
    await choose(therapist, { horizonDays: 7 });
    await choose(chiropractor, { muted: ['new-visit'] });
    const known = new Set([...(await inboxOf(therapist)).data, ...(await inboxOf(chiropractor)).data].map((one) => one.id));
    const news = async (person: Person) => (await inboxOf(person)).data.filter((one) => !known.has(one.id) && one.visitId === visit.id);
    await wait(4 * MINUTE_MS);
    expect([await news(therapist), await news(chiropractor)]).toEqual([[], []]);
    const toHost = (await messagesTo(host, 'new-visit')).find((one) => one.reason === 'muted');
    expect(toHost).toMatchObject({ status: 'skipped' });
    // A shorter horizon holds back what was planned with a longer one, in local time over the change of clocks.
    const held = (await messagesTo(spot, 'new-visit')).find((one) => one.status === 'held')!;
    expect([held.reason, held.dueAt.slice(0, 10), held.dueAt.slice(-6)]).toEqual(['horizon', '2027-03-17', '-06:00']);
    await until('2027-03-17T23:00:00Z');
    expect(await news(therapist)).toEqual([
      expect.objectContaining({ kind: 'new-visit', subject: expect.stringMatching(/^New visit: Wednesday, March 24/) }),
    ]);
    await until(new Date(Date.parse(visit.start) - 20 * HOUR_MS).toISOString());
    const moved = await app.call<VisitBody>('POST', `/visits/${visit.id}/reschedule`, { legs: await later(visit) }, { 'if-match': '*' });
    expect(moved.status).toBe(200);
    await wait(4 * MINUTE_MS);
    const [latest] = await news(therapist);
    expect(latest).toMatchObject({ kind: 'change', urgent: true, visitId: visit.id });
    expect((await news(chiropractor))[0]).toMatchObject({ kind: 'change', urgent: true });
    expect((await messagesTo(spot, 'change'))[0]).toMatchObject({ channel: 'in-app', status: 'sent', urgent: true });
    // The host part is missed: the therapist hears of it at once.
    app.clock.advance(Date.parse(moved.body.start) + 5 * MINUTE_MS - app.clock.now());
    await app.call('POST', `/visits/${visit.id}/legs/${partOf(visit, 'adjustment').id}/no-show`, {}, { 'if-match': '*' });
    await wait(0);
    expect((await news(therapist))[0]).toMatchObject({ kind: 'no-show', urgent: true, visitId: visit.id });
    expect((await news(chiropractor)).some((one) => one.kind === 'no-show')).toBe(false);
    const item = (await news(therapist))[0]!;
    const { unread } = await inboxOf(therapist);
    expect(await chiropractor.call('POST', `/me/notifications/${item.id}/read`)).toMatchObject({ status: 404 });
    expect(await therapist.call('POST', `/me/notifications/${item.id}/read`)).toMatchObject({ status: 200, body: { id: item.id } });
    expect((await inboxOf(therapist)).unread).toBe(unread - 1);
    expect((await therapist.call('POST', '/me/notifications/read-all')).body).toEqual({ read: unread - 1 });
    expect(await inboxOf(desk)).toEqual({ data: [], page: { hasMore: false }, unread: 0 });
  });

  it('list the visits of each day at the same wall time, before and after clocks go back, without names or reasons', async () => {
    // Clocks go back on Sunday 7 November 2027.
    await until('2027-11-05T18:00:00Z');
    const [friday, monday] = [await book('2027-11-05', undefined, '2027-11-06'), await book('2027-11-08')];
    const { spot } = therapistsOf(monday);
    const therapist = await signIn('practitioner', spot);
    await choose(therapist, { dailyDigest: { about: 'tomorrow', at: '17:30' } });
    for (const time of ['2027-11-05T23:31:00Z', '2027-11-06T23:31:00Z', '2027-11-08T00:31:00Z', '2027-11-09T00:31:00Z']) await until(time);
    const lists = (await messagesTo(spot, 'daily-digest'))
      .filter((one) => one.dueAt > '2027-11-05')
      .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
    expect(lists.map((one) => `${one.dueAt} ${one.reason ?? one.status}`)).toEqual([
      expect.stringMatching(/^2027-11-05T17:30:00-06:00 (sent|nothing-on)$/),
      '2027-11-06T17:30:00-06:00 nothing-on',
      '2027-11-07T17:30:00-07:00 sent',
      '2027-11-08T17:30:00-07:00 nothing-on',
      '2027-11-09T17:30:00-07:00 planned',
    ]);
    const { body } = lists[2]!;
    expect(body).toMatch(/Your visits on Monday, November 8, .*: 1, from \d+:\d\d (AM|PM)\./);
    expect(body).toContain('/?date=2027-11-08');
    expect(body).not.toMatch(/Canarygiven|Number|low.back|stretch/i);
    expect((await inboxOf(therapist)).data[0]).toMatchObject({ kind: 'daily-digest', about: { type: 'day', id: '2027-11-08' } });
    expect(friday.id).not.toBe(monday.id);
    await choose(therapist, {});
    expect((await messagesTo(spot, 'daily-digest')).some((one) => one.status === 'planned')).toBe(false);
  });

  it('tell of referrals from outside whoever wants to hear of them', async () => {
    const { spot } = therapistsOf(await book('2027-11-10'));
    const therapist = await signIn('practitioner', spot);
    await choose(therapist, { newReferrals: true });
    const patientId = await newPatient(app);
    const refer = async (source: string): Promise<string> => {
      const body = { patientId, source, referrer: { name: 'Dr. Quill' }, reason: 'Canaryreason', areas: ['low-back'] };
      return (await app.call<{ id: string }>('POST', '/referrals', body)).body.id;
    };
    const [outside] = [await refer('outside'), await refer('staff')];
    await wait(4 * MINUTE_MS);
    const told = (await inboxOf(therapist)).data.filter((one) => one.kind === 'referral-received');
    expect(told).toEqual([expect.objectContaining({ about: { type: 'referral', id: outside } })]);
    expect((await messagesTo(spot, 'referral-received'))[0]!.body).not.toMatch(/Canary|Quill|low.back/i);
  });

  it('tell sooner of what is booked already when the horizon becomes longer', async () => {
    const { spot } = therapistsOf(await book('2027-11-12'));
    const therapist = await signIn('practitioner', spot);
    await choose(therapist, { horizonDays: 2 });
    const near = await book('2027-11-15', spot, '2027-11-17');
    const far = await book('2027-12-13', spot, '2027-12-17');
    await wait(4 * MINUTE_MS);
    const toldOf = async (visit: VisitBody) => {
      const path = `/messages?visitId=${visit.id}&kind=new-visit&limit=10`;
      const { data } = (await app.call<{ data: MessageView[] }>('GET', path)).body;
      return data.filter((one) => one.recipient.id === spot).map((one) => `${one.status} ${one.dueAt.slice(0, 10)}`);
    };
    const before = (visit: VisitBody, days: number) =>
      new Date(Date.parse(visit.start.slice(0, 10)) - days * 24 * HOUR_MS).toISOString().slice(0, 10);
    expect([await toldOf(near), await toldOf(far)]).toEqual([[`planned ${before(near, 2)}`], [`planned ${before(far, 2)}`]]);
    await choose(therapist, { horizonDays: 10 });
    expect(await toldOf(far)).toEqual([`planned ${before(far, 10)}`]);
    // Not before the booking can no longer be undone.
    expect((await toldOf(near))[0]).toMatch(/^planned/);
    await wait(4 * MINUTE_MS);
    expect((await toldOf(near))[0]).toMatch(/^sent/);
    // Held back by a shorter one, it is set free by a longer one.
    await choose(therapist, { horizonDays: 5 });
    await until(`${before(far, 9)}T06:00:00Z`);
    expect(await toldOf(far)).toEqual([`held ${before(far, 5)}`]);
    await choose(therapist, { horizonDays: 10 });
    await wait(4 * MINUTE_MS);
    expect((await toldOf(far))[0]).toMatch(/^sent/);
  });

  function therapistsOf(visit: VisitBody): { spot: string; host: string } {
    return { spot: partOf(visit, 'spot-work').practitionerId, host: partOf(visit, 'adjustment').practitionerId };
  }

  /** The same people on the same day, at another time. */
  async function later(visit: VisitBody): Promise<{ id: string; start: string }[]> {
    const [host, spot] = [partOf(visit, 'adjustment'), partOf(visit, 'spot-work')];
    const legs = [host, spot].map((leg) => ({ serviceId: leg.serviceId, practitionerIds: [leg.practitionerId] }));
    const day = visit.start.slice(0, 10);
    const { options } = await findPairs(app, { from: day, to: day, legs, movingVisitId: visit.id });
    const other = options.find((option) => option.start > visit.start)!;
    return [host, spot].map((leg) => ({
      id: leg.id,
      start: other.legs.find((one) => one.serviceId === leg.serviceId)!.start,
      roomId: other.legs.find((one) => one.serviceId === leg.serviceId)!.roomId,
    }));
  }
});
