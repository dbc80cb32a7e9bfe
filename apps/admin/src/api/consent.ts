import { queryOptions } from '@tanstack/react-query';
import { get } from './client';
import type { Instant, Page } from './types';

export type ConsentChannel = 'email' | 'sms';
export type ConsentPurpose = 'reminders' | 'all';

export interface ConsentState {
  channel: ConsentChannel;
  address: string;
  reminders: boolean;
  any: boolean;
}

export interface Consent {
  id: string;
  channel: ConsentChannel;
  purpose: ConsentPurpose;
  given: boolean;
  address: string;
  source: string;
  wording?: string;
  recordedBy: string;
  at: Instant;
}

export interface Consents extends Page<Consent> {
  state: ConsentState[];
}

export interface InboundText {
  id: string;
  version: number;
  from: string;
  text: string;
  kind: string;
  patient?: { id: string; displayName: string };
  visitId?: string;
  at: Instant;
  status: 'open' | 'done';
}

export const consentKeys = { consents: ['consents'] as const, texts: ['inbound-texts'] as const };

export const consentQueries = {
  consents: (patientId: string) =>
    queryOptions({
      queryKey: [...consentKeys.consents, patientId],
      queryFn: ({ signal }) => get<Consents>(`/patients/${patientId}/consents`, undefined, signal),
    }),
  openTexts: queryOptions({
    queryKey: consentKeys.texts,
    queryFn: ({ signal }) => get<Page<InboundText>>('/inbound-texts', { status: 'open' }, signal),
  }),
};
