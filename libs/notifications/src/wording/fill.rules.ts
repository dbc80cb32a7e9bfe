import { fitGsm, ONE_TEXT, septetsOf, toGsm } from '../gsm.js';
import type { Place, Places } from './wording.js';

const MARK = /\{([A-Za-z]*)\}/g;
/** What may be cut to make room: everything else would say something wrong when it is. */
const NAMES = ['clinicName', 'givenName'] as const;

const LINKS: readonly Place[] = ['link', 'answerLink', 'unsubscribeLink', 'feedbackLink'];

/** A wording taken apart: `texts` stand around `marks`, so there is one more of them. */
interface Parts {
  texts: readonly string[];
  marks: readonly string[];
}

/** Taking apart takes longer than filling in, and thousands of messages share one wording. Previews of what is typed end the memory. */
const MOST_KEPT = 1000;
const keptParts = new Map<string, Parts>();
const keptBodies = new Map<string, readonly string[]>();

function keep<T>(kept: Map<string, T>, wording: string, made: T): T {
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(wording, made);
  return made;
}

function partsOf(wording: string): Parts {
  const known = keptParts.get(wording);
  if (known) return known;
  const pieces = wording.split(MARK);
  return keep(keptParts, wording, { texts: pieces.filter((_, i) => i % 2 === 0), marks: pieces.filter((_, i) => i % 2 === 1) });
}

function paragraphsOf(body: string): readonly string[] {
  return (
    keptBodies.get(body) ??
    keep(
      keptBodies,
      body,
      body
        .split(/\n{2,}/)
        .map((paragraph) => paragraph.trim())
        .filter(Boolean),
    )
  );
}

/** The marks of a wording, in order. */
export function marksOf(wording: string): readonly string[] {
  return partsOf(wording).marks;
}

/** The paragraphs of a mail; one that names something that is not there is left out. */
export function fillBody(body: string, places: Places): string {
  const pieces: string[] = [];
  for (const paragraph of paragraphsOf(body)) {
    const parts = partsOf(paragraph);
    if (lacksOne(parts, places)) continue;
    if (pieces.length > 0) pieces.push('\n\n');
    fillInto(pieces, parts, places);
  }
  pieces.push('\n');
  return pieces.join('');
}

/** One line; what is not there leaves nothing. */
export function fillLine(line: string, places: Places): string {
  return replaced(line, places);
}

/**
 * A text of at most 160 characters of the GSM alphabet. The first line always goes, with its names cut if they must be, and
 * words before those of its link: part of a link leads nowhere. Of the others those that fit, in their order.
 */
export function fillText(text: string, places: Places): string {
  const [first = '', ...others] = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  let all = fillFirst(first, withoutLongLinks(places));
  for (const line of others) {
    const filled = toGsm(fillPart(line, places));
    const longer = `${all} ${filled}`;
    if (filled !== '' && septetsOf(longer) <= ONE_TEXT) all = longer;
  }
  return all;
}

function fillFirst(line: string, places: Places): string {
  const whole = toGsm(replaced(line, places));
  if (septetsOf(whole) <= ONE_TEXT) return whole;
  const bare = toGsm(replaced(line, { ...places, clinicName: '', givenName: '' }));
  const named = NAMES.filter((name) => marksOf(line).includes(name));
  const room = Math.max(0, Math.floor((ONE_TEXT - septetsOf(bare)) / Math.max(1, named.length)) - 1);
  const cut = Object.fromEntries(named.map((name) => [name, fitGsm(toGsm(places[name] ?? ''), room)]));
  return fitAroundLink(line, { ...places, ...cut });
}

function withoutLongLinks(places: Places): Places {
  const short = { ...places };
  for (const mark of LINKS) if (septetsOf(toGsm(places[mark] ?? '')) > ONE_TEXT) short[mark] = '';
  return short;
}

/** Its words cut, its first link whole. */
function fitAroundLink(line: string, places: Places): string {
  const filled = toGsm(replaced(line, places));
  const mark = (marksOf(line) as Place[]).find((one) => LINKS.includes(one) && places[one]);
  const link = mark && toGsm(places[mark]!);
  if (!link || septetsOf(filled) <= ONE_TEXT) return fitGsm(filled, ONE_TEXT);
  const at = filled.indexOf(link);
  const before = fitGsm(filled.slice(0, at).trim(), ONE_TEXT - septetsOf(link) - 1);
  return before === '' ? link : `${before} ${link}`;
}

/** Empty when one of its places is. */
function fillPart(part: string, places: Places): string {
  return lacksOne(partsOf(part), places) ? '' : replaced(part, places);
}

function lacksOne({ marks }: Parts, places: Places): boolean {
  for (const mark of marks) if (!places[mark as Place]) return true;
  return false;
}

/** What a value brings along is never taken for a mark. */
function replaced(part: string, places: Places): string {
  const pieces: string[] = [];
  fillInto(pieces, partsOf(part), places);
  return pieces.join('');
}

/** Joined in the end: a text that is made by adding to it is a tree, which has to be made flat before anybody can read it. */
function fillInto(pieces: string[], { texts, marks }: Parts, places: Places): void {
  pieces.push(texts[0]!);
  for (let i = 0; i < marks.length; i++) pieces.push(places[marks[i] as Place] ?? '', texts[i + 1]!);
}
