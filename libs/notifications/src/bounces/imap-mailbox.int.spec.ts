import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { BouncesMailbox } from '#platform';
import { readReports } from './imap-mailbox.js';

const PASSWORD = 'correct-horse';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** A server that greets and then says to each command what it is told; resolves to what it heard. */
async function talkingTo(
  answer: (tag: string, command: string, socket: Socket) => string,
  security: BouncesMailbox['security'],
  signal = new AbortController().signal,
) {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hello\r\n');
    socket.on('data', (data) => {
      for (const line of data.toString().split('\r\n').filter(Boolean)) {
        heard.push(line);
        const [tag = '', command = ''] = line.split(' ');
        socket.write(answer(tag, command.toUpperCase(), socket));
      }
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const mailbox = { host: '127.0.0.1', port, security, user: 'desk', password: PASSWORD, folder: 'INBOX', name: 'desk' };
  const outcome = await readReports(mailbox, { since: new Date(0), most: 50, signal }).then(
    () => 'read',
    (error: Error) => error.message,
  );
  return { heard, outcome };
}

describe('a mailbox', () => {
  it('is not told the password where somebody has taken encryption away', async () => {
    const { heard, outcome } = await talkingTo((tag) => `${tag} OK done\r\n`, 'starttls');
    expect(outcome).toBe('starttls');
    expect(heard.join()).not.toMatch(/login|authenticate/i);
    expect(heard.join()).not.toContain(Buffer.from(PASSWORD).toString('base64').slice(0, 12));
  });

  it('that breaks off is a problem and no more', async () => {
    expect((await talkingTo((_, __, socket) => (socket.destroy(), ''), 'plain')).outcome).toMatch(/^[a-z]{2,40}$/);
  });

  it.each([
    ['NO [UNAVAILABLE] later', 'unavailable'],
    ['NO [AUTHENTICATIONFAILED] no', 'login'],
    ['BAD what', 'login'],
  ])('that answers to the login "%s" says %s', async (answer, problem) => {
    const { outcome } = await talkingTo(
      (tag, command) => (command === 'AUTHENTICATE' || command === 'LOGIN' ? `${tag} ${answer}\r\n` : `${tag} OK done\r\n`),
      'plain',
    );
    expect(outcome).toBe(problem);
  });

  it('puts no words of its own into what operators read', async () => {
    const said = '<b>x@y.example</b>'.repeat(1000);
    const { outcome } = await talkingTo((tag, command) => `${tag} ${command === 'EXAMINE' ? `NO [${said}] no` : 'OK done'}\r\n`, 'plain');
    expect(outcome).toMatch(/^[a-z0-9_-]{1,40}$/);
  });

  it('without numbers that last is none', async () => {
    const { outcome } = await talkingTo((tag, command) => `${command === 'EXAMINE' ? '* 3 EXISTS\r\n' : ''}${tag} OK done\r\n`, 'plain');
    expect(outcome).toBe('no-uidvalidity');
  });

  it.each([AbortSignal.abort(), AbortSignal.timeout(200)])('is left at once when the process is stopped', async (signal) => {
    const began = performance.now();
    const { outcome } = await talkingTo(() => '', 'plain', signal);
    expect(outcome).toBe('timeout');
    // Its own limits are longer.
    expect(performance.now() - began).toBeLessThan(8000);
  });
});
