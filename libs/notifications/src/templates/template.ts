import type { Language } from '../advice/advice.js';
import type { MessageKind } from '../messages/message.types.js';

/** Everything a text may say. There is no field for an area, a technique, a condition, a referrer or a reason. */
export interface PlainFacts {
  givenName: string;
  clinicName: string;
  address: string;
  phone: string;
  /** Practitioners: the page of the visit. Whoever has no account, or is asked: where to read and answer. */
  link: string;
  /** Patients: where they answer, ask for another time and find a file for their calendar. */
  answerLink?: string;
  /** Patients: where they turn reminders off. */
  unsubscribeLink?: string;
  /** It was written before, and nobody has answered. */
  again: boolean;
}

/** The same of a message about a visit. */
export interface TextFacts extends PlainFacts {
  /** `Tuesday, November 24` in the reader's language. */
  day: string;
  /** `10:15 AM`, local time of the clinic. */
  time: string;
  timeZone: string;
  tentative: boolean;
  advice: readonly string[];
}

export interface Text {
  subject: string;
  body: string;
}

/** English is always there; another language falls back to it. */
type Languages<Facts> = { en(facts: Facts): Text } & Partial<Record<Language, (facts: Facts) => Text>>;

interface Addressed {
  kind: MessageKind;
  recipient: 'patient' | 'practitioner' | 'referrer';
}

export interface VisitTemplate extends Addressed {
  aboutVisit?: true;
  write: Languages<TextFacts>;
}

export interface PlainTemplate extends Addressed {
  aboutVisit: false;
  write: Languages<PlainFacts>;
}

export type Template = VisitTemplate | PlainTemplate;

/** Paragraphs, the empty ones left out. */
export function paragraphs(...parts: (string | false | undefined)[]): string {
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

export function placeEn(facts: PlainFacts): string {
  return `${facts.clinicName}\n${facts.address}\nPhone ${facts.phone}`;
}

export function placeEs(facts: PlainFacts): string {
  return `${facts.clinicName}\n${facts.address}\nTeléfono ${facts.phone}`;
}

/** What the visit is about stays behind the sign-in. */
export function forPractitionersOnly(facts: TextFacts): string {
  return `Details, for you only: ${facts.link}`;
}
