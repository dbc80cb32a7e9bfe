import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoClinicFile } from '#clinic';
import { postfixBounce } from '../../libs/notifications/src/testing/bounces.js';
import { Api } from '../support/api.js';
import { BuiltServer, pause, tempFolder } from '../support/built-server.js';
import { ImapServer, whyNoImap } from '../support/imap-server.js';
import { MailServer } from '../support/mail-server.js';
import { bookPair, findPairs, messagesOf, newPatient } from '../support/stories.js';

const WAIT_MS = 150_000;

interface Exceptions {
  data: { problem: string; actions: string[]; message: { status: string; reason?: string; kind: string } }[];
}

const missing = whyNoImap();
if (missing && process.env['REQUIRE_SERVICES'] === '1') it('an IMAP server is required', () => expect(missing).toBeUndefined());

/** The mail server takes a mail for an address that nobody has, and finds out later. */
(missing ? describe.skip : describe)(`a mail that comes back${missing ? ` (${missing})` : ''}`, () => {
  const folder = tempFolder();
  let mails: MailServer;
  let mailbox: ImapServer;
  let server: BuiltServer;

  beforeAll(async () => {
    mails = await MailServer.start();
    mailbox = await ImapServer.start();
    const env = { DATA_DIR: folder.path, DEMO: 'off', SMTP_URL: mails.url, BOUNCES_URL: mailbox.url(), UNDO_WINDOW_SECONDS: '0' };
    server = await BuiltServer.start(env);
  }, 240_000);

  afterAll(async () => {
    await server?.stop();
    await mailbox?.close();
    await mails?.close();
    folder.remove();
  });

  const until = async <T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> => {
    const end = performance.now() + WAIT_MS;
    for (;;) {
      const found = await ask();
      if (found !== undefined) return found;
      if (performance.now() > end) throw new Error('it took too long');
      await pause(100);
    }
  };

  it('is an exception for the desk within a minute', async () => {
    server.cli('clinic', 'apply', demoClinicFile());
    const api = new Api(server.url, server.cli('api-key', 'create', '--name', 'test', '--scope', '*'));
    const patientId = await newPatient(api, { email: 'nobody@mail.example' });
    const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
    const visit = await bookPair(api, patientId, (await findPairs(api, { from: day(8), to: day(20), patientId, limit: 1 })).options[0]!);
    const mail = await until(() => mails.to('nobody@mail.example')[0]);
    // The mail server has it before the ledger says so.
    await until(async () => (await messagesOf(api, visit.id)).find(({ kind, status }) => kind === 'confirmation' && status === 'sent'));
    mailbox.deliver(postfixBounce({ messageId: mail.messageId!.slice(1, -1) }));

    const found = await until(async () => {
      const { body } = await api.call<Exceptions>('GET', '/messages/exceptions');
      return body.data.find(({ message }) => message.reason !== undefined);
    });
    expect(found).toMatchObject({ problem: 'failed', message: { status: 'failed', reason: 'bounce-5.1.1' } });
    expect(found.actions[0]).toBe('fix-contact');
    const { body } = await api.call<{ bounces: { mailbox: string; problem?: string } }>('GET', '/operations/messages');
    expect(body.bounces).toMatchObject({ mailbox: 'desk@clinic.example (INBOX at 127.0.0.1)' });
    expect(body.bounces.problem).toBeUndefined();
    expect(server.output).not.toContain('nobody@mail.example');
    expect(server.cli('doctor')).toMatch(/^ok /m);
    await mailbox.close();
    expect(() => server.cli('doctor')).toThrow('BOUNCES_URL: the mailbox cannot be read (econnrefused).');
  }, 360_000);
});
