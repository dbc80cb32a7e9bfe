import { describe, expect, it } from '@jest/globals';
import { credentialsOf, initials, personName, shortName, shortService } from './names';

describe('names', () => {
  it('takes credentials off', () => {
    expect(personName('Dr. Alder Finch, DC')).toBe('Dr. Alder Finch');
    expect(personName('Ana Silva-Birch, LMT')).toBe('Ana Silva-Birch');
    expect(personName('J. Reyes')).toBe('J. Reyes');
    expect(credentialsOf('Dr. H. Weiss, MD, PhD')).toBe('MD, PhD');
    expect(credentialsOf('J. Reyes')).toBeUndefined();
  });

  it('shortens people', () => {
    expect(shortName('Bartholomew Okafor')).toBe('Bartholomew O.');
    expect(shortName('Cher')).toBe('Cher');
    expect(initials('Dr. Hazel Lark')).toBe('HL');
    expect(initials('Treatment 1')).toBe('T1');
  });

  it('shortens services it knows', () => {
    expect(shortService({ code: 'adjustment', name: 'Chiropractic adjustment' })).toBe('Adjustment');
    expect(shortService({ code: 'cupping', name: 'Cupping' })).toBe('Cupping');
  });
});
