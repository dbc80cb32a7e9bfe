import { expect } from '@jest/globals';
import type { Coordinator } from '../support/coordinator.js';
import { DEMO_DAY } from '../support/desk-server.js';
import { answerScreening } from '../support/screening.js';
import { newPatient, type VisitBody } from '../support/stories.js';
import { describeDesk, soon } from './desk.js';

/** Looked at once by another suite. */
const GRID = 'section[aria-label^="Day board"]';
const DAY_MS = 86_400_000;
const PICTURES = process.env['PICTURES'];

describeDesk(
  'screening',
  (desk) => {
    const patient = (givenName: string, familyName: string): Promise<string> => newPatient(desk.server, { givenName, familyName });
    const clean = async (kim: Coordinator, state: string, except?: string): Promise<void> => {
      if (PICTURES) await shoot(kim, state);
      expect({ state, violations: await kim.violations(except) }).toEqual({ state, violations: [] });
    };
    const visitsOf = async (patientId: string): Promise<(VisitBody & { releaseAt?: string; needsReview?: boolean })[]> =>
      (await desk.server.call<{ data: VisitBody[] }>('GET', `/visits?from=${DEMO_DAY}&to=2027-02-01&patientId=${patientId}`)).body.data;
    const screeningOf = async (patientId: string) =>
      (await desk.server.call<{ verdict: string; version: number; answeredAt: string }>('GET', `/patients/${patientId}/screening`)).body;
    const choose = async (kim: Coordinator, name: string): Promise<void> => {
      await kim.page.locator('[data-leg]').first().waitFor();
      await kim.press('f');
      await kim.page.getByPlaceholder('Name, phone, e-mail or birth date').waitFor();
      await kim.type(name);
      await kim.page.getByRole('option', { name, exact: true }).waitFor();
      await kim.press('Enter');
    };
    const card = (kim: Coordinator) => kim.page.getByRole('region', { name: 'Screening' });
    const question = (kim: Coordinator, text: RegExp) => kim.page.getByRole('group', { name: text });
    const lastAction = (kim: Coordinator) => kim.page.getByRole('status', { name: 'Last action' });

    desk.story('asks every question of somebody new, and books when all are answered', {}, async (kim) => {
      const { page } = kim;
      const patientId = await patient('Isolde', 'Marchbanks');
      await choose(kim, 'Isolde Marchbanks');
      await page.locator('[data-question] input:focus').first().waitFor();
      await clean(kim, 'questions', GRID);
      // Nothing is chosen before somebody chooses.
      expect(await page.locator('[data-question] input:checked').count()).toBe(0);
      await question(kim, /osteoporosis/i).getByText('Yes', { exact: true }).click();
      await question(kim, /osteoporosis/i).getByText('No', { exact: true }).click();
      await kim.click(kim.button('No to all the rest'));
      await page.locator('button:focus', { hasText: 'Save answers' }).waitFor();
      await kim.press('Enter');
      await page.locator('[data-options] button:focus').waitFor();
      await card(kim).getByText(/^Answered today, counts until /).waitFor();
      await clean(kim, 'answered', GRID);
      await kim.press('Enter');
      await page.locator('button:focus', { hasText: /^Book$/ }).waitFor();
      await kim.press('Enter');
      await lastAction(kim)
        .getByText(/^Booked Isolde Marchbanks/)
        .waitFor();
      expect((await visitsOf(patientId))[0]!.status).toBe('booked');
    });

    desk.story('takes "no changes since" with one key', {}, async (kim) => {
      const { page } = kim;
      const patientId = await patient('Barnaby', 'Ravenscroft');
      await answerScreening(desk.server, patientId);
      await desk.server.advance(DAY_MS);
      await page.goto(`/?date=${DEMO_DAY}`);
      await choose(kim, 'Barnaby Ravenscroft');
      await page.locator('button:focus', { hasText: /^No changes since Tue 8 Dec$/ }).waitFor();
      await clean(kim, 'no changes since', GRID);
      const before = await screeningOf(patientId);
      const { presses } = kim;
      await kim.press('Enter');
      await page.locator('[data-options] button:focus').waitFor();
      expect(kim.presses - presses).toBe(1);
      const after = await screeningOf(patientId);
      expect([after.verdict, after.version]).toEqual(['clear', before.version + 1]);
      await kim.press('Enter');
      await page.locator('button:focus', { hasText: /^Book$/ }).waitFor();
      await kim.press('Enter');
      await lastAction(kim)
        .getByText(/^Booked Barnaby/)
        .waitFor();
      await soon(async () => expect(await visitsOf(patientId)).toHaveLength(1));
    });

    async function shoot({ page }: Coordinator, state: string): Promise<void> {
      const name = state.replace(/\W+/g, '-');
      const size = page.viewportSize()!;
      for (const width of [size.width, 390])
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ colorScheme });
          await page.screenshot({ path: `${PICTURES}/${name}-${width}-${colorScheme}.png` });
        }
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: 'light' });
    }
  },
  { SCREENING: 'on' },
);
