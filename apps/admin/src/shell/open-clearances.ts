import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';
import { keys } from '../api/queries';
import type { Page } from '../api/types';

const MOST = 99;

/** How many providers have not answered yet; a hundred or more are `99+`. */
export function useOpenClearances(): { count: number; text: string } {
  const { data } = useQuery({
    queryKey: [...keys.clearanceRequests, 'count'],
    queryFn: ({ signal }) => get<Page<unknown>>('/clearance-requests', { status: 'open', limit: MOST }, signal),
    retry: false,
  });
  const count = data?.data.length ?? 0;
  return { count, text: data?.page.hasMore ? `${MOST}+` : String(count) };
}
