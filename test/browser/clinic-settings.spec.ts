import { expect } from '@jest/globals';
import type { Coordinator } from '../support/coordinator.js';
import { answerScreening } from '../support/screening.js';
import { bookPair, findPairs, unaskedPatient, type VisitBody } from '../support/stories.js';
import { describeDesk, lost, soon } from './desk.js';

const PICTURES = process.env['PICTURES'];
const GRID = 'section[aria-label^="Day board"]';

describeDesk('what a clinic sets', (desk) => {
  const lastAction = (kim: Coordinator) => kim.page.getByRole('status', { name: 'Last action' });
  const manager = async (path: string) => desk.guest({ cookie: (await desk.server.signIn('manager', 'Robin Alder')).cookie, path });
  const clean = async (kim: Coordinator, state: string, except?: string): Promise<void> => {
    const { page } = kim;
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${state.replace(/\W+/g, '-')}.png`, fullPage: true });
    expect({ state, violations: await kim.violations(except) }).toEqual({ state, violations: [] });
    const size = page.viewportSize()!;
    await page.setViewportSize({ width: 320, height: 640 });
    await soon(async () => expect({ state, lost: await lost(kim) }).toEqual({ state, lost: [] }));
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${state.replace(/\W+/g, '-')}-narrow.png` });
    await page.setViewportSize(size);
  };
  const tentative = async (givenName: string, familyName: string, day: string, plan?: object) => {
    const patientId = await unaskedPatient(desk.server, { givenName, familyName });
    await answerScreening(desk.server, patientId, { osteoporosis: undefined });
    const { options } = await findPairs(desk.server, { from: day, to: day, patientId });
    const visit = await bookPair(desk.server, patientId, options[0]!, { acceptTentative: true, plan });
    expect(visit.status).toBe('tentative');
    return { patientId, visit: visit as VisitBody & { releaseAt: string } };
  };
  const requestsOf = async (visitId: string) =>
    (
      await desk.server.call<{ data: { id: string; version: number; status: string; provider: { name: string } }[] }>(
        'GET',
        `/clearance-requests?visitId=${visitId}`,
      )
    ).body.data;
  const openOf = async (visitId: string) => (await requestsOf(visitId)).find((one) => one.status === 'open')!;

  desk.story('for the screening: the deadline of a clearance, and the conditions', {}, async (kim) => {
    await kim.page.goto('/settings/screening');
    await kim.page.getByText('Only a manager may publish settings.').waitFor();
    expect(await kim.page.getByLabel(/^A visit that waits frees itself/).isDisabled()).toBe(true);
    const robin = await manager('/settings/screening');
    const { page } = robin;
    const hours = page.getByLabel(/^A visit that waits frees itself/);
    await hours.fill('0');
    await page.getByText('A whole number from 1 to 168').waitFor();
    await robin.click(robin.button('Publish'));
    await hours.and(page.locator(':focus')).waitFor();
    await hours.fill('48');
    // What is wrong may be folded away.
    const rule = page.locator('[data-rule]').first();
    await robin.click(rule.locator('summary'));
    const months = rule.getByLabel(/^Ask again after a yes/);
    const before = await months.inputValue();
    await months.fill('x');
    await robin.click(rule.locator('summary'));
    await robin.click(robin.button('Publish'));
    await months.and(page.locator(':focus')).waitFor();
    await months.fill(before);
    await robin.click(rule.locator('summary'));
    const condition = page.locator('[data-condition="back-pain"]');
    await robin.click(condition.locator('summary'));
    await condition.getByLabel('Massage for it only with a referral').check();
    await condition.getByRole('combobox', { name: 'Suggested techniques' }).click();
    await robin.type('swed');
    await page.getByRole('option', { name: 'Swedish' }).waitFor();
    await robin.press('Enter');
    await robin.press('Escape');
    const released = page.locator('[data-condition="lymphedema"]');
    await robin.click(released.locator('summary'));
    expect(await released.getByLabel('Massage for it only with a referral').isDisabled()).toBe(true);
    await page.getByText('2 settings changed, not published yet').waitFor();
    await page.getByLabel('Why (for the history)').fill('Two days to answer');
    await clean(robin, 'screening settings changed');
    // In sight, however far down somebody edits, and not over what they edit.
    for (const [width, height] of [
      [1440, 600],
      [375, 667],
    ] as const) {
      await page.setViewportSize({ width, height });
      const edited = released.locator('summary');
      // A browser scrolls to what takes the focus, not to what has it.
      await edited.blur();
      await page.evaluate("document.querySelector('#main').scrollTo(0, 0)");
      await edited.focus();
      await soon(async () => {
        const [card, field] = [await robin.button('Publish').boundingBox(), await edited.boundingBox()];
        expect(card!.y).toBeGreaterThan(0);
        expect(card!.y + card!.height).toBeLessThanOrEqual(height);
        const box = (await page.locator('[data-publish]').boundingBox())!;
        const isBeside = field!.x + field!.width <= box.x;
        expect(isBeside || field!.y + field!.height <= box.y).toBe(true);
      });
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/publish-${width}.png` });
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await robin.click(robin.button('Publish'));
    await lastAction(robin).getByText('Screening settings published as version 1.').waitFor();
    await page.getByRole('region', { name: 'History' }).getByText('Two days to answer').waitFor();
    await page.locator('h1:focus', { hasText: 'Screening settings' }).waitFor();
    await hours.fill('72');
    await robin.click(robin.button('Discard changes'));
    await page.locator('h1:focus', { hasText: 'Screening settings' }).waitFor();
    const { body } = await desk.server.call<{ data: { code: string; suggests: string[]; requiresReferral: boolean }[] }>(
      'GET',
      '/screening/conditions',
    );
    expect(body.data.find((one) => one.code === 'back-pain')).toMatchObject({
      suggests: ['myofascial-release', 'deep-tissue', 'swedish'],
      requiresReferral: true,
    });
    const { visit } = await tentative('Leopold', 'Ashgrove', '2026-12-16');
    expect(Date.parse(visit.start) - Date.parse(visit.releaseAt)).toBe(48 * 3_600_000);
  });

  desk.story('for referrals: the numbers of the warnings, and what uses up a visit', {}, async (kim) => {
    await kim.page.goto('/referrals');
    await kim.click(kim.page.getByRole('link', { name: 'Referral settings' }));
    await kim.page.getByText('Only a manager may publish settings.').waitFor();
    await kim.page.locator('h1:focus', { hasText: 'Referral settings' }).waitFor();
    expect(await kim.page.title()).toBe('Referral settings · Spotwork');
    const robin = await manager('/');
    const { page } = robin;
    await page.locator('[data-leg]').first().waitFor();
    await robin.press('Control+k');
    await page.getByPlaceholder('Patient, page or command').and(page.locator(':focus')).waitFor();
    await robin.type('referral set');
    await page.getByRole('button', { name: 'Referral settings' }).waitFor();
    await robin.press('Enter');
    await page.getByRole('heading', { name: 'Referral settings' }).waitFor();
    await page.getByLabel(/^Few visits left/).fill('51');
    await page.getByText('A whole number from 0 to 50').waitFor();
    await page.getByLabel(/^Few visits left/).fill('4');
    await page.getByLabel('A visit that nobody came to').check();
    await page.getByText('2 settings changed, not published yet').waitFor();
    await clean(robin, 'referral settings changed');
    await robin.click(robin.button('Publish'));
    await lastAction(robin).getByText('Referral settings published as version 1.').waitFor();
    await page.locator('h1:focus', { hasText: 'Referral settings' }).waitFor();
    await page
      .getByRole('region', { name: 'History' })
      .getByText(/^1: Robin Alder, /)
      .waitFor();
    const { body } = await desk.server.call('GET', '/referrals/settings');
    expect(body).toMatchObject({ version: 1, fewVisitsLeft: 4, noShowsCount: true, lateCancellationsCount: false });
    // Another publishes meanwhile: told, and nothing typed is lost.
    await page.getByLabel(/^Expires soon/).fill('21');
    let isTheirs = true;
    await page.route('**/api/v1/referrals/settings', async (route) => {
      if (route.request().method() === 'PUT') {
        if (isTheirs) await desk.server.call('PUT', '/referrals/settings', {}, { 'if-match': '"v1"' });
        isTheirs = false;
      } else {
        // Slow to read: whoever is told and presses again publishes on what is there by now, however long that takes.
        await new Promise((done) => setTimeout(done, 500));
      }
      await route.continue();
    });
    robin.expected = [412];
    await robin.click(robin.button('Publish'));
    await page.getByText(/^Somebody else published meanwhile\./).waitFor();
    expect(await page.getByLabel(/^Expires soon/).inputValue()).toBe('21');
    await robin.click(robin.button('Publish'));
    await lastAction(robin).getByText('Referral settings published as version 3.').waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  desk.story('and who is asked: from the visit to the request, and again after a yes for less', {}, async (kim) => {
    const { page } = kim;
    const { visit } = await tentative('Rosalind', 'Fairweather', '2026-12-17', { areas: ['neck', 'jaw'] });
    const request = await openOf(visit.id);
    await page.goto(`/visits/${visit.id}`);
    await page.getByText(/ was asked Tue 8 Dec /).waitFor();
    await desk.server.call(
      'POST',
      `/clearance-requests/${request.id}/answer`,
      { given: true, scope: { areas: ['neck'] } },
      { 'if-match': `"v${request.version}"` },
    );
    await page.getByText(/^There was a yes for less than is planned/).waitFor();
    await page.getByText('Allowed: Neck. Not allowed yet: Jaw.').waitFor();
    await clean(kim, 'visit with a partial yes');
    await kim.click(kim.button(/^Ask Dr\. .* again$/));
    await lastAction(kim)
      .getByText(/ is asked again, with a new link\.$/)
      .waitFor();
    await page.getByText(/^There was a yes for less than is planned/).waitFor({ state: 'detached' });
    const again = await openOf(visit.id);
    expect(again.id).not.toBe(request.id);
    await kim.click(page.getByRole('link', { name: 'Open the request' }));
    await page.locator('h2:focus', { hasText: 'Clearance for Rosalind Fairweather' }).waitFor();
    expect(page.url()).toContain(again.id);
    await clean(kim, 'request asked again');
    await kim.click(kim.button(/^Ask Dr\. .* again$/));
    await soon(async () => expect((await openOf(visit.id)).id).not.toBe(again.id));
    await soon(async () => expect(page.url()).toContain((await openOf(visit.id)).id));
  });

  desk.story('and whom a move asks', {}, async (kim) => {
    const { page } = kim;
    const patientId = await unaskedPatient(desk.server, { givenName: 'Ambrose', familyName: 'Kettering' });
    await answerScreening(desk.server, patientId);
    const { options } = await findPairs(desk.server, { from: '2026-12-18', to: '2026-12-18', patientId });
    const visit = await bookPair(desk.server, patientId, options[0]!);
    await answerScreening(desk.server, patientId, { osteoporosis: undefined }, { 'if-match': '*' });
    await page.goto(`/?date=2026-12-18&visit=${visit.id}&panel=move`);
    await page.locator('[data-options] button:focus').waitFor();
    await kim.press('Enter');
    const usual = page.locator('button:focus', { hasText: /^Move tentatively and ask / });
    await usual.waitFor();
    const other = (await usual.innerText()).includes('Alder Finch') ? 'Dr. Juniper Wren' : 'Dr. Alder Finch';
    await page.getByRole('combobox', { name: 'Who is asked' }).click();
    await kim.click(page.getByRole('option', { name: other, exact: true }));
    await clean(kim, 'move with a choice of whom to ask', GRID);
    await kim.click(kim.button(`Move tentatively and ask ${other}`));
    await lastAction(kim)
      .getByText(/^Moved Ambrose Kettering/)
      .waitFor();
    expect((await openOf(visit.id)).provider.name).toContain(other.split(' ').at(-1));
  });
});
