import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { TroubledMailServer } from './troubled-mail-server.js';

const SENDERS = 20;
const COMMANDS = ['EHLO a.example', 'MAIL FROM:<a@a.example>', 'RCPT TO:<b@b.example>', 'DATA'];

let server: TroubledMailServer;
beforeEach(async () => {
  server = await TroubledMailServer.start();
});
afterEach(() => server.close());

/** Says what is to be said up to the text, writes that, and is gone without hearing the answer. */
async function sendAndDie(text: string): Promise<void> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  for (const command of COMMANDS) {
    await once(socket, 'data');
    socket.write(`${command}\r\n`);
  }
  await once(socket, 'data');
  socket.end(text);
  await once(socket.resume(), 'close');
}

const mail = (id: string) => `Message-ID: <${id}@a.example>\r\nDate: Sun, 29 Nov 2026 17:00:00 +0000\r\n\r\nHello\r\n`;

describe('a mail server whose senders die', () => {
  it('has every mail that came in whole when nobody is connected any more', async () => {
    const ids = Array.from({ length: SENDERS }, (_, i) => `msg_${i}`);
    const sent = Promise.all(ids.map((id) => sendAndDie(`${mail(id)}.\r\n`)));
    await sent;
    await server.unconnected();
    expect(server.taken.map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  it('knows that a mail which broke off is none', async () => {
    await sendAndDie(mail('msg_1'));
    await server.unconnected();
    expect(server.taken).toEqual([]);
  });
});
