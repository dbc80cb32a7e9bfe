import { queryOptions } from '@tanstack/react-query';
import { get } from './client';
import { keys } from './queries';
import type { AreaRef, Instant, LocalDate, Named, Page } from './types';

export type Pressure = 'light' | 'medium' | 'firm';

export interface RangeOfMotion {
  area: AreaRef;
  /** Of what is normal for this person. */
  percent: number;
}

/** What nobody has said is absent. */
export interface IntakeContent {
  why?: string;
  recommendedBy?: { name: string; organization?: string };
  areas?: AreaRef[];
  onset?: { date?: LocalDate; how?: string; why?: string };
  course?: 'acute' | 'chronic';
  worse?: string;
  tried?: string;
  goals?: string;
  pressure?: Pressure;
  /** 0 to 10. */
  pain?: number;
  rangeOfMotion?: RangeOfMotion[];
  conditions?: string[];
  consent?: boolean;
}

export interface Intake extends IntakeContent {
  id: string;
  version: number;
  patientId: string;
  referralId?: string;
  suggestedTechniques: string[];
  createdAt: Instant;
  updatedAt: Instant;
  by: string;
}

export interface Condition {
  code: string;
  name: string;
  nameEs: string;
  suggests: string[];
  requiresReferral: boolean;
}

export interface IntakeLinkMade {
  url: string;
  expiresAt: Instant;
}

/** What a patient's link opens. */
export interface OpenIntake {
  clinic: string;
  phone: string;
  language: 'en' | 'es';
  conditions: Condition[];
  areaChoices: Named[];
}

export interface NoteContent {
  areas: AreaRef[];
  techniques: string[];
  pressure?: Pressure;
  wasPainful: boolean;
  painfulHow?: string;
  painBefore?: number;
  painAfter?: number;
  rangeOfMotionAfter?: RangeOfMotion[];
  adviceGiven?: string;
  recommendation?: 'continue' | 'change' | 'finish';
  notes?: string;
}

export interface SessionNote extends NoteContent {
  id: string;
  version: number;
  visitId: string;
  legId: string;
  createdAt: Instant;
  updatedAt: Instant;
  by: string;
}

export const intakeQueries = {
  conditions: queryOptions({
    queryKey: [...keys.screeningRules, 'conditions'],
    queryFn: ({ signal }) => get<Page<Condition>>('/screening/conditions', undefined, signal),
  }),
  ofPatient: (patientId: string) =>
    queryOptions({
      queryKey: [...keys.intakes, patientId],
      queryFn: ({ signal }) => get<Page<Intake>>(`/patients/${patientId}/intakes`, undefined, signal),
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: [...keys.intakes, 'one', id],
      queryFn: ({ signal }) => get<Intake>(`/intakes/${id}`, undefined, signal),
    }),
  versions: (id: string) =>
    queryOptions({
      queryKey: [...keys.intakes, 'versions', id],
      queryFn: ({ signal }) => get<Page<Intake>>(`/intakes/${id}/versions`, undefined, signal),
    }),
  notesOf: (visitId: string) =>
    queryOptions({
      queryKey: [...keys.notes, visitId],
      queryFn: ({ signal }) => get<Page<SessionNote>>(`/visits/${visitId}/notes`, undefined, signal),
    }),
};
