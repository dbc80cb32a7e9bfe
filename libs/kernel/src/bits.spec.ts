import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as bitsets from './bits.js';
import type { TimeBits } from './bits.js';

const ORIGIN = 1_000_000;
const CELL_MS = 300;

function bitsWith(cells: number, members: Iterable<number>): TimeBits {
  const bits = bitsets.emptyBits(ORIGIN, CELL_MS, cells);
  for (const index of members) bitsets.setRange(bits, index, index + 1);
  return bits;
}

/** The members, read one by one, after checking that nothing is set beyond the last cell. */
function membersOf(bits: TimeBits): number[] {
  const members: number[] = [];
  for (let index = 0; index < bits.words.length * 32; index++) {
    if (((bits.words[index >>> 5]! >>> (index & 31)) & 1) === 0) continue;
    if (index >= bits.cells) throw new Error(`bit ${index} is set beyond the ${bits.cells} cells`);
    members.push(index);
  }
  return members;
}

const shape = fc.integer({ min: 0, max: 150 }).chain((cells) => {
  // Three quarters set, so that long runs occur.
  const flags = fc.array(fc.constantFrom(true, true, true, false), { minLength: cells, maxLength: cells });
  const members = flags.map((list) => list.flatMap((set, index) => (set ? [index] : [])));
  return fc.record({ cells: fc.constant(cells), a: members, b: members, by: fc.integer({ min: -170, max: 170 }) });
});

describe('filling', () => {
  it('inward takes only whole cells, outward every cell touched', () => {
    const uneven = { start: ORIGIN + 2 * CELL_MS + 1, end: ORIGIN + 5 * CELL_MS - 1 };
    const inside = bitsets.emptyBits(ORIGIN, CELL_MS, 10);
    bitsets.addInside(inside, uneven);
    expect(membersOf(inside)).toEqual([3]);
    const touched = bitsets.emptyBits(ORIGIN, CELL_MS, 10);
    bitsets.addTouched(touched, uneven);
    expect(membersOf(touched)).toEqual([2, 3, 4]);
    bitsets.removeTouched(touched, { start: ORIGIN + 3 * CELL_MS, end: ORIGIN + 3 * CELL_MS + 1 });
    expect(membersOf(touched)).toEqual([2, 4]);
    bitsets.removeTouched(touched, { start: ORIGIN + 2 * CELL_MS + 5, end: ORIGIN + 2 * CELL_MS + 5 });
    expect(membersOf(touched)).toEqual([2, 4]);
  });

  it('agrees with a set of milliseconds, also for intervals that stick out', () => {
    const edge = fc.integer({ min: -4 * 7, max: 80 * 7 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 70 }), edge, edge, (cells, from, to) => {
        // 7 ms a cell keeps the slow version fast.
        const interval = { start: ORIGIN + from, end: ORIGIN + to };
        const covered = (index: number) => {
          let count = 0;
          for (let ms = index * 7; ms < index * 7 + 7; ms++) if (ms >= from && ms < to) count++;
          return count;
        };
        const indexes = Array.from({ length: cells }, (_, index) => index);
        const inside = bitsets.emptyBits(ORIGIN, 7, cells);
        bitsets.addInside(inside, interval);
        expect(membersOf(inside)).toEqual(indexes.filter((index) => covered(index) === 7));
        const touched = bitsets.emptyBits(ORIGIN, 7, cells);
        bitsets.addTouched(touched, interval);
        expect(membersOf(touched)).toEqual(indexes.filter((index) => covered(index) > 0));
        const rest = bitsets.emptyBits(ORIGIN, 7, cells);
        bitsets.setRange(rest, 0, cells);
        bitsets.removeTouched(rest, interval);
        expect(membersOf(rest)).toEqual(indexes.filter((index) => covered(index) === 0));
      }),
      { numRuns: 1000 },
    );
  });

  it('maps cells and instants both ways', () => {
    const bits = bitsets.emptyBits(ORIGIN, CELL_MS, 10);
    expect(bitsets.instantOfCell(bits, 3)).toBe(ORIGIN + 900);
    expect(bitsets.cellOfInstant(bits, ORIGIN + 899)).toBe(2);
    expect(bitsets.cellOfInstant(bits, ORIGIN - 1)).toBe(-1);
  });
});

