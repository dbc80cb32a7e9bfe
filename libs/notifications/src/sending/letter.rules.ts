import { SECRET_CHARACTERS } from '../wording/wording.js';
import type { Rendered } from './render.rules.js';

/** What stands in the place of a secret in what is kept and shown. One sign beyond Latin-1 doubles a text in memory: 5 % of a send. */
export const HIDDEN = '***';

/** What the links of a message open, each absent where the message has none. `answer` also leads to the file for the patient's calendar. */
export interface LetterSecrets {
  answer?: string;
  unsubscribe?: string;
  /** Of a link that is of the message's kind. */
  secret?: string;
}

/** As long as what is sent, so that the preview of a short text has the lines that fit then. Letters that no secret is made of alone. */
export const STAND_INS: Required<LetterSecrets> = {
  answer: 'a'.repeat(SECRET_CHARACTERS.answer),
  unsubscribe: 'u'.repeat(SECRET_CHARACTERS.unsubscribe),
  secret: 's'.repeat(SECRET_CHARACTERS.secret),
};

/** What is sent has the secrets of its links, what is kept and shown has not. */
export interface Letter {
  kept: Rendered;
  body: string;
}

/** What is kept is otherwise the same to the letter: a short text has the lines that fit with the secrets in them, and those whole. */
export function letterOf(sent: Rendered, { answer, unsubscribe, secret }: LetterSecrets): Letter {
  let { subject, body } = sent;
  for (const one of [answer, unsubscribe, secret]) {
    if (one === undefined || one === '') continue;
    subject = subject.replaceAll(one, HIDDEN);
    body = body.replaceAll(one, HIDDEN);
  }
  return { kept: { subject, body, advice: sent.advice }, body: sent.body };
}
