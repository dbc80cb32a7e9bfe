import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import type { ParsedMail } from 'mailparser';
import nodeIcal, { type VEvent } from 'node-ical';
import { SignedLinks } from '#identity';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel';
import { MessageRunner } from '#notifications';
import { verifyDatabase } from '../../apps/cli/src/verify/verify.js';
import { MailServer } from '../support/mail-server.js';
import {
  bookPair,
  findPairs,
  messagesOf,
  movesTo,
  newPatient,
  type Option,
  type OptionLeg,
  service,
  type VisitBody,
} from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Monday 09:00 in Denver.
const NOW = '2027-02-01T16:00:00Z';
const PUBLIC_URL = 'https://desk.example.org';
const UNDO_MS = 181_000;

interface LinkBody {
  state: string;
  language: string;
  clinic: string;
  phone: string;
  address: string;
  times: string[];
  seen: string;
  asked?: string;
  code?: string;
}

interface RequestBody {
  id: string;
  version: number;
  visitId: string;
  patient: { id: string; displayName: string };
  kind: string;
  status: string;
  resolution?: string;
  resolvedBy?: string;
  code?: string;
}

describe.each(databasesUnderTest())('the links of patients on %s', (database) => {
  let app: TestApp;
  let mail: MailServer;
  let made = 0;

  beforeAll(async () => {
    mail = await MailServer.start();
    app = await TestApp.start({ database, now: NOW, env: { SMTP_URL: mail.url, DEMO_MESSAGES: 'on', PUBLIC_URL } });
  });

  afterAll(async () => {
    await deliver();
    const findings = await verifyDatabase(app.parts.database, app.clock.now());
    await app.close();
    await mail.close();
    expect(findings.filter((finding) => finding.violations.length > 0)).toEqual([]);
  });

  const deliver = () => app.server.app.get(MessageRunner).drain();
  const rows = async <T>(sql: string, ...params: string[]) => app.parts.database.reader.all<T>(sql, params);
  const day = (days: number) => new Date(app.clock.now() + days * DAY_MS).toISOString().slice(0, 10);
  /** Without a credential, as whoever has the link. */
  const press = async <T = LinkBody>(path: string, body: unknown, headers: Record<string, string> = {}) => {
    // Sixty tries a minute are allowed without a credential: each has a second of its own.
    app.clock.advance(1000);
    const response = await fetch(`${app.server.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T, headers: response.headers };
  };
  const link = (what: string, token: string, more: object = {}) => press(`/links/visit/${what}`, { token, ...more });
  const email = () => `link${++made}.${database}@mail.example`;
  /** A pair of the next days, and the place that the next search finds for it. */
  const book = async (
    patient: Record<string, unknown> = {},
  ): Promise<{ visit: VisitBody; options: Option[]; patientId: string; address: string }> => {
    const address = email();
    const patientId = await newPatient(app, { email: address, ...patient });
    const { options } = await findPairs(app, { from: day(7), to: day(11), patientId });
    return { visit: await bookPair(app, patientId, options[0]!), options, patientId, address };
  };
  const visitNow = async (id: string) => (await app.call<VisitBody>('GET', `/visits/${id}`)).body;
  const move = async (visit: VisitBody, option: Option) => {
    const moved = await app.call<VisitBody>(
      'POST',
      `/visits/${visit.id}/reschedule`,
      { legs: movesTo(visit, option) },
      { 'if-match': '*' },
    );
    expect(moved.status).toBe(200);
    return moved.body;
  };
  const requestsOf = async (visitId: string) =>
    (await app.call<{ data: RequestBody[] }>('GET', `/visit-requests?visitId=${visitId}`)).body.data;
  /** The secret of the last link in the last mail to somebody. */
  const tokenFor = (address: string): string => /\/p\/(\w+)/.exec(mail.to(address).at(-1)!.text!)![1]!;
  const sendNews = async () => {
    app.clock.advance(UNDO_MS);
    await deliver();
  };

  it('the patient says that they come, once and for all, and asks for another time', async () => {
    const { visit, options, patientId, address } = await book({ givenName: 'Canarygiven', familyName: 'Canaryfamily' });
    await sendNews();
    const token = tokenFor(address);
    expect(token).toMatch(/^\w{56}$/);
    expect((await messagesOf(app, visit.id)).map((message) => message.body).join()).not.toContain(token);
    expect(await press('/links/purpose', { token })).toMatchObject({ status: 200, body: { purpose: 'visit' } });

    const opened = await link('open', token);
    expect(opened.body).toEqual({
      state: 'open',
      language: 'en',
      clinic: 'Cedar Spine & Rehab',
      address: expect.any(String),
      phone: expect.any(String),
      timeZone: 'America/Denver',
      times: [visit.start],
      seen: expect.any(String),
    });
    const { seen } = opened.body;
    expect(JSON.stringify(opened.body)).not.toMatch(/Canary|spot|adjust|massage|low.?back|stretch/i);
    // Looking, however often and with whatever program, changes nothing.
    for (const method of ['GET', 'HEAD']) await fetch(`${app.server.url}/p/${token}`, { method });
    expect((await visitNow(visit.id)).version).toBe(1);

    expect(await link('confirm', token, { seen: 'abc' })).toMatchObject({ status: 409, body: { code: 'visit-changed' } });
    expect((await link('confirm', token, {})).status).toBe(400);
    expect(await link('confirm', token, { seen })).toMatchObject({ status: 200, body: { state: 'confirmed' } });
    const again = await Promise.all([1, 2, 3].map(() => link('confirm', token, { seen })));
    expect(again.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect(await visitNow(visit.id)).toMatchObject({ status: 'confirmed', version: 2 });
    const [audit] = await rows<{ actor_type: string; actor_id: string }>(
      "select * from audit where kind = 'visit.confirmed' and subject_id = ?",
      visit.id,
    );
    expect(audit).toMatchObject({ actor_type: 'link', actor_id: patientId });

    // Asked is asked: the visit stays until the desk has seen to it.
    expect(await link('ask', token, { seen, kind: 'why I cannot come' })).toMatchObject({
      status: 400,
      body: { code: 'validation-failed' },
    });
    expect((await link('ask', token, { seen, kind: 'call-me' })).body).toMatchObject({ state: 'confirmed', asked: 'call-me' });
    await link('ask', token, { seen, kind: 'call-me' });
    expect((await link('ask', token, { seen, kind: 'another-day' })).body.asked).toBe('another-day');
    const [request, ...others] = await requestsOf(visit.id);
    expect([request, others]).toMatchObject([
      { kind: 'another-day', status: 'open', version: 2, patient: { id: patientId, displayName: 'Canarygiven Canaryfamily' } },
      [],
    ]);
    expect((await visitNow(visit.id)).version).toBe(2);
    expect((await app.call<{ data: RequestBody[] }>('GET', '/visit-requests?status=open')).body.data.map((one) => one.id)).toContain(
      request!.id,
    );
    const resolve = (match: string) => app.call<RequestBody>('POST', `/visit-requests/${request!.id}/resolve`, {}, { 'if-match': match });
    expect((await resolve('"v1"')).status).toBe(412);
    expect((await resolve('"v2"')).body).toMatchObject({ status: 'resolved', resolution: 'desk', resolvedBy: 'test' });
    expect(await resolve('*')).toMatchObject({ status: 409, body: { code: 'invalid-transition' } });
    expect((await link('open', token)).body.asked).toBeUndefined();

    // Who comes after all takes back what they asked; who moves the visit has seen to it.
    await link('ask', token, { seen, kind: 'cannot-come' });
    await link('confirm', token, { seen });
    await link('ask', token, { seen, kind: 'call-me' });
    const moved = await move(visit, options[9]!);
    expect((await requestsOf(visit.id)).map((one) => one.resolution)).toEqual(['desk', 'comes', 'moved']);

    // The same link tells of the new time, and no answer to the old one counts.
    expect(moved).toMatchObject({ status: 'booked' });
    expect(await link('confirm', token, { seen })).toMatchObject({ status: 409, body: { code: 'visit-changed' } });
    const now = await link('open', token);
    expect(now.body).toMatchObject({ state: 'open', times: [moved.start] });
    expect((await link('confirm', token, { seen: now.body.seen })).status).toBe(200);
    await link('ask', token, { seen: now.body.seen, kind: 'cannot-come' });
    await app.call('POST', `/visits/${visit.id}/cancel`, {}, { 'if-match': '*' });
    expect((await requestsOf(visit.id)).at(-1)!.resolution).toBe('cancelled');
    expect((await link('open', token)).body).toMatchObject({ state: 'cancelled', times: [], seen: '' });
    for (const what of ['confirm', 'ask'])
      expect(await link(what, token, { seen: '', ...(what === 'ask' && { kind: 'call-me' }) })).toMatchObject({
        status: 409,
        body: { code: 'visit-cancelled' },
      });
    expect((await link('calendar', token)).status).toBe(409);
  });

  it('an answer counts for every visit of the day, until the first of them begins', async () => {
    const { visit, patientId, address } = await book({ language: 'es' });
    const sameDay = visit.start.slice(0, 10);
    const { options } = await findPairs(app, { from: sameDay, to: sameDay, patientId, limit: 120 });
    const later = options.find((option) => Date.parse(option.start) - Date.parse(visit.start) >= 2 * HOUR_MS)!;
    const second = await bookPair(app, patientId, later);
    await sendNews();
    const token = tokenFor(address);
    const opened = await link('open', token);
    expect(opened.body).toMatchObject({ language: 'es', times: [visit.start, second.start] });
    expect((await link('confirm', token, { seen: opened.body.seen })).body.state).toBe('confirmed');
    expect([(await visitNow(visit.id)).status, (await visitNow(second.id)).status]).toEqual(['confirmed', 'confirmed']);
    await link('ask', token, { seen: opened.body.seen, kind: 'another-day' });
    expect([await requestsOf(visit.id), await requestsOf(second.id)]).toMatchObject([[{ status: 'open' }], [{ status: 'open' }]]);

    app.clock.advance(Date.parse(visit.start) - app.clock.now());
    expect(await link('confirm', token, { seen: opened.body.seen })).toMatchObject({ status: 409, body: { code: 'visit-changed' } });
    expect((await link('open', token)).body.times).toEqual([second.start]);
    app.clock.advance(Date.parse(second.start) - app.clock.now());
    expect((await link('open', token)).body).toMatchObject({ state: 'begun', times: [] });
    expect(await link('ask', token, { seen: '', kind: 'call-me' })).toMatchObject({ status: 409, body: { code: 'visit-begun' } });
    for (const leg of visit.legs) await app.call('POST', `/visits/${visit.id}/legs/${leg.id}/complete`, {}, { 'if-match': '*' });
    expect(await requestsOf(visit.id)).toMatchObject([{ status: 'resolved', resolution: 'over' }]);
  });

  it('nobody asks for ever, and of many presses at once one is kept', async () => {
    const { visit, address } = await book();
    await sendNews();
    const token = tokenFor(address);
    const { seen } = (await link('open', token)).body;
    const kinds = ['call-me', 'another-day', 'cannot-come'];
    const many = await Promise.all(Array.from({ length: 9 }, (_, i) => link('ask', token, { seen, kind: kinds[i % 3] })));
    expect(many.map((answer) => answer.status)).toEqual(many.map(() => 200));
    expect(await requestsOf(visit.id)).toHaveLength(1);
    const answers: number[] = [];
    for (let i = 0; i < 24; i++) answers.push((await link('ask', token, { seen, kind: kinds[i % 2] })).status);
    // Which of the nine came last decides what stands at the end: to ask for that again is no change, anything else is one too many.
    expect(answers[0]).toBe(200);
    expect(answers.slice(-2).sort()).toEqual([200, 409]);
    expect(await link('ask', token, { seen, kind: 'cannot-come' })).toMatchObject({ status: 409, body: { code: 'asked-too-often' } });
    const [asked] = await requestsOf(visit.id);
    expect(await link('ask', token, { seen, kind: asked!.kind })).toMatchObject({ status: 200, body: { asked: asked!.kind } });
  });

  it('who has no link gets nowhere, and leaves nothing behind', async () => {
    const { visit, patientId, address } = await book();
    await sendNews();
    const token = tokenFor(address);
    const signed = app.server.app.get(SignedLinks);
    const wrong = [
      '',
      'x',
      token.slice(1),
      `${token}0`,
      token.toUpperCase(),
      token.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')),
      `${token}/../x`,
      "' or 1=1 --",
      'é'.repeat(48),
      '0'.repeat(200),
      // Made here, but for another purpose, or for a visit that there is not.
      signed.make({ key: 'reminders', prefix: 'vis_' }, visit.id),
      signed.make({ key: 'visit', prefix: 'vis_' }, 'vis_0'),
      signed.make({ key: 'visit', prefix: 'vis_' }, visit.id),
      signed.make({ key: 'visit', prefix: 'vis_' }, `${visit.id}00000000`),
    ];
    const before = await rows('select count(*) as n from audit');
    for (const one of wrong) {
      for (const what of ['open', 'confirm', 'ask', 'calendar'])
        expect([
          one,
          await link(what, one, what === 'confirm' ? { seen: '' } : what === 'ask' ? { seen: '', kind: 'call-me' } : {}),
        ]).toMatchObject([one, { status: 404, body: { code: 'link-not-valid' } }]);
      for (const what of ['open', 'stop', 'start'])
        expect(await press(`/links/reminders/${what}`, { token: one })).toMatchObject({ status: 404, body: { code: 'link-not-valid' } });
    }
    for (const one of [token, patientId, visit.id, 'x'.repeat(150), '%2e%2e', 'é'])
      expect((await press(`/unsubscribe/${encodeURIComponent(one)}`, { 'List-Unsubscribe': 'One-Click' })).status).toBe(404);
    expect((await link('open', 'x'.repeat(201))).status).toBe(400);
    expect(await rows('select count(*) as n from audit')).toEqual(before);
    // Pages of other sites cannot press for the reader.
    expect((await press('/links/visit/confirm', { token, seen: '' }, { origin: 'https://evil.example' })).status).toBe(403);
    expect(
      (await press('/links/visit/confirm', `token=${token}&seen=`, { 'content-type': 'application/x-www-form-urlencoded' })).status,
    ).toBe(415);
  });

  it('a link dies with the address that it was sent to', async () => {
    const { visit, patientId, address } = await book();
    await sendNews();
    const token = tokenFor(address);
    const { seen } = (await link('open', token)).body;
    const { body } = await app.call('GET', `/patients/${patientId}`);
    const { id: _, version: __, displayName: ___, wishes: ____, ...patient } = body;
    const correct = async (change: object) =>
      expect((await app.call('PUT', `/patients/${patientId}`, { ...patient, ...change }, { 'if-match': '*' })).status).toBe(200);
    // Written otherwise it is the same.
    await correct({ email: address.toUpperCase() });
    expect((await link('open', token)).status).toBe(200);

    const right = email();
    await correct({ email: right });
    for (const [what, more] of [['open'], ['calendar'], ['confirm', { seen }], ['ask', { seen, kind: 'cannot-come' }]] as const)
      expect([what, await link(what, token, more)]).toMatchObject([what, { status: 404, body: { code: 'link-not-valid' } }]);
    expect((await visitNow(visit.id)).version).toBe(1);
    expect(await requestsOf(visit.id)).toEqual([]);

    app.clock.advance(Date.parse(visit.start) - app.clock.now() - 20 * HOUR_MS);
    await deliver();
    expect(mail.to(right).length).toBeGreaterThan(0);
    expect(await link('confirm', tokenFor(right), { seen })).toMatchObject({ status: 200, body: { state: 'confirmed' } });
    expect((await link('open', token)).status).toBe(404);
  });

  it('one press in the mail program stops reminders, and nothing else', async () => {
    const { visit, options, patientId, address } = await book();
    await sendNews();
    expect(mail.to(address)).toHaveLength(1);
    expect(mail.to(address)[0]!.headers.has('list')).toBe(false);
    app.clock.advance(Date.parse(visit.start) - 3 * DAY_MS + MINUTE_MS - app.clock.now());
    await deliver();
    const reminder = mail.to(address).at(-1)!;
    expect(reminder.subject).toContain('Reminder');
    const list = reminder.headers.get('list') as unknown as { unsubscribe: { url: string }; 'unsubscribe-post': { name: string } };
    expect(list['unsubscribe-post'].name).toBe('List-Unsubscribe=One-Click');
    const { url } = list.unsubscribe;
    const token = /^https:\/\/desk\.example\.org\/api\/v1\/unsubscribe\/(\w+)$/.exec(url)![1]!;
    expect(reminder.text).toContain(`${PUBLIC_URL}/p/${token}`);
    const messages = await app.call<{ data: { body: string }[] }>('GET', `/messages?patientId=${patientId}`);
    expect(JSON.stringify(messages.body)).not.toContain(token);

    const state = async () => (await press<{ state: string }>('/links/reminders/open', { token })).body.state;
    const said = () =>
      rows<{ given: number; source: string; address: string; purpose: string }>(
        'select * from consent where patient_id = ? order by version',
        patientId,
      );
    const got = await fetch(`${app.server.url}/api/v1/unsubscribe/${token}`, { redirect: 'manual' });
    expect([got.status, got.headers.get('location')]).toEqual([303, `${PUBLIC_URL}/p/${token}`]);
    expect([await state(), await said()]).toEqual(['on', []]);
    const oneClick = (body: string, type = 'application/x-www-form-urlencoded') =>
      press(`/unsubscribe/${token}`, body, { 'content-type': type });
    expect((await oneClick('List-Unsubscribe=Two-Click')).status).toBe(400);
    expect((await oneClick('')).status).toBe(400);
    expect(await said()).toEqual([]);
    const parts = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n';
    for (const answer of [
      await oneClick('List-Unsubscribe=One-Click'),
      await oneClick('List-Unsubscribe=One-Click'),
      await oneClick(parts, 'multipart/form-data; boundary=x'),
    ]) {
      expect(answer).toMatchObject({ status: 200, body: { state: 'off' } });
      expect(answer.headers.has('set-cookie')).toBe(false);
    }
    expect(await said()).toMatchObject([{ given: 0, source: 'unsubscribe-link', address, purpose: 'reminders' }]);

    // The reminder of the last day stays away; news do not.
    const count = mail.to(address).length;
    app.clock.advance(Date.parse(visit.start) - DAY_MS + MINUTE_MS - app.clock.now());
    await deliver();
    expect((await messagesOf(app, visit.id)).find((message) => message.step === '1d')).toMatchObject({
      status: 'skipped',
      reason: 'opted-out',
    });
    expect(mail.to(address)).toHaveLength(count);
    await move(
      visit,
      options.findLast((option) => Date.parse(option.start) > app.clock.now() + DAY_MS)!,
    );
    await sendNews();
    expect(mail.to(address).at(-1)!.subject).toContain('changed');
    expect(mail.to(address).at(-1)!.headers.has('list')).toBe(false);

    expect((await press<{ state: string }>('/links/reminders/start', { token })).body.state).toBe('on');
    expect((await said()).map((one) => one.given)).toEqual([0, 1]);
    // Whoever has a link that went to a wrong address cannot silence the patient.
    const { body } = await app.call('GET', `/patients/${patientId}`);
    const { id: _, version: __, displayName: ___, wishes: ____, ...patient } = body;
    expect((await app.call('PUT', `/patients/${patientId}`, { ...patient, email: email() }, { 'if-match': '*' })).status).toBe(200);
    expect(await state()).toBe('not-theirs');
    expect((await oneClick('List-Unsubscribe=One-Click')).body).toMatchObject({ state: 'not-theirs' });
    expect(await said()).toHaveLength(2);
  });

  describe('in calendars', () => {
    interface Entry {
      method: string;
      uid: string;
      sequence: number;
      start: number;
      end: number;
      status: string;
    }

    /** The same file, read by two programs that know nothing of each other. */
    const read = (text: string): Entry => {
      const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
      const one = calendar.getFirstSubcomponent('vevent')!;
      const event = new ICAL.Event(one);
      const other = Object.values(nodeIcal.sync.parseICS(text)).find((entry): entry is VEvent => entry?.type === 'VEVENT')!;
      expect([other.uid, Number(other.sequence), other.start.getTime(), other.end?.getTime(), other.status]).toEqual([
        event.uid,
        event.sequence,
        event.startDate.toJSDate().getTime(),
        event.endDate.toJSDate().getTime(),
        one.getFirstPropertyValue('status'),
      ]);
      return {
        method: String(calendar.getFirstPropertyValue('method')),
        uid: event.uid,
        sequence: event.sequence,
        start: event.startDate.toJSDate().getTime(),
        end: event.endDate.toJSDate().getTime(),
        status: String(one.getFirstPropertyValue('status')),
      };
    };
    /** What a mail program finds in a mail; the same stands in it as a file. */
    const invitationIn = (got: ParsedMail): Entry & { text: string } => {
      const [inline] = got.attachments.filter((one) => one.contentType === 'text/calendar');
      const [file] = got.attachments.filter((one) => one.contentType === 'application/ics');
      const text = String(inline!.content);
      expect(String(file!.content)).toBe(text);
      const entry = read(text);
      expect((inline!.headers.get('content-type') as unknown as { params: { method: string } }).params.method).toBe(entry.method);
      return { ...entry, text };
    };

    it('a practitioner’s part of a visit comes, moves and goes; the patient takes a file', async () => {
      const { visit, options, patientId, address } = await book({ givenName: 'Canarygiven' });
      const { data } = (await app.call<{ data: { id: string; email: string }[] }>('GET', '/practitioners?limit=200')).body;
      const spotOf = (legs: OptionLeg[]) => legs.find((leg) => leg.serviceId === service('spot-work'))!;
      const first = spotOf(visit.legs);
      const about = (id: string) => {
        const mails = mail.to(data.find((one) => one.id === id)!.email).filter((got) => got.attachments.length > 0);
        return mails.map(invitationIn).filter((entry) => entry.uid.startsWith(visit.id));
      };
      await sendNews();
      const [asked] = about(first.practitionerId);
      expect(asked).toMatchObject({
        method: 'REQUEST',
        uid: `${visit.id}.${first.practitionerId}@desk.example.org`,
        start: Date.parse(first.start),
        end: Date.parse(first.end),
        status: 'CONFIRMED',
      });
      expect(asked!.text).toContain(`${PUBLIC_URL}/visits/${visit.id}`);
      expect(asked!.text).not.toMatch(new RegExp(`Canary|${patientId}|spot.work|massage|low.?back|stretch`, 'i'));
      expect(mail.to(address).at(-1)!.attachments).toEqual([]);

      // The patient says yes: a new version of the visit, and no reason to write to anybody.
      const token = tokenFor(address);
      const file = await press<string>('/links/visit/calendar', { token });
      expect(file.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
      expect(file.headers.get('content-disposition')).toBe('attachment; filename="appointment.ics"');
      expect(read(file.body)).toMatchObject({
        method: 'PUBLISH',
        uid: `${visit.id}.${patientId}@desk.example.org`,
        start: Date.parse(visit.start),
        sequence: 1,
      });
      expect(file.body).not.toMatch(/Canary|ATTENDEE|visits\/|spot.work|massage|low.?back|stretch/i);
      await link('confirm', token, { seen: (await link('open', token)).body.seen });

      // Moved with the same people, then to another one, then off.
      const people = (legs: OptionLeg[]) =>
        legs
          .map((leg) => leg.practitionerId)
          .sort()
          .join();
      const same = options.find((option) => option.start !== visit.start && people(option.legs) === people(visit.legs))!;
      const moved = await move(visit, same);
      await sendNews();
      const found = await findPairs(app, { from: day(7), to: day(11), patientId, limit: 120 });
      const elsewhere = found.options.find((option) => spotOf(option.legs).practitionerId !== first.practitionerId)!;
      const replaced = await move(moved, elsewhere);
      await sendNews();
      const newcomer = spotOf(replaced.legs).practitionerId;
      const history = about(first.practitionerId);
      expect(history.map(({ method, status }) => [method, status])).toEqual([
        ['REQUEST', 'CONFIRMED'],
        ['REQUEST', 'CONFIRMED'],
        ['CANCEL', 'CANCELLED'],
      ]);
      expect(history.map((entry) => entry.start)).toEqual(
        [first.start, spotOf(moved.legs).start, spotOf(moved.legs).start].map((text) => Date.parse(text)),
      );
      await app.call('POST', `/visits/${visit.id}/cancel`, {}, { 'if-match': '*' });
      await sendNews();
      expect(about(newcomer).map(({ method, start }) => [method, start])).toEqual([
        ['REQUEST', Date.parse(spotOf(replaced.legs).start)],
        ['CANCEL', Date.parse(spotOf(replaced.legs).start)],
      ]);
      for (const person of [history, about(newcomer)]) {
        expect(new Set(person.map((entry) => entry.uid)).size).toBe(1);
        for (const [i, entry] of person.entries()) if (i > 0) expect(entry.sequence).toBeGreaterThan(person[i - 1]!.sequence);
      }
    });

    it('patients are invited where the clinic wants it', async () => {
      const settings = (patientInvitations: boolean) => app.call('PUT', '/messages/settings', { patientInvitations }, { 'if-match': '*' });
      expect((await settings(true)).status).toBe(200);
      const { visit, options, patientId, address } = await book();
      await sendNews();
      const moved = await move(visit, options[5]!);
      await sendNews();
      await app.call('POST', `/visits/${visit.id}/cancel`, {}, { 'if-match': '*' });
      await sendNews();
      expect((await settings(false)).status).toBe(200);
      const uid = `${visit.id}.${patientId}@desk.example.org`;
      const invitations = mail.to(address).map(invitationIn);
      expect(invitations).toMatchObject([
        { method: 'REQUEST', uid, sequence: 1, start: Date.parse(visit.start), status: 'CONFIRMED' },
        { method: 'REQUEST', uid, sequence: 2, start: Date.parse(moved.start), status: 'CONFIRMED' },
        { method: 'CANCEL', uid, sequence: 3, start: Date.parse(moved.start), status: 'CANCELLED' },
      ]);
      expect(invitations.map((one) => one.text).join()).not.toMatch(/visits\/|spot.work|massage|low.?back|stretch/i);
    });
  });
});
