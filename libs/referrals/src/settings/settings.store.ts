import type { Reader, RequestContext, Tx } from '#platform';
import { effectiveSettings, type ReferralChoices, type ReferralSettings } from './settings.rules.js';

export interface PublishedChoices {
  /** 0: none ever. */
  version: number;
  choices: ReferralChoices;
  note?: string;
  publishedAt?: number;
  publishedBy?: string;
}

interface SettingsRow {
  version: number;
  settings: string;
  note: string | null;
  published_at: number;
  actor_name: string;
}

/** The newest settings as a column, for a query that needs them beside its own rows; null before the first. */
export const SETTINGS_COLUMN = '(select settings from referral_settings order by version desc limit 1) as clinic_settings';

/** What `SETTINGS_COLUMN` held. */
export function settingsFrom(column: string | null | undefined): ReferralSettings {
  return effectiveSettings(column ? (JSON.parse(column) as ReferralChoices) : {});
}

export async function currentSettings(reader: Reader): Promise<ReferralSettings> {
  return effectiveSettings((await currentChoices(reader)).choices);
}

export async function currentChoices(reader: Reader): Promise<PublishedChoices> {
  return (await choicesHistory(reader, 1))[0] ?? { version: 0, choices: {} };
}

/** The newest first. */
export async function choicesHistory(reader: Reader, count: number): Promise<PublishedChoices[]> {
  const rows = await reader.all<SettingsRow>('select * from referral_settings order by version desc limit ?', [count]);
  return rows.map((row) => ({
    version: row.version,
    choices: JSON.parse(row.settings) as ReferralChoices,
    note: row.note ?? undefined,
    publishedAt: row.published_at,
    publishedBy: row.actor_name,
  }));
}

export async function insertChoices(tx: Tx, ctx: RequestContext, version: number, choices: ReferralChoices, note?: string): Promise<void> {
  await tx.insert('referral_settings', {
    version,
    settings: JSON.stringify(choices),
    note,
    published_at: ctx.now,
    actor_id: ctx.actor.id,
    actor_name: ctx.actor.displayName,
  });
}
