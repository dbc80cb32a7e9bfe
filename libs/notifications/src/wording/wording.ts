import type { Language } from '../advice/advice.js';

/** What a message says, with places for what is true when it is written: `{givenName}`. */
export interface Wording {
  /** Of a mail. */
  subject: string;
  /** Of a mail: paragraphs between empty lines. One whose place is empty is left out. */
  body: string;
  /** The same as one short text: a sentence a line, the most important first. Lines that do not fit are left out from the end. */
  text?: string;
}

/** English is always there; another language falls back to it. */
export type Languages = { en: Wording } & Partial<Record<Language, Wording>>;

/** What a text may say. There is no place for an area, a technique, a condition, a referrer or a reason. */
export const PLACES = {
  givenName: 'First name of the reader.',
  clinicName: 'Name of the location.',
  address: 'Its address.',
  phone: 'Its telephone number.',
  day: 'Day of the visit: Tuesday, November 24.',
  shortDay: 'The same for short texts: Tue, Nov 24.',
  time: 'Time of the visit at the location: 10:15 AM.',
  count: 'How many visits the list of a day has.',
  list: 'Their times and rooms, each a line.',
  advice: 'What to wear, bring and do: each piece a paragraph. In short texts as much as there is room for.',
  link: 'Page of the visit or day for practitioners; the page of a request or report.',
  answerLink: 'Page where the patient says that they come, or asks for another time.',
  unsubscribeLink: 'Page that stops reminders.',
  feedbackLink: 'Where the clinic asks how it was (message settings).',
} as const;

/** How many characters the secrets are long that links end with: of the kind's own, of the answer, of the way out. */
export const SECRET_CHARACTERS = { secret: 43, answer: 56, unsubscribe: 56 } as const;

export type Place = keyof typeof PLACES;

/** Absent: there is none. */
export type Places = Partial<Record<Place, string>>;
