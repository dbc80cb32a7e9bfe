import { describe, expect, it } from '@jest/globals';
import { mergeFields } from './merge';

const BEFORE = { phone: '1', email: 'a@x', name: 'Ada' };

describe('merging what two people changed', () => {
  it('takes over what only the other changed and keeps what only I did', () => {
    const merged = mergeFields(BEFORE, { ...BEFORE, email: 'b@x' }, { ...BEFORE, phone: '2' });
    expect(merged).toEqual({ values: { phone: '2', email: 'b@x', name: 'Ada' }, taken: ['phone'], disputed: [] });
  });

  it('keeps what I typed where both changed, and says so', () => {
    const merged = mergeFields(BEFORE, { ...BEFORE, phone: '3' }, { ...BEFORE, phone: '2' });
    expect(merged).toEqual({ values: { ...BEFORE, phone: '3' }, taken: [], disputed: ['phone'] });
  });

  it('has nothing to say where both typed the same', () => {
    const both = { ...BEFORE, phone: '2' };
    expect(mergeFields(BEFORE, { ...both, phone: ' 2' }, both)).toMatchObject({ taken: [], disputed: [] });
  });

  it('takes blanks around a value for nothing typed', () => {
    expect(mergeFields(BEFORE, { ...BEFORE, name: 'Ada ' }, { ...BEFORE, name: 'Adah' }).values.name).toBe('Adah');
  });
});
