import { DomainError, type FieldError } from '#kernel';
import type { Language } from '../advice/advice.js';
import { ADVICE } from '../advice/index.js';
import { ONE_TEXT, septetsOf, toGsm } from '../gsm.js';
import { KINDS } from '../kinds/index.js';
import { type Kind, kindId } from '../kinds/kind.js';
import { fillLine, fillText, marksOf } from './fill.rules.js';
import { type Place, PLACES, type Places, SECRET_CHARACTERS, type Wording } from './wording.js';

type Checked = Pick<Kind, 'mustName' | 'link' | 'about'>;

/** A wording of the clinic's own, in place of a released one or in a language that there is none in. */
export interface OwnWording extends Wording {
  /** `patient/reminder` */
  kind: string;
  form: string;
  language: Language;
}

export interface OwnAdvice {
  code: string;
  language: Language;
  text: string;
}

/** All wordings of a clinic's own: what is published as one version. */
export interface ClinicWording {
  wordings?: OwnWording[];
  advice?: OwnAdvice[];
}

/** The same, to look up in. */
export interface WordingBook {
  wording(kind: Kind, form: string, language: Language): Wording;
  advice(code: string, language: Language): string;
  /** For a short text; absent: it has none. */
  shortAdvice(code: string, language: Language): string | undefined;
}

