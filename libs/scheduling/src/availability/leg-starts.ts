import { openIntervals } from '#clinic';
import {
  addInside,
  and,
  cellOfInstant,
  clearRange,
  copyBits,
  emptyBits,
  hoursOn,
  localDays,
  MINUTE_MS,
  nextBit,
  offsetMinutesAt,
  or,
  popcount,
  removeTouched,
  runsOf,
  setRange,
  shiftUp,
  transitionsOf,
  type Interval,
  type LocalDate,
  type LocalDay,
  type TimeBits,
} from '#kernel';
import { isLimited, minutesOf, startsWithoutBreak, type HandsOnDays } from '../facts/hands-on.rules.js';
import { isLicensedOn, lastStart } from '../facts/leg.rules.js';
import type { HandsOnLimit, SearchInput, SearchLeg } from './search.types.js';

/** Where one practitioner can start one leg, and the free time around it (for adjacency). */
export interface PractitionerStarts {
  practitionerId: string;
  starts: TimeBits;
  free: TimeBits;
}

export interface RoomStarts {
  roomId: string;
  starts: TimeBits;
  free: TimeBits;
}

export interface LegStarts {
  cells: number;
  practitioners: PractitionerStarts[];
  rooms: RoomStarts[];
  /** Who gives enough massage already, and on which day first. */
  limits: HandsOnLimit[];
}

/** A local day with its cells: `[firstCell, endCell)`. */
export interface AxisDay extends LocalDay {
  firstCell: number;
  endCell: number;
}

/** The days of a search on one axis of cells. */
export interface Axis {
  origin: number;
  cellMs: number;
  cells: number;
  days: AxisDay[];
}

export type Tally = Map<string, number>;

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

/**
 * Cells as long as the greatest common divisor of the grid, the durations and the buffers. Every leg and its buffers
 * then begin and end on cell borders, so rounding other people's odd minutes outwards loses nothing.
 */
export function makeAxis(input: SearchInput): Axis {
  const { query, facts } = input;
  const zone = facts.location.timeZone;
  // Clock changes are multiples of 15 minutes: local midnights then lie on cell borders, too.
  let minutes = greatestCommonDivisor(facts.location.gridMinutes, 15);
  let longest = 0;
  for (const leg of query.legs) {
    const { bufferBeforeMinutes, bufferAfterMinutes } = leg.service;
    for (const part of [leg.durationMinutes, bufferBeforeMinutes, bufferAfterMinutes]) minutes = greatestCommonDivisor(minutes, part);
    longest = Math.max(longest, bufferBeforeMinutes, leg.durationMinutes + bufferAfterMinutes);
  }
  const cellMs = minutes * MINUTE_MS;
  const locals = localDays(query.from, query.to, zone);
  // Buffers reach over the first and the last midnight.
  const padding = Math.ceil(longest / minutes) + 1;
  const origin = locals[0]!.start - padding * cellMs;
  const cellOf = (instant: number) => (instant - origin) / cellMs;
  const days = locals.map((day): AxisDay => ({ firstCell: cellOf(day.start), endCell: cellOf(day.end), ...day }));
  return { origin, cellMs, cells: days[days.length - 1]!.endCell + padding, days };
}

/** The window of facts that the axis needs. */
export function axisWindow(axis: Axis): Interval {
  return { start: axis.origin, end: axis.origin + axis.cells * axis.cellMs };
}

