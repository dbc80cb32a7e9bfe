import { describe, expect, it } from '@jest/globals';
import { laneOut } from './lanes';
import { pairPath, pairPaths } from './pair-path';
import { closedSpans, freeSlots, slotAt } from './spans';
import { firstOf, nearest, walk } from './walk';

const block = (legId: string, from: number, to: number) => ({ legId, from, to, lane: 0, lanes: 1 });

describe('closedSpans', () => {
  it('is the rest of the day', () => {
    const open = [
      { from: 300, to: 600 },
      { from: 0, to: 240 },
    ];
    expect(closedSpans(open, 600)).toEqual([{ from: 240, to: 300 }]);
    expect(closedSpans([], 600)).toEqual([{ from: 0, to: 600 }]);
    expect(closedSpans([{ from: 60, to: 500 }], 600)).toEqual([
      { from: 0, to: 60 },
      { from: 500, to: 600 },
    ]);
  });
});

describe('freeSlots', () => {
  it('counts whole quarters between what is taken', () => {
    const open = [{ from: 0, to: 120 }];
    expect(freeSlots(open, [], 0, 15)).toBe(8);
    expect(freeSlots(open, [{ from: 20, to: 35 }], 0, 15)).toBe(1 + 5);
    expect(freeSlots(open, [{ from: 20, to: 35 }], 40, 15)).toBe(5);
    expect(freeSlots(open, [{ from: 0, to: 120 }], 0, 15)).toBe(0);
  });
});

describe('slotAt', () => {
  const open = [{ from: 30, to: 240 }];
  const busy = [{ from: 60, to: 80 }];

  it('means the quarter of an hour', () => expect(slotAt(100, open, busy)).toBe(90));
  it('begins where the visit before it ends', () => expect(slotAt(85, open, busy)).toBe(80));
  it('is nothing on a visit or outside the hours', () => {
    expect(slotAt(70, open, busy)).toBeUndefined();
    expect(slotAt(10, open, busy)).toBeUndefined();
    expect(slotAt(240, open, busy)).toBeUndefined();
  });
});

describe('laneOut', () => {
  it('keeps the identity of blocks that overlap nothing', () => {
    const a = block('a', 0, 15);
    const b = block('b', 15, 30);
    expect(laneOut([b, a])).toEqual([a, b]);
    expect(laneOut([b, a])[0]).toBe(a);
  });

  it('puts overlapping blocks beside each other and reuses lanes', () => {
    const laned = laneOut([block('a', 0, 60), block('b', 0, 15), block('c', 15, 30), block('d', 60, 75)]);
    expect(laned.map(({ legId, lane, lanes }) => [legId, lane, lanes])).toEqual([
      ['a', 0, 2],
      ['b', 1, 2],
      ['c', 1, 2],
      ['d', 0, 1],
    ]);
  });
});

describe('pairPath', () => {
  const left = { left: 0, top: 0, width: 100, height: 20 };
  const right = { left: 300, top: 100, width: 100, height: 20 };

  it('runs from the right edge of the left block to the left edge of the right one, whatever the order', () => {
    expect(pairPath(left, right)).toBe('M100 10C160 10 240 110 300 110');
    expect(pairPath(right, left)).toBe(pairPath(left, right));
  });

  it('goes around the side for blocks of one column', () => {
    expect(pairPath(left, { ...left, top: 40 })).toBe('M100 10C110 10 110 50 100 50');
  });

  it('joins n legs with n - 1 lines', () => {
    expect(pairPaths([left, right, left])).toHaveLength(2);
    expect(pairPaths([left])).toEqual([]);
  });
});

describe('walk', () => {
  const columns = [
    { blocks: [block('a1', 0, 15), block('a2', 60, 75)] },
    { blocks: [] },
    { blocks: [block('c1', 10, 20), block('c2', 70, 80)] },
  ];

  it('walks down and stops at the end', () => {
    expect(walk(columns, 'a1', 'down')).toBe('a2');
    expect(walk(columns, 'a2', 'down')).toBe('a2');
    expect(walk(columns, 'a2', 'first')).toBe('a1');
    expect(walk(columns, 'a1', 'last')).toBe('a2');
  });

  it('goes sideways over empty columns to the nearest time', () => {
    expect(walk(columns, 'a2', 'right')).toBe('c2');
    expect(walk(columns, 'c1', 'left')).toBe('a1');
    expect(walk(columns, 'c1', 'right')).toBe('c1');
  });

  it('begins at the first visit', () => {
    expect(walk(columns, undefined, 'down')).toBe('a1');
    expect(firstOf([{ blocks: [] }])).toBeUndefined();
    expect(nearest(columns[0]!, 50)).toBe('a2');
  });
});
