import { expect } from '@jest/globals';
import { DEMO_DAY } from '../support/desk-server.js';
import { bookPair, findPairs, newPatient } from '../support/stories.js';
import { describeDesk, soon } from './desk.js';

describeDesk('a patient is found', (desk) => {
  desk.story('by Enter, though it comes before the answer, and the focus goes to the panel', { path: '/patients' }, async (kim) => {
    const { page } = kim;
    await newPatient(desk.server, { givenName: 'Barnabas', familyName: 'Quillfeather' });
    await page.locator('input:focus').waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: /^First 20 patients$/ })
      .waitFor();
    await kim.type('quillfea');
    await kim.press('Enter');
    await page.locator('h2:focus', { hasText: 'Barnabas Quillfeather' }).waitFor();
    expect(await page.title()).toBe('Patients · Spotwork');
    // Somebody else is not opened because they are first of many.
    await page.goto('/patients');
    await page.locator('input:focus').waitFor();
    await kim.type('a');
    await kim.press('Enter');
    await page.locator('td button:focus').waitFor();
    expect(page.url()).not.toContain('patient=');
  });

  desk.story('by the palette, from whatever page', { path: '/messages' }, async (kim) => {
    const { page } = kim;
    await newPatient(desk.server, { givenName: 'Lavinia', familyName: 'Thornbury' });
    await kim.click(page.getByRole('button', { name: 'Search or jump' }));
    await page.getByPlaceholder('Patient, page or command').and(page.locator(':focus')).waitFor();
    await kim.type('thornbury');
    await page.getByRole('button', { name: /^Lavinia Thornbury/ }).waitFor();
    await kim.press('Enter');
    await page.locator('h2:focus', { hasText: 'Lavinia Thornbury' }).waitFor();
  });

  desk.story('with visits that are still to come', {}, async (kim) => {
    const { page } = kim;
    const patientId = await newPatient(desk.server, { givenName: 'Crispin', familyName: 'Larkfield' });
    const today = await findPairs(desk.server, { from: DEMO_DAY, to: DEMO_DAY, patientId });
    const missed = await bookPair(desk.server, patientId, today.options[0]!);
    await page.goto(`/patients?patient=${patientId}`);
    await page.locator('aside a[href*="/visits/"]').first().waitFor();
    let version = missed.version;
    for (const leg of missed.legs) {
      const after = await desk.server.call<{ version: number }>(
        'POST',
        `/visits/${missed.id}/legs/${leg.id}/no-show`,
        {},
        {
          'if-match': `"v${version}"`,
        },
      );
      version = after.body.version;
    }
    await soon(async () => expect(await page.locator('aside a[href*="/visits/"]').count()).toBe(0));
    await page.getByText('No upcoming visits.').waitFor();
  });

  desk.story('with what they said about being written to, which is recorded there', {}, async (kim) => {
    const { page } = kim;
    const phone = '+1 303 555 0177';
    const patientId = await newPatient(desk.server, { givenName: 'Ottoline', familyName: 'Marsh', phone, preferredChannel: 'sms' });
    await page.goto(`/patients?patient=${patientId}`);
    await kim.click(page.getByRole('button', { name: 'Record yes or no: Text messages' }));
    await kim.click(page.getByRole('radiogroup', { name: 'About' }).getByText('Everything there'));
    await page.getByLabel('In which words (optional)').fill('Called us.');
    await kim.click(page.getByRole('button', { name: 'Record', exact: true }));
    await page.getByRole('list', { name: 'Text messages' }).getByText('No to everything').waitFor();
    await page.getByText('Called us.').waitFor();
    const state = await desk.server.call<{ state: { channel: string; any: boolean }[] }>('GET', `/patients/${patientId}/consents`);
    expect(state.body.state.map(({ channel, any }) => [channel, any])).toEqual([
      ['email', true],
      ['sms', false],
    ]);
  });
});
