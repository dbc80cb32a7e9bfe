import { queryOptions } from '@tanstack/react-query';
import { get, post } from './client';
import { keys } from './queries';
import type { LocalDate, Message, Page, SettingsVersion, Visit } from './types';

export type Language = 'en' | 'es';

/** What one wording says: of a mail, and as one short text. */
export interface WordingParts {
  subject: string;
  body: string;
  text?: string;
}

export interface LanguageWording {
  language: Language;
  /** Absent: there is none in this language, and the English one is used. */
  released?: WordingParts;
  own?: WordingParts;
}

export interface FormWording {
  form: string;
  languages: LanguageWording[];
}

export interface KindWording {
  /** `patient/reminder` */
  id: string;
  kind: string;
  recipient: 'patient' | 'practitioner' | 'referrer' | (string & {});
  because: string[];
  /** The message setting that switches it on and off. */
  setting?: string;
  mustName: string[];
  carriesAdvice: boolean;
  forms: FormWording[];
}

export interface AdviceWording {
  code: string;
  because: string;
  languages: { language: Language; released: string; own?: string }[];
}

export interface PlaceMeaning {
  place: string;
  meaning: string;
}

export type ClinicWording = SettingsVersion & { kinds: KindWording[]; advice: AdviceWording[]; places: PlaceMeaning[] };

export interface OwnWording extends WordingParts {
  kind: string;
  form: string;
  language: Language;
}

export interface OwnAdvice {
  code: string;
  language: Language;
  text: string;
}

export interface WordingProblem {
  /** `/body` */
  pointer: string;
  code: string;
  detail: string;
}

export interface WordingPreview extends WordingParts {
  textLength?: number;
  problems: WordingProblem[];
}

/** The messages of a visit that are still to go out, and the advice that applies. */
export interface VisitPreview {
  data: (Message & { why: string })[];
  advice: { code: string; text: string; because: string }[];
}

export interface MessageSettingsValues {
  firstVisit: boolean;
  intakeRequest: boolean;
  clearancePending: boolean;
  missedVisit: boolean;
  feedback: boolean;
  /** Empty: by telephone. */
  feedbackLink: string;
  stopWhenConfirmed: boolean;
  /** 0: no limit. */
  remindersPerWeek: number;
  textsNeedConsent: boolean;
  patientInvitations: boolean;
}

export type MessageSettings = SettingsVersion & { settings: MessageSettingsValues; released: MessageSettingsValues };

const history = (path: string, key: readonly string[]) =>
  queryOptions({
    queryKey: [...key, 'history'],
    queryFn: ({ signal }) => get<Page<SettingsVersion>>(`${path}/history`, undefined, signal),
  });

export const wordingQueries = {
  settings: queryOptions({
    queryKey: keys.messageSettings,
    queryFn: ({ signal }) => get<MessageSettings>('/messages/settings', undefined, signal),
  }),
  settingsHistory: history('/messages/settings', keys.messageSettings),
  current: queryOptions({
    queryKey: keys.messageWording,
    queryFn: ({ signal }) => get<ClinicWording>('/messages/wording', undefined, signal),
  }),
  history: history('/messages/wording', keys.messageWording),
  version: (version: number) =>
    queryOptions({
      queryKey: [...keys.messageWording, 'version', version],
      queryFn: ({ signal }) => get<ClinicWording>(`/messages/wording/history/${version}`, undefined, signal),
    }),
  /** How words read, and what is wrong with them; without a visit for one that is made up. */
  preview: (input: OwnWording & { visitId?: string }) =>
    queryOptions({
      queryKey: [...keys.messageWording, 'preview', input],
      queryFn: ({ signal }) => post<WordingPreview>('/messages/wording/preview', input, { signal, idempotencyKey: undefined }),
      staleTime: 60_000,
      gcTime: 60_000,
    }),
  ofVisit: (visitId: string) =>
    queryOptions({
      queryKey: [...keys.messages, 'preview', visitId],
      queryFn: ({ signal }) => get<VisitPreview>('/messages/preview', { visitId }, signal),
    }),
  visitsAhead: (locationId: string, from: LocalDate, to: LocalDate) =>
    queryOptions({
      queryKey: [...keys.patientVisits, 'ahead', locationId, from, to],
      queryFn: ({ signal }) => get<Page<Visit>>('/visits', { locationId, from, to, limit: 200 }, signal),
    }),
};
