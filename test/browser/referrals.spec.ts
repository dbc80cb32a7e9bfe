import { readFile } from 'node:fs/promises';
import { expect } from '@jest/globals';
import type { Locator } from 'playwright-core';
import type { Coordinator } from '../support/coordinator.js';
import { newPatient, service, type VisitBody } from '../support/stories.js';
import { describeDesk, lost, soon } from './desk.js';

interface ReferralBody {
  id: string;
  status: string;
  transitions: { to: string; reason?: string; visitId?: string; by: string }[];
}

describeDesk('referrals', (desk) => {
  const { call } = { call: <T>(...args: Parameters<typeof desk.server.call>) => desk.server.call<T>(...args) };
  const patient = (givenName: string, familyName: string) => newPatient(desk.server, { givenName, familyName });
  /** As another program brings it. */
  const receive = async (patientId: string, extra: object = {}): Promise<string> => {
    const body = {
      patientId,
      referrer: { name: 'Dr. Example' },
      reason: 'Stiff neck',
      areas: ['neck'],
      visitsAuthorized: 4,
      source: 'outside',
      ...extra,
    };
    const answer = await call<ReferralBody>('POST', '/referrals', body);
    expect([answer.status, answer.body.status]).toEqual([201, (extra as { source?: string }).source === 'staff' ? 'accepted' : 'received']);
    return answer.body.id;
  };
  const read = async (id: string) => (await call<ReferralBody>('GET', `/referrals/${id}`)).body;
  const move = (id: string, to: string, reason?: string) =>
    call<ReferralBody>('POST', `/referrals/${id}/transitions`, { to, reason }, { 'if-match': '*' });
  const says = (kim: Coordinator, text: string) =>
    soon(async () => expect(await kim.page.getByRole('status', { name: 'Last action' }).innerText()).toBe(text));
  /** The address of the link in the mail about a report on this patient. */
  const linkOf = async (familyName: string): Promise<string> => {
    let path = '';
    await soon(async () => {
      const mails = await call<{ data: { text: string }[] }>('GET', '/mailbox');
      const links = mails.body.data.flatMap((mail) => /\/p\/[0-9a-z]{43}/.exec(mail.text)?.[0] ?? []);
      for (const link of links) {
        const opened = await call('POST', '/links/report/open', { token: link.slice(3) });
        if (JSON.stringify(opened.body).includes(familyName)) path = link;
      }
      expect(path).not.toBe('');
    }, 60_000);
    return path;
  };
  const cardIn = (kim: Coordinator, column: string, id: string): Locator =>
    kim.page.locator(`[data-column="${column}"] [data-card="${id}"]`);

  desk.story('from its receipt to its completion', { path: '/referrals' }, async (kim) => {
    const { page } = kim;
    const id = await receive(await patient('Ottoline', 'Marchbanks'));
    // Nobody loads anything again: the news arrive.
    const card = cardIn(kim, 'new', id);
    await card.waitFor();
    expect(await card.innerText()).toMatch(/Ottoline Marchbanks[\s\S]*today[\s\S]*Dr\. Example → neck[\s\S]*4 visits/);
    await kim.click(card.getByRole('button', { name: /^Accept/ }));
    await says(kim, 'Referral of Ottoline Marchbanks: accepted.');
    await page.locator(`[data-column="to-schedule"] [data-card="${id}"] a:focus`).waitFor();
    await kim.click(cardIn(kim, 'to-schedule', id).getByRole('button', { name: /^Find a time/ }));
    await page.locator('[data-options] button').first().waitFor();
    expect(await page.getByRole('textbox', { name: 'Patient' }).inputValue()).toBe('Ottoline Marchbanks');
    expect(await page.getByRole('combobox', { name: 'Referral' }).inputValue()).toBe('from Dr. Example · 4 of 4 left');
    await page.locator('.mantine-Pill-label', { hasText: 'Neck' }).waitFor();
    await kim.click(page.locator('[data-options] button').first());
    await page.locator('button:focus', { hasText: /^Book$/ }).waitFor();
    await kim.press('Enter');
    await page.getByText(/^Booked Ottoline Marchbanks/).waitFor();
    await kim.go('r');
    await cardIn(kim, 'active', id).getByText('1 booked · 0 of 4 used · 3 left').waitFor();
    await kim.click(cardIn(kim, 'active', id).getByRole('link', { name: 'Ottoline Marchbanks' }));
    await page.getByText('4 authorised · 1 booked · 0 used · 3 left').waitFor();
    const { transitions } = await read(id);
    const visitId = transitions.find((one) => one.visitId)!.visitId!;
    const { legs } = (await call<VisitBody>('GET', `/visits/${visitId}`)).body;
    const spot = legs.find((leg) => leg.serviceId === service('spot-work'))!.id;
    expect((await call('POST', `/visits/${visitId}/legs/${spot}/complete`, {}, { 'if-match': '*' })).status).toBe(200);
    await page.getByText('4 authorised · 0 booked · 1 used · 3 left').waitFor();
    await kim.click(kim.button(/^Move to/));
    await kim.click(page.getByRole('menuitem', { name: 'Complete' }));
    await says(kim, 'Referral of Ottoline Marchbanks: completed.');
    const history = page.getByRole('list').last();
    await history.getByText('completed', { exact: true }).waitFor();
    expect((await history.locator('strong').allInnerTexts()).map((text) => text.trim())).toEqual([
      'received',
      'accepted',
      'scheduled',
      'in progress',
      'completed',
    ]);
    expect((await history.innerText()).match(/by (Kim Larkspur|test)/g)).toEqual([
      'by test',
      'by Kim Larkspur',
      'by Kim Larkspur',
      'by test',
      'by Kim Larkspur',
    ]);
    await soon(async () => expect(await kim.focused()).not.toBe('nothing'));
    await kim.click(page.getByRole('link', { name: 'Back to the referrals' }));
    await cardIn(kim, 'done', id).getByText('completed').waitFor();
  });

  desk.story('from its receipt to a report that its sender has acknowledged', { path: '/referrals' }, async (kim) => {
    const { page } = kim;
    const clean = async (who: Coordinator, state: string) =>
      expect({ state, violations: await who.violations() }).toEqual({ state, violations: [] });
    const patientId = await patient('Ottilie', 'Canterbury');
    const referrer = { name: 'Dr. Mila Example', organization: 'Example Practice', email: 'mila@practice.example' };
    const id = await receive(patientId, { referrer });
    await call('POST', `/patients/${patientId}/intakes`, { referralId: id, pain: 7 });
    await kim.click(cardIn(kim, 'new', id).getByRole('button', { name: /^Accept/ }));
    await says(kim, 'Referral of Ottilie Canterbury: accepted.');
    await kim.click(cardIn(kim, 'to-schedule', id).getByRole('button', { name: /^Find a time/ }));
    await kim.click(page.locator('[data-options] button').first());
    await page.locator('button:focus', { hasText: /^Book$/ }).waitFor();
    await kim.press('Enter');
    await page.getByText(/^Booked Ottilie Canterbury/).waitFor();
    const visitId = (await read(id)).transitions.find((one) => one.visitId)!.visitId!;
    const { legs } = (await call<VisitBody>('GET', `/visits/${visitId}`)).body;
    const spot = legs.find((leg) => leg.serviceId === service('spot-work'))!.id;
    expect((await call('POST', `/visits/${visitId}/legs/${spot}/complete`, {}, { 'if-match': '*' })).status).toBe(200);
    const note = { areas: ['neck'], techniques: ['trigger-point'], wasPainful: false, painAfter: 3, recommendation: 'continue' };
    expect((await call('PUT', `/visits/${visitId}/legs/${spot}/note`, note)).status).toBe(200);
    // The report: made, looked at, changed, sent.
    await page.goto(`/referrals/${id}`);
    await page.getByText('No report yet.').waitFor();
    await kim.click(kim.button('Make a report'));
    await page.locator('textarea:focus').waitFor();
    await kim.type('Sleeps through the night.');
    await page.getByRole('textbox', { name: 'Recommendation' }).fill('Two more visits');
    await clean(kim, 'form of a report');
    await kim.click(kim.button('Make it'));
    await says(kim, 'Progress report of Ottilie Canterbury made. It goes out when you send it.');
    const item = page.locator('[data-report]');
    await item.getByText('7 → 3: better').waitFor();
    await item.getByText('Sleeps through the night.').waitFor();
    await item.getByText('Two more visits (Kim Larkspur)').waitFor();
    await soon(async () => expect(await kim.focused()).toMatch(/^Hide/));
    await clean(kim, 'preview of a report');
    await kim.click(item.getByRole('button', { name: /^Change/ }));
    await page.locator('textarea:focus').waitFor();
    expect(await page.getByRole('textbox', { name: 'Summary' }).inputValue()).toBe('Sleeps through the night.');
    await page.getByRole('textbox', { name: 'How it was tolerated' }).fill('Well');
    await kim.click(kim.button('Make it anew'));
    await item.getByText('Well', { exact: true }).waitFor();
    await kim.click(item.getByRole('button', { name: /^Send/ }));
    await item.getByRole('combobox', { name: 'How it goes out' }).waitFor();
    await clean(kim, 'sending a report');
    await kim.click(item.getByRole('button', { name: 'Send', exact: true }));
    await says(kim, 'Progress report of Ottilie Canterbury goes out by mail.');
    await item.getByText(/^goes out at .+ by mail with a link \(sent off by Kim Larkspur, /).waitFor();
    await item.getByText('going out', { exact: true }).waitFor();
    const [staffPdf] = await Promise.all([page.waitForEvent('download'), kim.click(item.getByRole('link', { name: /^Download PDF/ }))]);
    expect(staffPdf.suggestedFilename()).toMatch(/^progress-report-\d{4}-\d\d-\d\d\.pdf$/);
    // The referrer: opens the link of the mail on a phone, reads, keeps a copy, acknowledges.
    await desk.server.advance(200_000);
    const path = await linkOf('Canterbury');
    const mila = await desk.guest({ cookie: '', path, width: 375, height: 800 });
    await mila.button('Open').waitFor();
    expect(await mila.page.content()).not.toContain('Canterbury');
    await mila.click(mila.button('Open'));
    await mila.page.getByText('Ottilie Canterbury').waitFor();
    await mila.page.getByText('7 → 3: better').waitFor();
    expect(await mila.page.title()).toBe('Report on a patient of yours · Spotwork');
    expect((await call<{ data: { status: string }[] }>('GET', `/referrals/${id}/reports`)).body.data[0]!.status).toBe('sent');
    for (const width of [375, 320]) {
      await mila.page.setViewportSize({ width, height: 800 });
      await soon(async () => expect({ width, lost: await lost(mila) }).toEqual({ width, lost: [] }));
    }
    await clean(mila, 'report behind a link');
    const [pdf] = await Promise.all([mila.page.waitForEvent('download'), mila.click(mila.button('Download PDF'))]);
    expect(pdf.suggestedFilename()).toMatch(/^progress-report-.+\.pdf$/);
    expect((await readFile(await pdf.path())).subarray(0, 5).toString()).toBe('%PDF-');
    await mila.click(mila.button('I have received this report'));
    await mila.page.getByText(/^Thank you\. The clinic knows that you have the report/).waitFor();
    await soon(async () => expect(await mila.focused()).toMatch(/^Thank you\./));
    expect(await mila.page.content()).not.toContain('Canterbury');
    await mila.page.reload();
    await mila.click(mila.button('Open'));
    mila.expected = [404];
    await mila.page.getByText(/^This link has been used or is too old\./).waitFor();
    // The desk sees it without asking.
    await item.getByText('acknowledged', { exact: true }).waitFor();
    await item.getByText(/^acknowledged .+ by Dr\. Mila Example, through the link$/).waitFor();
    const history = page.getByRole('list').last();
    expect((await history.locator('strong').allInnerTexts()).map((text) => text.trim())).toEqual([
      'received',
      'accepted',
      'scheduled',
      'in progress',
      'progress report sent',
      'progress report acknowledged',
    ]);
    await clean(kim, 'an acknowledged report');
  });

  desk.story('a report on paper is acknowledged at the desk', { width: 320, height: 800 }, async (kim) => {
    const { page } = kim;
    const id = await receive(await patient('Phineas', 'Underhill'), { source: 'staff' });
    expect((await call('POST', `/referrals/${id}/reports`, { kind: 'progress' })).status).toBe(201);
    await page.goto(`/referrals/${id}`);
    const item = page.locator('[data-report]');
    await kim.click(item.getByRole('button', { name: /^Show/ }));
    await item.getByText('No visit was completed yet.').waitFor();
    await kim.click(item.getByRole('button', { name: /^Send/ }));
    await item.getByText(/^The referrer has no e-mail address/).waitFor();
    // Somebody else was faster.
    const { data } = (await call<{ data: { id: string }[] }>('GET', `/referrals/${id}/reports`)).body;
    const sending = item.getByRole('button', { name: 'Send', exact: true });
    await page.route(`**/api/v1/reports/${data[0]!.id}`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...((await response.json()) as object), version: 9 } });
    });
    await kim.click(sending);
    await item.getByText('Somebody has changed or sent this report meanwhile.').waitFor();
    await page.unrouteAll({ behavior: 'wait' });
    await kim.click(sending);
    await says(kim, 'Progress report of Phineas Underhill sent.');
    await soon(async () => expect(await kim.focused()).toMatch(/^Hide/));
    await kim.click(item.getByRole('button', { name: /^It has arrived/ }));
    const by = item.getByRole('textbox', { name: 'Who said so' });
    await page.locator('input:focus').waitFor();
    await by.fill('');
    await kim.press('Enter');
    await item.getByText('Say who.').waitFor();
    await by.fill('Her assistant');
    await kim.press('Enter');
    await item.getByText(/by Her assistant, on the phone$/).waitFor();
    expect(await lost(kim)).toEqual([]);
  });

  desk.story('asks for a reason, which survives what others do', { path: '/referrals' }, async (kim) => {
    const { page } = kim;
    const id = await receive(await patient('Percival', 'Thornbury'));
    await kim.click(cardIn(kim, 'new', id).getByRole('button', { name: /^Move to/ }));
    await kim.click(page.getByRole('menuitem', { name: 'Decline' }));
    const panel = page.getByRole('complementary');
    const why = panel.getByRole('textbox', { name: 'Why' });
    await page.locator('textarea:focus').waitFor();
    await kim.press('Tab');
    await kim.press('Enter');
    await panel.getByText('Say why.').waitFor();
    await page.locator('textarea:focus').waitFor();
    await kim.type('Nobody is free');
    await move(id, 'accepted');
    await cardIn(kim, 'to-schedule', id).waitFor();
    expect(await why.inputValue()).toBe('Nobody is free');
    await kim.click(panel.getByRole('button', { name: 'Decline', exact: true }));
    await says(kim, 'Referral of Percival Thornbury: declined.');
    expect((await read(id)).transitions.at(-1)).toMatchObject({ to: 'declined', reason: 'Nobody is free', by: 'Kim Larkspur' });
    await cardIn(kim, 'done', id).waitFor();
    await soon(async () => expect(await kim.focused()).not.toBe('nothing'));
  });

  desk.story('tells the second of two who decide at once', { path: '/referrals' }, async (kim) => {
    const { page } = kim;
    // A desk that hears of changes only when it asks.
    await page.addInitScript('delete globalThis.SharedWorker');
    await page.route('**/api/v1/events', (route) => route.fulfill({ status: 204 }));
    const id = await receive(await patient('Sybilla', 'Wrenfield'));
    await page.reload();
    const card = cardIn(kim, 'new', id);
    await card.waitFor();
    await move(id, 'declined', 'no capacity');
    await kim.click(card.getByRole('button', { name: /^Accept/ }));
    await says(kim, 'Changed by someone else in the meantime.');
    await cardIn(kim, 'done', id).waitFor();
    expect((await read(id)).status).toBe('declined');
    // The form stays, and says that it is too late.
    const other = await receive(await patient('Tancred', 'Ashgrove'));
    await page.reload();
    await kim.click(cardIn(kim, 'new', other).getByRole('button', { name: /^Move to/ }));
    await kim.click(page.getByRole('menuitem', { name: 'Ask for information' }));
    await page.locator('textarea:focus').waitFor();
    await kim.type('Which side?');
    await move(other, 'needs-clearance');
    await kim.press('Tab');
    await kim.press('Enter');
    await page.getByText('Somebody has moved this referral meanwhile: this is not possible any more.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Why' }).inputValue()).toBe('Which side?');
    expect((await read(other)).status).toBe('needs-clearance');
  });

  desk.story('is entered for somebody with N', { path: '/referrals' }, async (kim) => {
    const { page } = kim;
    const patientId = await patient('Ursula', 'Vintner');
    await page.locator('[data-card]').first().waitFor();
    await kim.press('n');
    await page.locator('input:focus').waitFor();
    await kim.type('Ursula Vintner');
    await page.getByRole('option', { name: 'Ursula Vintner', exact: true }).waitFor();
    await page.locator('[role=option][data-combobox-selected]').waitFor();
    await kim.press('Enter');
    const panel = page.getByRole('complementary');
    await kim.click(panel.getByRole('combobox', { name: 'Referred by' }));
    await kim.click(page.getByRole('option', { name: 'Somebody outside the clinic' }));
    await panel.getByRole('textbox', { name: 'Name of the referrer' }).fill('Dr. Faraway');
    await panel.getByRole('textbox', { name: 'Reason' }).fill('Tight calf');
    await kim.click(panel.getByRole('button', { name: 'Add referral' }));
    await says(kim, 'Referral for Ursula Vintner added.');
    const { data } = (await call<{ data: ReferralBody[] }>('GET', `/referrals?patientId=${patientId}`)).body;
    await cardIn(kim, 'to-schedule', data[0]!.id).waitFor();
  });

  desk.story('shows one column at a time on a phone', { path: '/referrals', width: 390, height: 844 }, async (kim) => {
    const { page } = kim;
    const id = await receive(await patient('Wilfred', 'Yarrow'), { source: 'staff' });
    await page.locator('[data-column="new"] [data-card]').first().waitFor();
    expect(await page.locator('[data-column]').count()).toBe(1);
    await kim.click(page.getByRole('combobox', { name: 'Column' }));
    await kim.click(page.getByRole('option', { name: /^To schedule/ }));
    await cardIn(kim, 'to-schedule', id).waitFor();
  });
});
