import { readFile } from 'node:fs/promises';
import { expect } from '@jest/globals';
import type { Coordinator } from '../support/coordinator.js';
import { bookPair, findPairs, messagesOf, movesTo, newPatient, type VisitBody } from '../support/stories.js';
import { describeDesk, lost, soon } from './desk.js';

const PICTURES = process.env['PICTURES'];
const PHONE = { cookie: '', path: '/icon.svg', width: 375, height: 667 };
/** What a page for whoever holds a link must not say. */
const SECRETS = /Consuelo|Arroyo|massage|masaje|spot.work|adjust|ajuste|low.?back|stretch/i;

describeDesk(
  'the links of patients',
  (desk) => {
    const clean = async (kim: Coordinator, state: string): Promise<void> => {
      if (PICTURES) await kim.page.screenshot({ path: `${PICTURES}/${state.replace(/\W+/g, '-')}.png` });
      expect({ state, violations: await kim.violations() }).toEqual({ state, violations: [] });
      const size = kim.page.viewportSize()!;
      await kim.page.setViewportSize({ width: 320, height: 640 });
      await soon(async () => expect({ state, lost: await lost(kim) }).toEqual({ state, lost: [] }));
      await kim.page.setViewportSize(size);
    };
    const book = async (day: string, patient: Record<string, unknown> = {}) => {
      const patientId = await newPatient(desk.server, {
        givenName: 'Consuelo',
        familyName: 'Arroyo',
        phone: '+1 303 555 0177',
        ...patient,
      });
      const { options } = await findPairs(desk.server, { from: day, to: day, patientId });
      return { visit: await bookPair(desk.server, patientId, options[0]!), options, patientId };
    };
    /** The page that a message leads to, by the words of its link. */
    const pageIn = async (messageId: string, words: string): Promise<string> => {
      let path = '';
      await soon(async () => {
        const { data } = (await desk.server.call<{ data: { messageId: string; text: string }[] }>('GET', '/mailbox')).body;
        const text = data.find((mail) => mail.messageId === messageId)?.text ?? '';
        path = new RegExp(`${words}.*?(/p/\\w+)`).exec(text)?.[1] ?? '';
        expect(path).toMatch(/^\/p\/\w+$/);
      });
      return path;
    };
    const messageOf = async (visit: VisitBody, kind: string, step?: string) =>
      (await messagesOf(desk.server, visit.id)).find((one) => one.kind === kind && one.step === step && one.recipient.type === 'patient')!;
    const visitNow = async (id: string) => (await desk.server.call<VisitBody>('GET', `/visits/${id}`)).body;
    const rail = (kim: Coordinator, name: string) =>
      kim.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true });

    desk.story('a patient answers on a phone, in Spanish, and the desk sees what they ask for', { path: '/review' }, async (kim) => {
      const { visit, options, patientId } = await book('2026-12-15', { language: 'es' });
      const path = await pageIn((await messageOf(visit, 'confirmation')).id, 'Para decir que viene');
      const phone = await desk.guest(PHONE);
      const { page } = phone;
      await page.goto(path);
      await phone.button('Open').waitFor();
      expect(await page.locator('body').innerText()).not.toMatch(SECRETS);
      // What looks at links in mails has opened it now, and nothing has happened.
      expect((await visitNow(visit.id)).status).toBe('booked');
      await phone.click(phone.button('Open'));
      await page.getByRole('heading', { name: 'Su cita' }).waitFor();
      await page.getByText('¿Va a venir?').waitFor();
      await page.getByText('martes, 15 de diciembre').waitFor();
      expect(await page.evaluate('document.documentElement.lang')).toBe('es');
      expect(await page.locator('body').innerText()).not.toMatch(SECRETS);
      expect((await visitNow(visit.id)).status).toBe('booked');
      await clean(phone, 'an appointment to answer');
      for (const button of await page.getByRole('button').all()) expect((await button.boundingBox())!.height).toBeGreaterThanOrEqual(36);

      await phone.click(phone.button('Voy a venir'));
      await page.getByText('Gracias. Le esperamos.').waitFor();
      await soon(async () => expect(await phone.focused()).not.toBe('nothing'));
      expect((await visitNow(visit.id)).status).toBe('confirmed');
      const [file] = await Promise.all([page.waitForEvent('download'), phone.click(phone.button('Guardar en mi calendario'))]);
      expect(file.suggestedFilename()).toBe('cita.ics');
      const calendar = await readFile(await file.path(), 'utf8');
      expect(calendar).toMatch(
        /^BEGIN:VCALENDAR\r\n[^]*SUMMARY:Cita en [^]*DTSTART:20261215T|^BEGIN:VCALENDAR\r\n[^]*DTSTART:20261215T[^]*SUMMARY:Cita en /,
      );
      expect(calendar).not.toMatch(SECRETS);

      // Whose page it is; and who cannot come need not ask for another time.
      await page.getByRole('main').getByText('Cedar Spine & Rehab').first().waitFor();
      expect(await page.getByRole('main').innerText()).not.toContain('Spotwork');
      await phone.click(phone.button('No puedo venir'));
      await page.getByText(/^Nos ha dicho que no puede venir\./).waitFor();
      expect(await phone.button('No puedo venir').count()).toBe(0);
      await phone.click(phone.button('Necesito otra hora'));
      await page.getByRole('group', { name: '¿Qué le ayudaría?' }).waitFor();
      await clean(phone, 'what would help');
      await phone.click(phone.button('Quisiera otro día'));
      await page.getByText(/^Nos ha pedido otro día\./).waitFor();
      // In the other language it says the same.
      await page.getByLabel('English').check();
      await page.getByText(/^You have asked for another day\./).waitFor();
      await page.getByText('Tuesday, December 15').waitFor();
      expect(await page.evaluate('[location.href, document.title, ...Object.entries(localStorage).flat()].join(" ")')).not.toMatch(SECRETS);

      // Nobody at the desk loads anything again.
      await rail(kim, 'Needs a look: 1').waitFor();
      const asked = kim.page.getByRole('region', { name: 'Patients ask for another time' });
      await asked.getByText('Asks for another day').waitFor();
      await asked.getByText('+1 303 555 0177').waitFor();
      // Not that nothing needs a look.
      await kim.page.getByText('There is no such visit.').waitFor();
      expect(await kim.page.getByText('No visit needs a look.').count()).toBe(0);
      await clean(kim, 'what patients ask for');
      // Who has no telephone is reached by mail.
      const { body: patient } = await desk.server.call<object>('GET', `/patients/${patientId}`);
      const saved = await desk.server.call('PUT', `/patients/${patientId}`, { ...patient, phone: undefined }, { 'if-match': '*' });
      expect(saved.status).toBe(200);
      await asked.getByText(/@/).waitFor();
      await kim.click(asked.getByRole('link', { name: /visit of Consuelo Arroyo$/ }));
      const notice = kim.page.getByText('The patient asks for another time');
      await notice.waitFor();
      await clean(kim, 'a visit whose patient asks');
      await kim.click(kim.button('Done: I told them, Consuelo Arroyo'));
      await kim.page
        .getByRole('status', { name: 'Last action' })
        .getByText(/^Done: Consuelo Arroyo waits for nothing more\./)
        .waitFor();
      await soon(async () => expect(await notice.count()).toBe(0));
      await rail(kim, 'Needs a look').waitFor();

      // Moved behind the patient's back: no answer to the old time counts, and the page shows the new one.
      const moved = await desk.server.call(
        'POST',
        `/visits/${visit.id}/reschedule`,
        { legs: movesTo(visit, options[5]!) },
        { 'if-match': '*' },
      );
      expect(moved.status).toBe(200);
      phone.expected = [409];
      await phone.click(phone.button('I need another time'));
      await phone.click(phone.button('Please call me'));
      await page.getByText('The appointment has changed meanwhile. This is how it is now.').waitFor();
      await page.getByText('Will you come?').waitFor();
      await phone.click(phone.button('Back'));
      await phone.click(phone.button('I will come'));
      await page.getByText('Thank you. We expect you.').waitFor();
      await desk.server.call('POST', `/visits/${visit.id}/cancel`, {}, { 'if-match': '*' });
      await page.reload();
      await phone.click(phone.button('Open'));
      await page.getByText('Esta cita está cancelada.').waitFor();
      expect(await phone.button('Voy a venir').count()).toBe(0);
    });

    desk.story('a patient turns reminders off and on again', { cookie: '', path: '/icon.svg' }, async (phone) => {
      const { visit } = await book('2026-12-09');
      // Booked for tomorrow: that of three days before came too late, and is sent by hand.
      const late = await messageOf(visit, 'reminder', '3d');
      const again = await desk.server.call<{ id: string }>('POST', `/messages/${late.id}/resend`, {}, { 'if-match': '*' });
      const path = await pageIn(again.body.id, 'No more reminders by mail');
      const { page } = phone;
      await page.goto(path);
      await phone.click(phone.button('Open'));
      await page.getByRole('heading', { name: 'Reminders by e-mail' }).waitFor();
      await page.getByText(/ reminds you of your appointments by e-mail\.$/).waitFor();
      expect(await page.locator('body').innerText()).not.toMatch(SECRETS);
      await clean(phone, 'reminders are on');
      await phone.click(phone.button('No more reminders by e-mail'));
      await page.getByText(/ no longer reminds you by e-mail\.$/).waitFor();
      await soon(async () => expect(await phone.focused()).not.toBe('nothing'));
      await page.getByLabel('Español').check();
      await phone.click(phone.button('Recibir recordatorios otra vez'));
      await page.getByText(/ le recuerda sus citas por correo electrónico\.$/).waitFor();

      // A link that somebody has made up.
      phone.expected = [404];
      await page.goto(path.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')));
      await phone.click(phone.button('Open'));
      await page.getByRole('alert').getByText('This link has been used or is too old.').waitFor();
    });
  },
  { UNDO_WINDOW_SECONDS: '0' },
);
