import { describe, expect, it } from '@jest/globals';
import { DomainError } from '#kernel';
import { changedFields, checkPatient, checkWishes, isPhone, normalisePhone, preferredChannelOf } from './patient.rules.js';

const NOW = Date.UTC(2026, 10, 23, 20, 0);
const name = { givenName: 'Ana', familyName: 'Silva' };

function codeOf(action: () => void): string | undefined {
  try {
    action();
  } catch (error) {
    return (error as DomainError).code;
  }
  return undefined;
}

describe('a phone number', () => {
  it.each(['+1 (503) 555-0142', '5550142', '503.555.0142', '+351 912 345 678', '+123456789012345'])('%s', (phone) =>
    expect(isPhone(phone)).toBe(true),
  );

  it.each(['555014', '+1234567890123456', '1-800-FLOWERS', '503 555 0142 x12', '55+50142', '', 5550142])('not %s', (phone) =>
    expect(isPhone(phone)).toBe(false),
  );

  it('keeps the plus, which tells a country code from a local number', () => {
    expect(normalisePhone('+1 (503) 555-0142')).toBe('+15035550142');
    expect(normalisePhone('(503) 555-0142')).toBe('5035550142');
  });
});

describe('rules over several fields', () => {
  it('a birth date may be today where the day has begun already, never later', () => {
    // 2026-11-23T20:00Z is 2026-11-24 10:00 in Kiribati.
    expect(codeOf(() => checkPatient({ ...name, birthDate: '2026-11-24' }, NOW))).toBeUndefined();
    expect(codeOf(() => checkPatient({ ...name, birthDate: '2026-11-25' }, NOW))).toBe('birth-date-in-future');
  });

  it('a chosen channel needs its address', () => {
    expect(codeOf(() => checkPatient({ ...name, preferredChannel: 'sms', email: 'a@example.org' }, NOW))).toBe('phone-missing');
    expect(codeOf(() => checkPatient({ ...name, preferredChannel: 'email', phone: '5550142' }, NOW))).toBe('email-missing');
    expect(codeOf(() => checkPatient({ ...name, preferredChannel: 'sms', phone: '5550142' }, NOW))).toBeUndefined();
    expect(codeOf(() => checkPatient(name, NOW))).toBeUndefined();
  });

  it('without a choice it is the first of e-mail and text message that there is an address for', () => {
    expect(preferredChannelOf(undefined, 'a@example.org', '5550142')).toBe('email');
    expect(preferredChannelOf(undefined, undefined, '5550142')).toBe('sms');
    expect(preferredChannelOf('sms', 'a@example.org', '5550142')).toBe('sms');
  });

  it('names what changed, not to what', () => {
    expect(changedFields({ ...name, phone: '5550142' }, { ...name, givenName: 'Anna' })).toEqual(['givenName', 'phone']);
    const wishes = { practitionerIds: ['a'], avoidPractitionerIds: [] };
    expect(changedFields(name, { ...name, wishes })).toEqual(['wishes']);
    expect(changedFields({ ...name, wishes }, { ...name, wishes: { ...wishes } })).toEqual([]);
    expect(changedFields(name, { ...name, wishes: { practitionerIds: [], avoidPractitionerIds: [] } })).toEqual([]);
  });

  it('wishes name people of the clinic, and nobody twice', () => {
    const check = (practitionerIds: string[], avoidPractitionerIds: string[]) =>
      codeOf(() => checkWishes({ practitionerIds, avoidPractitionerIds }, (id) => ['ana', 'sage'].includes(id)));
    expect(check(['ana'], ['sage'])).toBeUndefined();
    expect(check(['ana', 'sage'], ['sage'])).toBe('wish-contradicts-itself');
    expect(check(['ana'], ['nobody'])).toBe('practitioner-unknown');
  });
});