describe('algebra against a slow obvious version', () => {
  it('and, or, andNot work on the target and leave the other alone', () => {
    fc.assert(
      fc.property(shape, ({ cells, a, b }) => {
        const other = bitsWith(cells, b);
        const inB = new Set(b);
        const either = [...new Set([...a, ...b])].sort((x, y) => x - y);
        expect(membersOf(bitsets.and(bitsWith(cells, a), other))).toEqual(a.filter((index) => inB.has(index)));
        expect(membersOf(bitsets.or(bitsWith(cells, a), other))).toEqual(either);
        expect(membersOf(bitsets.andNot(bitsWith(cells, a), other))).toEqual(a.filter((index) => !inB.has(index)));
        expect(membersOf(other)).toEqual(b);
      }),
    );
  });

  it('shifts, with and without a target, in place too', () => {
    fc.assert(
      fc.property(shape, ({ cells, a, by }) => {
        const down = a.map((index) => index - by).filter((index) => index >= 0 && index < cells);
        const up = a.map((index) => index + by).filter((index) => index >= 0 && index < cells);
        const bits = bitsWith(cells, a);
        expect(membersOf(bitsets.shiftDown(bits, by))).toEqual(down);
        expect(membersOf(bitsets.shiftUp(bits, by))).toEqual(up);
        expect(membersOf(bits)).toEqual(a);
        const dirty = bitsWith(
          cells,
          Array.from({ length: cells }, (_, index) => index),
        );
        expect(membersOf(bitsets.shiftDown(bits, by, dirty))).toEqual(down);
        expect(membersOf(bitsets.shiftUp(bits, by, dirty))).toEqual(up);
        const copy = bitsets.copyBits(bits);
        expect(bitsets.shiftDown(copy, by, copy)).toBe(copy);
        expect(membersOf(copy)).toEqual(down);
        expect(membersOf(bitsets.shiftUp(bits, by, bits))).toEqual(up);
      }),
      { numRuns: 500 },
    );
  });

  it('finds where runs start', () => {
    fc.assert(
      fc.property(shape, fc.integer({ min: 1, max: 70 }), fc.constantFrom(1, 4), ({ cells, a }, length, every) => {
        // `every` 1 fills the set, so that runs longer than a word occur.
        const members = every === 1 ? Array.from({ length: cells }, (_, index) => index).filter((index) => index % 97 !== 90) : a;
        const set = new Set(members);
        const starts = members.filter((index) => {
          for (let k = index; k < index + length; k++) if (!set.has(k)) return false;
          return true;
        });
        const bits = bitsWith(cells, members);
        expect(membersOf(bitsets.runsOf(bits, length))).toEqual(starts);
        expect(membersOf(bits)).toEqual(members);
        expect(membersOf(bitsets.runsOf(bits, length, bitsWith(cells, [])))).toEqual(starts);
        expect(membersOf(bitsets.runsOf(bits, length, bits))).toEqual(starts);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('reading and misuse', () => {
  it('counts, looks up and walks', () => {
    fc.assert(
      fc.property(shape, fc.integer({ min: -3, max: 160 }), ({ cells, a }, from) => {
        const bits = bitsWith(cells, a);
        expect(bitsets.popcount(bits)).toBe(a.length);
        expect(bitsets.isEmpty(bits)).toBe(a.length === 0);
        expect(bitsets.hasBit(bits, from)).toBe(a.includes(from));
        expect(bitsets.nextBit(bits, from)).toBe(a.find((index) => index >= from) ?? -1);
        const walked: number[] = [];
        bitsets.forEachBit(bits, (index) => void walked.push(index));
        expect(walked).toEqual(a);
        const some: number[] = [];
        bitsets.forEachBit(bits, (index) => some.push(index) === 3);
        expect(some).toEqual(a.slice(0, 3));
      }),
      { numRuns: 500 },
    );
  });

  it('reads the highest bit of a word as a positive index', () => {
    const bits = bitsWith(64, [31, 63]);
    expect(bitsets.nextBit(bits, 0)).toBe(31);
    expect(bitsets.nextBit(bits, 32)).toBe(63);
    expect(bitsets.popcount(bits)).toBe(2);
  });

  it('refuses sets of different shapes', () => {
    const bits = bitsets.emptyBits(ORIGIN, CELL_MS, 10);
    for (const other of [bitsets.emptyBits(ORIGIN, CELL_MS, 11), bitsets.emptyBits(0, CELL_MS, 10), bitsets.emptyBits(ORIGIN, 1, 10)])
      for (const combine of [bitsets.and, bitsets.or, bitsets.andNot]) expect(() => combine(bits, other)).toThrow('different shapes');
  });
});
