import { expect } from '@jest/globals';
import { DEMO_DAY } from '../support/desk-server.js';
import { bookPair, findPairs, newPatient } from '../support/stories.js';
import { describeDesk, lost, soon } from './desk.js';

/** A phone, WCAG's 320 px, and a desk's screen at 200 %. */
const SIZES = [
  { width: 390, height: 844 },
  { width: 320, height: 640 },
  { width: 720, height: 450 },
];
describeDesk('on a narrow screen', (desk) => {
  desk.story('nothing is lost', {}, async (kim) => {
    const { page } = kim;
    const patientId = await newPatient(desk.server, { givenName: 'Maximiliana', familyName: 'Featherstonehaugh-Cholmondeley' });
    const { options } = await findPairs(desk.server, { from: DEMO_DAY, to: DEMO_DAY, patientId });
    const visit = await bookPair(desk.server, patientId, options[0]!);
    const referral = await desk.server.call<{ id: string }>('POST', '/referrals', {
      patientId,
      referrer: { name: 'Dr. Wilhelmina Featherstonehaugh-Cholmondeley', organization: 'Example Family Practice' },
      reason: 'Stiffness',
      areas: ['low-back', 'shoulder'],
    });
    const intake = {
      why: 'Stiff since an accident',
      areas: ['neck', { code: 'shoulder', side: 'left' }],
      pain: 4,
      conditions: ['migraine'],
    };
    await desk.server.call('POST', `/patients/${patientId}/intakes`, intake);
    const places: [string, string][] = [
      ['/', 'tbody tr'],
      ['/?view=board', '[data-leg]'],
      ['/?panel=find', '[data-options] button'],
      [`/?visit=${visit.id}`, 'article'],
      [`/?visit=${visit.id}&panel=move`, '[data-options] button'],
      [`/visits/${visit.id}`, 'article'],
      ['/messages', 'tbody tr'],
      ['/patients', 'tbody tr'],
      [`/patients?patient=${patientId}`, 'form'],
      [`/patients?patient=${patientId}`, '[role=img]'],
      ['/referrals', '[data-card]'],
      [`/referrals/${referral.body.id}`, 'ol li'],
      ['/mailbox', 'h1'],
      ['/clearances', 'h1'],
      ['/settings/screening', 'summary'],
      ['/settings/referrals', 'fieldset'],
      ['/settings/messages', 'fieldset'],
      ['/settings/wording', 'article'],
      ['/review', 'h1'],
      ['/p/none', 'button'],
    ];
    for (const [path, sign] of places) {
      await page.setViewportSize(SIZES[0]!);
      await page.goto(path);
      for (const size of SIZES) {
        await page.setViewportSize(size);
        await page.locator(sign).first().waitFor();
        const where = `${path} at ${size.width}`;
        await soon(async () => expect({ where, lost: await lost(kim) }).toEqual({ where, lost: [] }));
      }
    }
  });

  desk.story('nothing of the bar above the board lies over the panel', {}, async (kim) => {
    const { page } = kim;
    const patientId = await newPatient(desk.server, { givenName: 'Rosalba', familyName: 'Winterfield' });
    const { options } = await findPairs(desk.server, { from: DEMO_DAY, to: DEMO_DAY, patientId });
    const visit = await bookPair(desk.server, patientId, options[0]!);
    for (const path of ['/?panel=find', `/?visit=${visit.id}`]) {
      await page.goto(path);
      await page.locator('[data-leg]').first().waitFor();
      for (const width of [820, 900, 1024, 1100, 1180, 1230, 1250, 1280, 1366]) {
        await page.setViewportSize({ width, height: 768 });
        const over = () =>
          page.evaluate<string[]>(`(() => {
            const left = document.querySelector('aside').getBoundingClientRect().left;
            const bar = document.querySelector('#main h1').parentElement;
            return [...bar.querySelectorAll('button')].filter((one) => one.getBoundingClientRect().right > left).map((one) => one.textContent);
          })()`);
        await soon(async () => expect({ path, width, over: await over() }).toEqual({ path, width, over: [] }));
      }
    }
  });

  desk.story('a pair is found, booked and undone', { width: 390, height: 844 }, async (kim) => {
    const { page } = kim;
    await newPatient(desk.server, { givenName: 'Leopold', familyName: 'Nightingale' });
    await kim.click(kim.button(/^Find a time/));
    await page.locator('input:focus').waitFor();
    await kim.type('nightin');
    await kim.click(page.getByRole('option', { name: 'Leopold Nightingale' }));
    await page.locator('[data-options] button:focus').waitFor();
    await kim.click(page.locator('[data-options] button').first());
    // The panel lies over the day of the board.
    await page.getByText('Held for').waitFor();
    await page.getByRole('complementary').getByText('Tue 8 Dec', { exact: true }).waitFor();
    await kim.click(kim.button('Book'));
    const done = page.getByRole('status', { name: 'Last action' });
    await done.getByText(/^Booked Leopold Nightingale: Tue 8 Dec, .+ \d\d:\d\d\.$/).waitFor();
    await soon(async () => expect(await kim.focused()).toBe('Leopold Nightingale'));
    expect(await lost(kim)).toEqual([]);
    await kim.click(done.getByRole('button', { name: /^Undo/ }));
    await done.getByText('Booking of Leopold Nightingale undone.').waitFor();
  });

  desk.story('palette and help scroll', { width: 720, height: 450 }, async (kim) => {
    const { page } = kim;
    await page.locator('tbody tr').first().waitFor();
    await kim.press('Control+k');
    const last = page.getByRole('button', { name: 'Mailbox G X' });
    await last.waitFor();
    while ((await last.getAttribute('data-selected')) === null) await kim.press('ArrowDown');
    await soon(async () => expect((await last.boundingBox())!.y).toBeLessThan(450 - 30));
    await kim.press('Enter');
    await page.getByRole('heading', { name: 'Mailbox' }).waitFor();
    await kim.press('?');
    const sign = page.getByRole('dialog').getByText('no-show');
    await sign.scrollIntoViewIfNeeded();
    expect((await sign.boundingBox())!.y).toBeLessThan(450);
  });
});
