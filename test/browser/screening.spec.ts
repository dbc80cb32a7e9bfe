import { expect } from '@jest/globals';
import type { Coordinator } from '../support/coordinator.js';
import { DEMO_DAY } from '../support/desk-server.js';
import { answerScreening } from '../support/screening.js';
import { bookPair, findPairs, movesTo, unaskedPatient, type VisitBody } from '../support/stories.js';
import { describeDesk, lost, soon } from './desk.js';

/** Looked at once by another suite. */
const GRID = 'section[aria-label^="Day board"]';
const DAY_MS = 86_400_000;
const PICTURES = process.env['PICTURES'];

describeDesk('screening', (desk) => {
  const patient = (givenName: string, familyName: string): Promise<string> => unaskedPatient(desk.server, { givenName, familyName });
  const clean = async (kim: Coordinator, state: string, except?: string): Promise<void> => {
    if (PICTURES) await shoot(kim, state);
    expect({ state, violations: await kim.violations(except) }).toEqual({ state, violations: [] });
    const size = kim.page.viewportSize()!;
    await kim.page.setViewportSize({ width: 320, height: 640 });
    await soon(async () => expect({ state, lost: await lost(kim) }).toEqual({ state, lost: [] }));
    await kim.page.setViewportSize(size);
  };
  const visitsOf = async (patientId: string): Promise<(VisitBody & { releaseAt?: string; needsReview?: boolean })[]> =>
    (await desk.server.call<{ data: VisitBody[] }>('GET', `/visits?from=${DEMO_DAY}&to=2027-02-01&patientId=${patientId}`)).body.data;
  const screeningOf = async (patientId: string) =>
    (await desk.server.call<{ verdict: string; version: number; answeredAt: string }>('GET', `/patients/${patientId}/screening`)).body;
  const choose = async (kim: Coordinator, name: string): Promise<void> => {
    await kim.page.locator('[data-leg]').first().waitFor();
    await kim.press('f');
    await kim.page.getByPlaceholder('Name, phone, e-mail or birth date').and(kim.page.locator(':focus')).waitFor();
    await kim.type(name);
    await kim.page.getByRole('option', { name, exact: true }).waitFor();
    await kim.press('Enter');
  };
  /** Sessions do not last so long: everybody signs in again. */
  const nextDay = async (kim: Coordinator): Promise<void> => {
    await desk.server.advance(DAY_MS);
    desk.cookie = (await desk.server.signIn()).cookie;
    await kim.startOver({ cookie: desk.cookie });
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
    // Enter pressed too often sends nothing; N and Y answer and go on, Y to what it can be told with.
    const focus = (key: string) => page.locator(`[data-question="${key}"] input:focus`).waitFor();
    await kim.press('Enter');
    await focus('weak-skin');
    await kim.press('n');
    await focus('implanted-device');
    await kim.press('y');
    await page.locator('[data-details="implanted-device"] input:focus').waitFor();
    await question(kim, /medical device/i)
      .getByText('No', { exact: true })
      .click();
    expect(await page.locator('[data-question] input:checked').count()).toBe(2);
    expect((await screeningOf(patientId)).version).toBe(0);
    await kim.click(kim.button('No to all the rest'));
    await page.locator('button:focus', { hasText: 'Save answers' }).waitFor();
    await kim.press('Enter');
    await page.locator('[data-options] button:focus').waitFor();
    await card(kim)
      .getByText(/^Answered today, counts until /)
      .waitFor();
    await clean(kim, 'answered', GRID);
    await kim.press('Enter');
    await page.locator('button:focus', { hasText: /^Book$/ }).waitFor();
    await kim.press('Enter');
    await lastAction(kim)
      .getByText(/^Booked Isolde Marchbanks/)
      .waitFor();
    expect((await visitsOf(patientId))[0]!.status).toBe('booked');
  });

  desk.story('takes a refusal back once the questions are answered', {}, async () => {
    // Somebody who could go past it.
    const robin = await desk.guest({ cookie: (await desk.server.signIn('manager', 'Robin Alder')).cookie });
    const { page } = robin;
    const patientId = await patient('Theodosia', 'Larkspur');
    await choose(robin, 'Theodosia Larkspur');
    await page.locator('[data-question] input:focus').first().waitFor();
    await robin.click(page.locator('[data-options] button').first());
    const book = page.locator('button:focus', { hasText: /^Book$/ });
    await book.waitFor();
    robin.expected = [422];
    await robin.press('Enter');
    const refusal = page.getByRole('alert').filter({ hasText: 'The health questions have no answers that still count.' });
    await refusal.waitFor();
    await robin.button('Book anyway …').waitFor();
    await robin.click(robin.button('No to all the rest'));
    await robin.press('Enter');
    await card(robin)
      .getByText(/^Answered today, counts until /)
      .waitFor();
    await book.waitFor();
    await soon(async () => expect([await refusal.count(), await robin.button('Book anyway …').count()]).toEqual([0, 0]));
    await clean(robin, 'refusal taken back', GRID);
    await robin.press('Enter');
    await lastAction(robin)
      .getByText(/^Booked Theodosia Larkspur/)
      .waitFor();
    expect((await visitsOf(patientId))[0]!.status).toBe('booked');
  });

  const tentative = async (givenName: string, familyName: string, day = '2026-12-14') => {
    const patientId = await patient(givenName, familyName);
    await answerScreening(desk.server, patientId, { osteoporosis: undefined });
    const { options } = await findPairs(desk.server, { from: day, to: day, patientId });
    const visit = await bookPair(desk.server, patientId, options[0]!, { acceptTentative: true });
    expect(visit.status).toBe('tentative');
    return { patientId, visit };
  };
  const answer = (kim: Coordinator, text: string) => kim.page.getByRole('radiogroup').getByText(text, { exact: true }).click();
  const statusOf = async (id: string) => (await desk.server.call<VisitBody>('GET', `/visits/${id}`)).body.status;

  desk.story('books somebody flagged tentatively, and the clearance on the phone books it', {}, async (kim) => {
    const { page } = kim;
    const patientId = await patient('Cordelia', 'Winterbourne');
    await page.goto('/?date=2026-12-14');
    await choose(kim, 'Cordelia Winterbourne');
    await page.locator('[data-question] input:focus').first().waitFor();
    await question(kim, /operation/i)
      .getByText('Yes', { exact: true })
      .click();
    await page.getByLabel('Day of the operation').fill('2091-01-01');
    await kim.click(kim.button('No to all the rest'));
    kim.expected = [400];
    await kim.press('Enter');
    await page.locator('input[type=date]:focus').waitFor();
    await page.getByText('This date is more than two years ahead.').waitFor();
    await clean(kim, 'date that cannot be', GRID);
    await page.getByLabel('Day of the operation').fill('2026-11-20');
    await page.getByRole('combobox', { name: 'Operated areas' }).click();
    await kim.type('r kn');
    await kim.press('Enter');
    await kim.click(kim.button('Save answers'));
    await card(kim).getByText('Needs clearance', { exact: true }).waitFor();
    await card(kim).getByText('Off in any case: R knee').waitFor();
    await clean(kim, 'needs clearance', GRID);
    await page.locator('[data-options] button:focus').waitFor();
    await kim.press('Enter');
    await page.locator('button:focus', { hasText: /^Book tentatively and ask Dr\. / }).waitFor();
    await clean(kim, 'held for clearance', GRID);
    await kim.press('Enter');
    await lastAction(kim)
      .getByText(/^Held for clearance, Cordelia Winterbourne: .* Freed .* if nobody says yes\.$/)
      .waitFor();
    const [visit] = await visitsOf(patientId);
    expect(visit!.status).toBe('tentative');
    await page.goto(`/visits/${visit!.id}`);
    await page.getByText(/ was asked Tue 8 Dec /).waitFor();
    await clean(kim, 'visit that waits');
    await page.goto(`/patients?patient=${patientId}`);
    await kim.click(kim.button('Record a clearance'));
    await kim.type('somebody');
    await kim.press('Enter');
    await clean(kim, 'clearance form');
    await kim.click(kim.button('Save clearance'));
    await page.getByText('Needed', { exact: true }).waitFor();
    await page.getByRole('textbox', { name: /^Name/ }).fill('Dr. Outside');
    await page.getByLabel('Role').fill('surgeon');
    await kim.click(kim.button('Save clearance'));
    // Nobody says yes by pressing a button only.
    await page.getByText('Choose an answer.').waitFor();
    await answer(kim, 'Yes');
    await kim.click(kim.button('Save clearance'));
    await lastAction(kim).getByText('Clearance of Dr. Outside recorded.').waitFor();
    await card(kim)
      .getByText(/^Cleared until /)
      .waitFor();
    await clean(kim, 'patient with a clearance');
    expect(await statusOf(visit!.id)).toBe('booked');
    await kim.click(kim.button('Revoke the clearance of Dr. Outside'));
    await kim.click(kim.button('Revoke now'));
    await lastAction(kim).getByText('Clearance of Dr. Outside revoked.').waitFor();
    await page.getByText('needs a look: the screening changed').waitFor();
    await clean(kim, 'patient with a clearance revoked');
  });

  desk.story('says that nothing can be booked for somebody not to be treated, and why', {}, async (kim) => {
    const { page } = kim;
    const patientId = await patient('Gwendolen', 'Ashdown');
    await answerScreening(desk.server, patientId, { 'blood-clots': undefined });
    await page.goto('/?date=2026-12-14');
    await choose(kim, 'Gwendolen Ashdown');
    await card(kim).getByText('Do not treat', { exact: true }).waitFor();
    await card(kim).getByText('No massage can be booked now.').waitFor();
    await page.getByRole('region', { name: 'Why none?' }).getByText('screening: do not treat now').waitFor();
    await clean(kim, 'do not treat', GRID);
  });

  desk.story('names the area that is off when a time was held before the patient was known', {}, async (kim) => {
    const { page } = kim;
    const clinician = (await desk.server.call<{ data: { id: string; discipline: string }[] }>('GET', '/practitioners?limit=200')).body.data;
    const own = clinician.find((one) => one.discipline === 'chiropractic')!.id;
    const lesion = await patient('Hesper', 'Lockwood');
    await answerScreening(desk.server, lesion, { 'skin-lesion': { areas: ['low-back'] } });
    const clots = await patient('Hesper', 'Moorcroft');
    await answerScreening(desk.server, clots, { 'blood-clots': undefined });
    const hold = async (who: Coordinator, area: string | undefined, name: string) => {
      await who.page.goto('/?date=2026-12-18&panel=find');
      if (area) {
        await who.page.getByRole('combobox', { name: 'Areas' }).click();
        await who.type(area);
        await who.press('Enter');
        await who.page.getByText('Low back', { exact: true }).first().waitFor();
        // The list of areas lies over the times.
        await who.press('Tab');
        await who.page.getByRole('option').first().waitFor({ state: 'hidden' });
      }
      await who.click(who.page.locator('[data-options] button').first());
      await who.page.getByText('Choose a patient to book this time.').waitFor();
      await who.page.getByPlaceholder('Name, phone, e-mail or birth date').fill(name);
      await who.page.getByRole('option', { name, exact: true }).click();
      who.expected = [422];
      await who.click(who.button('Book'));
    };
    await hold(kim, 'low', 'Hesper Lockwood');
    await page.getByRole('alert').getByText('It is about: Low back.').waitFor();
    await clean(kim, 'area that is off', GRID);
    await kim.click(kim.button('Choose another time'));
    const doctor = await desk.guest({ cookie: (await desk.server.signIn('practitioner', 'Dr. Own', own)).cookie });
    await hold(doctor, undefined, 'Hesper Moorcroft');
    await doctor.page.getByRole('alert').getByText('No massage can be given at this time.').waitFor();
    // A clinician may; the manager of another story could not.
    await doctor.click(doctor.button(/^Book anyway/));
    await doctor.page.getByLabel('Reason for booking against the screening').fill('Seen by me this morning');
    await doctor.click(doctor.button('Book anyway'));
    await lastAction(doctor)
      .getByText(/^Booked Hesper Moorcroft/)
      .waitFor();
    const manager = await desk.guest({ cookie: (await desk.server.signIn('manager', 'Robin Alder')).cookie });
    await hold(manager, undefined, 'Hesper Moorcroft');
    await manager.page.getByRole('alert').getByText('No massage can be given at this time.').waitFor();
    expect(await manager.button(/^Book anyway/).count()).toBe(0);
  });

  desk.story('tells whoever answers the questions what somebody else answered meanwhile', {}, async (kim) => {
    const patientId = await patient('Jocasta', 'Pemberton');
    const { etag } = await answerScreening(desk.server, patientId);
    await kim.page.goto(`/patients?patient=${patientId}`);
    await kim.click(kim.button('Change answers'));
    await question(kim, /tumour/i)
      .getByText('Yes', { exact: true })
      .click();
    await kim.page.route('**/api/v1/patients/*/screening', async (route) => {
      if (route.request().method() === 'PUT') await answerScreening(desk.server, patientId, { pregnancy: undefined }, { 'if-match': etag });
      await route.continue();
    });
    kim.expected = [412];
    await kim.click(kim.button('Save answers'));
    await kim.page.getByText('Answered by someone else meanwhile').waitFor();
    await clean(kim, 'answers changed meanwhile');
    await kim.page.unrouteAll({ behavior: 'ignoreErrors' });
    await kim.click(kim.button('Save answers'));
    await lastAction(kim).getByText('Answers saved: needs clearance.').waitFor();
    await kim.click(kim.button('Hospital visit since: ask again'));
    await card(kim)
      .getByText(/^The answers of Tue 8 Dec no longer count/)
      .waitFor();
    expect((await screeningOf(patientId)).verdict).toBe('unanswered');
  });

  desk.story('lets no open form replace newer answers unseen', {}, async (kim) => {
    const patientId = await patient('Isolde', 'Marchbanks');
    const { etag } = await answerScreening(desk.server, patientId);
    await kim.page.goto(`/patients?patient=${patientId}`);
    await kim.click(kim.button('Change answers'));
    await question(kim, /tumour/i)
      .getByText('No', { exact: true })
      .click();
    expect((await answerScreening(desk.server, patientId, { osteoporosis: undefined }, { 'if-match': etag })).status).toBe(200);
    // The card follows by itself, the form keeps what it began with.
    await card(kim).getByText('Needs clearance', { exact: true }).waitFor();
    const newer = await screeningOf(patientId);
    kim.expected = [412];
    await kim.click(kim.button('Save answers'));
    const notice = card(kim).getByRole('alert').filter({ hasText: 'Answered by someone else meanwhile' });
    await notice.getByText(/Now: yes\.$/).waitFor();
    expect(await screeningOf(patientId)).toEqual(newer);
    await kim.click(kim.button('Save answers'));
    await lastAction(kim).getByText('Answers saved: clear.').waitFor();
    expect((await screeningOf(patientId)).version).toBe(newer.version + 1);
  });

  desk.story('frees the time of somebody refused, from the inbox', { path: '/patients' }, async (kim) => {
    const { page } = kim;
    const { visit } = await tentative('Leander', 'Coldwater');
    await page.getByRole('link', { name: /^Clearances, \d+ open$/ }).waitFor();
    await kim.press('Escape');
    await page.getByRole('heading', { name: 'Patients' }).click();
    await kim.go('c');
    await kim.click(kim.button('Answer for Leander Coldwater'));
    await page
      .getByRole('complementary')
      .getByText(/ was asked /)
      .waitFor();
    await clean(kim, 'inbox');
    await answer(kim, 'Yes, but only …');
    await kim.click(kim.button('Save the answer'));
    await page.getByText('Choose areas, techniques or a pressure.').waitFor();
    await clean(kim, 'limits that are needed');
    await answer(kim, 'No');
    await kim.click(kim.button('Save the answer'));
    await lastAction(kim)
      .getByText(/^Answer of Dr\. .* recorded: no\.$/)
      .waitFor();
    await soon(async () => expect(await kim.button('Answer for Leander Coldwater').count()).toBe(0));
    expect(await statusOf(visit.id)).toBe('cancelled');
  });

  desk.story('shows a practitioner what is asked of them, and of others only on demand', {}, async (kim) => {
    const asked = await tentative('Phineas', 'Goldacre');
    const { body } = await desk.server.call<{ data: { provider: { practitionerId: string } }[] }>(
      'GET',
      `/clearance-requests?patientId=${asked.patientId}`,
    );
    const own = body.data[0]!.provider.practitionerId;
    const { cookie } = await desk.server.signIn('practitioner', 'Dr. Own', own);
    await kim.startOver({ cookie, path: '/clearances' });
    await kim.button('Answer for Phineas Goldacre').waitFor();
    expect(await kim.button('Answer for Joao Garnet').count()).toBe(0);
    await clean(kim, 'asked of me');
    await answer(kim, 'All open');
    await kim.button('Answer for Joao Garnet').waitFor();
    const counter = kim.page.getByRole('link', { name: /^Clearances, \d+ open$/ });
    const before = await counter.getAttribute('aria-label');
    // Whoever is asked meanwhile is there at once.
    await tentative('Wilhelmina', 'Justnow');
    await kim.button('Answer for Wilhelmina Justnow').waitFor();
    await soon(async () => expect(await counter.getAttribute('aria-label')).not.toBe(before));
  });

  desk.story('tells the second of two answers kindly', {}, async (kim) => {
    const { page } = kim;
    const { patientId, visit } = await tentative('Ottoline', 'Fairweather');
    await page.goto(`/?visit=${visit.id}`);
    await kim.click(kim.button('Record the answer'));
    await answer(kim, 'Yes');
    // Whoever is faster is not heard of by this page before it sends.
    await page.route('**/api/v1/clearance-requests/*/answer', async (route) => {
      await desk.server.call('POST', `/patients/${patientId}/clearances`, { by: { name: 'Dr. Faster' }, given: true });
      await route.continue();
    });
    kim.expected = [409, 412];
    await kim.click(kim.button('Save the answer'));
    await lastAction(kim)
      .getByText(/^Somebody has answered this request already\./)
      .waitFor();
    expect(await statusOf(visit.id)).toBe('booked');
  });

  desk.story('is answered by a provider through the link of the mail, once', {}, async (kim) => {
    const { patientId, visit } = await tentative('Marguerite', 'Hollowell');
    await desk.server.advance(200_000);
    let path = '';
    await soon(async () => {
      const mails = await desk.server.call<{ data: { text: string }[] }>('GET', '/mailbox?limit=200');
      const links = mails.body.data.map((mail) => /\/p\/[0-9a-z]{43}/.exec(mail.text)?.[0]);
      for (const link of links.filter((one) => one !== undefined)) {
        const opened = await desk.server.call('POST', '/links/clearance/open', { token: link.slice(3) });
        if (JSON.stringify(opened.body).includes('Hollowell')) path = link;
      }
      expect(path).not.toBe('');
    }, 60_000);
    const provider = await desk.guest({ cookie: '', path, width: 390, height: 844 });
    const { page } = provider;
    await provider.button('Open').waitFor();
    expect(await page.content()).not.toContain('Hollowell');
    expect(await page.title()).toBe('A link from your clinic · Spotwork');
    await clean(provider, 'link before it is opened');
    const served = await page.request.get(path);
    expect([served.headers()['cache-control'], served.headers()['referrer-policy']]).toEqual(['no-store', 'no-referrer']);
    await provider.click(provider.button('Open'));
    await page.getByText('Marguerite Hollowell').waitFor();
    expect(await page.title()).toBe('Clearance request · Spotwork');
    await answer(provider, 'Yes, but only …');
    await page.getByRole('combobox', { name: 'Areas that are allowed' }).click();
    await provider.type('low');
    await provider.press('Enter');
    await page.getByLabel('Note').fill('Gently.');
    await clean(provider, 'link opened');
    // The desk moves the visit while the provider reads: what was read cannot be answered.
    const seen = (await desk.server.call<VisitBody>('GET', `/visits/${visit.id}`)).body;
    const others = await findPairs(desk.server, { from: '2026-12-15', to: '2026-12-15', patientId });
    const moved = { legs: movesTo(seen, others.options[0]!), acceptTentative: true };
    await desk.server.call('POST', `/visits/${visit.id}/reschedule`, moved, { 'if-match': `"v${seen.version}"` });
    provider.expected = [409];
    await provider.click(provider.button('Send the answer'));
    await page.getByText(/^The request has changed since you opened it\./).waitFor();
    await page.getByText(/^Tue 15 Dec /).waitFor();
    await clean(provider, 'link that changed');
    await provider.click(provider.button('Send the answer'));
    await page.getByText(/^Thank you\./).waitFor();
    await clean(provider, 'link answered');
    expect(await statusOf(visit.id)).toBe('booked');
    provider.expected = [404, 409];
    await page.reload();
    await provider.click(provider.button('Open'));
    await page.getByText(/^This link has been used or is too old\./).waitFor();
    await kim.page.goto(`/patients?patient=${patientId}`);
    await kim.page.getByText('Gently.').waitFor();
  });

  desk.story('names visits that new answers forbid, and moves one tentatively', {}, async (kim) => {
    const { page } = kim;
    const patientId = await patient('Evander', 'Blackthorn');
    await answerScreening(desk.server, patientId);
    const { options } = await findPairs(desk.server, { from: '2026-12-15', to: '2026-12-15', patientId });
    const visit = await bookPair(desk.server, patientId, options[0]!);
    await page.goto(`/patients?patient=${patientId}`);
    await kim.click(kim.button('Change answers'));
    await question(kim, /tumour/i)
      .getByText('Yes', { exact: true })
      .click();
    await kim.click(kim.button('Save answers'));
    const affected = page.getByRole('alert').filter({ hasText: '1 upcoming visit needs a look' });
    await affected.waitFor();
    await clean(kim, 'affected visits');
    await kim.click(affected.getByRole('link'));
    await page.getByText('Needs a look: the screening changed').waitFor();
    await clean(kim, 'visit that needs a look');
    await page.goto('/?date=2026-12-15');
    await page
      .getByRole('button', { name: /^Evander B\..*needs a look: the screening changed/ })
      .first()
      .waitFor();
    await page.goto(`/?date=2026-12-15&visit=${visit.id}&panel=move`);
    await page.locator('[data-options] button:focus').waitFor();
    await kim.press('Enter');
    await page.locator('button:focus', { hasText: /^Move tentatively and ask / }).waitFor();
    await clean(kim, 'move that needs clearance', GRID);
    await kim.press('Enter');
    await lastAction(kim)
      .getByText(/^Moved Evander Blackthorn/)
      .waitFor();
    expect(await statusOf(visit.id)).toBe('tentative');
  });

  desk.story('lets whoever has the right book anyway, with a reason; the desk has no such button', {}, async (kim) => {
    const { page } = kim;
    const manager = (await desk.server.signIn('manager', 'Robin Alder')).cookie;
    const patientId = await patient('Sebastian', 'Underhill');
    await answerScreening(desk.server, patientId, { osteoporosis: undefined });
    const hold = async (who: Coordinator) => {
      await who.page.goto('/?date=2026-12-16');
      await choose(who, 'Sebastian Underhill');
      await who.page.locator('[data-options] button:focus').waitFor();
      await who.press('Enter');
      await who.button(/^Book tentatively and ask /).waitFor();
    };
    await hold(kim);
    expect(await kim.button(/^Book anyway/).count()).toBe(0);
    await kim.click(kim.button('Choose another time'));
    const robin = await desk.guest({ cookie: manager });
    await hold(robin);
    await robin.click(robin.button(/^Book anyway/));
    await robin.click(robin.button('Book anyway'));
    await robin.page.getByText('Say why.').waitFor();
    await clean(robin, 'override', GRID);
    await robin.page.getByLabel('Reason for booking against the screening').fill('Spoke with the physician');
    await robin.click(robin.button('Book anyway'));
    await lastAction(robin)
      .getByText(/^Booked Sebastian Underhill/)
      .waitFor();
    expect((await visitsOf(patientId)).map((visit) => visit.status)).toEqual(['booked']);
    await page.locator('[data-options] button').first().waitFor();
  });

  desk.story('publishes rules, keeps their history, and tries them', {}, async (kim) => {
    await kim.page.goto('/settings/screening');
    await kim.page.getByText('Only a manager may publish settings.').waitFor();
    const robin = await desk.guest({ cookie: (await desk.server.signIn('manager', 'Robin Alder')).cookie, path: '/settings/screening' });
    const { page } = robin;
    const rule = page.locator('[data-rule="osteoporosis"]');
    await robin.click(rule.locator('summary'));
    await clean(robin, 'rules');
    await rule.getByLabel('A yes means at least').click();
    await robin.click(page.getByRole('option', { name: 'Do not treat' }));
    await rule.getByLabel('Ask again after a no (months)').fill('99');
    await page.getByText(/^A whole number from 1 to /).waitFor();
    await rule.getByLabel('Ask again after a no (months)').fill('3');
    await page.getByLabel('Why (for the history)').fill('Board of December');
    await clean(robin, 'rules changed');
    await robin.click(robin.button('Publish'));
    await lastAction(robin).getByText('Screening settings published as version 1.').waitFor();
    const history = page.getByRole('region', { name: 'History' });
    await history.getByText(/^1: Robin Alder, /).waitFor();
    await history.getByText('Board of December').waitFor();
    await robin.click(page.getByRole('region', { name: 'Try it' }).getByRole('button'));
    await question(robin, /osteoporosis/i)
      .getByText('Yes', { exact: true })
      .click();
    await robin.click(robin.button('No to all the rest'));
    await robin.click(robin.button('Show what it means'));
    await page.getByRole('region', { name: 'Try it' }).getByText('Do not treat', { exact: true }).waitFor();
    await clean(robin, 'rules tried');
    // Another publishes meanwhile: told, and nothing typed is lost.
    await rule.getByLabel('Ask again after a no (months)').fill('2');
    await page.route('**/api/v1/screening/rules', async (route) => {
      if (route.request().method() === 'PUT') await desk.server.call('PUT', '/screening/rules', { rules: [] }, { 'if-match': '"v1"' });
      await route.continue();
    });
    robin.expected = [412];
    await robin.click(robin.button('Publish'));
    await page.getByText(/^Somebody else published meanwhile\./).waitFor();
    expect(await rule.getByLabel('Ask again after a no (months)').inputValue()).toBe('2');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await robin.click(robin.button('Discard changes'));
  });

  desk.story('takes "no changes since" with one key', {}, async (kim) => {
    const { page } = kim;
    const patientId = await patient('Barnaby', 'Ravenscroft');
    await answerScreening(desk.server, patientId);
    await nextDay(kim);
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

  desk.story('confirms only the answers that were seen', {}, async (kim) => {
    const patientId = await patient('Leander', 'Whitcombe');
    const { etag } = await answerScreening(desk.server, patientId);
    await nextDay(kim);
    await kim.page.goto(`/patients?patient=${patientId}`);
    await kim.page.route('**/api/v1/patients/*/screening/confirm', async (route) => {
      await answerScreening(desk.server, patientId, { osteoporosis: undefined }, { 'if-match': etag });
      await route.continue();
    });
    kim.expected = [412];
    await kim.click(kim.button(/^No changes since /));
    await card(kim).getByText('Answered by someone else meanwhile').waitFor();
    await card(kim)
      .getByText(/Now: yes\.$/)
      .waitFor();
    await clean(kim, 'confirmed what had changed');
    expect((await screeningOf(patientId)).verdict).toBe('needs-clearance');
    await soon(async () => expect(await kim.focused()).not.toBe('nothing'));
  });

  desk.story('frees the time when nobody answers, and the request is gone from the inbox', {}, async (kim) => {
    const { visit } = await tentative('Thaddeus', 'Longacre', '2026-12-11');
    await nextDay(kim);
    await nextDay(kim);
    await kim.page.goto(`/visits/${visit.id}`);
    await kim.page.getByText('cancelled', { exact: true }).first().waitFor();
    expect(await statusOf(visit.id)).toBe('cancelled');
    await kim.page.goto('/clearances');
    await kim.page.getByText(/^\d+ open requests?$|^Nobody is waiting/).waitFor();
    expect(await kim.button('Answer for Thaddeus Longacre').count()).toBe(0);
    // Somebody has to call him.
    const row = kim.page.getByRole('region', { name: /^Without a yes/ }).getByRole('row', { name: /Thaddeus Longacre/ });
    await row.getByText('nobody answered in time').waitFor();
    await clean(kim, 'inbox with what was given up');
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
});
