import { Injectable } from '@nestjs/common';
import { Commands, Database, etagOf, record, requireMatch, type Outcome, type Reader, type RequestContext } from '#platform';
import { RULES } from '../rules/index.js';
import type { ScreeningRule } from '../rules/rule.js';
import { checkSettings, effectiveRules, type RuleSettings } from './settings.rules.js';

export interface PublishedSettings {
  version: number;
  settings: RuleSettings;
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

/** Versions that a history shows. */
const MAX_HISTORY = 200;

/** The clinic's questions and rules: those of this release as the clinic tightened them. */
@Injectable()
export class ScreeningRules {
  private known?: { version: number; rules: ScreeningRule[] };

  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
  ) {}

  /** The rules of a version of the settings; read only when it is another one than the last time. */
  async ofVersion(reader: Reader, version: number): Promise<readonly ScreeningRule[]> {
    if (version === 0) return RULES;
    if (this.known?.version !== version) {
      const row = await reader.get<SettingsRow>('select * from screening_settings where version = ?', [version]);
      this.known = { version, rules: effectiveRules(JSON.parse(row!.settings) as RuleSettings) };
    }
    return this.known.rules;
  }

  async current(reader: Reader = this.db.reader): Promise<PublishedSettings> {
    return (await this.history(reader, 1))[0] ?? { version: 0, settings: {} };
  }

  async currentRules(reader: Reader = this.db.reader): Promise<readonly ScreeningRule[]> {
    return this.ofVersion(reader, (await this.current(reader)).version);
  }

  /** The newest first. */
  async history(reader: Reader = this.db.reader, count = MAX_HISTORY): Promise<PublishedSettings[]> {
    const rows = await reader.all<SettingsRow>('select * from screening_settings order by version desc limit ?', [count]);
    return rows.map((row) => ({
      version: row.version,
      settings: JSON.parse(row.settings) as RuleSettings,
      note: row.note ?? undefined,
      publishedAt: row.published_at,
      publishedBy: row.actor_name,
    }));
  }

  /** Publishes all settings anew: what is left out is as this release has it. */
  async publish(ctx: RequestContext, settings: RuleSettings, note?: string): Promise<Outcome<PublishedSettings>> {
    checkSettings(settings);
    return this.commands.run(ctx, async (tx) => {
      await tx.lock(['screening-settings']);
      const before = await this.current(tx);
      requireMatch(ctx, before.version);
      const version = before.version + 1;
      await tx.insert('screening_settings', {
        version,
        settings: JSON.stringify(settings),
        note,
        published_at: ctx.now,
        actor_id: ctx.actor.id,
        actor_name: ctx.actor.displayName,
      });
      await record(tx, ctx, { kind: 'screening-rules.published', subject: 'screening-rules', id: 'clinic', version });
      const body = { version, settings, note, publishedAt: ctx.now, publishedBy: ctx.actor.displayName };
      return { status: 200, body, etag: etagOf(version) };
    });
  }
}
