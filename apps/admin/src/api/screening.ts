import { queryOptions } from '@tanstack/react-query';
import { get } from './client';
import { keys } from './queries';
import type { AreaRef, Instant, LocalDate, Named, Page, SettingsVersion } from './types';

export type ScreeningVerdict = 'clear' | 'limited' | 'needs-clearance' | 'do-not-treat' | 'unanswered';
export type AnswerCode = 'yes' | 'no';
export type DetailValue = string | AreaRef[];
/** By the name of the field. */
export type Details = Record<string, DetailValue>;

export interface DetailField {
  name: string;
  text: string;
  kind: 'date' | 'areas' | 'choice';
  when?: 'past' | 'future' | 'any';
  choices?: { code: string; text: string }[];
}

export interface Question {
  key: string;
  text: string;
  details?: DetailField[];
}

export interface Scope {
  areas?: AreaRef[];
  techniques?: string[];
  pressure?: 'light' | 'medium' | 'any';
}

export interface Finding {
  key: string;
  verdict: ScreeningVerdict;
  because: string;
  /** Off. */
  areas?: AreaRef[];
  techniques?: string[];
  /** Off whatever a go-ahead says. */
  offRegardless?: AreaRef[];
  clearanceFrom?: string;
  /** First local date on which it no longer holds. */
  until?: LocalDate;
  clearedBy?: { id: string; validUntil: LocalDate; scope: Scope }[];
}

export interface AnswersInput {
  answers: Record<string, AnswerCode>;
  details: Record<string, Details>;
}

export interface Screening extends AnswersInput {
  patientId: string;
  version: number;
  verdict: ScreeningVerdict;
  findings: Finding[];
  unanswered: string[];
  answeredAt?: Instant;
  validUntil?: LocalDate;
  affectedVisits: { id: string; start: Instant; status: string }[];
}

export interface Provider {
  name: string;
  role?: string;
  practitionerId?: string;
}

export interface ClearanceAnswer {
  given: boolean;
  scope?: Scope;
  validUntil?: LocalDate;
  note?: string;
}

export interface Clearance {
  id: string;
  version: number;
  patientId: string;
  given: boolean;
  by: Provider;
  scope: Scope;
  note?: string;
  validFrom: LocalDate;
  validUntil: LocalDate;
  createdAt: Instant;
  revokedAt?: Instant;
}

export interface ClearanceRequest {
  id: string;
  version: number;
  status: 'open' | 'given' | 'refused' | 'expired' | 'withdrawn' | (string & {});
  patient: { id: string; displayName: string };
  visit: { id: string; start: Instant; areas?: AreaRef[]; techniques?: string[] };
  provider: Provider;
  findings: Finding[];
  askedAt: Instant;
  /** The findings are those of then. */
  asOf: Instant;
  deadline: Instant;
  /** Of an open request: there was a go-ahead for less than is planned. */
  clearanceId?: string;
  closedAt?: Instant;
}

export type ReviewCode =
  | 'screening-required'
  | 'clearance-required'
  | 'do-not-treat'
  | 'area-not-allowed'
  | 'technique-not-allowed'
  | 'referral-required'
  | (string & {});

/** What stands against the massage of a visit, on its day. */
export interface VisitScreening {
  visitId: string;
  codes: ReviewCode[];
  findings: Finding[];
}

export interface LinkContent {
  version: number;
  clinic: string;
  phone: string;
  patient: { displayName: string; birthDate?: LocalDate };
  start: Instant;
  areas: AreaRef[];
  techniques: string[];
  findings: Finding[];
  deadline: Instant;
  areaChoices: Named[];
  techniqueChoices: Named[];
}

export type AtLeast = 'limited' | 'needs-clearance' | 'do-not-treat';

export interface RuleState {
  key: string;
  version: number;
  isOn: boolean;
  text: string;
  textEs: string;
  releasedText: string;
  releasedTextEs: string;
  rationale: string;
  sources: { title: string; url?: string }[];
  askAgainMonths: { yes: number; no: number };
  releasedAskAgainMonths: { yes: number; no: number };
  atLeast?: AtLeast;
}

export interface ConditionState {
  code: string;
  name: string;
  suggests: string[];
  requiresReferral: boolean;
  releasedSuggests: string[];
  releasedRequiresReferral: boolean;
}

export type Rules = SettingsVersion & {
  rules: RuleState[];
  conditions: ConditionState[];
  clearanceHours: number;
  releasedClearanceHours: number;
};

export interface RequestFilter {
  status?: string;
  practitionerId?: string;
  patientId?: string;
  visitId?: string;
  deadlineFrom?: string;
}

export const screeningQueries = {
  questions: queryOptions({
    queryKey: [...keys.screeningRules, 'questions'],
    queryFn: ({ signal }) => get<Page<Question>>('/screening/questions', undefined, signal),
  }),
  ofPatient: (patientId: string) =>
    queryOptions({
      queryKey: [...keys.screening, patientId],
      queryFn: ({ signal }) => get<Screening>(`/patients/${patientId}/screening`, undefined, signal),
    }),
  ofVisit: (visitId: string, version: number) =>
    queryOptions({
      queryKey: [...keys.screening, 'visit', visitId, version],
      queryFn: ({ signal }) => get<VisitScreening>(`/visits/${visitId}/screening`, undefined, signal),
    }),
  clearances: (patientId: string) =>
    queryOptions({
      queryKey: [...keys.clearances, patientId],
      queryFn: ({ signal }) => get<Page<Clearance>>(`/patients/${patientId}/clearances`, undefined, signal),
    }),
  requests: (filter: RequestFilter) =>
    queryOptions({
      queryKey: [...keys.clearanceRequests, filter],
      queryFn: ({ signal }) => get<Page<ClearanceRequest>>('/clearance-requests', { ...filter, limit: 100 }, signal),
    }),
  rules: queryOptions({
    queryKey: keys.screeningRules,
    queryFn: ({ signal }) => get<Rules>('/screening/rules', undefined, signal),
  }),
  rulesHistory: queryOptions({
    queryKey: [...keys.screeningRules, 'history'],
    queryFn: ({ signal }) => get<Page<SettingsVersion>>('/screening/rules/history', undefined, signal),
  }),
};
