import { expect } from '@jest/globals';
import type { Locator, Route } from 'playwright-core';
import type { Coordinator } from '../support/coordinator.js';
import { DEMO_DAY } from '../support/desk-server.js';
import { LOCATION, newPatient, PAIR, service, type Found, type OptionLeg, type VisitBody } from '../support/stories.js';
import { describeDesk, lost, soon } from './desk.js';

describeDesk('finding a time', (desk) => {
  const options = (kim: Coordinator): Locator => kim.page.locator('[data-options] button');
  const visitsOf = async (patientId: string): Promise<VisitBody[]> =>
    (await desk.server.call<{ data: VisitBody[] }>('GET', `/visits?from=${DEMO_DAY}&to=2027-02-01&patientId=${patientId}`)).body.data;
  const patient = (givenName: string, familyName: string): Promise<string> => newPatient(desk.server, { givenName, familyName });
  /** From the board to a patient chosen in the panel. */
  const choose = async (kim: Coordinator, name: string): Promise<void> => {
    await kim.press('f');
    await kim.page.getByPlaceholder('Name, phone, e-mail or birth date').and(kim.page.locator(':focus')).waitFor();
    await kim.type(name);
    await kim.page.getByRole('option', { name, exact: true }).waitFor();
    await kim.press('Enter');
    await kim.page.locator('[data-options] button:focus').waitFor();
  };

  /** Spot work this morning, wherever the therapist was free, from arrival to completion. */
  const massageGiven = async (patientId: string, practitionerId: string): Promise<void> => {
    const minutes = Array.from(
      { length: 22 },
      (_, i) => `${DEMO_DAY}T${i < 12 ? '08' : '09'}:${String((i % 12) * 5).padStart(2, '0')}:00-07:00`,
    );
    for (const start of minutes) {
      for (const roomId of ['room_cedar_spot-a', 'room_cedar_spot-b']) {
        const legs = [{ serviceId: service('spot-work'), practitionerId, roomId, start }];
        const { status, body } = await desk.server.call<VisitBody>('POST', '/visits', { patientId, legs });
        if (status !== 201) continue;
        for (const [version, action] of ['arrive', 'start', 'complete'].entries())
          await desk.server.call('POST', `/visits/${body.id}/legs/${body.legs[0]!.id}/${action}`, {}, { 'if-match': `"v${version + 1}"` });
        return;
      }
    }
    throw new Error('no free time this morning');
  };

  desk.story('books a pair for somebody known with four keys and the name', {}, async (kim) => {
    const { page } = kim;
    const patientId = await patient('Quillon', 'Amberly');
    await page.locator('[data-leg]').first().waitFor();
    await choose(kim, 'Quillon Amberly');
    expect(await page.locator('[data-ghost="person"]').count()).toBe(2);
    await kim.press('Enter');
    await page.locator('button:focus', { hasText: /^Book$/ }).waitFor();
    await kim.press('Enter');
    const done = page.getByRole('status', { name: 'Last action' });
    await soon(async () => expect(await done.innerText()).toMatch(/^Booked Quillon Amberly: Tue 8 Dec, Dr\. .+ \d\d:\d\d, .+ \d\d:\d\d\./));
    expect(kim.presses).toBeLessThanOrEqual(4);
    const [visit] = await visitsOf(patientId);
    expect(visit!.legs.map((leg) => leg.serviceId)).toEqual([service('adjustment'), service('spot-work')]);
    // The focus is on what was booked, ready for the next key.
    await page.locator(`[data-visit="${visit!.id}"]:focus`).waitFor();
    await kim.press('z');
    await soon(async () => expect(await done.innerText()).toBe('Booking of Quillon Amberly undone.'));
    expect((await visitsOf(patientId))[0]!.status).toBe('cancelled');
  });

  desk.story('books a pair with four clicks and the name', {}, async (kim) => {
    const { page } = kim;
    const patientId = await patient('Rosalind', 'Thorncliff');
    await page.locator('[data-leg]').first().waitFor();
    await kim.click(
      kim
        .button('Find a time F')
        .or(kim.button(/^Find a time/))
        .first(),
    );
    await page.locator('input:focus').waitFor();
    await kim.type('thorncl');
    await kim.click(page.getByRole('option', { name: /Rosalind Thorncliff/ }));
    await soon(async () => expect(await options(kim).first().isEnabled()).toBe(true));
    await page.locator('[data-options] button:focus').waitFor();
    await kim.click(options(kim).nth(1));
    await kim.click(kim.button('Book'));
    await page.getByText(/^Booked Rosalind Thorncliff/).waitFor();
    expect(kim.clicks).toBeLessThanOrEqual(4);
    expect(kim.presses).toBe(0);
    expect(await visitsOf(patientId)).toHaveLength(1);
  });

  desk.story('makes a patient on the way, from what was typed', {}, async (kim) => {
    const { page } = kim;
    await page.locator('[data-leg]').first().waitFor();
    await kim.press('f');
    await page.locator('input:focus').waitFor();
    await kim.type('tamsin overhill');
    await page.getByRole('option', { name: /Create “tamsin overhill”/ }).waitFor();
    await kim.press('Enter');
    expect(await page.getByLabel('Given name').inputValue()).toBe('Tamsin');
    expect(await page.getByLabel('Family name').inputValue()).toBe('Overhill');
    await page.getByLabel('Phone').fill('not a number');
    await kim.press('Enter');
    kim.expected = [400, 422];
    await page.locator('[id$=error], .mantine-InputWrapper-error').first().waitFor();
    await page.getByLabel('Phone').fill('+1 303 555 0177');
    await kim.press('Enter');
    // Nobody has asked somebody new the health questions.
    await page.locator('[data-question] input:focus').first().waitFor();
    await kim.click(kim.button('No to all the rest'));
    await page.locator('button:focus', { hasText: 'Save answers' }).waitFor();
    await kim.press('Enter');
    await page.locator('[data-options] button:focus').waitFor();
    await kim.press('Enter');
    await page.locator('button:focus', { hasText: /^Book$/ }).waitFor();
    await kim.press('Enter');
    await page.getByText(/^Booked Tamsin Overhill/).waitFor();
  });

  desk.story('never takes somebody else because Enter came before the answer', {}, async (kim) => {
    const { page } = kim;
    await patient('Zebedee', 'Quickthorn');
    await page.locator('[data-leg]').first().waitFor();
    await kim.press('f');
    await page.locator('input:focus').waitFor();
    await kim.type('ze');
    await page.getByRole('option', { name: 'Zebedee Quickthorn', exact: true }).waitFor();
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    const later = async (route: Route) => {
      await held;
      await route.continue();
    };
    await page.route('**/api/v1/patients?q=ze%20nobody*', later);
    await page.route('**/api/v1/patients?q=ze+nobody*', later);
    await kim.type(' nobody');
    await kim.press('Enter');
    answer();
    await page.getByRole('option', { name: /Create “ze nobody”/ }).waitFor();
    expect(await page.locator('input:focus').inputValue()).toBe('ze nobody');
    await kim.press('Enter');
    expect(await page.getByLabel('Given name').inputValue()).toBe('Ze');
  });

  desk.story('takes the referral by itself, its areas as the plan, and shows what is left', {}, async (kim) => {
    const { page } = kim;
    const patientId = await patient('Ulric', 'Pennywort');
    const referral = await desk.server.call<{ id: string }>('POST', '/referrals', {
      patientId,
      source: 'staff',
      referrer: { name: 'Dr. Example' },
      reason: 'Stiff neck',
      areas: [{ code: 'neck', side: 'left' }],
      techniques: ['passive-resistive-stretching'],
      visitsAuthorized: 3,
    });
    await page.locator('[data-leg]').first().waitFor();
    await choose(kim, 'Ulric Pennywort');
    const picker = page.getByRole('combobox', { name: 'Referral' });
    expect(await picker.inputValue()).toBe('from Dr. Example · 3 of 3 left');
    await page.getByText('L neck', { exact: true }).waitFor();
    // Folded away, but not out of sight: what to wear depends on them.
    await kim.button(/^Days, times and techniques · .*Passive resistive stretching$/).waitFor();
    await page.setViewportSize({ width: 320, height: 640 });
    await soon(async () => expect(await lost(kim)).toEqual([]));
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.locator('[data-options] button:focus').waitFor();
    await kim.press('Enter');
    await page.locator('button:focus', { hasText: /^Book$/ }).waitFor();
    await kim.press('Enter');
    await page.getByText(/^Booked Ulric Pennywort/).waitFor();
    const [visit] = (await visitsOf(patientId)) as (VisitBody & { referralId: string; plan: unknown })[];
    expect(visit).toMatchObject({
      referralId: referral.body.id,
      plan: { areas: [{ code: 'neck', side: 'left' }], techniques: ['passive-resistive-stretching'] },
    });
    await page.locator('[data-visit]:focus').waitFor();
    await kim.press('Enter');
    await page.getByText('2 of 3 left · 1 booked, 0 used').waitFor();
  });

  desk.story('takes no silence of the server for an unknown patient', {}, async (kim) => {
    const { page } = kim;
    await patient('Merrin', 'Hollowell');
    await page.locator('[data-leg]').first().waitFor();
    await kim.press('f');
    await page.locator('input:focus').waitFor();
    const problem = { title: 'Busy', status: 503, code: 'overloaded', detail: 'The server is busy.' };
    const refuse = (route: Route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) });
    await page.route('**/api/v1/patients?*', refuse);
    kim.expected = [503];
    await kim.type('Merrin Hollowell');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('option').allInnerTexts()).toEqual(['Try again']);
    await page.unroute('**/api/v1/patients?*');
    await page.locator('[role=option][data-combobox-selected]', { hasText: 'Try again' }).waitFor();
    await kim.press('Enter');
    await page.getByRole('option', { name: 'Merrin Hollowell', exact: true }).waitFor();
    await page.locator('[role=option][data-combobox-selected]', { hasText: 'Merrin Hollowell' }).waitFor();
    await kim.press('Enter');
    await page.locator('[data-options] button:focus').waitFor();
  });

  desk.story('carries nothing of one patient to the next', {}, async (kim) => {
    const { page } = kim;
    const refer = async (patientId: string, name: string, plan: object): Promise<string> =>
      (
        await desk.server.call<{ id: string }>('POST', '/referrals', {
          patientId,
          source: 'staff',
          referrer: { name },
          reason: 'Pain',
          ...plan,
        })
      ).body.id;
    const plan = { areas: [{ code: 'neck', side: 'left' }], techniques: ['passive-resistive-stretching'] };
    await refer(await patient('Isolde', 'Farthing'), 'Dr. First', plan);
    const [second, third] = [await patient('Jessamy', 'Oakhurst'), await patient('Kester', 'Plumtree')];
    const own = await refer(second, 'Dr. Second', { areas: [{ code: 'jaw' }] });
    const planned = (area: string): Locator => page.locator('.mantine-Pill-label', { hasText: area });
    const book = async (name: string): Promise<void> => {
      await kim.click(options(kim).first());
      await page.getByText('Held for').waitFor();
      expect(await page.getByLabel('Note to the team').inputValue()).toBe('');
      await kim.click(kim.button('Book'));
      await page.getByText(`Booked ${name}`).waitFor();
    };
    const holdFirst = async (): Promise<void> => {
      await choose(kim, 'Isolde Farthing');
      await planned('L neck').waitFor();
      await kim.press('Enter');
      await page.getByText('Held for').waitFor();
      await page.getByLabel('Note to the team').fill('Only Isolde');
    };
    const released = () => page.waitForResponse((answer) => answer.request().method() === 'DELETE' && answer.url().includes('/holds/'));

    // From the panel of another patient, while a time is held.
    await page.locator('[data-leg]').first().waitFor();
    await holdFirst();
    await page
      .locator('button:focus', { hasText: /^Book$/ })
      .or(page.getByLabel('Note to the team'))
      .first()
      .waitFor();
    await kim.press('Control+k');
    await page.getByPlaceholder('Patient, page or command').and(page.locator(':focus')).waitFor();
    await kim.type('Jessamy Oakhurst');
    await kim.click(
      page
        .getByRole('option', { name: /Jessamy Oakhurst/ })
        .or(kim.button(/^Jessamy Oakhurst/))
        .first(),
    );
    await page.locator('h2:focus', { hasText: 'Jessamy Oakhurst' }).waitFor();
    const freed = released();
    await kim.click(page.getByRole('complementary').getByRole('button', { name: /^Find a time/ }));
    await freed;
    await planned('Jaw').waitFor();
    expect(await planned('L neck').count()).toBe(0);
    await book('Jessamy Oakhurst');
    expect((await visitsOf(second))[0]).toMatchObject({ referralId: own, plan: { areas: [{ code: 'jaw' }] } });
    expect(JSON.stringify(await visitsOf(second))).not.toMatch(/stretching|Only Isolde/);

    // Another name in the same panel.
    await page.locator('[data-visit]:focus').waitFor();
    await holdFirst();
    const freedAgain = released();
    await page.getByRole('textbox', { name: 'Patient' }).fill('Kester Plumtree');
    await freedAgain;
    await page.getByRole('option', { name: 'Kester Plumtree', exact: true }).waitFor();
    await kim.press('Enter');
    await page.locator('[data-options] button:focus').waitFor();
    await book('Kester Plumtree');
    expect(JSON.stringify(await visitsOf(third))).not.toMatch(/referralId|stretching|neck|Only Isolde/);
  });

  desk.story('books nothing before it knows the referral', {}, async (kim) => {
    const { page } = kim;
    const patientId = await patient('Nerys', 'Coldbrook');
    const body = { patientId, source: 'staff', referrer: { name: 'Dr. Late' }, reason: 'Pain', areas: [{ code: 'jaw' }] };
    const referral = (await desk.server.call<{ id: string }>('POST', '/referrals', body)).body.id;
    await page.locator('[data-leg]').first().waitFor();
    await kim.press('f');
    await kim.click(options(kim).first());
    await page.getByText('Choose a patient to book this time.').waitFor();
    const refuse = (route: Route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"overloaded"}' });
    await page.route('**/api/v1/referrals?*', refuse);
    kim.expected = [503];
    await page.locator('input:focus').waitFor();
    await kim.type('Nerys Coldbrook');
    await page.getByRole('option', { name: 'Nerys Coldbrook', exact: true }).waitFor();
    await page.locator('[role=option][data-combobox-selected]').waitFor();
    await kim.press('Enter');
    const book = page.locator('button:focus', { hasText: /^Book$/ });
    await book.waitFor();
    await kim.press('Enter');
    await page.getByText('The referrals of this patient cannot be shown.').waitFor();
    expect(await book.getAttribute('aria-disabled')).toBe('true');
    expect(await kim.button('Go on without a referral').count()).toBe(1);
    await page.unroute('**/api/v1/referrals?*');
    await kim.click(kim.button('Try again'));
    await page.locator('button:focus:not([aria-disabled])', { hasText: /^Book$/ }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Referral' }).inputValue()).toMatch(/^from Dr\. Late/);
    await kim.press('Enter');
    await page.getByText(/^Booked Nerys Coldbrook/).waitFor();
    expect((await visitsOf(patientId))[0]).toMatchObject({ referralId: referral, plan: { areas: [{ code: 'jaw' }] } });
  });

  desk.story('holds one time, however many are pressed', {}, async (kim) => {
    const { page } = kim;
    await page.locator('[data-leg]').first().waitFor();
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    let asked = 0;
    await page.route('**/api/v1/holds', async (route) => {
      asked++;
      await answered;
      await route.continue();
    });
    await kim.press('f');
    await options(kim).nth(2).waitFor();
    await page.evaluate("document.querySelectorAll('[data-options] button').forEach((button) => button.click())");
    await page.getByText('Holding…').waitFor();
    // Not by Playwright's click, which waits for what is disabled.
    await page.evaluate("document.querySelectorAll('[data-options] button')[1].click()");
    answer();
    await page.getByText('Held for').waitFor();
    expect(asked).toBe(1);
  });

  desk.story('asks the server also when the browser believes to be offline', {}, async (kim) => {
    const { page } = kim;
    await patient('Lorcan', 'Wintersby');
    await page.locator('[data-leg]').first().waitFor();
    await page.evaluate("dispatchEvent(new Event('offline'))");
    await choose(kim, 'Lorcan Wintersby');
    await kim.press('Enter');
    await page.locator('button:focus', { hasText: /^Book$/ }).waitFor();
    await kim.press('Enter');
    await page.getByText(/^Booked Lorcan Wintersby/).waitFor();
  });

  desk.story('starts from a free slot of the board', {}, async (kim) => {
    const { page } = kim;
    await patient('Verity', 'Saltmarsh');
    const legs = [{ serviceId: service('spot-work'), practitionerIds: ['prac_sage-willow'] }];
    const search = { locationId: LOCATION, from: DEMO_DAY, to: DEMO_DAY, legs, timeOfDay: { from: '11:00', to: '16:00' } };
    const free = (await desk.server.call<Found>('POST', '/availability/search', search)).body.options[0]!.start.slice(11, 16);
    const column = page.locator('[data-group="massage"]').last();
    await column.waitFor();
    const box = (await column.boundingBox())!;
    // The grid of the demo day is from 8 to 18.
    const hour = box.height / 10;
    const [hours, minutes] = free.split(':').map(Number) as [number, number];
    await page.mouse.move(box.x + box.width / 2, box.y + (hours - 8 + (minutes + 1) / 60) * hour);
    await page.getByText(`+ ${free}`).waitFor();
    await page.mouse.down();
    await page.mouse.up();
    await page.getByText(/^From \d\d:\d\d with Sage Willow/).waitFor();
    expect(await page.getByLabel('Therapist').first().inputValue()).toBe('Sage Willow');
    await page.locator('input:focus').waitFor();
    await kim.type('Verity Saltmarsh');
    await page.getByRole('option', { name: 'Verity Saltmarsh', exact: true }).waitFor();
    await kim.press('Enter');
    await page.locator('[data-options] button:focus').waitFor();
    await soon(async () => expect(await kim.focused()).toContain('Sage Willow'));
  });

  desk.story('explains few times, and one click loosens what is in the way', { path: '/?date=2026-12-13' }, async (kim) => {
    const { page } = kim;
    await patient('Wystan', 'Fallow');
    await page.getByRole('heading', { name: /Nobody works/ }).waitFor();
    await kim.press('f');
    await page.locator('input:focus').waitFor();
    await page.getByText('No free time found').waitFor();
    const why = page.getByRole('region', { name: 'Why none?' });
    expect(await why.innerText()).toMatch(/outside working hours/);
    const help = why.getByRole('button').first();
    const promised = Number(/(\d+)\+? times?$/.exec(await help.innerText())![1]);
    expect(promised).toBeGreaterThan(0);
    await kim.click(help);
    await soon(async () => expect(await options(kim).count()).toBeGreaterThan(0));
  });

  desk.story('honours wishes, marks the usual therapist, and says whose hands-on budget is used up', {}, async (kim) => {
    const { page } = kim;
    const id = await patient('Ottoline', 'Brambleby');
    await massageGiven(id, 'prac_sage-willow');

    // Thursday has Ana and Sage.
    await page.goto(`/patients?patient=${id}`);
    const wished = page.getByRole('combobox', { name: 'Wishes to see', exact: true });
    await wished.click();
    await kim.type('ana');
    await page.getByRole('option', { name: /^Ana/ }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Ottoline Brambleby saved.').waitFor();
    await page.goto('/?date=2026-12-10');
    await page.locator('[data-leg]').first().waitFor();
    await choose(kim, 'Ottoline Brambleby');
    await page.locator('[data-options]').getByText('wished').first().waitFor();
    expect(await options(kim).first().innerText()).toMatch(/Ana.*wished/s);
    await page.getByText('Would like Ana Silva-Birch').waitFor();
    await kim.click(kim.button('Only with Ana Silva-Birch'));
    await soon(async () => expect(await page.getByRole('combobox', { name: 'Therapist' }).inputValue()).toBe('Ana Silva-Birch'));
    await page.getByRole('combobox', { name: 'Therapist' }).click();
    await page.getByRole('option', { name: 'Anyone' }).click();

    await page.goto(`/patients?patient=${id}`);
    await page.getByRole('combobox', { name: 'Does not wish to see' }).click();
    await kim.type('sage');
    await page.getByRole('option', { name: /^Sage/ }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Ottoline Brambleby saved.').waitFor();
    const { etag } = await desk.server.call('GET', '/practitioners/prac_ana-silva/hands-on');
    const limit = { handsOnMinutesPerDay: 5 };
    await desk.server.call('PUT', '/practitioners/prac_ana-silva/hands-on?force=true', limit, { 'if-match': etag! });
    await page.goto('/?date=2026-12-10');
    await page.locator('[data-leg]').first().waitFor();
    expect(await page.locator('[title$="of 5 min hands-on"]').count()).toBe(1);
    await kim.press('f');
    await page.getByPlaceholder('Name, phone, e-mail or birth date').and(page.locator(':focus')).waitFor();
    await kim.type('Ottoline');
    await page.getByRole('option', { name: 'Ottoline Brambleby', exact: true }).waitFor();
    await kim.press('Enter');
    const why = page.getByRole('region', { name: 'Why none?' });
    await soon(async () => {
      expect(await why.innerText()).toMatch(/Ana Silva-Birch: hands-on budget of Thu 10 Dec reached, \d+ of 5 min/);
      expect(await why.innerText()).toContain('with somebody whom the patient avoids');
    });
    await kim.click(why.getByRole('button', { name: /^Also whom the patient avoids/ }));
    await page.locator('[data-options]').getByText('usual therapist').first().waitFor();
    await kim.click(kim.button('Honour the wishes'));
    await why.waitFor();
    const now = await desk.server.call('GET', '/practitioners/prac_ana-silva/hands-on');
    const usual = { handsOnMinutesPerDay: 300, breakAfterMinutes: 240, breakMinutes: 15 };
    expect((await desk.server.call('PUT', '/practitioners/prac_ana-silva/hands-on', usual, { 'if-match': now.etag! })).status).toBe(200);
  });

  desk.story('offers the next times when somebody was faster', {}, async (kim) => {
    const { page } = kim;
    await patient('Xanthe', 'Brackenbury');
    await page.locator('[data-leg]').first().waitFor();
    // Held by somebody else between the answer and the choice, before the news of it can arrive.
    const sooner = async (route: Route) => {
      const { legs } = route.request().postDataJSON() as { legs: OptionLeg[] };
      await desk.server.call('POST', '/holds', { legs });
      await route.continue();
    };
    // Set ahead: a busy browser lets through what is asked right after.
    await page.route('**/api/v1/holds', sooner, { times: 1 });
    await choose(kim, 'Xanthe Brackenbury');
    kim.expected = [409];
    await kim.press('Enter');
    const notice = page.getByRole('alert').filter({ hasText: /was just taken\. Next free:/ });
    await notice.waitFor();
    const next = notice.getByRole('button');
    expect(await next.count()).toBe(3);
    await kim.click(next.first());
    await page.getByText('Held for').waitFor();
    await kim.click(kim.button('Book'));
    await page.getByText(/^Booked Xanthe Brackenbury/).waitFor();
  });

  desk.story('lets a hold run out kindly', {}, async (kim) => {
    const { page } = kim;
    await patient('Yorick', 'Dewberry');
    await page.locator('[data-leg]').first().waitFor();
    await choose(kim, 'Yorick Dewberry');
    await kim.press('Enter');
    await page.getByText('Held for').waitFor();
    const held = await desk.server.call<Found>('POST', '/availability/search', {
      locationId: LOCATION,
      from: DEMO_DAY,
      to: DEMO_DAY,
      legs: PAIR.map(({ serviceId }) => ({ serviceId })),
    });
    expect(held.status).toBe(200);
    const renewed = page.waitForResponse((answer) => answer.url().endsWith('/renew'));
    await kim.click(kim.button('Keep longer'));
    await renewed;
    const book = (await kim.button('Book').elementHandle())!;
    await desk.server.advance(6 * 60_000);
    kim.expected = [409];
    // Any answer tells the screen the time: it may know by now, and offer this button no more.
    await book.click().catch(() => undefined);
    await page.getByText('The hold has run out.').first().waitFor();
    await soon(async () => expect(await options(kim).count()).toBeGreaterThan(0));
    expect(await page.getByRole('textbox', { name: 'Patient' }).inputValue()).toBe('Yorick Dewberry');
  });
});
