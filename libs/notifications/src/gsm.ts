/** GSM 03.38: the letters that a text message carries in one septet each. Anything else more than halves what fits. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' + '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** These take two septets each. */
const EXTENSION = '^{}\\[~]|€';

const SEPTETS = new Map<string, number>([
  ...[...BASIC].map((char) => [char, 1] as const),
  ...[...EXTENSION].map((char) => [char, 2] as const),
]);

/** What people and word processors write for something that the alphabet has; letters with accents find their own way. */
const ALIKE = new Map<string, string>(
  Object.entries({
    '‘’‚‛′´`': "'",
    '“”„‟″«»': '"',
    '‐‑‒–—―−': '-',
    '\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000': ' ',
    '\u2028\u2029': '\n',
    '…': '...',
    '•·': '-',
    œ: 'oe',
    Œ: 'OE',
    đð: 'd',
    ĐÐ: 'D',
    ł: 'l',
    Ł: 'L',
    ħ: 'h',
    Ħ: 'H',
    ŧ: 't',
    Ŧ: 'T',
    ı: 'i',
    þ: 'th',
    Þ: 'Th',
    ẞ: 'SS',
    ª: 'a',
    º: 'o',
    '№': 'No',
    '©': '(c)',
    '®': '(R)',
  }).flatMap(([chars, text]) => [...chars].map((char) => [char, text] as const)),
);

/** One text message has room for this many septets. */
export const ONE_TEXT = 160;

/**
 * The same in the GSM alphabet: `é`, `à`, `ñ` and `ü` stay, an accent that it lacks is dropped (`á` becomes `a`), what has
 * no likeness (emoji, other scripts) is left out. Nothing may be left of a name.
 */
export function toGsm(text: string): string {
  let written = '';
  for (const char of text.replace(/\r\n?/g, '\n').normalize('NFC')) written += gsmOf(char);
  return written.replace(/ {2,}/g, ' ').trim();
}

function gsmOf(char: string): string {
  if (SEPTETS.has(char)) return char;
  const alike = ALIKE.get(char);
  if (alike !== undefined) return alike;
  return [...char.normalize('NFD')].filter((part) => SEPTETS.has(part)).join('');
}

export function isGsm(text: string): boolean {
  for (const char of text) if (!SEPTETS.has(char)) return false;
  return true;
}

/** Septets of a text in the GSM alphabet: `€`, brackets and the like count twice. */
export function septetsOf(text: string): number {
  let septets = 0;
  for (const char of text) septets += SEPTETS.get(char) ?? 1;
  return septets;
}

/** As much of a text in the GSM alphabet as fits, up to a whole word where that leaves at least half of the room used. */
export function fitGsm(text: string, septets: number): string {
  if (septetsOf(text) <= septets) return text;
  let end = 0;
  for (let used = 0; used + SEPTETS.get(text[end]!)! <= septets; end++) used += SEPTETS.get(text[end]!)!;
  const cut = text.slice(0, end);
  const word = /\s/.test(text[end]!) ? end : cut.search(/\s\S*$/);
  return (septetsOf(cut.slice(0, Math.max(word, 0))) * 2 >= septets ? cut.slice(0, word) : cut).trim();
}
