import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get, post, ProblemError } from './client';
import { keys } from './queries';
import { t } from '../texts';
import type { Instant, Message, Outlook, Page, VisitStatus } from './types';

export type UpcomingMessage = Message & { outlook: Outlook };

export interface ForecastCount {
  channel: string;
  decision: string;
  reason?: string;
  count: number;
}

export type ExceptionAction = 'fix-contact' | 'resend' | 'acknowledge' | (string & {});

export interface MessageException {
  problem: string;
  actions: ExceptionAction[];
  message: Message;
  count: number;
  visit?: { id: string; status: VisitStatus; start: Instant };
  /** When they expect the visit, as far as they were told. */
  expectedAt?: Instant;
}

export interface Exceptions {
  data: MessageException[];
  page: { hasMore: boolean };
  overdue: { count: number; oldestDueAt?: Instant };
  /** Somebody has stopped these: their messages wait. */
  paused: { channel: string; since: Instant; reason: string }[];
}

export interface HistoryStep {
  what: string;
  at?: Instant;
  by?: string;
  reason?: string;
  until?: Instant;
  attempts?: number;
  messageId?: string;
}

export interface History {
  data: HistoryStep[];
  visit?: { version: number; now: number; holds: boolean };
}

export interface Lane {
  channel: string;
  label: string;
  /** Its provider is not named in the settings of the server. */
  isNotSetUp?: boolean;
  paused?: { at: Instant; by: string; reason: string };
  /** The provider does not answer; one message tries it again then. */
  suspended?: { until: Instant };
  perSecond?: number;
  due: number;
  planned: number;
  /** Handed out and not finished; `inFlight` of them are in a worker's hands. */
  queued: number;
  inFlight: number;
  held: number;
  retrying: number;
  failedLastDay: number;
  setAside: number;
  oldestDueAt?: Instant;
}

export interface Operations {
  lanes: Lane[];
  queue: { kind: string; problems: string[]; waiting?: number; active?: number };
  /** The mailbox that mails come back to. */
  bounces?: { mailbox: string; readAt?: Instant; problem?: string };
}

const LOOK_MS = 60_000;
const OPERATIONS_MS = 3000;
const UPCOMING_AT_ONCE = 100;

export const ledgerQueries = {
  upcoming: (hours: number, locationId: string | undefined) =>
    infiniteQueryOptions({
      queryKey: [...keys.messages, 'upcoming', hours, locationId],
      queryFn: ({ pageParam, signal }) =>
        get<Page<UpcomingMessage>>('/messages/upcoming', { hours, locationId, limit: UPCOMING_AT_ONCE, cursor: pageParam }, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: ({ page }) => (page.hasMore ? page.next : undefined),
      refetchInterval: LOOK_MS,
    }),
  forecast: (to: Instant, hours: number, locationId: string | undefined) =>
    queryOptions({
      queryKey: [...keys.messages, 'forecast', hours, locationId],
      queryFn: ({ signal }) => get<{ counts: ForecastCount[] }>('/messages/dry-run', { to, locationId }, signal),
      retry: false,
      refetchInterval: LOOK_MS,
    }),
  exceptions: queryOptions({
    queryKey: [...keys.messages, 'exceptions'],
    queryFn: ({ signal }) => get<Exceptions>('/messages/exceptions', undefined, signal),
    refetchInterval: LOOK_MS,
  }),
  message: (id: string) =>
    queryOptions({
      queryKey: [...keys.messages, 'one', id],
      queryFn: ({ signal }) => get<Message>(`/messages/${id}`, undefined, signal),
    }),
  history: (message: Pick<Message, 'id' | 'version'>) =>
    queryOptions({
      queryKey: [...keys.messages, 'history', message.id, message.version],
      queryFn: ({ signal }) => get<History>(`/messages/${message.id}/history`, undefined, signal),
    }),
  operations: queryOptions({
    queryKey: ['operations'],
    queryFn: ({ signal }) => get<Operations>('/operations/messages', undefined, signal),
    refetchInterval: OPERATIONS_MS,
  }),
};

const changed = new ProblemError({ title: t.visit.changedTitle, status: 412, code: 'version-mismatch' });

/** Decided on what the list showed: of two who press "send again", the second is told. */
export async function actOn(message: Message, action: 'resend' | 'suppress' | 'acknowledge'): Promise<Message> {
  const { etag, version } = await get<Message>(`/messages/${message.id}`);
  if (version !== message.version) throw changed;
  return post<Message>(`/messages/${message.id}/${action}`, {}, { etag });
}
