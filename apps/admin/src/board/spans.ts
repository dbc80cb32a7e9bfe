/** Half-open spans of minutes below the first row of the grid. */
export interface Span {
  from: number;
  to: number;
}

/** The parts of `[0, minutes)` that no open span covers. */
export function closedSpans(open: readonly Span[], minutes: number): Span[] {
  const closed: Span[] = [];
  let cursor = 0;
  for (const span of sorted(open)) {
    if (span.from > cursor) closed.push({ from: cursor, to: Math.min(span.from, minutes) });
    cursor = Math.max(cursor, span.to);
  }
  if (cursor < minutes) closed.push({ from: cursor, to: minutes });
  return closed;
}

/** How many whole slots of `length` minutes fit into what is open and not busy, from `after` on. */
export function freeSlots(open: readonly Span[], busy: readonly Span[], after: number, length: number): number {
  let count = 0;
  for (const span of open) {
    let cursor = Math.max(span.from, after);
    for (const taken of sorted(busy)) {
      if (taken.to <= cursor || taken.from >= span.to) continue;
      count += Math.max(0, Math.floor((taken.from - cursor) / length));
      cursor = Math.max(cursor, taken.to);
    }
    count += Math.max(0, Math.floor((span.to - cursor) / length));
  }
  return count;
}

/**
 * The start that a click at `minute` means: its quarter of an hour, or the end of the visit before it if that lies inside
 * this quarter. Nothing if the minute is taken or the practitioner is away.
 */
export function slotAt(minute: number, open: readonly Span[], busy: readonly Span[]): number | undefined {
  const openSpan = open.find((span) => span.from <= minute && minute < span.to);
  if (!openSpan || busy.some((span) => span.from <= minute && minute < span.to)) return undefined;
  const quarter = Math.floor(minute / 15) * 15;
  const ends = busy.map((span) => span.to).filter((end) => end <= minute);
  return Math.max(quarter, openSpan.from, ...ends);
}

const sorted = (spans: readonly Span[]): Span[] => [...spans].sort((a, b) => a.from - b.from);
