import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MessageRunner } from '#notifications';
import { bookPair, findPairs, messagesOf, newPatient } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

const WEEK = { from: '2027-02-08', to: '2027-02-12' };
const MINUTE = 60_000;

interface Lane {
  channel: string;
  label: string;
  paused?: { at: string; by: string; reason: string };
  oldestDueAt?: string;
  [count: string]: unknown;
}

/** An operator watches the messages on their way, stops e-mail while the provider is changed, and lets it go on. */
describe.each(databasesUnderTest())('operations on %s', (database) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ database, now: '2027-02-01T17:00:00Z' });
  });

  afterAll(() => app.close());

  const sendDue = () => app.server.app.get(MessageRunner).drain();
  const mails = async (): Promise<Lane> => {
    const { body } = await app.call<{ lanes: Lane[] }>('GET', '/operations/messages');
    return body.lanes.find((lane) => lane.channel === 'email')!;
  };
  const metrics = async (): Promise<string[]> => {
    const response = await fetch(`${app.server.url}/metrics`, { headers: { authorization: `Bearer ${app.api.key}` } });
    expect(response.headers.get('content-type')).toMatch('text/plain; version=0.0.4');
    return (await response.text()).split('\n');
  };

  it('sees what waits, pauses, resumes', async () => {
    const patientId = await newPatient(app, { givenName: 'Quetzalcoatl' });
    const visit = await bookPair(app, patientId, (await findPairs(app, { ...WEEK, patientId })).options[0]!);
    const waiting = (await messagesOf(app, visit.id)).filter((message) => message.status === 'planned');
    const news = waiting.filter((message) => Date.parse(message.dueAt) <= app.clock.now() + 10 * MINUTE).length;
    const planned = waiting.length;
    expect(news).toBeGreaterThanOrEqual(3);
    expect(await mails()).toMatchObject({ label: 'E-mail', due: 0, planned, queued: 0, held: 0, setAside: 0 });

    const paused = await app.call<Lane>('POST', '/operations/channels/email/pause', { reason: 'New mail server' });
    expect([paused.status, paused.body.paused]).toEqual([200, { at: '2027-02-01T10:00:00-07:00', by: 'test', reason: 'New mail server' }]);
    app.clock.advance(10 * MINUTE);
    await sendDue();
    expect(await mails()).toMatchObject({ due: news, late: news, planned, oldestDueAt: '2027-02-01T10:03:00-07:00' });
    const health = await app.call<{ status: string; problems: string[] }>('GET', '/health/ready');
    expect(health).toMatchObject({ status: 200, body: { status: 'degraded' } });
    expect(health.body.problems).toEqual(['E-mail is paused: its messages wait until somebody resumes it.']);
    expect(await metrics()).toEqual(
      expect.arrayContaining([
        'spotwork_channel_paused{channel="email"} 1',
        `spotwork_messages_due{channel="email"} ${news}`,
        'spotwork_messages_oldest_due_seconds{channel="email"} 420',
      ]),
    );

    expect((await app.call('POST', '/operations/channels/email/resume')).status).toBe(200);
    await sendDue();
    expect(await mails()).toMatchObject({ due: 0, planned: planned - news, failedLastDay: 0 });
    expect((await mails()).paused).toBeUndefined();
    expect((await messagesOf(app, visit.id)).filter((message) => message.status === 'sent').length).toBe(news);
    const text = await metrics();
    expect(text).toEqual(
      expect.arrayContaining([
        `spotwork_messages_total{channel="email",outcome="sent"} ${news}`,
        'spotwork_channel_paused{channel="email"} 0',
        'spotwork_messages_failed_last_day{channel="email"} 0',
      ]),
    );
    expect(text.some((line) => line.startsWith('process_resident_memory_bytes '))).toBe(true);
    expect(text.join()).not.toMatch(/Quetzalcoatl|pat_|vis_|msg_|@/);
  });

  it('what nobody needs any more when it goes on is not sent', async () => {
    const patientId = await newPatient(app);
    const visit = await bookPair(app, patientId, (await findPairs(app, { ...WEEK, patientId })).options[0]!);
    await app.call('POST', '/operations/channels/email/pause', { reason: 'Holidays' });
    app.clock.advance(20 * 24 * 60 * MINUTE);
    await app.call('POST', '/operations/channels/email/resume');
    await sendDue();
    const after = await messagesOf(app, visit.id);
    expect(new Set(after.map((message) => `${message.status} ${message.reason}`))).toEqual(new Set(['skipped too-late']));
  });

  it('is written down, and says what cannot be', async () => {
    const call = (path: string, body?: unknown) =>
      app.call<{ code: string; errors?: { pointer: string }[] }>('POST', `/operations/channels/${path}`, body);
    expect(await call('email/resume')).toMatchObject({ status: 409, body: { code: 'invalid-transition' } });
    expect(await call('fax/pause', { reason: 'x' })).toMatchObject({ status: 404 });
    expect(await call('email/pause', { reason: '' })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/reason' }] } });
    await call('email/pause', { reason: 'x' });
    expect(await call('email/pause', { reason: 'y' })).toMatchObject({ status: 409 });
    await call('email/resume');
    const audits = await app.parts.database.reader.all<{ kind: string; reason: string | null }>(
      "select kind, reason from audit where subject = 'channel'",
    );
    // Those of one moment have no order among themselves.
    expect(audits.map(({ kind, reason }) => `${kind} ${reason ?? ''}`.trim()).sort()).toEqual([
      'channel.paused Holidays',
      'channel.paused New mail server',
      'channel.paused x',
      'channel.resumed',
      'channel.resumed',
      'channel.resumed',
    ]);
  });
});