/** Starts that the grid, `now`, the wished days and the gates allow, whoever works. */
export function allowedStarts(input: SearchInput, axis: Axis, tally: Tally): TimeBits {
  const { facts, query } = input;
  const bits = emptyBits(axis.origin, axis.cellMs, axis.cells);
  const zone = facts.location.timeZone;
  const window = { start: axis.days[0]!.start, end: axis.days[axis.days.length - 1]!.end };
  const cuts = [window.start, ...transitionsOf(zone, window.start, window.end).map((change) => change.at), window.end];
  const gridMs = facts.location.gridMinutes * MINUTE_MS;
  for (let i = 0; i + 1 < cuts.length; i++) {
    const from = cuts[i]!;
    const local = from + offsetMinutesAt(from, zone) * MINUTE_MS;
    const step = gridMs / axis.cellMs;
    const end = (cuts[i + 1]! - axis.origin) / axis.cellMs;
    let cell = (from + ((gridMs - (local % gridMs)) % gridMs) - axis.origin) / axis.cellMs;
    if (step === 1) setRange(bits, cell, end);
    else for (; cell < end; cell += step) setRange(bits, cell, cell + 1);
  }
  removeTouched(bits, { start: axis.origin, end: facts.now });
  clearRange(bits, cellOfInstant(bits, lastStart(facts.now)) + 1, axis.cells);
  const wished = query.weekdays;
  if (wished) for (const day of axis.days) if (!wished.includes(day.weekday)) clearDay(bits, day);
  const before = popcount(bits);
  for (const constraint of input.constraints) {
    if (!constraint.startsWithin) continue;
    const allowed = emptyBits(axis.origin, axis.cellMs, axis.cells);
    for (const interval of constraint.startsWithin)
      addInside(allowed, { start: interval.start, end: Math.min(interval.end, axisWindow(axis).end) + axis.cellMs - 1 });
    and(bits, allowed);
  }
  add(tally, 'outside-allowed-dates', before - popcount(bits));
  return bits;
}

/** What the practitioners of all legs share. */
export interface Shared {
  allowed: TimeBits;
  handsOn: HandsOnDays;
  tally: Tally;
}

/** Computes where each leg fits on its own, tallying why the other starts do not. */
export function legStarts(input: SearchInput, axis: Axis, leg: SearchLeg, shared: Shared): LegStarts {
  const { allowed, handsOn, tally } = shared;
  const cells = (leg.durationMinutes * MINUTE_MS) / axis.cellMs;
  const mask = timeOfDayMask(input, axis);
  const patientStarts = patientFree(input, axis, cells);
  const rooms = leg.roomIds.map((roomId) => roomStarts(input, axis, leg, roomId, cells));
  const anyRoom = emptyBits(axis.origin, axis.cellMs, axis.cells);
  for (const room of rooms) or(anyRoom, room.starts);
  const limits: HandsOnLimit[] = [];
  const startsOf = (practitionerId: string): PractitionerStarts => {
    const found = copyBits(allowed);
    const drop = narrowing(found, tally);
    const open = openBits(input, axis, practitionerId);
    drop('outside-hours', runsOf(mask ? and(copyBits(open), mask) : open, cells));
    dropUnlicensed(input, axis, practitionerId, found, drop);
    limits.push(...dropTooMuch(input, axis, practitionerId, leg, handsOn.get(practitionerId), found, drop));
    const free = unreserved(input, axis, practitionerId);
    drop('practitioner-busy', reservedRuns(free, axis, leg, cells));
    drop('no-room', anyRoom);
    if (patientStarts) drop('patient-busy', patientStarts);
    return { practitionerId, starts: found, free: and(free, open) };
  };
  const practitioners = leg.practitionerIds.map(startsOf);
  for (const hidden of leg.hiddenIds ?? []) add(tally, 'patient-wish', popcount(startsOf(hidden).starts));
  return { cells, practitioners, rooms, limits };
}

/** Keeps only what is allowed, if anything is passed, and tallies what went since the last time. */
type Drop = (reason: string, allowed?: TimeBits) => void;

function narrowing(found: TimeBits, tally: Tally): Drop {
  let left = popcount(found);
  return (reason, allowed) => {
    if (left === 0) return;
    if (allowed) and(found, allowed);
    const now = popcount(found);
    add(tally, reason, left - now);
    left = now;
  };
}

function openBits(input: SearchInput, axis: Axis, practitionerId: string): TimeBits {
  const { facts, query } = input;
  const spans = facts.snapshot.workingSpans.get(practitionerId) ?? [];
  const absences = facts.absences.filter((absence) => absence.practitionerId === undefined || absence.practitionerId === practitionerId);
  const bits = emptyBits(axis.origin, axis.cellMs, axis.cells);
  for (const open of openIntervals(spans, query.locationId, axis.days, absences)) addInside(bits, open);
  return bits;
}

function timeOfDayMask(input: SearchInput, axis: Axis): TimeBits | undefined {
  const { timeOfDay } = input.query;
  if (!timeOfDay) return undefined;
  const bits = emptyBits(axis.origin, axis.cellMs, axis.cells);
  for (const day of axis.days) addInside(bits, hoursOn(day, timeOfDay.from, timeOfDay.to));
  return bits;
}

