import type { Location } from '#clinic';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#kernel';
import type { Visit } from '#scheduling';
import { isReminder, kindOf } from '../kinds/index.js';
import { type DueMessage, QUIET_HOURS } from '../messages/message.types.js';
import { aboutOf } from '../planning/about.rules.js';
import { afterQuiet } from '../planning/quiet.rules.js';
import { NOT_CERTAIN } from '../planning/waking.rules.js';
import { isMuted, type Preferences, withinHorizon } from '../preferences/preference.rules.js';

/** What is decided about. */
export type Deciding = Pick<DueMessage, 'kind' | 'step' | 'recipientType' | 'recipientId' | 'about' | 'dueAt' | 'aboutStart'>;

/**
 * What a message is about, as it is now: a visit, or something else that may have made it needless; nobody needs it from
 * `latest` on. `hasCertain`: it speaks for other visits as well, of which one is certain. `toldStart`: when a reader of news
 * expects the visit, as far as they were told.
 */
export type Topic =
  | { kind: 'visit'; visit: Visit; outdated?: string; hasCertain?: boolean; toldStart?: number }
  | { kind: 'other'; outdated?: string; latest?: number };

/** What the clinic's settings say about a message. */
export interface Policy {
  /** Its kind is switched off. */
  isOff: boolean;
  /** Who has said that they come needs no reminder. */
  confirmedIsEnough: boolean;
  /** The person has had as many reminders as one may have in a week. */
  enoughThisWeek: boolean;
}

/** A visit whose release has come is freed by a chore of its own: that takes so long at most, unless nothing runs. */
const RELEASING_MS = 5 * MINUTE_MS;

const NO_POLICY: Policy = { isOff: false, confirmedIsEnough: false, enoughThisWeek: false };

export interface Reach {
  remindersOptedOut: boolean;
  /** The address on the channel that was chosen for them, if there is one. */
  address?: string;
  /** They have said no wherever it could have reached them. */
  optedOut?: boolean;
  /** The channel wakes people up: quiet hours bind everything on it. */
  obeysQuietHours: boolean;
  /** It is read when they look for it. */
  isInApp?: boolean;
  /** What a practitioner has chosen. */
  preferences?: Preferences;
}

/** Whose clock and quiet hours count. */
type QuietPlace = Pick<Location, 'timeZone' | 'quietHours'>;

export type SendDecision = { kind: 'send' } | { kind: 'skip'; reason: string } | { kind: 'hold'; reason: string; until: number };

/** Whether to send, decided again at the last moment from what it is about, as it is now (I4, I9). */
export function decideSend(
  now: number,
  message: Deciding,
  topic: Topic | undefined,
  reach: Reach | undefined,
  location: QuietPlace,
  policy: Policy = NO_POLICY,
): SendDecision {
  if (now < message.dueAt) return { kind: 'hold', reason: 'not-due', until: message.dueAt };
  const needless = whyNeedless(now, message, topic);
  if (needless) return skip(needless);
  if (!topic || !reach) return skip('gone');
  if (reach.optedOut || (isReminder(message) && message.recipientType === 'patient' && reach.remindersOptedOut)) return skip('opted-out');
  const unwanted = whyUnwanted(message, topic, policy);
  if (unwanted) return skip(unwanted);
  if (reach.address === undefined) return skip('no-address');
  const { preferences } = reach;
  if (preferences && isMuted(preferences, message.kind)) return skip('muted');
  return (
    beforeCertain(now, message, topic) ??
    beforeHorizon(now, message, preferences, location) ??
    inQuiet(now, message, reach, location, latestOf(message, topic)) ?? { kind: 'send' }
  );
}

/**
 * Whether news have to take a way that wakes nobody up: by the one that was chosen they would come after the visit has begun,
 * or not at all, because it waits for the end of the quiet hours. The list of a day is wanted at its time, and not later.
 */
export function needsQuietWay(now: number, message: Deciding, topic: Topic | undefined, reach: Reach, location: QuietPlace): boolean {
  if (!reach.obeysQuietHours || !topic || isReminder(message) || now < message.dueAt) return false;
  const until = endOfQuiet(now, message, reach, location);
  if (until === undefined || topic.kind === 'other') return until !== undefined && isDigest(message);
  return until >= neededBy(now, message, topic);
}

/** Whoever reads news of a visit later than that has come at the wrong time: at the old one or at the new one. */
export function neededBy(now: number, message: Deciding, { visit, toldStart = 0 }: Topic & { kind: 'visit' }): number {
  return Math.min(visit.start, message.aboutStart ?? Infinity, toldStart > now ? toldStart : Infinity);
}

/** Why nobody needs to hear of it any more, whatever became of it. */
export function whyNeedless(now: number, message: Deciding, topic: Topic | undefined): string | undefined {
  if (!topic) return 'gone';
  const outdated = topic.outdated ?? (topic.kind === 'visit' ? whyOutdated(message, topic.visit) : undefined);
  return outdated ?? (now >= latestOf(message, topic) ? 'too-late' : undefined);
}

