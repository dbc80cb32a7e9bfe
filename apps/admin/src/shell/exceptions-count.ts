import { useQuery } from '@tanstack/react-query';
import { ledgerQueries } from '../api/ledger';
import { useMay } from '../api/session';

/** How many messages reached nobody and wait for somebody to look. */
export function useExceptionsCount(): { count: number; text: string } {
  const { data } = useQuery({ ...ledgerQueries.exceptions, enabled: useMay('messages:read'), retry: false });
  const count = data?.data.length ?? 0;
  return { count, text: data?.hasMore ? `${count}+` : String(count) };
}
