import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bookPair, findPairs, type MessageBody, messagesOf, newPatient } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Monday 09:00 in Denver.
const NOW = '2027-02-01T16:00:00Z';
const WEEK = { from: '2027-02-08', to: '2027-02-12' };

interface Words {
  subject: string;
  body: string;
  text?: string;
}
interface WordingBody {
  version: number;
  kinds: { id: string; forms: { form: string; languages: { language: string; released?: Words; own?: Words }[] }[] }[];
  advice: { code: string; languages: { language: string; own?: string }[] }[];
  places: { place: string }[];
}
interface Problem {
  code: string;
  errors?: { pointer: string; code: string }[];
}

const OWN = {
  kind: 'patient/reminder',
  form: 'usual',
  language: 'en',
  subject: 'See you soon',
  body: 'Hi {givenName}!\n\nWe see you {day}, {time}.\n\n{advice}',
  text: '{clinicName}: {shortDay} {time}',
};

describe.each(databasesUnderTest())('messages as a clinic wants them on %s', (database) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ database, now: NOW });
  });

  afterAll(() => app.close());

  const publish = async <T>(what: 'settings' | 'wording', body: Record<string, unknown>) => {
    const { etag } = await app.call('GET', `/messages/${what}`);
    return app.call<T & Problem>('PUT', `/messages/${what}`, body, { 'if-match': etag! });
  };
  const bookedMessages = async (plan?: Record<string, unknown>): Promise<MessageBody[]> => {
    const patientId = await newPatient(app, { givenName: 'Ana' });
    const visit = await bookPair(app, patientId, (await findPairs(app, { ...WEEK, patientId })).options[0]!, plan && { plan });
    return messagesOf(app, visit.id);
  };
  const ofKind = (messages: readonly MessageBody[], kind: string): MessageBody | undefined =>
    messages.find((message) => message.kind === kind && message.recipient.type === 'patient');

  it('sends what the settings say, and keeps who changed them', async () => {
    const before = await bookedMessages();
    expect(ofKind(before, 'first-visit')?.body).toContain('low light and soft music');
    expect(ofKind(before, 'intake-request')).toBeUndefined();
    const published = await publish<{ version: number; settings: Record<string, unknown> }>('settings', {
      firstVisit: false,
      intakeRequest: true,
      note: 'Forms before they come',
    });
    expect(published.body).toMatchObject({ version: 1, settings: { firstVisit: false, intakeRequest: true, missedVisit: true } });
    const after = await bookedMessages();
    expect(ofKind(after, 'first-visit')).toBeUndefined();
    expect(ofKind(after, 'intake-request')).toMatchObject({ status: 'planned' });
    expect(ofKind(after, 'intake-request')!.body).toContain('/p/***');
    const history = await app.call<{ data: { note: string }[] }>('GET', '/messages/settings/history');
    expect(history.body.data.map((one) => one.note)).toEqual(['Forms before they come']);
    await publish('settings', {});
  });

  it.each([
    [{ remindersPerWeek: 99 }, '/remindersPerWeek'],
    [{ feedbackLink: 'http://insecure.example' }, '/feedbackLink'],
    [{ feedbackLink: 'javascript:alert(1)' }, '/feedbackLink'],
    [{ firstVisits: true }, '/firstVisits'],
  ])('refuses %j, naming %s', async (body, pointer) => {
    const { status, body: problem } = await publish('settings', body);
    expect([status, problem.errors?.[0]?.pointer]).toEqual([400, pointer]);
  });

  it('writes with the words of the clinic, in their version', async () => {
    const current = await app.call<WordingBody>('GET', '/messages/wording');
    const reminder = current.body.kinds.find((kind) => kind.id === 'patient/reminder')!;
    expect(reminder.forms[0]!.languages.map((one) => [one.language, one.released !== undefined, one.own !== undefined])).toEqual([
      ['en', true, false],
      ['es', true, false],
    ]);
    expect(current.body.places.map((one) => one.place)).toContain('givenName');
    const published = await publish<WordingBody>('wording', {
      wordings: [OWN],
      advice: [{ code: 'loose-clothing', language: 'en', text: 'Please come in sportswear.' }],
    });
    expect(published.status).toBe(200);
    const messages = await bookedMessages();
    const planned = ofKind(messages, 'reminder')!;
    expect(planned.subject).toBe('See you soon');
    expect(planned.body).toMatch(/^Hi Ana!\n\nWe see you \w+, February \d+, \d+:\d\d [AP]M\.\n\n/);
    expect(planned.body).toContain('Please come in sportswear.');
    const stale = await app.call<Problem>('PUT', '/messages/wording', {}, { 'if-match': current.etag! });
    expect(stale.status).toBe(412);
    await publish('wording', {});
    expect(ofKind(await bookedMessages(), 'reminder')!.subject).toMatch(/^Reminder/);
    const { data } = (await app.call<{ data: { version: number }[] }>('GET', '/messages/wording/history')).body;
    const before = await app.call<WordingBody>('GET', `/messages/wording/history/${data[1]!.version}`);
    const ownOf = ({ kinds }: WordingBody) => kinds.find(({ id }) => id === OWN.kind)!.forms[0]!.languages[0]!.own;
    expect(ownOf(before.body)).toMatchObject({ subject: OWN.subject, body: OWN.body });
    expect(ownOf((await app.call<WordingBody>('GET', '/messages/wording')).body)).toBeUndefined();
    for (const [version, status] of [
      ['0', 404],
      ['99', 404],
      ['9'.repeat(30), 404],
      ['-1', 404],
      ['last', 400],
    ] as const)
      expect([version, (await app.call('GET', `/messages/wording/history/${version}`)).status]).toEqual([version, status]);
  });

  it('shows how words read for a visit, with the advice that it will carry', async () => {
    const patientId = await newPatient(app, { givenName: 'Ana' });
    const visit = await bookPair(app, patientId, (await findPairs(app, { ...WEEK, patientId })).options[0]!, { plan: { bringAid: true } });
    await publish('wording', { advice: [{ code: 'bring-aid', language: 'en', text: 'Bring your brace.' }] });
    const { body } = await app.call<Words>('POST', '/messages/wording/preview', { ...OWN, visitId: visit.id });
    expect(body.body).toContain('Bring your brace.');
    expect(body.body).toContain('Please come ten minutes early');
    await publish('wording', {});
  });

  it('shows how words read before they are published, and what is wrong with them', async () => {
    const preview = (body: Record<string, unknown>) =>
      app.call<Words & Problem & { textLength: number; problems: { pointer: string; code: string }[] }>(
        'POST',
        '/messages/wording/preview',
        body,
      );
    const good = await preview(OWN);
    expect(good.body).toMatchObject({ subject: 'See you soon', problems: [] });
    expect(good.body.text).toMatch(/^Cedar Spine & Rehab: \w{3}, Feb \d \d+:00 [AP]M$/);
    expect(good.body.textLength).toBe(good.body.text!.length);
    // A made-up visit has a stretching massage, so that it shows where advice stands.
    expect(good.body.body).toContain('Please wear loose, comfortable clothing or activewear.');
    // As long as what is sent: what has no room there has none here.
    const linked = await preview({ ...OWN, text: `${OWN.text}\nConfirm: {answerLink}` });
    const hidden = linked.body.text!.match(/https?:\S*\/p\/\*\*\*/)?.[0];
    expect([hidden === undefined, linked.body.textLength]).toEqual([false, linked.body.text!.length + 53]);
    const full = await preview({ ...OWN, text: `${OWN.text}\n${'Please come. '.repeat(4)}Confirm: {answerLink}` });
    expect(full.body.text).not.toContain('Confirm');
    const { body: current } = await app.call<WordingBody>('GET', '/messages/wording');
    for (const { id, forms } of current.kinds)
      for (const { form, languages } of forms)
        for (const { language, released } of languages.filter((one) => one.released)) {
          const { status, body } = await preview({ kind: id, form, language, ...released });
          expect({ id, form, language, status, problems: body.problems }).toEqual({ id, form, language, status: 200, problems: [] });
        }
    const bad = await preview({ ...OWN, body: 'Hi {name}' });
    expect(bad.body.problems.map((one) => `${one.pointer} ${one.code}`)).toEqual([
      '/body unknown-place',
      '/body must-name',
      '/body must-name',
    ]);
    expect((await preview({ ...OWN, kind: 'patient/poem' })).status).toBe(404);
    const refused = await publish('wording', { wordings: [{ ...OWN, body: 'Hi {name}' }] });
    expect([refused.status, refused.body.code, refused.body.errors?.[0]?.pointer]).toEqual([400, 'invalid-wording', '/wordings/0/body']);
  });
});
