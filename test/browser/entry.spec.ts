import { expect } from '@jest/globals';
import { Coordinator } from '../support/coordinator.js';
import { BuiltServer, tempFolder } from '../support/built-server.js';
import { pause } from '../support/built-server.js';
import { describeDesk, soon } from './desk.js';

const PASSWORD = 'a few words in a row';

describeDesk('signing in', (desk) => {
  desk.story('begins with the link that the first start prints', { cookie: '' }, async () => {
    const folder = tempFolder();
    const spotwork = await BuiltServer.start({ DATA_DIR: folder.path, LOG_LEVEL: 'error' });
    const { url } = spotwork;
    let admin: Coordinator | undefined;
    try {
      await soon(async () => expect(spotwork.output).toMatch(/\/setup#token=\S+/));
      const link = /http\S+\/setup#token=\S+/.exec(spotwork.output)![0];
      expect(link.startsWith(url)).toBe(true);
      admin = await Coordinator.sitDown(desk.browser, { url }, { path: link });
      await admin.page.getByText('For Admin').waitFor();
      // The token is a password for now: it must not stay in the address.
      expect(admin.page.url()).toBe(`${url}/setup`);
      await admin.type(PASSWORD);
      await admin.press('Tab');
      await admin.page.getByLabel('Repeat it').fill('something else');
      await admin.press('Enter');
      await admin.page.getByText('The two passwords differ.').waitFor();
      await admin.page.getByLabel('Repeat it').fill(PASSWORD);
      await admin.press('Enter');
      await admin.page.getByRole('button', { name: 'Find a time' }).first().waitFor();
      expect(new URL(admin.page.url()).pathname).toBe('/');
      const again = await admin.secondTab(link);
      again.expected = [401, 404, 410, 422, 400];
      await again.page.getByText('This link has been used or is too old.').waitFor();
      expect(admin.problems()).toEqual([]);
      expect(again.problems()).toEqual([]);
    } finally {
      await admin?.leave();
      await spotwork.stop();
      folder.remove();
    }
  });

  desk.story('goes on where it was, signs out, and says what is wrong', { path: '/messages?day=all', cookie: '' }, async (kim) => {
    const { page } = kim;
    const { email, password } = await desk.server.signIn();
    await page.locator('input[type=email]:focus').waitFor();
    await kim.type(email);
    await kim.press('Tab');
    await kim.type('not the password');
    kim.expected = [401];
    await kim.press('Enter');
    await page.getByRole('alert').getByText('E-mail or password is wrong.').waitFor();
    // Emptied and still in the field: typing again is all there is to do.
    expect(await page.locator('input:focus').inputValue()).toBe('');
    await kim.type(password);
    await kim.press('Enter');
    await page.getByRole('heading', { name: 'Messages' }).waitFor();
    expect(page.url()).toContain('/messages?day=all');
    await kim.click(kim.button('Account: Kim Larkspur'));
    await kim.click(page.getByRole('menuitem', { name: 'Sign out' }));
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto('/');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  desk.story('is asked for again when the session ended, and nothing else is lost', { path: '/patients', cookie: '' }, async (kim) => {
    const { page } = kim;
    const { email, password } = await desk.server.signIn();
    const signIn = async () => {
      await page.getByLabel('E-mail').fill(email);
      await page.getByRole('textbox', { name: 'Password' }).fill(password);
      await kim.press('Enter');
      await page.getByRole('table').waitFor();
    };
    await signIn();
    const search = page.getByLabel('Search patients');
    await search.fill('ad');
    await soon(async () => expect(await page.locator('tbody tr').first().innerText()).toContain('Ada'));
    const [session] = await page.context().cookies();
    const headers = { cookie: `${session!.name}=${session!.value}`, origin: desk.server.url };
    const field = (await search.elementHandle())!;
    kim.expected = [401];
    await fetch(`${desk.server.url}/api/v1/session`, { method: 'DELETE', headers });
    // Its end may be noticed before anything more is typed: whatever asks next hears of it, and the field goes away.
    await field.fill('ada').catch(() => undefined);
    await page.getByText('Your session has ended.').waitFor();
    await signIn();
    expect(new URL(page.url()).pathname).toBe('/patients');
    await soon(async () => expect(await page.locator('tbody tr').first().innerText()).toContain('Ada'));
    expect(await search.inputValue()).toMatch(/^ada?$/);
  });

  desk.story('leads nowhere else than into this site', { path: '/sign-in?to=%2F%2Fexample.org%2F', cookie: '' }, async (kim) => {
    const { email, password } = await desk.server.signIn();
    await kim.page.getByLabel('E-mail').fill(email);
    await kim.page.getByRole('textbox', { name: 'Password' }).fill(password);
    await kim.press('Enter');
    await kim.page.locator('[data-leg]').first().waitFor();
    expect(new URL(kim.page.url()).origin).toBe(desk.server.url);
  });

  desk.story('leaves nothing of the last person to the next one', { path: '/patients', cookie: '' }, async (kim) => {
    const { page } = kim;
    const [first, second] = [await desk.server.signIn(), await desk.server.signIn('coordinator', 'Maria Fennel')];
    const signIn = async ({ email, password }: typeof first) => {
      await page.getByLabel('E-mail').fill(email);
      await page.getByRole('textbox', { name: 'Password' }).fill(password);
      await kim.press('Enter');
    };
    const search = page.getByLabel('Search patients');
    const savePatient = async () => {
      await search.fill('Ada');
      await kim.click(page.locator('tbody tr button').first());
      await kim.click(kim.button('Save'));
      await soon(async () => expect(await page.getByRole('status', { name: 'Last action' }).innerText()).toMatch(/saved\.$/));
    };
    await signIn(first);
    await savePatient();
    await kim.click(kim.button('Account: Kim Larkspur'));
    await kim.click(page.getByRole('menuitem', { name: 'Sign out' }));
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(second);
    await kim.click(page.getByRole('link', { name: 'Patients' }));
    expect(await search.inputValue()).toBe('');
    expect(await page.getByRole('status', { name: 'Last action' }).innerText()).toBe('');
    // The same when the session ended by itself and somebody else signs in on the page as it is.
    await savePatient();
    const [session] = await page.context().cookies();
    const headers = { cookie: `${session!.name}=${session!.value}`, origin: desk.server.url };
    const field = (await search.elementHandle())!;
    kim.expected = [401];
    await fetch(`${desk.server.url}/api/v1/session`, { method: 'DELETE', headers });
    // As above.
    await field.fill('Ad').catch(() => undefined);
    await page.getByText('Your session has ended.').waitFor();
    await signIn(first);
    await kim.button('Account: Kim Larkspur').waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
    await kim.click(page.getByRole('link', { name: 'Patients' }));
    expect(await search.inputValue()).toBe('');
    expect(await page.getByRole('status', { name: 'Last action' }).innerText()).toBe('');
  });

  desk.story('lasts only while somebody is there: a desk that was left asks for nothing', {}, async () => {
    const kim = await desk.guest();
    const { page } = kim;
    await page.clock.install();
    let asked = 0;
    page.on('request', (request) => (asked += request.url().endsWith('/api/v1/mailbox') ? 1 : 0));
    await page.goto('/mailbox');
    await page.getByRole('heading', { name: 'Mailbox' }).waitFor();
    await soon(async () => expect(asked).toBeGreaterThan(0));
    const before = asked;
    await page.clock.runFor(9 * 60_000);
    await soon(async () => expect(asked).toBeGreaterThan(before));
    await page.clock.runFor(61_000);
    // What was asked at the last moment is heard of here a little later.
    let then = -1;
    while (then !== asked) {
      then = asked;
      await pause(2000);
    }
    await page.clock.runFor(5 * 60_000);
    expect(asked).toBe(then);
    await kim.press('Shift');
    await page.clock.runFor(10_000);
    await soon(async () => expect(asked).toBeGreaterThan(then));
  });
});
