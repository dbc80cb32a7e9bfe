import { expect } from '@jest/globals';
import type { Coordinator } from '../support/coordinator.js';
import { answerScreening } from '../support/screening.js';
import { bookPair, findPairs, newPatient, service, type VisitBody } from '../support/stories.js';
import { describeDesk, lost, soon } from './desk.js';

const PICTURES = process.env['PICTURES'];
const CARDS_AT_ONCE = 50;

describeDesk('what waits for the desk', (desk) => {
  const rail = (kim: Coordinator, name: string | RegExp) =>
    kim.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: typeof name === 'string' });
  const clean = async (kim: Coordinator, state: string): Promise<void> => {
    if (PICTURES) await kim.page.screenshot({ path: `${PICTURES}/${state.replace(/\W+/g, '-')}.png` });
    expect({ state, violations: await kim.violations() }).toEqual({ state, violations: [] });
    const size = kim.page.viewportSize()!;
    await kim.page.setViewportSize({ width: 320, height: 640 });
    await soon(async () => expect({ state, lost: await lost(kim) }).toEqual({ state, lost: [] }));
    await kim.page.setViewportSize(size);
  };
  const received = async (count: number, reason: string): Promise<void> => {
    const patientId = await newPatient(desk.server, { givenName: 'Wilhelm', familyName: 'Overmoor' });
    for (let i = 0; i < count; i++) {
      const body = { patientId, source: 'outside', referrer: { name: 'Dr. Example' }, reason };
      expect((await desk.server.call('POST', '/referrals', body)).status).toBe(201);
    }
  };

  desk.story('is counted in the rail and listed: visits that need a look', { path: '/review' }, async (kim) => {
    const { page } = kim;
    await page.getByText('No visit needs a look.').waitFor();
    await rail(kim, 'Needs a look').waitFor();
    expect(await page.title()).toBe('Needs a look · Spotwork');
    const patientId = await newPatient(desk.server, { givenName: 'Philippa', familyName: 'Nightingale' });
    const { options } = await findPairs(desk.server, { from: '2026-12-14', to: '2026-12-14', patientId });
    const visit = await bookPair(desk.server, patientId, options[0]!);
    await answerScreening(desk.server, patientId, { osteoporosis: undefined }, { 'if-match': '*' });
    // Nobody loads anything again: the news arrive.
    await rail(kim, 'Needs a look: 1').waitFor();
    await page.getByText('1 visit needs a look').waitFor();
    await clean(kim, 'visits that need a look');
    await kim.click(page.getByRole('link', { name: /visit of Philippa Nightingale$/ }));
    await page.getByText('Needs a look: the screening changed').waitFor();
    expect(page.url()).toContain(visit.id);
    // The link went away with its page.
    await page.locator('h1:focus', { hasText: 'Philippa Nightingale' }).waitFor();
    await page
      .getByText(/Brittle bones: /)
      .first()
      .waitFor();
    for (const way of ['Move', 'Cancel visit']) {
      await page
        .getByRole('listitem')
        .filter({ hasText: `“${way}”` })
        .first()
        .waitFor();
      await kim.button(new RegExp(`^${way}`)).waitFor();
    }
    await kim.click(kim.button('Record a clearance'));
    await page.getByRole('combobox', { name: 'Who says so' }).waitFor();
    await clean(kim, 'clearance at a visit that needs a look');
    // The list of names lies over the buttons.
    await kim.press('Tab');
    await page.getByRole('option').first().waitFor({ state: 'hidden' });
    await kim.click(kim.button('Cancel'));
    await kim.button('Record a clearance').waitFor();
    await clean(kim, 'visit that needs a look');
    await kim.press('x');
    await kim.press('Enter');
    await rail(kim, 'Needs a look').waitFor();
    await kim.go('v');
    await page.getByText('No visit needs a look.').waitFor();
    await kim.press('Control+k');
    await page.getByPlaceholder('Patient, page or command').and(page.locator(':focus')).waitFor();
    await kim.type('needs a');
    await page.getByRole('button', { name: 'Needs a look' }).waitFor();
  });

  desk.story('is not begun by a key or a click, when the screening stands against it', {}, async (kim) => {
    const { page } = kim;
    const patientId = await newPatient(desk.server, { givenName: 'Theodora', familyName: 'Wexcombe' });
    const { options } = await findPairs(desk.server, { from: '2026-12-09', to: '2026-12-09', patientId });
    const visit = await bookPair(desk.server, patientId, options[0]!);
    await answerScreening(desk.server, patientId, { osteoporosis: undefined }, { 'if-match': '*' });
    await page.goto(`/visits/${visit.id}`);
    await page.getByText('Needs a look: the screening changed').waitFor();
    await kim.press('s');
    const massage = page.locator('article').filter({ hasText: 'Spot work' });
    const start = massage.getByRole('button', { name: /^Start: / });
    await start.waitFor();
    expect(await page.getByText('“Move”').count()).toBe(0);
    const group = page.getByRole('group', { name: 'The screening stands against this massage:' });
    const legsOf = async () => (await desk.server.call<VisitBody>('GET', `/visits/${visit.id}`)).body.legs.map((leg) => leg.status);
    const leg = visit.legs.find(({ serviceId }) => serviceId === service('spot-work'))!.id;
    await kim.click(start);
    await group.getByText(/Brittle bones: /).waitFor();
    await clean(kim, 'massage that the screening stands against');
    expect(await legsOf()).toEqual(['arrived', 'arrived']);
    await kim.click(group.getByRole('button', { name: 'Cancel' }));
    await start.waitFor();
    // On the board, too: S asks in the panel.
    await page.goto('/?date=2026-12-09');
    await page.locator(`[data-leg="${leg}"]`).first().focus();
    await kim.press('s');
    await group.getByText(/Brittle bones: /).waitFor();
    expect(await legsOf()).toEqual(['arrived', 'arrived']);
    await kim.click(group.getByRole('button', { name: 'Start anyway' }));
    await page.getByText('Begun although the screening stands against it').waitFor();
    expect(await page.getByText('Needs a look: the screening changed').count()).toBe(0);
    await kim.click(massage.getByRole('button', { name: /^Done: / }));
    await page.getByText('Given although the screening stands against it').waitFor();
  });

  desk.story('is counted in the rail and shown page by page: referrals', { path: '/' }, async (kim) => {
    const { page } = kim;
    const link = rail(kim, /^Referrals/);
    await link.waitFor();
    const waiting = async () => Number(/\d+/.exec((await link.getAttribute('aria-label')) ?? '')?.[0] ?? 0);
    const board = (await desk.server.call<{ columns: { key: string; total: number }[] }>('GET', '/referrals/board')).body.columns;
    const before = board.filter(({ key }) => key === 'new' || key === 'needs-clearance').reduce((sum, { total }) => sum + total, 0);
    await soon(async () => expect(await waiting()).toBe(before));
    const isNew = board.find(({ key }) => key === 'new')!.total;
    await received(2 * CARDS_AT_ONCE + 5 - isNew, 'Stiff neck');
    await soon(async () => expect(await link.getAttribute('aria-label')).toMatch(/^Referrals, (\d+|99\+) waiting$/));
    await kim.click(link);
    const column = page.locator('[data-column="new"]');
    const cards = () => column.locator('[data-card]').evaluateAll((all) => all.map((one) => one.getAttribute('data-card')));
    await soon(async () => expect(await cards()).toHaveLength(CARDS_AT_ONCE));
    await kim.click(column.getByRole('button', { name: 'Show more of: New' }));
    await soon(async () => expect(await cards()).toHaveLength(2 * CARDS_AT_ONCE));
    const focused = () => page.evaluate<string | null>("document.activeElement.closest('[data-card]')?.getAttribute('data-card') ?? null");
    await soon(async () => expect(await focused()).toBe((await cards())[CARDS_AT_ONCE]));
    await clean(kim, 'more referrals');
    await kim.click(column.getByRole('button', { name: 'Show more of: New' }));
    await soon(async () => expect(await cards()).toHaveLength(2 * CARDS_AT_ONCE + 5));
    await column.getByRole('button', { name: /^Show more/ }).waitFor({ state: 'detached' });
    expect(new Set(await cards()).size).toBe(2 * CARDS_AT_ONCE + 5);
    await soon(async () => expect(await focused()).toBe((await cards())[2 * CARDS_AT_ONCE]));
    // What is moved leaves the pages, and what is new joins them.
    const [first] = await cards();
    await kim.click(page.locator(`[data-card="${first}"]`).getByRole('button', { name: /^Accept/ }));
    await soon(async () => expect(await cards()).not.toContain(first));
    await received(1, 'Stiff shoulder');
    await soon(async () => expect(await cards()).toHaveLength(2 * CARDS_AT_ONCE + 5));
  });
});
