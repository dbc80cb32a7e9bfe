import type { NotificationPreferences } from '../api/notifications';
import { isWhole } from './numbers';

export const CHANNELS = ['email', 'sms', 'in-app'];
export const MUTED_KINDS = ['new-visit', 'change', 'cancellation', 'no-show'];
export const HORIZON = { least: 0, most: 365, released: 30 };

/** As on the screen: numbers and times as typed, `''` for what is not chosen. */
export interface NotificationFields {
  horizonDays: string;
  channel: string;
  urgentChannel: string;
  digestAbout: string;
  digestAt: string;
  hasOwnQuietHours: boolean;
  quietFrom: string;
  quietTo: string;
  muted: string[];
  newReferrals: boolean;
}

export function fieldsOf(preferences: NotificationPreferences): NotificationFields {
  const { horizonDays, channel, urgentChannel, dailyDigest, quietHours, muted, newReferrals } = preferences;
  return {
    horizonDays: String(horizonDays),
    channel,
    urgentChannel: urgentChannel ?? '',
    digestAbout: dailyDigest?.about ?? '',
    digestAt: dailyDigest?.at ?? '18:00',
    hasOwnQuietHours: quietHours !== undefined,
    quietFrom: quietHours?.from ?? '20:00',
    quietTo: quietHours?.to ?? '07:00',
    muted,
    newReferrals,
  };
}

export type FieldProblem = 'horizon' | 'digest-time' | 'quiet-times' | 'quiet-empty';

/** What has to be mended before it can be saved. */
export function problemsOf(fields: NotificationFields): FieldProblem[] {
  const { horizonDays, digestAbout, digestAt, hasOwnQuietHours, quietFrom, quietTo } = fields;
  const problems: FieldProblem[] = [];
  if (!isWhole(horizonDays, HORIZON.least, HORIZON.most)) problems.push('horizon');
  if (digestAbout !== '' && digestAt === '') problems.push('digest-time');
  if (hasOwnQuietHours && (quietFrom === '' || quietTo === '')) problems.push('quiet-times');
  else if (hasOwnQuietHours && quietFrom === quietTo) problems.push('quiet-empty');
  return problems;
}

export function preferencesOf(fields: NotificationFields): Omit<NotificationPreferences, 'practitionerId' | 'hasAccount'> {
  const { digestAbout, digestAt, hasOwnQuietHours, quietFrom, quietTo, urgentChannel } = fields;
  return {
    horizonDays: Number(fields.horizonDays),
    channel: fields.channel,
    urgentChannel: urgentChannel || undefined,
    dailyDigest: digestAbout ? { about: digestAbout, at: digestAt } : undefined,
    quietHours: hasOwnQuietHours ? { from: quietFrom, to: quietTo } : undefined,
    // In one order, so that the same choice is the same.
    muted: [...fields.muted].sort(),
    newReferrals: fields.newReferrals,
  };
}

export function isChanged(preferences: NotificationPreferences, fields: NotificationFields): boolean {
  const same = (a: NotificationFields) => JSON.stringify(preferencesOf(a));
  return problemsOf(fields).length > 0 || same(fields) !== same(fieldsOf(preferences));
}
