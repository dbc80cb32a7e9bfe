import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY_MS, HOUR_MS } from '#kernel';
import { MessageRunner } from '#notifications';
import { MailServer } from '../support/mail-server.js';
import { bookPair, findPairs, messagesOf, newPatient } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Monday 09:00 in Denver.
const NOW = '2027-02-01T16:00:00Z';

describe.each(databasesUnderTest())('the link to the intake form on %s', (database) => {
  let app: TestApp;
  let mail: MailServer;

  beforeAll(async () => {
    mail = await MailServer.start();
    app = await TestApp.start({ database, now: NOW, env: { SMTP_URL: mail.url, DEMO_MESSAGES: 'on' } });
    const { etag } = await app.call('GET', '/messages/settings');
    await app.call('PUT', '/messages/settings', { intakeRequest: true }, { 'if-match': etag! });
  });

  afterAll(async () => {
    await app.close();
    await mail.close();
  });

  const book = async (email: string) => {
    const patientId = await newPatient(app, { email });
    const { options } = await findPairs(app, { from: '2027-02-10', to: '2027-02-10', patientId });
    return { patientId, visit: await bookPair(app, patientId, options[0]!) };
  };
  const correct = async (patientId: string, change: object) => {
    const { body } = await app.call('GET', `/patients/${patientId}`);
    const { id: _, version: __, displayName: ___, wishes: ____, ...patient } = body;
    expect((await app.call('PUT', `/patients/${patientId}`, { ...patient, ...change }, { 'if-match': '*' })).status).toBe(200);
  };
  const deliver = () => app.server.app.get(MessageRunner).drain();
  /** The secrets of the links that are used up, in the mails to somebody. */
  const secretsFor = (address: string) => mail.to(address).flatMap((one) => /\/p\/([0-9a-z]{43})\b/.exec(one.text!)?.[1] ?? []);
  const opens = async (token: string) => {
    app.clock.advance(1000);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${app.server.url}/api/v1/links/intake/open`, { method: 'POST', headers, body: JSON.stringify({ token }) });
    return answer.status;
  };

  it('dies with the address that it went to; sent again, another one goes to the right one', async () => {
    const [sent, waiting] = [await book(`wrong.${database}@mail.example`), await book(`waits.${database}@mail.example`)];
    // Six days before the visit.
    app.clock.advance(3 * DAY_MS + 8 * HOUR_MS);
    await deliver();
    const [token] = secretsFor(`wrong.${database}@mail.example`);
    expect(await opens(token!)).toBe(200);
    await correct(sent.patientId, { email: `WRONG.${database}@mail.example`, phone: '+13035550147' });
    expect(await opens(token!)).toBe(200);

    await correct(sent.patientId, { email: `right.${database}@mail.example` });
    expect(await opens(token!)).toBe(404);
    const message = (await messagesOf(app, sent.visit.id)).find((one) => one.kind === 'intake-request')!;
    expect((await app.call('POST', `/messages/${message.id}/resend`, {}, { 'if-match': '*' })).status).toBe(201);
    app.clock.advance(HOUR_MS);
    await deliver();
    const [again] = secretsFor(`right.${database}@mail.example`);
    expect([again === token, await opens(again!), await opens(token!)]).toEqual([false, 200, 404]);
    expect(await opens(secretsFor(`waits.${database}@mail.example`)[0]!)).toBe(200);
    expect(waiting.patientId).not.toBe(sent.patientId);
  });

  it('stays good when the address is corrected before it goes', async () => {
    const { patientId } = await book(`early.${database}@mail.example`);
    await correct(patientId, { email: `late.${database}@mail.example` });
    app.clock.advance(HOUR_MS);
    await deliver();
    const [token] = secretsFor(`late.${database}@mail.example`);
    expect(await opens(token!)).toBe(200);
  });
});
