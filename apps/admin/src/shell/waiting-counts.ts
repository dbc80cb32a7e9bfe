import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';
import { keys, MOST_TO_REVIEW, queries } from '../api/queries';
import { useMay } from '../api/session';
import type { ReferralColumn } from '../api/types';

const MOST = 99;
const textOf = (count: number): string => (count > MOST ? `${MOST}+` : String(count));

/** Referrals that wait for the desk: new ones, and those that need a clearance. */
export function useWaitingReferrals(): { count: number; text: string } {
  const { data: count = 0 } = useQuery({
    queryKey: [...keys.referrals, 'waiting'],
    queryFn: async ({ signal }) => {
      const total = async (column: string) =>
        (await get<{ columns: ReferralColumn[] }>('/referrals/board', { column, limit: 1 }, signal)).columns[0]?.total ?? 0;
      const totals = await Promise.all(['new', 'needs-clearance'].map(total));
      return totals.reduce((sum, one) => sum + one, 0);
    },
    enabled: useMay('referrals:read'),
    retry: false,
  });
  return { count, text: textOf(count) };
}

/** Visits to come that need a look. */
export function useVisitsToReview(): { count: number; text: string } {
  const { data } = useQuery({ ...queries.visitsToReview, enabled: useMay('visits:read'), retry: false });
  const count = data?.data.length ?? 0;
  return { count, text: data?.page.hasMore ? `${MOST_TO_REVIEW}+` : textOf(count) };
}
