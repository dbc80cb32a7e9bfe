import type { Reader } from '#platform';

export interface ReferralUsage {
  /** Visits with a massage leg that is still to be done, tentative ones and overdue ones included. */
  booked: number;
  /** Visits with a completed massage leg. */
  used: number;
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
  const rows = await reader.all<{ id: string; visits: number; used: number }>(
    `select id, count(*) as visits, sum(done) as used from (
       select v.referral_id as id, max(case when l.status = 'completed' then 1 else 0 end) as done
       from visit v join leg l on l.visit_id = v.id
       where v.referral_id in (??) and v.id <> ?
         and l.service_id in (??) and l.status in ('booked', 'arrived', 'in-progress', 'completed')
       group by v.referral_id, v.id
     ) as live group by id`,
    [referralIds, excludeVisitId, serviceIdsOfMassage],
  );
  return new Map(rows.map((row) => [row.id, { booked: Number(row.visits) - Number(row.used), used: Number(row.used) }]));
}
