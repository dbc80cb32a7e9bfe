import { invariant } from './errors.js';
import type { Interval } from './interval.js';

/**
 * A set of equal cells of time: cell `i` is `[origin + i·cellMs, origin + (i+1)·cellMs)`.
 * Bit `i & 31` of `words[i >>> 5]` is cell `i`; bits at and beyond `cells` are always 0, and every function here keeps it so.
 */
export class TimeBits {
  constructor(
    /** Epoch ms of the first cell's start. */
    readonly origin: number,
    readonly cellMs: number,
    readonly cells: number,
    readonly words: Uint32Array,
  ) {}
}

export function emptyBits(origin: number, cellMs: number, cells: number): TimeBits {
  invariant(cellMs > 0 && cells >= 0, 'a bitset needs cells of a positive length');
  return new TimeBits(origin, cellMs, cells, new Uint32Array((cells + 31) >>> 5));
}

/** A copy; into `into` (same shape) when given, so that a hot loop can reuse its scratch set. */
export function copyBits(bits: TimeBits, into?: TimeBits): TimeBits {
  if (into === undefined) return new TimeBits(bits.origin, bits.cellMs, bits.cells, bits.words.slice());
  requireSameShape(into, bits);
  into.words.set(bits.words);
  return into;
}

/** A part of the set as a set of its own, over the same memory: words `[firstWord, endWord)`, as far as there are. */
export function wordsOf(bits: TimeBits, firstWord: number, endWord: number): TimeBits {
  const words = bits.words.subarray(firstWord, endWord);
  return new TimeBits(bits.origin + firstWord * 32 * bits.cellMs, bits.cellMs, words.length * 32, words);
}

/** Epoch ms at which cell `index` starts. */
export function instantOfCell(bits: TimeBits, index: number): number {
  return bits.origin + index * bits.cellMs;
}

/** Index of the cell that holds `instant`; negative or ≥ `cells` when it lies outside. */
export function cellOfInstant(bits: TimeBits, instant: number): number {
  return Math.floor((instant - bits.origin) / bits.cellMs);
}

/** Sets the cells that lie wholly inside the interval (for free time: never claims a minute that is not free). */
export function addInside(bits: TimeBits, interval: Interval): void {
  const first = Math.ceil((interval.start - bits.origin) / bits.cellMs);
  const end = Math.floor((interval.end - bits.origin) / bits.cellMs);
  setRange(bits, first, end);
}

/** Sets every cell that the interval touches, even by a millisecond. An empty interval touches none. */
export function addTouched(bits: TimeBits, interval: Interval): void {
  if (interval.start >= interval.end) return;
  setRange(bits, Math.floor((interval.start - bits.origin) / bits.cellMs), Math.ceil((interval.end - bits.origin) / bits.cellMs));
}

/** Clears every cell that the interval touches, even by a millisecond. An empty interval touches none. */
export function removeTouched(bits: TimeBits, interval: Interval): void {
  if (interval.start >= interval.end) return;
  clearRange(bits, Math.floor((interval.start - bits.origin) / bits.cellMs), Math.ceil((interval.end - bits.origin) / bits.cellMs));
}

/** Sets cells `[first, end)`, clamped to the set. */
export function setRange(bits: TimeBits, first: number, end: number): void {
  const from = first < 0 ? 0 : first;
  const to = end > bits.cells ? bits.cells : end;
  if (from >= to) return;
  const words = bits.words;
  const firstWord = from >>> 5;
  const lastWord = (to - 1) >>> 5;
  const head = -1 << (from & 31);
  const tail = -1 >>> (31 - ((to - 1) & 31));
  if (firstWord === lastWord) {
    words[firstWord]! |= head & tail;
    return;
  }
  words[firstWord]! |= head;
  for (let k = firstWord + 1; k < lastWord; k++) words[k] = 0xffffffff;
  words[lastWord]! |= tail;
}

/** Clears cells `[first, end)`, clamped to the set. */
export function clearRange(bits: TimeBits, first: number, end: number): void {
  const from = first < 0 ? 0 : first;
  const to = end > bits.cells ? bits.cells : end;
  if (from >= to) return;
  const words = bits.words;
  const firstWord = from >>> 5;
  const lastWord = (to - 1) >>> 5;
  const head = -1 << (from & 31);
  const tail = -1 >>> (31 - ((to - 1) & 31));
  if (firstWord === lastWord) {
    words[firstWord]! &= ~(head & tail);
    return;
  }
  words[firstWord]! &= ~head;
  for (let k = firstWord + 1; k < lastWord; k++) words[k] = 0;
  words[lastWord]! &= ~tail;
}

/** `target` := `target` ∩ `other`, in place; returns `target`. Both must have the same origin, cell length and size. */
export function and(target: TimeBits, other: TimeBits): TimeBits {
  requireSameShape(target, other);
  const a = target.words;
  const b = other.words;
  for (let k = 0; k < a.length; k++) a[k]! &= b[k]!;
  return target;
}

/** `target` := `target` ∪ `other`, in place; returns `target`. Same shape as for `and`. */
export function or(target: TimeBits, other: TimeBits): TimeBits {
  requireSameShape(target, other);
  const a = target.words;
  const b = other.words;
  for (let k = 0; k < a.length; k++) a[k]! |= b[k]!;
  return target;
}

/** `target` := `target` without `other`, in place; returns `target`. Same shape as for `and`. */
export function andNot(target: TimeBits, other: TimeBits): TimeBits {
  requireSameShape(target, other);
  const a = target.words;
  const b = other.words;
  for (let k = 0; k < a.length; k++) a[k]! &= ~b[k]!;
  return target;
}

