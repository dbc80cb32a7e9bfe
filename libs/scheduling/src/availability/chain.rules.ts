import { and, copyBits, emptyBits, or, shiftDown, shiftUp, type TimeBits } from '#kernel';

/** What is known of a leg before people are told apart. */
export interface ChainLeg {
  cells: number;
  /** Where anybody could start it. */
  anyone: TimeBits;
}

export interface Waits {
  /** Cells between the end of a leg and the start of the next one. */
  least: number;
  most: number;
}

/**
 * Per leg, the starts that some order of the legs and some waits between them make part of a whole visit. Two passes per
 * order: what the earlier legs lead to, then what the later ones can follow. Trying every combination of waits instead
 * took four legs with four hours between them minutes.
 */
export function startsInChains(legs: readonly ChainLeg[], orders: readonly (readonly number[])[], waits: Waits): TimeBits[] {
  const takesPart = legs.map(({ anyone }) => emptyBits(anyone.origin, anyone.cellMs, anyone.cells));
  if (waits.most < waits.least && legs.length > 1) return takesPart;
  for (const order of orders) {
    const reached: TimeBits[] = [];
    order.forEach((leg, i) => {
      const starts = copyBits(legs[leg]!.anyone);
      reached.push(i === 0 ? starts : and(starts, spread(reached[i - 1]!, legs[order[i - 1]!]!.cells, waits, shiftUp)));
    });
    let onward = reached[order.length - 1]!;
    for (let i = order.length - 1; i >= 0; i--) {
      or(takesPart[order[i]!]!, onward);
      if (i > 0) onward = and(reached[i - 1]!, spread(onward, legs[order[i - 1]!]!.cells, waits, shiftDown));
    }
  }
  return takesPart;
}

/** The cells that lie a leg and an allowed wait away. Doubles its reach instead of going wait by wait. */
function spread(starts: TimeBits, cells: number, { least, most }: Waits, shift: typeof shiftUp): TimeBits {
  const near = copyBits(starts);
  const wanted = most - least + 1;
  for (let have = 1; have < wanted;) {
    const step = Math.min(have, wanted - have);
    or(near, shift(near, step));
    have += step;
  }
  return shift(near, cells + least);
}
