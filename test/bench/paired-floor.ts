import { dayInterval, eachDate, instantFormatter, toInstant } from '#kernel';
import { FROM, OPEN, TO, ZONE } from './paired-data.js';

// The least that answers the same question: words, shifts and one sort, nothing of the product but its time zone tables.

/** Busy spans as pairs `start, end` in epoch ms. */
export interface FloorInput {
  serviceIds: [host: string, spot: string];
  hostIds: readonly string[];
  therapistIds: readonly string[];
  roomIds: readonly string[];
  busy: ReadonlyMap<string, Float64Array>;
}

const CELL_MS = 300_000;
const CELLS = 3;
const GAPS = [0, 1, 2];
const LIMIT = 20;

interface Resource {
  id: string;
  free: Uint32Array;
  starts: Uint32Array;
}

interface Pair {
  cell: number;
  touching: number;
  first: Resource;
  second: Resource;
  hostFirst: boolean;
}

interface Leg {
  serviceId: string;
  practitionerId: string;
  roomId: string;
  start: string;
  end: string;
}

interface Option {
  start: string;
  end: string;
  waitMinutes: number;
  requires: string[];
  legs: Leg[];
}

/** The first 20 options as JSON text. */
export function floorSearch(input: FloorInput): string {
  const days = eachDate(FROM, TO).map((date) => dayInterval(date, ZONE));
  const origin = days[0]!.start - CELL_MS * 4;
  const cells = (days[days.length - 1]!.end - origin) / CELL_MS + 4;
  const open = new Uint32Array((cells + 31) >>> 5);
  for (const date of eachDate(FROM, TO))
    fill(open, (toInstant(date, OPEN.from, ZONE) - origin) / CELL_MS, (toInstant(date, OPEN.to, ZONE) - origin) / CELL_MS);
  const all = new Uint32Array(open.length).fill(0xffffffff);
  const resource = (id: string, base: Uint32Array): Resource => {
    const free = base.slice();
    const spans = input.busy.get(id)!;
    for (let i = 0; i < spans.length; i += 2)
      clear(free, Math.floor((spans[i]! - origin) / CELL_MS), Math.ceil((spans[i + 1]! - origin) / CELL_MS));
    return { id, free, starts: and(and(free.slice(), shifted(free, 1)), shifted(free, 2)) };
  };
  const rooms = input.roomIds.map((id) => resource(id, all));
  const anyRoom = new Uint32Array(open.length);
  for (const room of rooms) for (let k = 0; k < anyRoom.length; k++) anyRoom[k]! |= room.starts[k]!;
  const person = (id: string): Resource => {
    const one = resource(id, open);
    and(one.starts, anyRoom);
    return one;
  };
  const hosts = input.hostIds.map(person);
  const therapists = input.therapistIds.map(person);
  const chosen = choose(hosts, therapists, days, origin);
  return JSON.stringify(chosen.map(({ pair, gap }) => optionOf(pair, gap, input, rooms, origin)));
}

function choose(hosts: Resource[], therapists: Resource[], days: { start: number; end: number }[], origin: number) {
  const chosen: { pair: Pair; gap: number }[] = [];
  for (const gap of GAPS) {
    const groups: { starts: Uint32Array; first: Resource; second: Resource; hostFirst: boolean }[] = [];
    for (const hostFirst of [true, false])
      for (const first of hostFirst ? hosts : therapists)
        for (const second of hostFirst ? therapists : hosts)
          groups.push({ starts: and(shifted(second.starts, CELLS + gap), first.starts), first, second, hostFirst });
    for (const day of days) {
      const from = (day.start - origin) / CELL_MS;
      const end = (day.end - origin) / CELL_MS;
      const pairs: Pair[] = [];
      for (const { starts, first, second, hostFirst } of groups)
        for (let k = from >>> 5; k <= (end - 1) >>> 5; k++)
          for (let word = starts[k]! | 0; word !== 0; word &= word - 1) {
            const cell = (k << 5) + 31 - Math.clz32(word & -word);
            if (cell < from || cell >= end) continue;
            const touching = edges(first.free, cell) + edges(second.free, cell + CELLS + gap);
            pairs.push({ cell, touching, first, second, hostFirst });
          }
      pairs.sort((a, b) => b.touching - a.touching || a.cell - b.cell || compareIds(a, b));
      for (const pair of pairs) {
        chosen.push({ pair, gap });
        if (chosen.length === LIMIT) return chosen;
      }
    }
  }
  return chosen;
}

function compareIds(a: Pair, b: Pair): number {
  const left = `${a.first.id},${a.second.id}`;
  const right = `${b.first.id},${b.second.id}`;
  return left < right ? -1 : left > right ? 1 : 0;
}

function optionOf(pair: Pair, gap: number, input: FloorInput, rooms: Resource[], origin: number): Option {
  const at = instantFormatter(ZONE);
  const leg = (one: Resource, host: boolean, cell: number): Leg => ({
    serviceId: input.serviceIds[host ? 0 : 1],
    practitionerId: one.id,
    roomId: bestRoom(rooms, cell),
    start: at(origin + cell * CELL_MS),
    end: at(origin + (cell + CELLS) * CELL_MS),
  });
  const legs = [leg(pair.first, pair.hostFirst, pair.cell), leg(pair.second, !pair.hostFirst, pair.cell + CELLS + gap)];
  return { start: legs[0]!.start, end: legs[1]!.end, waitMinutes: gap * 5, requires: [], legs };
}

function bestRoom(rooms: Resource[], cell: number): string {
  let best = '';
  let most = -1;
  for (const room of rooms) {
    if (!has(room.starts, cell)) continue;
    const touching = edges(room.free, cell);
    if (touching > most) [best, most] = [room.id, touching];
  }
  return best;
}

const has = (words: Uint32Array, cell: number): boolean => ((words[cell >>> 5]! >>> (cell & 31)) & 1) === 1;
const edges = (free: Uint32Array, cell: number): number => Number(!has(free, cell - 1)) + Number(!has(free, cell + CELLS));

function fill(words: Uint32Array, from: number, end: number): void {
  for (let cell = from; cell < end; cell++) words[cell >>> 5]! |= 1 << (cell & 31);
}

function clear(words: Uint32Array, from: number, end: number): void {
  for (let cell = Math.max(0, from); cell < end; cell++) words[cell >>> 5]! &= ~(1 << (cell & 31));
}

function and(target: Uint32Array, other: Uint32Array): Uint32Array {
  for (let k = 0; k < target.length; k++) target[k]! &= other[k]!;
  return target;
}

/** `result[i] = words[i + by]`, for fewer than 32. */
function shifted(words: Uint32Array, by: number): Uint32Array {
  const result = new Uint32Array(words.length);
  for (let k = 0; k < words.length; k++) result[k] = (words[k]! >>> by) | ((words[k + 1] ?? 0) << (32 - by));
  return result;
}
