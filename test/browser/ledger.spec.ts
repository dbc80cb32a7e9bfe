import type { AddressInfo } from 'node:net';
import { afterAll, expect } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { SMTPServer } from 'smtp-server';
import type { Coordinator } from '../support/coordinator.js';
import { bookPair, findPairs, messagesOf, newPatient, type VisitBody } from '../support/stories.js';
import { describeDesk, lost, soon } from './desk.js';

const PICTURES = process.env['PICTURES'];
const DAY = '2026-12-11';

/** Takes every mail but those to addresses that begin with `dead`. */
const smtp = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  onRcptTo: ({ address }, _session, done) =>
    done(address.startsWith('dead') ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null),
  onData: (stream, _session, done) => void stream.resume().once('end', () => done()),
});
afterAll(() => new Promise<void>((closed) => smtp.close(() => closed())));

describeDesk(
  'the ledger of messages',
  (desk) => {
    const book = async (patient: { givenName: string; email?: string }): Promise<VisitBody> => {
      const patientId = await newPatient(desk.server, { familyName: 'Lockwood', ...patient });
      const { options } = await findPairs(desk.server, { from: DAY, to: DAY, patientId });
      return bookPair(desk.server, patientId, options[0]!);
    };
    const settled = (visit: VisitBody, status: string, kind = 'confirmation') =>
      soon(async () => {
        const toPatient = (await messagesOf(desk.server, visit.id)).filter((one) => one.recipient.type === 'patient' && one.kind === kind);
        expect(toPatient.map((one) => one.status)).toContain(status);
      });
    const clean = async (kim: Coordinator, state: string): Promise<void> => {
      if (PICTURES) await kim.page.screenshot({ path: `${PICTURES}/${state.replace(/\W+/g, '-')}.png` });
      expect({ state, violations: await kim.violations(), lost: await lost(kim) }).toEqual({ state, violations: [], lost: [] });
    };
    const lastAction = (kim: Coordinator) => kim.page.getByRole('status', { name: 'Last action' }).innerText();

    desk.story('brings what failed, and lets it be mended by keyboard until nothing is left', {}, async (kim) => {
      const { page } = kim;
      const failed = await book({ givenName: 'Vera', email: 'dead@example.org' });
      const unreachable = await book({ givenName: 'Wilbur', email: undefined });
      await settled(failed, 'failed');
      await settled(unreachable, 'skipped');
      await page.reload();
      await page.getByRole('link', { name: 'Messages, 2 to look at' }).waitFor();
      await kim.go('e');
      const item = (name: string): Locator => page.getByRole('listitem').filter({ hasText: name });
      await item('Vera Lockwood').getByText('The mail server refused it (550)').waitFor();
      await item('Wilbur Lockwood').getByText('Nothing reaches them').waitFor();
      await clean(kim, 'inbox');

      await item('Vera Lockwood').getByRole('button', { name: 'Edit contact and send again: Vera Lockwood' }).focus();
      await kim.press('Enter');
      await page.locator('input[type=email]:focus').waitFor();
      await page.locator(':focus').fill('');
      await kim.press('Enter');
      await page.getByText('Give an e-mail address or a phone number.').waitFor();
      await clean(kim, 'nothing given');
      await page.locator(':focus').fill('vera');
      kim.expected = [400];
      await kim.press('Enter');
      await page.locator('input[type=email][aria-invalid=true]').waitFor();
      await kim.type('@example.org');
      await kim.press('Enter');
      await item('Vera Lockwood').waitFor({ state: 'detached' });
      expect(await lastAction(kim)).toBe('Contact of Vera Lockwood saved; the message goes out again.');
      await settled(failed, 'sent');
      expect(await page.evaluate('document.activeElement !== document.body')).toBe(true);

      await kim.click(item('Wilbur Lockwood').getByRole('button', { name: 'Told them: done: Wilbur Lockwood' }));
      await page.getByText('Nothing to look at.').waitFor();
      expect(await lastAction(kim)).toBe('Wilbur Lockwood was told some other way.');
      await page.getByRole('link', { name: 'Messages', exact: true }).waitFor();
      await clean(kim, 'nothing to look at');

      // That it is off, nobody reaches him either.
      await desk.server.call('POST', `/visits/${unreachable.id}/cancel`, {}, { 'if-match': '*' });
      await settled(unreachable, 'skipped', 'cancellation');
      await page.reload();
      await item('Wilbur Lockwood')
        .getByText(/^Cancelled visit/)
        .waitFor();
      await kim.click(item('Wilbur Lockwood').getByRole('button', { name: /^Edit contact/ }));
      await kim.press('Escape');
      await kim.click(item('Wilbur Lockwood').getByRole('button', { name: /^Told them/ }));
      await page.getByText('Nothing to look at.').waitFor();
    });

    desk.story('says what goes out in the next days, by hour, and what does not', {}, async (kim) => {
      const { page } = kim;
      const patientId = await newPatient(desk.server, { givenName: 'Otis', familyName: 'Lockwood', remindersOptedOut: true });
      const { options } = await findPairs(desk.server, { from: DAY, to: DAY, patientId });
      const visit = await bookPair(desk.server, patientId, options[0]!);
      await settled(visit, 'sent');
      await page.getByRole('region', { name: /^Day board/ }).waitFor();
      await kim.go('u');
      await page.getByRole('rowheader', { name: /^11:00 · \d+ messages$/ }).waitFor();
      await page
        .getByRole('list', { name: 'In all' })
        .getByText(/^E-mail: \d+ go out$/)
        .waitFor();
      await kim.click(page.getByRole('combobox', { name: 'How far ahead' }));
      const week = page.waitForResponse((answer) => answer.url().includes('hours=168'));
      await kim.click(page.getByRole('option', { name: 'Next 7 days' }));
      await week;
      await page
        .getByRole('list', { name: 'In all' })
        .getByText(/^E-mail: \d+ not sent \(They do not want it\)$/)
        .waitFor();
      await kim.click(page.locator('tbody button').first());
      const panel = page.getByRole('complementary');
      await panel.getByText('has not changed since').waitFor();
      expect(await panel.innerText()).toMatch(/What happens\s+goes out[\s\S]*History\s+Planned .*\s+Goes out Tue 8 Dec/);
      await clean(kim, 'what goes out');
      expect(page.url()).toMatch(/hours=168/);
    });

    desk.story('shows one person’s messages from their page, each with its history', { path: '/patients' }, async (kim) => {
      const { page } = kim;
      const visit = await book({ givenName: 'Xaver', email: 'xaver@example.org' });
      await settled(visit, 'sent');
      const { body } = await desk.server.call<{ data: { id: string }[] }>('GET', '/patients?q=xaver');
      await page.goto(`/patients?patient=${body.data[0]!.id}`);
      await kim.click(page.getByRole('complementary').getByRole('link', { name: 'Messages' }));
      await page.getByText('To Xaver Lockwood').waitFor();
      expect(await page.locator('tbody tr', { hasNotText: 'Xaver Lockwood' }).count()).toBe(0);
      await kim.click(page.locator('tbody tr', { hasText: 'Confirmation' }).getByRole('button', { name: /^Confirmation/ }));
      const panel = page.getByRole('complementary');
      await panel.getByText('Written for version 1 of the visit, which has not changed since.').waitFor();
      await kim.click(panel.getByRole('button', { name: /^Send again/ }));
      await kim.click(panel.getByRole('link', { name: 'Later message' }));
      await panel.getByText(/^Sent again by hand/).waitFor();
      await panel.getByRole('link', { name: 'Earlier message' }).waitFor();
      await clean(kim, 'history');
      await kim.click(page.getByRole('combobox', { name: 'Channel' }));
      await kim.click(page.getByRole('option', { name: 'SMS' }));
      await page.getByText('A channel is shown for the last 31 and the next 60 days.').waitFor();
      await page.getByText('No messages match.').waitFor();
      await clean(kim, 'a channel');
    });

    desk.story('lets a message that was stopped go after all, at its own time, by keyboard', {}, async (kim) => {
      const { page } = kim;
      const visit = await book({ givenName: 'Yara', email: 'yara@example.org' });
      await settled(visit, 'sent');
      const { body } = await desk.server.call<{ patient: { id: string } }>('GET', `/visits/${visit.id}`);
      await page.goto(`/messages?day=all&patient=${body.patient.id}`);
      const row = page.locator('tbody tr', { hasText: 'Reminder, day before' }).filter({ hasText: 'Somebody stopped it' });
      const planned = page.locator('tbody tr', { hasText: 'Reminder, day before' }).getByRole('button', { name: /^Do not send/ });
      await planned.focus();
      await kim.press('Enter');
      const again = row.getByRole('button', { name: /^Send after all/ });
      await again.waitFor();
      expect(await page.locator(':focus').innerText()).toBe('Send after all');
      await clean(kim, 'stopped');
      await kim.press('Enter');
      await soon(async () => expect(await lastAction(kim)).toMatch(/^Message to Yara Lockwood goes out .* after all\.$/));
      await kim.click(planned);
      await soon(async () => expect(await lastAction(kim)).toMatch(/will not be sent/));
      await kim.press('z');
      await soon(async () => expect(await lastAction(kim)).toMatch(/goes out .* after all/));
    });

    desk.story('says that a channel is paused wherever somebody looks at messages, and who will not be reached', {}, async (kim) => {
      const { page } = kim;
      const reached = await book({ givenName: 'Quinn', email: 'quinn@example.org' });
      const unreachable = await book({ givenName: 'Rufus', email: undefined });
      await settled(reached, 'sent');
      await page.goto(`/visits/${unreachable.id}`);
      await page
        .getByText(/Will not go out: No address for this channel/)
        .first()
        .waitFor();
      await clean(kim, 'nobody to reach');
      const paused = await desk.server.call('POST', '/operations/channels/email/pause', { reason: 'New mail server' });
      expect(paused.status).toBe(200);
      try {
        const bar = page.getByText(/^E-mail is paused since .* \(New mail server\)/);
        await page.goto('/messages/exceptions');
        await bar.waitFor();
        expect(await page.getByText('Nothing to look at.').count()).toBe(0);
        await clean(kim, 'paused exceptions');
        await page.goto('/messages/upcoming?hours=168');
        await bar.waitFor();
        await page
          .getByRole('list', { name: 'In all' })
          .getByText(/^E-mail: \d+ wait \(This channel is paused\)$/)
          .waitFor();
        await clean(kim, 'paused upcoming');
        await page.goto(`/visits/${reached.id}`);
        await page
          .getByText(/This channel is paused/)
          .first()
          .waitFor();
      } finally {
        await desk.server.call('POST', '/operations/channels/email/resume', {});
      }
    });

    desk.story('fits a phone', { path: '/messages/exceptions', width: 390, height: 844 }, async (kim) => {
      const { page } = kim;
      const visit = await book({ givenName: 'Zelda', email: 'dead.zelda@example.org' });
      await settled(visit, 'failed');
      await page.reload();
      await kim.click(page.getByRole('button', { name: /^Edit contact.*Zelda/ }));
      await page.locator('input[type=email]:focus').waitFor();
      await clean(kim, 'mending on a phone');
      await page.goto('/messages/upcoming');
      await page.locator('tbody button').first().waitFor();
      await clean(kim, 'what goes out on a phone');
    });
  },
  async () => {
    await new Promise<void>((ready) => smtp.listen(0, '127.0.0.1', ready));
    return { UNDO_WINDOW_SECONDS: '0', SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}` };
  },
);
