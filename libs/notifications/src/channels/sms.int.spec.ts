import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNT, SmsServer } from '#testing';
import { at, patient } from '../testing/visits.js';
import type { OpenChannel, Outgoing } from './channel.js';
import { mailboxFolder } from './email.channel.js';
import { latestMails } from './mailbox.transport.js';
import { sms } from './sms.channel.js';
import { SmsTransport } from './sms.transport.js';

const NOW = at('2026-11-23T10:00:00-07:00');

function text(id: string, changes: Partial<Outgoing> = {}): Outgoing {
  const to = patient('pat_1', { phone: '+1 303 555 0142' });
  return { id, attempt: 1, to, address: '+13035550142', fromName: 'Cedar', subject: '', body: 'Cedar: Fri, Nov 27, 10:00 AM.', ...changes };
}

describe('texts over a provider', () => {
  let server: SmsServer;
  let dataDir = '';
  const open: OpenChannel[] = [];

  beforeAll(async () => {
    server = await SmsServer.start();
    dataDir = mkdtempSync(join(tmpdir(), 'sms-'));
  });

  afterEach(async () => {
    for (const channel of open.splice(0)) await channel.close();
    server.misbehave = undefined;
  });

  afterAll(async () => {
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const channel = (
    smsUrl: string | undefined = server.url(),
    changes: { demoMessages?: boolean; publicUrl?: string } = {},
  ): OpenChannel => {
    const config = { dataDir, publicUrl: 'https://desk.example.org', demoMessages: false, smsUrl, ...changes };
    const opened = sms.open({ config, now: () => NOW, atOnce: 3 });
    open.push(opened);
    return opened;
  };

  it('go out as the protocol says', async () => {
    const delivery = await channel().send(text('msg_1', { body: 'Clínica Núñez: “10:00” 🌵 é' }));
    const taken = server.taken.at(-1)!;
    expect(delivery).toEqual({ kind: 'sent', providerId: taken.sid });
    expect(taken).toMatchObject({
      To: '+13035550142',
      From: '+15035550100',
      Body: 'Clinica Nuñez: "10:00" é',
      StatusCallback: 'https://desk.example.org/api/v1/sms/status?message=msg_1',
    });
    expect(server.requests.at(-1)).toEqual({
      method: 'POST',
      url: `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`,
      contentType: 'application/x-www-form-urlencoded',
    });
  });

  it('go out by a service, and without a callback to a server that only this machine reaches', async () => {
    await channel(server.url('service=MG12345678'), { publicUrl: 'http://localhost:3000' }).send(text('msg_1'));
    expect(server.taken.at(-1)).toMatchObject({ MessagingServiceSid: 'MG12345678' });
    expect(Object.keys(server.taken.at(-1)!)).not.toEqual(expect.arrayContaining(['From', 'StatusCallback']));
  });

  it('share few connections', async () => {
    const before = server.connections;
    const opened = channel();
    const all = await Promise.all(Array.from({ length: 30 }, (_, i) => opened.send(text(`msg_${i}`))));
    expect(all.every((delivery) => delivery.kind === 'sent')).toBe(true);
    expect(server.connections - before).toBeLessThanOrEqual(3);
  });

  it.each<[number, number, Record<string, string>, object]>([
    [400, 21211, {}, { kind: 'give-up', reason: 'sms-21211' }],
    [400, 21614, {}, { kind: 'give-up', reason: 'sms-21614' }],
    [400, 21408, {}, { kind: 'give-up', reason: 'sms-21408' }],
    [400, 21610, {}, { kind: 'opted-out', reason: 'sms-21610' }],
    // Our own number or account, the operator's to mend: every text hears it.
    [400, 21212, {}, { kind: 'retry', reason: 'sms-21212', outage: true }],
    [400, 21603, {}, { kind: 'retry', reason: 'sms-21603', outage: true }],
    [400, 21660, {}, { kind: 'retry', reason: 'sms-21660', outage: true }],
    [400, 21661, {}, { kind: 'retry', reason: 'sms-21661', outage: true }],
    [400, 21704, {}, { kind: 'retry', reason: 'sms-21704', outage: true }],
    [429, 63038, { 'retry-after': '120' }, { kind: 'retry', reason: 'sms-63038', outage: true }],
    [404, 20404, {}, { kind: 'retry', reason: 'sms-20404', outage: true }],
    // Or of this number: a short code does not reach every country.
    [400, 21606, {}, { kind: 'retry', reason: 'sms-21606', outage: 'perhaps' }],
    [400, 21659, {}, { kind: 'retry', reason: 'sms-21659', outage: 'perhaps' }],
    [400, 99999, {}, { kind: 'retry', reason: 'sms-99999', outage: 'perhaps' }],
    [401, 20003, {}, { kind: 'retry', reason: 'sms-20003', outage: true }],
    [403, 20403, {}, { kind: 'retry', reason: 'sms-20403', outage: true }],
    [429, 20429, { 'retry-after': '120' }, { kind: 'retry', reason: 'sms-20429', retryAfterMs: 120_000 }],
    [429, 20429, { 'retry-after': '999999' }, { kind: 'retry', reason: 'sms-20429', retryAfterMs: 3_600_000 }],
    [429, 20429, { 'retry-after': 'soon' }, { kind: 'retry', reason: 'sms-20429' }],
    // A server that is not well says nothing about a number.
    [500, 21211, {}, { kind: 'retry', reason: 'sms-21211', outage: true }],
    [503, 20503, {}, { kind: 'retry', reason: 'sms-20503', outage: true }],
  ])('%d with code %d', async (status, code, headers, expected) => {
    server.misbehave = SmsServer.refusal(status, code, headers);
    expect(await channel().send(text('msg_1'))).toEqual(expected);
  });

  it('with a wrong token are refused', async () => {
    expect(await channel(server.url(undefined, `${ACCOUNT}:wrong`)).send(text('msg_1'))).toEqual({
      kind: 'retry',
      reason: 'sms-20003',
      outage: true,
    });
  });

  it('follow no redirect, and carry the token nowhere else', async () => {
    const before = server.requests.length;
    server.misbehave = (response) => void response.writeHead(307, { location: `${server.origin}/elsewhere` }).end();
    expect(await channel().send(text('msg_1'))).toEqual({ kind: 'retry', reason: 'sms-307', outage: 'perhaps' });
    expect(server.requests.length - before).toBe(1);
  });

  it.each([
    ['no JSON', 'taken', undefined],
    ['null', 'null', undefined],
    ['an id that is none', '{"sid":"<script>"}', undefined],
    ['more than anybody needs', `{"sid":"SM1","x":"${'x'.repeat(1_000_000)}"}`, undefined],
    ['an id', '{"sid":"SM1"}', 'SM1'],
  ])('are sent when the answer is 201 with %s', async (_, body, providerId) => {
    server.misbehave = (response) => void response.writeHead(201).end(body);
    expect(await channel().send(text('msg_1'))).toEqual({ kind: 'sent', ...(providerId !== undefined && { providerId }) });
  });

  it('are not sent when nobody is there', async () => {
    expect(await channel(`http://${ACCOUNT}:t@127.0.0.1:${await freePort()}?from=12345`).send(text('msg_1'))).toEqual({
      kind: 'retry',
      reason: 'sms-econnrefused',
      outage: true,
    });
  });

  it('have an unknown end when the connection ends after they were handed over', async () => {
    server.misbehave = (_, request) => request.socket.destroy();
    expect(await channel().send(text('msg_1'))).toEqual({ kind: 'unknown', reason: 'sms-econnreset' });
  });

  it('have none when it ends before', async () => {
    const { port, close } = await tcpServer((socket) => socket.resetAndDestroy());
    const delivery = await channel(`https://${ACCOUNT}:t@127.0.0.1:${port}?from=12345`).send(text('msg_1'));
    await close();
    expect(delivery.kind).toBe('retry');
  });

  it('of the demo, and without a provider, are files that can be seen', async () => {
    const taken = server.taken.length;
    const demo = text('msg_demo', { to: patient('pat_1', { demo: true }), body: 'Señor Núñez 🌵' });
    expect(await channel().send(demo)).toEqual({ kind: 'sent' });
    expect(server.taken.length).toBe(taken);
    expect(readdirSync(mailboxFolder({ dataDir })).filter((name) => name.endsWith('.txt'))).toEqual([`${NOW}-msg_demo.txt`]);
    expect(await latestMails(mailboxFolder({ dataDir }), 5)).toEqual([
      {
        file: `${NOW}-msg_demo.txt`,
        messageId: 'msg_demo',
        to: '+13035550142',
        subject: 'Text message',
        date: new Date(NOW).toISOString(),
        text: 'Señor Nuñez',
      },
    ]);
    expect((await channel(server.url(), { demoMessages: true }).send(demo)).kind).toBe('sent');
    expect(server.taken.length).toBe(taken + 1);
  });

  it('reach numbers of people, of the demo without a provider too', () => {
    const config = { dataDir, publicUrl: 'https://desk.example.org', demoMessages: false };
    const [here, there] = [
      { ...config, smsUrl: server.url() },
      { ...config, smsUrl: server.url('from=12345&country=34') },
    ];
    const ana = patient('pat_1', { phone: '612 345 678' });
    expect(sms.addressOf(patient('pat_1', { phone: '(303) 555-0142' }), here)).toBe('+13035550142');
    expect(sms.addressOf(ana, there)).toBe('+34612345678');
    expect(sms.addressOf(patient('pat_1', { phone: '555-0142' }), here)).toBeUndefined();
    expect(sms.addressOf(patient('pat_1', { phone: undefined }), here)).toBeUndefined();
    expect(sms.addressOf(patient('pat_1', { phone: '+13035550142' }), config)).toBeUndefined();
    expect(sms.addressOf(patient('pat_1', { phone: '+13035550142', demo: true }), config)).toBe('+13035550142');
    expect(sms.addressOf(patient('pat_1', { phone: '+13035550142', demo: true }), { ...config, demoMessages: true })).toBeUndefined();
  });
});

describe('a provider that does not answer', () => {
  const provider = { accountSid: ACCOUNT, authToken: 't', sender: { from: '12345' }, country: '1' };
  const sendTo = async (base: string, patience = { connectMs: 100, answerMs: 200 }) => {
    const transport = new SmsTransport({ ...provider, base }, 'https://desk.example.org', 1, patience);
    const delivery = await transport.send(text('msg_1'));
    transport.close();
    return delivery;
  };

  it('leaves the outcome unknown once it has the text', async () => {
    const server = await SmsServer.start();
    server.misbehave = () => undefined;
    // Long enough to connect on a busy machine.
    const delivery = await sendTo(server.origin, { connectMs: 5000, answerMs: 1000 });
    await server.close();
    expect(delivery).toEqual({ kind: 'unknown', reason: 'sms-timeout' });
  });

  it('and not before', async () => {
    const { port, close } = await tcpServer(() => undefined);
    const delivery = await sendTo(`https://127.0.0.1:${port}`);
    await close();
    expect(delivery).toEqual({ kind: 'retry', reason: 'sms-timeout', outage: true });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await listen(server);
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

async function tcpServer(answer: (socket: Socket) => void): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    answer(socket);
  });
  await listen(server);
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { port: (server.address() as AddressInfo).port, close };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}
