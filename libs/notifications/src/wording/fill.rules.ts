import { fitGsm, ONE_TEXT, septetsOf, toGsm } from '../gsm.js';
import type { Place, Places } from './wording.js';

const MARK = /\{([A-Za-z]*)\}/g;

/** The marks of a wording, in order. */
export function marksOf(wording: string): string[] {
  return [...wording.matchAll(MARK)].map((match) => match[1]!);
}

/** The paragraphs of a mail; one that names something that is not there is left out. */
export function fillBody(body: string, places: Places): string {
  const paragraphs = body.split(/\n{2,}/).map((paragraph) => fillPart(paragraph.trim(), places));
  return `${paragraphs.filter(Boolean).join('\n\n')}\n`;
}

/** One line; what is not there leaves nothing. */
export function fillLine(line: string, places: Places): string {
  return replaced(line, places);
}

/**
 * A text of at most 160 characters of the GSM alphabet. The first line always goes, cut if it must be; of the others those
 * that fit, in their order.
 */
export function fillText(text: string, places: Places): string {
  const lines = text.split('\n').map((line) => toGsm(fillPart(line.trim(), places)));
  const [first = '', ...others] = lines.filter(Boolean);
  let all = fitGsm(first, ONE_TEXT);
  for (const line of others) {
    const longer = `${all} ${line}`;
    if (septetsOf(longer) <= ONE_TEXT) all = longer;
  }
  return all;
}

/** Empty when one of its places is. */
function fillPart(part: string, places: Places): string {
  return marksOf(part).some((mark) => !places[mark as Place]) ? '' : replaced(part, places);
}

/** In one pass: what a value brings along is never taken for a mark. */
function replaced(part: string, places: Places): string {
  return part.replace(MARK, (_, mark: string) => places[mark as Place] ?? '');
}
