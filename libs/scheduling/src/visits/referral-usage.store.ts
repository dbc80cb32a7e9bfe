import type { Reader } from '#platform';

export interface ReferralUsage {
  /** Visits with a massage leg that is still to be done, tentative ones and overdue ones included. */
  booked: number;
  /** Visits with a completed massage leg. */
  used: number;
  /** When the first of the used visits began. */
  firstUsedAt?: number;
}

/**
 * How many visits of each referral have a live massage leg; a referral without one is left out of the map. A visit counts
 * once, as used if any massage of it is completed: cancelled legs and no-shows count for nothing. Bounded by the visits
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
  visits: number | null;
  used: number | null;
  first_used_at: number | null;
}

export function toReferralUsage(row: ReferralUsageRow): ReferralUsage {
  const used = Number(row.used ?? 0);
  return { booked: Number(row.visits ?? 0) - used, used, firstUsedAt: row.first_used_at ?? undefined };
}

/**
 * The same as a query with the columns `id`, `visits`, `used`, `first_used_at`, for a list that asks with its own rows:
 * `referralIds` selects the referrals; the services of massage follow as an array parameter.
 */
export function referralUsageSql(referralIds: string): string {
  return usageSql(referralIds, '??', '');
}

/** A massage of the referral is still to be done, as a condition; the services of massage follow as an array parameter. */
export function hasBookedVisitSql(referralId: string): string {
  return `exists (
    select 1 from visit v join leg l on l.visit_id = v.id
    where v.referral_id = ${referralId} and l.service_id in (??) and l.status in ('booked', 'arrived', 'in-progress'))`;
}

function usageSql(referralIds: string, serviceIds: string, and: string): string {
  return `select id, count(*) as visits, sum(done) as used, min(case when done = 1 then start_at end) as first_used_at from (
    select v.referral_id as id, v.start_at, max(case when l.status = 'completed' then 1 else 0 end) as done
    from visit v join leg l on l.visit_id = v.id
    where v.referral_id in (${referralIds}) and l.service_id in (${serviceIds})
      and l.status in ('booked', 'arrived', 'in-progress', 'completed') ${and}
    group by v.referral_id, v.id, v.start_at
  ) as live group by id`;
}
