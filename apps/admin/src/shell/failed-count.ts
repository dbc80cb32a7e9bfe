import { useQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';

const LOOK_MS = 60_000;

/** How many messages could not be sent and wait for somebody to look. */
export function useFailedCount(): number {
  return useQuery({ ...queries.messages({ status: 'failed' }), refetchInterval: LOOK_MS }).data?.data.length ?? 0;
}
