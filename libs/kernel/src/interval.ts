/**
 * Half-open span of time `[start, end)`, both in epoch milliseconds; `start >= end` is empty.
 *
 * A "normalized" list below is sorted by start, holds no empty interval, and neighbours neither overlap nor touch.
 * Every function that returns a list returns a normalized one, and takes lists as `readonly` without changing them.
 */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** Whether the two share at least one instant. Back-to-back intervals and empty ones share none. */
export function overlaps(a: Interval, b: Interval): boolean {
  return a.start < b.end && b.start < a.end && a.start < a.end && b.start < b.end;
}

/** Whether every instant of `inner` lies in `outer`; an empty `inner` lies in everything. */
export function contains(outer: Interval, inner: Interval): boolean {
  return (outer.start <= inner.start && inner.end <= outer.end) || inner.start >= inner.end;
}

/** Any list (unsorted, overlapping, with empties) → normalized list. Linear when already sorted by start, else one sort. */
export function normalize(list: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  let open: Interval | undefined;
  for (const next of sortedByStart(list)) {
    if (next.start >= next.end) continue;
    if (open === undefined || next.start > open.end) {
      if (open !== undefined) merged.push(open);
      open = next;
    } else if (next.end > open.end) {
      open = { start: open.start, end: next.end };
    }
  }
  if (open !== undefined) merged.push(open);
  return merged;
}

/** What is in `free` and not in `busy`. Both normalized. */
export function subtract(free: readonly Interval[], busy: readonly Interval[]): Interval[] {
  const left: Interval[] = [];
  let b = 0;
  for (const span of free) {
    let start = span.start;
    while (b < busy.length && busy[b]!.end <= start) b++;
    // `b` stays: the last busy interval may reach into the next free one.
    for (let k = b; k < busy.length && busy[k]!.start < span.end; k++) {
      const cut = busy[k]!;
      if (cut.start > start) left.push({ start, end: cut.start });
      if (cut.end > start) start = cut.end;
    }
    if (start < span.end) left.push(start === span.start ? span : { start, end: span.end });
  }
  return left;
}

/** What is in both. Both normalized. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const common: Interval[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const left = a[i]!;
    const right = b[j]!;
    const start = left.start > right.start ? left.start : right.start;
    const end = left.end < right.end ? left.end : right.end;
    if (start < end) common.push({ start, end });
    if (left.end < right.end) i++;
    else j++;
  }
  return common;
}

/** The part of a normalized `list` inside `window`. */
export function clip(list: readonly Interval[], window: Interval): Interval[] {
  const inside: Interval[] = [];
  for (let i = firstEndingAfter(list, window.start); i < list.length; i++) {
    const span = list[i]!;
    if (span.start >= window.end) break;
    const start = Math.max(span.start, window.start);
    const end = Math.min(span.end, window.end);
    if (start < end) inside.push(start === span.start && end === span.end ? span : { start, end });
  }
  return inside;
}

/** Whether every instant of `interval` is in the normalized `list` (binary search); an empty one always is. */
export function covers(list: readonly Interval[], interval: Interval): boolean {
  if (interval.start >= interval.end) return true;
  const candidate = list[firstEndingAfter(list, interval.start)];
  return candidate !== undefined && candidate.start <= interval.start && interval.end <= candidate.end;
}

/** Index of the first interval that ends after `instant`, or `list.length`. */
function firstEndingAfter(list: readonly Interval[], instant: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]!.end > instant) high = middle;
    else low = middle + 1;
  }
  return low;
}

function sortedByStart(list: readonly Interval[]): readonly Interval[] {
  for (let i = 1; i < list.length; i++) {
    if (list[i]!.start < list[i - 1]!.start) return [...list].sort((a, b) => a.start - b.start);
  }
  return list;
}
