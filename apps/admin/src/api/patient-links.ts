import type { Instant } from './types';

export type AskKind = 'call-me' | 'another-day' | 'cannot-come';
export type VisitLinkState = 'open' | 'confirmed' | 'arranging' | 'begun' | 'cancelled';
export type ReminderLinkState = 'on' | 'off' | 'at-clinic' | 'not-theirs';

export interface VisitLinkContent {
  state: VisitLinkState;
  language: 'en' | 'es';
  clinic: string;
  address: string;
  phone: string;
  times: Instant[];
  /** Comes along with an answer. */
  seen: string;
  asked?: AskKind;
}

export interface ReminderLinkContent {
  state: ReminderLinkState;
  language: 'en' | 'es';
  clinic: string;
  phone: string;
}
