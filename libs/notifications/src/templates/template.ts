import type { Language } from '../advice/advice.js';
import type { MessageKind } from '../messages/message.types.js';

/** Everything a text may say. There is no field for an area, a technique, a condition, a referrer or a reason. */
export interface TextFacts {
  givenName: string;
  clinicName: string;
  address: string;
  phone: string;
  /** `Tuesday, November 24` in the reader's language. */
  day: string;
  /** `10:15 AM`, local time of the clinic. */
  time: string;
  timeZone: string;
  tentative: boolean;
  advice: readonly string[];
  /** Practitioners: the page of the visit. Whoever is asked for a go-ahead: where to answer. */
  link: string;
}

export interface Text {
  subject: string;
  body: string;
}

export interface Template {
  kind: MessageKind;
  recipient: 'patient' | 'practitioner' | 'referrer';
  /** English is always there; another language falls back to it. */
  write: { en(facts: TextFacts): Text } & Partial<Record<Language, (facts: TextFacts) => Text>>;
}

/** Paragraphs, the empty ones left out. */
export function paragraphs(...parts: (string | false | undefined)[]): string {
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

export function placeEn(facts: TextFacts): string {
  return `${facts.clinicName}\n${facts.address}\nPhone ${facts.phone}`;
}

export function placeEs(facts: TextFacts): string {
  return `${facts.clinicName}\n${facts.address}\nTeléfono ${facts.phone}`;
}

/** What the visit is about stays behind the sign-in. */
export function forPractitionersOnly(facts: TextFacts): string {
  return `Details, for you only: ${facts.link}`;
}
