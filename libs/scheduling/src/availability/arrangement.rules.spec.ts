import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Service } from '#clinic';
import { distinctOrders, mayRepeat, ordersOf, waitsWithSum } from './arrangement.rules.js';
import type { SearchLeg } from './search.types.js';

function leg(serviceId: string, practitionerIds: string[], extra: Partial<SearchLeg> = {}): SearchLeg {
  return {
    service: { id: serviceId } as Service,
    durationMinutes: 15,
    techniques: [],
    areas: [],
    practitionerIds,
    roomIds: ['bay1'],
    ...extra,
  };
}

describe('waits', () => {
  it('are all that add up to a sum, in lexicographic order', () => {
    fc.assert(
      fc.property(fc.nat(3), fc.nat(4), fc.nat(5), (count, least, more) => {
        const waits = { least, most: least + more };
        let all: number[][] = [[]];
        for (let i = 0; i < count; i++) all = all.flatMap((some) => Array.from({ length: more + 1 }, (_, wait) => [...some, least + wait]));
        const found: (readonly number[])[] = [];
        for (let sum = count * waits.least; sum <= count * waits.most; sum++) {
          const listed = [...waitsWithSum(count, sum, waits)];
          expect(listed).toEqual(all.filter((some) => some.reduce((a, b) => a + b, 0) === sum));
          found.push(...listed);
        }
        expect(found.length).toBe(all.length);
      }),
    );
  });
});

describe('orders', () => {
  const all = ordersOf('any', 3);

  it('are one as listed, or all', () => {
    expect(ordersOf('as-listed', 3)).toEqual([[0, 1, 2]]);
    expect(new Set(all.map(String)).size).toBe(6);
  });

  it('of interchangeable legs keep them as listed', () => {
    const [spot, other] = [leg('spot', ['s1', 's2']), leg('host', ['h1'])];
    expect(distinctOrders([spot, other, spot], all)).toEqual([
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
    ]);
    expect(distinctOrders([spot, spot, spot], all)).toEqual([[0, 1, 2]]);
    expect(mayRepeat([spot, other, spot], all)).toBe(false);
  });

  it.each([
    ['people', leg('spot', ['s2', 's3']), true],
    ['rooms', leg('spot', ['s1', 's2'], { roomIds: ['bay2'] }), true],
    ['a longer time', leg('spot', ['s1', 's2'], { durationMinutes: 30 }), false],
    ['a service', leg('long-spot', ['s1', 's2']), false],
  ])('of legs that differ in %s all count', (_, other, repeats) => {
    const legs = [leg('spot', ['s1', 's2']), other];
    const both = ordersOf('any', 2);
    expect(distinctOrders(legs, both)).toEqual(both);
    expect(mayRepeat(legs, both)).toBe(repeats);
    expect(mayRepeat(legs, ordersOf('as-listed', 2))).toBe(false);
  });
});
