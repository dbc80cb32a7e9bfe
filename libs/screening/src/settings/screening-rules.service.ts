import { Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import {
  Commands,
  Database,
  etagOf,
  insertPublication,
  type Outcome,
  type Publication,
  publicationOf,
  type PublicationRow,
  publications,
  type Reader,
  record,
  type RequestContext,
  requireMatch,
} from '#platform';
import { CONDITIONS, type Condition } from '../intake/conditions.js';
import { RULES } from '../rules/index.js';
import type { ScreeningRule } from '../rules/rule.js';
import { CLEARANCE_HOURS, checkConditions, type ClinicChoices, effectiveConditions, type NamedChoice } from './clinic-choices.rules.js';
import { checkSettings, effectiveRules, type RuleSettings } from './settings.rules.js';

const TABLE = 'screening_settings';

export interface PublishedSettings extends Publication {
  settings: RuleSettings;
  choices: ClinicChoices;
}

interface SettingsRow extends PublicationRow {
  settings: string;
  /** Versions of before there was anything to choose have none. */
  choices: string | null;
}

/** What a version of the settings makes of this release. */
export interface InForce {
  rules: readonly ScreeningRule[];
  /** Before its start a tentative visit frees itself. */
  clearanceHours: number;
  conditions: readonly Condition[];
}

export interface WantedSettings {
  rules: RuleSettings;
  clearanceHours?: number;
  conditions: readonly NamedChoice[];
  note?: string;
}

/** Versions that a history shows. */
const MAX_HISTORY = 200;
const RELEASED: InForce = { rules: RULES, clearanceHours: CLEARANCE_HOURS, conditions: CONDITIONS };

/** The clinic's questions, rules, conditions and deadline: those of this release as the clinic changed them. */
@Injectable()
export class ScreeningRules {
  private known?: { version: number; inForce: InForce };

  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
  ) {}

  /** What a version of the settings says; read only when it is another one than the last time. */
  async ofVersion(reader: Reader, version: number): Promise<InForce> {
    if (version === 0) return RELEASED;
    if (this.known?.version !== version) {
      const row = await reader.get<SettingsRow>(`select * from ${TABLE} where version = ?`, [version]);
      this.known = { version, inForce: inForceOf(toPublished(row!)) };
    }
    return this.known.inForce;
  }

  async current(reader: Reader = this.db.reader): Promise<PublishedSettings> {
    return (await this.history(reader, 1))[0] ?? { version: 0, settings: {}, choices: {} };
  }

  async currentRules(reader: Reader = this.db.reader): Promise<readonly ScreeningRule[]> {
    return effectiveRules((await this.current(reader)).settings);
  }

  async currentConditions(reader: Reader = this.db.reader): Promise<readonly Condition[]> {
    return effectiveConditions((await this.current(reader)).choices);
  }

  /** The newest first. */
  async history(reader: Reader = this.db.reader, count = MAX_HISTORY): Promise<PublishedSettings[]> {
    return (await publications<SettingsRow>(reader, TABLE, count)).map(toPublished);
  }

  /** Publishes all settings anew: what is left out is as this release has it. */
  async publish(ctx: RequestContext, wanted: WantedSettings): Promise<Outcome<PublishedSettings>> {
    const { rules: settings, clearanceHours, note } = wanted;
    checkSettings(settings);
    const conditions = Object.fromEntries(wanted.conditions.map(({ code, ...choice }) => [code, choice]));
    const choices: ClinicChoices = { clearanceHours, conditions };
    return this.commands.run(ctx, async (tx) => {
      await tx.lock(['screening-settings']);
      checkConditions(wanted.conditions, await this.clinic.snapshot(tx));
      const before = await this.current(tx);
      requireMatch(ctx, before.version);
      const version = before.version + 1;
      const own = { settings: JSON.stringify(settings), choices: JSON.stringify(choices) };
      const publication = await insertPublication(tx, ctx, TABLE, version, note, own);
      await record(tx, ctx, { kind: 'screening-rules.published', subject: 'screening-rules', id: 'clinic', version });
      return { status: 200, body: { ...publication, settings, choices }, etag: etagOf(version) };
    });
  }
}

function toPublished(row: SettingsRow): PublishedSettings {
  return {
    ...publicationOf(row),
    settings: JSON.parse(row.settings) as RuleSettings,
    choices: row.choices === null ? {} : (JSON.parse(row.choices) as ClinicChoices),
  };
}

function inForceOf({ settings, choices }: PublishedSettings): InForce {
  return {
    rules: effectiveRules(settings),
    clearanceHours: choices.clearanceHours ?? CLEARANCE_HOURS,
    conditions: effectiveConditions(choices),
  };
}
