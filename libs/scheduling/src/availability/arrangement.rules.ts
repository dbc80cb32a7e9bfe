import type { Waits } from './chain.rules.js';
import type { SearchLeg, SearchQuery } from './search.types.js';

/** Legs in the order of time, as indexes. */
export type Order = readonly number[];

/** All orders of time in which the legs may come; two legs of the same kind are still two. */
export function ordersOf(order: SearchQuery['order'], count: number): Order[] {
  const listed = Array.from({ length: count }, (_, i) => i);
  if (order === 'as-listed') return [listed];
  const permute = (rest: Order): Order[] =>
    rest.length === 0 ? [[]] : rest.flatMap((leg) => permute(rest.filter((other) => other !== leg)).map((tail) => [leg, ...tail]));
  return permute(listed);
}

/** Of orders that differ only in interchangeable legs the one that has them as listed: the others find the same options. */
export function distinctOrders(legs: readonly SearchLeg[], orders: readonly Order[]): readonly Order[] {
  if (orders.length < 2) return orders;
  const pairs = pairsOf(legs, areInterchangeable);
  return pairs.length === 0 ? orders : orders.filter((order) => pairs.every(([a, b]) => order.indexOf(a) < order.indexOf(b)));
}

/** Whether distinct orders may still find the same option, as two legs look alike in it but may have other people or rooms. */
export function mayRepeat(legs: readonly SearchLeg[], orders: readonly Order[]): boolean {
  return orders.length > 1 && pairsOf(legs, (a, b) => lookAlike(a, b) && !areInterchangeable(a, b)).length > 0;
}

/**
 * Waits between consecutive legs, in cells, that add up to `sum`, in lexicographic order: options that are equal in rank
 * keep it. One at a time, since four legs with waits by the minute have millions.
 */
export function waitsWithSum(count: number, sum: number, waits: Waits): Iterable<readonly number[]> {
  if (count === 0) return [[]];
  if (count === 1) return [[sum]];
  return compositions(count, sum, waits, []);
}

/** Goes only where the rest can still make up the sum, so no step is without a result. */
function* compositions(count: number, sum: number, waits: Waits, before: readonly number[]): Generator<readonly number[]> {
  if (count === 1) {
    yield [...before, sum];
    return;
  }
  const rest = count - 1;
  const last = Math.min(waits.most, sum - rest * waits.least);
  for (let wait = Math.max(waits.least, sum - rest * waits.most); wait <= last; wait++)
    yield* compositions(rest, sum - wait, waits, [...before, wait]);
}

/** An option tells its legs apart by service, times and people only. */
function lookAlike(a: SearchLeg, b: SearchLeg): boolean {
  return a.service.id === b.service.id && a.durationMinutes === b.durationMinutes;
}

/** Techniques and areas need no look: what they change is who is in the list. */
function areInterchangeable(a: SearchLeg, b: SearchLeg): boolean {
  return lookAlike(a, b) && sameIds(a.practitionerIds, b.practitionerIds) && sameIds(a.roomIds, b.roomIds);
}

/** Both lists are sorted. */
function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

function pairsOf(legs: readonly SearchLeg[], match: (a: SearchLeg, b: SearchLeg) => boolean): [number, number][] {
  const pairs: [number, number][] = [];
  for (let b = 1; b < legs.length; b++) for (let a = 0; a < b; a++) if (match(legs[a]!, legs[b]!)) pairs.push([a, b]);
  return pairs;
}
