import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Config } from '#platform';
import { at, patient } from '../testing/visits.js';
import type { Delivery, OpenChannel, Outgoing } from './channel.js';
import { email, mailboxFolder } from './email.channel.js';
import { latestMails } from './mailbox.transport.js';
import { classify, senderOf } from './smtp.transport.js';

const NOW = at('2026-11-23T10:00:00-07:00');

const NO_CONFIG = { dataDir: '', publicUrl: 'https://desk.example.org', demoMessages: false };

function mail(id: string, changes: Partial<Outgoing> = {}): Outgoing {
  const to = patient('pat_1');
  return {
    id,
    attempt: 1,
    to,
    address: 'ana@mail.example',
    fromName: 'Cedar Spine & Rehab',
    subject: 'Your appointment',
    body: 'Hello Ana,\n\n10:00 AM.\n',
    ...changes,
  };
}

describe('e-mail over SMTP', () => {
  const closing: (() => Promise<void> | void)[] = [];
  const received: ParsedMail[] = [];
  let dataDir = '';

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'email-'));
    received.length = 0;
  });

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const open = (smtpUrl: string | undefined, demoMessages = false, dkim?: Config['dkim']): OpenChannel => {
    const config = { dataDir, publicUrl: 'https://desk.example.org', smtpUrl, dkim, demoMessages };
    const channel = email.open({ config, now: () => NOW, atOnce: 3 });
    closing.push(() => channel.close());
    return channel;
  };

  /** A real server; `onRcptTo` and the like decide what it answers. */
  const serve = async (options: SMTPServerOptions = {}): Promise<string> => {
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onData: (stream, session, done) => {
        simpleParser(stream).then((parsed) => (received.push(parsed), done()), done);
      },
      ...options,
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => server.close(() => resolve())));
    return `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  };

  const refusing = (responseCode: number): SMTPServerOptions['onRcptTo'] => {
    return (_, __, done) => done(Object.assign(new Error('no'), { responseCode }));
  };

  it('arrives as it was written', async () => {
    const channel = open(await serve());
    const hostile = mail('msg_1', { subject: 'Sus citas ñ 🌵', body: 'Línea uno\n.\nLínea tres\n' });
    expect(await channel.send(hostile)).toEqual({ kind: 'sent' });
    const [got] = received;
    expect(got).toMatchObject({ subject: 'Sus citas ñ 🌵', messageId: '<msg_1@desk.example.org>', date: new Date(NOW) });
    expect(got!.text).toBe('Línea uno\n.\nLínea tres\n');
    expect(got!.from?.value).toEqual([{ name: 'Cedar Spine & Rehab', address: 'no-reply@desk.example.org' }]);
    expect(got!.headers.get('auto-submitted')).toBe('auto-generated');
    expect(got!.headers.get('x-spotwork-message')).toBe('msg_1; try=1');
  });

  it('tells mail programs how one press stops what may be stopped, signed with the rest', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const dkim = { privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), selector: 'desk1' };
    const raw: Buffer[] = [];
    const onData: SMTPServerOptions['onData'] = (stream, _, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => (raw.push(Buffer.concat(chunks)), done()));
    };
    const channel = open(await serve({ onData }), false, dkim);
    const unsubscribe = `https://desk.example.org/api/v1/unsubscribe/${'0'.repeat(56)}`;
    await channel.send(mail('msg_1', { unsubscribe, subject: 'Sus citas ñ' }));
    await channel.send(mail('msg_2'));
    const { headers } = await simpleParser(raw[0]!);
    expect(headers.get('list')).toMatchObject({
      unsubscribe: { url: unsubscribe },
      'unsubscribe-post': { name: 'List-Unsubscribe=One-Click' },
    });
    expect((await simpleParser(raw[1]!)).headers.has('list')).toBe(false);
    // What the domain would publish in its DNS.
    const record = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
    const resolver = async (name: string, type: string) => {
      if (name === 'desk1._domainkey.desk.example.org' && type === 'TXT') return [[record]];
      throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    };
    const verified = async (text: Buffer | string) => (await dkimVerify(text, { resolver })).results[0]!;
    const good = await verified(raw[0]!);
    expect([good.status.result, good.signingDomain, good.selector]).toEqual(['pass', 'desk.example.org', 'desk1']);
    const signed = (good as unknown as { signingHeaders: { keys: string } }).signingHeaders.keys.toLowerCase().split(/\s*:\s*/);
    expect(signed).toEqual(expect.arrayContaining(['from', 'subject', 'list-unsubscribe', 'list-unsubscribe-post']));
    const text = raw[0]!.toString('latin1');
    expect((await verified(text.replace('/unsubscribe/0', '/unsubscribe/1'))).status.result).toBe('fail');
    expect((await verified(text.replace('One-Click', 'Two-Click'))).status.result).toBe('fail');
    expect((await verified(raw[1]!)).status.result).toBe('pass');
  });

  it('carries an invitation beside its text, and as a file', async () => {
    const channel = open(await serve());
    const content = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n';
    await channel.send(mail('msg_1', { calendar: { method: 'CANCEL', content } }));
    const [got] = received;
    expect(got!.text).toBe('Hello Ana,\n\n10:00 AM.\n');
    const attached = got!.attachments.map(({ contentType, filename, content: bytes }) => [contentType, filename, String(bytes)]);
    expect(attached).toContainEqual(['application/ics', 'invite.ics', content]);
    const [inline] = got!.attachments.filter((one) => one.contentType === 'text/calendar');
    expect([String(inline!.content), (inline!.headers.get('content-type') as unknown as { params: object }).params]).toEqual([
      content,
      expect.objectContaining({ method: 'CANCEL', charset: 'utf-8' }),
    ]);
  });

  it('has the same Message-ID when it is sent again', async () => {
    const channel = open(await serve());
    await channel.send(mail('msg_1'));
    await channel.send(mail('msg_1'));
    expect(received.map((got) => got.messageId)).toEqual(['<msg_1@desk.example.org>', '<msg_1@desk.example.org>']);
  });

  it('sends many over few connections', async () => {
    let connections = 0;
    const channel = open(await serve({ onConnect: (_, done) => (connections++, done()) }));
    const all = await Promise.all(Array.from({ length: 30 }, (_, i) => channel.send(mail(`msg_${i}`))));
    expect(all.every((delivery) => delivery.kind === 'sent')).toBe(true);
    expect(connections).toBeLessThanOrEqual(3);
  });

  it('550 for the recipient is final', async () => {
    expect(await open(await serve({ onRcptTo: refusing(550) })).send(mail('msg_1'))).toEqual({ kind: 'give-up', reason: 'smtp-550' });
  });

  it('451 for the recipient is tried again', async () => {
    expect(await open(await serve({ onRcptTo: refusing(451) })).send(mail('msg_1'))).toEqual({ kind: 'retry', reason: 'smtp-451' });
  });

  /** The server says it to the first recipient, or once it has the text. */
  const saying = (response: string, at: 'recipient' | 'text'): SMTPServerOptions => {
    const refusal = Object.assign(new Error(response.slice(4)), { responseCode: Number(response.slice(0, 3)) });
    const onData: SMTPServerOptions['onData'] = (stream, _, done) => {
      stream.resume();
      stream.on('end', () => done(refusal));
    };
    return { hideENHANCEDSTATUSCODES: true, ...(at === 'text' ? { onData } : { onRcptTo: (_, __, done) => done(refusal) }) };
  };

  it.each<[string, 'recipient' | 'text', Delivery]>([
    ['550 5.1.1 User unknown', 'recipient', { kind: 'give-up', reason: 'smtp-550' }],
    ['550 No such user here', 'recipient', { kind: 'give-up', reason: 'smtp-550' }],
    ['550 5.1.1 User unknown', 'text', { kind: 'give-up', reason: 'smtp-550' }],
    ['552 5.2.2 Mailbox full', 'recipient', { kind: 'retry', reason: 'smtp-552' }],
    ['451 4.7.1 Greylisted', 'recipient', { kind: 'retry', reason: 'smtp-451' }],
    ['554 5.7.1 <ana@mail.example>: Relay access denied', 'recipient', { kind: 'retry', reason: 'smtp-554', outage: true }],
    ['550 relay not permitted', 'recipient', { kind: 'retry', reason: 'smtp-550', outage: true }],
    ['530 5.7.0 Authentication Required', 'recipient', { kind: 'retry', reason: 'smtp-530', outage: true }],
    [
      '550 5.7.60 SMTP; Client does not have permissions to send as this sender',
      'text',
      { kind: 'retry', reason: 'smtp-550', outage: true },
    ],
    ['550 5.4.5 Daily user sending limit exceeded', 'text', { kind: 'retry', reason: 'smtp-550', outage: true }],
    ['550 5.7.1 Blocked by policy', 'recipient', { kind: 'retry', reason: 'smtp-550', outage: 'perhaps' }],
    ['554 Transaction failed', 'recipient', { kind: 'retry', reason: 'smtp-554', outage: 'perhaps' }],
    ['554 Message rejected: Email address is not verified.', 'text', { kind: 'retry', reason: 'smtp-554', outage: 'perhaps' }],
  ])('%s, said to the %s', async (response, at, expected) => {
    expect(await open(await serve(saying(response, at))).send(mail('msg_1'))).toEqual(expected);
  });

  it('a refused sender is the operator’s matter, not the end of the message', async () => {
    const onMailFrom: SMTPServerOptions['onMailFrom'] = (_, __, done) => done(Object.assign(new Error('no'), { responseCode: 550 }));
    expect(await open(await serve({ onMailFrom })).send(mail('msg_1'))).toEqual({ kind: 'retry', reason: 'smtp-550', outage: true });
  });

  it('a refused login too', async () => {
    const url = new URL(
      await serve({
        disabledCommands: ['STARTTLS'],
        allowInsecureAuth: true,
        onAuth: (_, __, done) => done(Object.assign(new Error('no'), { responseCode: 535 })),
      }),
    );
    url.username = 'desk';
    url.password = 'wrong';
    expect(await open(url.href).send(mail('msg_1'))).toEqual({ kind: 'retry', reason: 'smtp-535', outage: true });
  });

  it('nobody at the port is tried again', async () => {
    const port = await freePort();
    expect(await open(`smtp://127.0.0.1:${port}?rate=5`).send(mail('msg_1'))).toMatchObject({ kind: 'retry', outage: true });
  });

  it('a connection that ends after the text leaves the outcome unknown', async () => {
    const url = await scripted(({ line, socket, say }) => {
      if (line === 'DATA') say('354 go on');
      else if (line === '.') socket.destroy();
      else say('250 ok');
    });
    expect(await open(url).send(mail('msg_1'))).toEqual({ kind: 'unknown', reason: 'smtp-econnection' });
  });

  it('one that ends before the text does not', async () => {
    const url = await scripted(({ line, socket, say }) => {
      if (line === 'DATA') socket.destroy();
      else say('250 ok');
    });
    expect((await open(url).send(mail('msg_1'))).kind).toBe('retry');
  });

  it('goes on after the server was away', async () => {
    const port = await freePort();
    const channel = open(`smtp://127.0.0.1:${port}`);
    expect((await channel.send(mail('msg_1'))).kind).toBe('retry');
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onData: (stream, _, done) => (stream.resume(), stream.on('end', () => done())),
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => server.close(() => resolve())));
    expect(await channel.send(mail('msg_1'))).toEqual({ kind: 'sent' });
    await channel.close();
  });

  it('demo people get theirs in the mailbox folder, unless DEMO_MESSAGES is on', async () => {
    const url = await serve();
    const demo = mail('msg_demo', { to: patient('pat_d', { demo: true }) });
    await open(url).send(demo);
    expect(received.length).toBe(0);
    expect((await latestMails(mailboxFolder({ dataDir }), 10)).map((got) => got.to)).toEqual(['ana@mail.example']);
    await open(url, true).send(demo);
    expect(received.length).toBe(1);
  });

  describe('the mailbox folder', () => {
    it('holds mails that another program can read, newest last, and nothing half written', async () => {
      const channel = open(undefined);
      expect(await channel.send(mail('msg_1', { subject: 'Sus citas ñ' }))).toEqual({ kind: 'sent' });
      const folder = mailboxFolder({ dataDir });
      const files = readdirSync(folder).sort();
      expect(files).toEqual([`${NOW}-msg_1.eml`, `${NOW}-msg_1.json`]);
      const parsed = await simpleParser(readFileSync(join(folder, files[0]!)));
      expect(parsed).toMatchObject({ subject: 'Sus citas ñ', text: 'Hello Ana,\n\n10:00 AM.\n', messageId: '<msg_1@desk.example.org>' });
      expect(statSync(join(folder, files[0]!)).mode & 0o077).toBe(0);
    });

    it('lists the latest, newest first', async () => {
      let now = NOW;
      const config = { dataDir, publicUrl: 'https://desk.example.org', demoMessages: false };
      const channel = email.open({ config, now: () => now++, atOnce: 1 });
      for (const id of ['msg_a', 'msg_b', 'msg_c']) await channel.send(mail(id, { subject: id }));
      const listed = await latestMails(mailboxFolder(config), 2);
      expect(listed.map((got) => got.subject)).toEqual(['msg_c', 'msg_b']);
      expect(listed[0]).toEqual({
        file: `${NOW + 2}-msg_c.eml`,
        messageId: 'msg_c',
        to: 'ana@mail.example',
        subject: 'msg_c',
        date: '2026-11-23T17:00:00.002Z',
        text: mail('').body,
      });
    });

    it('that does not exist yet is empty', async () => {
      expect(await latestMails(join(dataDir, 'nowhere'), 5)).toEqual([]);
    });

    it('that cannot be written is tried again', async () => {
      const config = { dataDir: '/dev/null', publicUrl: 'https://desk.example.org', demoMessages: false };
      const delivery = await email.open({ config, now: () => NOW, atOnce: 1 }).send(mail('msg_1'));
      expect(delivery.kind).toBe('retry');
    });
  });

  it.each([
    ['a@b.example', 'a@b.example'],
    ['a+tag.x@b.example', 'a+tag.x@b.example'],
    [undefined, undefined],
    ['', undefined],
    ['no at sign', undefined],
    ['a@b.example, c@d.example', undefined],
    ['a@b.example\r\nBcc: c@d.example', undefined],
    ['"x" <a@b.example>', undefined],
  ])('takes %j for %j', (address, expected) => {
    expect(email.addressOf({ displayName: 'x', preferredChannel: 'email', demo: false, email: address }, NO_CONFIG)).toBe(expected);
  });

  it.each<[string | undefined, string]>([
    [undefined, 'no-reply@desk.example.org'],
    ['smtp://mail.example', 'no-reply@desk.example.org'],
    ['smtp://desk%40cedar.example:secret@mail.example', 'desk@cedar.example'],
    ['smtp://key:secret@mail.example?from=hello%40cedar.example', 'hello@cedar.example'],
  ])('with SMTP_URL %j mails come from %s', (smtpUrl, from) => {
    expect(senderOf({ smtpUrl, publicUrl: 'https://desk.example.org:8443' }).address).toBe(from);
  });

  it('503 is about the session, not the mail', () => {
    const error = Object.assign(new Error(), { responseCode: 503, permanent: false, command: 'RCPT TO' });
    expect(classify(error, false)).toEqual({ kind: 'retry', reason: 'smtp-503' } satisfies Delivery);
  });

  /** A server that misbehaves as told: speaks after each line, until the lone dot of a text. */
  async function scripted(answer: (turn: { line: string; socket: Socket; say: (text: string) => void }) => void): Promise<string> {
    const server: Server = createServer((socket) => {
      const say = (text: string): void => void socket.write(`${text}\r\n`);
      let inText = false;
      let rest = '';
      say('220 ready');
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        const lines = (rest + chunk.toString()).split('\r\n');
        rest = lines.pop()!;
        for (const line of lines) {
          if (inText && line !== '.') continue;
          inText = line === 'DATA';
          answer({ line, socket, say });
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => void server.close());
    return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
