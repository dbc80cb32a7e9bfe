import { fitGsm, ONE_TEXT, septetsOf, toGsm } from '../gsm.js';
import type { Place, Places } from './wording.js';

const MARK = /\{([A-Za-z]*)\}/g;
/** What may be cut to make room: everything else would say something wrong when it is. */
const NAMES = ['clinicName', 'givenName'] as const;

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
 * A text of at most 160 characters of the GSM alphabet. The first line always goes, with its names cut if they must be; of the
 * others those that fit, in their order.
 */
export function fillText(text: string, places: Places): string {
  const [first = '', ...others] = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  let all = fillFirst(first, places);
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
  return fitGsm(toGsm(replaced(line, { ...places, ...cut })), ONE_TEXT);
}

/** Empty when one of its places is. */
function fillPart(part: string, places: Places): string {
  return marksOf(part).some((mark) => !places[mark as Place]) ? '' : replaced(part, places);
}

/** In one pass: what a value brings along is never taken for a mark. */
function replaced(part: string, places: Places): string {
  return part.replace(MARK, (_, mark: string) => places[mark as Place] ?? '');
}
