import { afterAll, expect } from '@jest/globals';
import { providerPosts, SmsServer } from '../support/sms-server.js';
import { bookPair, findPairs, messagesOf, newPatient, type VisitBody } from '../support/stories.js';
import { describeDesk, soon } from './desk.js';

const DAY = '2026-12-11';
const PUBLIC_URL = 'http://desk.example.org';

let server: SmsServer | undefined;
afterAll(() => server?.close());

describeDesk(
  'the keyboard at the desk',
  (desk) => {
    let said = 0;
    const book = async (patient: Record<string, unknown>): Promise<{ visit: VisitBody; patientId: string }> => {
      const patientId = await newPatient(desk.server, { familyName: 'Lockwood', ...patient });
      const { options } = await findPairs(desk.server, { from: DAY, to: DAY, patientId });
      return { visit: await bookPair(desk.server, patientId, options[0]!), patientId };
    };
    const byText = (givenName: string, phone: string) => book({ givenName, phone, email: undefined, preferredChannel: 'sms' });
    const told = (visit: VisitBody, status: string) =>
      soon(async () => {
        const toPatient = (await messagesOf(desk.server, visit.id)).filter((one) => one.recipient.type === 'patient');
        expect(toPatient.find((one) => one.kind === 'confirmation')?.status).toBe(status);
      });
    const texts = async (From: string, Body: string) => {
      const fields = { MessageSid: `SMfocus${++said}`, From, Body, To: '+15035550100' };
      expect((await providerPosts(desk.server.url, PUBLIC_URL, '/api/v1/sms/inbound', fields)).status).toBe(200);
    };

    desk.story('goes on with the next message that reached nobody, and with the page after the last', {}, async (kim) => {
      const { page } = kim;
      for (const givenName of ['Vera', 'Wilbur']) await told((await book({ givenName, email: undefined })).visit, 'skipped');
      await page.goto('/messages/exceptions');
      const done = (name: string) => page.getByRole('button', { name: `Told them: done: ${name} Lockwood` });
      const buttons = page.getByRole('button', { name: /^Told them: done/ });
      await soon(async () => expect(await buttons.count()).toBe(2));
      // A form that is given up gives the focus back.
      const fix = page.getByRole('button', { name: /^Edit contact and send again/ }).first();
      await fix.focus();
      await kim.press('Enter');
      await page.locator('input[type=email]:focus').waitFor();
      await kim.press('Escape');
      await fix.and(page.locator(':focus')).waitFor();

      const first = (await buttons.first().getAttribute('aria-label'))!.includes('Vera') ? 'Vera' : 'Wilbur';
      await done(first).focus();
      await kim.press('Enter');
      await done(first).waitFor({ state: 'detached' });
      await done(first === 'Vera' ? 'Wilbur' : 'Vera')
        .and(page.locator(':focus'))
        .waitFor();
      await kim.press('Enter');
      await page.getByText('Nothing to look at.').waitFor();
      await page.locator('h1:focus').waitFor();
    });

    desk.story('goes on with the next text and the next wish, and one visit is counted once', {}, async (kim) => {
      const { page } = kim;
      const people = [
        { name: 'Otis', phone: '+13035550171' },
        { name: 'Petra', phone: '+13035550172' },
      ];
      const visits: VisitBody[] = [];
      for (const { name, phone } of people) {
        const { visit } = await byText(name, phone);
        await told(visit, 'sent');
        visits.push(visit);
        await texts(phone, 'What should I wear?');
      }
      await page.goto('/messages');
      const read = page.getByRole('button', { name: /^Done with the text from/ });
      await soon(async () => expect(await read.count()).toBe(2));
      await read.first().focus();
      await kim.press('Enter');
      await soon(async () => expect(await read.count()).toBe(1));
      await read.and(page.locator(':focus')).waitFor();
      await kim.press('Enter');
      await soon(async () => expect(await read.count()).toBe(0));
      await page.locator('h1:focus').waitFor();

      for (const { phone } of people) await texts(phone, 'R');
      await page.getByRole('link', { name: 'Needs a look: 2' }).waitFor();
      // What the screening no longer allows, and what its patient asks for, are one visit to look at.
      await page.route('**/api/v1/visits?needsReview=true*', async (route) => {
        const response = await route.fetch();
        const { body: visit } = await desk.server.call('GET', `/visits/${visits[0]!.id}`);
        await route.fulfill({ response, json: { ...((await response.json()) as object), data: [visit] } });
      });
      await page.goto('/review');
      await page.getByRole('link', { name: 'Needs a look: 2' }).waitFor();
      await page.getByText('1 visit').first().waitFor();
      const seen = page.getByRole('button', { name: /^Done: I told them/ });
      await seen.first().focus();
      await kim.press('Enter');
      await soon(async () => expect(await seen.count()).toBe(1));
      await seen.and(page.locator(':focus')).waitFor();
      await kim.press('Enter');
      await soon(async () => expect(await seen.count()).toBe(0));
      await page.locator('h1:focus').waitFor();
      await page.unrouteAll({ behavior: 'ignoreErrors' });

      // On the visit's own page.
      await texts(people[1]!.phone, 'R');
      await page.goto(`/visits/${visits[1]!.id}`);
      await seen.focus();
      await kim.press('Enter');
      await soon(async () => expect(await seen.count()).toBe(0));
      await soon(async () => expect(await page.evaluate('document.activeElement !== document.body')).toBe(true));
    });

    desk.story('stays with the patient whose yes or no is written down', {}, async (kim) => {
      const { page } = kim;
      const { patientId } = await byText('Quentin', '+13035550173');
      await page.goto(`/patients?patient=${patientId}`);
      const record = page.getByRole('button', { name: 'Record yes or no: Text messages' });
      await record.focus();
      await kim.press('Enter');
      await page.locator('form input:focus').waitFor({ state: 'attached' });
      await page.getByRole('button', { name: 'Cancel' }).focus();
      await kim.press('Enter');
      await record.and(page.locator(':focus')).waitFor();
      await kim.press('Enter');
      await page.getByLabel('In which words (optional)').fill('Said so on the phone.');
      await kim.press('Enter');
      await page.getByText('Said so on the phone.').waitFor();
      await record.and(page.locator(':focus')).waitFor();
      expect(await kim.violations()).toEqual([]);
    });

    desk.story('offers settings of notifications to those who have some', {}, async (kim) => {
      const offered = async (who: typeof kim) => {
        await who.page.goto('/settings/referrals');
        await who.page.getByRole('link', { name: 'Message settings' }).waitFor();
        const links = await who.page.getByRole('link', { name: 'Notification settings' }).count();
        await who.press('Control+k');
        await who.page.getByPlaceholder('Patient, page or command').and(who.page.locator(':focus')).waitFor();
        await who.type('settings');
        await who.page.getByRole('button', { name: 'Referral settings' }).waitFor();
        return [links, await who.page.getByRole('button', { name: 'Notification settings' }).count()];
      };
      expect(await offered(kim)).toEqual([0, 0]);
      const robin = await desk.guest({ cookie: (await desk.server.signIn('manager', 'Robin Alder')).cookie });
      expect(await offered(robin)).toEqual([1, 1]);
    });
  },
  async () => {
    server = await SmsServer.start();
    return { UNDO_WINDOW_SECONDS: '0', SMS_URL: server.url(), PUBLIC_URL };
  },
);
