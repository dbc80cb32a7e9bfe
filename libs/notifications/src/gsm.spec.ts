import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fitGsm, isGsm, septetsOf, toGsm } from './gsm.js';

/** Texts of people, and what nobody would type. */
const anyText = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 60 }));

describe('toGsm', () => {
  it.each([
    ['Ana, 10:00 AM', 'Ana, 10:00 AM'],
    ['José Núñez, miércoles a las 14:30, ¿sí?', 'José Nuñez, miércoles a las 14:30, ¿si?'],
    ['ÁÀÂ ÉÈ Ü Ñ ç Ç', 'AAA ÉE Ü Ñ c Ç'],
    ['Nu\u0301n\u0303ez', 'Nuñez'],
    ['Łukasz Żółć, Đặng', 'Lukasz Zolc, Dang'],
    ['“It’s” – soon…', '"It\'s" - soon...'],
    ['Ana 👩‍👩‍👧 🌵 Ruiz', 'Ana Ruiz'],
    ['李伟', ''],
    ['שרה \u202Egnp.exe\u202C', 'gnp.exe'],
    ['one\r\ntwo\tthree\u0000', 'one\ntwo three'],
    ['{€5} [~] a|b \\ ^', '{€5} [~] a|b \\ ^'],
    ['lone \ud83c half', 'lone half'],
  ])('%j becomes %j', (text, expected) => expect(toGsm(text)).toBe(expected));

  it('gives only the alphabet, and nothing more the second time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const written = toGsm(text);
        expect(isGsm(written)).toBe(true);
        expect(toGsm(written)).toBe(written);
      }),
    );
  });

  it('leaves plain words as they are', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9éèñüà.,:;!?'()/+-]{1,12}$/);
    fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => expect(toGsm(words.join(' '))).toBe(words.join(' '))));
  });
});

describe('septetsOf', () => {
  it.each([
    ['', 0],
    ['Ana', 3],
    ['ñ€', 3],
    ['[]{}\\~^|€', 18],
  ])('%j has %d', (text, expected) => expect(septetsOf(text)).toBe(expected));
});

describe('fitGsm', () => {
  it.each([
    ['Ana', 10, 'Ana'],
    ['Maria del Carmen', 12, 'Maria del'],
    ['Maria del Carmen', 9, 'Maria del'],
    ['Wilhelmina', 6, 'Wilhel'],
    ['A Wilhelmina', 8, 'A Wilhel'],
    ['€€€', 5, '€€'],
    ['Ana', 0, ''],
  ])('%j in %d is %j', (text, room, expected) => expect(fitGsm(text, room)).toBe(expected));

  it('fits, is a beginning, and is all of what fits', () => {
    fc.assert(
      fc.property(anyText.map(toGsm), fc.integer({ min: 0, max: 70 }), (text, room) => {
        const cut = fitGsm(text, room);
        expect(septetsOf(cut)).toBeLessThanOrEqual(room);
        expect(text.startsWith(cut)).toBe(true);
        if (septetsOf(text) <= room) expect(cut).toBe(text);
      }),
    );
  });
});
