import type { Rendered } from './render.rules.js';

/** What stands in the place of a secret in what is kept and shown. */
export const HIDDEN = '…';

/** What the links of a message open, each absent where the message has none. `answer` also leads to the file for the patient's calendar. */
export interface LetterSecrets {
  answer?: string;
  unsubscribe?: string;
  /** Of a link that is of the message's kind. */
  secret?: string;
}

/** What is sent has the secrets of its links, what is kept and shown has not. */
export interface Letter {
  kept: Rendered;
  body: string;
}

/** In characters: no word of a text begins like a secret for so long by chance. */
const PART_OF_SECRET = 6;

/**
 * What is kept is otherwise the same to the letter: a short text has the lines that fit with the secrets in them. Where it had
 * no room for a whole link, what is left of the secret is not found as one: it is written `anew` without secrets.
 */
export function letterOf(sent: Rendered, { answer, unsubscribe, secret }: LetterSecrets, anew: () => Rendered): Letter {
  const secrets = [answer, unsubscribe, secret].filter((one) => one !== undefined && one !== '') as string[];
  const shows = (text: string, secret: string) => text.includes(secret.slice(0, PART_OF_SECRET));
  const hide = (text: string) => secrets.reduce((hidden, one) => (shows(hidden, one) ? hidden.replaceAll(one, HIDDEN) : hidden), text);
  const kept = { subject: hide(sent.subject), body: hide(sent.body), advice: sent.advice };
  const showsPart = (text: string) => secrets.some((one) => shows(text, one));
  return { kept: showsPart(kept.subject) || showsPart(kept.body) ? anew() : kept, body: sent.body };
}
