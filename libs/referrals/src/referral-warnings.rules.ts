import { addDays, daysBetween, daysInMonth, type LocalDate, localDateOf, twoDigits } from '#kernel';
import type { ReferralUsage } from '#scheduling';
import { ledgerOf } from './referral.rules.js';
import { isActive, isClosed } from './referral.status.js';
import type { Ledger, Referral } from './referral.types.js';
import type { LastReport, ReportKind } from './reports/report.types.js';
import { REFERRAL_SETTINGS, type ReferralSettings } from './settings/settings.rules.js';

export const REFERRAL_WARNINGS = [
  'few-visits-left',
  'near-expiry',
  'expired',
  'none-booked',
  'report-due',
  'report-unacknowledged',
] as const;
export type ReferralWarning = (typeof REFERRAL_WARNINGS)[number];

export interface WarningFacts {
  referral: Pick<Referral, 'status' | 'validUntil' | 'movedAt'>;
  ledger: Ledger;
  usage?: ReferralUsage;
  /** The last one that went out. */
  report?: LastReport;
  today: LocalDate;
  timeZone: string;
}

/** What the desk should see to; once the referral is closed, only whether the referrer has the report. */
export function warningsOf(facts: WarningFacts, settings: ReferralSettings = REFERRAL_SETTINGS): ReferralWarning[] {
  const { referral, ledger, today } = facts;
  const unacknowledged: ReferralWarning[] = isUnacknowledged(facts, settings) ? ['report-unacknowledged'] : [];
  if (isClosed(referral.status)) return unacknowledged;
  const warnings: ReferralWarning[] = [];
  if (isActive(referral.status) && ledger.left !== null && ledger.left <= settings.fewVisitsLeft) warnings.push('few-visits-left');
  const daysLeft = referral.validUntil === undefined ? Infinity : daysBetween(today, referral.validUntil);
  if (daysLeft < 0) warnings.push('expired');
  else if (daysLeft <= settings.nearExpiryDays) warnings.push('near-expiry');
  if (hasWaited(facts, settings)) warnings.push('none-booked');
  if (isReportDue(facts, settings)) warnings.push('report-due');
  return [...warnings, ...unacknowledged];
}

/** What follows from a referral's visits and from the day: never stored. */
export interface Standing {
  ledger: Ledger;
  warnings: ReferralWarning[];
  ageDays: number;
  /** The report that the referrer should have next, if one is due. */
  suggestedReport?: ReportKind;
}

export function standingOf(
  referral: Referral,
  { usage, report }: Pick<WarningFacts, 'usage' | 'report'>,
  settings: ReferralSettings,
  today: LocalDate,
  timeZone: string,
): Standing {
  const ledger = ledgerOf(referral.visitsAuthorized, usage, settings);
  const warnings = warningsOf({ referral, ledger, usage, report, today, timeZone }, settings);
  return {
    ledger,
    warnings,
    ageDays: ageDays(referral.createdAt, today, timeZone),
    suggestedReport: suggestedReport(referral.status, ledger, warnings, report),
  };
}

/** An outcome when it has ended, or is about to; else how it goes on, when that is due. */
export function suggestedReport(
  status: Referral['status'],
  ledger: Ledger,
  warnings: readonly ReferralWarning[],
  report: LastReport | undefined,
): ReportKind | undefined {
  if (status === 'completed') return report?.kind === 'outcome' ? undefined : 'outcome';
  if (!warnings.includes('report-due')) return undefined;
  return ledger.left === 0 && ledger.booked === 0 ? 'outcome' : 'progress';
}

/** Whole local days since it came in. */
export function ageDays(createdAt: number, today: LocalDate, timeZone: string): number {
  return Math.max(0, daysBetween(localDateOf(createdAt, timeZone), today));
}

function hasWaited({ referral, ledger, today, timeZone }: WarningFacts, settings: ReferralSettings): boolean {
  if (referral.status !== 'accepted' || ledger.booked > 0 || ledger.used > 0) return false;
  return daysBetween(localDateOf(referral.movedAt, timeZone), today) > settings.noneBookedAfterDays;
}

/**
 * Counted since the last report, or the first used visit. Only what was done is reported on, whatever else was used up; all
 * that was authorised may be used before that.
 */
function isReportDue({ ledger, usage, report, today, timeZone }: WarningFacts, settings: ReferralSettings): boolean {
  if (usage?.firstUsedAt === undefined) return false;
  const news = usage.used - (report?.visitsUsed ?? 0);
  if (news <= 0) return false;
  if (news >= settings.reportAfterVisits || (ledger.authorized !== null && ledger.used >= ledger.authorized)) return true;
  return today >= monthsAfter(localDateOf(report?.sentAt ?? usage.firstUsedAt, timeZone), settings.reportAfterMonths);
}

function isUnacknowledged({ report, today, timeZone }: WarningFacts, settings: ReferralSettings): boolean {
  return report?.status === 'sent' && today >= addDays(localDateOf(report.sentAt, timeZone), settings.reportReminderDays);
}

/** The same day so many months later, or that month's last. */
function monthsAfter(date: LocalDate, months: number): LocalDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const index = year * 12 + (month - 1) + months;
  const [toYear, toMonth] = [Math.floor(index / 12), (index % 12) + 1];
  return `${toYear}-${twoDigits(toMonth)}-${twoDigits(Math.min(day, daysInMonth(toYear, toMonth)))}`;
}
