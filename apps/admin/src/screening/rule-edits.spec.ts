import { describe, expect, it } from '@jest/globals';
import type { RuleState } from '../api/screening';
import { changedKeys, editOf, isMonths, settingsOf } from './rule-edits';

const rule = (key: string, extra: Partial<RuleState> = {}): RuleState => ({
  key,
  version: 1,
  isOn: true,
  text: 'Any?',
  textEs: '¿Algo?',
  releasedText: 'Any?',
  releasedTextEs: '¿Algo?',
  rationale: '',
  sources: [],
  askAgainMonths: { yes: 3, no: 6 },
  releasedAskAgainMonths: { yes: 3, no: 6 },
  ...extra,
});

describe('editing the rules', () => {
  it('publishes nothing about what is as released', () => {
    expect(settingsOf([rule('a')], {})).toEqual([]);
    expect(changedKeys([rule('a')], { a: editOf(rule('a')) })).toEqual([]);
  });

  it('publishes what differs from the release, changed now or before', () => {
    const rules = [rule('a', { atLeast: 'do-not-treat' }), rule('b')];
    const edits = { b: { ...editOf(rule('b')), text: 'Any at all? ', no: '2' } };
    expect(changedKeys(rules, edits)).toEqual(['b']);
    expect(settingsOf(rules, edits)).toEqual([
      { key: 'a', isOn: true, atLeast: 'do-not-treat', question: undefined, askAgainMonths: undefined },
      {
        key: 'b',
        isOn: true,
        atLeast: undefined,
        question: { en: 'Any at all?', es: undefined },
        askAgainMonths: { yes: undefined, no: 2 },
      },
    ]);
  });

  it('takes months from one to as many as the release', () => {
    expect(['1', '3', ' 2 '].every((text) => isMonths(text, 3))).toBe(true);
    expect(['0', '4', '', '1.5', 'x'].some((text) => isMonths(text, 3))).toBe(false);
  });
});
