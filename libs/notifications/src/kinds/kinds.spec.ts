import { describe, expect, it } from '@jest/globals';
import { HOUR_MS, MINUTE_MS } from '#kernel';
import { createTransport } from 'nodemailer';
import { simpleParser } from 'mailparser';
import { ADVICE } from '../advice/index.js';
import { mailOf } from '../channels/mail.js';
import { CHANNELS } from '../channels/index.js';
import type { Message } from '../messages/message.types.js';
import { isGsm, ONE_TEXT, septetsOf, toGsm } from '../gsm.js';
import { registryOf } from '../registry.js';
import type { OtherTopic } from '../sending/other-topics.service.js';
import { render } from '../sending/render.rules.js';
import { answerOf } from '../texts/inbound.rules.js';
import { at, CLINIC, DENVER, patient, visit } from '../testing/visits.js';
import { PLACES } from '../wording/wording.js';
import { problemsOf, SHORT_ADVICE } from '../wording/clinic-wording.rules.js';
import { marksOf } from '../wording/fill.rules.js';
import { KINDS } from './index.js';
import { type Kind, kindId } from './kind.js';

const START = at('2026-11-27T14:30:00-07:00');
const SECRETS = {
  areas: [{ code: 'low-back', side: 'left' as const }],
  techniques: ['passive-resistive-stretching', 'deep-tissue'],
  notes: 'Whiplash, sent by Doctor Quill after a fall.',
};
const VISIT = visit('vis_1', START, { plan: SECRETS, referralId: 'ref_9' });

/** Nothing of why somebody comes, who sent them, what is done to them, or by what kind of person. */
const FORBIDDEN =
  /low.?back|espalda|left|stretch|estiramiento|tissue|whiplash|\bquill\b|fall|ref_9|referr|massage|masaje|chiropract|quiro|therap|terap|spot|adjust|screen|diagnos|plan\b/i;

const NAMES: [string, string][] = [
  ['plain', 'Ana'],
  ['a header', 'Ana\r\nBcc: everyone@evil.example\r\n\r\nHello'],
  ['emoji', 'Ana 👩‍👩‍👧 🌵'],
  ['right to left', 'שרה \u202Egnp.exe\u202C'],
  ['100 characters', 'Wilhelmina'.repeat(10)],
];

/** As long as addresses of a clinic may be. */
const LINKS = {
  answerLink: `https://desk.a-very-long-name-of-a-clinic.example.org/p/${'k'.repeat(56)}`,
  unsubscribeLink: 'https://desk.example.org/p/unsubscribe',
  feedbackLink: 'https://desk.example.org/how-was-it',
};

const TOPICS: Record<string, OtherTopic> = {
  'daily-digest': {
    type: 'day',
    id: '2026-11-27',
    page: '/?date=2026-11-27',
    legs: [
      { practitionerId: 'pra_spot', roomId: 'rom_1', start: START, end: START + 15 * MINUTE_MS, isTentative: false },
      { practitionerId: 'pra_spot', roomId: 'rom_2', start: START + HOUR_MS, end: START + 90 * MINUTE_MS, isTentative: true },
    ],
  },
  'referral-received': { type: 'referral', id: 'ref_9', page: '/referrals/ref_9' },
};
/** Where a link leads that needs an account. */
const pageOf = (kind: Kind): string => TOPICS[kind.key]?.page?.slice(1) ?? 'visits/vis_1';

type Language = 'en' | 'es';
const cases = KINDS.all.flatMap((kind) =>
  Object.entries(kind.wording).flatMap(([form, languages]) =>
    (Object.keys(languages) as Language[]).flatMap((language) =>
      NAMES.map(([name, text]) => [kindId(kind.recipient, kind.key), form, language, name, text, kind] as const),
    ),
  ),
);

/** A form as it is chosen. */
const shaped = (kind: Kind, form: string) => ({
  kind: { ...kind, form: () => form },
  status: form === 'tentative' ? ('tentative' as const) : ('booked' as const),
});

interface Wanted {
  name?: string;
  format?: 'mail' | 'text';
  step?: string;
  clinicName?: string;
}

