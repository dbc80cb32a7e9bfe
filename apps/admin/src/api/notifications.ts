import { queryOptions } from '@tanstack/react-query';
import { get } from './client';
import { keys } from './queries';
import type { Instant, Page } from './types';

export interface Notification {
  id: string;
  kind: string;
  urgent?: boolean;
  subject: string;
  visitId?: string;
  about?: { type: string; id: string; referralId?: string };
  arrivedAt: Instant;
  readAt?: Instant;
}

/** `unread`: of all, not only of these. */
export type NotificationList = Page<Notification> & { unread: number };

export interface NotificationPreferences {
  practitionerId: string;
  hasAccount: boolean;
  horizonDays: number;
  channel: string;
  urgentChannel?: string;
  dailyDigest?: { about: string; at: string };
  quietHours?: { from: string; to: string };
  muted: string[];
  newReferrals: boolean;
}

export const notificationQueries = {
  /** The newest; the bell shows no more. */
  newest: queryOptions({
    queryKey: keys.notifications,
    queryFn: ({ signal }) => get<NotificationList>('/me/notifications', { limit: 20 }, signal),
  }),
  preferences: (practitionerId: string) =>
    queryOptions({
      queryKey: [...keys.notificationPreferences, practitionerId],
      queryFn: ({ signal }) => get<NotificationPreferences>(`/practitioners/${practitionerId}/notifications`, undefined, signal),
    }),
};
