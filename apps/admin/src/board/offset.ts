import type { BoardDay } from '../api/types';
import { formatMinute, offsetOf, wallAt } from '../time/wall';

type Day = Pick<BoardDay, 'dayStart' | 'dayEnd' | 'timeZone'>;

/** The offset at an instant of a board's day. It begins and ends with different ones when the clocks change: the zone knows when. */
export function offsetAt(day: Day, epochMs: number): number {
  const [before, after] = [offsetOf(day.dayStart), offsetOf(day.dayEnd)];
  if (before === after) return before;
  return formatMinute(wallAt(epochMs, before).minute) === timeIn(day.timeZone, epochMs) ? before : after;
}

/** What the clock on the wall of a zone shows. */
export function timeIn(timeZone: string, epochMs: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(epochMs);
}
