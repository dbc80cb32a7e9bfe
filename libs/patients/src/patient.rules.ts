import { dateOfDayNumber, DAY_MS, HOUR_MS, invalidField, refusedField } from '#kernel';
import { digitsOf } from './patient-search.rules.js';
import { NO_WISHES, type ContactChannel, type PatientInput, type PatientWishes } from './patient.types.js';

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

export function hasWishes(wishes: PatientWishes): boolean {
  return wishes.practitionerIds.length + wishes.avoidPractitionerIds.length > 0;
}

/** @throws `invalid` / `wish-contradicts-itself` when somebody is wished and avoided, `refused` / `practitioner-unknown`. */
export function checkWishes(wishes: PatientWishes, isKnown: (practitionerId: string) => boolean): void {
  for (const field of ['practitionerIds', 'avoidPractitionerIds'] as const)
    wishes[field].forEach((id, i) => {
      const pointer = `/wishes/${field}/${i}`;
      if (!isKnown(id)) throw refusedField(pointer, 'practitioner-unknown', 'There is no such practitioner.');
      if (field === 'avoidPractitionerIds' && wishes.practitionerIds.includes(id))
        throw invalidField(pointer, 'wish-contradicts-itself', 'The same practitioner is wished and avoided.');
    });
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
  const wishesOf = ({ wishes }: PatientInput) => JSON.stringify(wishes ?? NO_WISHES);
  return [...FIELDS.filter((field) => before[field] !== after[field]), ...(wishesOf(before) === wishesOf(after) ? [] : ['wishes'])];
}
