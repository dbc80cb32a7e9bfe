import { expect } from '@jest/globals';
import type { Coordinator } from '../support/coordinator.js';
import { DEMO_DAY } from '../support/desk-server.js';
import { bookPair, findPairs, newPatient } from '../support/stories.js';
import { describeDesk, lost, soon } from './desk.js';

const GRID = 'section[aria-label^="Day board"]';

interface IntakeBody {
  id: string;
  version: number;
  by: string;
  areas?: { code: string; side?: string }[];
  why?: string;
  goals?: string;
  pain?: number;
  conditions?: string[];
  rangeOfMotion?: { area: { code: string; side?: string }; percent: number }[];
}

describeDesk('intake and session note', (desk) => {
  /** Nothing against WCAG, and nothing lost at 320 px. */
  const clean = async (kim: Coordinator, state: string, except?: string): Promise<void> => {
    expect({ state, violations: await kim.violations(except) }).toEqual({ state, violations: [] });
    const size = kim.page.viewportSize()!;
    await kim.page.setViewportSize({ width: 320, height: 640 });
    await soon(async () => expect({ state, lost: await lost(kim) }).toEqual({ state, lost: [] }));
    expect({ state, violations: await kim.violations(except) }).toEqual({ state, violations: [] });
    await kim.page.setViewportSize(size);
  };
  const intakesOf = async (patientId: string): Promise<IntakeBody[]> =>
    (await desk.server.call<{ data: IntakeBody[] }>('GET', `/patients/${patientId}/intakes`)).body.data;
  const lastAction = (kim: Coordinator) => kim.page.getByRole('status', { name: 'Last action' });
  const region = (kim: Coordinator, view: string, name: string) =>
    kim.page.getByRole('group', { name: view, exact: true }).getByRole('button', { name, exact: true });
  const chip = (kim: Coordinator, name: string) =>
    kim.page.getByRole('list', { name: /^(Areas as a list|Zonas en una lista)$/ }).getByRole('button', { name, exact: true });
  const focused = (kim: Coordinator, name: string) => soon(async () => expect(await kim.focused()).toBe(name));
  const isPressed = (kim: Coordinator, view: string, name: string) => region(kim, view, name).getAttribute('aria-pressed');
  /** Of everything the browser keeps or shows outside of the page. */
  const keptText = (kim: Coordinator) =>
    kim.page.evaluate<string>(
      `[location.href, document.title, ...Object.entries(localStorage).flat(), ...Object.entries(sessionStorage).flat()].join(' ')`,
    );

  desk.story('an intake is taken at the desk, with the body map by keyboard', {}, async (kim) => {
    const { page } = kim;
    const patientId = await newPatient(desk.server, { givenName: 'Eudora', familyName: 'Marsh' });
    await page.goto(`/patients?patient=${patientId}`);
    await page.getByText('No intake yet.').waitFor();
    await kim.click(kim.button('New intake'));
    await page.locator('input:focus').waitFor();
    await clean(kim, 'empty intake');
    await page.getByLabel('Why massage was recommended').fill('Canarywhy: stiff neck');
    await page.getByLabel('Practice or hospital').fill('Example Family Practice');
    await page.getByLabel('Whiplash').check();
    await page.getByText('Often chosen: Myofascial release, Passive resistive stretching').waitFor();

    // One stop for Tab in each figure; the arrows go to what lies there.
    await region(kim, 'Front', 'Head').focus();
    await kim.press('ArrowDown');
    await focused(kim, 'Jaw');
    await kim.press('ArrowDown');
    await focused(kim, 'Neck');
    await kim.press('ArrowRight');
    await focused(kim, 'Left shoulder');
    // The person's left is on the viewer's right.
    const [leftBox, rightBox] = await Promise.all([
      region(kim, 'Front', 'Left shoulder').boundingBox(),
      region(kim, 'Front', 'Right shoulder').boundingBox(),
    ]);
    expect(leftBox!.x).toBeGreaterThan(rightBox!.x);
    await kim.press('Space');
    expect(await isPressed(kim, 'Front', 'Left shoulder')).toBe('true');
    expect(await isPressed(kim, 'Back', 'Left shoulder')).toBe('true');
    expect(await chip(kim, 'Left shoulder').getAttribute('aria-pressed')).toBe('true');
    await kim.press('Tab');
    await focused(kim, 'Head');
    await page.locator('[data-map=back] :focus').waitFor();
    // What the list says, the map shows.
    await kim.click(chip(kim, 'Low back'));
    expect([await isPressed(kim, 'Back', 'Left low back'), await isPressed(kim, 'Back', 'Right low back')]).toEqual(['true', 'true']);
    await kim.click(region(kim, 'Back', 'Right low back'));
    expect(await chip(kim, 'Left low back').getAttribute('aria-pressed')).toBe('true');
    // Letters here are no commands of the screen.
    await kim.press('f');
    expect(new URL(page.url()).pathname).toBe('/patients');

    await page.getByLabel('Began on').fill('2030-01-01');
    await page
      .getByRole('group', { name: /^Pain now/ })
      .getByText('6', { exact: true })
      .click();
    await page
      .getByRole('group', { name: /^Range of motion now/ })
      .getByLabel('Left shoulder')
      .fill('140');
    kim.expected = [400];
    await kim.click(kim.button('Save intake'));
    await page.locator('[aria-invalid=true]:focus').waitFor();
    expect(await page.getByLabel('Recommended by').getAttribute('aria-invalid')).toBe('true');
    await clean(kim, 'intake that cannot be');
    await page.getByLabel('Recommended by').fill('Dr. Example');
    await page
      .getByRole('group', { name: /^Range of motion now/ })
      .getByLabel('Left shoulder')
      .fill('60');
    await kim.click(kim.button('Save intake'));
    await page.getByText('This date lies in the future.').waitFor();
    expect(await page.getByLabel('Why massage was recommended').inputValue()).toBe('Canarywhy: stiff neck');
    await page.getByLabel('Began on').fill('2026-10-01');
    await kim.click(kim.button('Save intake'));
    await lastAction(kim).getByText('Intake saved.').waitFor();
    await soon(async () => expect(await kim.focused()).not.toBe('nothing'));
    expect(await intakesOf(patientId)).toMatchObject([
      {
        version: 1,
        by: 'Kim Larkspur',
        pain: 6,
        conditions: ['whiplash'],
        areas: [
          { code: 'shoulder', side: 'left' },
          { code: 'low-back', side: 'left' },
        ],
        rangeOfMotion: [{ area: { code: 'shoulder', side: 'left' }, percent: 60 }],
      },
    ]);
    await page.getByText('A referral is needed').waitFor();
    await page.getByRole('img', { name: 'Areas: L shoulder, L low back' }).waitFor();
    await clean(kim, 'intake in the panel');
    expect(await keptText(kim)).not.toMatch(/Canary|whiplash|low.back/i);
    const referral = { patientId, referrer: { name: 'Dr. Example' }, reason: 'Whiplash' };
    expect((await desk.server.call('POST', '/referrals', referral)).status).toBe(201);
    await soon(async () => expect(await page.getByText('A referral is needed').count()).toBe(0));
  });

  desk.story('an intake that two people change keeps what both wrote', {}, async (kim) => {
    const { page } = kim;
    const patientId = await newPatient(desk.server, { givenName: 'Perdita', familyName: 'Lowe' });
    const content = { why: 'Headaches', goals: 'Sleep', pain: 5, areas: ['neck'] };
    const made = await desk.server.call<IntakeBody>('POST', `/patients/${patientId}/intakes`, content);
    await page.goto(`/patients?patient=${patientId}`);
    await kim.click(kim.button(/^Edit the intake of /));
    await page.locator('textarea:focus').waitFor();
    await page.getByLabel('Goals').fill('Sleep and drive');
    const other = { ...content, pain: 3, goals: 'Walk' };
    await desk.server.call('PUT', `/intakes/${made.body.id}`, other, { 'if-match': '"v1"' });
    kim.expected = [412];
    await kim.click(kim.button('Save intake'));
    const notice = page.getByRole('alert').filter({ hasText: 'Changed by someone else meanwhile' });
    await notice.getByText('Pain now: taken over from the other version.').waitFor();
    await notice.getByText(/^Goals: both of you changed it\./).waitFor();
    await clean(kim, 'intake changed meanwhile');
    expect(await page.getByLabel('Goals').inputValue()).toBe('Sleep and drive');
    await kim.click(kim.button('Save intake'));
    await lastAction(kim).getByText('Intake saved.').waitFor();
    await kim.click(page.getByText('Earlier versions'));
    await page.getByText('Walk', { exact: true }).waitFor();
    await page.getByText(/^Version 1, /).waitFor();
    await clean(kim, 'earlier versions');
    expect(await intakesOf(patientId)).toMatchObject([{ version: 3, pain: 3, goals: 'Sleep and drive', why: 'Headaches' }]);
  });

  desk.story('a patient fills in the intake on a phone, in Spanish, once', {}, async (kim) => {
    const { page } = kim;
    const patientId = await newPatient(desk.server, { givenName: 'Consuelo', familyName: 'Arroyo', language: 'es' });
    await page.goto(`/patients?patient=${patientId}`);
    await kim.click(kim.button('Link for the patient'));
    await clean(kim, 'link is asked for');
    await kim.click(kim.button('Make the link'));
    const field = page.getByLabel('Link', { exact: true });
    await field.and(page.locator(':focus')).waitFor();
    await page.getByText(/^Works until Tue 15 Dec 10:\d\d\.$/).waitFor();
    await clean(kim, 'link');
    const path = new URL(await field.inputValue()).pathname;
    expect(path).toMatch(/^\/p\/[0-9a-z]{43}$/);
    await kim.click(kim.button('Done'));
    await soon(async () => expect(await kim.focused()).not.toBe('nothing'));

    const phone = await desk.guest({ cookie: '', path: '/icon.svg', width: 375, height: 667 });
    await phone.page.addInitScript(`Object.defineProperty(navigator, 'language', { get: () => 'es-MX' })`);
    await phone.page.goto(path);
    await phone.button('Abrir').waitFor();
    expect(await phone.page.content()).not.toMatch(/Consuelo|Arroyo/);
    await clean(phone, 'before it is opened');
    await phone.click(phone.button('Abrir'));
    await phone.page.getByRole('heading', { name: 'Antes de su masaje' }).waitFor();
    expect(await phone.page.evaluate('document.documentElement.lang')).toBe('es');
    expect(await phone.page.content()).not.toMatch(/Consuelo|Arroyo/);
    await clean(phone, 'opened');
    for (const button of await phone.page.getByRole('button').all()) {
      const { width, height } = (await button.boundingBox())!;
      const name = await button.getAttribute('aria-label');
      expect({ name, isTouchable: Math.min(width, height) >= 24 }).toEqual({ name, isTouchable: true });
    }
    // Nothing is sent by a press too early.
    await phone.click(phone.button('Enviar'));
    await phone.page.getByText('Todavía no ha contestado nada.').waitFor();
    await phone.page.getByLabel('¿Por qué le recomendaron un masaje?').fill('Canarypor qué');
    await phone.page.getByLabel('Linfedema').check();
    await phone.click(region(phone, 'De frente', 'Rodilla, lado derecho'));
    await phone.click(chip(phone, 'Cuello'));
    await phone.page.getByLabel('Rodilla, lado derecho').and(phone.page.locator('select')).selectOption('Más o menos la mitad');
    await phone.page.getByLabel('¿Cuándo empezó?').fill('2030-05-05');
    phone.expected = [400];
    await phone.click(phone.button('Enviar'));
    await phone.page.getByText('Ese día aún no ha llegado.').waitFor();
    await phone.page.locator('input[type=date]:focus').waitFor();
    await clean(phone, 'refused');
    // The other language keeps what was written, and says the refusal in its own words.
    await phone.page.getByText('English', { exact: true }).click();
    await phone.page.getByText('This day is still to come.').waitFor();
    expect(await phone.page.title()).toBe('Before your massage · Spotwork');
    expect(await phone.page.getByLabel('Why was massage recommended to you?').inputValue()).toBe('Canarypor qué');
    await phone.page.getByText('Español', { exact: true }).click();
    await phone.page.getByLabel('¿Cuándo empezó?').fill('2026-05-05');
    expect(await keptText(phone)).not.toMatch(/Canary|Rodilla|linfedema/i);
    // No answer: nothing is lost.
    phone.expected = [400, 404, 503];
    const submit = '**/api/v1/links/intake/submit';
    await phone.page.route(submit, (route) => route.fulfill({ status: 503, json: { status: 503, code: 'unavailable', title: 'x' } }));
    await phone.click(phone.button('Enviar'));
    await phone.page.getByText(/^No se pudo enviar\./).waitFor();
    await phone.page.unrouteAll({ behavior: 'ignoreErrors' });
    expect(await intakesOf(patientId)).toEqual([]);
    await phone.click(phone.button('Enviar'));
    await phone.page.getByText('Gracias. Sus respuestas han llegado.').waitFor();
    await clean(phone, 'sent');
    expect(await phone.button('Enviar').count()).toBe(0);
    await phone.page.reload();
    await phone.click(phone.button('Abrir'));
    await phone.page.getByText(/^Este enlace ya se usó o es demasiado antiguo\./).waitFor();
    await clean(phone, 'used up');

    expect(await intakesOf(patientId)).toMatchObject([
      {
        by: 'The patient',
        why: 'Canarypor qué',
        conditions: ['lymphedema'],
        areas: [{ code: 'knee', side: 'right' }, { code: 'neck' }],
        rangeOfMotion: [{ area: { code: 'knee', side: 'right' }, percent: 50 }],
      },
    ]);
    // The desk has it without asking.
    await page.getByText('Canarypor qué').waitFor();
  });

  desk.story('speaks the language of the phone where the record says nothing else, and sends by its button only', {}, async (kim) => {
    const { page } = kim;
    const patientId = await newPatient(desk.server, { givenName: 'Rosalba', familyName: 'Quiroga' });
    const link = await desk.server.call<{ url: string }>('POST', `/patients/${patientId}/intakes/link`);
    const phone = await desk.guest({ cookie: '', path: '/icon.svg', width: 375, height: 667 });
    const touch = await phone.page.context().newCDPSession(phone.page);
    await touch.send('Emulation.setTouchEmulationEnabled', { enabled: true });
    await phone.page.addInitScript(`Object.defineProperty(navigator, 'language', { get: () => 'es-MX' })`);
    await phone.page.goto(new URL(link.body.url).pathname);
    await phone.click(phone.button('Abrir'));
    await phone.page.getByRole('heading', { name: 'Antes de su masaje' }).waitFor();
    // A finger has no arrow keys.
    await phone.page.getByText(/^Toque donde le duele/).waitFor();
    expect(await phone.page.getByText(/flechas/).count()).toBe(0);
    await phone.page.getByText('English', { exact: true }).click();
    await phone.page.getByRole('heading', { name: 'Before your massage' }).waitFor();
    const from = phone.page.getByRole('group', { name: /^Which of these apply to you\?/ });
    await from.getByLabel('Maintenance, without a complaint').check();
    // Enter, as a phone's keyboard offers it in every line, is no wish to send.
    const recommender = phone.page.getByLabel('Who recommended it?');
    await recommender.fill('Dr. Example');
    for (const field of [recommender, phone.page.getByLabel('When did it begin?'), from.getByLabel('Whiplash')]) {
      await field.focus();
      await phone.press('Enter');
    }
    await phone.page.getByLabel('Their practice or hospital').fill('Example Practice');
    expect(await intakesOf(patientId)).toEqual([]);
    await phone.click(phone.button('Send'));
    await phone.page.getByText('Thank you. Your answers have arrived.').waitFor();
    expect(await intakesOf(patientId)).toMatchObject([{ by: 'The patient', conditions: ['maintenance'] }]);

    // Nor is it at the desk, where Ctrl+Enter is.
    await page.goto(`/patients?patient=${patientId}`);
    await kim.click(kim.button('New intake'));
    await page.getByLabel('Recommended by').fill('Dr. Example');
    await kim.press('Enter');
    await page.getByLabel('Practice or hospital').fill('Example Practice');
    await kim.press('Enter');
    await page.getByLabel('Why massage was recommended').fill('Stiff neck');
    expect(await intakesOf(patientId)).toHaveLength(1);
    await kim.press('Control+Enter');
    await lastAction(kim).getByText('Intake saved.').waitFor();
    expect(await intakesOf(patientId)).toHaveLength(2);
  });

  desk.story(
    'what a patient wrote stays on the page when a newer link has ended theirs',
    { cookie: '', path: '/icon.svg' },
    async (phone) => {
      const patientId = await newPatient(desk.server, { givenName: 'Ottilie', familyName: 'Vance' });
      const link = () => desk.server.call<{ url: string }>('POST', `/patients/${patientId}/intakes/link`);
      await phone.page.goto(new URL((await link()).body.url).pathname);
      await phone.click(phone.button('Open'));
      const goals = phone.page.getByLabel('What would you like to be able to do again?');
      await goals.fill('Dance');
      await link();
      phone.expected = [404];
      await phone.click(phone.button('Send'));
      await phone.page.getByText(/^This link has been used or is too old\. .* Else call Cedar Spine & Rehab, /).waitFor();
      expect(await goals.inputValue()).toBe('Dance');
      await clean(phone, 'ended meanwhile');
      expect(await intakesOf(patientId)).toEqual([]);
    },
  );

  desk.story('a session note follows from the finished massage, beside the intake', {}, async (kim) => {
    const { page } = kim;
    const patientId = await newPatient(desk.server, { givenName: 'Lysander', familyName: 'Moor' });
    const intake = {
      why: 'Canarywhy',
      areas: ['low-back', { code: 'knee', side: 'left' }],
      goals: 'Sit through a film',
      pain: 7,
      consent: true,
    };
    expect((await desk.server.call('POST', `/patients/${patientId}/intakes`, intake)).status).toBe(201);
    const { options } = await findPairs(desk.server, { from: DEMO_DAY, to: DEMO_DAY, patientId });
    const visit = await bookPair(desk.server, patientId, options[0]!);
    const spot = visit.legs.find((leg) => leg.serviceId === 'svc_spot-work')!;
    await page.goto(`/visits/${visit.id}`);
    await kim.click(kim.button('Actions for Spot work'));
    await kim.click(page.getByRole('menuitem', { name: 'Start' }));
    // While it lasts a note may be written; it is missed once it is over.
    await kim.button('Write the note').waitFor();
    expect(await page.getByText('note missing').count()).toBe(0);
    await kim.click(kim.button('Done: Spot work'));
    await page.getByText('note missing').waitFor();
    await clean(kim, 'note missing');
    await kim.click(kim.button('Write the note'));
    const form = page.getByRole('form', { name: 'Session note' });
    await form.and(page.locator(':focus')).waitFor();
    await page.getByText('Sit through a film').waitFor();
    await page.getByText('7 of 10').waitFor();
    // The plan is filled in.
    expect(await chip(kim, 'Low back').getAttribute('aria-pressed')).toBe('true');
    await form.getByText('Passive resistive stretching').waitFor();
    await clean(kim, 'note is written');
    await kim.click(kim.button('Save note'));
    await page.getByText('Say whether something was painful in a bad way.').waitFor();
    await page.locator('input[type=radio]:focus').waitFor();
    const painful = page.getByRole('group', { name: /^Painful in a bad way/ });
    await painful.getByText('Yes', { exact: true }).click();
    await page.getByLabel('What, and what was done about it').fill('Canarypainful');
    const pain = (when: string, value: string) =>
      page.getByRole('group', { name: new RegExp(`^Pain ${when}`) }).getByText(value, { exact: true });
    await pain('before', '7').click();
    await pain('after', '3').click();
    await form.locator('input[inputmode=numeric]').fill('130');
    kim.expected = [400];
    await kim.click(kim.button('Save note'));
    await form.locator('[aria-invalid=true]:focus').waitFor();
    await clean(kim, 'note that cannot be');
    await form.locator('input[inputmode=numeric]').fill('80');
    await kim.click(kim.button('Save note'));
    await lastAction(kim).getByText('Session note saved.').waitFor();
    await page.getByText('7 → 3 of 10').waitFor();
    await page.getByText('Low back 80 %').waitFor();
    await page.getByText(/^Kim Larkspur, Tue 8 Dec 10:\d\d$/).waitFor();
    expect(await page.getByText('note missing').count()).toBe(0);
    await clean(kim, 'note');
    expect(await keptText(kim)).not.toMatch(/Canary|low.back/i);

    // The therapist corrects it beside the board, while the desk does as well.
    const therapist = await desk.guest({
      cookie: (await desk.server.signIn('practitioner', 'Sage Willow', spot.practitionerId)).cookie,
      path: `/?visit=${visit.id}`,
    });
    await therapist.click(therapist.button('Edit the note'));
    await therapist.page.getByLabel('Advice given').fill('Canaryadvice');
    await kim.click(kim.button('Edit the note'));
    await pain('after', '2').click();
    await kim.click(kim.button('Save note'));
    await page.getByText('7 → 2 of 10').waitFor();
    therapist.expected = [412];
    await therapist.click(therapist.button('Save note'));
    await therapist.page.getByText('Pain after: taken over from the other version.').waitFor();
    await clean(therapist, 'note changed meanwhile', GRID);
    await therapist.click(therapist.button('Save note'));
    await therapist.page.getByText('7 → 2 of 10').waitFor();
    await page.getByText('Canaryadvice').waitFor();
    await page.getByText(/^Sage Willow, .*, 3 versions$/).waitFor();
  });
});