function written(kind: Kind, language: Language, current: typeof VISIT, { name = 'Ana', format = 'mail', step, clinicName }: Wanted = {}) {
  const message = {
    kind: kind.key,
    step,
    recipientType: kind.recipient,
    recipientId: kind.recipient === 'patient' ? 'pat_1' : 'pra_spot',
    aboutStart: START,
  } satisfies Partial<Message>;
  const location = { ...DENVER, name: clinicName ?? DENVER.name };
  const clinic = { ...CLINIC, locations: new Map([[location.id, location]]) };
  const recipient = { givenName: name, language };
  const common = { message, clinic, recipient, format, links: LINKS, publicUrl: 'https://desk.example.org' };
  return kind.about === 'something-else' ? render({ ...common, location, topic: TOPICS[kind.key] }) : render({ ...common, visit: current });
}

describe.each(cases)('%s (%s) in %s to %s', (_, form, language, __, name, kind) => {
  const { status } = shaped(kind, form);
  const current = { ...VISIT, status };
  const wanted = { name, step: form === 'again' ? 'reminder' : undefined };
  const text = written(kind, language, current, wanted);

  it('says where, and what it must name, and nothing of why', () => {
    expect(text.subject).not.toMatch(FORBIDDEN);
    // What a link is called is no news to somebody who works there.
    expect(text.body.replace(name, '').replace(`/${pageOf(kind)}`, '')).not.toMatch(FORBIDDEN);
    expect(text.body).toContain('Cedar Spine & Rehab');
    expect(text.body).not.toMatch(/undefined|null|NaN|\[object|\{/);
    const own = kind.recipient !== 'practitioner' || kind.key === 'cancellation' ? '2:30 PM' : '3:00 PM';
    if (kind.mustName.includes('time')) expect(text.body).toContain(language === 'en' ? own : '14:30');
    if (kind.recipient === 'patient') expect(text.body).toContain('+1 303 555 0100');
    else expect(text.body).toContain(`https://desk.example.org/${kind.link ? 'p/***' : pageOf(kind)}`);
  });

  it('names only places that there are, and those that it must', () => {
    const wording = kind.wording[form]![language]!;
    for (const part of [wording.subject, wording.body, wording.text ?? '']) {
      for (const mark of marksOf(part)) expect(Object.keys(PLACES)).toContain(mark);
    }
    const inText = marksOf(wording.text ?? '').map((mark) => (mark === 'shortDay' ? 'day' : mark));
    expect(marksOf(wording.body)).toEqual(expect.arrayContaining([...kind.mustName]));
    expect(inText).toEqual(expect.arrayContaining([...kind.mustName]));
    for (const url of ['https://desk.example.org', 'https://spotwork.cedar-spine-rehab.example'])
      expect(problemsOf(kind, wording, url)).toEqual([]);
  });

  it.each(['Cedar Spine & Rehab', 'Clínica “Ñandú” 🌵 '.repeat(7)])('is one short text of %s', (clinicName) => {
    const { body } = written(kind, language, current, { ...wanted, format: 'text', clinicName });
    expect(isGsm(body)).toBe(true);
    expect(septetsOf(body)).toBeLessThanOrEqual(ONE_TEXT);
    expect(body.replace(`/${pageOf(kind)}`, '')).not.toMatch(FORBIDDEN);
    expect(body).not.toMatch(/undefined|[\r\n]|CANCEL/);
    if (clinicName === DENVER.name && kind.mustName.includes('time')) expect(body).toMatch(/14:30|2:30 PM|3:00 PM/);
  });

  it('makes a mail without headers of its own', async () => {
    const contact = { ...patient('pat_1', { displayName: name }), preferredChannel: 'email' };
    const outgoing = {
      id: 'msg_1',
      attempt: 1,
      to: contact,
      address: 'ana@mail.example',
      fromName: name,
      subject: text.subject,
      body: text.body,
    };
    const composed = await createTransport({ streamTransport: true, buffer: true }).sendMail(
      mailOf(outgoing, { address: 'no-reply@desk.example.org', host: 'desk.example.org' }, START),
    );
    const mail = await simpleParser(composed.message as Buffer);
    expect(mail.headers.has('bcc')).toBe(false);
    expect([...mail.headers.keys()].sort()).toEqual(
      [
        'auto-submitted',
        'content-transfer-encoding',
        'content-type',
        'date',
        'from',
        'message-id',
        'mime-version',
        'subject',
        'to',
        'x-spotwork-message',
      ].sort(),
    );
    expect(mail.messageId).toBe('<msg_1@desk.example.org>');
    expect(mail.subject).toBe(text.subject);
    expect(mail.subject).not.toMatch(/[\r\n\u202e]/);
    expect((mail.to as { value: { address?: string }[] }).value.map((one) => one.address)).toEqual(['ana@mail.example']);
    expect(mail.text?.trimEnd()).toBe(text.body.trimEnd());
  });
});

describe('the list of a day', () => {
  it('says when and where, and neither whom nor why', () => {
    const { subject, body } = written(KINDS.get('practitioner/daily-digest')!, 'en', VISIT);
    expect(subject).toBe('Your visits on Friday, November 27: 2');
    expect(body).toBe(
      [
        'Your visits on Friday, November 27, Cedar Spine & Rehab: 2, from 2:30 PM.',
        '2:30 PM to 2:45 PM, Room 1\n3:30 PM to 4:00 PM, Room 2, not certain yet',
        'With whom, for you only: https://desk.example.org/?date=2026-11-27\n',
      ].join('\n\n'),
    );
  });
});

describe('wording', () => {
  const confirmation = KINDS.get('patient/confirmation')!;

  it('of a visit that is not certain says so', () => {
    const tentative = { ...VISIT, status: 'tentative' as const };
    expect(written(confirmation, 'en', tentative).body).toContain('will write again when it is certain');
    expect(written(confirmation, 'es', tentative).body).toContain('cuando sea seguro');
    const changeTo = (who: string) => KINDS.get(`${who}/change`)!;
    expect(written(changeTo('patient'), 'en', tentative).body).toContain('It is not certain yet');
    expect(written(changeTo('practitioner'), 'en', tentative).body).toContain('It is not certain yet');
    expect(written(changeTo('practitioner'), 'en', VISIT).body).not.toContain('certain');
    expect(written(changeTo('practitioner'), 'en', VISIT, { step: 'certain' }).body).toContain('is certain now');
  });

  it.each(KINDS.all.flatMap((kind) => Object.values(kind.wording).flatMap(({ en }) => (en ? [[kind.key, en.body] as const] : []))))(
    'of %s begins with a capital after a salutation',
    (_, body) => expect(body).not.toMatch(/^Hello [^\n]*\n\n[a-z]/),
  );

  it('offers another time in one place', () => {
    const { body } = written(confirmation, 'en', VISIT);
    expect(body.match(/another time/g)).toHaveLength(1);
    expect(body).toContain('For anything else, please call us.');
  });

  it('has a neutral subject', () => {
    expect(written(confirmation, 'en', VISIT).subject).toBe('Your appointment at Cedar Spine & Rehab');
  });
});

describe('advice', () => {
  const confirmation = KINDS.get('patient/confirmation')!;
  const adviceOf = (current: typeof VISIT) => written(confirmation, 'en', current).advice;

  it('asks for loose clothing when stretching is planned in a massage', () => {
    expect(adviceOf(VISIT)).toEqual(['loose-clothing']);
    expect(written(confirmation, 'en', VISIT).body).toContain('activewear');
    expect(written(confirmation, 'es', VISIT).body).toContain('ropa');
  });

  it('does not without stretching, without a massage, or to practitioners', () => {
    expect(adviceOf(visit('vis_1', START, { plan: { techniques: ['deep-tissue'] } }))).toEqual([]);
    expect(adviceOf(visit('vis_1', START))).toEqual([]);
    const hostOnly = {
      ...VISIT,
      legs: VISIT.legs.map((leg) => (leg.serviceId === 'spot-work' ? { ...leg, status: 'cancelled' as const } : leg)),
    };
    expect(adviceOf(hostOnly)).toEqual([]);
    expect(written(KINDS.get('practitioner/new-visit')!, 'en', VISIT).advice).toEqual([]);
  });

  it.each([
    [{ areas: [{ code: 'knee' }] }, ['shorts']],
    [{ areas: [{ code: 'neck' }, { code: 'jaw' }] }, ['light-top', 'no-make-up']],
    [{ areas: [{ code: 'hip' }], techniques: ['passive-resistive-stretching'] }, ['loose-clothing']],
    [{ bringAid: true }, ['bring-aid']],
  ])('of a plan with %j is %j', (plan, codes) => {
    expect(adviceOf(visit('vis_1', START, { plan }))).toEqual(codes);
  });

  it.each(ADVICE.map((advice) => [advice.code, advice] as const))('%s names nothing of why', (_, advice) => {
    expect(Object.values(advice.text).join()).not.toMatch(FORBIDDEN);
  });
});

describe('a short text', () => {
  const textOf = (kind: Kind, language: Language, current = VISIT, clinicName?: string) =>
    written(kind, language, current, { format: 'text', clinicName });
  const asking = KINDS.all.filter((kind) => kind.asksToCome);
  const refusable = KINDS.all.filter((kind) => kind.recipient === 'patient' && kind.purpose === 'reminder');

  it.each(asking.flatMap((kind) => [[kind.key, 'en', kind] as const, [kind.key, 'es', kind] as const]))(
    'of %s in %s says what may be answered, and what to wear',
    (_, language, kind) => {
      const { body, advice } = textOf(kind, language);
      expect(body).toMatch(language === 'en' ? /Reply C to confirm, R for/ : /Responda C si viene, R para/);
      expect([answerOf('C'), answerOf('R')]).toEqual(['confirm', 'change']);
      expect(body).toContain(language === 'en' ? 'Wear loose, comfortable clothing.' : 'Use ropa suelta y comoda.');
      expect(advice).toEqual(['loose-clothing']);
    },
  );

  it('has the advice that there is room for, and is said to have that alone', () => {
    const confirmation = KINDS.get('patient/confirmation')!;
    const both = visit('vis_1', START, { plan: { ...VISIT.plan, bringAid: true } });
    expect(textOf(confirmation, 'en', both)).toMatchObject({
      body: expect.stringContaining('Wear loose, comfortable clothing.'),
      advice: ['loose-clothing'],
    });
    expect(textOf(confirmation, 'en', both, 'Cedar').advice).toEqual(['loose-clothing', 'bring-aid']);
    expect(textOf(confirmation, 'en', both, 'Cedar Spine & Rehabilitation of the Northern Hills and Valleys').advice).toEqual([]);
  });

  it.each(refusable.flatMap((kind) => [[kind.key, 'en', kind] as const, [kind.key, 'es', kind] as const]))(
    'of %s in %s says how to get no more',
    (_, language, kind) => expect(textOf(kind, language).body).toContain('STOP'),
  );

  it('of a first visit says what to expect', () => {
    const { body } = textOf(KINDS.get('patient/first-visit')!, 'en');
    expect(body).toMatch(/May feel deep: say so if it is too much or hurts\..*Low light, soft music\. Come early\./);
  });

  it.each(ADVICE.filter((one) => one.short).map((one) => [one.code, one.short!] as const))('carries %s in few words', (_, short) => {
    for (const words of Object.values(short)) {
      expect(septetsOf(toGsm(words))).toBeLessThanOrEqual(SHORT_ADVICE);
      expect(words).not.toMatch(FORBIDDEN);
    }
  });
});

describe('registries', () => {
  it('refuse two of one name', () => {
    expect(() => registryOf('channel', [{ key: 'email' }, { key: 'email' }], (one) => one.key)).toThrow('"email"');
  });

  it('have a channel to fall back on', () => {
    expect(CHANNELS.all[0]?.key).toBe('email');
  });
});
