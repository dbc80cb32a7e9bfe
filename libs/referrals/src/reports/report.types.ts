import type { LocalDate } from '#kernel';
import type { AreaRef } from '#scheduling';

export const REPORT_KINDS = ['progress', 'outcome'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** `superseded`: a newer one was sent before this one was acknowledged. */
export const REPORT_STATUSES = ['draft', 'sent', 'acknowledged', 'superseded'] as const;
export type ReportStatus = (typeof REPORT_STATUSES)[number];

/** How a report goes out: as a message of ours, or as the desk says. */
export const REPORT_WAYS = ['message', 'fax', 'post', 'by-hand'] as const;
export type ReportWay = (typeof REPORT_WAYS)[number];

/** How the desk heard that it has arrived; `link`: the referrer said so on the page of the report. */
export const ACKNOWLEDGED_HOW = ['link', 'phone', 'fax', 'post', 'in-person', 'other'] as const;
export type AcknowledgedHow = (typeof ACKNOWLEDGED_HOW)[number];

/** A code with the name that it had when the report was made: whoever reads it has no list of codes. */
export interface Named {
  code: string;
  name: string;
}

export type NamedArea = AreaRef & Named;

/** One value of one day. */
export interface Measured {
  value: number;
  on: LocalDate;
}

export const TRENDS = ['better', 'same', 'worse'] as const;
export type Trend = (typeof TRENDS)[number];

/** From the first value that there is to the last; absent where there are no two. */
export interface Change {
  from: Measured;
  to: Measured;
  trend: Trend;
}

export interface ReportedMotion {
  area: NamedArea;
  percent: number;
}

/** What a session note says, but for what is for the team only. */
export interface ReportedNote {
  areas: NamedArea[];
  techniques: Named[];
  pressure?: string;
  wasPainful: boolean;
  painfulHow?: string;
  painBefore?: number;
  painAfter?: number;
  rangeOfMotion: ReportedMotion[];
  adviceGiven?: string;
  by: string;
}

/** One massage that was given. */
export interface ReportedSession {
  visitId: string;
  on: LocalDate;
  minutes: number;
  service: string;
  therapist: string;
  /** Absent: nobody wrote one. */
  note?: ReportedNote;
}

export interface MotionCourse {
  area: NamedArea;
  atIntake?: Measured;
  last?: Measured;
  change?: Change;
}

export const MISSING = ['no-completed-visit', 'no-session-note', 'no-intake', 'no-pain-at-intake', 'no-pain-after'] as const;
/** What the report would say if somebody had written it down. */
export interface Missing {
  code: (typeof MISSING)[number];
  /** The visit without a note. */
  visitId?: string;
  on?: LocalDate;
}

export interface ReportReferrer {
  name: string;
  organization?: string;
  identifier?: string;
}

/** What a report says: plain data, made once and frozen. Health information: stored sealed. */
export interface ReportContent {
  kind: ReportKind;
  madeOn: LocalDate;
  madeBy: string;
  clinic: { name: string; address: string; phone: string };
  patient: { displayName: string; birthDate?: LocalDate };
  referral: {
    id: string;
    referrer: ReportReferrer;
    receivedOn: LocalDate;
    reason: string;
    conditions: string[];
    areas: NamedArea[];
    techniques: Named[];
    validFrom?: LocalDate;
    validUntil?: LocalDate;
    /** Null: no limit. */
    authorized: number | null;
    booked: number;
    used: number;
    left: number | null;
  };
  /** Oldest first. */
  sessions: ReportedSession[];
  /** Visits done before the first that is listed. */
  earlierVisits: number;
  therapists: string[];
  pain: { atIntake?: Measured; last?: Measured; change?: Change };
  rangeOfMotion: MotionCourse[];
  tolerance: { text?: string; painfulSessions: number; sessionsWithNote: number };
  /** `text` is its author's, `note` what the last session note advises. */
  recommendation: { text?: string; by?: string; note?: { advice: 'continue' | 'change' | 'finish'; by: string; on: LocalDate } };
  summary?: string;
  missing: Missing[];
}

/** What its author adds to the facts. */
export interface ReportWords {
  summary?: string;
  tolerance?: string;
  recommendation?: string;
}

export interface Report {
  id: string;
  version: number;
  referralId: string;
  kind: ReportKind;
  status: ReportStatus;
  /** How many visits it covers: the next is due by those that come after. */
  visitsUsed: number;
  createdAt: number;
  createdBy: string;
  sentAt?: number;
  sentBy?: string;
  sentHow?: ReportWay;
  acknowledgedAt?: number;
  acknowledgedBy?: string;
  acknowledgedHow?: AcknowledgedHow;
}

/** The last report that went out, as the warnings of its referral need it. */
export type LastReport = Pick<Report, 'kind' | 'status' | 'visitsUsed'> & { sentAt: number };
