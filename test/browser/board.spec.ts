import { expect } from '@jest/globals';
import { DEMO_DAY } from '../support/desk-server.js';
import { bookPair, findPairs, newPatient, type VisitBody } from '../support/stories.js';
import { describeDesk, soon } from './desk.js';

const GRID = 'section[aria-label^="Day board"]';
const NEXT_DAY = '2026-12-09';

describeDesk('the day board', (desk) => {
  const visitsOf = async (day: string): Promise<VisitBody[]> =>
    (await desk.server.call<{ data: VisitBody[] }>('GET', `/visits?from=${day}&to=${day}&limit=200`)).body.data;

  desk.story('shows the day of the clinic, whatever day the computer believes in', {}, async (kim) => {
    await kim.page.locator('[data-leg]').first().waitFor();
    expect(await kim.page.getByRole('heading', { level: 1 }).innerText()).toBe('Tue 8 Dec 2026');
    const live = (await visitsOf(DEMO_DAY)).flatMap((visit) => visit.legs.filter((leg) => leg.status !== 'cancelled'));
    expect(live.length).toBeGreaterThan(50);
    expect(await kim.page.locator('[data-leg]').count()).toBe(live.length);
    expect(await kim.page.getByRole('list', { name: /Sage Willow LMT, \d+ appointments, \d+ free/ }).count()).toBe(1);
    expect(await kim.page.title()).toBe('Board · Spotwork');
  });

  desk.story('joins the halves of a pair, and shows who it is after a moment', {}, async (kim) => {
    const pair = (await visitsOf(DEMO_DAY)).find((visit) => visit.legs.length === 2 && visit.status === 'booked')!;
    const halves = kim.page.locator(`[data-visit="${pair.id}"]`);
    await halves.first().hover();
    await soon(async () => expect(await kim.page.locator(`[data-visit="${pair.id}"][data-active]`).count()).toBe(2));
    const card = kim.page.getByRole('tooltip');
    await card.waitFor();
    expect(await card.innerText()).toMatch(/booked[\s\S]*Spot bay/);
    expect(await halves.first().getAttribute('aria-label')).toContain('paired with');
    await kim.press('Escape');
    await card.waitFor({ state: 'detached' });
  });

  desk.story('is one tab stop, walked with the arrows', {}, async (kim) => {
    const { page } = kim;
    await page.locator('[data-leg]').first().waitFor();
    expect(await page.locator('[data-leg][tabindex="0"]').count()).toBe(1);
    await page.locator('[data-leg][tabindex="0"]').focus();
    const first = await kim.focused();
    await kim.press('ArrowDown');
    const second = await kim.focused();
    await kim.press('ArrowRight');
    const third = await kim.focused();
    expect(new Set([first, second, third]).size).toBe(3);
    expect(await page.locator('[data-leg][tabindex="0"]').count()).toBe(1);
    await kim.press('End');
    await kim.press('Home');
    await kim.press('ArrowLeft');
    expect(await kim.focused()).toBe(first);
    // Scrolled into sight, not under the heads that stay.
    const [block, grid] = [await page.locator(':focus').boundingBox(), await page.locator(GRID).boundingBox()];
    expect(block!.y).toBeGreaterThanOrEqual(grid!.y + 31);
    expect(block!.y + block!.height).toBeLessThanOrEqual(900);
  });

  desk.story('jumps to the other half with P', {}, async (kim) => {
    const pair = (await visitsOf(DEMO_DAY)).find((visit) => visit.legs.length === 2 && visit.status === 'booked')!;
    await kim.page.locator(`[data-leg="${pair.legs[0]!.id}"]`).focus();
    await kim.press('p');
    await kim.page.locator(`[data-leg="${pair.legs[1]!.id}"]:focus`).waitFor();
  });

  desk.story('changes the day with J, K and T, keeps it in the address, and goes back', {}, async (kim) => {
    const day = kim.page.getByRole('heading', { level: 1 });
    const shows = (text: string) => soon(async () => expect(await day.innerText()).toBe(text));
    await shows('Tue 8 Dec 2026');
    await kim.press('j');
    await shows('Wed 9 Dec 2026');
    expect(kim.page.url()).toContain(`date=${NEXT_DAY}`);
    await kim.press('k');
    await kim.press('k');
    await shows('Mon 7 Dec 2026');
    await kim.press('t');
    await shows('Tue 8 Dec 2026');
    await kim.page.goBack();
    await shows('Mon 7 Dec 2026');
    await kim.click(kim.button(/Pick a day/));
    await kim.click(kim.page.getByRole('button', { name: '10 December 2026' }));
    await shows('Thu 10 Dec 2026');
  });

  desk.story('says why nobody works', { path: '/?date=2026-12-25' }, async (kim) => {
    await kim.page.getByRole('heading', { name: 'Nobody works on Fri 25 Dec.' }).waitFor();
    await kim.page.getByText('Closed: Christmas Day.').waitFor();
  });

  desk.story('is a table, too', {}, async (kim) => {
    await kim.page.locator('[data-leg]').first().waitFor();
    await kim.press('l');
    const rows = kim.page.locator('tbody tr');
    await rows.first().waitFor();
    const live = (await visitsOf(DEMO_DAY)).flatMap((visit) => visit.legs.filter((leg) => leg.status !== 'cancelled'));
    expect(await rows.count()).toBe(live.length);
    const pair = kim.page.locator('tr', { hasText: 'paired at' }).first();
    await kim.click(pair.getByRole('button'));
    await kim.page.getByRole('complementary').getByText('Spot work').first().waitFor();
    await kim.press('Escape');
    await kim.page.getByRole('complementary').waitFor({ state: 'detached' });
  });

  desk.story('shows what somebody else books, at once and without moving the focus', { path: `/?date=${NEXT_DAY}` }, async (kim) => {
    await kim.page.locator('[data-leg]').first().waitFor();
    await kim.page.getByText('Live', { exact: true }).waitFor();
    await kim.page.locator('[data-leg][tabindex="0"]').focus();
    const before = await kim.focused();
    const patientId = await newPatient(desk.server, { givenName: 'Odette', familyName: 'Farlight' });
    const { options } = await findPairs(desk.server, { from: NEXT_DAY, to: NEXT_DAY, patientId });
    const visit = await bookPair(desk.server, patientId, options[0]!);
    const from = performance.now();
    await kim.page.locator(`[data-visit="${visit.id}"]`).first().waitFor();
    expect(performance.now() - from).toBeLessThan(4000);
    expect(await kim.page.locator(`[data-visit="${visit.id}"]`).count()).toBe(2);
    expect(await kim.focused()).toBe(before);
    await desk.server.call('POST', `/visits/${visit.id}/cancel`, {}, { 'if-match': '*' });
    await kim.page.locator(`[data-visit="${visit.id}"]`).first().waitFor({ state: 'detached' });
  });

  desk.story('is live in many tabs at once: they share one stream', {}, async (kim) => {
    await kim.page.locator('[data-leg]').first().waitFor();
    const tabs = [];
    for (let tab = 0; tab < 7; tab++) tabs.push(await kim.secondTab('/mailbox'));
    for (const tab of tabs) await tab.page.getByText('Live', { exact: true }).waitFor();
    await kim.press('j');
    await soon(async () => expect(await kim.page.getByRole('heading', { level: 1 }).innerText()).toBe('Wed 9 Dec 2026'));
    await kim.page.locator('[data-leg]').first().waitFor();
    for (const tab of tabs) expect(tab.problems()).toEqual([]);
    await Promise.all(tabs.map((tab) => tab.page.close()));
  });

  desk.story('hands the focus on when the visit under it is cancelled elsewhere', { path: `/?date=${NEXT_DAY}` }, async (kim) => {
    const patientId = await newPatient(desk.server);
    const { options } = await findPairs(desk.server, { from: NEXT_DAY, to: NEXT_DAY, patientId });
    const visit = await bookPair(desk.server, patientId, options[0]!);
    const block = kim.page.locator(`[data-leg="${visit.legs[0]!.id}"]`);
    await block.focus();
    await desk.server.call('POST', `/visits/${visit.id}/cancel`, {}, { 'if-match': '*' });
    await block.waitFor({ state: 'detached' });
    await soon(async () => expect(await kim.focused()).toMatch(/\d\d:\d\d–\d\d:\d\d/));
  });

  desk.story('remembers what this desk wants to see', {}, async (kim) => {
    await kim.page.locator('[data-group="medicine"]').waitFor();
    await kim.press('3');
    await kim.press('r');
    await kim.page.locator('[data-group="rooms"]').first().waitFor();
    expect(await kim.page.locator('[data-group="medicine"]').count()).toBe(0);
    await kim.press('Shift+D');
    await kim.page.reload();
    await kim.page.locator('[data-group="rooms"]').first().waitFor();
    expect(await kim.page.locator('[data-group="medicine"]').count()).toBe(0);
    await kim.page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
  });

  desk.story('lets its single keys be switched off', {}, async (kim) => {
    const { page } = kim;
    await page.locator('[data-leg]').first().waitFor();
    await kim.press('?');
    await kim.click(page.getByRole('checkbox', { name: 'Use single-key shortcuts' }));
    await kim.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await kim.press('j');
    await kim.press('f');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Tue 8 Dec 2026');
    await kim.press('Control+k');
    await page.getByPlaceholder('Patient, page or command').and(page.locator(':focus')).waitFor();
    await kim.type('10 dec');
    await page.getByRole('button', { name: 'Go to Thu 10 Dec 2026' }).waitFor();
    await kim.press('Enter');
    await soon(async () => expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Thu 10 Dec 2026'));
  });

  desk.story('keeps the panel and the held time when Esc closes what lies above', {}, async (kim) => {
    const { page } = kim;
    await newPatient(desk.server, { givenName: 'Petra', familyName: 'Wolverton' });
    await page.locator('[data-leg]').first().waitFor();
    await kim.press('f');
    await page.getByPlaceholder('Name, phone, e-mail or birth date').and(page.locator(':focus')).waitFor();
    await kim.type('Petra Wolverton');
    await page.getByRole('option', { name: 'Petra Wolverton', exact: true }).waitFor();
    await kim.press('Enter');
    await page.locator('[data-options] button:focus').waitFor();
    await kim.press('Enter');
    const book = page.locator('button:focus', { hasText: /^Book$/ });
    await book.waitFor();
    for (const above of ['Control+k', '?']) {
      await kim.press(above);
      await page.getByRole('dialog').waitFor();
      await kim.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await book.waitFor();
    }
    await kim.press('Enter');
    await page.getByText(/^Booked Petra Wolverton/).waitFor();
  });

  desk.story('frees a held time when its minutes are over, without a word from the server', { path: `/?date=${NEXT_DAY}` }, async (kim) => {
    await kim.page.locator('[data-leg]').first().waitFor();
    await kim.page.getByText('Live', { exact: true }).waitFor();
    const { options } = await findPairs(desk.server, { from: NEXT_DAY, to: NEXT_DAY });
    const held = kim.page.getByRole('listitem').filter({ hasText: /^Held/ });
    expect((await desk.server.call('POST', '/holds', { legs: options[0]!.legs, seconds: 20 })).status).toBe(201);
    await soon(async () => expect(await held.count()).toBe(2));
    await soon(async () => expect(await held.count()).toBe(0), 60_000);
  });

  desk.story('leaves G and a letter to the pages while a visit has the focus', {}, async (kim) => {
    const first = kim.page.locator('[data-leg][tabindex="0"]');
    for (const [letter, page] of [
      ['m', 'Messages'],
      ['x', 'Mailbox'],
    ] as const) {
      await first.focus();
      await kim.go(letter);
      await kim.page.getByRole('heading', { name: page, level: 1 }).waitFor();
      await kim.page.goBack();
      await first.waitFor();
      expect(new URL(kim.page.url()).search).toBe('');
    }
  });

  desk.story('does not ask for the focus later when there was nothing to focus', { path: '/?date=2026-12-25' }, async (kim) => {
    await kim.page.getByRole('heading', { name: 'Nobody works on Fri 25 Dec.' }).waitFor();
    await kim.press('f');
    await kim.click(kim.page.getByRole('complementary').getByRole('button', { name: 'Close' }));
    await kim.page.getByRole('complementary').waitFor({ state: 'detached' });
    await kim.press('t');
    await kim.page.locator('[data-leg]').first().waitFor();
    expect(await kim.page.locator('[data-leg]:focus').count()).toBe(0);
  });
});
