// Takes the pictures of the README: the built server with the demo clinic on a fixed day, looked at by a real browser.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { smallPng } from './small-png.mjs';

const ROOT = join(import.meta.dirname, '..');
const FOLDER = join(ROOT, 'docs/pictures');
const MOST_BYTES = 200_000;
const built = (name) => import(pathToFileURL(join(ROOT, 'dist/test/support', `${name}.js`)).href);
const { launchChromium, whyNoBrowser } = await built('chromium');
const { Coordinator } = await built('coordinator');
const { DEMO_DAY, DeskServer } = await built('desk-server');
const { bookPair, findPairs, messagesOf, newPatient } = await built('stories');

const missing = whyNoBrowser();
if (missing) {
  console.error(`no pictures: ${missing}`);
  process.exit(1);
}
mkdirSync(FOLDER, { recursive: true });
const server = await DeskServer.start();
const browser = await launchChromium();
try {
  const { cookie } = await server.signIn();
  const kim = await Coordinator.sitDown(browser, server, { cookie });
  await kim.page.locator('[data-leg]').first().waitFor();
  await take(kim, 'board');
  await findAndBook(kim, await patientWhoStretches());
  await readMessage(kim);
  const night = await Coordinator.sitDown(browser, server, { cookie, dark: true });
  await night.page.locator('[data-leg]').first().waitFor();
  await take(night, 'board-dark');
} finally {
  await browser.close();
  await server.close();
}

async function findAndBook(kim, name) {
  await kim.press('f');
  await kim.page.locator('input:focus').waitFor();
  await kim.type(name);
  await kim.page.getByRole('option', { name: new RegExp(`^${name}`) }).waitFor();
  await kim.press('Enter');
  await kim.page.locator('button:focus', { hasText: /^No changes since / }).waitFor();
  await kim.press('Enter');
  await kim.page.locator('[data-options] button:focus').waitFor();
  await kim.press('Enter');
  await kim.page.locator('button:focus', { hasText: /^Book$/ }).waitFor();
  await take(kim, 'find');
  await kim.press('Enter');
  await kim.page.locator('[data-visit]:focus').waitFor();
  await kim.press('Enter');
  await kim.page.getByRole('complementary').getByText('Loose clothing').first().waitFor();
  await take(kim, 'visit');
}

async function readMessage(kim) {
  const { day, id } = await reminderWithAdvice();
  await kim.page.goto(`/messages?day=${day}&kind=reminder&message=${id}`);
  await kim.page.getByRole('complementary').waitFor();
  await take(kim, 'messages');
}

/** Somebody with a referral for stretching who is not expected today. */
async function patientWhoStretches() {
  const { body: referrals } = await server.call('GET', '/referrals?limit=200');
  const { body: visits } = await server.call('GET', `/visits?from=${DEMO_DAY}&to=${DEMO_DAY}&limit=200`);
  const busy = new Set(visits.data.map((visit) => visit.patient.id));
  const stretching = referrals.data.filter((one) => one.techniques?.includes('passive-resistive-stretching') && !busy.has(one.patientId));
  const people = await Promise.all(stretching.map(({ patientId }) => server.call('GET', `/patients/${patientId}`)));
  // By name, since ids differ from run to run.
  return people.map(({ body }) => `${body.givenName} ${body.familyName}`).sort()[0];
}

/** Booked early in the morning: the reminder is among the first of its day. */
async function reminderWithAdvice() {
  const patientId = await newPatient(server, { givenName: 'Juno', familyName: 'Bracken' });
  const early = { from: '2026-12-14', to: '2026-12-18', timeOfDay: { from: '08:00', to: '08:45' } };
  const [option] = (await findPairs(server, { ...early, patientId })).options;
  const visit = await bookPair(server, patientId, option);
  const reminder = (await messagesOf(server, visit.id)).find((message) => message.step === '1d');
  return { day: reminder.dueAt.slice(0, 10), id: reminder.id };
}

async function take(coordinator, name) {
  const path = join(FOLDER, `${name}.png`);
  // Out of the way: whatever lies under the pointer looks different.
  await coordinator.page.mouse.move(0, 899);
  await coordinator.page.evaluate('document.fonts.ready');
  const png = smallPng(await coordinator.page.screenshot({ animations: 'disabled' }));
  if (png.length > MOST_BYTES) throw new Error(`${name}.png is larger than ${MOST_BYTES / 1000} kB`);
  writeFileSync(path, png);
  console.log(`docs/pictures/${name}.png ${Math.round(png.length / 1000)} kB`);
}
