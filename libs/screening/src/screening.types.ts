import type { LocalDate } from '#kernel';
import type { AreaRef } from '#scheduling';
import type { Answer, Details, RuleFinding, ScreeningVerdict } from './rules/rule.js';

/** One answer as it stands. `changedAt`: when it last became another one; a go-ahead of before is about the old one. */
export interface GivenAnswer {
  answer: Answer;
  details?: Details;
  changedAt: number;
}

/** What a patient answered. Health information: stored sealed. */
export interface Screening {
  patientId: string;
  version: number;
  answers: Readonly<Record<string, GivenAnswer>>;
  /** When the answers were last given or confirmed as unchanged. */
  answeredAt: number;
  /** Last local date on which they count. */
  validUntil: LocalDate;
}

/** Whoever can give a go-ahead: a practitioner of the clinic by id, or somebody by name. */
export interface Provider {
  practitionerId?: string;
  name: string;
  role?: string;
  email?: string;
}

/** What a go-ahead allows. An empty or absent list allows everything of its kind. */
export interface ClearanceScope {
  areas?: AreaRef[];
  techniques?: string[];
  pressure?: 'light' | 'medium' | 'any';
}

/** A provider's word about massage for one patient. Health information: stored sealed but for its dates. */
export interface Clearance {
  id: string;
  version: number;
  patientId: string;
  given: boolean;
  by: Provider;
  scope: ClearanceScope;
  /** Questions it speaks of: those that asked for a go-ahead when it was given. */
  keys: string[];
  /** The answers that it speaks of are those of then: one that changed later is another question. */
  asOf: number;
  note?: string;
  validFrom: LocalDate;
  /** Last local date. */
  validUntil: LocalDate;
  createdAt: number;
  revokedAt?: number;
}

/** A finding as it stands against one patient. */
export interface Finding extends Omit<RuleFinding, 'verdict'> {
  key: string;
  verdict: ScreeningVerdict;
  /** Go-aheads that lift it, wholly or each for its scope. */
  clearedBy?: { id: string; validUntil: LocalDate; scope: ClearanceScope }[];
}

export interface Judgement {
  /** `unanswered` until every question has an answer that still counts. */
  verdict: ScreeningVerdict | 'unanswered';
  findings: Finding[];
  /** Keys of questions without an answer that counts. */
  unanswered: string[];
}
