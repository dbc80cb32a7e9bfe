import { expect } from '@jest/globals';
import type { Coordinator } from '../support/coordinator.js';
import { DEMO_DAY } from '../support/desk-server.js';
import { answerScreening } from '../support/screening.js';
import { bookPair, findPairs, newPatient, unaskedPatient } from '../support/stories.js';
import { describeDesk, lost, soon } from './desk.js';

const GRID = 'section[aria-label^="Day board"]';

describeDesk('what is typed and not saved', (desk) => {
  const question = (kim: Coordinator) => kim.page.getByRole('dialog', { name: 'Leave without saving?' });
  const isAsked = async (kim: Coordinator): Promise<void> => {
    await question(kim).waitFor();
    await soon(async () => expect(await kim.focused()).toBe('Stay'));
  };
  const stays = async (kim: Coordinator): Promise<void> => {
    await kim.press('Enter');
    await question(kim).waitFor({ state: 'detached' });
  };
  const leaves = async (kim: Coordinator): Promise<void> => {
    await kim.press('Tab');
    await kim.press('Enter');
    await question(kim).waitFor({ state: 'detached' });
  };
  const lastAction = (kim: Coordinator) => kim.page.getByRole('status', { name: 'Last action' });
  const clean = async (kim: Coordinator, state: string, except?: string): Promise<void> => {
    expect({ state, violations: await kim.violations(except) }).toEqual({ state, violations: [] });
    const size = kim.page.viewportSize()!;
    await kim.page.setViewportSize({ width: 320, height: 640 });
    await soon(async () => expect({ state, lost: await lost(kim) }).toEqual({ state, lost: [] }));
    await kim.page.setViewportSize(size);
  };
  /** Whether the browser itself asks before it loads the page anew. */
  const asksBeforeReload = async (kim: Coordinator): Promise<boolean> => {
    let asked = false;
    kim.page.once('dialog', (dialog) => {
      asked = dialog.type() === 'beforeunload';
      void dialog.accept();
    });
    await kim.page.reload();
    kim.page.removeAllListeners('dialog');
    return asked;
  };

  desk.story('is asked about wherever an intake would be lost', {}, async (kim) => {
    const { page } = kim;
    const patientId = await newPatient(desk.server, { givenName: 'Araminta', familyName: 'Selwyn' });
    await newPatient(desk.server, { givenName: 'Bartleby', familyName: 'Selwyn' });
    await page.goto('/patients');
    await page
      .getByLabel(/^Search/)
      .or(page.locator('input:focus'))
      .first()
      .fill('Selwyn');
    await kim.click(kim.button('Araminta Selwyn'));
    await kim.click(kim.button('New intake'));
    // Nothing typed: nothing asked.
    await kim.click(kim.button('Bartleby Selwyn'));
    await page.getByRole('heading', { name: 'Bartleby Selwyn' }).waitFor();
    await kim.click(kim.button('Araminta Selwyn'));
    await kim.click(kim.button('New intake'));
    const why = page.getByLabel('Why massage was recommended');
    await why.fill('Stiff neck');

    await kim.press('Escape');
    await isAsked(kim);
    await clean(kim, 'leave without saving');
    await kim.press('Escape');
    await question(kim).waitFor({ state: 'detached' });
    await why.and(page.locator(':focus')).waitFor();
    expect(await why.inputValue()).toBe('Stiff neck');

    await kim.click(kim.button('Bartleby Selwyn'));
    await isAsked(kim);
    await stays(kim);
    await soon(async () => expect(await kim.focused()).toBe('Bartleby Selwyn'));
    await kim.click(kim.button('New patient'));
    await isAsked(kim);
    await stays(kim);
    await kim.go('b');
    await isAsked(kim);
    await stays(kim);
    await page.goBack();
    await isAsked(kim);
    await stays(kim);
    await soon(async () => expect(new URL(page.url()).searchParams.get('patient')).toBe(patientId));
    expect(await why.inputValue()).toBe('Stiff neck');
    await kim.click(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Messages' }));
    await isAsked(kim);
    await leaves(kim);
    await page.waitForURL('**/messages');

    await page.goto(`/patients?patient=${patientId}`);
    await kim.click(kim.button('New intake'));
    await why.fill('Stiff neck');
    expect(await asksBeforeReload(kim)).toBe(true);
    await kim.click(kim.button('New intake'));
    await why.fill('Stiff neck');
    await kim.click(kim.button('Save intake'));
    await lastAction(kim).getByText('Intake saved.').waitFor();
    await kim.button('New intake').waitFor();
    expect(await asksBeforeReload(kim)).toBe(false);
    await kim.button('New intake').waitFor();
    await kim.press('Escape');
    await page.waitForURL('**/patients');
  });

  desk.story('is asked about for a session note beside the board', {}, async (kim) => {
    const { page } = kim;
    const patientId = await newPatient(desk.server, { givenName: 'Cassius', familyName: 'Thorne' });
    const { options } = await findPairs(desk.server, { from: DEMO_DAY, to: DEMO_DAY, patientId });
    const visit = await bookPair(desk.server, patientId, options[0]!);
    const spot = visit.legs.find((leg) => leg.serviceId === 'svc_spot-work')!.id;
    const done = await desk.server.call('POST', `/visits/${visit.id}/legs/${spot}/complete`, {}, { 'if-match': '*' });
    expect(done.status).toBe(200);
    await page.goto(`/?visit=${visit.id}`);
    await kim.click(kim.button('Write the note'));
    await page.getByLabel('Advice given').fill('Rest');
    await kim.press('Escape');
    await isAsked(kim);
    await clean(kim, 'leave a note', GRID);
    await stays(kim);
    await page.getByLabel('Advice given').and(page.locator(':focus')).waitFor();
    await kim.press('Escape');
    await isAsked(kim);
    await leaves(kim);
    await page.getByLabel('Advice given').waitFor({ state: 'detached' });
    await soon(async () => expect(await kim.focused()).toMatch(/^Cassius T\./));
  });

  desk.story('is asked about for a report and for settings', {}, async (kim) => {
    const { page } = kim;
    const patientId = await newPatient(desk.server, { givenName: 'Drusilla', familyName: 'Yates' });
    const referral = { patientId, referrer: { name: 'Dr. Example' }, reason: 'Neck', source: 'staff' };
    const made = await desk.server.call<{ id: string }>('POST', '/referrals', referral);
    await page.goto(`/referrals/${made.body.id}`);
    await kim.click(kim.button('Make a report'));
    await page.locator('textarea:focus').waitFor();
    await kim.type('Sleeps well.');
    await kim.click(page.getByRole('link', { name: 'Patients', exact: true }));
    await isAsked(kim);
    await stays(kim);
    await kim.click(kim.button('Make it'));
    await lastAction(kim)
      .getByText(/^Progress report of Drusilla Yates made/)
      .waitFor();
    await kim.click(page.getByRole('link', { name: 'Patients', exact: true }));
    await page.waitForURL('**/patients');

    const robin = await desk.guest({ cookie: (await desk.server.signIn('manager', 'Robin Alder')).cookie, path: '/settings/screening' });
    await robin.page.getByLabel(/^A visit that waits frees itself/).fill('30');
    await robin.click(robin.page.getByRole('link', { name: /^Referral settings$/ }).first());
    await isAsked(robin);
    await leaves(robin);
    await robin.page.waitForURL('**/settings/referrals');
    const flag = robin.page.getByRole('checkbox').first();
    await flag.click();
    await robin.click(robin.page.getByRole('link', { name: 'Patients', exact: true }));
    await isAsked(robin);
    await stays(robin);
    expect(await asksBeforeReload(robin)).toBe(true);
  });

  desk.story('is asked about for the answer to a request, and not once it is saved', {}, async (kim) => {
    const { page } = kim;
    const patientId = await unaskedPatient(desk.server, { givenName: 'Evander', familyName: 'Quill' });
    await answerScreening(desk.server, patientId, { osteoporosis: undefined });
    const { options } = await findPairs(desk.server, { from: '2026-12-14', to: '2026-12-14', patientId });
    await bookPair(desk.server, patientId, options[0]!, { acceptTentative: true });
    await page.goto('/clearances');
    await kim.click(kim.button(/Evander Quill/));
    await page.getByLabel('Note', { exact: false }).last().fill('Heard on the phone');
    await kim.press('Escape');
    await isAsked(kim);
    await stays(kim);
    await page.getByText('Yes', { exact: true }).click();
    await kim.click(kim.button('Save the answer'));
    await lastAction(kim).getByText(/./).first().waitFor();
    await kim.button(/Evander Quill/).waitFor({ state: 'detached' });
    await soon(async () => expect(new URL(page.url()).search).toBe(''));
    expect(await question(kim).count()).toBe(0);
  });
});
