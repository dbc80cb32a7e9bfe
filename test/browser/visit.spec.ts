import { expect } from '@jest/globals';
import type { Coordinator } from '../support/coordinator.js';
import { DEMO_DAY } from '../support/desk-server.js';
import { bookPair, findPairs, messagesOf, movesTo, newPatient, PAIR, service, type Option, type VisitBody } from '../support/stories.js';
import { describeDesk, soon } from './desk.js';

const DAY = '2026-12-10';
const DAYS: Record<string, string> = { '2026-12-11': 'Fri 11 Dec', '2026-12-17': 'Thu 17 Dec' };

describeDesk('a visit', (desk) => {
  const book = async (name: string, day = DAY): Promise<{ visit: VisitBody; others: Option[] }> => {
    const [givenName, familyName] = name.split(' ') as [string, string];
    const patientId = await newPatient(desk.server, { givenName, familyName });
    const { options } = await findPairs(desk.server, { from: day, to: day, patientId, order: 'as-listed' });
    return { visit: await bookPair(desk.server, patientId, options[0]!), others: options.slice(1) };
  };
  const read = async (id: string): Promise<VisitBody> => (await desk.server.call<VisitBody>('GET', `/visits/${id}`)).body;
  const change = (visit: VisitBody, action: string, body: unknown = {}) =>
    desk.server.call<VisitBody>('POST', `/visits/${visit.id}/${action}`, body, { 'if-match': '*' });
  const lastAction = (kim: Coordinator) => kim.page.getByRole('status', { name: 'Last action' });
  const says = (kim: Coordinator, text: string | RegExp) =>
    soon(async () => expect(await lastAction(kim).innerText()).toMatch(text instanceof RegExp ? text : new RegExp(`^${text}`)));
  const panel = (kim: Coordinator) => kim.page.getByRole('complementary');

  desk.story('goes on with S: arrived, in progress, done', {}, async (kim) => {
    const { visit } = await book('Ambrose Finley', DEMO_DAY);
    const block = kim.page.locator(`[data-leg="${visit.legs[0]!.id}"]`);
    const mate = kim.page.locator(`[data-leg="${visit.legs[1]!.id}"][data-state="arrived"]`);
    await block.focus();
    const becomes = async (state: string, said: string) => {
      await kim.press('s');
      await says(kim, `Ambrose Finley ${said}.`);
      await kim.page.locator(`[data-leg="${visit.legs[0]!.id}"][data-state="${state}"]:focus`).waitFor();
    };
    await becomes('arrived', 'arrived');
    // The board may have been read between the two legs.
    await mate.waitFor();
    await becomes('in-progress', 'started');
    await becomes('completed', 'done');
    expect(await mate.count()).toBe(1);
    expect((await read(visit.id)).status).toBe('in-progress');
  });

  desk.story('goes one step with S, however long it is held and however often it is pressed', {}, async (kim) => {
    const { visit } = await book('Lysander Moat', DEMO_DAY);
    let letOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letOn = resolve));
    await kim.page.route('**/arrive', async (route) => {
      await gate;
      await route.continue();
    });
    await kim.page.locator(`[data-leg="${visit.legs[0]!.id}"]`).focus();
    const asked = kim.page.waitForRequest('**/arrive');
    await kim.press('s');
    await asked;
    await kim.press('s');
    letOn();
    await says(kim, 'Lysander Moat arrived.');
    // Every "down" after the first is a repeat.
    for (let repeat = 0; repeat < 4; repeat++) {
      await kim.page.keyboard.down('s');
      await says(kim, 'Lysander Moat started.');
    }
    await kim.page.keyboard.up('s');
    // Both legs arrived, one began.
    const after = await read(visit.id);
    expect([after.version, after.legs.map((leg) => leg.status)]).toEqual([4, ['in-progress', 'arrived']]);
  });

  desk.story('goes on in the panel, leg by leg', { path: `/?date=${DEMO_DAY}` }, async (kim) => {
    const { visit } = await book('Briony Castell', DEMO_DAY);
    await kim.page.locator(`[data-leg="${visit.legs[0]!.id}"]`).focus();
    await kim.press('Enter');
    await kim.click(panel(kim).getByRole('button', { name: /^Arrived/ }));
    await says(kim, 'Briony Castell arrived.');
    await kim.click(panel(kim).getByRole('button', { name: 'Start: Spot work' }));
    await kim.click(panel(kim).getByRole('button', { name: 'Done: Spot work' }));
    await says(kim, 'Briony Castell done.');
    await kim.click(panel(kim).getByRole('button', { name: 'Actions for Adjustment' }));
    // The menu gives the focus back after 10 ms; the answer may be there before that, and the menu's button gone.
    await kim.page.evaluate(
      '{ const real = setTimeout; window.setTimeout = (run, ms, ...rest) => real(run, ms === 10 ? 5000 : ms, ...rest); }',
    );
    await kim.click(kim.page.getByRole('menuitem', { name: 'Done' }));
    await soon(async () => expect((await read(visit.id)).status).toBe('completed'));
    await panel(kim).getByText('Find another time').waitFor();
    await soon(async () => expect(await kim.focused()).not.toBe('nothing'));
  });

  desk.story('moves as a pair with M and Enter, and back with Z', { path: `/?date=${DAY}` }, async (kim) => {
    const { visit } = await book('Clement Dovecote');
    await kim.page.locator(`[data-leg="${visit.legs[0]!.id}"]`).focus();
    await kim.press('m');
    await kim.page.locator('[data-options] button:focus').waitFor();
    expect(await kim.page.locator('[data-ghost="person"]').count()).toBe(2);
    await kim.press('Enter');
    await says(kim, 'Moved Clement Dovecote:');
    const moved = await read(visit.id);
    expect(moved.legs.map((leg) => leg.id)).toEqual(visit.legs.map((leg) => leg.id));
    expect(moved.legs.map((leg) => leg.start)).not.toEqual(visit.legs.map((leg) => leg.start));
    await kim.page.locator(`[data-visit="${visit.id}"]:focus`).waitFor();
    await kim.press('z');
    await says(kim, 'Clement Dovecote is back at the old time.');
    expect((await read(visit.id)).legs.map((leg) => leg.start)).toEqual(visit.legs.map((leg) => leg.start));
  });

  for (const [how, path, to] of [
    ['the next one', `/?date=${DAY}`, '2026-12-11'],
    ['one far away', `/?date=${DAY}`, '2026-12-17'],
    ['the next one, in the list', `/?date=${DAY}&view=list`, '2026-12-11'],
  ] as const) {
    desk.story(`takes the focus along to another day: ${how}`, { path }, async (kim) => {
      const { page } = kim;
      const { visit } = await book('Leocadia Rushmere');
      const own = page.locator(`[data-visit="${visit.id}"], [data-list-visit="${visit.id}"]`).first();
      await own.focus();
      await kim.press('Enter');
      await panel(kim).getByRole('heading', { name: 'Leocadia Rushmere' }).waitFor();
      await panel(kim).getByRole('button', { name: /^Move/ }).waitFor();
      await kim.press('m');
      await page.locator('[data-options] button:focus').waitFor();
      await kim.click(panel(kim).getByText('Dates', { exact: true }));
      await panel(kim).getByLabel('From').fill(to);
      await panel(kim).getByLabel('To', { exact: true }).fill(to);
      // The answer for the new dates, not the one before it.
      await soon(async () => expect(await page.locator('[data-options] h3').allInnerTexts()).toEqual([DAYS[to]]));
      await page.evaluate(`
        globalThis.reached = [];
        document.addEventListener('focusin', ({ target }) => reached.push(target.dataset.visit ?? target.dataset.listVisit));
      `);
      await page.locator('[data-options] button').first().focus();
      await kim.press('Enter');
      await says(kim, 'Moved Leocadia Rushmere:');
      await soon(async () => expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(`${DAYS[to]} 2026`));
      await page.locator(`[data-visit="${visit.id}"]:focus, [data-list-visit="${visit.id}"]:focus`).waitFor();
      const reached = (await page.evaluate<(string | undefined)[]>('reached')).filter(Boolean);
      expect([...new Set(reached)]).toEqual([visit.id]);
      const box = (await page.locator(':focus').boundingBox())!;
      expect(box.y + box.height).toBeLessThanOrEqual(900);
      await kim.press('Enter');
      await panel(kim).getByRole('heading', { name: 'Leocadia Rushmere' }).waitFor();
    });
  }

  desk.story('lists its parts in the order of time, also when a move has swapped them', { path: `/?date=${DAY}` }, async (kim) => {
    const { visit } = await book('Mirabel Thornbury');
    const swapped = { from: DAY, to: DAY, order: 'as-listed', legs: [...PAIR].reverse(), movingVisitId: visit.id };
    const { options } = await findPairs(desk.server, swapped);
    expect((await change(visit, 'reschedule', { legs: movesTo(visit, options[0]!) })).status).toBe(200);
    await kim.page.goto(`/visits/${visit.id}`);
    const parts = kim.page.locator('article');
    await parts.first().waitFor();
    expect(await parts.allInnerTexts()).toEqual([expect.stringContaining('Spot work'), expect.stringContaining('Adjustment')]);
    await kim.press('x');
    const boxes = kim.page.locator('fieldset label');
    await boxes.first().waitFor();
    expect(await boxes.allInnerTexts()).toEqual([expect.stringContaining('Spot work'), expect.stringContaining('Adjustment')]);
  });

  desk.story('asks with X also where its panel takes long to come', { path: `/?date=${DAY}` }, async (kim) => {
    const { visit } = await book('Ottoline Fenwick');
    await kim.page.route(`**/visits/${visit.id}`, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 3000));
      await route.continue();
    });
    // A busy browser lets through what is asked right after it was told to hold it.
    await kim.page.goto(`/?date=${DAY}`);
    const leg = kim.page.locator(`[data-leg="${visit.legs[0]!.id}"]`);
    await leg.focus();
    await kim.press('x');
    await panel(kim).getByText('Loading').waitFor();
    // The first one may be for the card of the visit.
    await soon(async () => {
      await kim.press('Escape');
      expect(await panel(kim).count()).toBe(0);
    });
    await leg.focus();
    await kim.press('Enter');
    await panel(kim)
      .getByRole('button', { name: /^Cancel visit/ })
      .waitFor();
    expect(await kim.button('Cancel now').count()).toBe(0);
    await kim.page.goto(`/?date=${DAY}`);
    await leg.focus();
    await kim.press('x');
    await kim.page.locator('button:focus', { hasText: 'Cancel now' }).waitFor();
  });

  desk.story('is cancelled as a whole with X and Enter; its messages are not sent', { path: `/?date=${DAY}` }, async (kim) => {
    const { visit } = await book('Delphine Eastwick');
    await kim.page.locator(`[data-leg="${visit.legs[0]!.id}"]`).focus();
    await kim.press('x');
    await kim.page.locator('button:focus', { hasText: 'Cancel now' }).waitFor();
    await kim.press('Enter');
    await says(kim, 'Visit of Delphine Eastwick cancelled.');
    await kim.page.locator(`[data-visit="${visit.id}"]`).first().waitFor({ state: 'detached' });
    await panel(kim).getByText('6 messages not sent').waitFor();
    expect((await messagesOf(desk.server, visit.id)).every((message) => message.status === 'skipped')).toBe(true);
    await soon(async () => expect(await kim.focused()).not.toBe('nothing'));
    await kim.press('Escape');
    await panel(kim).waitFor({ state: 'detached' });
    await soon(async () => expect(await kim.focused()).toMatch(/\d\d:\d\d–\d\d:\d\d/));
  });

  desk.story('is found another time as it was: what, in which order, with whom, the plan', { path: `/?date=${DAY}` }, async (kim) => {
    const { page } = kim;
    const patientId = await newPatient(desk.server, { givenName: 'Sidonie', familyName: 'Greyling' });
    const field = (name: string) => panel(kim).getByRole('combobox', { name, exact: true });
    const nameOf = async ({ practitionerId }: { practitionerId: string }): Promise<string> =>
      (await desk.server.call<{ displayName: string }>('GET', `/practitioners/${practitionerId}`)).body.displayName.replace(/,.*/, '');
    const cancelled = async (legs: object[], plan?: object): Promise<VisitBody> => {
      const { options } = await findPairs(desk.server, { from: DAY, to: DAY, patientId, order: 'as-listed', legs });
      const visit = await bookPair(desk.server, patientId, options[0]!, { plan });
      await change(visit, 'cancel');
      return visit;
    };
    const consult = await cancelled([{ serviceId: service('physician-consult') }]);
    await page.goto(`/?date=${DAY}&visit=${consult.id}`);
    await kim.click(panel(kim).getByRole('button', { name: 'Find another time' }));
    expect(await field('Host visit').inputValue()).toBe('Consult');
    expect(await field('With').inputValue()).toBe(await nameOf(consult.legs[0]!));
    expect(await field('Spot work').inputValue()).toBe('No spot work');
    await page.locator('[data-options] button', { hasText: 'Consult' }).first().waitFor();

    const plan = { areas: [{ code: 'hip', side: 'left' }], techniques: ['passive-resistive-stretching'], notes: 'Slowly', bringAid: true };
    const pair = await cancelled([...PAIR].reverse(), plan);
    // From its own page, and after another search.
    await page.goto(`/visits/${pair.id}`);
    await kim.click(kim.button('Find another time'));
    await panel(kim).getByRole('radio', { name: 'Before' }).and(page.locator(':checked')).waitFor({ state: 'attached' });
    expect([await field('Host visit').inputValue(), await field('Spot work').inputValue()]).toEqual(['Adjustment', 'Spot work']);
    expect(await field('Therapist').inputValue()).toBe(
      await nameOf(pair.legs.find(({ serviceId }) => serviceId === service('spot-work'))!),
    );
    await panel(kim).getByText('L hip', { exact: true }).waitFor();
    await kim.click(page.locator('[data-options] button').first());
    await page.getByText('Held for').waitFor();
    expect(await panel(kim).getByLabel('Note to the team').inputValue()).toBe('Slowly');
    await kim.click(kim.button('Book'));
    await says(kim, 'Booked Sidonie Greyling:');
    const visits = await desk.server.call<{ data: (VisitBody & { plan: unknown })[] }>(
      'GET',
      `/visits?from=${DEMO_DAY}&to=2027-02-01&patientId=${patientId}`,
    );
    const again = visits.body.data.find(({ status }) => status === 'booked')!;
    expect(again.plan).toMatchObject(plan);
    expect([...again.legs].sort((a, b) => Date.parse(a.start) - Date.parse(b.start)).map(({ serviceId }) => serviceId)).toEqual([
      service('spot-work'),
      service('adjustment'),
    ]);
  });

  desk.story('keeps the half that is not cancelled', { path: `/?date=${DAY}` }, async (kim) => {
    const { visit } = await book('Evander Foxley');
    await kim.page.locator(`[data-leg="${visit.legs[0]!.id}"]`).focus();
    await kim.press('Enter');
    await kim.click(panel(kim).getByRole('button', { name: /^Cancel visit/ }));
    await kim.click(panel(kim).getByRole('checkbox', { name: /Adjustment/ }));
    await panel(kim).getByLabel('Reason').fill('Therapist is ill');
    await kim.click(panel(kim).getByRole('button', { name: 'Cancel now' }));
    await says(kim, 'Spot work of Evander Foxley cancelled.');
    await soon(async () => expect(await kim.page.locator(`[data-visit="${visit.id}"]`).count()).toBe(1));
    const after = await read(visit.id);
    expect([after.status, after.legs.map((leg) => leg.status)]).toEqual(['booked', ['booked', 'cancelled']]);
  });

  desk.story('tells what somebody else did while it was open, and keeps what was typed', { path: `/?date=${DAY}` }, async (kim) => {
    const { visit, others } = await book('Fenella Garside');
    await kim.page.locator(`[data-leg="${visit.legs[0]!.id}"]`).focus();
    await kim.press('x');
    const reason = panel(kim).getByLabel('Reason');
    await reason.fill('Called in sick');
    const other = others.find((option) => option.start !== visit.start)!;
    await change(visit, 'reschedule', { legs: movesTo(visit, other) });
    const notice = panel(kim).getByRole('alert');
    await notice.getByText(`Adjustment: ${visit.legs[0]!.start.slice(11, 16)} → ${other.legs[0]!.start.slice(11, 16)}`).waitFor();
    expect(await reason.inputValue()).toBe('Called in sick');
    await kim.click(notice.getByRole('button', { name: 'OK' }));
    await kim.click(panel(kim).getByRole('button', { name: 'Cancel now' }));
    await says(kim, 'Visit of Fenella Garside cancelled.');
  });

  desk.story('does not call its own steps a change by someone else', {}, async (kim) => {
    const { visit } = await book('Marguerite Nye', DEMO_DAY);
    await kim.click(kim.page.locator(`[data-leg="${visit.legs[0]!.id}"]`));
    await panel(kim)
      .getByRole('button', { name: /^Arrived/ })
      .waitFor();
    await kim.press('s');
    await says(kim, 'Marguerite Nye arrived.');
    await panel(kim).getByRole('button', { name: 'Start: Spot work' }).waitFor();
    expect(await kim.page.getByRole('alert').count()).toBe(0);
  });

  desk.story('does not call its own undo a change by someone else', {}, async (kim) => {
    const { visit } = await book('Nathaniel Oster');
    const leg = visit.legs[0]!;
    const time = kim.page.getByText(`${leg.start.slice(11, 16)}–${leg.end.slice(11, 16)}`);
    await kim.page.goto(`/visits/${visit.id}`);
    await time.waitFor();
    await kim.press('m');
    await kim.page.locator('[data-options] button:focus').waitFor();
    await kim.press('Enter');
    await says(kim, 'Moved Nathaniel Oster:');
    await kim.button(/^Confirm/).waitFor();
    await kim.press('z');
    await says(kim, 'Nathaniel Oster is back at the old time.');
    await time.waitFor();
    expect(await kim.page.getByRole('alert').count()).toBe(0);
  });

  desk.story('opens its own cancel form with X, whoever is in the panel', { path: `/?date=${DAY}` }, async (kim) => {
    const [{ visit: one }, { visit: other }] = [await book('Ophelia Prynne'), await book('Percival Quayle')];
    await kim.click(kim.page.locator(`[data-leg="${one.legs[0]!.id}"]`));
    await panel(kim).getByRole('heading', { name: 'Ophelia Prynne' }).waitFor();
    await panel(kim)
      .getByRole('button', { name: /^Cancel visit/ })
      .waitFor();
    await kim.page.locator(`[data-leg="${other.legs[0]!.id}"]`).focus();
    await kim.press('x');
    await kim.page.locator('button:focus', { hasText: 'Cancel now' }).waitFor();
    await panel(kim).getByRole('heading', { name: 'Percival Quayle' }).waitFor();
  });

  desk.story('moves once, though a second time is pressed meanwhile', { path: `/?date=${DAY}` }, async (kim) => {
    const { visit } = await book('Rosamund Sayer');
    await kim.page.locator(`[data-leg="${visit.legs[0]!.id}"]`).focus();
    await kim.press('m');
    const options = kim.page.locator('[data-options] button');
    await kim.page.locator('[data-options] button:focus').waitFor();
    let letOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => (letOn = resolve));
    await kim.page.route('**/reschedule', async (route) => {
      await gate;
      await route.continue();
    });
    const asked = kim.page.waitForRequest('**/reschedule');
    await kim.click(options.nth(0));
    await asked;
    // Not by Playwright's click, which waits for what is disabled.
    await kim.page.evaluate("document.querySelectorAll('[data-options] button')[1].click()");
    letOn();
    await says(kim, 'Moved Rosamund Sayer:');
    expect((await read(visit.id)).version).toBe(2);
  });

  desk.story('is never changed from an old version: 412 tells, nothing is lost', {}, async () => {
    const { visit } = await book('Gideon Hartwell');
    const maria = await desk.guest();
    // Without live news this desk cannot know.
    await maria.page.addInitScript('delete globalThis.SharedWorker');
    await maria.page.route('**/api/v1/events', (route) => route.fulfill({ status: 204 }));
    await maria.page.goto(`/visits/${visit.id}`);
    await maria.click(maria.button(/^Cancel visit/));
    const reason = maria.page.getByLabel('Reason');
    await reason.fill('Found another clinic');
    await change(visit, 'confirm');
    maria.expected = [412];
    await maria.click(maria.button('Cancel now'));
    const notice = maria.page.getByRole('alert');
    await notice.getByText('Changed by someone else').waitFor();
    await notice.getByText('Visit: confirmed').waitFor();
    expect(await reason.inputValue()).toBe('Found another clinic');
    expect((await read(visit.id)).status).toBe('confirmed');
    await maria.click(notice.getByRole('button', { name: 'OK' }));
    await maria.click(maria.button('Cancel now'));
    await says(maria, 'Visit of Gideon Hartwell cancelled.');
  });

  desk.story('is not moved back if somebody changed it since', { path: `/?date=${DAY}` }, async (kim) => {
    const { visit } = await book('Honora Inglewood');
    await kim.page.locator(`[data-leg="${visit.legs[0]!.id}"]`).focus();
    await kim.press('m');
    await kim.page.locator('[data-options] button:focus').waitFor();
    await kim.press('Enter');
    await says(kim, 'Moved Honora Inglewood:');
    await change(visit, 'confirm');
    kim.expected = [412];
    await kim.press('z');
    await says(kim, /changed/i);
    expect((await read(visit.id)).version).toBe(3);
  });

  desk.story('is offered the next places when its new one is taken', { path: `/?date=${DAY}` }, async (kim) => {
    const { visit } = await book('Isidore Jessop');
    await kim.page.locator(`[data-leg="${visit.legs[0]!.id}"]`).focus();
    await kim.press('m');
    await kim.page.locator('[data-options] button:focus').waitFor();
    await kim.page.route(
      '**/reschedule',
      async (route) => {
        const { legs } = route.request().postDataJSON() as {
          legs: { id: string; practitionerId: string; roomId: string; start: string }[];
        };
        const wanted = legs.map(({ id, ...place }) => ({ serviceId: visit.legs.find((leg) => leg.id === id)!.serviceId, ...place }));
        expect((await desk.server.call('POST', '/holds', { legs: wanted })).status).toBe(201);
        await route.continue();
      },
      { times: 1 },
    );
    kim.expected = [409];
    // The last one: not where the visit itself is.
    await kim.click(kim.page.locator('[data-options] button').last());
    const notice = panel(kim)
      .getByRole('alert')
      .filter({ hasText: /was just taken/ });
    await kim.click(notice.getByRole('button').first());
    await says(kim, 'Moved Isidore Jessop:');
  });

  desk.story('has a page of its own', {}, async (kim) => {
    const { visit } = await book('Jocasta Kestrel');
    await kim.page.goto(`/visits/${visit.id}`);
    await kim.page.getByRole('heading', { name: 'Jocasta Kestrel' }).waitFor();
    expect(await kim.page.title()).toBe('Visit · Spotwork');
    await kim.page.getByText('Loose clothing').first().waitFor();
    await kim.click(kim.button('Confirm'));
    await says(kim, 'Jocasta Kestrel confirmed.');
    await kim.press('m');
    await kim.page.getByRole('heading', { name: 'Move Jocasta Kestrel' }).waitFor();
    await kim.page.locator('[data-options] button:focus').waitFor();
    await kim.press('Enter');
    await says(kim, 'Moved Jocasta Kestrel:');
    await kim.button(/^Move/).waitFor();
    await soon(async () => expect(await kim.focused()).not.toBe('nothing'));
    await kim.click(kim.page.getByRole('link', { name: 'Show on the board' }));
    await panel(kim).getByRole('heading', { name: 'Jocasta Kestrel' }).waitFor();
    await soon(async () => expect(await kim.page.locator(`[data-visit="${visit.id}"][data-active]`).count()).toBe(2));
    kim.expected = [404];
    await kim.page.goto('/visits/vis_nothing');
    await kim.page.getByText('There is no such visit.').waitFor();
  });
});
