import type { Reader } from '#platform';

/** How many visits of a referral there are; each counts once, by what became of its massage legs. */
export interface ReferralUsage {
  /** Visits with a massage leg that is still to be done, tentative ones and overdue ones included, and none completed. */
  booked: number;
  /** Visits with a completed massage leg. */
  used: number;
  /** When the first of the used visits began. */
  firstUsedAt?: number;
  /** Neither booked nor used: nobody came to a massage. */
  noShows?: number;
  /** Nor that: a massage was cancelled when the notice of its service had passed. */
  lateCancellations?: number;
}

/**
 * How the visits of each referral stand; a referral without any that counts is left out of the map. Bounded by the visits
 * of these referrals, through the index `visit_referral`.
 */
export async function referralUsage(
  reader: Reader,
  referralIds: readonly string[],
  serviceIdsOfMassage: readonly string[],
  excludeVisitId = '',
): Promise<Map<string, ReferralUsage>> {
  if (referralIds.length === 0 || serviceIdsOfMassage.length === 0) return new Map();
  const sql = usageSql('??', '??', 'and v.id <> ?');
  const rows = await reader.all<ReferralUsageRow & { id: string }>(sql, [referralIds, serviceIdsOfMassage, excludeVisitId]);
  return new Map(rows.map((row) => [row.id, toReferralUsage(row)]));
}

export interface ReferralUsageRow {
  booked: number | null;
  used: number | null;
  no_shows: number | null;
  late_cancellations: number | null;
  first_used_at: number | null;
}

/** The columns of `referralUsageSql`, under the name of the query. */
export const referralUsageColumns = (name: string): string =>
  ['booked', 'used', 'no_shows', 'late_cancellations', 'first_used_at'].map((column) => `${name}.${column}`).join(', ');

export function toReferralUsage(row: ReferralUsageRow): ReferralUsage {
  return {
    booked: Number(row.booked ?? 0),
    used: Number(row.used ?? 0),
    firstUsedAt: row.first_used_at ?? undefined,
    noShows: Number(row.no_shows ?? 0),
    lateCancellations: Number(row.late_cancellations ?? 0),
  };
}

/**
 * The same as a query with `id` and the columns of `referralUsageColumns`, for a list that asks with its own rows:
 * `referralIds` selects the referrals; the services of massage follow as an array parameter.
 */
export function referralUsageSql(referralIds: string): string {
  return usageSql(referralIds, '??', '');
}

/**
 * A massage of the referral is still to be done, as a condition; the services of massage follow as an array parameter. Of visits
 * that are over no leg is read: their states follow from legs of which none is left to do.
 */
export function hasBookedVisitSql(referralId: string): string {
  return `exists (
    select 1 from visit v join leg l on l.visit_id = v.id
    where v.referral_id = ${referralId} and v.status not in ('completed', 'no-show', 'cancelled')
      and l.service_id in (??) and l.status in ('booked', 'arrived', 'in-progress'))`;
}

/** What a visit counts as: the furthest that one of its massages got. */
const COMPLETED = 4;
const TO_DO = 3;
const NO_SHOW = 2;
const LATE_CANCELLATION = 1;

function usageSql(referralIds: string, serviceIds: string, and: string): string {
  const count = (state: number) => `sum(case when state = ${state} then 1 else 0 end)`;
  return `select id, ${count(TO_DO)} as booked, ${count(COMPLETED)} as used, ${count(NO_SHOW)} as no_shows,
      ${count(LATE_CANCELLATION)} as late_cancellations, min(case when state = ${COMPLETED} then start_at end) as first_used_at from (
    select v.referral_id as id, v.start_at, max(case l.status when 'completed' then ${COMPLETED} when 'no-show' then ${NO_SHOW}
      when 'cancelled' then ${LATE_CANCELLATION} else ${TO_DO} end) as state
    from visit v join leg l on l.visit_id = v.id
    where v.referral_id in (${referralIds}) and l.service_id in (${serviceIds})
      and (l.status <> 'cancelled' or l.cancelled_late = 1) ${and}
    group by v.referral_id, v.id, v.start_at
  ) as counted group by id`;
}
