import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';
import { keys, MOST_TO_REVIEW, queries } from '../api/queries';
import { useMay } from '../api/session';
import type { ReferralColumn } from '../api/types';
import { openRequests } from '../api/visit-requests';

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

/** Visits to come that need a look, and what patients ask for about theirs. */
export function useVisitsToReview(): { count: number; text: string } {
  const enabled = useMay('visits:read');
  const visits = useQuery({ ...queries.visitsToReview, enabled, retry: false }).data;
  const requests = useQuery({ ...openRequests, enabled, retry: false }).data;
  // One visit may need both: it is one to look at.
  const count = new Set([...(visits?.data ?? []).map(({ id }) => id), ...(requests?.data ?? []).map(({ visitId }) => visitId)]).size;
  return { count, text: visits?.page.hasMore || requests?.page.hasMore ? `${MOST_TO_REVIEW}+` : textOf(count) };
}
