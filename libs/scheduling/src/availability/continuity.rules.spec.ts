import { describe, expect, it } from '@jest/globals';
import { usualTherapistOf } from './continuity.rules.js';

const past = (...given: [practitionerId: string, start: number][]) => given.map(([practitionerId, start]) => ({ practitionerId, start }));

describe('the usual therapist', () => {
  it('gave most of the massage', () => {
    expect(usualTherapistOf(past(['ana', 1], ['sage', 2], ['ana', 3], ['clover', 9]))).toBe('ana');
  });

  it('is the latest of equals', () => {
    expect(usualTherapistOf(past(['ana', 1], ['sage', 2], ['ana', 3], ['sage', 4]))).toBe('sage');
    expect(usualTherapistOf(past(['sage', 2], ['ana', 3]))).toBe('ana');
  });

  it('is nobody where nothing was given', () => {
    expect(usualTherapistOf([])).toBeUndefined();
  });
});
