import type { Instant, LocalDate, Weekday } from '../api/types';

/**
 * The wall clock of the location, read from the text of an instant as it was sent.
 * Nothing here converts into the reader's time zone.
 */

const MINUTES_A_DAY = 1440;
const WEEKDAYS: Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY_NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const dateOf = (instant: Instant): LocalDate => instant.slice(0, 10);
export const timeOf = (instant: Instant): string => instant.slice(11, 16);

/** Minutes since local midnight, as written. */
export function minuteOfDay(instant: Instant): number {
  return parseTime(timeOf(instant));
}

/** `"09:30"` → 570. */
export function parseTime(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** 570 → `"09:30"`; 1440 is written `"24:00"`. */
export function formatMinute(minute: number): string {
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
}

/** The offset as written, in minutes east of UTC. */
export function offsetOf(instant: Instant): number {
  const match = /([+-])(\d{2}):(\d{2})$/.exec(instant);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

/** How far the clock on the wall moves from `from` to `to`: on the day of a clock change not the minutes that pass. */
export function wallMinutes(from: Instant, to: Instant): number {
  return daysBetween(dateOf(from), dateOf(to)) * MINUTES_A_DAY + minuteOfDay(to) - minuteOfDay(from);
}

/** How many minutes pass. */
export function elapsedMinutes(from: Instant, to: Instant): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
}

/** What the wall clock shows at `epochMs` where the offset is `offset`. */
export function wallAt(epochMs: number, offset: number): { date: LocalDate; minute: number } {
  const shifted = new Date(epochMs + offset * 60_000);
  return { date: shifted.toISOString().slice(0, 10), minute: shifted.getUTCHours() * 60 + shifted.getUTCMinutes() };
}

/** Today at the location. Only the default day of a screen depends on it. */
export function todayIn(timeZone: string, epochMs: number): LocalDate {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(epochMs);
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(utcOf(date) + days * 86_400_000).toISOString().slice(0, 10);
}

export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Math.round((utcOf(to) - utcOf(from)) / 86_400_000);
}

export function isDate(text: unknown): text is string {
  return typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(utcOf(text));
}

export const weekdayOf = (date: LocalDate): Weekday => WEEKDAYS[new Date(utcOf(date)).getUTCDay()]!;

/** `Mon 23 Nov 2026`; the year may be left out. */
export function formatDay(date: LocalDate, withYear = false): string {
  const day = new Date(utcOf(date));
  const text = `${DAY_NAMES[day.getUTCDay()]} ${day.getUTCDate()} ${MONTH_NAMES[day.getUTCMonth()]}`;
  return withYear ? `${text} ${day.getUTCFullYear()}` : text;
}

/** `Mon 23 Nov 11:25`. */
export const formatDayTime = (instant: Instant): string => `${formatDay(dateOf(instant))} ${timeOf(instant)}`;

/** Legs of a visit come in the order in which they were booked. */
export const inOrderOfTime = <T extends { start: Instant }>(all: readonly T[]): T[] =>
  [...all].sort((a, b) => Date.parse(a.start) - Date.parse(b.start));

export const formatSpan = (start: Instant, end: Instant): string => `${timeOf(start)}–${timeOf(end)}`;

const utcOf = (date: LocalDate): number => Date.parse(`${date}T00:00:00Z`);
const pad = (value: number): string => String(value).padStart(2, '0');
