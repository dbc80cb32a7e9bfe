import { expect } from '@jest/globals';
import type { Route } from 'playwright-core';
import type { Coordinator } from '../support/coordinator.js';
import { bookPair, findPairs, messagesOf, newPatient } from '../support/stories.js';
import { describeDesk, soon } from './desk.js';

interface PatientBody {
  id: string;
  version: number;
  phone?: string;
  email?: string;
}

describeDesk('forms', (desk) => {
  const read = async (id: string): Promise<PatientBody> => (await desk.server.call<PatientBody>('GET', `/patients/${id}`)).body;
  /** What Maria does meanwhile, at another desk. */
  const change = async (id: string, patch: Partial<PatientBody>) => {
    const answer = await desk.server.call('PUT', `/patients/${id}`, { ...(await read(id)), ...patch }, { 'if-match': '*' });
    expect(answer.status).toBe(200);
  };
  const lastAction = (kim: Coordinator) => kim.page.getByRole('status', { name: 'Last action' });
  const says = (kim: Coordinator, text: string) => soon(async () => expect(await lastAction(kim).innerText()).toBe(text));
  const panel = (kim: Coordinator) => kim.page.getByRole('complementary');
  const field = (kim: Coordinator, label: string) => panel(kim).getByRole('textbox', { name: label, exact: true });
  /** A desk that hears of changes only when it asks. */
  const withoutNews = async (kim: Coordinator) => {
    await kim.page.addInitScript('delete globalThis.SharedWorker');
    await kim.page.route('**/api/v1/events', (route) => route.fulfill({ status: 204 }));
  };
  const open = async (kim: Coordinator, id: string) => {
    await withoutNews(kim);
    await kim.page.goto(`/patients?patient=${id}`);
    await field(kim, 'E-mail').waitFor();
  };

  desk.story('of a patient merge what two people changed; nobody overwrites the other', {}, async () => {
    const id = await newPatient(desk.server, { familyName: 'Merriweather', phone: '+1 303 555 0101', email: 'old@example.org' });
    const kim = await desk.guest();
    await open(kim, id);
    await field(kim, 'E-mail').fill('kim@example.org');
    await change(id, { phone: '+1 303 555 0202' });
    kim.expected = [412];
    await kim.click(kim.button('Save'));
    const notice = panel(kim).getByRole('alert');
    await notice.getByText('Phone: now +1 303 555 0202.').waitFor();
    expect(await field(kim, 'Phone').inputValue()).toBe('+1 303 555 0202');
    expect(await field(kim, 'E-mail').inputValue()).toBe('kim@example.org');
    await kim.click(kim.button('Save'));
    await says(kim, 'Pat Merriweather saved.');
    expect(await read(id)).toMatchObject({ email: 'kim@example.org', phone: '+1 303 555 0202' });
  });

  desk.story('of a patient tell which field both changed, also when the first answer about it was lost', {}, async () => {
    const id = await newPatient(desk.server, { familyName: 'Nightingale', phone: '+1 303 555 0101' });
    const kim = await desk.guest();
    await open(kim, id);
    await field(kim, 'Phone').fill('+1 303 555 0303');
    await change(id, { phone: '+1 303 555 0202' });
    kim.expected = [412, 503];
    const address = `**/api/v1/patients/${id}`;
    const silent = (route: Route) => (route.request().method() === 'GET' ? route.fulfill({ status: 503, body: '{}' }) : route.fallback());
    await kim.page.route(address, silent);
    await kim.click(kim.button('Save'));
    const notice = panel(kim).getByRole('alert');
    await notice.getByText('Changed by someone else').waitFor();
    await kim.page.unroute(address, silent);
    await kim.click(kim.button('Save'));
    await notice.getByText('Phone: now +1 303 555 0202. Saving replaces it with what you typed.').waitFor();
    expect((await read(id)).phone).toBe('+1 303 555 0202');
    await kim.click(kim.button('Save'));
    await says(kim, 'Pat Nightingale saved.');
    expect((await read(id)).phone).toBe('+1 303 555 0303');
  });

  desk.story('of a patient keep what is typed while they are being saved', {}, async (kim) => {
    const id = await newPatient(desk.server, { familyName: 'Osgood', email: 'old@example.org' });
    await kim.page.goto(`/patients?patient=${id}`);
    await field(kim, 'E-mail').fill('first@');
    kim.expected = [400];
    await kim.click(kim.button('Save'));
    await panel(kim).getByText('Write an e-mail address like name@example.org.').waitFor();
    await field(kim, 'E-mail').fill(' first@example.org ');
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    const address = `**/api/v1/patients/${id}`;
    const slow = async (route: Route) => {
      if (route.request().method() !== 'PUT') return route.fallback();
      const response = await route.fetch();
      await held;
      await route.fulfill({ response });
    };
    await kim.page.route(address, slow);
    await kim.click(kim.button('Save'));
    await soon(async () => expect((await read(id)).email).toBe('first@example.org'));
    await field(kim, 'Phone').fill('+1 303 555 0404');
    answer();
    await says(kim, 'Pat Osgood saved.');
    await kim.page.unroute(address, slow);
    await soon(async () => expect(await field(kim, 'E-mail').inputValue()).toBe('first@example.org'));
    expect(await field(kim, 'Phone').inputValue()).toBe('+1 303 555 0404');
    await kim.click(kim.button('Save'));
    await soon(async () => expect(await read(id)).toMatchObject({ email: 'first@example.org', phone: '+1 303 555 0404' }));
  });

  /** The server does it, but its answer is lost on the way. */
  const answerIsLost = (kim: Coordinator, path: string) =>
    kim.page.route(
      `**/api/v1/${path}`,
      async (route) => {
        expect((await route.fetch()).status()).toBe(201);
        await route.fulfill({ status: 502, body: '{}' });
      },
      { times: 1 },
    );

  desk.story('make one patient, although the first answer was lost', { path: '/patients' }, async (kim) => {
    await kim.click(kim.button('New patient'));
    await field(kim, 'Given name').fill('Petronella');
    await field(kim, 'Family name').fill('Quince');
    await answerIsLost(kim, 'patients');
    kim.expected = [502];
    await kim.click(kim.button('Create patient'));
    await panel(kim).getByRole('alert').waitFor();
    await kim.click(kim.button('Create patient'));
    await says(kim, 'Petronella Quince created.');
    const found = await desk.server.call<{ data: unknown[] }>('GET', '/patients?q=petronella%20quince');
    expect(found.body.data).toHaveLength(1);
  });

  desk.story('make one referral, although the first answer was lost', {}, async (kim) => {
    const id = await newPatient(desk.server, { familyName: 'Rutherford' });
    await kim.page.goto(`/patients?patient=${id}`);
    await kim.click(kim.button('Add referral'));
    await panel(kim).getByLabel('Referred by').first().fill('Somebody outside');
    await kim.click(kim.page.getByRole('option', { name: 'Somebody outside the clinic' }));
    await field(kim, 'Name of the referrer').fill('Dr. Elsewhere');
    await field(kim, 'Reason').fill('Stiff neck');
    await answerIsLost(kim, 'referrals');
    kim.expected = [502];
    await kim.click(kim.button('Add referral'));
    await panel(kim).getByRole('alert').waitFor();
    await kim.click(kim.button('Add referral'));
    await says(kim, 'Referral for Pat Rutherford added.');
    const referrals = await desk.server.call<{ data: unknown[] }>('GET', `/referrals?patientId=${id}`);
    expect(referrals.body.data).toHaveLength(1);
  });

  desk.story('for somebody new give way to a patient opened from elsewhere', { path: '/patients' }, async (kim) => {
    await newPatient(desk.server, { givenName: 'Sylvestra', familyName: 'Thackeray' });
    await kim.click(kim.button('New patient'));
    await panel(kim).getByRole('heading', { name: 'New patient' }).waitFor();
    await kim.press('Control+k');
    await kim.page.getByPlaceholder('Patient, page or command').fill('Sylvestra');
    await kim.click(kim.button(/^Sylvestra Thackeray/));
    await panel(kim).getByRole('heading', { name: 'Sylvestra Thackeray' }).waitFor();
    expect(await panel(kim).count()).toBe(1);
    await kim.click(panel(kim).getByRole('button', { name: 'Close' }));
    await panel(kim).waitFor({ state: 'detached' });
  });

  desk.story('and lists act on what was seen: a message that somebody else let go after all is not touched once more', {}, async () => {
    const id = await newPatient(desk.server, { givenName: 'Ursula', familyName: 'Vandermeer' });
    const { options } = await findPairs(desk.server, { from: '2026-12-15', to: '2026-12-15', patientId: id });
    const visit = await bookPair(desk.server, id, options[0]!);
    const reminders = async () => (await messagesOf(desk.server, visit.id)).filter((message) => message.step === '1d');
    const [reminder] = await reminders();
    const act = (action: string) => desk.server.call('POST', `/messages/${reminder!.id}/${action}`, {}, { 'if-match': '*' });
    expect((await act('suppress')).status).toBe(200);
    const kim = await desk.guest();
    await withoutNews(kim);
    await kim.page.goto(`/messages?day=all&status=skipped&message=${reminder!.id}`);
    const again = panel(kim).getByRole('button', { name: /^Send after all/ });
    await again.waitFor();
    expect((await act('resend')).status).toBe(200);
    await kim.click(again);
    await says(kim, 'Changed by someone else in the meantime.');
    expect((await reminders()).map((message) => message.status)).toEqual(['planned']);
  });
});
