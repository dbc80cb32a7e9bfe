import { describe, expect, it } from '@jest/globals';
import { fold, mostSelectiveFirst, prefixRange, searchTerms, searchTokens, sortNameOf, wordsOf } from './patient-search.rules.js';

/** What the database does: every term is the beginning of a token. */
function finds(patient: Parameters<typeof searchTokens>[0], query: string): boolean {
  const tokens = searchTokens(patient);
  return searchTerms(query).every((term) => tokens.some((token) => token.startsWith(term)));
}

const ana = {
  givenName: 'Ana Lúcia',
  familyName: "Silva-O'Brien",
  birthDate: '1984-03-02',
  email: 'Ana.Silva@Example.org',
  phone: '+1 (503) 555-0142',
};

describe('folding', () => {
  it.each([
    ['JOSÉ', 'jose'],
    ['Núñez', 'nunez'],
    ['Łukasz Größe', 'lukasz grosse'],
    ['İpek Yıldız', 'ipek yildiz'],
    ['Søren Æbelø', 'soren aebelo'],
  ])('%s → %s', (text, folded) => expect(fold(text)).toBe(folded));

  it('splits a name at everything that is not a letter or digit, and keeps an apostrophe inside a word', () => {
    expect(wordsOf(" Mary-Jane  O’Neil, 3rd / d'Arc ")).toEqual(['mary', 'jane', 'oneil', '3rd', 'darc']);
  });

  it('sorts by family name, then given name', () => {
    expect(sortNameOf({ givenName: 'Ána', familyName: 'de la Cruz' })).toBe('de la cruz ana');
  });
});

describe('what finds a patient', () => {
  it.each([
    'ana',
    'silva an',
    'an silva',
    'LUCIA',
    'lúc sil',
    "o'brien",
    'obri',
    'o brien',
    'brien',
    'silva-o’brien',
    'ana.silva@ex',
    'ANA.SILVA@EXAMPLE.ORG',
    '1984-03-02',
    '1984-03',
    'silva 1984-03-02',
    '+1 (503) 555-0142',
    '15035550142',
    '5035550142',
    '503 555',
    '503.555.0142',
    '0142',
    '555-0142',
    'silva 0142',
    '0142 ana',
  ])('%s', (query) => expect(finds(ana, query)).toBe(true));

  it.each(['lva', 'silva bob', 'example.org', '1984-03-03', '0143', '555 0143', 'anasilva'])('not %s', (query) =>
    expect(finds(ana, query)).toBe(false),
  );

  it('has each token once', () => {
    expect(searchTokens({ givenName: 'Ana', familyName: 'Ana' })).toEqual(['ana']);
  });

  it('does not index the last digits alone: they would find too many people', () => {
    expect(searchTokens({ givenName: 'A', familyName: 'B', phone: '555-0142' })).toEqual(['a', 'b', '5550142', '550142', '50142', '0142']);
  });
});

describe('what a query asks for', () => {
  it.each([
    ['', []],
    ['  ?! ', []],
    ['Silva  silva', ['silva']],
    ['(555) 01 42 silva 1984', ['5550142', 'silva', '1984']],
    ['ana.silva', ['ana', 'silva']],
    ['1984-03-02 555-0142', ['1984-03-02', '5550142']],
  ])('%j → %j', (query, terms) => expect(searchTerms(query)).toEqual(terms));

  it('starts from the longest term', () => {
    expect(mostSelectiveFirst(['an', 'silva', 's'])).toEqual(['silva', 'an', 's']);
  });

  it('a prefix range holds exactly what begins with the term, in byte order', () => {
    const [from, below] = prefixRange('sil');
    const inside = (token: string) =>
      Buffer.compare(Buffer.from(token), Buffer.from(from)) >= 0 && Buffer.compare(Buffer.from(token), Buffer.from(below)) < 0;
    expect(['sil', 'silva', 'silж', 'sil\u{1F600}', 'sik', 'sim', 'si'].filter(inside)).toEqual(['sil', 'silva', 'silж', 'sil\u{1F600}']);
  });
});
