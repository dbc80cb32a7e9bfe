import type { ReferralFlag, ReferralNumber, ReferralSettings } from '../api/types';
import { isWhole } from './numbers';

/** What a clinic may set, and within which bounds. */
export const NUMBERS: { key: ReferralNumber; group: 'warnings' | 'report'; least: number; most: number }[] = [
  { key: 'fewVisitsLeft', group: 'warnings', least: 0, most: 50 },
  { key: 'nearExpiryDays', group: 'warnings', least: 0, most: 365 },
  { key: 'noneBookedAfterDays', group: 'warnings', least: 0, most: 90 },
  { key: 'reportAfterVisits', group: 'report', least: 1, most: 100 },
  { key: 'reportAfterMonths', group: 'report', least: 1, most: 24 },
  { key: 'reportReminderDays', group: 'report', least: 1, most: 90 },
];

export const FLAGS: ReferralFlag[] = ['noShowsCount', 'lateCancellationsCount'];

/** Changed and not published yet; numbers as typed. */
export type ReferralEdits = Partial<Record<ReferralNumber, string> & Record<ReferralFlag, boolean>>;

export const isValid = (edits: ReferralEdits): boolean =>
  NUMBERS.every(({ key, least, most }) => edits[key] === undefined || isWhole(edits[key], least, most));

export function changedFields(settings: ReferralSettings, edits: ReferralEdits): string[] {
  const numbers = NUMBERS.filter(({ key }) => edits[key] !== undefined && edits[key].trim() !== String(settings[key]));
  const flags = FLAGS.filter((key) => edits[key] !== undefined && edits[key] !== settings[key]);
  return [...numbers.map(({ key }) => key), ...flags];
}

/** What is published: only what differs from the release, so that a later release may change the rest. */
export function settingsOf(settings: ReferralSettings, edits: ReferralEdits): Record<string, number | boolean> {
  const numbers = NUMBERS.map(({ key }) => [key, edits[key] === undefined ? settings[key] : Number(edits[key])] as const);
  const flags = FLAGS.map((key) => [key, edits[key] ?? settings[key]] as const);
  return Object.fromEntries([...numbers, ...flags].filter(([key, value]) => value !== settings.released[key]));
}
