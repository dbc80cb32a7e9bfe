import type { AreaRef, Side } from '../api/types';

export type View = 'front' | 'back';
/** Of the person, not of the picture. */
export type RegionSide = 'left' | 'right';

export interface Region {
  code: string;
  /** Absent: in the middle of the body. */
  side?: RegionSide;
}

/** `mixed`: the area is meant, but nobody has said on which side. */
export type Pressed = boolean | 'mixed';

/** Areas that are one thing with two halves: without a side the whole of it is meant. */
const WHOLE = new Set(['upper-back', 'low-back']);
/** Areas of the map that come in pairs: in the list they are chosen by their side. */
const PAIRED = new Set(['shoulder', 'arm', 'forearm', 'hip', 'knee', 'calf', 'foot']);

export const isPaired = (code: string): boolean => PAIRED.has(code);

type Sides = Side | 'none';

/** What is said of an area in all of its entries together; undefined: nothing. */
function sidesOf(areas: readonly AreaRef[], code: string): Sides | undefined {
  const sides = new Set(areas.filter((area) => area.code === code).map((area) => area.side));
  if (sides.size === 0) return undefined;
  if (sides.has('both') || (sides.has('left') && sides.has('right'))) return 'both';
  return sides.has('left') ? 'left' : sides.has('right') ? 'right' : 'none';
}

export function pressedOn(areas: readonly AreaRef[], { code, side }: Region): Pressed {
  const said = sidesOf(areas, code);
  if (said === undefined) return false;
  if (side === undefined) return true;
  if (said === 'none') return WHOLE.has(code) ? true : 'mixed';
  return said === 'both' || said === side;
}

/** The button of the list for an area as a whole: pressed while it has no side. */
export const isWithoutSide = (areas: readonly AreaRef[], code: string): boolean => sidesOf(areas, code) === 'none';

export const isChosen = (areas: readonly AreaRef[], code: string): boolean => sidesOf(areas, code) !== undefined;

const OTHER: Record<RegionSide, RegionSide> = { left: 'right', right: 'left' };

/** What is said after this region was pressed. An unclear side becomes clear; nothing else changes its place. */
export function toggled(areas: readonly AreaRef[], region: Region): AreaRef[] {
  const { code, side } = region;
  const said = sidesOf(areas, code);
  if (side === undefined) return said === undefined ? [...areas, { code }] : without(areas, code);
  if (said === undefined) return [...areas, { code, side }];
  const both = said === 'both' || (said === 'none' && WHOLE.has(code));
  if (both) return saying(areas, { code, side: OTHER[side] });
  if (said === side) return without(areas, code);
  return saying(areas, said === 'none' ? { code, side } : { code, side: 'both' });
}

/** The same for the list's button of the whole area. */
export function toggledWhole(areas: readonly AreaRef[], code: string): AreaRef[] {
  const said = sidesOf(areas, code);
  if (said === undefined) return [...areas, { code }];
  return said === 'none' ? without(areas, code) : saying(areas, { code });
}

const without = (areas: readonly AreaRef[], code: string): AreaRef[] => areas.filter((area) => area.code !== code);

/** One entry for the area, where its first one was. */
function saying(areas: readonly AreaRef[], said: AreaRef): AreaRef[] {
  const first = areas.findIndex((area) => area.code === said.code);
  return areas.flatMap((area, at) => (at === first ? [said] : area.code === said.code ? [] : [area]));
}

export const keyOf = ({ code, side }: AreaRef): string => (side ? `${code}:${side}` : code);

interface Point {
  x: number;
  y: number;
}

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

const TOWARDS: Record<Arrow, Point> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
/** How much worse it is to lie beside the way than further along it. */
const ASIDE = 2;

/** Which of the points an arrow key leads to from one of them; undefined: none lies there. */
export function neighbour(points: readonly Point[], from: number, arrow: Arrow): number | undefined {
  const start = points[from]!;
  const { x, y } = TOWARDS[arrow];
  let best: { at: number; cost: number } | undefined;
  for (const [at, point] of points.entries()) {
    const along = (point.x - start.x) * x + (point.y - start.y) * y;
    const aside = Math.abs((point.x - start.x) * y) + Math.abs((point.y - start.y) * x);
    // Within the quarter of the circle that the arrow points to.
    if (along <= 0 || aside > along * ASIDE) continue;
    const cost = along + aside * ASIDE;
    if (!best || cost < best.cost) best = { at, cost };
  }
  return best?.at;
}
