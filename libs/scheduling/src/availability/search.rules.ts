import {
  and,
  copyBits,
  DomainError,
  emptyBits,
  hasBit,
  isEmpty,
  MINUTE_MS,
  nextBit,
  or,
  popcount,
  shiftDown,
  type TimeBits,
  wordsOf,
} from '#kernel';
import { handsOnDays } from '../facts/hands-on.rules.js';
import { distinctOrders, mayRepeat, type Order, ordersOf, waitsWithSum } from './arrangement.rules.js';
import { startsInChains, type Waits } from './chain.rules.js';
import { add, allowedStarts, legStarts, makeAxis, type Axis, type AxisDay, type LegStarts, type Tally } from './leg-starts.js';
import { Ranking } from './ranking.rules.js';
import type { FoundLeg, FoundOption, HandsOnLimit, Rejection, SearchInput, SearchQuery, SearchResult } from './search.types.js';

/** Set operations of one search, and the words of their sets: together half a second, and memory for the sets that are kept. */
const WORK_LIMIT = 200_000;
const WORD_LIMIT = 20_000_000;

/** Starts of one search that are put in order; a day of four legs with four people each has fewer. */
const CANDIDATE_LIMIT = 1_000_000;

/** Orders and waits of a pair with the usual ten minutes stay far below. */
const WIDE = 50;

/** Days that are combined at once: most searches have enough options after the first two, and need not combine a month. */
const STRETCHES = [2, 7];

/** A part of the axis, whole words of it, with each leg's starts there by practitioner. */
interface Stretch {
  days: readonly AxisDay[];
  /** The axis' cell that is cell 0 here. */
  firstCell: number;
  starts: readonly (readonly TimeBits[])[];
}

/** A choice of order, gaps and practitioners, and the starts of its first leg for which everything fits. */
interface Combination {
  /** Leg indexes in the order of time. */
  order: readonly number[];
  /** Cells from the first leg's start to each leg's start, in the order of time. */
  offsets: readonly number[];
  /** Index into `LegStarts.practitioners`, in the order of time. */
  practitioners: readonly number[];
  /** Their ids, in the order of time. */
  people: readonly string[];
  /** By these equal options are ordered. */
  ids: string;
  favour: number;
  /** Within a stretch. */
  starts: TimeBits;
}

interface Candidate {
  cell: number;
  combination: Combination;
  adjacency: number;
  load: number;
}

/**
 * Finds visits in a documented total order: shortest wait, then local day, then most edges that touch what the
 * clinic already has (no orphan gaps), then people whom the patient wishes, then the patient's usual therapist, then the
 * therapist with the least massage on that day, then start, then practitioner ids.
 * @throws `invalid` / `search-too-wide` when the legs allow too many combinations.
 */
