import type { Block, Column, HoldBlock } from './model';
import type { Span } from './spans';

/**
 * Columns whose content did not change keep their identity, so a live update renders only the columns it touches.
 * Visits themselves keep theirs through the query cache's structural sharing.
 */
export function reuseColumns(previous: readonly Column[], next: readonly Column[]): Column[] {
  const before = new Map(previous.map((column) => [column.kind + column.id, column]));
  return next.map((column) => {
    const old = before.get(column.kind + column.id);
    return old && sameColumn(old, column) ? old : column;
  });
}

function sameColumn(a: Column, b: Column): boolean {
  return (
    a.name === b.name &&
    a.free === b.free &&
    a.handsOn?.bookedMinutes === b.handsOn?.bookedMinutes &&
    a.handsOn?.budgetMinutes === b.handsOn?.budgetMinutes &&
    sameList(a.blocks, b.blocks, sameBlock) &&
    sameList(a.holds, b.holds, sameHold) &&
    sameList(a.open, b.open, sameSpan) &&
    sameList(a.closed, b.closed, sameSpan)
  );
}

const sameSpan = (a: Span, b: Span): boolean => a.from === b.from && a.to === b.to;
const sameHold = (a: HoldBlock, b: HoldBlock): boolean => a.id === b.id && a.by === b.by && sameSpan(a, b);
const sameBlock = (a: Block, b: Block): boolean =>
  a.visit === b.visit && a.legId === b.legId && a.lane === b.lane && a.lanes === b.lanes && a.detail === b.detail && sameSpan(a, b);

function sameList<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean): boolean {
  return a.length === b.length && a.every((item, index) => same(item, b[index]!));
}
