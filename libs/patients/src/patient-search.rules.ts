// Search without LIKE: everything that finds a patient is a token, and every word of a query is the beginning of one.
// Folding is the same for what is stored and for what is asked, so "JOSÉ" finds "Jose".

const APOSTROPHES = /['’‘ʼʻ`´]/g;
const NOT_IN_WORDS = /[^\p{L}\p{N}]+/u;
/** Letters that Unicode does not take apart into a base letter and a mark. */
const FOLDED: Record<string, string> = { ß: 'ss', ø: 'o', ł: 'l', æ: 'ae', œ: 'oe', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };

const DATE = /^(?:19|20)\d\d-\d\d(?:-\d\d)?$/;
const PHONE_PART = /^[+().\d-]*\d[().\d-]*$/;
/** Fewer digits than this find too many people to be of use. */
const PHONE_PART_DIGITS = 4;
/** Sorts after every character that a text may hold. */
const LAST_CHARACTER = '\u{10FFFF}';

/** Lower case, without accents. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßøłæœđðþı]/g, (letter) => FOLDED[letter]!);
}

/** The words of a name, folded: `O'Brien-Núñez` → `obrien`, `nunez`. */
export function wordsOf(text: string): string[] {
  return fold(text.replace(APOSTROPHES, '')).split(NOT_IN_WORDS).filter(Boolean);
}

/** The words that find a name. Cut at apostrophes as well: people type "brien" and "o brien", too. */
export function nameTokens(name: string): string[] {
  return [...new Set([...wordsOf(name), ...wordsOf(name.replace(APOSTROPHES, ' '))])];
}

export function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '');
}

/** By what a list is ordered: family name, then given name. */
export function sortNameOf(name: { givenName: string; familyName: string }): string {
  return [...wordsOf(name.familyName), ...wordsOf(name.givenName)].join(' ');
}

interface Findable {
  givenName: string;
  familyName: string;
  birthDate?: string;
  email?: string;
  phone?: string;
}

/** All tokens of a patient, each once. A phone number is found by any part of it of four digits or more. */
export function searchTokens(patient: Findable): string[] {
  const tokens = new Set([...nameTokens(patient.givenName), ...nameTokens(patient.familyName)]);
  if (patient.email) tokens.add(patient.email.toLowerCase());
  if (patient.birthDate) tokens.add(patient.birthDate);
  const digits = digitsOf(patient.phone ?? '');
  for (let from = 0; from <= digits.length - PHONE_PART_DIGITS; from++) tokens.add(digits.slice(from));
  return [...tokens];
}

/**
 * What a query asks for; a patient must have a token that begins with each. Neighbouring groups of digits are one phone
 * number: `silva 555 0142` → `silva`, `5550142`.
 */
export function searchTerms(query: string): string[] {
  const terms = new Set<string>();
  let digits = '';
  const flush = () => {
    if (digits) terms.add(digits);
    digits = '';
  };
  for (const part of query.trim().split(/\s+/)) {
    if (PHONE_PART.test(part) && !DATE.test(part)) {
      digits += digitsOf(part);
      continue;
    }
    flush();
    if (DATE.test(part)) terms.add(part);
    else if (part.includes('@')) terms.add(part.toLowerCase());
    else for (const word of wordsOf(part)) terms.add(word);
  }
  flush();
  return [...terms];
}

/** The longest term first: fewest people have it, so the scan starts there. */
export function mostSelectiveFirst(terms: readonly string[]): string[] {
  return [...terms].sort((a, b) => b.length - a.length);
}

/** Half-open range of all tokens that begin with `term`, for a b-tree. */
export function prefixRange(term: string): [from: string, below: string] {
  return [term, term + LAST_CHARACTER];
}
