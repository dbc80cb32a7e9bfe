import { describe, expect, it } from '@jest/globals';
import { changedConditions, conditionsOf } from './condition-edits.js';

const state = (code: string, own: { suggests?: string[]; requiresReferral?: boolean } = {}) => ({
  code,
  name: code,
  suggests: ['swedish'],
  requiresReferral: false,
  releasedSuggests: ['swedish'],
  releasedRequiresReferral: false,
  ...own,
});

describe('what is published of the conditions', () => {
  it('is only what differs from the release', () => {
    const conditions = [state('a'), state('b'), state('c', { requiresReferral: true }), state('d', { suggests: [] })];
    expect(conditionsOf(conditions, { b: { suggests: ['deep-tissue'], requiresReferral: true } })).toEqual([
      { code: 'b', suggests: ['deep-tissue'], requiresReferral: true },
      { code: 'c', suggests: undefined, requiresReferral: true },
      { code: 'd', suggests: [], requiresReferral: undefined },
    ]);
  });

  it('is nothing of what was set back to the release', () => {
    expect(conditionsOf([state('c', { requiresReferral: true })], { c: { suggests: ['swedish'], requiresReferral: false } })).toEqual([]);
  });
});

describe('changed conditions', () => {
  it('differ from what is published', () => {
    const conditions = [state('a', { suggests: [] }), state('b')];
    const edits = { a: { suggests: [], requiresReferral: false }, b: { suggests: ['swedish'], requiresReferral: true } };
    expect(changedConditions(conditions, edits)).toEqual(['b']);
  });
});
