import {
  insertPublication,
  type Publication,
  publicationOf,
  type PublicationRow,
  publications,
  type Reader,
  type RequestContext,
  type Tx,
} from '#platform';
import { effectiveSettings, type ReferralChoices, type ReferralSettings } from './settings.rules.js';

const TABLE = 'referral_settings';

export interface PublishedChoices extends Publication {
  choices: ReferralChoices;
}

/** The newest settings as a column, for a query that needs them beside its own rows; null before the first. */
export const SETTINGS_COLUMN = `(select settings from ${TABLE} order by version desc limit 1) as clinic_settings`;

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
  const rows = await publications<PublicationRow & { settings: string }>(reader, TABLE, count);
  return rows.map((row) => ({ ...publicationOf(row), choices: JSON.parse(row.settings) as ReferralChoices }));
}

export async function insertChoices(
  tx: Tx,
  ctx: RequestContext,
  version: number,
  choices: ReferralChoices,
  note?: string,
): Promise<PublishedChoices> {
  return { ...(await insertPublication(tx, ctx, TABLE, version, note, { settings: JSON.stringify(choices) })), choices };
}
