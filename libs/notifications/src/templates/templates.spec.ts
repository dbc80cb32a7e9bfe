import { describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { simpleParser } from 'mailparser';
import { ADVICE } from '../advice/index.js';
import { mailOf } from '../channels/mail.js';
import { CHANNELS } from '../channels/index.js';
import type { Message } from '../messages/message.types.js';
import { registryOf } from '../registry.js';
import { render } from '../sending/render.rules.js';
import { at, CLINIC, DENVER, patient, visit } from '../testing/visits.js';
import { TEMPLATES } from './index.js';

const START = at('2026-11-27T14:30:00-07:00');
const SECRETS = {
  areas: [{ code: 'low-back', side: 'left' as const }],
  techniques: ['passive-resistive-stretching', 'deep-tissue'],
  notes: 'Whiplash, sent by Doctor Quill after a fall.',
};
const VISIT = visit('vis_1', START, { plan: SECRETS, referralId: 'ref_9' });

/** Nothing of why somebody comes, who sent them, what is done to them, or by what kind of person. */
const FORBIDDEN =
  /low.?back|espalda|left|stretch|estiramiento|tissue|whiplash|quill|fall|ref_9|referr|massage|masaje|chiropract|quiro|therap|terap|spot|adjust|screen|diagnos|plan\b/i;

/** Whoever gets these needs no account. */
const WITH_LINK = ['clearance-request', 'referral-report'];

const NAMES: [string, string][] = [
  ['plain', 'Ana'],
  ['a header', 'Ana\r\nBcc: everyone@evil.example\r\n\r\nHello'],
  ['emoji', 'Ana 👩‍👩‍👧 🌵'],
  ['right to left', 'שרה \u202Egnp.exe\u202C'],
  ['100 characters', 'Wilhelmina'.repeat(10)],
];

const languages = (template: (typeof TEMPLATES.all)[number]) => Object.keys(template.write) as ('en' | 'es')[];
const cases = TEMPLATES.all.flatMap((template) =>
  languages(template).flatMap((language) =>
    NAMES.map(([name, text]) => [`${template.recipient} ${template.kind}`, language, name, text, template] as const),
  ),
);

function written(template: (typeof TEMPLATES.all)[number], language: 'en' | 'es', name: string, current = VISIT) {
  const message = {
    kind: template.kind,
    recipientType: template.recipient,
    recipientId: template.recipient === 'patient' ? 'pat_1' : 'pra_spot',
    aboutStart: START,
  } satisfies Partial<Message>;
  const common = { message, clinic: CLINIC, recipient: { givenName: name, language }, publicUrl: 'https://desk.example.org' };
  return template.aboutVisit === false ? render({ ...common, location: DENVER }) : render({ ...common, visit: current });
}

describe.each(cases)('%s in %s to %s', (_, language, __, name, template) => {
  const text = written(template, language, name);

  it('says where, and when if it is about a visit, and nothing of why', () => {
    expect(text.subject).not.toMatch(FORBIDDEN);
    expect(text.body.replace(name, '')).not.toMatch(FORBIDDEN);
    expect(text.body).toContain('Cedar Spine & Rehab');
    expect(text.body).not.toMatch(/undefined|null|NaN|\[object/);
    const own = template.recipient !== 'practitioner' || template.kind === 'cancellation' ? '2:30 PM' : '3:00 PM';
    if (template.aboutVisit !== false) expect(text.body).toContain(language === 'en' ? own : '14:30');
    if (template.recipient === 'patient') expect(text.body).toContain('+1 303 555 0100');
    else expect(text.body).toContain(`https://desk.example.org/${WITH_LINK.includes(template.kind) ? 'p/…' : 'visits/vis_1'}`);
  });

  it('makes a mail without headers of its own', async () => {
    const contact = { ...patient('pat_1', { displayName: name }), preferredChannel: 'email' };
    const outgoing = { id: 'msg_1', to: contact, address: 'ana@mail.example', fromName: name, subject: text.subject, body: text.body };
    const composed = await createTransport({ streamTransport: true, buffer: true }).sendMail(
      mailOf(outgoing, { address: 'no-reply@desk.example.org', host: 'desk.example.org' }, START),
    );
    const mail = await simpleParser(composed.message as Buffer);
    expect(mail.headers.has('bcc')).toBe(false);
    expect([...mail.headers.keys()].sort()).toEqual(
      ['auto-submitted', 'content-transfer-encoding', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to'].sort(),
    );
    expect(mail.messageId).toBe('<msg_1@desk.example.org>');
    expect(mail.subject).toBe(text.subject);
    expect(mail.subject).not.toMatch(/[\r\n\u202e]/);
    expect((mail.to as { value: { address?: string }[] }).value.map((one) => one.address)).toEqual(['ana@mail.example']);
    expect(mail.text?.trimEnd()).toBe(text.body.trimEnd());
  });
});

describe('wording', () => {
  const confirmation = TEMPLATES.get('patient/confirmation')!;

  it('of a visit that is not certain says so', () => {
    const tentative = { ...VISIT, status: 'tentative' as const };
    expect(written(confirmation, 'en', 'Ana', tentative).body).toContain('will write again when it is certain');
    expect(written(confirmation, 'es', 'Ana', tentative).body).toContain('cuando sea seguro');
  });

  it('has a neutral subject', () => {
    expect(written(confirmation, 'en', 'Ana').subject).toBe('Your appointment at Cedar Spine & Rehab');
  });
});

describe('advice', () => {
  const confirmation = TEMPLATES.get('patient/confirmation')!;
  const adviceOf = (current: typeof VISIT) => written(confirmation, 'en', 'Ana', current).advice;

  it('asks for loose clothing when stretching is planned in a massage', () => {
    expect(adviceOf(VISIT)).toEqual(['loose-clothing']);
    expect(written(confirmation, 'en', 'Ana').body).toContain('activewear');
    expect(written(confirmation, 'es', 'Ana').body).toContain('ropa');
  });

  it('does not without stretching, without a massage, or to practitioners', () => {
    expect(adviceOf(visit('vis_1', START, { plan: { techniques: ['deep-tissue'] } }))).toEqual([]);
    expect(adviceOf(visit('vis_1', START))).toEqual([]);
    const hostOnly = {
      ...VISIT,
      legs: VISIT.legs.map((leg) => (leg.serviceId === 'spot-work' ? { ...leg, status: 'cancelled' as const } : leg)),
    };
    expect(adviceOf(hostOnly)).toEqual([]);
    expect(written(TEMPLATES.get('practitioner/new-visit')!, 'en', 'Sam').advice).toEqual([]);
  });

  it.each(ADVICE.map((advice) => [advice.code, advice] as const))('%s names nothing of why', (_, advice) => {
    expect(Object.values(advice.text).join()).not.toMatch(FORBIDDEN);
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
