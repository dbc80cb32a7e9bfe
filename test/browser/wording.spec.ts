import { expect } from '@jest/globals';
import type { Coordinator } from '../support/coordinator.js';
import { bookPair, findPairs, messagesOf, newPatient, type VisitBody } from '../support/stories.js';
import { describeDesk, lost, soon } from './desk.js';

const PICTURES = process.env['PICTURES'];
const DAY = '2026-12-14';
const TOMORROW = '2026-12-09';
/** WCAG's narrowest, and a phone. */
const NARROW = [
  { width: 390, height: 844 },
  { width: 320, height: 640 },
];

describeDesk('what messages say', (desk) => {
  const lastAction = (who: Coordinator) => who.page.getByRole('status', { name: 'Last action' });
  const manager = async (path: string) => desk.guest({ cookie: (await desk.server.signIn('manager', 'Robin Alder')).cookie, path });
  const clean = async (who: Coordinator, state: string): Promise<void> => {
    const { page } = who;
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${state.replace(/\W+/g, '-')}.png` });
    expect({ state, violations: await who.violations() }).toEqual({ state, violations: [] });
    const size = page.viewportSize()!;
    for (const narrow of NARROW) {
      await page.setViewportSize(narrow);
      await soon(async () => expect({ state, narrow, lost: await lost(who) }).toEqual({ state, narrow, lost: [] }));
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/${state.replace(/\W+/g, '-')}-${narrow.width}.png` });
    }
    await page.setViewportSize(size);
  };
  const book = async (givenName: string, plan?: object, day = DAY): Promise<VisitBody> => {
    const patientId = await newPatient(desk.server, { givenName, familyName: 'Lockwood' });
    const { options } = await findPairs(desk.server, { from: day, to: day, patientId, timeOfDay: { from: '13:00', to: '18:00' } });
    return bookPair(desk.server, patientId, options[0]!, { plan });
  };
  const reminderOf = async (visit: VisitBody) => (await messagesOf(desk.server, visit.id)).find((one) => one.step === '1d')!;
  const publishElsewhere = async (wordings: object[], advice: object[] = []) => {
    const { etag } = await desk.server.call('GET', '/messages/wording');
    return desk.server.call('PUT', '/messages/wording', { wordings, advice }, { 'if-match': etag! });
  };
  const subject = (who: Coordinator) => who.page.getByLabel('Subject of the mail');
  const body = (who: Coordinator) => who.page.getByLabel('Body of the mail');
  const mail = (who: Coordinator) => who.page.getByRole('article', { name: 'Mail' });

  desk.story('is worded, seen as it will read, mended and published', { path: '/settings/wording' }, async (kim) => {
    await kim.page.getByText('Only a manager may publish.').waitFor();
    expect(await subject(kim).isDisabled()).toBe(true);
    await mail(kim).getByText('Hello Ana,').waitFor();
    const visit = await book('Aurelia', { bringAid: true }, TOMORROW);
    const robin = await manager('/');
    const { page } = robin;
    await page.locator('[data-leg]').first().waitFor();
    await robin.press('Control+k');
    await page.getByPlaceholder('Patient, page or command').and(page.locator(':focus')).waitFor();
    await robin.type('wording');
    await page.getByRole('button', { name: 'Wording of messages' }).waitFor();
    await robin.press('Enter');
    // By keyboard: the kind is found, and its words are where the next key goes.
    await page.getByRole('searchbox', { name: 'Find a message' }).focus();
    await robin.type('remin');
    await soon(async () => expect(await page.getByRole('navigation', { name: 'Kinds of messages' }).getByRole('link').count()).toBe(1));
    await robin.press('Tab');
    await robin.press('Enter');
    await page.locator('h2:focus', { hasText: 'Reminder' }).waitFor();
    await subject(robin).fill('See you {dya}');
    await page
      .getByText(/^There is no \{dya\}\./)
      .first()
      .waitFor();
    expect(await subject(robin).getAttribute('aria-invalid')).toBe('true');
    // A press says what is to be mended first, also from another message.
    await robin.click(robin.button('Publish'));
    await subject(robin).and(page.locator(':focus')).waitFor();
    await page.getByRole('searchbox', { name: 'Find a message' }).fill('');
    await robin.click(page.getByRole('link', { name: /^What to expect/ }));
    await soon(async () => expect(await subject(robin).getAttribute('aria-invalid')).not.toBe('true'));
    await robin.click(robin.button('Publish'));
    await page.getByRole('heading', { name: 'Reminder', exact: true }).waitFor();
    await page.locator('input:focus[aria-invalid="true"]').waitFor();
    expect(await subject(robin).inputValue()).toBe('See you {dya}');
    await clean(robin, 'wording with a mistake');
    await subject(robin).fill('See you soon');
    await page.getByText(/^There is no \{dya\}\./).waitFor({ state: 'detached' });
    await body(robin).fill('Hi {givenName}!\n\nWe see you , .\n\n{advice}');
    await page
      .getByText(/It must say \{day\}\./)
      .first()
      .waitFor();
    // At the cursor, by keyboard or by hand.
    await body(robin).focus();
    for (const key of ['Control+Home', 'ArrowDown', 'ArrowDown', 'End', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft']) await robin.press(key);
    await robin.click(robin.button(/^\{day\} needed/));
    await body(robin).and(page.locator(':focus')).waitFor();
    await robin.press('ArrowRight');
    await robin.press('ArrowRight');
    await robin.button(/^\{time\} needed/).focus();
    await robin.press('Enter');
    expect(await body(robin).inputValue()).toBe('Hi {givenName}!\n\nWe see you {day}, {time}.\n\n{advice}');
    await mail(robin)
      .getByText(/We see you Wednesday, December 9, /)
      .waitFor();
    await page.getByLabel('Text message', { exact: true }).fill('{clinicName}: {shortDay} {time}');
    await page.locator('[data-sms]', { hasText: /^Cedar Spine & Rehab: Wed, Dec 9 \d+:\d\d [AP]M$/ }).waitFor();
    await page.getByText(/^4\d of 160 characters$/).waitFor();
    // For a real visit, and a second kind before anything is published.
    await page.getByRole('combobox', { name: 'Written for' }).click();
    await robin.type('Aurelia');
    await robin.click(page.getByRole('option', { name: /Aurelia Lockwood/ }));
    await mail(robin)
      .getByText(/If you use a support or an aid/)
      .waitFor();
    expect(await mail(robin).innerText()).not.toContain('Please wear loose');
    await page.getByRole('searchbox', { name: 'Find a message' }).fill('');
    await robin.click(page.getByRole('link', { name: /^What to expect/ }));
    await subject(robin).fill('Your first time at {clinicName}');
    await page.getByText('2 texts changed, not published yet').waitFor();
    await page.getByLabel('Why (for the history)').fill('Warmer words');
    await clean(robin, 'wording changed');
    await robin.click(robin.button('Publish'));
    await lastAction(robin).getByText('Wording published as version 1.').waitFor();
    await page.locator('h1:focus', { hasText: 'Wording of messages' }).waitFor();
    await page.getByRole('region', { name: 'History' }).getByText('Warmer words').waitFor();
    const reminder = await reminderOf(visit);
    expect(reminder.subject).toBe('See you soon');
    expect(reminder.body).toMatch(/^Hi Aurelia!\n\nWe see you Wednesday, December 9, /);
  });

  desk.story('is not lost when another publishes meanwhile, nor by leaving', {}, async () => {
    const robin = await manager('/settings/wording?kind=patient%2Fchange');
    const { page } = robin;
    await subject(robin).fill('A new time');
    await page.getByText('1 text changed, not published yet').waitFor();
    await robin.click(page.getByRole('link', { name: 'Referral settings' }));
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    await robin.button('Stay').and(page.locator(':focus')).waitFor();
    await robin.press('Enter');
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor({ state: 'detached' });
    const theirs = { kind: 'patient/change', form: 'usual', language: 'en', subject: 'It moved', body: 'To {day}, {time}.' };
    const other = { ...theirs, kind: 'patient/cancellation', subject: 'It is off' };
    await page.route('**/api/v1/messages/wording', async (route) => {
      if (route.request().method() === 'PUT') expect((await publishElsewhere([theirs, other])).status).toBe(200);
      await route.continue();
    });
    robin.expected = [412];
    await robin.click(robin.button('Publish'));
    await page.getByText(/^Somebody else published meanwhile\./).waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    const notice = page.getByRole('alert').filter({ hasText: 'Somebody published other words here meanwhile.' });
    await notice.getByText('It moved').waitFor();
    expect(await subject(robin).inputValue()).toBe('A new time');
    await clean(robin, 'wording overtaken');
    await robin.click(robin.button('Publish'));
    await lastAction(robin)
      .getByText(/^Wording published as version \d+\.$/)
      .waitFor();
    const { body: now } = await desk.server.call<{ kinds: { id: string; forms: { languages: { own?: { subject: string } }[] }[] }[] }>(
      'GET',
      '/messages/wording',
    );
    const own = (id: string) => now.kinds.find((kind) => kind.id === id)!.forms[0]!.languages[0]!.own?.subject;
    expect([own('patient/change'), own('patient/cancellation')]).toEqual(['A new time', 'It is off']);
    // Back to what was released; and a language that nothing was released in.
    await robin.click(robin.button('Use the released words'));
    await page.locator('h2:focus', { hasText: 'Change' }).waitFor();
    expect(await subject(robin).inputValue()).toBe('Your appointment at {clinicName} has changed');
    await robin.click(page.getByRole('link', { name: /^New visit/ }));
    await robin.click(page.getByText('Spanish, not worded'));
    await robin.click(robin.button('Write it in Spanish'));
    await subject(robin).and(page.locator(':focus')).waitFor();
    await robin.type('Nueva cita: {day}');
    await body(robin).fill('El {day} a las {time}: {link}');
    await mail(robin)
      .getByText(/^El miércoles 9 de diciembre a las /)
      .waitFor();
    await robin.click(robin.button('Publish'));
    await lastAction(robin)
      .getByText(/^Wording published as version \d+\.$/)
      .waitFor();
    await page.getByText('Spanish, own words').waitFor();
    expect(
      (await desk.server.call<typeof now>('GET', '/messages/wording')).body.kinds.find(({ id }) => id === 'patient/change'),
    ).not.toHaveProperty('forms.0.languages.0.own');
    // And back to what was published first, seen before it is published again.
    await robin.click(robin.button('Take these words: version 1'));
    await lastAction(robin)
      .getByText(/^The words of version 1 are in the editor\./)
      .waitFor();
    await clean(robin, 'wording of an earlier version');
    await robin.click(robin.button('Take these words: version 2'));
    await lastAction(robin).getByText('Publish or discard your changes first.').waitFor();
    await robin.click(robin.button('Publish'));
    await lastAction(robin)
      .getByText(/^Wording published as version \d+\.$/)
      .waitFor();
    const again = (await desk.server.call<typeof now>('GET', '/messages/wording')).body.kinds;
    const subjects = (id: string) => again.find((kind) => kind.id === id)!.forms[0]!.languages.map((one) => one.own?.subject);
    expect([subjects('patient/reminder'), subjects('practitioner/new-visit')]).toEqual([
      ['See you soon', undefined],
      [undefined, undefined],
    ]);
  });

  desk.story('keeps what is typed while it is published, and says of advice, too, that another was faster', {}, async () => {
    const robin = await manager('/settings/wording?kind=patient%2Fcancellation');
    const { page } = robin;
    let release = (): void => undefined;
    await page.route('**/api/v1/messages/wording', async (route) => {
      if (route.request().method() === 'PUT') await new Promise<void>((go) => (release = go));
      await route.continue();
    });
    await subject(robin).fill('Not this time');
    const under = page.waitForRequest((request) => request.method() === 'PUT');
    await robin.click(robin.button('Publish'));
    await under;
    await subject(robin).fill('Not this time, but soon');
    release();
    await lastAction(robin)
      .getByText(/^Wording published as version \d+\.$/)
      .waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.getByText('1 text changed, not published yet').waitFor();
    expect(await subject(robin).inputValue()).toBe('Not this time, but soon');
    await subject(robin).and(page.locator(':focus')).waitFor();
    expect(await page.getByText(/^Somebody published other words here meanwhile\./).count()).toBe(0);
    await robin.click(robin.button('Publish'));
    await page.locator('h1:focus').waitFor();

    await robin.click(page.getByRole('link', { name: 'All advice' }));
    const field = page.locator('[data-advice="shorts"]').getByLabel('In English');
    await field.fill('Shorts, please.');
    expect((await publishElsewhere([], [{ code: 'shorts', language: 'en', text: 'Bring shorts.' }])).status).toBe(200);
    const notice = page.getByRole('alert').filter({ hasText: 'Somebody published other words here meanwhile.' });
    await notice.getByText('Bring shorts.').waitFor();
    expect(await field.inputValue()).toBe('Shorts, please.');
    await clean(robin, 'advice overtaken');
    await robin.click(notice.getByRole('button', { name: 'Take the published words' }));
    await field.and(page.locator(':focus')).waitFor();
    expect(await field.inputValue()).toBe('Bring shorts.');
    await soon(async () => expect(await notice.count()).toBe(0));
  });

  desk.story('is advised for a reason, in words of the clinic', {}, async () => {
    const visit = await book('Barnaby', { techniques: ['passive-resistive-stretching'], bringAid: true });
    const robin = await manager(`/visits/${visit.id}`);
    const { page } = robin;
    await robin.click(page.getByRole('link', { name: 'Which advice, and why' }));
    const tryOut = page.getByRole('region', { name: 'Which advice, and why' });
    await tryOut.getByText('Stretching is planned.').waitFor();
    await tryOut.getByText('The plan says that they bring a device or a brace.').waitFor();
    await tryOut.getByText('The day before the visit.').waitFor();
    const card = page.locator('[data-advice="loose-clothing"]');
    await card.getByLabel('In English').fill('Wear {this}');
    await page.getByText('Advice has no places to fill in.').first().waitFor();
    await robin.click(robin.button('Publish'));
    await card.getByLabel('In English').and(page.locator(':focus')).waitFor();
    await card.getByLabel('In English').fill('Please come in sportswear.');
    await clean(robin, 'advice changed');
    await robin.click(robin.button('Publish'));
    await lastAction(robin)
      .getByText(/^Wording published as version \d+\.$/)
      .waitFor();
    await tryOut.getByText('Please come in sportswear.').waitFor();
    expect((await reminderOf(visit)).body).toContain('Please come in sportswear.');
    await robin.click(card.getByRole('button', { name: 'Use the released words' }));
    await card.getByLabel('In English').and(page.locator(':focus')).waitFor();
    expect(await card.getByLabel('In English').inputValue()).toBe('Please wear loose, comfortable clothing or activewear.');
  });

  desk.story('and which are sent: the settings', { path: '/settings/messages' }, async (kim) => {
    await kim.page.getByText('Only a manager may publish.').waitFor();
    expect(await kim.page.getByLabel('Missed visit', { exact: true }).isDisabled()).toBe(true);
    const robin = await manager('/settings/screening');
    const { page } = robin;
    await robin.click(page.getByRole('link', { name: 'Message settings' }));
    await page.getByRole('region', { name: 'When reminders go out' }).getByText('3 days before, day before').waitFor();
    await page.getByLabel(/^Page that asks how it was/).fill('http://clinic.example');
    await page.getByText('An address that begins with https://').waitFor();
    await robin.click(robin.button('Publish'));
    await page.locator('input:focus[type=url]').waitFor();
    await page.getByLabel(/^Page that asks how it was/).fill('https://clinic.example/how');
    await page.getByLabel('Missed visit', { exact: true }).uncheck();
    await page.getByLabel(/^Reminders to one person/).fill('2');
    await page.getByText('3 settings changed, not published yet').waitFor();
    await clean(robin, 'message settings changed');
    await robin.click(robin.button('Publish'));
    await lastAction(robin).getByText('Message settings published as version 1.').waitFor();
    await page
      .getByRole('region', { name: 'History' })
      .getByText(/^1: Robin Alder, /)
      .waitFor();
    expect((await desk.server.call('GET', '/messages/settings')).body).toMatchObject({
      settings: { missedVisit: false, remindersPerWeek: 2, feedbackLink: 'https://clinic.example/how', firstVisit: true },
    });
    await robin.click(page.getByRole('link', { name: 'Wording: Missed visit' }));
    await page.getByText('The clinic does not send this message now.').waitFor();
  });
});
