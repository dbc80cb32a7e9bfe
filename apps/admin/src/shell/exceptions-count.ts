import { useQuery } from '@tanstack/react-query';
import { consentQueries } from '../api/consent';
import { ledgerQueries } from '../api/ledger';
import { useMay } from '../api/session';

interface Count {
  count: number;
  text: string;
}

/** How many messages reached nobody, or would come too late, and wait for somebody to look. */
export function useExceptionsCount(): Count {
  const { data } = useQuery({ ...ledgerQueries.exceptions, enabled: useMay('messages:read'), retry: false });
  return countOf(data?.data.length, data?.page.hasMore);
}

/** How many texts of patients wait for somebody to read them. */
export function useTextsCount(): Count {
  const { data } = useQuery({ ...consentQueries.openTexts, enabled: useMay('messages:read'), retry: false });
  return countOf(data?.data.length, data?.page?.hasMore);
}

/** Both: what the desk has to look at among the messages. */
export function useMessagesToLookAt(): Count {
  const exceptions = useExceptionsCount();
  const texts = useTextsCount();
  const more = [exceptions, texts].some(({ text }) => text.endsWith('+'));
  return countOf(exceptions.count + texts.count, more);
}

function countOf(count = 0, more = false): Count {
  return { count, text: more ? `${count}+` : String(count) };
}
