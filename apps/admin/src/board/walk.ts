import type { Span } from './spans';

export interface Walkable {
  blocks: readonly (Span & { legId: string })[];
}

export type Step = 'up' | 'down' | 'left' | 'right' | 'first' | 'last';

/** Where an arrow key leads from the visit `legId`: up and down in its column, sideways to the visit nearest in time. */
export function walk(columns: readonly Walkable[], legId: string | undefined, step: Step): string | undefined {
  const column = columns.findIndex(({ blocks }) => blocks.some((block) => block.legId === legId));
  if (column < 0) return firstOf(columns);
  const { blocks } = columns[column]!;
  const index = blocks.findIndex((block) => block.legId === legId);
  if (step === 'up') return blocks[Math.max(0, index - 1)]?.legId;
  if (step === 'down') return blocks[Math.min(blocks.length - 1, index + 1)]?.legId;
  if (step === 'first') return blocks[0]?.legId;
  if (step === 'last') return blocks[blocks.length - 1]?.legId;
  return sideways(columns, column, blocks[index]!.from, step === 'left' ? -1 : 1) ?? legId;
}

function sideways(columns: readonly Walkable[], from: number, minute: number, direction: -1 | 1): string | undefined {
  for (let index = from + direction; index >= 0 && index < columns.length; index += direction) {
    const near = nearest(columns[index]!, minute);
    if (near) return near;
  }
  return undefined;
}

/** The visit of a column that starts nearest to a minute. */
export function nearest(column: Walkable, minute: number): string | undefined {
  const distance = (block: Span) => Math.abs(block.from - minute);
  return [...column.blocks].sort((a, b) => distance(a) - distance(b))[0]?.legId;
}

export function firstOf(columns: readonly Walkable[]): string | undefined {
  return columns.find(({ blocks }) => blocks.length > 0)?.blocks[0]?.legId;
}
