import { queryOptions } from '@tanstack/react-query';
import { get } from './client';
import { keys } from './queries';
import type { AreaRef, Instant, LocalDate, Named, Page } from './types';

export type ReportKind = 'progress' | 'outcome';
export type ReportWay = 'message' | 'fax' | 'post' | 'by-hand';

export interface Measured {
  value: number;
  on: LocalDate;
}

export interface Change {
  from: Measured;
  to: Measured;
  trend: 'better' | 'same' | 'worse' | (string & {});
}

export type NamedArea = AreaRef & Named;

export interface ReportNote {
  areas: NamedArea[];
  techniques: Named[];
  pressure?: string;
  wasPainful: boolean;
  painfulHow?: string;
  painBefore?: number;
  painAfter?: number;
  rangeOfMotion: { area: NamedArea; percent: number }[];
  adviceGiven?: string;
}

export interface ReportSession {
  visitId: string;
  on: LocalDate;
  minutes: number;
  service: string;
  therapist: string;
  note?: ReportNote;
}

export interface ReportContent {
  kind: ReportKind;
  madeOn: LocalDate;
  madeBy: string;
  clinic: { name: string; address: string; phone: string };
  patient: { displayName: string; birthDate?: LocalDate };
  referral: {
    referrer: { name: string; organization?: string };
    receivedOn: LocalDate;
    reason: string;
    conditions: string[];
    areas: NamedArea[];
    techniques: Named[];
    authorized: number | null;
    booked: number;
    used: number;
    left: number | null;
  };
  sessions: ReportSession[];
  earlierVisits: number;
  therapists: string[];
  pain: { atIntake?: Measured; last?: Measured; change?: Change };
  rangeOfMotion: { area: NamedArea; atIntake?: Measured; last?: Measured; change?: Change }[];
  tolerance: { text?: string; painfulSessions: number; sessionsWithNote: number };
  recommendation: { text?: string; by?: string; note?: { advice: string; by: string; on: LocalDate } };
  summary?: string;
  missing: { code: string; visitId?: string; on?: LocalDate }[];
}

export interface ReportItem {
  id: string;
  version: number;
  referralId: string;
  kind: ReportKind;
  status: 'draft' | 'sent' | 'acknowledged' | 'superseded' | (string & {});
  createdAt: Instant;
  createdBy: string;
  sentAt?: Instant;
  sentBy?: string;
  sentHow?: string;
  acknowledgedAt?: Instant;
  acknowledgedBy?: string;
  acknowledgedHow?: string;
}

export interface ReportInput {
  kind: ReportKind;
  summary?: string;
  tolerance?: string;
  recommendation?: string;
}

export type Report = ReportItem & { content: ReportContent; words: Omit<ReportInput, 'kind'> };

/** What the link of a report shows. */
export interface ReportLinkContent {
  sentAt: Instant;
  content: ReportContent;
}

export const reportQueries = {
  ofReferral: (referralId: string) =>
    queryOptions({
      queryKey: [...keys.referrals, 'reports', referralId],
      queryFn: ({ signal }) => get<Page<ReportItem>>(`/referrals/${referralId}/reports`, undefined, signal),
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: [...keys.referrals, 'report', id],
      queryFn: ({ signal }) => get<Report>(`/reports/${id}`, undefined, signal),
    }),
};

/** On paper, for whoever is signed in. */
export const pdfPath = (id: string): string => `/api/v1/reports/${id}/pdf`;
