import { expect } from '@jest/globals';
import type { Route } from 'playwright-core';
import type { Coordinator } from '../support/coordinator.js';
import { DEMO_DAY } from '../support/desk-server.js';
import { bookPair, findPairs, newPatient, type OptionLeg, type VisitBody } from '../support/stories.js';
import { describeDesk, soon } from './desk.js';

/** Looked at once; beside an open panel its hundreds of blocks are the same again. */
const GRID = 'section[aria-label^="Day board"]';

describeDesk(
  'axe finds nothing against WCAG 2.2 AA, light or dark,',
  (desk) => {
    const clean = async (kim: Coordinator, state: string, except?: string): Promise<void> => {
      expect({ state, violations: await kim.violations(except) }).toEqual({ state, violations: [] });
    };
    const book = async (givenName: string, familyName: string): Promise<VisitBody> => {
      const patientId = await newPatient(desk.server, { givenName, familyName });
      const { options } = await findPairs(desk.server, { from: DEMO_DAY, to: DEMO_DAY, patientId });
      return bookPair(desk.server, patientId, options[0]!);
    };

    desk.story('on the board', {}, async (kim) => {
      const { page } = kim;
      await page.locator('[data-leg]').first().waitFor();
      await kim.press('r');
      await page.locator('[data-group="rooms"]').first().waitFor();
      await clean(kim, 'the day with its rooms');
      await kim.press('r');
      await page.locator('[data-leg]').nth(5).hover();
      await page.getByRole('tooltip').waitFor();
      await clean(kim, 'hover card', `${GRID} > div:first-child`);
      await kim.press('l');
      await page.locator('tbody tr').first().waitFor();
      await clean(kim, 'list');
      await page.goto('/?date=2026-12-25');
      await page.getByText('Closed: Christmas Day.').waitFor();
      await clean(kim, 'closed day');
    });

    desk.story('while a time is found and held', {}, async (kim) => {
      const { page } = kim;
      await newPatient(desk.server, { givenName: 'Perpetua', familyName: 'Lovelace' });
      await page.locator('[data-leg]').first().waitFor();
      await kim.press('f');
      await page.locator('[data-options] button').first().waitFor();
      await clean(kim, 'nothing chosen', GRID);
      await kim.type('perp');
      await page.getByRole('option').first().waitFor();
      await clean(kim, 'patients found', GRID);
      await kim.press('Enter');
      await page.locator('[data-options] button:focus').waitFor();
      await kim.click(kim.button(/^Days, times and techniques/));
      await kim.click(page.getByText('7 days', { exact: true }));
      await page.getByLabel('Earliest').waitFor();
      // The old times are pale while the new ones are searched.
      await page.locator('[data-options] [aria-busy]').waitFor({ state: 'detached' });
      await clean(kim, 'days and times');
      const sooner = async (route: Route) => {
        const { legs } = route.request().postDataJSON() as { legs: OptionLeg[] };
        await desk.server.call('POST', '/holds', { legs });
        await route.continue();
      };
      await page.route('**/api/v1/holds', sooner, { times: 1 });
      kim.expected = [409];
      await kim.click(page.locator('[data-options] button').first());
      const taken = page.getByRole('alert').filter({ hasText: 'was just taken' });
      await taken.waitFor();
      await clean(kim, 'taken', GRID);
      await kim.click(taken.getByRole('button').first());
      await page.getByText('Held for').waitFor();
      await clean(kim, 'held');
    });

    desk.story('when there are few times, nobody is chosen, somebody is new', { path: '/?date=2026-12-13&panel=find' }, async (kim) => {
      const { page } = kim;
      const why = page.getByRole('region', { name: 'Why none?' });
      await why.waitFor();
      await clean(kim, 'why none');
      await kim.click(why.getByRole('button').first());
      await kim.click(page.locator('[data-options] button').first());
      await page.getByText('Choose a patient to book this time.').waitFor();
      await clean(kim, 'held for nobody', GRID);
      await kim.click(kim.button('New patient'));
      await kim.click(kim.button('Create patient'));
      await page.getByText('Needed').first().waitFor();
      await clean(kim, 'fields that are needed', GRID);
    });

    desk.story('on a visit', {}, async (kim) => {
      const { page } = kim;
      const visit = await book('Philippa', 'Wainwright');
      await page.goto(`/?visit=${visit.id}`);
      const panel = page.getByRole('complementary');
      await panel.getByText('Loose clothing').first().waitFor();
      await panel.locator('summary').first().click();
      await clean(kim, 'panel', GRID);
      await kim.click(panel.getByRole('button', { name: /^Actions for/ }).first());
      await page.getByRole('menu').waitFor();
      await clean(kim, 'actions of a leg', GRID);
      await kim.press('Escape');
      await kim.click(panel.getByRole('button', { name: /^Move/ }));
      await page.locator('[data-options] button:focus').waitFor();
      await clean(kim, 'moving', GRID);
      await kim.press('Escape');
      await kim.click(panel.getByRole('button', { name: /^Cancel visit/ }));
      await desk.server.call('POST', `/visits/${visit.id}/confirm`, {}, { 'if-match': '*' });
      await panel.getByText('Changed by someone else').waitFor();
      await clean(kim, 'changed while cancelling', GRID);
      await kim.click(kim.button('Cancel now'));
      await panel.getByText('Find another time').waitFor();
      await clean(kim, 'cancelled', GRID);
      await page.goto(`/visits/${visit.id}`);
      await page.getByRole('heading', { name: 'Philippa Wainwright' }).waitFor();
      await clean(kim, 'page');
    });

    desk.story('on messages, mails and patients', { path: '/messages' }, async (kim) => {
      const { page } = kim;
      await page.locator('tbody button').first().click();
      await page.getByRole('complementary').waitFor();
      await clean(kim, 'message');
      await page.goto('/mailbox');
      await book('Theodosia', 'Underhill');
      await page.getByRole('article').waitFor();
      await clean(kim, 'mail');
      await page.goto('/patients');
      await page.locator('tbody button').first().click();
      await page.getByText('Upcoming visits').waitFor();
      await soon(async () => expect(await page.getByRole('textbox', { name: 'Phone' }).inputValue()).not.toBe(''));
      await clean(kim, 'patient');
      await kim.click(kim.button('New intake'));
      await page.getByRole('group', { name: 'Front' }).getByRole('button', { name: 'Left knee' }).click();
      await clean(kim, 'intake');
      await page.getByRole('form', { name: 'New intake' }).getByRole('button', { name: 'Cancel' }).click();
      await kim.click(kim.button('Add referral'));
      await kim.click(kim.button('Add referral'));
      await page.getByText('Needed').first().waitFor();
      await clean(kim, 'referral');
    });

    desk.story('on referrals', { path: '/referrals' }, async (kim) => {
      const { page } = kim;
      const patientId = await newPatient(desk.server, { givenName: 'Rosalind', familyName: 'Quillfeather' });
      const body = {
        patientId,
        source: 'outside',
        referrer: { name: 'Dr. Example' },
        reason: 'Stiff neck',
        areas: ['neck'],
        priority: 'urgent',
      };
      const referral = await desk.server.call<{ id: string }>('POST', '/referrals', body);
      const card = page.locator(`[data-card="${referral.body.id}"]`);
      await card.waitFor();
      await clean(kim, 'board');
      await kim.click(card.getByRole('button', { name: /^Move to/ }));
      await page.getByRole('menu').waitFor();
      await clean(kim, 'moves', '[data-card]:not(:has([aria-expanded=true]))');
      await kim.click(page.getByRole('menuitem', { name: 'Decline' }));
      await kim.click(kim.button('Decline'));
      await page.getByText('Say why.').waitFor();
      await clean(kim, 'a reason that is needed');
      await kim.press('Escape');
      await kim.press('n');
      await page.locator('input:focus').waitFor();
      await clean(kim, 'new referral', '[data-card]');
      await page.goto(`/referrals/${referral.body.id}`);
      await page.getByRole('heading', { name: 'History' }).waitFor();
      await clean(kim, 'page');
      await kim.click(kim.button(/^Move to/));
      await kim.click(page.getByRole('menuitem', { name: 'Sender asks to cancel' }));
      await page.getByRole('textbox', { name: 'Why' }).fill('moved away');
      const moved = await desk.server.call('POST', `/referrals/${referral.body.id}/transitions`, { to: 'accepted' }, { 'if-match': '*' });
      expect(moved.status).toBe(200);
      await page.getByText('accepted', { exact: true }).first().waitFor();
      await clean(kim, 'changed while asking');
    });

    desk.story('over everything', {}, async (kim) => {
      const { page } = kim;
      await page.locator('[data-leg]').first().waitFor();
      await kim.click(kim.button(/Pick a day/));
      await page.getByRole('button', { name: '10 December 2026' }).waitFor();
      await clean(kim, 'calendar', GRID);
      await kim.press('Escape');
      await kim.press('Control+k');
      await page.getByRole('button', { name: 'Board G B' }).waitFor();
      await clean(kim, 'palette', GRID);
      await kim.type('ada');
      await page.getByRole('button', { name: /^Ada Aspen/ }).waitFor();
      await clean(kim, 'palette with patients', GRID);
      await kim.press('Escape');
      await kim.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      await clean(kim, 'help', GRID);
      await kim.press('Escape');
      await kim.click(kim.button(/^Account/));
      await page.getByRole('menu').waitFor();
      await clean(kim, 'account', GRID);
    });

    desk.story('at the door', { cookie: '' }, async (kim) => {
      const { page } = kim;
      await page.getByLabel('E-mail').fill('nobody@example.org');
      await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
      kim.expected = [401, 404, 410, 422];
      await kim.press('Enter');
      await page.getByText('E-mail or password is wrong.').waitFor();
      await clean(kim, 'wrong password');
      await page.goto('/sign-in?ended=true');
      await page.getByText('Your session has ended.').waitFor();
      await clean(kim, 'session ended');
      await page.goto('/setup#token=nothing');
      await page.getByText('This link has been used').waitFor();
      await clean(kim, 'old link');
      const invited = await desk.server.call<{ link: string }>('POST', '/users/invitations', {
        email: 'new@example.org',
        displayName: 'New',
        role: 'coordinator',
      });
      await page.goto(`/setup${new URL(invited.body.link).hash}`);
      await page.reload();
      await page.goto(`/setup${new URL(invited.body.link).hash}`);
      await page.getByText('For New').waitFor();
      await clean(kim, 'choose a password');
      await page.goto('/nowhere');
      await page.getByText('There is nothing at this address.').waitFor();
      await clean(kim, 'nothing there');
    });

    desk.story('at 320 pixels', { width: 320, height: 640 }, async (kim) => {
      const { page } = kim;
      await page.locator('tbody tr').first().waitFor();
      await clean(kim, 'list');
      await page.goto('/?panel=find');
      await page.locator('[data-options] button').first().waitFor();
      await clean(kim, 'find', 'table');
      await page.goto('/messages');
      await page.locator('tbody tr').first().waitFor();
      await clean(kim, 'messages');
    });
  },
  { UNDO_WINDOW_SECONDS: '0' },
);
