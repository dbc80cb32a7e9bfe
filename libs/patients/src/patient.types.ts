import type { LocalDate } from '#kernel';

export const CONTACT_CHANNELS = ['email', 'sms'] as const;
export type ContactChannel = (typeof CONTACT_CHANNELS)[number];

export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Patient {
  id: string;
  givenName: string;
  familyName: string;
  displayName: string;
  birthDate?: LocalDate;
  email?: string;
  /** As it was typed, for people. */
  phone?: string;
  /** Digits, with the leading `+` if one was typed, for machines that dial. */
  phoneNormalised?: string;
  /** What was chosen, else the first of e-mail and text message that there is an address for. */
  preferredChannel: ContactChannel;
  language: Language;
  remindersOptedOut: boolean;
  /** Whom they wish to see and whom not; absent: no wishes. */
  wishes?: PatientWishes;
  /** Made by the demo seed: real transports never write to them unless DEMO_MESSAGES=on. */
  demo: boolean;
  version: number;
}

/** Practitioner ids. A search honours them; a booking does not ask. */
export interface PatientWishes {
  practitionerIds: string[];
  avoidPractitionerIds: string[];
}

export const NO_WISHES: PatientWishes = { practitionerIds: [], avoidPractitionerIds: [] };

/** What a caller says about a patient. An absent field is empty, except `remindersOptedOut` and `wishes`. */
export interface PatientInput {
  givenName: string;
  familyName: string;
  birthDate?: LocalDate;
  email?: string;
  phone?: string;
  preferredChannel?: ContactChannel;
  language?: Language;
  /** Absent: unchanged. A client that does not know the field must not undo an opt-out. */
  remindersOptedOut?: boolean;
  /** Absent: unchanged, for the same reason. */
  wishes?: PatientWishes;
}