/**
 * The cells at which a run of `cells` consecutive set cells starts: where something `cells` long fits.
 * Into `into` when given (may be `bits` itself). Takes log2(cells) passes instead of `cells`.
 */
export function runsOf(bits: TimeBits, cells: number, into?: TimeBits): TimeBits {
  invariant(cells >= 1, 'a run has at least one cell');
  const result = into === bits ? bits : copyBits(bits, into);
  const words = result.words;
  let have = 1;
  while (have < cells) {
    const step = have < cells - have ? have : cells - have;
    andWithShiftedDown(words, step);
    have += step;
  }
  return result;
}

/** words[i] &= words[i + by], bit by bit. Ascending order reads only words that are not written yet, so no second array. */
function andWithShiftedDown(words: Uint32Array, by: number): void {
  const skip = by >>> 5;
  const low = by & 31;
  const length = words.length;
  const full = length - skip - 1;
  if (low === 0) {
    for (let k = 0; k <= full; k++) words[k]! &= words[k + skip]!;
  } else {
    const high = 32 - low;
    for (let k = 0; k < full; k++) words[k]! &= (words[k + skip]! >>> low) | (words[k + skip + 1]! << high);
    if (full >= 0) words[full]! &= words[full + skip]! >>> low;
  }
  for (let k = full < 0 ? 0 : full + 1; k < length; k++) words[k] = 0;
}

/** `result[i] = bits[i + by]`; what falls off is lost, what comes in is 0; a negative `by` shifts up. `into` may be `bits` itself. */
export function shiftDown(bits: TimeBits, by: number, into?: TimeBits): TimeBits {
  if (by < 0) return shiftUp(bits, -by, into);
  const result = into ?? emptyBits(bits.origin, bits.cellMs, bits.cells);
  requireSameShape(result, bits);
  const from = bits.words;
  const to = result.words;
  const skip = by >>> 5;
  const low = by & 31;
  const full = from.length - skip - 1;
  if (low === 0) {
    for (let k = 0; k <= full; k++) to[k] = from[k + skip]!;
  } else {
    const high = 32 - low;
    for (let k = 0; k < full; k++) to[k] = (from[k + skip]! >>> low) | (from[k + skip + 1]! << high);
    if (full >= 0) to[full] = from[full + skip]! >>> low;
  }
  for (let k = full < 0 ? 0 : full + 1; k < to.length; k++) to[k] = 0;
  return result;
}

/** `result[i] = bits[i - by]`; what falls off is lost, what comes in is 0; a negative `by` shifts down. `into` may be `bits` itself. */
export function shiftUp(bits: TimeBits, by: number, into?: TimeBits): TimeBits {
  if (by < 0) return shiftDown(bits, -by, into);
  const result = into ?? emptyBits(bits.origin, bits.cellMs, bits.cells);
  requireSameShape(result, bits);
  const from = bits.words;
  const to = result.words;
  const skip = by >>> 5;
  const low = by & 31;
  if (low === 0) {
    for (let k = to.length - 1; k >= skip; k--) to[k] = from[k - skip]!;
  } else {
    const high = 32 - low;
    for (let k = to.length - 1; k > skip; k--) to[k] = (from[k - skip]! << low) | (from[k - skip - 1]! >>> high);
    if (skip < to.length) to[skip] = from[0]! << low;
  }
  for (let k = Math.min(skip, to.length) - 1; k >= 0; k--) to[k] = 0;
  const used = bits.cells & 31;
  if (used !== 0) to[to.length - 1]! &= -1 >>> (32 - used);
  return result;
}

/** How many cells are set. */
export function popcount(bits: TimeBits): number {
  const words = bits.words;
  let count = 0;
  for (let k = 0; k < words.length; k++) {
    let word = words[k]!;
    if (word === 0) continue;
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

export function isEmpty(bits: TimeBits): boolean {
  const words = bits.words;
  for (let k = 0; k < words.length; k++) if (words[k] !== 0) return false;
  return true;
}

/** Whether cell `index` is set; false outside the set. */
export function hasBit(bits: TimeBits, index: number): boolean {
  return index >= 0 && index < bits.cells && ((bits.words[index >>> 5]! >>> (index & 31)) & 1) === 1;
}

/** Calls `visit` with each set index in ascending order; a visit that returns `true` stops the walk. */
export function forEachBit(bits: TimeBits, visit: (index: number) => boolean | void): void {
  const words = bits.words;
  for (let k = 0; k < words.length; k++) {
    let word = words[k]! | 0;
    while (word !== 0) {
      const lowest = word & -word;
      if (visit((k << 5) + 31 - Math.clz32(lowest)) === true) return;
      word ^= lowest;
    }
  }
}

/** The first set index ≥ `from`, or -1. */
export function nextBit(bits: TimeBits, from: number): number {
  const start = from < 0 ? 0 : from;
  if (start >= bits.cells) return -1;
  const words = bits.words;
  let k = start >>> 5;
  let word = words[k]! & (-1 << (start & 31));
  while (word === 0) {
    if (++k >= words.length) return -1;
    word = words[k]! | 0;
  }
  return (k << 5) + 31 - Math.clz32(word & -word);
}

function requireSameShape(a: TimeBits, b: TimeBits): void {
  if (a.cells === b.cells && a.origin === b.origin && a.cellMs === b.cellMs) return;
  invariant(false, 'bitsets of different shapes do not combine');
}
