import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { textProblems } from '../../apps/cli/src/commands/doctor.command.js';
import { MessageRunner } from '#notifications';
import { providerPosts, SmsServer, type TakenText } from '../support/sms-server.js';
import { bookPair, findPairs, messagesOf, movesTo, newPatient, type VisitBody } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Monday 09:00 in Denver.
const NOW = '2027-02-01T16:00:00Z';
const PUBLIC_URL = 'https://desk.example.org';
const NUMBER = '+13035550142';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>';

interface Consents {
  state: { channel: string; address: string; reminders: boolean; any: boolean }[];
  data: { purpose: string; given: boolean; source: string; wording?: string; recordedBy: string; at: string; address: string }[];
}
interface TextsBody {
  data: {
    id: string;
    version: number;
    text: string;
    kind: string;
    from: string;
    patient?: { id: string };
    status: string;
    doneBy?: string;
  }[];
}

describe.each(databasesUnderTest())('texts on %s', (database) => {
  let app: TestApp;
  let server: SmsServer;
  let patientId = '';
  let days = 3;
  let messages = 0;

  let logged = '';
  let spies: { mockRestore(): void }[] = [];

  beforeAll(async () => {
    spies = [process.stdout, process.stderr].map((stream) =>
      jest.spyOn(stream, 'write').mockImplementation((chunk) => {
        logged += String(chunk);
        return true;
      }),
    );
    server = await SmsServer.start();
    app = await TestApp.start({ database, now: NOW, env: { SMS_URL: server.url(), PUBLIC_URL, LOG_LEVEL: 'debug' } });
    const mail = { email: 'ana@mail.example', phone: '(303) 555-0142', preferredChannel: 'sms', language: 'en' };
    patientId = await newPatient(app, mail);
  });

  afterAll(async () => {
    await app.close();
    await server.close();
    for (const spy of spies) spy.mockRestore();
  });

  const drain = () => app.server.app.get(MessageRunner).drain();
  const book = async (): Promise<VisitBody> => {
    const from = new Date(app.clock.now() + days++ * DAY_MS).toISOString().slice(0, 10);
    const { options } = await findPairs(app, { from, to: '2027-03-31', patientId });
    return bookPair(app, patientId, options[0]!);
  };
  const later = async (ms: number) => {
    app.clock.advance(ms);
    await drain();
  };
  const toPatient = async (visit: VisitBody) =>
    (await messagesOf(app, visit.id))
      .filter((message) => message.recipient.type === 'patient')
      .map(({ kind, step, status, reason, channel }: Awaited<ReturnType<typeof messagesOf>>[number] & { channel?: string }) =>
        [kind, step, status, reason, channel].filter(Boolean).join(' '),
      )
      .sort();
  const says = (text: string, extra: Record<string, string> = {}) => {
    app.clock.advance(1000);
    return providerPosts(app.server.url, PUBLIC_URL, '/api/v1/sms/inbound', {
      MessageSid: `SM${++messages}`,
      AccountSid: 'AC1',
      From: NUMBER,
      To: '+15035550100',
      Body: text,
      NumMedia: '0',
      ...extra,
    });
  };
  const reports = ({ sid, StatusCallback }: TakenText, MessageStatus: string, extra: Record<string, string> = {}) =>
    providerPosts(app.server.url, PUBLIC_URL, StatusCallback!.slice(PUBLIC_URL.length), { MessageSid: sid, MessageStatus, ...extra });
  const consents = async () => (await app.call<Consents>('GET', `/patients/${patientId}/consents`)).body;

  it('go out, arrive, and stop when somebody says so; what they need to know goes by mail then', async () => {
    const visit = await book();
    await later(180_000);
    const [text] = server.taken.filter((one) => one.To === NUMBER);
    expect(text!.Body).toContain('Cedar Spine & Rehab');
    expect(text!.Body.length).toBeLessThanOrEqual(160);
    expect(await toPatient(visit)).toContain('confirmation sent sms');
    expect((await reports(text!, 'sent')).status).toBe(204);
    expect((await reports(text!, 'delivered')).status).toBe(204);
    expect((await reports(text!, 'sent')).status).toBe(204);
    expect(await toPatient(visit)).toContain('confirmation delivered sms');

    const stopped = await says('Stop texting me please');
    expect(stopped).toMatchObject({ status: 200, type: 'text/xml; charset=utf-8' });
    expect(stopped.body).toContain('<Message>Cedar Spine &amp; Rehab: No more texts from us.');
    expect((await consents()).state).toEqual([
      { channel: 'email', address: 'ana@mail.example', reminders: true, any: true },
      { channel: 'sms', address: '(303) 555-0142', reminders: false, any: false },
    ]);

    const taken = server.taken.length;
    app.clock.advance(Date.parse(visit.start) - 20 * HOUR_MS - app.clock.now());
    await drain();
    expect(await toPatient(visit)).toContain('reminder 1d skipped opted-out sms');
    const cancelled = await app.call('POST', `/visits/${visit.id}/cancel`, { reason: 'Asked for it.' }, { 'if-match': '*' });
    expect(cancelled.status).toBe(200);
    await later(180_000);
    expect(await toPatient(visit)).toContain('cancellation sent email');
    expect(server.taken.length).toBe(taken);
  });

  it('that may cancel a visit as well are read by the desk', async () => {
    const open = async () => (await app.call<TextsBody>('GET', '/inbound-texts?status=open')).body.data;
    expect(await open()).toEqual([]);
    await says('Please cancel it');
    const [text] = await open();
    expect(text).toMatchObject({ text: 'Please cancel it', kind: 'stop', patient: { id: patientId } });
    expect((await consents()).state[1]).toMatchObject({ any: false });
    expect((await app.call('POST', `/inbound-texts/${text!.id}/done`, {}, { 'if-match': '*' })).status).toBe(200);
  });

  it('are missed by doctor where a process has no SMS_URL, as long as somebody may answer them', async () => {
    const { reader } = app.parts.database;
    const now = app.clock.now();
    expect(await textProblems(reader, {}, now)).toEqual([expect.stringMatching(/^SMS_URL: not set here/)]);
    expect(await textProblems(reader, { smsUrl: server.url() }, now)).toEqual([]);
    expect(await textProblems(reader, {}, now + 90 * DAY_MS)).toEqual([]);
  });

  it('go out again after START', async () => {
    expect((await says('START')).body).toBe(EMPTY);
    const { state, data } = await consents();
    expect(state[1]).toMatchObject({ reminders: true, any: true });
    expect(data.map((one) => [one.given, one.source, one.recordedBy])).toEqual([
      [true, 'patient-text', 'texts'],
      [false, 'patient-text', 'texts'],
    ]);
    const visit = await book();
    await later(180_000);
    expect(await toPatient(visit)).toContain('confirmation sent sms');
    expect(server.taken.at(-1)!.To).toBe(NUMBER);
  });

  it('that say yes answer what was asked last, whatever a provider takes the word for', async () => {
    const visit = await book();
    await later(180_000);
    const before = await consents();
    const status = async () => (await app.call<VisitBody & { status: string }>('GET', `/visits/${visit.id}`)).body.status;
    const open = async () =>
      (await app.call<TextsBody>('GET', '/inbound-texts?status=open')).body.data.map(({ text, kind }) => `${text}: ${kind}`);
    const seeToAll = async () => {
      for (const { id } of (await app.call<TextsBody>('GET', '/inbound-texts?status=open')).body.data)
        expect((await app.call('POST', `/inbound-texts/${id}/done`, {}, { 'if-match': '*' })).status).toBe(200);
    };
    // A provider takes YES for START; who said STOP before may mean either.
    await says('STOP', { OptOutType: 'STOP' });
    expect((await says('YES', { OptOutType: 'START' })).body).toBe(EMPTY);
    expect([await status(), (await consents()).state[1]!.any, await open()]).toEqual(['booked', false, ['YES: other']]);
    await says('START', { OptOutType: 'START' });
    expect((await consents()).state[1]).toMatchObject({ reminders: true, any: true });

    expect((await says('Yes', { OptOutType: 'START' })).body).toBe(EMPTY);
    expect([await status(), await open()]).toEqual(['confirmed', ['YES: other']]);
    await seeToAll();
    expect((await consents()).data).toHaveLength(before.data.length + 2);

    // The other visit is off: a yes to that is not one to this.
    const off = await book();
    await later(180_000);
    expect((await app.call('POST', `/visits/${off.id}/cancel`, { reason: 'Asked for it.' }, { 'if-match': '*' })).status).toBe(200);
    await later(180_000);
    expect((await says('Yes!')).body).toContain('Our front desk will read this');
    expect((await says("I'll be there")).body).toBe(EMPTY);
    expect(await open()).toEqual(["I'll be there: confirm", 'Yes!: other']);
    await seeToAll();
  });

  it('that say START where there is no STOP are taken at their word, or passed on to the desk', async () => {
    app.clock.advance(DAY_MS);
    expect((await says('resume')).body).toContain('You will get texts about your visits again');
    const noReminders = { channel: 'sms', purpose: 'reminders', given: false, wording: 'Said so on the phone.' };
    expect((await app.call('POST', `/patients/${patientId}/consents`, noReminders)).status).toBe(201);
    expect((await says('resume')).body).toContain('Our front desk will read this');
    const [text] = (await app.call<TextsBody>('GET', '/inbound-texts?status=open')).body.data;
    expect(text).toMatchObject({ text: 'resume', kind: 'start' });
    expect((await app.call('POST', `/inbound-texts/${text!.id}/done`, {}, { 'if-match': '*' })).status).toBe(200);
    expect((await app.call('POST', `/patients/${patientId}/consents`, { ...noReminders, given: true })).status).toBe(201);
  });

  it('that come to nothing are seen, and a number that its carrier has stopped is left alone', async () => {
    const visit = await book();
    await later(180_000);
    await reports(server.taken.at(-1)!, 'undelivered', { ErrorCode: '30006' });
    expect(await toPatient(visit)).toContain('confirmation failed sms-30006 sms');
    server.misbehave = SmsServer.refusal(400, 21610);
    const moved = await findPairs(app, { from: '2027-03-20', to: '2027-03-31', patientId });
    const places = { legs: movesTo(visit, moved.options[0]!) };
    expect(await app.call('POST', `/visits/${visit.id}/reschedule`, places, { 'if-match': '*' })).toMatchObject({ status: 200 });
    await later(180_000);
    server.misbehave = undefined;
    expect((await consents()).data[0]).toMatchObject({ source: 'carrier', given: false, purpose: 'all' });
    // Nobody has told them of the visit yet, so it is no change to them.
    expect(await toPatient(visit)).toContain('confirmation sent email');
    await says('unstop');
  });

  it('have the reports of their own try, also when that of an earlier one comes late', async () => {
    const visit = await book();
    const [planned] = (await messagesOf(app, visit.id)).filter((message) => message.kind === 'confirmation');
    const own = `/api/v1/sms/status?message=${planned!.id}`;
    const says = (sid: string) =>
      providerPosts(app.server.url, PUBLIC_URL, own, { MessageSid: sid, MessageStatus: 'undelivered', ErrorCode: '30008' });
    // Taken, and nobody hears that it was.
    server.misbehave = (response) => response.destroy();
    await later(180_000);
    expect(await toPatient(visit)).toContain('confirmation planned sms-econnreset sms');
    server.misbehave = (response) =>
      void says('SMearlier').then(() => {
        response.writeHead(201, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ sid: 'SMlater' }));
      });
    await later(2 * HOUR_MS);
    server.misbehave = undefined;
    expect(await toPatient(visit)).toContain('confirmation sent sms');
    expect((await says('SMearlier')).status).toBe(204);
    expect(await toPatient(visit)).toContain('confirmation sent sms');
    expect((await says('SMlater')).status).toBe(204);
    expect(await toPatient(visit)).toContain('confirmation failed sms-30008 sms');
  });

  it('are read by the desk where a program cannot say what they mean', async () => {
    const first = await says('My neck hurts, may I come earlier?', { MessageSid: 'SMwords' });
    expect(first.body).toContain('Our front desk will read this');
    expect((await says('My neck hurts, may I come earlier?', { MessageSid: 'SMwords' })).body).toBe(EMPTY);
    expect((await says('Hello?')).body).toBe(EMPTY);
    expect((await says('thanks!')).body).toBe(EMPTY);
    const { data } = (await app.call<TextsBody>('GET', '/inbound-texts?status=open')).body;
    expect(data.map((one) => [one.text, one.kind, one.from, one.patient?.id])).toEqual([
      ['Hello?', 'other', NUMBER, patientId],
      ['My neck hurts, may I come earlier?', 'other', NUMBER, patientId],
    ]);
    expect(JSON.stringify(await app.parts.database.reader.all('select * from inbound_text'))).not.toContain('neck');
    const [hello] = data;
    const done = await app.call<TextsBody['data'][number]>(
      'POST',
      `/inbound-texts/${hello!.id}/done`,
      {},
      { 'if-match': `"v${hello!.version}"` },
    );
    expect(done).toMatchObject({ status: 200, body: { status: 'done', doneBy: 'test' } });
    const again = await app.call('POST', `/inbound-texts/${hello!.id}/done`, {}, { 'if-match': '*' });
    expect([again.status, again.body['code']]).toEqual([409, 'invalid-transition']);
    const theirs = await app.call<TextsBody>('GET', `/inbound-texts?patientId=${patientId}&limit=1`);
    expect(theirs.body.data).toHaveLength(1);
  });

  it('believe nothing that is not signed for this address', async () => {
    const before = await app.parts.database.reader.all('select * from inbound_text');
    const fields = { MessageSid: 'SMevil', From: NUMBER, Body: 'STOP' };
    const path = '/api/v1/sms/inbound';
    const answers = [
      await providerPosts(app.server.url, PUBLIC_URL, path, fields, 'another token'),
      await providerPosts(app.server.url, 'https://desk.example.com', path, fields),
      await fetch(app.server.url + path, { method: 'POST', body: new URLSearchParams(fields) }),
      await fetch(app.server.url + path, { method: 'POST', body: JSON.stringify(fields), headers: { 'content-type': 'application/json' } }),
      await fetch(`${app.server.url}/api/v1/sms/status?message=x`, { method: 'POST' }),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([403, 403, 403, 403, 403]);
    expect(await app.parts.database.reader.all('select * from inbound_text')).toEqual(before);
    expect((await consents()).state[1]!.any).toBe(true);
  });

  it('about nobody, by nobody and of nothing harm nobody', async () => {
    expect((await says('', { From: '12345' })).body).toBe(EMPTY);
    expect((await says('hola', { From: '+13035559999' })).status).toBe(200);
    expect((await says('x'.repeat(5000), { From: '+13035559998' })).status).toBe(200);
    expect((await says('x', { MessageSid: '../x' })).status).toBe(400);
    const unknown = await providerPosts(app.server.url, PUBLIC_URL, '/api/v1/sms/status?message=msg_none', {
      MessageSid: 'SM1',
      MessageStatus: 'failed',
    });
    expect(unknown.status).toBe(204);
  });

  it('need the consent that the desk writes down', async () => {
    const path = `/patients/${patientId}/consents`;
    const no = { channel: 'sms', purpose: 'reminders', given: false, wording: 'Said so at the desk.' };
    const added = await app.call('POST', path, no);
    expect(added).toMatchObject({ status: 201, body: { ...no, source: 'api', address: NUMBER, recordedBy: 'test' } });
    expect((await consents()).state[1]).toMatchObject({ reminders: false, any: true });
    expect((await app.call('POST', path, { ...no, given: true })).status).toBe(201);
    const withoutPhone = await newPatient(app);
    expect(await app.call('POST', `/patients/${withoutPhone}/consents`, no)).toMatchObject({
      status: 422,
      body: { code: 'address-missing' },
    });
    expect((await app.call('POST', '/patients/pat_none/consents', no)).status).toBe(404);
    expect((await app.call('POST', path, { ...no, channel: 'fax' })).status).toBe(400);
  });

  it('that would come after the patient has come are for the desk to tell', async () => {
    const phoneOnly = await newPatient(app, { email: undefined, phone: '+13035550177', preferredChannel: 'sms' });
    const [day, next, to] = ['2027-03-16', '2027-03-17', '2027-03-31'];
    const early = { from: day, to: day, patientId: phoneOnly, timeOfDay: { from: '08:00', to: '08:45' } };
    const visit = await bookPair(app, phoneOnly, (await findPairs(app, early)).options[0]!);
    expect(visit.start).toBe(`${day}T08:00:00-06:00`);
    await later(180_000);
    app.clock.advance(Date.parse(visit.start) - 10 * HOUR_MS - app.clock.now());
    const [option] = (await findPairs(app, { from: next, to, patientId: phoneOnly, movingVisitId: visit.id })).options;
    const legs = movesTo(visit, option!);
    const moved = await app.call('POST', `/visits/${visit.id}/reschedule`, { legs }, { 'if-match': '*' });
    expect(moved.status).toBe(200);
    await later(180_000);

    type Found = { problem: string; actions: string[]; message: { id: string; version: number; status: string; visitId: string } };
    const found = async () => {
      const { body } = await app.call<{ data: Found[] }>('GET', '/messages/exceptions');
      return body.data.filter((one) => one.message.visitId === visit.id);
    };
    const [exception, ...others] = await found();
    expect(others).toEqual([]);
    const held = { problem: 'too-late', actions: ['acknowledge'], expectedAt: visit.start, message: { status: 'held' } };
    expect(exception).toMatchObject(held);
    // To say once more what is held as well helps nobody before the morning.
    const confirmed = (await messagesOf(app, visit.id)).find((one) => one.kind === 'confirmation' && one.recipient.type === 'patient')!;
    expect((await app.call('POST', `/messages/${confirmed.id}/resend`, {}, { 'if-match': '*' })).status).toBe(201);
    await later(1000);
    expect((await found()).map((one) => one.message.id)).toEqual([exception!.message.id]);
    const copy = (await messagesOf(app, visit.id)).find((one) => one.kind === 'confirmation' && one.status === 'held')!;
    const refused = await app.call('POST', `/messages/${copy.id}/acknowledge`, {}, { 'if-match': '*' });
    expect([refused.status, refused.body['code']]).toEqual([409, 'invalid-transition']);
    const { id, version } = exception!.message;
    const called = await app.call('POST', `/messages/${id}/acknowledge`, {}, { 'if-match': `"v${version}"` });
    expect(called).toMatchObject({ status: 200, body: { status: 'skipped', reason: 'told-by-desk', version: version + 1 } });
    expect(await found()).toEqual([]);
    const taken = server.taken.length;
    await later(10 * HOUR_MS);
    const bodies = server.taken.slice(taken).flatMap(({ To, Body }) => (To === '+13035550177' ? [Body] : []));
    expect(bodies.length).toBeGreaterThan(0);
    expect(bodies.filter((body) => body.includes('has changed'))).toEqual([]);
  });

  it('leave neither numbers nor words in the log', () => {
    expect(logged).toContain('was not delivered: sms-30006');
    expect(logged).not.toMatch(/303\D{0,2}555|neck|Stop texting|hola|token|battery/i);
  });
});
