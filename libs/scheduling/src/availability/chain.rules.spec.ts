import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { emptyBits, forEachBit, setRange, type TimeBits } from '#kernel';
import { type ChainLeg, startsInChains, type Waits } from './chain.rules.js';

const CELLS = 96;

function bitsOf(cells: readonly number[]): TimeBits {
  const bits = emptyBits(0, 60_000, CELLS);
  for (const cell of cells) setRange(bits, cell, cell + 1);
  return bits;
}

function cellsOf(bits: TimeBits): number[] {
  const cells: number[] = [];
  forEachBit(bits, (cell) => void cells.push(cell));
  return cells;
}

/** Every choice of starts, one by one. */
function bruteForce(legs: readonly ChainLeg[], orders: readonly (readonly number[])[], waits: Waits): number[][] {
  const found = legs.map(() => new Set<number>());
  const extend = (order: readonly number[], chosen: readonly number[]): void => {
    if (chosen.length === order.length) return order.forEach((leg, i) => void found[leg]!.add(chosen[i]!));
    const before = chosen.length - 1;
    for (const start of cellsOf(legs[order[chosen.length]!]!.anyone)) {
      const wait = before < 0 ? waits.least : start - chosen[before]! - legs[order[before]!]!.cells;
      if (wait >= waits.least && wait <= waits.most) extend(order, [...chosen, start]);
    }
  };
  for (const order of orders) extend(order, []);
  return found.map((cells) => [...cells].sort((a, b) => a - b));
}

const leg = fc.record({
  cells: fc.integer({ min: 1, max: 8 }),
  anyone: fc.uniqueArray(fc.nat(CELLS - 1), { maxLength: 12 }).map(bitsOf),
});
const waits = fc.tuple(fc.nat(10), fc.nat(20)).map(([least, more]) => ({ least, most: least + more }));
const orders = fc.constantFrom(
  [[0, 1, 2]],
  [[2, 0, 1]],
  [
    [0, 1, 2],
    [1, 0, 2],
    [2, 1, 0],
    [0, 2, 1],
  ],
);

describe('starts in chains', () => {
  it('are those that take part in some whole visit', () => {
    fc.assert(
      fc.property(fc.tuple(leg, leg, leg), orders, waits, (legs, some, between) => {
        expect(startsInChains(legs, some, between).map(cellsOf)).toEqual(bruteForce(legs, some, between));
      }),
      { numRuns: 500 },
    );
  });

  it('are all starts of a single leg, and none when no wait is allowed', () => {
    const alone = { cells: 3, anyone: bitsOf([1, 5]) };
    expect(startsInChains([alone], [[0]], { least: 2, most: 1 }).map(cellsOf)).toEqual([[1, 5]]);
    expect(startsInChains([alone, alone], [[0, 1]], { least: 2, most: 1 }).map(cellsOf)).toEqual([[], []]);
  });
});
