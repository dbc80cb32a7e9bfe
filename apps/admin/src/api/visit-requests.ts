import { queryOptions } from '@tanstack/react-query';
import { get } from './client';
import type { AskKind } from './patient-links';
import { keys, MOST_TO_REVIEW } from './queries';
import type { Instant, Page } from './types';

/** A patient asks for another time; their visit stays as it is. */
export interface VisitRequest {
  id: string;
  version: number;
  visitId: string;
  patient: { id: string; displayName: string };
  visitStart: Instant;
  kind: AskKind | (string & {});
  at: Instant;
}

/** The longest waiting first. */
export const openRequests = queryOptions({
  queryKey: [...keys.visitRequests, 'open'],
  queryFn: ({ signal }) => get<Page<VisitRequest>>('/visit-requests', { status: 'open', limit: MOST_TO_REVIEW }, signal),
});

export const openRequestOf = (visitId: string) =>
  queryOptions({
    queryKey: [...keys.visitRequests, 'of', visitId],
    queryFn: ({ signal }) => get<Page<VisitRequest>>('/visit-requests', { status: 'open', visitId }, signal),
  });
