import { expect } from '@jest/globals';
import { bookPair, findPairs, messagesOf, newPatient, type VisitBody } from '../support/stories.js';
import { describeDesk, soon } from './desk.js';

const DAY = '2026-12-14';

describeDesk(
  'messages',
  (desk) => {
    const book = async (givenName: string): Promise<VisitBody> => {
      const patientId = await newPatient(desk.server, {
        givenName,
        familyName: 'Lockwood',
        email: `${givenName}@example.org`.toLowerCase(),
      });
      const { options } = await findPairs(desk.server, { from: DAY, to: DAY, patientId });
      return bookPair(desk.server, patientId, options[0]!);
    };

    desk.story('are planned with the visit, say what to wear, and are skipped when it is cancelled', {}, async (kim) => {
      const { page } = kim;
      const visit = await book('Aurelia');
      const reminder = (await messagesOf(desk.server, visit.id)).find((message) => message.step === '1d')!;
      await page.goto(`/messages?day=${reminder.dueAt.slice(0, 10)}`);
      const row = page.getByRole('row', { name: /Aurelia Lockwood/ });
      await row.getByText('planned').waitFor();
      // What goes out is a manager's to set, who finds where.
      expect(await page.getByRole('link', { name: 'Message settings' }).count()).toBe(0);
      const robin = await desk.guest({ cookie: (await desk.server.signIn('manager', 'Robin Alder')).cookie, path: '/messages/upcoming' });
      await robin.page.getByRole('link', { name: 'Wording of messages' }).waitFor();
      expect(await robin.violations()).toEqual([]);
      await robin.click(robin.page.getByRole('link', { name: 'Message settings' }));
      await robin.page.locator('h1:focus', { hasText: 'Message settings' }).waitFor();
      expect(await row.innerText()).toMatch(/Reminder, day before[\s\S]*Loose clothing/);
      await kim.click(row.getByRole('button', { name: /^Reminder/ }));
      const panel = page.getByRole('complementary');
      expect(await panel.innerText()).toMatch(/Hello Aurelia[\s\S]*loose/);
      await desk.server.call('POST', `/visits/${visit.id}/cancel`, {}, { 'if-match': '*' });
      await row.getByText('skipped').waitFor();
      await row.getByText('The visit was cancelled').waitFor();
      await panel.getByText('skipped').waitFor();
    });

    desk.story('can be stopped by hand', {}, async (kim) => {
      const { page } = kim;
      const visit = await book('Barnaby');
      const reminder = (await messagesOf(desk.server, visit.id)).find((message) => message.step === '1d')!;
      await page.goto(`/messages?day=${reminder.dueAt.slice(0, 10)}`);
      const row = page.getByRole('row', { name: /Barnaby Lockwood/ });
      await kim.click(row.getByRole('button', { name: /^Do not send/ }));
      await row.getByText('Somebody stopped it').waitFor();
      expect(await page.getByRole('status', { name: 'Last action' }).innerText()).toMatch(
        /^Message to Barnaby Lockwood will not be sent\.\s+Undo/,
      );
      await kim.click(page.getByText('Skipped', { exact: true }));
      await soon(async () => expect(await page.locator('tbody tr', { hasNotText: 'skipped' }).count()).toBe(0));
      expect(page.url()).toContain('status=skipped');
    });

    desk.story('arrive in the mailbox, where they can be read', { path: '/mailbox' }, async (kim) => {
      const { page } = kim;
      await page.getByRole('heading', { name: 'Mailbox' }).waitFor();
      await book('Cordelia');
      const mail = page.getByRole('list', { name: 'Mails' }).getByRole('button', { name: /cordelia@example\.org/ });
      await kim.click(mail.first());
      expect(await mail.first().innerText()).toMatch(/Tue 8 Dec 10:\d\d\n/);
      const text = page.getByRole('article');
      await text.getByText(/Hello Cordelia/).waitFor();
      expect(await text.innerText()).toMatch(/Monday, December 14/);
      expect(await text.innerText()).not.toMatch(/massage|chiropract|adjust|spot work/i);
    });

    desk.story('that were sent can be sent again', {}, async (kim) => {
      const { page } = kim;
      const visit = await book('Dunstan');
      await soon(async () => {
        const sent = (await messagesOf(desk.server, visit.id)).filter((message) => message.status === 'sent');
        expect(sent.map((message) => message.kind)).toContain('confirmation');
      });
      await page.goto('/messages?status=sent&kind=confirmation');
      const row = page.getByRole('row', { name: /Dunstan Lockwood/ });
      await kim.click(row.getByRole('button', { name: /^Confirmation/ }));
      await kim.click(page.getByRole('complementary').getByRole('button', { name: /^Send again/ }));
      await soon(async () =>
        expect(await page.getByRole('status', { name: 'Last action' }).innerText()).toBe('Message to Dunstan Lockwood goes out again.'),
      );
    });
  },
  { UNDO_WINDOW_SECONDS: '0' },
);
