import { MINUTE_MS } from '#kernel';
import type { Delivery } from '../channels/channel.js';

/** What all processes know about a lane: the way of one channel's messages. */
export interface LaneState {
  channel: string;
  version: number;
  pausedAt?: number;
  pausedBy?: string;
  pauseReason?: string;
  /** The provider does not answer: nothing is handed out until then. */
  suspendedUntil?: number;
  /** How often in a row it was found away; 0: it answers. */
  trips: number;
  /** One message is out to see whether it is back; the next one may try then, if nothing was heard of this one. */
  probeUntil?: number;
  /** Microseconds: when the messages handed out so far are paid for by the provider's rate. */
  rateAt: number;
}

export function freshLane(channel: string): LaneState {
  return { channel, version: 0, trips: 0, rateAt: 0 };
}

/** So many sends in a row that did not get through to the provider say that it is away, not that a message is wrong. */
export const OUTAGES = 5;
const SUSPENSION_MS = [30_000, MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS];
const LONGEST_MS = SUSPENSION_MS[SUSPENSION_MS.length - 1]!;
/** Longer than any send takes. */
const PROBE_MS = MINUTE_MS;
/** What was not handed out for want of messages may follow at once, but no more than of one second. */
const BURST_US = 1_000_000;

export function isSuspended(state: LaneState, now: number): boolean {
  // A time further ahead than any suspension is what a clock that jumped back has left.
  return state.suspendedUntil !== undefined && state.suspendedUntil > now && state.suspendedUntil <= now + LONGEST_MS;
}

/** The next message shows whether the provider is back. */
export function isProbing({ trips }: LaneState): boolean {
  return trips > 0;
}

/** How many messages a lane may hand out now; after a suspension one, which shows whether the provider is back. */
export function allowance(state: LaneState, now: number, perSecond: number | undefined): number {
  if (state.pausedAt !== undefined || isSuspended(state, now)) return 0;
  if (isProbing(state)) return state.probeUntil !== undefined && state.probeUntil > now && state.probeUntil <= now + PROBE_MS ? 0 : 1;
  if (perSecond === undefined) return Infinity;
  const us = now * 1000;
  return Math.floor((us + Math.max(BURST_US, 1_000_000 / perSecond) - paidAt(state, us)) / (1_000_000 / perSecond));
}

/** The state once `taken` messages were handed out. */
export function afterTaking(state: LaneState, now: number, perSecond: number | undefined, taken: number): LaneState {
  const us = now * 1000;
  return {
    ...state,
    probeUntil: state.trips > 0 && taken > 0 ? now + PROBE_MS : state.probeUntil,
    rateAt: perSecond === undefined ? state.rateAt : Math.round(paidAt(state, us) + (taken * 1_000_000) / perSecond),
  };
}

/** Never before now; a time further ahead than any burst is what a clock that jumped back has left. */
function paidAt(state: LaneState, us: number): number {
  const mostAhead = us + 100 * BURST_US;
  return state.rateAt > mostAhead ? us : Math.max(state.rateAt, us);
}

/** What a process heard from a provider since it last said so. */
export interface Heard {
  /** Sends in a row that did not get through, up to now. */
  outages: number;
  /** The address of the last of them, where it may have been about that alone. */
  refused?: string;
  /** It has answered at least once. */
  answered: boolean;
  /** A message was dealt with that was not sent at all. */
  unsent: boolean;
}

/** What is heard of a provider with one more answer of it to a message to `address`. */
export function hearing(heard: Heard, delivery: Delivery, address: string): Heard {
  if (delivery.kind !== 'retry' || !delivery.outage) return { outages: 0, refused: undefined, answered: true, unsent: heard.unsent };
  const refused = delivery.outage === 'perhaps' ? address : undefined;
  // One address that is refused again and again says nothing about the others.
  const isNews = refused === undefined || refused !== heard.refused;
  return { outages: heard.outages + Number(isNews), refused, answered: heard.answered, unsent: heard.unsent };
}

/** The state once that is known; the same object when nothing changes. */
export function afterHearing(state: LaneState, now: number, heard: Heard): LaneState {
  const isOut = heard.outages >= OUTAGES || (state.trips > 0 && heard.outages > 0);
  if (isOut) {
    if (isSuspended(state, now)) return state;
    const wait = SUSPENSION_MS[Math.min(state.trips, SUSPENSION_MS.length - 1)]!;
    return { ...state, trips: state.trips + 1, suspendedUntil: now + wait, probeUntil: undefined };
  }
  if (state.trips === 0) return state;
  if (heard.answered) return { ...state, trips: 0, suspendedUntil: undefined, probeUntil: undefined };
  // The message that should have shown it was not needed any more: another one may.
  return heard.unsent && state.probeUntil !== undefined ? { ...state, probeUntil: undefined } : state;
}
