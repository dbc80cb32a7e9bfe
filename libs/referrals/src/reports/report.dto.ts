import { Transform } from 'class-transformer';
import { IsIn, IsNotEmpty, IsOptional } from 'class-validator';
import { formatInstant } from '#kernel';
import { IsLine, IsNote, PageInfo } from '#platform';
import {
  ACKNOWLEDGED_HOW,
  type AcknowledgedHow,
  type Change,
  type Measured,
  MISSING,
  type Missing,
  type MotionCourse,
  type NamedArea,
  type Report,
  REPORT_KINDS,
  REPORT_WAYS,
  type ReportContent,
  type ReportKind,
  type ReportStatus,
  type ReportWay,
  type ReportWords,
  type Trend,
} from './report.types.js';

const Trimmed = () => Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));
const DESK_HOW = ACKNOWLEDGED_HOW.filter((how) => how !== 'link');

export class ReportInput {
  /** `progress` while it goes on, `outcome` when it ends. */
  @IsIn(REPORT_KINDS)
  kind: ReportKind;

  /** In the words of whoever makes it; what the session notes advise is told beside it. */
  @IsOptional()
  @Trimmed()
  @IsNotEmpty()
  @IsNote(2000)
  recommendation?: string;

  @IsOptional()
  @Trimmed()
  @IsNotEmpty()
  @IsNote(4000)
  summary?: string;

  /** How the treatment was tolerated; what the session notes say of it is counted beside it. */
  @IsOptional()
  @Trimmed()
  @IsNotEmpty()
  @IsNote(1000)
  tolerance?: string;
}

export class SendReportInput {
  /** `message` (default): by mail, with a link for one purpose. Otherwise the desk says how it went out. */
  @IsOptional()
  @IsIn(REPORT_WAYS)
  how?: ReportWay;
}

export class AcknowledgeReportInput {
  /** Who said that it has arrived. */
  @Trimmed()
  @IsLine(200)
  by: string;

  @IsOptional()
  @IsIn(DESK_HOW)
  how?: Exclude<AcknowledgedHow, 'link'>;
}

export class ReportLinkInput {
  /** The last part of the link. */
  @IsLine(200)
  token: string;
}

export class ReportNamedView {
  code: string;
  name: string;
}

export class ReportAreaView implements NamedArea {
  code: string;
  side?: 'left' | 'right' | 'both';
  name: string;
}

export class MeasuredView implements Measured {
  value: number;
  on: string;
}

export class ReportChangeView implements Change {
  from: MeasuredView;
  to: MeasuredView;
  trend: Trend;
}

export class ReportMotionView {
  area: ReportAreaView;
  /** Of what is normal for this person. */
  percent: number;
}

export class ReportNoteView {
  areas: ReportAreaView[];
  techniques: ReportNamedView[];
  pressure?: string;
  /** Something was painful in a bad way. */
  wasPainful: boolean;
  painfulHow?: string;
  painBefore?: number;
  painAfter?: number;
  rangeOfMotion: ReportMotionView[];
  adviceGiven?: string;
  by: string;
}

export class ReportSessionView {
  visitId: string;
  on: string;
  minutes: number;
  service: string;
  therapist: string;
  /** Absent: nobody wrote one. */
  note?: ReportNoteView;
}

export class ReportMotionCourseView implements MotionCourse {
  area: ReportAreaView;
  /** In percent of what is normal for this person. */
  atIntake?: MeasuredView;
  last?: MeasuredView;
  change?: ReportChangeView;
}

export class ReportMissingView implements Missing {
  code: (typeof MISSING)[number];
  visitId?: string;
  on?: string;
}

export class ReportClinicView {
  name: string;
  address: string;
  phone: string;
}

export class ReportPatientView {
  displayName: string;
  birthDate?: string;
}

export class ReportReferrerView {
  name: string;
  organization?: string;
  identifier?: string;
}

export class ReportReferralView {
  id: string;
  referrer: ReportReferrerView;
  receivedOn: string;
  reason: string;
  conditions: string[];
  areas: ReportAreaView[];
  techniques: ReportNamedView[];
  validFrom?: string;
  validUntil?: string;
  /** Null: no limit. */
  authorized: number | null;
  booked: number;
  used: number;
  left: number | null;
}

export class ReportPainView {
  /** 0 none, 10 the worst. */
  atIntake?: MeasuredView;
  last?: MeasuredView;
  change?: ReportChangeView;
}

export class ReportToleranceView {
  text?: string;
  /** Sessions in which something was painful in a bad way, of those with a note. */
  painfulSessions: number;
  sessionsWithNote: number;
}

export class ReportAdviceView {
  advice: 'continue' | 'change' | 'finish';
  by: string;
  on: string;
}

export class ReportRecommendationView {
  text?: string;
  by?: string;
  /** What the last session note advises. */
  note?: ReportAdviceView;
}

export class ReportContentView implements ReportContent {
  kind: ReportKind;
  madeOn: string;
  madeBy: string;
  clinic: ReportClinicView;
  patient: ReportPatientView;
  referral: ReportReferralView;
  /** Massages that were given, oldest first. */
  sessions: ReportSessionView[];
  /** Visits done before the first that is listed. */
  earlierVisits: number;
  therapists: string[];
  pain: ReportPainView;
  rangeOfMotion: ReportMotionCourseView[];
  tolerance: ReportToleranceView;
  recommendation: ReportRecommendationView;
  summary?: string;
  /** What it would say if somebody had written it down. */
  missing: ReportMissingView[];
}

export class ReportItemView {
  id: string;
  version: number;
  referralId: string;
  kind: ReportKind;
  /** `superseded`: a newer one was sent before this one was acknowledged. */
  status: ReportStatus;
  createdAt: string;
  createdBy: string;
  sentAt?: string;
  sentBy?: string;
  sentHow?: ReportWay;
  acknowledgedAt?: string;
  acknowledgedBy?: string;
  acknowledgedHow?: AcknowledgedHow;
}

export class ReportWordsView implements ReportWords {
  summary?: string;
  tolerance?: string;
  recommendation?: string;
}

export class ReportView extends ReportItemView {
  /** Frozen once it is sent. */
  content: ReportContentView;
  /** What its author wrote. */
  words: ReportWordsView;
}

export class ReportList {
  data: ReportItemView[];
  page: PageInfo;
}

export class ReportLinkView {
  /** When it was sent. */
  sentAt: string;
  content: ReportContentView;
}

export function reportItemView(report: Report, zone: string): ReportItemView {
  const { visitsUsed: _, createdAt, sentAt, acknowledgedAt, ...rest } = report;
  return {
    ...rest,
    createdAt: formatInstant(createdAt, zone),
    sentAt: sentAt === undefined ? undefined : formatInstant(sentAt, zone),
    acknowledgedAt: acknowledgedAt === undefined ? undefined : formatInstant(acknowledgedAt, zone),
  };
}