function unreserved(input: SearchInput, axis: Axis, resourceId: string): TimeBits {
  const bits = emptyBits(axis.origin, axis.cellMs, axis.cells);
  setRange(bits, 0, axis.cells);
  for (const busy of input.facts.busy.get(resourceId) ?? []) removeTouched(bits, busy);
  return bits;
}

function reservedRuns(free: TimeBits, axis: Axis, leg: SearchLeg, cells: number): TimeBits {
  const before = (leg.service.bufferBeforeMinutes * MINUTE_MS) / axis.cellMs;
  const after = (leg.service.bufferAfterMinutes * MINUTE_MS) / axis.cellMs;
  const runs = runsOf(free, before + cells + after);
  return before > 0 ? shiftUp(runs, before) : runs;
}

function roomStarts(input: SearchInput, axis: Axis, leg: SearchLeg, roomId: string, cells: number): RoomStarts {
  const free = unreserved(input, axis, roomId);
  return { roomId, free, starts: reservedRuns(free, axis, leg, cells) };
}

function patientFree(input: SearchInput, axis: Axis, cells: number): TimeBits | undefined {
  const { patientId } = input.query;
  if (!patientId || !input.facts.busy.get(patientId)?.length) return undefined;
  return runsOf(unreserved(input, axis, patientId), cells);
}

function dropUnlicensed(input: SearchInput, axis: Axis, practitionerId: string, found: TimeBits, drop: Drop): void {
  const practitioner = input.facts.snapshot.practitioners.get(practitionerId)!;
  if (isLicensedOn(practitioner, input.query.to)) return;
  for (const day of axis.days) if (!isLicensedOn(practitioner, day.date)) clearDay(found, day);
  drop('license-expired');
}

/** Takes away the starts at which the practitioner would give too much massage; answers the limits that did so. */
function dropTooMuch(
  input: SearchInput,
  axis: Axis,
  practitionerId: string,
  leg: SearchLeg,
  booked: ReadonlyMap<LocalDate, readonly Interval[]> | undefined,
  found: TimeBits,
  drop: Drop,
): HandsOnLimit[] {
  const limits = input.facts.snapshot.practitioners.get(practitionerId)!;
  if (leg.service.discipline !== 'massage' || !isLimited(limits)) return [];
  const reached: HandsOnLimit[] = [];
  const { handsOnMinutesPerDay: budgetMinutes, breakAfterMinutes, breakMinutes } = limits;
  if (budgetMinutes !== undefined) {
    for (const day of axis.days) {
      const bookedMinutes = minutesOf(booked?.get(day.date));
      if (bookedMinutes + leg.durationMinutes <= budgetMinutes) continue;
      if (reached.length === 0 && isAnySet(found, day.firstCell, day.endCell))
        reached.push({ reason: 'hands-on-budget', practitionerId, date: day.date, budgetMinutes, bookedMinutes });
      clearDay(found, day);
    }
    drop('hands-on-budget');
  }
  if (breakAfterMinutes !== undefined) {
    let first: LocalDate | undefined;
    for (const day of axis.days) {
      for (const { start, end } of startsWithoutBreak(limits, booked?.get(day.date) ?? [], leg.durationMinutes)) {
        // The borders themselves leave a whole break.
        const from = Math.max(day.firstCell, Math.floor((start - axis.origin) / axis.cellMs) + 1);
        const behind = Math.min(day.endCell, Math.ceil((end - axis.origin) / axis.cellMs));
        if (from >= behind) continue;
        if (!first && isAnySet(found, from, behind)) first = day.date;
        clearRange(found, from, behind);
      }
    }
    if (first) reached.push({ reason: 'break-needed', practitionerId, date: first, breakAfterMinutes, breakMinutes });
    drop('break-needed');
  }
  return reached;
}

function isAnySet(bits: TimeBits, from: number, behind: number): boolean {
  const at = nextBit(bits, from);
  return at >= 0 && at < behind;
}

function clearDay(bits: TimeBits, day: AxisDay): void {
  clearRange(bits, day.firstCell, day.endCell);
}

export function add(tally: Tally, reason: string, count: number): void {
  if (count > 0) tally.set(reason, (tally.get(reason) ?? 0) + count);
}