function latestOf(message: Deciding, topic: Topic): number {
  return topic.kind === 'visit' ? latestUse(message, topic.visit) : (topic.latest ?? Infinity);
}

/**
 * A change of the visit wakes it. Decided again once a day all the same, since one that a worker had in its hands at that
 * moment is woken by nothing, and when the visit frees itself at the latest.
 */
function beforeCertain(now: number, message: Deciding, topic: Topic) {
  if (topic.kind !== 'visit' || topic.visit.status !== 'tentative' || topic.hasCertain) return undefined;
  if (!kindOf(message).needsCertainty) return undefined;
  const release = Math.max(topic.visit.releaseAt ?? 0, now + RELEASING_MS);
  return { kind: 'hold', reason: NOT_CERTAIN, until: Math.min(release, now + DAY_MS) } as const;
}

/** A horizon that has become shorter holds back what was planned before; a longer one has made that due sooner. */
function beforeHorizon(now: number, message: Deciding, preferences: Preferences | undefined, location: QuietPlace) {
  if (message.kind !== 'new-visit' || message.aboutStart === undefined || !preferences) return undefined;
  const until = withinHorizon(now, message.aboutStart, preferences.horizonDays, location);
  return until > now ? ({ kind: 'hold', reason: 'horizon', until } as const) : undefined;
}

/** Hours that somebody has chosen bind mails as well, but make nothing come too late. */
function inQuiet(now: number, message: Deciding, reach: Reach, location: QuietPlace, latest: number): SendDecision | undefined {
  const until = endOfQuiet(now, message, reach, location);
  if (until === undefined) return undefined;
  if (until < latest) return { kind: 'hold', reason: QUIET_HOURS, until };
  return isBound(message, reach) ? skip('too-late') : undefined;
}

/** Of the quiet hours that hold it back now; `undefined`: none do. */
function endOfQuiet(now: number, message: Deciding, reach: Reach, location: QuietPlace): number | undefined {
  const own = reach.isInApp ? undefined : reach.preferences?.quietHours;
  // The list of a day comes when they want it, but for what wakes people up.
  if (!isBound(message, reach) && (!own || isDigest(message))) return undefined;
  const until = afterQuiet(now, own ? { ...location, quietHours: own } : location);
  return until > now ? until : undefined;
}

function isDigest({ kind }: Deciding): boolean {
  return kind === 'daily-digest';
}

function isBound(message: Deciding, reach: Reach): boolean {
  return isReminder(message) || reach.obeysQuietHours;
}

function whyOutdated(message: Deciding, visit: Visit): string | undefined {
  if (kindOf(message).calendarOnly) return undefined;
  if (message.kind === 'cancellation') {
    if (aboutOf(visit, message) !== '') return 'visit-moved';
  } else {
    if (visit.status === 'cancelled') return 'visit-cancelled';
    const about = aboutOf(visit, message);
    const { outdated = 'not-theirs', link } = kindOf(message);
    if (about === '') return outdated;
    // With a link of its own it is about what that opens. Rows of before the fingerprint was kept have none.
    if (!link && message.about !== '' && message.about !== about) return 'visit-moved';
  }
  return undefined;
}

/** What the clinic does not want sent. */
function whyUnwanted(message: Deciding, topic: Topic, policy: Policy): string | undefined {
  if (policy.isOff) return 'switched-off';
  if (message.kind !== 'reminder') return undefined;
  if (policy.confirmedIsEnough && topic.kind === 'visit' && topic.visit.status === 'confirmed') return 'confirmed';
  return policy.enoughThisWeek ? 'weekly-cap' : undefined;
}

/** From then on nobody needs it. */
function latestUse(message: Deciding, visit: Visit): number {
  return kindOf(message).useless?.(visit) ?? Math.max(visit.end, message.aboutStart ?? 0);
}

function skip(reason: string): SendDecision {
  return { kind: 'skip', reason };
}

/** Waits between attempts: minutes at first, hours when a provider is down. */
const BACKOFF_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS];
export const MAX_ATTEMPTS = BACKOFF_MS.length + 1;
/** Beyond these, for what was in the hands of workers that died again and again: nobody may have tried it yet. */
export const TRIES_ALONE = 4;

/**
 * When to try again after `attempts` tries, or undefined when it is given up. `jitter` in [0, 1) spreads a crowd by up to
 * 20 %. A mail that may have arrived is repeated late: a slow server has time to show that it had it.
 */
export function nextAttempt(now: number, attempts: number, jitter: number, outcomeUnknown = false): number | undefined {
  const isAlone = attempts > MAX_ATTEMPTS && attempts < MAX_ATTEMPTS + TRIES_ALONE;
  const wait = isAlone ? BACKOFF_MS.at(-1) : BACKOFF_MS[attempts - 1];
  if (wait === undefined) return undefined;
  return Math.round(now + Math.max(wait, outcomeUnknown ? HOUR_MS : 0) * (1 + jitter * 0.2));
}
