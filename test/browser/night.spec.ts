import { afterAll, expect } from '@jest/globals';
import { DEMO_NOW } from '../support/desk-server.js';
import { SmsServer } from '../support/sms-server.js';
import { bookPair, findPairs, movesTo, newPatient } from '../support/stories.js';
import { describeDesk, lost, soon } from './desk.js';

const PICTURES = process.env['PICTURES'];
const HOUR_MS = 3_600_000;
const DAY = '2026-12-09';
const PHONE = '+13035550188';

let provider: SmsServer | undefined;
afterAll(() => provider?.close());

describeDesk(
  'news at night',
  (desk) => {
    const exceptions = async () =>
      (await desk.server.call<{ data: { message: { recipient: { id: string } } }[] }>('GET', '/messages/exceptions')).body.data;

    desk.story('that a patient would read when they have come are for the desk to tell', {}, async (kim) => {
      const byText = { givenName: 'Cordelia', familyName: 'Nightjar', email: undefined, phone: PHONE, preferredChannel: 'sms' };
      const patientId = await newPatient(desk.server, byText);
      const early = { from: DAY, to: DAY, patientId, timeOfDay: { from: '08:00', to: '08:45' } };
      const visit = await bookPair(desk.server, patientId, (await findPairs(desk.server, early)).options[0]!);
      expect(visit.start.slice(11, 16)).toBe('08:00');
      await soon(async () => expect(provider!.taken.map(({ To }) => To)).toContain(PHONE));

      // Tuesday 22:00. Nobody's session lasts that long.
      await kim.page.goto('/icon.svg');
      await desk.server.advance(Date.parse(visit.start) - 10 * HOUR_MS - Date.parse(DEMO_NOW));
      const [option] = (await findPairs(desk.server, { from: '2026-12-16', to: '2026-12-18', patientId, movingVisitId: visit.id })).options;
      const legs = movesTo(visit, option!);
      expect((await desk.server.call('POST', `/visits/${visit.id}/reschedule`, { legs }, { 'if-match': '*' })).status).toBe(200);
      const taken = provider!.taken.length;

      await soon(async () => expect((await exceptions()).map((one) => one.message.recipient.id)).toContain(patientId));
      const late = await desk.guest({ ...(await desk.server.signIn()), path: '/messages/exceptions' });
      const { page } = late;
      const item = page.getByRole('listitem').filter({ hasText: 'Cordelia Nightjar' });
      await item.getByText('As far as they know, they come on Wed 9 Dec 08:00.').waitFor();
      await item.getByRole('link', { name: `Call ${PHONE}` }).waitFor();
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/night.png` });
      expect({ violations: await late.violations(), lost: await lost(late) }).toEqual({ violations: [], lost: [] });
      await late.click(item.getByRole('button', { name: 'Told them: done: Cordelia Nightjar' }));
      await item.waitFor({ state: 'detached' });

      await page.goto(`/visits/${visit.id}`);
      await late.click(page.getByText(/messages? not sent$/));
      await page.getByText('The desk has told them').waitFor();
      expect(provider!.taken).toHaveLength(taken);
    });
  },
  async () => {
    provider = await SmsServer.start();
    return { SMS_URL: provider.url(), UNDO_WINDOW_SECONDS: '0' };
  },
);
