import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { MessageRunner } from '#notifications';
import { verifyDatabase } from '../../apps/cli/src/verify/verify.js';
import { bookPair, findPairs, LOCATION, movesTo, newPatient, type VisitBody } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Monday 09:00 in Denver.
const NOW = '2027-02-01T16:00:00Z';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface MessageView {
  id: string;
  version: number;
  visitId: string;
  visitVersion: number;
  kind: string;
  step?: string;
  status: string;
  channel: string;
  reason?: string;
  dueAt: string;
  handledAt?: string;
  body: string;
  recipient: { type: string; displayName: string };
}

interface Outlook {
  decision: string;
  reason?: string;
  until?: string;
}

interface Exception {
  problem: string;
  actions: string[];
  count: number;
  message: MessageView;
  visit?: { id: string; status: string; start: string };
}

interface Problem {
  code: string;
  errors?: { pointer: string; code: string }[];
}

describe.each(databasesUnderTest())('the ledger of messages on %s', (database) => {
  let app: TestApp;
  let smtp: SMTPServer;
  let mails = 0;

  beforeAll(async () => {
    smtp = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onRcptTo: ({ address }, _session, done) =>
        done(address.startsWith('dead') ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null),
      onData: (stream, _session, done) => {
        mails++;
        stream.resume().once('end', () => done());
      },
    });
    await new Promise<void>((ready) => smtp.listen(0, '127.0.0.1', ready));
    const { port } = smtp.server.address() as AddressInfo;
    app = await TestApp.start({ database, now: NOW, env: { SMTP_URL: `smtp://127.0.0.1:${port}`, DEMO_MESSAGES: 'on' } });
  });

  afterAll(async () => {
    const findings = await verifyDatabase(app.parts.database, app.clock.now());
    await app.close();
    await new Promise<void>((closed) => smtp.close(closed));
    expect(findings.filter((finding) => finding.violations.length > 0)).toEqual([]);
  });

  const ask = async <T>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T> => {
    const answer = await app.call<T>(method, path, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const dayAhead = (days: number) => new Date(app.clock.now() + days * DAY_MS).toISOString().slice(0, 10);
  const book = async (patientId: string, days: number): Promise<VisitBody> => {
    const { options } = await findPairs(app, { from: dayAhead(days), to: dayAhead(days + 3), patientId });
    return bookPair(app, patientId, options[0]!);
  };
  const move = async (visit: VisitBody, patientId: string): Promise<void> => {
    const search = { from: dayAhead(1), to: dayAhead(14), patientId, movingVisitId: visit.id };
    const option = (await findPairs(app, search)).options.find((one) => one.start !== visit.start)!;
    await ask('POST', `/visits/${visit.id}/reschedule`, { legs: movesTo(visit, option) }, { 'if-match': '*' });
  };
  const cancel = (visit: VisitBody) => ask('POST', `/visits/${visit.id}/cancel`, {}, { 'if-match': '*' });
  const deliver = async (ms = 4 * 60_000) => {
    app.clock.advance(ms);
    await app.server.app.get(MessageRunner).drain();
  };
  const exceptions = async () =>
    ask<{ data: Exception[]; page: { hasMore: boolean }; overdue: { count: number } }>('GET', '/messages/exceptions');
  const exceptionsOf = async (visit: VisitBody) =>
    (await exceptions()).data.filter((one) => one.message.visitId === visit.id && one.message.recipient.type === 'patient');
  const acknowledge = (message: MessageView, match = `"v${message.version}"`) =>
    app.call<MessageView & Problem>('POST', `/messages/${message.id}/acknowledge`, {}, { 'if-match': match });
  const history = async (id: string) =>
    ask<{
      data: { what: string; by?: string; at?: string; messageId?: string }[];
      visit?: { version: number; now: number; holds: boolean };
    }>('GET', `/messages/${id}/history`);
  const toPatient = async (visit: VisitBody, query = '') =>
    (await ask<{ data: MessageView[] }>('GET', `/messages?visitId=${visit.id}${query}`)).data.filter(
      (message) => message.recipient.type === 'patient',
    );
  const rows = async () => {
    const { reader } = app.parts.database;
    return JSON.stringify([
      await reader.all('select * from message order by id'),
      await reader.get('select count(*) as n, max(id) as last from audit'),
    ]);
  };

  it('is read anew while it waits: what is written follows from more than its own version', async () => {
    const patientId = await newPatient(app, { givenName: 'Olga' });
    const visit = await book(patientId, 3);
    const [message] = await toPatient(visit, '&kind=confirmation');
    const path = `/messages/${message!.id}`;
    const read = await app.call<MessageView>('GET', path);
    expect(read.body.body).toContain('Olga');
    const patient = await app.call<object>('GET', `/patients/${patientId}`);
    await ask('PUT', `/patients/${patientId}`, { ...patient.body, givenName: 'Helga' }, { 'if-match': patient.etag! });
    const again = await app.call<MessageView>('GET', path, undefined, { 'if-none-match': read.etag! });
    expect([again.status, again.etag, again.body.body]).toEqual([200, read.etag, read.body.body.replace('Olga', 'Helga')]);
    await cancel(visit);
  });

  it('says what will go out and what will not, as things are now, and changes nothing by it', async () => {
    const reachable = await newPatient(app, { givenName: 'Ida' });
    const silent = await newPatient(app, { givenName: 'Otis', remindersOptedOut: true });
    const nowhere = await newPatient(app, { givenName: 'Nell', email: undefined });
    const visits = [await book(reachable, 2), await book(silent, 2), await book(nowhere, 2)];
    const before = await rows();
    const sentBefore = mails;
    const path = `/messages/upcoming?hours=72&locationId=${LOCATION}&limit=5`;
    type UpcomingBody = { data: (MessageView & { outlook: Outlook })[]; page: { next?: string; hasMore: boolean } };
    const found: UpcomingBody['data'] = [];
    let next = '';
    do {
      const page: UpcomingBody = await ask('GET', `${path}${next}`);
      found.push(...page.data);
      next = page.page.next ? `&cursor=${page.page.next}` : '';
    } while (next);
    expect(found.map((one) => Date.parse(one.dueAt))).toEqual(found.map((one) => Date.parse(one.dueAt)).sort((a, b) => a - b));
    const fate = (visit: VisitBody) =>
      found
        .filter((one) => one.visitId === visit.id && one.recipient.type === 'patient')
        .map(({ kind, step, outlook }) => [kind, step, outlook.decision, outlook.reason].filter(Boolean).join(' '))
        .sort();
    expect(visits.map(fate)).toEqual([
      ['confirmation send', 'first-visit send', 'reminder 1d send'],
      ['confirmation send', 'first-visit skip opted-out', 'reminder 1d skip opted-out'],
      ['confirmation skip no-address', 'first-visit skip no-address', 'reminder 1d skip no-address'],
    ]);
    expect(found.find((one) => one.visitId === visits[0]!.id && one.kind === 'confirmation')!.body).toContain('Hello Ida');

    type DryRun = {
      counts: { channel: string; decision: string; reason?: string; count: number }[];
      data: { id: string; outlook: Outlook }[];
    };
    const to = new Date(app.clock.now() + 72 * HOUR_MS).toISOString();
    const dryRun = await ask<DryRun>('GET', `/messages/dry-run?to=${to}&locationId=${LOCATION}`);
    expect(dryRun.data.map((one) => [one.id, one.outlook])).toEqual(found.map((one) => [one.id, one.outlook]));
    expect(dryRun.counts).toEqual([
      { channel: 'email', decision: 'send', count: found.length - 5 },
      { channel: 'email', decision: 'skip', reason: 'no-address', count: 3 },
      { channel: 'email', decision: 'skip', reason: 'opted-out', count: 2 },
    ]);
    const from = new Date(app.clock.now() + HOUR_MS).toISOString();
    expect((await ask<DryRun>('GET', `/messages/dry-run?from=${from}&to=${to}`)).data.length).toBe(
      found.filter((one) => Date.parse(one.dueAt) >= Date.parse(from)).length,
    );
    expect(await rows()).toBe(before);
    expect(mails).toBe(sentBefore);

    // And so it comes.
    await deliver();
    for (const visit of visits.slice(0, 2)) expect((await toPatient(visit, '&kind=confirmation'))[0]!.status).toBe('sent');
    expect((await toPatient(visits[2]!, '&kind=confirmation'))[0]).toMatchObject({ status: 'skipped', reason: 'no-address' });
    for (const visit of visits) await cancel(visit);
    await deliver();
  });

  it('is asked for windows that make sense', async () => {
    const refusal = async (path: string) => {
      const { status, body } = await app.call<Problem>('GET', path);
      return [status, body.code === 'validation-failed' ? body.errors![0]!.pointer : body.code];
    };
    expect(await refusal('/messages/upcoming?hours=169')).toEqual([400, '?hours']);
    expect(await refusal('/messages/dry-run?from=tomorrow')).toEqual([400, '?from']);
    expect(await refusal(`/messages/dry-run?from=${NOW}&to=${NOW}`)).toEqual([400, 'empty-window']);
    expect(await refusal('/messages?channel=email')).toEqual([400, 'window-needed']);
    expect(await refusal('/messages?channel=email&from=2027-01-01&to=2027-06-01')).toEqual([400, 'window-needed']);
    expect(await refusal('/messages?channel=pigeon')).toEqual([400, '?channel']);
    expect(await refusal('/messages/msg_none/history')).toEqual([404, 'not-found']);
    const { data } = await ask<{ data: MessageView[] }>('GET', '/messages?channel=email&from=2027-02-01&to=2027-04-30');
    expect(data.length).toBeGreaterThan(3);
  });

  it('brings what failed to somebody who mends the address, sends it again and finds the list empty', async () => {
    const patientId = await newPatient(app, { givenName: 'Vera', email: 'dead@example.org' });
    const visit = await book(patientId, 5);
    await deliver();
    const [exception, ...more] = await exceptionsOf(visit);
    expect(more).toEqual([]);
    expect(exception).toMatchObject({
      problem: 'failed',
      actions: ['fix-contact', 'resend', 'acknowledge'],
      count: 1,
      message: { kind: 'confirmation', status: 'failed', visitVersion: 1 },
      visit: { id: visit.id, status: 'booked' },
    });
    const { message } = exception!;
    expect((await history(message.id)).data.map((step) => step.what)).toEqual(['planned', 'failed']);

    const patient = await app.call<Record<string, unknown>>('GET', `/patients/${patientId}`);
    await ask('PUT', `/patients/${patientId}`, { ...patient.body, email: 'vera@example.org' }, { 'if-match': patient.etag! });
    const again = await ask<MessageView>('POST', `/messages/${message.id}/resend`, {}, { 'if-match': `"v${message.version}"` });
    expect(await exceptionsOf(visit)).toEqual([]);
    await deliver(0);
    const told = await history(again.id);
    expect(told.data.map(({ what, by, messageId }) => [what, by, messageId])).toEqual([
      ['resent-from', 'test', message.id],
      ['sent', undefined, undefined],
    ]);
    expect(told.visit).toEqual({ version: 1, now: 1, holds: true });
    expect((await history(message.id)).data.map(({ what, messageId }) => [what, messageId])).toEqual([
      ['planned', undefined],
      ['failed', undefined],
      ['sent-again', again.id],
    ]);
    await move(visit, patientId);
    expect((await history(again.id)).visit).toEqual({ version: 1, now: 2, holds: false });
    const held = (await toPatient(visit, '&status=skipped')).find((one) => one.kind === 'reminder')!;
    expect((await history(held.id)).data).toEqual([
      { what: 'planned', at: expect.any(String) },
      { what: 'skipped', at: expect.any(String), reason: 'visit-moved' },
    ]);
    await deliver();
  });

  it('tells of a change, not of a new visit, whom the desk told of it in place of what failed', async () => {
    const patientId = await newPatient(app, { givenName: 'Viola', email: 'dead@example.org' });
    const visit = await book(patientId, 5);
    await deliver();
    const [exception] = await exceptionsOf(visit);
    expect((await acknowledge(exception!.message)).status).toBe(200);
    await move(visit, patientId);
    const told = (await toPatient(visit)).map(({ kind, status }) => `${kind} ${status}`);
    expect(told).toEqual(expect.arrayContaining(['confirmation failed', 'change planned']));
    expect(told).not.toContain('confirmation planned');
    await deliver();
  });

  it('brings whom nothing reaches a week before the visit; a call takes it off, and its cancellation brings it back', async () => {
    const patientId = await newPatient(app, { givenName: 'Wilbur', email: undefined });
    const visit = await book(patientId, 10);
    await deliver();
    expect(await exceptionsOf(visit)).toEqual([]);
    await deliver(4 * DAY_MS);
    const [exception] = await exceptionsOf(visit);
    expect(exception).toMatchObject({ problem: 'no-address', actions: ['fix-contact', 'acknowledge'], message: { kind: 'confirmation' } });
    const { message } = exception!;
    expect((await acknowledge(message, '"v77"')).status).toBe(412);
    expect((await app.call('POST', `/messages/${message.id}/acknowledge`, {})).status).toBe(428);
    const done = await acknowledge(message);
    expect(done.status).toBe(200);
    expect(done.body.handledAt).toBeDefined();
    expect((await history(message.id)).data.at(-1)).toMatchObject({ what: 'acknowledged', by: 'test' });
    // Its reminder reaches nobody either: the desk knows.
    await deliver(4 * DAY_MS);
    expect((await toPatient(visit, '&status=skipped')).map((one) => one.reason)).toContain('no-address');
    expect(await exceptionsOf(visit)).toEqual([]);
    await cancel(visit);
    await deliver();
    const [cancelled] = await exceptionsOf(visit);
    expect(cancelled).toMatchObject({ problem: 'no-address', message: { kind: 'cancellation' }, visit: { status: 'cancelled' } });
    const told = await toPatient(await book(await newPatient(app), 9));
    expect((await acknowledge(told[0]!)).status).toBe(409);
    expect((await acknowledge(cancelled!.message)).status).toBe(200);
    expect(await exceptionsOf(visit)).toEqual([]);
  });

  it('counts what has waited for more than an hour', async () => {
    const patientId = await newPatient(app, { givenName: 'Yara' });
    await book(patientId, 2);
    app.clock.advance(2 * HOUR_MS);
    const { overdue } = await exceptions();
    expect(overdue).toEqual({ count: expect.any(Number), oldestDueAt: expect.stringMatching(/-07:00$/) });
    expect(overdue.count).toBeGreaterThan(0);
    await deliver(0);
    expect((await exceptions()).overdue).toEqual({ count: 0 });
  });

  it('reads an index for what it lists', async () => {
    if (database === 'postgres') return expect((await indexes()).map((one) => one.name)).toContain('message_exception');
    const reader = app.parts.database.reader;
    const { IS_EXCEPTION } = await import('#notifications');
    const plan = await reader.all<{ detail: string }>(
      `explain query plan select id from message where ${IS_EXCEPTION} and about_start > ? order by about_start, id limit 10`,
      [0],
    );
    expect(plan.map((one) => one.detail).join()).toMatch(/message_exception/);
  });
  const indexes = () =>
    app.parts.database.reader.all<{ name: string }>("select indexname as name from pg_indexes where tablename = 'message'");
});
