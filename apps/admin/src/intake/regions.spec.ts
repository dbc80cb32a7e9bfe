import { describe, expect, it } from '@jest/globals';
import type { AreaRef } from '../api/types';
import { inOrder, shapesOf } from './figure';
import { neighbour, pressedOn, toggled, toggledWhole } from './regions';

const left = (code: string) => ({ code, side: 'left' as const });
const right = (code: string) => ({ code, side: 'right' as const });
const both = (code: string) => ({ code, side: 'both' as const });

describe('areas on the body map', () => {
  it.each<[string, AreaRef[], { code: string; side?: 'left' | 'right' }, AreaRef[]]>([
    ['the first side', [{ code: 'neck' }], left('shoulder'), [{ code: 'neck' }, left('shoulder')]],
    ['the second side makes both', [left('shoulder'), { code: 'neck' }], right('shoulder'), [both('shoulder'), { code: 'neck' }]],
    ['one of both leaves the other', [both('knee')], left('knee'), [right('knee')]],
    ['the only side again takes it out', [left('knee'), { code: 'jaw' }], left('knee'), [{ code: 'jaw' }]],
    ['an unclear side becomes clear', [{ code: 'knee' }], left('knee'), [left('knee')]],
    ['half of a whole back leaves the other half', [{ code: 'low-back' }], left('low-back'), [right('low-back')]],
    ['the middle', [], { code: 'neck' }, [{ code: 'neck' }]],
    ['the middle again, whatever its side', [left('neck')], { code: 'neck' }, []],
    ['two entries of one area count together', [left('hip'), right('hip')], right('hip'), [left('hip')]],
    ['areas that are not on the map stay', [{ code: 'scalp' }], left('foot'), [{ code: 'scalp' }, left('foot')]],
  ])('%s', (_what, before, region, after) => {
    expect(toggled(before, region)).toEqual(after);
  });

  it('show what the list says', () => {
    expect(pressedOn([both('arm')], left('arm'))).toBe(true);
    expect(pressedOn([right('arm')], left('arm'))).toBe(false);
    expect(pressedOn([{ code: 'arm' }], left('arm'))).toBe('mixed');
    expect(pressedOn([{ code: 'low-back' }], left('low-back'))).toBe(true);
    expect(pressedOn([right('neck')], { code: 'neck' })).toBe(true);
    expect(pressedOn([], { code: 'neck' })).toBe(false);
  });

  it('are chosen as a whole in the list', () => {
    expect(toggledWhole([], 'jaw')).toEqual([{ code: 'jaw' }]);
    expect(toggledWhole([left('jaw')], 'jaw')).toEqual([{ code: 'jaw' }]);
    expect(toggledWhole([{ code: 'jaw' }], 'jaw')).toEqual([]);
  });

  it('come back to what they were when a region is pressed as often as it has states', () => {
    for (const view of ['front', 'back'] as const) {
      for (const shape of shapesOf(view)) {
        const on = toggled([], shape);
        expect(pressedOn(on, shape)).toBe(true);
        expect(toggled(on, shape)).toEqual([]);
      }
    }
  });

  it('lie where somebody who faces the figure expects them', () => {
    const at = (view: 'front' | 'back', side: 'left' | 'right') =>
      shapesOf(view).find((one) => one.code === 'knee' && one.side === side)!.x;
    expect(at('front', 'left')).toBeGreaterThan(at('front', 'right'));
    expect(at('back', 'left')).toBeLessThan(at('back', 'right'));
  });

  it('are all in the list, from head to foot, and after them what the clinic added', () => {
    const codes = ['scalp', ...new Set([...shapesOf('back'), ...shapesOf('front')].map(({ code }) => code))];
    const listed = inOrder(codes.map((code) => ({ code }))).map(({ code }) => code);
    expect([listed.length, listed[0], listed.at(-2), listed.at(-1)]).toEqual([13, 'head', 'foot', 'scalp']);
  });

  it('are all reached with the arrow keys from the first', () => {
    for (const view of ['front', 'back'] as const) {
      const shapes = shapesOf(view);
      const seen = new Set([0]);
      for (const at of seen)
        for (const arrow of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const) {
          const next = neighbour(shapes, at, arrow);
          if (next !== undefined) seen.add(next);
        }
      expect([...seen].sort((a, b) => a - b)).toEqual(shapes.map((_, at) => at));
    }
    const front = shapesOf('front');
    const head = front.findIndex(({ code }) => code === 'head');
    expect(front[neighbour(front, head, 'ArrowDown')!]!.code).toBe('jaw');
    expect(neighbour(front, head, 'ArrowUp')).toBeUndefined();
  });
});
