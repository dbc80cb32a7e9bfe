import { describe, expect, it } from '@jest/globals';
import { guessDay } from './guess-day';

const TODAY = '2026-11-23';

describe('guessDay', () => {
  it.each([
    ['2026-12-01', '2026-12-01'],
    ['tue', '2026-11-24'],
    ['monday', '2026-11-30'],
    ['tom', '2026-11-24'],
    ['24 nov', '2026-11-24'],
    ['dec 3', '2026-12-03'],
    ['5 jan', '2027-01-05'],
  ])('%s', (text, date) => expect(guessDay(text, TODAY)).toBe(date));

  it.each(['', 'an', 'ana', '99 nov', 'move'])('does not mistake %p for a day', (text) => expect(guessDay(text, TODAY)).toBeUndefined());
});
