import { dateOfDayNumber, DAY_MS, HOUR_MS, invalidField } from '#kernel';
import { digitsOf } from './patient-search.rules.js';
import type { ContactChannel, PatientInput } from './patient.types.js';

const PHONE = /^\+?[\d\s().-]+$/;
const PHONE_MIN_DIGITS = 7;
/** E.164 has no longer ones. */
const PHONE_MAX_DIGITS = 15;
/** The calendar is furthest ahead in Kiribati. */
const EARLIEST_ZONE_MS = 14 * HOUR_MS;

/** E.164, or a national number as people write it. */
export function isPhone(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > 40 || !PHONE.test(value)) return false;
  const digits = digitsOf(value).length;
  return digits >= PHONE_MIN_DIGITS && digits <= PHONE_MAX_DIGITS;
}

export function normalisePhone(phone: string): string {
  return (phone.startsWith('+') ? '+' : '') + digitsOf(phone);
}

/** What needs more than one field, or the time. @throws `invalid` naming the field. */
export function checkPatient(input: PatientInput, now: number): void {
  // A patient belongs to no zone: a date is in the future when it has begun nowhere on earth.
  const today = dateOfDayNumber(Math.floor((now + EARLIEST_ZONE_MS) / DAY_MS));
  if (input.birthDate !== undefined && input.birthDate > today) {
    throw invalidField('/birthDate', 'birth-date-in-future', 'The birth date is in the future.');
  }
  if (input.preferredChannel === 'sms' && input.phone === undefined) {
    throw invalidField('/preferredChannel', 'phone-missing', 'Text messages need a phone number.');
  }
  if (input.preferredChannel === 'email' && input.email === undefined) {
    throw invalidField('/preferredChannel', 'email-missing', 'E-mail needs an address.');
  }
}

export function preferredChannelOf(
  chosen: ContactChannel | undefined,
  email: string | undefined,
  phone: string | undefined,
): ContactChannel {
  return chosen ?? (email === undefined && phone !== undefined ? 'sms' : 'email');
}

const FIELDS = [
  'givenName',
  'familyName',
  'birthDate',
  'email',
  'phone',
  'preferredChannel',
  'language',
  'remindersOptedOut',
] as const satisfies readonly (keyof PatientInput)[];

/** Names of the fields that differ: the audit says what changed, never to what. */
export function changedFields(before: PatientInput, after: PatientInput): string[] {
  return FIELDS.filter((field) => before[field] !== after[field]);
}
