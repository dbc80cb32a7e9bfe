import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { postfixBounce } from '../../libs/notifications/src/testing/bounces.js';
import type { Coordinator } from '../support/coordinator.js';
import { ImapServer, whyNoImap } from '../support/imap-server.js';
import { MailServer } from '../support/mail-server.js';
import { bookPair, findPairs, messagesOf, newPatient } from '../support/stories.js';
import { describeDesk, lost, soon } from './desk.js';

const PICTURES = process.env['PICTURES'];
const DAY = '2026-12-11';
const MINUTE_MS = 60_000;
/** A mailbox is looked at with all else that has come due in a minute that passed at once. */
const LATER_MS = 60_000;

let mails: MailServer;
let mailbox: ImapServer;
beforeAll(async () => {
  mails = await MailServer.start();
});
afterAll(async () => {
  await mails.close();
  await mailbox?.close();
});

const missing = whyNoImap();
if (missing) {
  const title = `mails that come back are not tested in a browser: ${missing}`;
  if (process.env['REQUIRE_SERVICES'] === '1') it('an IMAP server is required', () => expect(missing).toBeUndefined());
  else it.skip(title, () => undefined);
} else {
  describeDesk(
    'mails that come back',
    (desk) => {
      const looked = async (): Promise<string | undefined> => {
        const { body } = await desk.server.call<{ bounces?: { readAt?: string } }>('GET', '/operations/messages');
        return body.bounces?.readAt;
      };

      desk.story('are exceptions for the desk, and operators see that their mailbox is read', {}, async (kim) => {
        const { page } = kim;
        const clean = async (one: Coordinator, state: string) => {
          if (PICTURES) await one.page.screenshot({ path: `${PICTURES}/${state.replace(/\W+/g, '-')}.png` });
          expect({ state, violations: await one.violations(), lost: await lost(one) }).toEqual({ state, violations: [], lost: [] });
        };
        const olga = await desk.guest({ cookie: (await desk.server.signIn('admin', 'Olga Operator')).cookie, path: '/operations' });
        await soon(async () => expect(await looked()).toBeDefined(), LATER_MS);
        await olga.page.getByRole('heading', { name: 'Mails that come back' }).waitFor();
        await olga.page.getByText(/^desk@clinic\.example \(INBOX at 127\.0\.0\.1\) was read /).waitFor();
        await clean(olga, 'a mailbox that is read');

        const patientId = await newPatient(desk.server, { givenName: 'Vera', familyName: 'Lockwood', email: 'nobody@mail.example' });
        const visit = await bookPair(desk.server, patientId, (await findPairs(desk.server, { from: DAY, to: DAY, patientId })).options[0]!);
        await soon(async () => expect(mails.to('nobody@mail.example')).not.toEqual([]));
        // The mail server has it before the ledger says so.
        await soon(async () => {
          const messages = await messagesOf(desk.server, visit.id);
          expect(messages.find(({ kind }) => kind === 'confirmation')?.status).toBe('sent');
        });
        const bounce = postfixBounce({ messageId: mails.to('nobody@mail.example')[0]!.messageId!.slice(1, -1) });
        await page.goto('/messages/exceptions');
        await page.getByText('Nothing to look at.').waitFor();
        mailbox.deliver(bounce);
        await desk.server.advance(MINUTE_MS);
        // Nobody loads anything again: the news arrive.
        const item = page.getByRole('listitem').filter({ hasText: 'Vera Lockwood' });
        await item.getByText('Nobody has this address').waitFor({ timeout: LATER_MS });
        await clean(kim, 'a mail that came back');

        await mailbox.close();
        await desk.server.advance(MINUTE_MS);
        await olga.page.getByText(/cannot be read: it does not answer as it should \(econnrefused\)/).waitFor({ timeout: LATER_MS });
        await clean(olga, 'a mailbox that cannot be read');
      });
    },
    async () => {
      mailbox = await ImapServer.start();
      return { UNDO_WINDOW_SECONDS: '0', SMTP_URL: mails.url, BOUNCES_URL: mailbox.url() };
    },
  );
}
