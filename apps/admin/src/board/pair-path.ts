export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The line that joins two blocks: between the edges that face each other, or beside both if they share a column. */
export function pairPath(a: Box, b: Box): string {
  const [first, second] = a.left <= b.left ? [a, b] : [b, a];
  const y1 = first.top + first.height / 2;
  const y2 = second.top + second.height / 2;
  const x1 = first.left + first.width;
  const x2 = second.left;
  if (x2 < x1) {
    const side = x1 + 10;
    return `M${round(x1)} ${round(y1)}C${round(side)} ${round(y1)} ${round(side)} ${round(y2)} ${round(second.left + second.width)} ${round(y2)}`;
  }
  const bend = Math.min(60, (x2 - x1) / 2);
  return `M${round(x1)} ${round(y1)}C${round(x1 + bend)} ${round(y1)} ${round(x2 - bend)} ${round(y2)} ${round(x2)} ${round(y2)}`;
}

/** Joins several legs in the order of time. */
export function pairPaths(boxes: readonly Box[]): string[] {
  return boxes.slice(1).map((box, index) => pairPath(boxes[index]!, box));
}

const round = (value: number): number => Math.round(value * 10) / 10;
