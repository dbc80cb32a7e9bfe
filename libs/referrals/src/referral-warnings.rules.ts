import { daysBetween, daysInMonth, type LocalDate, localDateOf, twoDigits } from '#kernel';
import type { ReferralUsage } from '#scheduling';
import { ledgerOf } from './referral.rules.js';
import { isActive, isClosed } from './referral.status.js';
import type { Ledger, Referral } from './referral.types.js';
import { REFERRAL_SETTINGS, type ReferralSettings } from './settings/settings.rules.js';

export const REFERRAL_WARNINGS = ['few-visits-left', 'near-expiry', 'expired', 'none-booked', 'report-due'] as const;
export type ReferralWarning = (typeof REFERRAL_WARNINGS)[number];

export interface WarningFacts {
  referral: Pick<Referral, 'status' | 'validUntil' | 'movedAt'>;
  ledger: Ledger;
  usage?: ReferralUsage;
  today: LocalDate;
  timeZone: string;
}

/** What the desk should see to; nothing once the referral is closed. */
export function warningsOf(facts: WarningFacts, settings: ReferralSettings = REFERRAL_SETTINGS): ReferralWarning[] {
  const { referral, ledger, today } = facts;
  if (isClosed(referral.status)) return [];
  const warnings: ReferralWarning[] = [];
  if (isActive(referral.status) && ledger.left !== null && ledger.left <= settings.fewVisitsLeft) warnings.push('few-visits-left');
  const daysLeft = referral.validUntil === undefined ? Infinity : daysBetween(today, referral.validUntil);
  if (daysLeft < 0) warnings.push('expired');
  else if (daysLeft <= settings.nearExpiryDays) warnings.push('near-expiry');
  if (hasWaited(facts, settings)) warnings.push('none-booked');
  if (isReportDue(facts, settings)) warnings.push('report-due');
  return warnings;
}

/** What follows from a referral's visits and from the day: never stored. */
export interface Standing {
  ledger: Ledger;
  warnings: ReferralWarning[];
  ageDays: number;
}

export function standingOf(
  referral: Referral,
  usage: ReferralUsage | undefined,
  settings: ReferralSettings,
  today: LocalDate,
  timeZone: string,
): Standing {
  const ledger = ledgerOf(referral.visitsAuthorized, usage, settings);
  return {
    ledger,
    warnings: warningsOf({ referral, ledger, usage, today, timeZone }, settings),
    ageDays: ageDays(referral.createdAt, today, timeZone),
  };
}

/** Whole local days since it came in. */
export function ageDays(createdAt: number, today: LocalDate, timeZone: string): number {
  return Math.max(0, daysBetween(localDateOf(createdAt, timeZone), today));
}

function hasWaited({ referral, ledger, today, timeZone }: WarningFacts, settings: ReferralSettings): boolean {
  if (referral.status !== 'accepted' || ledger.booked > 0 || ledger.used > 0) return false;
  return daysBetween(localDateOf(referral.movedAt, timeZone), today) > settings.noneBookedAfterDays;
}

/** Only what was done is reported on, whatever else was used up; all that was authorised may be used before that. */
function isReportDue({ ledger, usage, today, timeZone }: WarningFacts, settings: ReferralSettings): boolean {
  if (usage?.firstUsedAt === undefined) return false;
  if (usage.used >= settings.reportAfterVisits || (ledger.authorized !== null && ledger.used >= ledger.authorized)) return true;
  return today >= monthsAfter(localDateOf(usage.firstUsedAt, timeZone), settings.reportAfterMonths);
}

/** The same day so many months later, or that month's last. */
function monthsAfter(date: LocalDate, months: number): LocalDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const index = year * 12 + (month - 1) + months;
  const [toYear, toMonth] = [Math.floor(index / 12), (index % 12) + 1];
  return `${toYear}-${twoDigits(toMonth)}-${twoDigits(Math.min(day, daysInMonth(toYear, toMonth)))}`;
}
