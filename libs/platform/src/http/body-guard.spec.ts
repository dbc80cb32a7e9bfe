import { describe, expect, it } from '@jest/globals';
import { findBadInput, findBadQuery } from './body-guard.js';

function nested(levels: number): unknown {
  let value: unknown = 'x';
  for (let i = 0; i < levels; i++) value = { a: value };
  return value;
}

const found = (value: unknown) => findBadInput(value)?.details.errors?.[0];
const foundInQuery = (value: unknown) => findBadQuery(value)?.details.errors?.[0];

describe('a body', () => {
  it('passes when it is like real ones', () => {
    for (const body of [undefined, null, 5, true, 'text', {}, [], { a: [{ b: 'Zoë 👩‍👩‍👧 \n' }], c: null }, nested(20)]) {
      expect(findBadInput(body)).toBeUndefined();
    }
  });

  it('is refused for its depth, however deep', () => {
    expect(found(nested(21))).toMatchObject({ code: 'nesting-too-deep', pointer: '/a'.repeat(20) });
    expect(found(nested(100_000))?.code).toBe('nesting-too-deep');
  });

  it('is refused for text that cannot be stored, in values and in names', () => {
    for (const text of ['a\0b', '\ud800', 'x\udc00y']) {
      expect(found({ a: { b: text } })).toMatchObject({ code: 'text-not-valid', pointer: '/a/b' });
      expect(found({ a: { [text]: 1 } })).toMatchObject({ code: 'text-not-valid', pointer: '/a' });
    }
    expect(found(['fine', '\0'])).toMatchObject({ pointer: '/1' });
  });

  it('is refused for endless text and lists', () => {
    expect(found({ a: 'x'.repeat(20_000) })).toBeUndefined();
    expect(found({ a: 'x'.repeat(20_001) })).toMatchObject({ code: 'text-too-long', pointer: '/a' });
    expect(found({ a: Array.from({ length: 2_000 }, () => 1) })).toBeUndefined();
    expect(found({ a: Array.from({ length: 2_001 }, () => 1) })).toMatchObject({ code: 'too-many-items', pointer: '/a' });
    expect(found(Object.fromEntries(Array.from({ length: 2_001 }, (_, i) => [`k${i}`, 1])))).toMatchObject({ code: 'too-many-items' });
  });

  it('is refused for a list in a list, which the validators would look through', () => {
    expect(found({ legs: [{ a: 1 }, []] })).toMatchObject({ code: 'list-in-list', pointer: '/legs/1' });
    expect(found({ legs: [[{ a: 1 }]] })).toMatchObject({ code: 'list-in-list', pointer: '/legs/0' });
  });

  it('is pointed at with escaped names', () => {
    expect(found({ 'a/b~c': '\0' })).toMatchObject({ pointer: '/a~1b~0c' });
  });
});

describe('a query', () => {
  it('passes when it is like real ones', () => {
    expect(findBadQuery({ from: '2027-02-01', status: ['booked', 'arrived'] })).toBeUndefined();
    expect(findBadQuery(undefined)).toBeUndefined();
  });

  it('is refused by the name of the parameter', () => {
    expect(foundInQuery({ q: 'a\0' })).toMatchObject({ code: 'text-not-valid', pointer: '?q' });
    expect(foundInQuery({ q: ['fine', 'a\0'] })).toMatchObject({ code: 'text-not-valid', pointer: '?q' });
    expect(foundInQuery({ q: 'x'.repeat(20_001) })).toMatchObject({ code: 'text-too-long', pointer: '?q' });
    expect(foundInQuery({ ['a\0']: '1' })).toMatchObject({ code: 'text-not-valid', pointer: '?' });
    expect(foundInQuery({ x: Array.from({ length: 2_001 }, () => '1') })).toMatchObject({ code: 'too-many-items', pointer: '?x' });
    expect(foundInQuery(Object.fromEntries(Array.from({ length: 2_001 }, (_, i) => [`k${i}`, '1'])))).toMatchObject({
      code: 'too-many-items',
      pointer: '?',
    });
  });
});
