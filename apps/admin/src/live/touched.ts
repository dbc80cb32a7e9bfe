import { consentKeys } from '../api/consent';
import { keys } from '../api/queries';
import type { Change } from './change';

type QueryKey = readonly string[];

const CLINIC = new Set([
  'location',
  'room',
  'service',
  'practitioner',
  'technique',
  'area',
  'working-hours',
  'hours',
  'absence',
  'closure',
  'time-off',
  'clinic',
]);

/** Which cached answers a change makes doubtful. An unknown subject touches nothing: enum values may grow. */
export function touchedBy(change: Pick<Change, 'subject' | 'id'>): QueryKey[] {
  const { subject, id } = change;
  if (subject === 'visit') {
    return [keys.board, [...keys.visit, id], keys.search, keys.patientVisits, keys.review, keys.referrals, keys.messages];
  }
  if (subject === 'visit-request') return [keys.visitRequests];
  if (subject === 'hold') return [keys.board, keys.search];
  if (subject === 'patient') return [keys.board, keys.patients, [...keys.patient, id], consentKeys.consents];
  if (subject === 'consent') return [consentKeys.consents, keys.messages];
  if (subject === 'inbound-text') return [consentKeys.texts];
  if (subject === 'referral') return [keys.referrals, keys.search];
  if (subject === 'referral-settings') return [keys.referralSettings, keys.referrals, keys.search];
  if (subject === 'report') return [keys.referrals, keys.messages];
  if (subject === 'message-settings') return [keys.messageSettings, keys.messages];
  if (subject === 'message-wording') return [keys.messageWording, keys.messages];
  if (subject === 'message') return [keys.messages, keys.mailbox];
  if (subject === 'notification') return [keys.notifications];
  if (subject === 'notification-preferences') return [keys.notificationPreferences];
  if (subject === 'screening') return [[...keys.screening, id], keys.board, keys.visit, keys.search];
  if (subject === 'clearance') return [keys.screening, keys.clearances, keys.board, keys.visit, keys.search];
  if (subject === 'clearance-request') return [keys.clearanceRequests];
  if (subject === 'screening-rules') return [keys.screeningRules, keys.screening, keys.search];
  if (subject === 'intake') return [keys.intakes, keys.screening, keys.search];
  if (subject === 'session-note') return [keys.notes];
  if (CLINIC.has(subject)) return [keys.catalog, keys.board, keys.search];
  return [];
}

/** The same for many changes at once, each key named once. */
export function touchedByAll(changes: Pick<Change, 'subject' | 'id'>[]): QueryKey[] {
  const unique = new Map(changes.flatMap(touchedBy).map((key) => [key.join('/'), key]));
  return [...unique.values()];
}
