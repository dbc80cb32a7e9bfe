import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '#platform';
import type { DailyDigest, PractitionerChannel, Preferences } from './preference.rules.js';

interface PreferenceRow {
  id: string;
  version: number;
  horizon_days: number;
  channel: string;
  urgent_channel: string | null;
  digest_about: string | null;
  digest_at: string | null;
  quiet_from: string | null;
  quiet_to: string | null;
  muted: string;
  new_referrals: number;
}

export interface StoredPreferences extends Preferences {
  practitionerId: string;
  version: number;
}

const COLUMNS = 'id, version, horizon_days, channel, urgent_channel, digest_about, digest_at, quiet_from, quiet_to, muted, new_referrals';

/** Who has chosen nothing has no row. The id is the practitioner's. */
@Injectable()
export class PreferenceStore {
  async of(reader: Reader, practitionerIds: readonly string[]): Promise<Map<string, StoredPreferences>> {
    if (practitionerIds.length === 0) return new Map();
    const rows = await reader.all<PreferenceRow>(`select ${COLUMNS} from notification_preference where id in (??)`, [[...practitionerIds]]);
    return new Map(rows.map((row) => [row.id, toPreferences(row)]));
  }

  async insert(tx: Tx, practitionerId: string, preferences: Preferences): Promise<void> {
    await tx.insert('notification_preference', { id: practitionerId, version: 1, ...valuesOf(preferences) });
  }

  async replace(tx: Tx, practitionerId: string, version: number, preferences: Preferences): Promise<boolean> {
    const values = Object.entries(valuesOf(preferences));
    const changed = await tx.run(
      `update notification_preference set version = version + 1, ${values.map(([column]) => `${column} = ?`).join()}
       where id = ? and version = ?`,
      [...values.map(([, value]) => value), practitionerId, version],
    );
    return changed === 1;
  }

  /** Whose next digest is not planned yet; `lastDueAt` is when the one before was due. */
  async digestsDue(
    reader: Reader,
    now: number,
    limit: number,
  ): Promise<{ practitionerId: string; digest: DailyDigest; lastDueAt?: number }[]> {
    const rows = await reader.all<{ id: string; digest_about: string; digest_at: string; digest_due_at: number | null }>(
      `select id, digest_about, digest_at, digest_due_at from notification_preference
       where digest_about is not null and digest_due_at <= ? order by digest_due_at, id limit ?`,
      [now, limit],
    );
    return rows.map((row) => ({
      practitionerId: row.id,
      digest: { about: row.digest_about as DailyDigest['about'], at: row.digest_at },
      lastDueAt: row.digest_due_at ?? undefined,
    }));
  }

  async digestPlanned(tx: Tx, practitionerId: string, dueAt: number): Promise<void> {
    await tx.run('update notification_preference set digest_due_at = ? where id = ?', [dueAt, practitionerId]);
  }

  /** Practitioners who want to hear of referrals from outside. */
  async wantingReferrals(reader: Reader): Promise<string[]> {
    const rows = await reader.all<{ id: string }>('select id from notification_preference where new_referrals = 1 order by id limit 500');
    return rows.map((row) => row.id);
  }
}

function valuesOf(preferences: Preferences) {
  const { dailyDigest, quietHours } = preferences;
  return {
    horizon_days: preferences.horizonDays,
    channel: preferences.channel,
    urgent_channel: preferences.urgentChannel ?? null,
    digest_about: dailyDigest?.about ?? null,
    digest_at: dailyDigest?.at ?? null,
    quiet_from: quietHours?.from ?? null,
    quiet_to: quietHours?.to ?? null,
    muted: JSON.stringify(preferences.muted),
    new_referrals: preferences.newReferrals ? 1 : 0,
  };
}

function toPreferences(row: PreferenceRow): StoredPreferences {
  return {
    practitionerId: row.id,
    version: row.version,
    horizonDays: row.horizon_days,
    channel: row.channel as PractitionerChannel,
    urgentChannel: (row.urgent_channel ?? undefined) as PractitionerChannel | undefined,
    dailyDigest: row.digest_about && row.digest_at ? { about: row.digest_about as DailyDigest['about'], at: row.digest_at } : undefined,
    quietHours: row.quiet_from && row.quiet_to ? { from: row.quiet_from, to: row.quiet_to } : undefined,
    muted: JSON.parse(row.muted) as string[],
    newReferrals: row.new_referrals === 1,
  };
}
