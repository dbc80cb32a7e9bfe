import { describe, expect, it } from '@jest/globals';
import { e164 } from './phone.rules.js';

describe('e164', () => {
  it.each<[string, string, string | undefined]>([
    ['+1 (503) 555-0142', '1', '+15035550142'],
    ['503.555.0142', '1', '+15035550142'],
    ['1-503-555-0142', '1', '+15035550142'],
    ['011 34 612 34 56 78', '1', '+34612345678'],
    // A local number leaves open where it is.
    ['555-0142', '1', undefined],
    ['612 34 56 78', '34', '+34612345678'],
    ['0034 612 34 56 78', '34', '+34612345678'],
    ['07911 123456', '44', '+447911123456'],
    ['+44 7911 123456', '1', '+447911123456'],
    ['+0123456789', '1', undefined],
    ['', '1', undefined],
  ])('%s from a clinic in +%s is %s', (phone, country, expected) => expect(e164(phone, country)).toBe(expected));
});
