import type { MessageSettings, MessageSettingsValues } from '../api/wording';
import { isWhole } from './numbers';

export type MessageFlag = {
  [K in keyof MessageSettingsValues]: MessageSettingsValues[K] extends boolean ? K : never;
}[keyof MessageSettingsValues];
export type MessageGroup = 'kinds' | 'reminders' | 'ways';

export const FLAGS: { key: MessageFlag; group: MessageGroup; kind?: string }[] = [
  { key: 'firstVisit', group: 'kinds', kind: 'patient/first-visit' },
  { key: 'intakeRequest', group: 'kinds', kind: 'patient/intake-request' },
  { key: 'clearancePending', group: 'kinds', kind: 'patient/clearance-pending' },
  { key: 'missedVisit', group: 'kinds', kind: 'patient/missed-visit' },
  { key: 'feedback', group: 'kinds', kind: 'patient/feedback' },
  { key: 'stopWhenConfirmed', group: 'reminders' },
  { key: 'textsNeedConsent', group: 'ways' },
  { key: 'patientInvitations', group: 'ways' },
];

export const MOST_REMINDERS = 50;

/** Changed and not published yet; texts as typed. */
export type MessageEdits = Partial<Record<MessageFlag, boolean> & { feedbackLink: string; remindersPerWeek: string }>;

/** Empty: by telephone. Whether there is such a host the server says. */
export const isLink = (text: string): boolean => text.trim() === '' || /^https:\/\/[^\s/]+\.[^\s]+$/.test(text.trim());

export const isValid = ({ feedbackLink = '', remindersPerWeek = '0' }: MessageEdits): boolean =>
  isLink(feedbackLink) && isWhole(remindersPerWeek, 0, MOST_REMINDERS);

/** As they would be published. */
function valuesOf({ settings }: MessageSettings, edits: MessageEdits): MessageSettingsValues {
  const { feedbackLink, remindersPerWeek, ...flags } = edits;
  return {
    ...settings,
    ...flags,
    feedbackLink: feedbackLink?.trim() ?? settings.feedbackLink,
    remindersPerWeek: remindersPerWeek === undefined ? settings.remindersPerWeek : Number(remindersPerWeek),
  };
}

const differences = (values: MessageSettingsValues, other: MessageSettingsValues): [string, string | number | boolean][] =>
  Object.entries(values).filter(([key, value]) => value !== other[key as keyof MessageSettingsValues]);

export const changedFields = (current: MessageSettings, edits: MessageEdits): string[] =>
  differences(valuesOf(current, edits), current.settings).map(([key]) => key);

/** What is published: only what differs from the release, so that a later release may change the rest. */
export const settingsOf = (current: MessageSettings, edits: MessageEdits): Record<string, string | number | boolean> =>
  Object.fromEntries(differences(valuesOf(current, edits), current.released));