/** "Reply CANCEL to cancel." 47 CFR 64.1200(a)(10), and every carrier. */
const OPT_OUT_AS_ANSWER =
  /\b(reply|respond|answer|text|send|responda|conteste|env[ií]e|mande)( us| with| back| con)? ["'“]?(cancel|cancelar|quit|end|unsubscribe)\b/i;

/** What a short text must have room for beside its words: names cut short, the widest day and time, a telephone number. */
const TIGHT: Record<Exclude<Place, 'link' | 'answerLink' | 'unsubscribeLink' | 'feedbackLink'>, string> = {
  givenName: 'Ana Mari',
  clinicName: 'Cedar Sp',
  address: '12 Main Street, Denver',
  phone: '+1 303 555 0100',
  day: 'miércoles 30 de septiembre',
  shortDay: 'Wed, Sep 30',
  time: '12:45 PM',
  count: '88',
  list: '9:05 AM to 9:20 AM, Room 2',
  advice: 'Please come early.',
};

/** A clinic's own words that are no longer stand in short texts, too. */
export const SHORT_ADVICE = 40;

/** The clinic's own wording where there is one, else the released one; in the reader's language if that exists, else in English. */
export function bookOf(own: ClinicWording): WordingBook {
  const wordings = new Map((own.wordings ?? []).map((one) => [`${one.kind}|${one.form}|${one.language}`, one]));
  const texts = new Map((own.advice ?? []).map((one) => [`${one.code}|${one.language}`, one.text]));
  const released = new Map(ADVICE.map((advice) => [advice.code, advice]));
  return {
    wording(kind, form, language) {
      const id = `${kindId(kind.recipient, kind.key)}|${form}`;
      const languages = kind.wording[form]!;
      const used = wordings.get(`${id}|${language}`) ?? languages[language] ?? wordings.get(`${id}|en`) ?? languages.en;
      // A clinic that words only its mails keeps the released short text.
      return used.text ? used : { ...used, text: (languages[language] ?? languages.en).text };
    },
    advice: (code, language) => texts.get(`${code}|${language}`) ?? released.get(code)!.text[language],
    shortAdvice(code, language) {
      const own = texts.get(`${code}|${language}`);
      return own !== undefined && septetsOf(toGsm(own)) <= SHORT_ADVICE ? own : released.get(code)!.short?.[language];
    },
  };
}

/** What is wrong with one wording, by its part; empty: it may be published. `publicUrl`: where its links begin. */
export function problemsOf(kind: Checked, { subject, body, text = '' }: Wording, publicUrl: string): FieldError[] {
  return [...partProblems('subject', subject), ...partProblems('body', body, kind.mustName), ...textProblems(text, kind, publicUrl)];
}

function partProblems(part: string, words: string, mustName: readonly string[] = []): FieldError[] {
  const marks = marksOf(words);
  const at = { pointer: `/${part}` };
  if (words.trim() === '') return [{ ...at, code: 'empty', detail: 'Nothing is written here.' }];
  return [
    ...unknownMarks(marks).map((mark) => ({
      ...at,
      code: 'unknown-place',
      detail: `There is no {${mark}}. There are: ${Object.keys(PLACES).join(', ')}.`,
    })),
    ...mustName.filter((must) => !marks.includes(must)).map((must) => ({ ...at, code: 'must-name', detail: `It must say {${must}}.` })),
  ];
}

function textProblems(text: string, kind: Checked, publicUrl: string): FieldError[] {
  if (text === '') return [];
  const { mustName } = kind;
  if (OPT_OUT_AS_ANSWER.test(text)) {
    const detail = 'Whoever replies CANCEL gets no more texts: by law it is a no to all of them. Ask for another word, as R.';
    return [{ pointer: '/text', code: 'opt-out-word', detail }];
  }
  // A short text names the day in its short form.
  const problems = partProblems('text', text.replace(/\{shortDay\}/g, '{day}'), mustName);
  if (problems.length > 0) return problems;
  const places: Places = { ...TIGHT, ...linksOf(kind, publicUrl) };
  const [first = ''] = text.trim().split('\n');
  const over = septetsOf(toGsm(fillLine(first, places))) - ONE_TEXT;
  if (over > 0) {
    const detail = `Shorten its first line by ${over} characters, so that its places have room.`;
    return [{ pointer: '/text', code: 'too-long', detail }];
  }
  const written = fillText(text, places);
  const says = (must: string) => [must, must === 'day' ? 'shortDay' : must].some((mark) => written.includes(places[mark as Place] ?? ''));
  return mustName
    .filter((must) => !says(must))
    .map((must) => ({ pointer: '/text', code: 'no-room', detail: `Shorten what stands before {${must}}: there is no room left for it.` }));
}

/** Links as long as those that are sent; an id has 22 characters. */
function linksOf({ link, about }: Checked, publicUrl: string): Places {
  const at = (path: string, characters: number) => `${publicUrl}${path}${'0'.repeat(characters)}`;
  const page = about === undefined ? at('/visits/vis_', 22) : at('/referrals/ref_', 22);
  return {
    link: link ? at('/p/', SECRET_CHARACTERS.secret) : page,
    answerLink: at('/p/', SECRET_CHARACTERS.answer),
    unsubscribeLink: at('/p/', SECRET_CHARACTERS.unsubscribe),
    feedbackLink: at('/', 30),
  };
}

function unknownMarks(marks: readonly string[]): string[] {
  return [...new Set(marks)].filter((mark) => !Object.hasOwn(PLACES, mark));
}

/** @throws `invalid` / `invalid-wording` with a pointer for every mistake; nothing is published then. */
export function checkWording({ wordings = [], advice = [] }: ClinicWording, publicUrl: string): void {
  const errors = [
    ...wordings.flatMap((one, i) => below(`/wordings/${i}`, wordingProblems(one, publicUrl))),
    ...advice.flatMap((one, i) => below(`/advice/${i}`, adviceProblems(one))),
    ...repeated(wordings.map((one) => `${one.kind}|${one.form}|${one.language}`)).map((i) => twice(`/wordings/${i}`)),
    ...repeated(advice.map((one) => `${one.code}|${one.language}`)).map((i) => twice(`/advice/${i}`)),
  ];
  if (errors.length > 0) throw new DomainError('invalid', 'invalid-wording', { detail: errors[0]!.detail, errors: errors.slice(0, 50) });
}

function wordingProblems(own: OwnWording, publicUrl: string): FieldError[] {
  const kind = KINDS.get(own.kind);
  if (!kind) return [{ pointer: '/kind', code: 'unknown-kind', detail: `There is no kind ${own.kind}.` }];
  if (!Object.hasOwn(kind.wording, own.form)) return [{ pointer: '/form', code: 'unknown-form', detail: `It has no form ${own.form}.` }];
  return problemsOf(kind, own, publicUrl);
}

function adviceProblems({ code, text }: OwnAdvice): FieldError[] {
  if (!ADVICE.some((one) => one.code === code))
    return [{ pointer: '/code', code: 'unknown-advice', detail: `There is no advice ${code}.` }];
  if (marksOf(text).length > 0) return [{ pointer: '/text', code: 'unknown-place', detail: 'Advice has no places to fill in.' }];
  return text.trim() === '' ? [{ pointer: '/text', code: 'empty', detail: 'Nothing is written here.' }] : [];
}

function below(pointer: string, problems: readonly FieldError[]): FieldError[] {
  return problems.map((problem) => ({ ...problem, pointer: `${pointer}${problem.pointer}` }));
}

function repeated(keys: readonly string[]): number[] {
  return keys.flatMap((key, i) => (keys.indexOf(key) < i ? [i] : []));
}

function twice(pointer: string): FieldError {
  return { pointer, code: 'twice', detail: 'The same is worded twice.' };
}

/** The released wording, for a clinic that has none of its own. */
export const RELEASED = bookOf({});
