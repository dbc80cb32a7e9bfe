import { addDays, HOUR_MS, localDateOf, localPartsOf, parseLocalTime, wallToInstantForward, type LocalDate } from '#kernel';
import type { Location } from '#clinic';
import { isUrgent, KINDS } from '../kinds/index.js';
import type { Message } from '../messages/message.types.js';
import { afterQuiet, beforeQuiet } from '../planning/quiet.rules.js';

/** Ways in which a practitioner may ask to hear. Where one does not reach them, another serves. */
export const PRACTITIONER_CHANNELS = ['email', 'sms', 'in-app'] as const;
export type PractitionerChannel = (typeof PRACTITIONER_CHANNELS)[number];

/** What a practitioner may do without. */
export const MUTABLE_KINDS: readonly string[] = KINDS.all.filter((kind) => kind.mayBeMuted).map((kind) => kind.key);

/** A practitioner hears of a visit this many days before it at the earliest, unless they choose otherwise. */
export const HORIZON_DAYS = 30;
export const MAX_HORIZON_DAYS = 365;

export const DIGEST_DAYS = ['today', 'tomorrow'] as const;

/** A list of one's own visits. `today`: of the day on which it comes, `tomorrow`: of the day after. */
export interface DailyDigest {
  about: (typeof DIGEST_DAYS)[number];
  /** Local time, like `18:00`. */
  at: string;
}

/** How a practitioner wants to hear of their visits. Local times are those of the location that a message comes from. */
export interface Preferences {
  horizonDays: number;
  channel: PractitionerChannel;
  /** For what changes today or tomorrow. */
  urgentChannel?: PractitionerChannel;
  dailyDigest?: DailyDigest;
  /** Instead of the location's, and for every message that is not in-app. */
  quietHours?: Location['quietHours'];
  /** Keys of `MUTABLE_KINDS`. */
  muted: readonly string[];
  /** Hears of each referral that comes from outside. */
  newReferrals: boolean;
}

/** Of whoever has chosen nothing. */
export const DEFAULT_PREFERENCES: Preferences = { horizonDays: HORIZON_DAYS, channel: 'email', muted: [], newReferrals: false };

type Told = Pick<Message, 'kind' | 'recipientType' | 'step' | 'visitDay' | 'dueAt'>;

/**
 * Whether it upsets a practitioner's today or tomorrow, seen from when it is due: what was urgent then is still marked so in
 * the record.
 */
export function isPressing(message: Told, zone: string): boolean {
  if (message.recipientType !== 'practitioner' || message.visitDay === undefined || !isUrgent(message)) return false;
  return isTodayOrTomorrow(message.visitDay, message.dueAt, zone);
}

export function isTodayOrTomorrow(day: LocalDate, now: number, zone: string): boolean {
  return day <= addDays(localDateOf(now, zone), 1);
}

export function channelFor(preferences: Preferences, pressing: boolean): PractitionerChannel {
  return (pressing ? preferences.urgentChannel : undefined) ?? preferences.channel;
}

export function isMuted(preferences: Preferences, kind: string): boolean {
  return preferences.muted.includes(kind) || (kind === 'referral-received' && !preferences.newReferrals);
}

/**
 * The first instant from `soonest` on at which a visit lies within the horizon: the same wall time so many days before. What
 * waits for that answers no action of the moment, so it keeps out of the quiet hours. For one's own day it is the morning, or
 * the evening before if the visit begins with the morning.
 */
export function withinHorizon(soonest: number, start: number, days: number, location: Pick<Location, 'timeZone' | 'quietHours'>): number {
  const { date, minuteOfDay } = localPartsOf(start, location.timeZone);
  const wanted = wallToInstantForward(addDays(date, -days), days === 0 ? 0 : minuteOfDay, location.timeZone);
  if (wanted <= soonest) return soonest;
  const later = afterQuiet(wanted, location);
  return Math.max(soonest, later < start - HOUR_MS ? later : beforeQuiet(wanted, location));
}

/** When a digest is due, and of which day it tells. */
export interface DigestMoment {
  day: LocalDate;
  dueAt: number;
}

/** The first after `now`. */
export function nextDigest({ about, at }: DailyDigest, now: number, zone: string): DigestMoment {
  const minute = parseLocalTime(at) ?? 0;
  const today = localDateOf(now, zone);
  const moments = [today, addDays(today, 1)].map((date) => ({ date, dueAt: wallToInstantForward(date, minute, zone) }));
  const { date, dueAt } = moments.find((one) => one.dueAt > now) ?? moments[1]!;
  return { day: about === 'today' ? date : addDays(date, 1), dueAt };
}
