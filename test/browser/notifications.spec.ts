import { expect } from '@jest/globals';
import type { Coordinator } from '../support/coordinator.js';
import { bookPair, findPairs, newPatient, PAIR, service, type VisitBody } from '../support/stories.js';
import { describeDesk, lost, soon } from './desk.js';

const DAY = '2026-12-09';
const MINUTE_MS = 60_000;
const PICTURES = process.env['PICTURES'];

describeDesk('notifications of practitioners', (desk) => {
  const lastAction = (kim: Coordinator) => kim.page.getByRole('status', { name: 'Last action' });
  const clean = async (kim: Coordinator, state: string): Promise<void> => {
    if (PICTURES) await kim.page.screenshot({ path: `${PICTURES}/${state.replace(/\W+/g, '-')}.png` });
    expect({ state, violations: await kim.violations() }).toEqual({ state, violations: [] });
  };
  const book = async (practitionerId?: string): Promise<VisitBody> => {
    const patientId = await newPatient(desk.server, { givenName: 'Perpetua', familyName: 'Lovelace' });
    const legs = [PAIR[0], { ...PAIR[1], practitionerIds: practitionerId && [practitionerId] }];
    const { options } = await findPairs(desk.server, { from: DAY, to: DAY, patientId, legs });
    return bookPair(desk.server, patientId, options[0]!);
  };

  desk.story('are chosen on a page, and read under the bell', {}, async (kim) => {
    await kim.page.locator('[data-leg]').first().waitFor();
    expect(await kim.button(/^Notifications/).count()).toBe(0);
    const therapist = (await book()).legs.find((leg) => leg.serviceId === service('spot-work'))!.practitionerId;
    const { cookie } = await desk.server.signIn('practitioner', 'Lena Alder', therapist);
    const lena = await desk.guest({ cookie, path: '/' });
    const { page } = lena;
    const bell = lena.button(/^Notifications/);
    await bell.waitFor();
    // The page is found by keys alone.
    await bell.focus();
    await lena.press('Enter');
    await page.getByText('Nothing has come in.').waitFor();
    await clean(lena, 'an empty bell');
    await lena.press('ArrowDown');
    await page.locator('[role=menuitem]:focus', { hasText: 'Notification settings' }).waitFor();
    await lena.press('Enter');
    await page.locator('h1:focus', { hasText: 'Notification settings' }).waitFor();
    expect(await page.title()).toBe('Notification settings · Spotwork');
    expect(await page.getByLabel('Practitioner', { exact: true }).count()).toBe(0);

    // Nothing to save: the button looks like it.
    const save = lena.button('Save');
    expect(await save.getAttribute('aria-disabled')).toBe('true');
    const colour = () => page.evaluate<string>('getComputedStyle(document.querySelector("button[type=submit]")).backgroundColor');
    const idle = await colour();
    await page.getByLabel(/^Hear of a visit at most/).fill('366');
    await page.getByText('A whole number from 0 to 365').waitFor();
    expect(await colour()).not.toBe(idle);
    // A press leads to what is wrong.
    await lena.click(lena.button('Save'));
    await page
      .getByLabel(/^Hear of a visit at most/)
      .and(page.locator(':focus'))
      .waitFor();
    await page.getByLabel(/^Hear of a visit at most/).fill('14');
    await page.getByLabel(/^News come/).selectOption('in-app');
    expect(await page.getByText(/^Nobody can sign in as/).count()).toBe(0);
    await page.getByLabel('A list of the visits').selectOption('tomorrow');
    expect(await page.getByLabel('Comes at').inputValue()).toBe('18:00');
    await page.getByLabel('Own quiet hours').check();
    await page.getByLabel('Until').fill('20:00');
    await page.getByText('They end as they begin: there would be none').waitFor();
    await page.getByLabel('Until').fill('06:30');
    await clean(lena, 'notification settings');
    await page.setViewportSize({ width: 320, height: 640 });
    await soon(async () => expect(await lost(lena)).toEqual([]));
    await page.setViewportSize({ width: 1440, height: 900 });
    // Leaving asks first.
    await lena.click(page.getByRole('link', { name: 'Board' }));
    await page.getByRole('heading', { name: 'Leave without saving?' }).waitFor();
    await lena.click(lena.button('Stay'));
    await lena.click(lena.button('Save'));
    await lastAction(lena)
      .getByText(/^Notifications of .* saved\.$/)
      .waitFor();
    const kept = {
      horizonDays: 14,
      channel: 'in-app',
      dailyDigest: { about: 'tomorrow', at: '18:00' },
      quietHours: { from: '20:00', to: '06:30' },
    };
    expect((await desk.server.call('GET', `/practitioners/${therapist}/notifications`)).body).toMatchObject(kept);

    const visit = await book(therapist);
    await desk.server.advance(4 * MINUTE_MS);
    await soon(async () => expect(await bell.getAttribute('aria-label')).toMatch(/^Notifications, [12] unread$/));
    await desk.server.call('POST', `/visits/${visit.id}/cancel`, {}, { 'if-match': '*' });
    await desk.server.advance(4 * MINUTE_MS);
    await soon(async () => expect(await bell.getAttribute('aria-label')).toMatch(/^Notifications, [23] unread$/));
    const unread = async () => Number(/\d+/.exec((await bell.getAttribute('aria-label'))!)![0]);
    await lena.click(bell);
    const news = page.getByRole('menuitem', { name: /^Cancelled: Wednesday, December 9/ });
    await news.waitFor();
    expect(await news.textContent()).toContain('Urgent');
    await clean(lena, 'a bell with news');
    await news.and(page.locator('[data-unread]')).waitFor();
    const before = await unread();
    const read = page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.url().endsWith('/read'));
    await lena.click(news);
    await page.waitForURL(`**/visits/${visit.id}`);
    expect((await read).ok()).toBe(true);
    await soon(async () => expect(await unread()).toBe(before - 1));
    await lena.click(bell);
    await news.and(page.locator(':not([data-unread])')).waitFor();
    await lena.click(page.getByRole('menuitem', { name: 'Mark all as read' }));
    await soon(async () => expect(await bell.getAttribute('aria-label')).toBe('Notifications'));
    await bell.and(page.locator(':focus')).waitFor();
  });

  desk.story('of others are a manager’s to set', {}, async (kim) => {
    await kim.page.goto('/settings/notifications');
    await kim.page.getByText(/^Your account belongs to no practitioner/).waitFor();
    const { cookie } = await desk.server.signIn('manager', 'Robin Alder');
    const robin = await desk.guest({ cookie, path: '/settings/notifications' });
    const { page } = robin;
    const whose = page.getByLabel('Practitioner', { exact: true });
    await whose.waitFor();
    const last = whose.locator('option').last();
    const [name, id] = [(await last.textContent())!, (await last.getAttribute('value'))!];
    const theirs = page.waitForResponse((answer) => answer.url().endsWith(`/practitioners/${id}/notifications`));
    await whose.selectOption(id);
    await theirs;
    await soon(async () => expect(new URL(page.url()).search).toContain(id));
    await page.getByLabel('Cancellations').check();
    await robin.click(robin.button('Save'));
    await lastAction(robin).getByText(`Notifications of ${name} saved.`).waitFor();
    // Somebody else saves: what is shown follows while nothing is changed here, and is kept and told when something is.
    const other = { horizonDays: 3, channel: 'email' };
    await desk.server.call('PUT', `/practitioners/${id}/notifications`, other, { 'if-match': '*' });
    await soon(async () => expect(await page.getByLabel('Cancellations').isChecked()).toBe(false));
    // Nobody can sign in as them: said where it matters.
    const noAccount = page.getByText(/^Nobody can sign in as this practitioner yet\./);
    expect(await noAccount.count()).toBe(0);
    await page.getByLabel(/^News come/).selectOption('in-app');
    await noAccount.waitFor();
    await clean(robin, 'notification settings of somebody without an account');
    await page.getByLabel(/^News come/).selectOption('email');
    // What is ticked to hear of it stands apart from what is ticked to do without it.
    await page.getByRole('group', { name: 'Referrals' }).getByLabel('Tell of each referral that comes from outside').waitFor();
    expect(await page.getByRole('group', { name: 'Do without' }).getByRole('checkbox').count()).toBe(4);
    await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Message settings' }).waitFor();
    await page.getByLabel('New visits').check();
    // Another practitioner would take the place of what is chosen: asked first, by hand and by keys.
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    const stays = async () => {
      await question.waitFor();
      await robin.button('Stay').and(page.locator(':focus')).waitFor();
      await robin.press('Enter');
      await question.waitFor({ state: 'detached' });
      await whose.and(page.locator(':focus')).waitFor();
      expect(await whose.inputValue()).toBe(id);
      expect(await page.getByLabel('New visits').isChecked()).toBe(true);
    };
    const first = (await whose.locator('option').first().getAttribute('value'))!;
    await whose.focus();
    await whose.selectOption(first);
    await stays();
    await robin.press('ArrowUp');
    await stays();
    await page.route('**/api/v1/practitioners/*/notifications', async (route) => {
      if (route.request().method() === 'PUT')
        await desk.server.call('PUT', `/practitioners/${id}/notifications`, other, { 'if-match': '*' });
      await route.continue();
    });
    robin.expected = [412];
    await robin.click(robin.button('Save'));
    await page.getByText(/^Somebody else saved meanwhile\./).waitFor();
    expect(await page.getByLabel('New visits').isChecked()).toBe(true);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await soon(async () => {
      if (await robin.button('Save').isEnabled()) await robin.click(robin.button('Save'));
      const { body } = await desk.server.call<{ muted: string[] }>('GET', `/practitioners/${id}/notifications`);
      expect(body.muted).toEqual(['new-visit']);
    });
  });
});
