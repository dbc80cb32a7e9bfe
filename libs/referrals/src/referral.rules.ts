import type { ClinicSnapshot } from '#clinic';
import { addDays, DomainError, invalidField, type Interval, localDateOf, refusedField, startOfDay } from '#kernel';
import type { BookingRequest, GateLeg, GateRequest, ReferralUsage, Refusal } from '#scheduling';
import { isActive, mayMove, movesFrom, type ReferralStatus } from './referral.status.js';
import type { Ledger, Referral, ReferralContent, Referrer } from './referral.types.js';
import { REFERRAL_SETTINGS, type ReferralSettings } from './settings/settings.rules.js';

/** What the gate knows of the referral that a request names. */
export interface ReferralFacts {
  referral?: Pick<Referral, 'patientId' | 'status' | 'visitsAuthorized' | 'validFrom' | 'validUntil'>;
  /** Without the visit that is being moved. */
  usage?: ReferralUsage;
  /** Of the clinic; as released when absent. */
  settings?: ReferralSettings;
}

export function ledgerOf(
  visitsAuthorized: number | undefined,
  usage: ReferralUsage = { booked: 0, used: 0 },
  settings: Pick<ReferralSettings, 'noShowsCount' | 'lateCancellationsCount'> = REFERRAL_SETTINGS,
): Ledger {
  const { booked, noShows = 0, lateCancellations = 0 } = usage;
  const used = usage.used + (settings.noShowsCount ? noShows : 0) + (settings.lateCancellationsCount ? lateCancellations : 0);
  return {
    authorized: visitsAuthorized ?? null,
    booked,
    used,
    left: visitsAuthorized === undefined ? null : visitsAuthorized - booked - used,
  };
}

export function isMassage(leg: Pick<GateLeg, 'service'>): boolean {
  return leg.service.discipline === 'massage';
}

/** Why nothing can be booked at any time; what no override lifts comes first. */
export function refusalsAtAnyTime(facts: ReferralFacts, request: GateRequest): Refusal[] {
  if (request.referralId === undefined) {
    return request.legs.some((leg) => leg.service.requiresReferral) ? [refusal('referral-required')] : [];
  }
  const referral = claimed(facts, request);
  if (!referral) return [refusal('referral-unknown')];
  const refusals: Refusal[] = [];
  if (!isActive(referral.status)) refusals.push(refusal('referral-not-active'));
  const { left } = ledgerOf(referral.visitsAuthorized, facts.usage, facts.settings);
  if (left !== null && left <= 0 && request.legs.some(isMassage)) refusals.push(refusal('referral-exhausted'));
  return refusals;
}

/** Why a search finds nothing: the rules at any time, and dates that are over. */
export function refusalsOfSearch(facts: ReferralFacts, request: GateRequest): Refusal[] {
  const validUntil = claimed(facts, request)?.validUntil;
  const isOver = validUntil !== undefined && validUntil < localDateOf(request.now, request.timeZone);
  return [...refusalsAtAnyTime(facts, request), ...(isOver && request.legs.some(isMassage) ? [refusal('referral-expired')] : [])];
}

/** Why this booking is refused: the rules at any time, and a massage outside the dates. */
export function refusalsOfBooking(facts: ReferralFacts, request: BookingRequest): Refusal[] {
  const valid = validTime(facts, request);
  const isOutside = valid && request.legs.some((leg) => isMassage(leg) && (leg.start < valid.start || leg.start >= valid.end));
  return [...refusalsAtAnyTime(facts, request), ...(isOutside ? [refusal('referral-expired')] : [])];
}

/** When massages may start, by the referral's dates in the location's zone; `undefined`: whenever. */
export function validTime(facts: ReferralFacts, request: GateRequest): Interval | undefined {
  const { validFrom, validUntil } = claimed(facts, request) ?? {};
  if ((validFrom === undefined && validUntil === undefined) || !request.legs.some(isMassage)) return undefined;
  return {
    start: validFrom === undefined ? 0 : startOfDay(validFrom, request.timeZone),
    end: validUntil === undefined ? Number.MAX_SAFE_INTEGER : startOfDay(addDays(validUntil, 1), request.timeZone),
  };
}

/** Somebody else's referral is as unknown as none: the answer must not tell that it exists. */
function claimed({ referral }: ReferralFacts, request: GateRequest): ReferralFacts['referral'] {
  const isOthers = request.patientId !== undefined && referral?.patientId !== request.patientId;
  return isOthers ? undefined : referral;
}

const REFUSALS = {
  'referral-required': ['This service needs a referral.', false],
  'referral-unknown': ['This patient has no such referral.', false],
  'referral-not-active': ['The referral is not accepted, or is closed.', false],
  'referral-expired': ['The date lies outside the dates of the referral.', true],
  'referral-exhausted': ['All authorised visits of the referral are booked or used.', true],
} as const satisfies Record<string, [detail: string, overridable: boolean]>;

function refusal(code: keyof typeof REFUSALS): Refusal {
  const [detail, overridable] = REFUSALS[code];
  return { code, detail, pointer: '/referralId', overridable };
}

/** @throws `invalid` or `refused` naming the field. */
export function checkContent(content: ReferralContent, snapshot: Pick<ClinicSnapshot, 'areas' | 'techniques'>): void {
  if (content.validFrom !== undefined && content.validUntil !== undefined && content.validUntil < content.validFrom) {
    throw invalidField('/validUntil', 'ends-before-start', 'validUntil is before validFrom.');
  }
  content.areas.forEach((area, at) => {
    if (!snapshot.areas.has(area.code)) throw refusedField(`/areas/${at}`, 'area-unknown', 'The clinic has no such area.');
  });
  content.techniques.forEach((code, at) => {
    if (!snapshot.techniques.has(code)) throw refusedField(`/techniques/${at}`, 'technique-unknown', 'The clinic has no such technique.');
  });
}

/** A practitioner of the clinic, or somebody with a name. @throws `invalid` or `refused` naming the field. */
export function referrerOf(given: Partial<Referrer>, snapshot: Pick<ClinicSnapshot, 'practitioners'>): Referrer {
  const { practitionerId, name } = given;
  if (practitionerId === undefined) {
    if (name === undefined) throw invalidField('/referrer', 'referrer-missing', 'Name the referrer, or give the id of a practitioner.');
    return { ...given, name };
  }
  if (Object.entries(given).some(([field, value]) => field !== 'practitionerId' && value !== undefined)) {
    throw invalidField('/referrer', 'referrer-ambiguous', 'Give the id of a practitioner or a name, not both.');
  }
  const practitioner = snapshot.practitioners.get(practitionerId);
  if (!practitioner) throw refusedField('/referrer/practitionerId', 'practitioner-unknown', 'The clinic has no such practitioner.');
  return { practitionerId, name: practitioner.displayName };
}

/** @throws `conflict` / `invalid-transition`, which names the moves there are. */
export function checkMove(from: ReferralStatus, to: ReferralStatus): void {
  if (!mayMove(from, to)) {
    throw new DomainError('conflict', 'invalid-transition', {
      detail: `A referral that is ${from} cannot become ${to}.`,
      extra: { allowed: movesFrom(from) },
    });
  }
}
