import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { post, put } from '../api/client';
import { keys } from '../api/queries';
import { screeningQueries, type AnswersInput, type Screening } from '../api/screening';
import type { Tagged } from '../api/types';
import { announce } from '../shell/actions';
import { ts } from '../texts.screening';
import { word } from '../words';

/** Whatever another verdict may change. */
export function refreshScreening(client: QueryClient): void {
  const touched = [
    keys.screening,
    keys.clearances,
    keys.clearanceRequests,
    keys.search,
    keys.board,
    keys.visit,
    keys.patientVisits,
    keys.review,
  ];
  for (const queryKey of touched) void client.invalidateQueries({ queryKey });
}

/**
 * A patient's answers: read, given anew, or confirmed as they are. A change names what was seen when it began: the query
 * itself follows the changes of others.
 */
export function useScreening(patientId: string, onSaved?: (screening: Screening) => void) {
  const client = useQueryClient();
  const query = useQuery(screeningQueries.ofPatient(patientId));
  // Named in the answer to a change only.
  const [affected, setAffected] = useState<Screening['affectedVisits']>([]);
  const took = (screening: Tagged<Screening>) => {
    refreshScreening(client);
    client.setQueryData(screeningQueries.ofPatient(patientId).queryKey, screening);
    setAffected(screening.affectedVisits);
    onSaved?.(screening);
  };
  const refused = () => void client.invalidateQueries({ queryKey: [...keys.screening, patientId] });
  const save = useMutation({
    mutationFn: ({ input, seen }: { input: AnswersInput; seen: Tagged<Screening> }) =>
      put<Screening>(`/patients/${patientId}/screening`, input, seen.etag),
    onSuccess: (screening) => {
      announce({ text: ts.saved(word(ts.verdicts, screening.verdict)) });
      took(screening);
    },
    onError: refused,
  });
  const confirm = useMutation({
    mutationFn: (seen: Tagged<Screening>) => post<Screening>(`/patients/${patientId}/screening/confirm`, undefined, { etag: seen.etag }),
    onSuccess: (screening) => {
      announce({ text: ts.confirmed });
      took(screening);
    },
    onError: refused,
  });
  const expire = useMutation({
    mutationFn: () => post<Screening>(`/patients/${patientId}/screening/expire`, { because: 'hospital-visit' }, { etag: query.data?.etag }),
    onSuccess: (screening) => {
      announce({ text: ts.expired });
      took(screening);
    },
    onError: refused,
  });
  const newest = () => client.fetchQuery({ ...screeningQueries.ofPatient(patientId), staleTime: 0 });
  return { ...query, screening: query.data, newest, save, confirm, expire, affected };
}

export type ScreeningHandle = ReturnType<typeof useScreening>;