export function search(input: SearchInput): SearchResult {
  const { query } = input;
  const refused = input.constraints.find((constraint) => constraint.refuse)?.refuse;
  const axis = makeAxis(input);
  const tally: Tally = new Map();
  const allowed = allowedStarts(input, axis, tally);
  const considered =
    popcount(allowed) * query.legs.reduce((sum, leg) => sum + leg.practitionerIds.length + (leg.hiddenIds?.length ?? 0), 0);
  if (refused) return { options: [], considered, rejected: [{ reason: refused.code, count: considered }] };
  const handsOn = handsOnDays(input.facts);
  const legs = query.legs.map((leg) => legStarts(input, axis, leg, { allowed, handsOn, tally }));
  const orders = ordersOf(query.order, legs.length);
  const chains = isWide(query, axis, orders) ? chainsOf(query, axis, legs, orders) : undefined;
  const options = new Enumeration(input, axis, legs, new Ranking(input, handsOn), orders, chains).run();
  // With enough options nobody asks why not.
  if (legs.length > 1 && options.length < query.limit) tallyNotAdjacent(legs, chains ?? chainsOf(query, axis, legs, orders), tally);
  const rejected = [...tally]
    .map(([reason, count]) => ({ reason, count, limits: limitsBehind(reason, legs) }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
  return { options, considered, rejected };
}

class Enumeration {
  private readonly found: FoundOption[] = [];
  private work = 0;
  private words = 0;
  private considered = 0;
  private readonly orders: readonly Order[];
  private readonly mayRepeat: boolean;

  constructor(
    private readonly input: SearchInput,
    private readonly axis: Axis,
    private readonly legs: readonly LegStarts[],
    private readonly ranking: Ranking,
    orders: readonly Order[],
    /** Known starts of whole visits: nothing else needs to be combined. */
    private readonly chains: readonly TimeBits[] | undefined,
  ) {
    this.orders = distinctOrders(input.query.legs, orders);
    this.mayRepeat = mayRepeat(input.query.legs, this.orders);
  }

  /** Waits from short to long; inside one wait day by day, until there are enough. */
  run(): FoundOption[] {
    const { query } = this.input;
    if (this.legs.some((leg) => leg.practitioners.every((one) => isEmpty(one.starts)))) return [];
    if (this.chains?.some((starts) => isEmpty(starts))) return [];
    const stretches = this.stretches();
    const waits = waitsOf(query, this.axis);
    const count = this.legs.length - 1;
    for (let sum = count * waits.least; sum <= count * waits.most; sum++) {
      for (const stretch of stretches) {
        const combinations: Combination[] = [];
        for (const order of this.orders)
          for (const gaps of waitsWithSum(count, sum, waits)) this.combine(stretch, order, gaps, combinations);
        for (const day of stretch.days) {
          if (this.found.length >= query.limit) return this.found;
          this.takeDay(stretch, combinations, day);
        }
      }
    }
    return this.found;
  }

  private stretches(): Stretch[] {
    const { days } = this.axis;
    const stretches: Stretch[] = [];
    const longest = this.longestVisit();
    for (let from = 0, i = 0; from < days.length; i++) {
      const some = days.slice(from, from + (STRETCHES[i] ?? days.length));
      from += some.length;
      const firstWord = some[0]!.firstCell >>> 5;
      // Later legs of a visit that starts on the last day lie behind its end.
      const endWord = ((some[some.length - 1]!.endCell + longest) >>> 5) + 1;
      const starts = this.legs.map((leg, index) =>
        leg.practitioners.map((one) => {
          const chain = this.chains?.[index];
          return wordsOf(chain ? and(copyBits(one.starts), chain) : one.starts, firstWord, endWord);
        }),
      );
      stretches.push({ days: some, firstCell: firstWord << 5, starts });
    }
    return stretches;
  }

  private longestVisit(): number {
    const gap = Math.floor((this.input.query.maxGapMinutes * MINUTE_MS) / this.axis.cellMs);
    return this.legs.reduce((sum, leg) => sum + leg.cells + gap, 0);
  }

  /** Looks at one set of the first leg at least: the limit of work is one of gaps, too. */
  private combine(stretch: Stretch, order: readonly number[], gaps: readonly number[], into: Combination[]): void {
    const offsets: number[] = [];
    let at = 0;
    order.forEach((leg, i) => {
      offsets.push(at);
      at += this.legs[leg]!.cells + (gaps[i] ?? 0);
    });
    this.extend(stretch, { order, offsets, practitioners: [] }, undefined, into);
  }

  private extend(
    stretch: Stretch,
    choice: { order: readonly number[]; offsets: readonly number[]; practitioners: number[] },
    starts: TimeBits | undefined,
    into: Combination[],
  ): void {
    const { order, offsets, practitioners } = choice;
    const depth = practitioners.length;
    if (depth === order.length) {
      const people = order.map((leg, i) => this.legs[leg]!.practitioners[practitioners[i]!]!.practitionerId);
      const favour = this.ranking.favourOf(order, people);
      into.push({ order, offsets, practitioners: [...practitioners], people, ids: people.join(), favour, starts: starts! });
      return;
    }
    stretch.starts[order[depth]!]!.forEach((own, index) => {
      this.words += own.words.length;
      if (++this.work > WORK_LIMIT || this.words > WORD_LIMIT) throw tooWide();
      const next = starts ? and(shiftDown(own, offsets[depth]!), starts) : own;
      if (isEmpty(next)) return;
      practitioners.push(index);
      this.extend(stretch, choice, next, into);
      practitioners.pop();
    });
  }

  private takeDay(stretch: Stretch, combinations: readonly Combination[], day: AxisDay): void {
    const candidates: Candidate[] = [];
    const end = day.endCell - stretch.firstCell;
    for (const combination of combinations) {
      const { starts } = combination;
      const load = this.ranking.loadOn(day.date, combination.order, combination.people);
      for (let at = nextBit(starts, day.firstCell - stretch.firstCell); at >= 0 && at < end; at = nextBit(starts, at + 1)) {
        if (++this.considered > CANDIDATE_LIMIT) throw tooWide();
        const cell = at + stretch.firstCell;
        candidates.push({ cell, combination, adjacency: this.adjacency(cell, combination), load });
      }
    }
    candidates.sort(compareCandidates);
    const room = this.input.query.limit - this.found.length;
    // Equal options have the same wait and the same day, so no other call sees them.
    const seen = this.mayRepeat ? new Set<string>() : undefined;
    let taken = 0;
    for (const candidate of candidates) {
      if (taken === room) return;
      const option = this.materialise(candidate);
      if (!this.ranking.isWithinLimits(option.legs)) continue;
      if (seen) {
        const key = keyOf(option);
        if (seen.has(key)) continue;
        seen.add(key);
      }
      this.found.push(option);
      taken++;
    }
  }

  /** Edges of legs that touch a booking or the end of the open time: 2 a leg at most. */
  private adjacency(cell: number, combination: Combination): number {
    let touching = 0;
    combination.order.forEach((leg, i) => {
      const free = this.legs[leg]!.practitioners[combination.practitioners[i]!]!.free;
      const start = cell + combination.offsets[i]!;
      if (!hasBit(free, start - 1)) touching++;
      if (!hasBit(free, start + this.legs[leg]!.cells)) touching++;
    });
    return touching;
  }

  private materialise({ cell, combination }: Candidate): FoundOption {
    const legs = combination.order.map((index, i): FoundLeg => {
      const leg = this.input.query.legs[index]!;
      const startCell = cell + combination.offsets[i]!;
      const start = this.axis.origin + startCell * this.axis.cellMs;
      return {
        serviceId: leg.service.id,
        practitionerId: combination.people[i]!,
        roomId: bestRoom(this.legs[index]!, startCell),
        start,
        end: start + leg.durationMinutes * MINUTE_MS,
      };
    });
    const start = legs[0]!.start;
    const end = legs[legs.length - 1]!.end;
    const busy = legs.reduce((sum, leg) => sum + leg.end - leg.start, 0);
    const option: FoundOption = { start, end, waitMinutes: (end - start - busy) / MINUTE_MS, legs };
    return combination.favour > 0 ? Object.assign(option, this.ranking.marksOf(combination.favour)) : option;
  }
}

const LIMITS_SHOWN = 10;

/** Whose limits took starts away for this reason; two legs may have the same therapist. */
function limitsBehind(reason: string, legs: readonly LegStarts[]): Rejection['limits'] {
  if (reason !== 'hands-on-budget' && reason !== 'break-needed') return undefined;
  const byPerson = new Map<string, Omit<HandsOnLimit, 'reason'>>();
  for (const { reason: own, ...limit } of legs.flatMap((leg) => leg.limits))
    if (own === reason && !byPerson.has(limit.practitionerId)) byPerson.set(limit.practitionerId, limit);
  return [...byPerson.values()].slice(0, LIMITS_SHOWN);
}

function tooWide(): DomainError {
  return new DomainError('invalid', 'search-too-wide', {
    detail: 'Too many combinations: name practitioners, or look for fewer legs or a shorter wait.',
    errors: [{ pointer: '/legs', code: 'search-too-wide', detail: 'These legs allow too many combinations.' }],
  });
}

function compareCandidates(a: Candidate, b: Candidate): number {
  return (
    b.adjacency - a.adjacency ||
    b.combination.favour - a.combination.favour ||
    a.load - b.load ||
    a.cell - b.cell ||
    compareIds(a.combination, b.combination)
  );
}

function compareIds(a: Combination, b: Combination): number {
  return a.ids < b.ids ? -1 : a.ids > b.ids ? 1 : 0;
}

/** What makes an option another one. */
function keyOf(option: FoundOption): string {
  return option.legs.map((leg) => `${leg.serviceId} ${leg.practitionerId} ${leg.start} ${leg.end}`).join();
}

/** The free room with the fewest free cells around the leg (no orphan gaps), then the smallest id. */
function bestRoom(leg: LegStarts, cell: number): string {
  let best: string | undefined;
  let most = -1;
  for (const room of leg.rooms) {
    if (!hasBit(room.starts, cell)) continue;
    const touching = Number(!hasBit(room.free, cell - 1)) + Number(!hasBit(room.free, cell + leg.cells));
    if (touching > most) [best, most] = [room.roomId, touching];
  }
  return best!;
}

function waitsOf(query: SearchQuery, axis: Axis): Waits {
  const cellMinutes = axis.cellMs / MINUTE_MS;
  return { least: Math.ceil(query.minGapMinutes / cellMinutes), most: Math.floor(query.maxGapMinutes / cellMinutes) };
}

/** Whether there are so many orders and waits that knowing beforehand where a whole visit fits pays off. */
function isWide(query: SearchQuery, axis: Axis, orders: readonly Order[]): boolean {
  const { least, most } = waitsOf(query, axis);
  return orders.length * (most - least + 1) ** (query.legs.length - 1) > WIDE;
}

/** Starts of each leg, whoever gives it, that are part of a whole visit. */
function chainsOf(query: SearchQuery, axis: Axis, legs: readonly LegStarts[], orders: readonly Order[]): TimeBits[] {
  const union = legs.map(({ cells, practitioners }) => {
    const anyone = emptyBits(axis.origin, axis.cellMs, axis.cells);
    for (const one of practitioners) or(anyone, one.starts);
    return { cells, anyone };
  });
  return startsInChains(union, orders, waitsOf(query, axis));
}

/** Starts that fit alone but have no neighbour within the allowed wait. */
function tallyNotAdjacent(legs: readonly LegStarts[], chains: readonly TimeBits[], tally: Tally): void {
  legs.forEach((leg, i) => {
    for (const { starts } of leg.practitioners)
      add(tally, 'no-adjacent-time', popcount(starts) - popcount(and(copyBits(starts), chains[i]!)));
  });
}
