import { describe, expect, it } from '@jest/globals';
import { isGsm, ONE_TEXT, septetsOf } from '../gsm.js';
import { isAnsweredByProvider, REPLIES, replyText, twiml } from './reply.rules.js';

const NAMES = ['Cedar Spine & Rehab', 'Clínica de Quiropráctica y Fisioterapia de San José', '{[€]}'.repeat(20), '李氏诊所'];
const cases = REPLIES.flatMap((reply) =>
  NAMES.flatMap((name) => (['en', 'es'] as const).map((language) => [reply, language, name] as const)),
);

describe('a reply', () => {
  it.each(cases)('%s in %s from %s is one text', (reply, language, clinicName) => {
    const text = replyText(reply, language, { clinicName, phone: '+1 (303) 555-0100 ext. 12 at the front' });
    expect(isGsm(text)).toBe(true);
    expect(septetsOf(text)).toBeLessThanOrEqual(ONE_TEXT);
    expect(text).not.toMatch(/undefined|massage|therap|reply cancel/i);
  });

  it('says who writes, and how to end it', () => {
    const facts = { clinicName: 'Cedar Spine & Rehab', phone: '+1 303 555 0100' };
    expect(replyText('help', 'en', facts)).toBe(
      'Cedar Spine & Rehab: Texts about your visits. Questions? Call +1 303 555 0100. Reply STOP to end texts. Msg and data rates may apply.',
    );
    expect(replyText('stopped', 'es', facts)).toContain('Responda INICIO');
  });

  it('is left to the provider where it answers itself', () => {
    expect(isAnsweredByProvider(' STOP ', undefined)).toBe(true);
    expect(isAnsweredByProvider('stop please', undefined)).toBe(false);
    expect(isAnsweredByProvider('stop please', 'STOP')).toBe(true);
  });

  it('cannot end its own element', () => {
    expect(twiml(undefined)).toBe('<?xml version="1.0" encoding="UTF-8"?><Response></Response>');
    expect(twiml('a & b </Message>')).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Message>a &amp; b &lt;/Message&gt;</Message></Response>',
    );
  });
});
