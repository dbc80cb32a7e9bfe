import type { HandsOnLimits, Practitioner } from '#clinic';
import { localDateOf, MINUTE_MS, type Interval, type LocalDate } from '#kernel';
import type { BookingLeg, Refusal } from '../gates/gate.js';
import type { Facts } from './facts.js';

/** Massage of somebody with limits, by practitioner and local day of its start; each day in the order of time. */
export type HandsOnDays = ReadonlyMap<string, ReadonlyMap<LocalDate, readonly Interval[]>>;

/** Massage of one day with no gap as long as the break. */
export interface Run {
  start: number;
  end: number;
  minutes: number;
}

/** What a leg would be too much of, with the numbers that say so. */
export type Excess =
  | { code: 'hands-on-budget'; budgetMinutes: number; bookedMinutes: number }
  | { code: 'break-needed'; breakAfterMinutes: number; breakMinutes: number; runMinutes: number };

/** Only for them massage is counted. */
export function isLimited(limits: HandsOnLimits): boolean {
  return limits.handsOnMinutesPerDay !== undefined || limits.breakAfterMinutes !== undefined;
}

export function minutesOf(legs: readonly Interval[] | undefined): number {
  let minutes = 0;
  if (legs) for (const leg of legs) minutes += (leg.end - leg.start) / MINUTE_MS;
  return minutes;
}

export function handsOnDays(facts: Pick<Facts, 'handsOn' | 'location'>): HandsOnDays {
  const byPractitioner = new Map<string, Map<LocalDate, Interval[]>>();
  for (const { practitionerId, start, end } of [...facts.handsOn].sort((a, b) => a.start - b.start)) {
    let days = byPractitioner.get(practitionerId);
    if (!days) byPractitioner.set(practitionerId, (days = new Map<LocalDate, Interval[]>()));
    const date = localDateOf(start, facts.location.timeZone);
    const legs = days.get(date);
    if (legs) legs.push({ start, end });
    else days.set(date, [{ start, end }]);
  }
  return byPractitioner;
}

/** `legs` in the order of time. */
export function runsBetweenBreaks(legs: readonly Interval[], breakMinutes: number): Run[] {
  const runs: Run[] = [];
  let last: Run | undefined;
  for (const { start, end } of legs) {
    const minutes = (end - start) / MINUTE_MS;
    if (last && start - last.end < breakMinutes * MINUTE_MS) {
      last.end = Math.max(last.end, end);
      last.minutes += minutes;
    } else {
      runs.push((last = { start, end, minutes }));
    }
  }
  return runs;
}

/** Of what one more leg would be too much, beside what is booked on its day (in the order of time). */
export function excessesOf(limits: HandsOnLimits, booked: readonly Interval[], leg: Interval): Excess[] {
  const excesses: Excess[] = [];
  const own = (leg.end - leg.start) / MINUTE_MS;
  const { handsOnMinutesPerDay: budgetMinutes, breakAfterMinutes, breakMinutes } = limits;
  if (budgetMinutes !== undefined) {
    const bookedMinutes = minutesOf(booked);
    if (bookedMinutes + own > budgetMinutes) excesses.push({ code: 'hands-on-budget', budgetMinutes, bookedMinutes });
  }
  if (breakAfterMinutes !== undefined && breakMinutes !== undefined) {
    let runMinutes = own;
    // A leg between two runs joins them.
    for (const run of runsBetweenBreaks(booked, breakMinutes))
      if (run.start - leg.end < breakMinutes * MINUTE_MS && leg.start - run.end < breakMinutes * MINUTE_MS) runMinutes += run.minutes;
    if (runMinutes > breakAfterMinutes) excesses.push({ code: 'break-needed', breakAfterMinutes, breakMinutes, runMinutes });
  }
  return excesses;
}

/**
 * Starts at which a leg would make a run that is too long: the borders of open intervals. It is `excessesOf` for all starts
 * of a day at once; `booked` in the order of time.
 */
export function startsWithoutBreak(limits: HandsOnLimits, booked: readonly Interval[], durationMinutes: number): Interval[] {
  const { breakAfterMinutes, breakMinutes } = limits;
  if (breakAfterMinutes === undefined || breakMinutes === undefined) return [];
  if (durationMinutes > breakAfterMinutes) return [{ start: -Infinity, end: Infinity }];
  const found: Interval[] = [];
  const breakMs = breakMinutes * MINUTE_MS;
  const before = breakMs + durationMinutes * MINUTE_MS;
  const runs = runsBetweenBreaks(booked, breakMinutes);
  // A leg touches neighbouring runs only: of each first one, the fewest that are too much together.
  for (let first = 0; first < runs.length; first++) {
    let minutes = durationMinutes;
    let last = first - 1;
    while (minutes <= breakAfterMinutes && ++last < runs.length) minutes += runs[last]!.minutes;
    if (last >= runs.length) break;
    const start = runs[last]!.start - before;
    const end = runs[first]!.end + breakMs;
    if (start < end) found.push({ start, end });
  }
  return found;
}

/** The hands-on limits of everybody who gives massage in these legs. The legs count together, whatever their order. */
export function judgeHandsOn(facts: Facts, legs: readonly BookingLeg[]): Refusal[] {
  const massages = legs.flatMap((leg, index) => {
    const practitioner = leg.service.discipline === 'massage' ? facts.snapshot.practitioners.get(leg.practitionerId) : undefined;
    return practitioner && isLimited(practitioner) ? [{ leg, index, practitioner }] : [];
  });
  if (massages.length === 0) return [];
  const days = handsOnDays(facts);
  const refusals: Refusal[] = [];
  massages.forEach(({ leg, index, practitioner }, at) => {
    const date = localDateOf(leg.start, facts.location.timeZone);
    const earlier = massages
      .slice(0, at)
      .map((other) => other.leg)
      .filter((other) => other.practitionerId === leg.practitionerId && localDateOf(other.start, facts.location.timeZone) === date);
    const booked = inOrder([...(days.get(leg.practitionerId)?.get(date) ?? []), ...earlier]);
    for (const excess of excessesOf(practitioner, booked, leg)) refusals.push(refusalOf(excess, practitioner, date, index));
  });
  return refusals;
}

/** Whether legs of one practitioner and day fit together, each of which fits alone. */
export function fitTogether(limits: HandsOnLimits, booked: readonly Interval[], legs: readonly Interval[]): boolean {
  let taken = booked;
  for (const leg of legs) {
    if (excessesOf(limits, taken, leg).length > 0) return false;
    taken = inOrder([...taken, leg]);
  }
  return true;
}

function inOrder<T extends Interval>(legs: T[]): T[] {
  return legs.sort((a, b) => a.start - b.start);
}

function refusalOf(excess: Excess, practitioner: Practitioner, date: LocalDate, index: number): Refusal {
  const { code, ...numbers } = excess;
  return {
    code,
    detail: sentenceOf(excess, date),
    pointer: `/legs/${index}/practitionerId`,
    overridable: true,
    facts: { practitionerId: practitioner.id, date, ...numbers },
  };
}

function sentenceOf(excess: Excess, date: LocalDate): string {
  if (excess.code === 'hands-on-budget')
    return `The hands-on budget of ${date} is ${excess.budgetMinutes} minutes, of which ${excess.bookedMinutes} are booked.`;
  const { breakAfterMinutes, breakMinutes, runMinutes } = excess;
  return `That would be ${runMinutes} minutes of massage in a row on ${date}: after ${breakAfterMinutes} the therapist takes a break of ${breakMinutes}.`;
}
