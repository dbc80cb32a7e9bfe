import { IsIn, IsObject, IsOptional } from 'class-validator';
import { PageInfo } from '#platform';
import { PlanAreaView } from '#scheduling';

export class DetailChoiceView {
  code: string;
  text: string;
}

export class DetailFieldView {
  name: string;
  text: string;
  kind: 'date' | 'areas' | 'choice';
  /** Of a date. */
  when?: 'past' | 'future' | 'any';
  /** Of a choice. */
  choices?: DetailChoiceView[];
}

export class QuestionView {
  key: string;
  version: number;
  text: string;
  /** Spanish. */
  textEs: string;
  answers: string[];
  /** Optional fields that tell a "yes" more exactly. */
  details?: DetailFieldView[];
}

export class QuestionList {
  data: QuestionView[];
  page: PageInfo;
}

export class ScopeView {
  areas?: PlanAreaView[];
  techniques?: string[];
  pressure?: 'light' | 'medium' | 'any';
}

export class ClearedByView {
  id: string;
  /** Last local date. */
  validUntil: string;
  scope: ScopeView;
}

export class FindingView {
  key: string;
  verdict: 'clear' | 'limited' | 'needs-clearance' | 'do-not-treat';
  because: string;
  /** Areas that are off. */
  areas?: PlanAreaView[];
  /** Techniques that are off. */
  techniques?: string[];
  /** Areas that stay off whatever a go-ahead says. */
  offRegardless?: PlanAreaView[];
  /** Who can give the go-ahead. */
  clearanceFrom?: string;
  /** First local date on which it no longer holds. */
  until?: string;
  /** Go-aheads that lift it, wholly or each for its scope. */
  clearedBy?: ClearedByView[];
}

export class VisitToReviewView {
  id: string;
  start: string;
  status: string;
}

export class ScreeningView {
  patientId: string;
  /** 0 until there are answers. */
  version: number;
  /** As of today; `unanswered` until every question has an answer that still counts. */
  verdict: 'clear' | 'limited' | 'needs-clearance' | 'do-not-treat' | 'unanswered';
  findings: FindingView[];
  /** Keys of the questions that are still to be answered. */
  unanswered: string[];
  /** By question key: "yes" or "no". */
  answers: Record<string, string>;
  /** By question key. */
  details: Record<string, object>;
  answeredAt?: string;
  /** Last local date on which the answers count. */
  validUntil?: string;
  /** Visits that are still to come and that these answers no longer allow: each is marked `needsReview`. */
  affectedVisits: VisitToReviewView[];
}

export class VisitScreeningView {
  visitId: string;
  /** Why it could not be booked as it is; empty when nothing stands against it. */
  codes: (
    'screening-required' | 'clearance-required' | 'do-not-treat' | 'area-not-allowed' | 'technique-not-allowed' | 'referral-required'
  )[];
  /** Those findings that stand against its plan on its day. */
  findings: FindingView[];
}

export class ScreeningInput {
  /** By question key: "yes" or "no". What is left out is unanswered. */
  @IsObject()
  answers: Record<string, unknown>;

  /** By question key, for a "yes" only: the optional fields of the question. */
  @IsOptional()
  @IsObject()
  details?: Record<string, unknown>;
}

export class ExpireInput {
  /** Why the answers no longer count. */
  @IsIn(['hospital-visit', 'patient-reports-change'])
  because: 'hospital-visit' | 'patient-reports-change';
}
