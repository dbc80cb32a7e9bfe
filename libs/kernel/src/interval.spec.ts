import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clip, contains, covers, intersect, type Interval, normalize, overlaps, subtract } from './interval.js';

/** Small whole numbers, so that touching, equal and nested intervals are common. */
const SPAN = 40;
const point = fc.integer({ min: 0, max: SPAN });
const interval = fc.record({ start: point, end: point });
const list = fc.array(interval, { maxLength: 12 });

/** The slow obvious version: a set of the minutes. */
function minutesOf(intervals: readonly Interval[]): Set<number> {
  const minutes = new Set<number>();
  for (const { start, end } of intervals) for (let minute = start; minute < end; minute++) minutes.add(minute);
  return minutes;
}

function intervalsOf(minutes: Set<number>): Interval[] {
  const found: Interval[] = [];
  for (let start = 0; start <= SPAN; start++) {
    if (!minutes.has(start)) continue;
    let end = start + 1;
    while (minutes.has(end)) end++;
    found.push({ start, end });
    start = end;
  }
  return found;
}

describe('two intervals', () => {
  it('back to back do not overlap', () => {
    expect(overlaps({ start: 0, end: 15 }, { start: 15, end: 30 })).toBe(false);
    expect(overlaps({ start: 0, end: 16 }, { start: 15, end: 30 })).toBe(true);
    expect(overlaps({ start: 0, end: 30 }, { start: 15, end: 15 })).toBe(false);
  });

  it('agree with the minutes', () => {
    fc.assert(
      fc.property(interval, interval, (a, b) => {
        const [x, y] = [minutesOf([a]), minutesOf([b])];
        expect(overlaps(a, b)).toBe([...x].some((minute) => y.has(minute)));
        expect(contains(a, b)).toBe([...y].every((minute) => x.has(minute)));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('lists', () => {
  it('merge what touches and drop what is empty', () => {
    const messy = [
      { start: 30, end: 40 },
      { start: 5, end: 5 },
      { start: 0, end: 10 },
      { start: 10, end: 20 },
      { start: 12, end: 15 },
    ];
    expect(normalize(messy)).toEqual([
      { start: 0, end: 20 },
      { start: 30, end: 40 },
    ]);
    expect(messy[0]).toEqual({ start: 30, end: 40 });
  });

  it('agree with the minutes', () => {
    fc.assert(
      fc.property(list, list, interval, (left, right, window) => {
        const a = normalize(left);
        const b = normalize(right);
        const [x, y, w] = [minutesOf(left), minutesOf(right), minutesOf([window])];
        const keep = (test: (minute: number) => boolean) => intervalsOf(new Set([...x].filter(test)));
        expect(a).toEqual(intervalsOf(x));
        expect(subtract(a, b)).toEqual(keep((minute) => !y.has(minute)));
        expect(intersect(a, b)).toEqual(keep((minute) => y.has(minute)));
        expect(clip(a, window)).toEqual(keep((minute) => w.has(minute)));
        expect(covers(a, window)).toBe([...w].every((minute) => x.has(minute)));
      }),
      { numRuns: 3000 },
    );
  });

  it('keep the laws: (a − b) ∪ (a ∩ b) = a, and a − b and b share nothing', () => {
    fc.assert(
      fc.property(list, list, (left, right) => {
        const [a, b] = [normalize(left), normalize(right)];
        expect(normalize([...subtract(a, b), ...intersect(a, b)])).toEqual(a);
        expect(intersect(subtract(a, b), b)).toEqual([]);
        expect(intersect(a, b)).toEqual(intersect(b, a));
      }),
      { numRuns: 1000 },
    );
  });

  it('stay linear: 200,000 intervals against one long one', () => {
    const many = Array.from({ length: 200_000 }, (_, i) => ({ start: i * 10, end: i * 10 + 5 }));
    const everything = [{ start: 0, end: 2_000_000 }];
    expect(subtract(everything, many)).toHaveLength(200_000);
    expect(subtract(many, everything)).toEqual([]);
    expect(intersect(many, everything)).toHaveLength(200_000);
  });
});
