import { Injectable } from '@nestjs/common';
import type { LocalDate } from '#kernel';
import { DomainError } from '#kernel';
import { Sealer, type Reader, type RequestContext, type Tx } from '#platform';
import type { IntakeContent } from './intake/intake.dto.js';
import { RecordStore } from './records/record.store.js';
import type { Clearance, GivenAnswer, Screening } from './screening.types.js';

interface FactRow {
  kind: number;
  id: string;
  version: number;
  sealed: string | null;
  at: number;
  valid_from: string;
  valid_until: string;
}

export interface StoredFacts {
  /** Of the settings that are published; 0: none ever. */
  settingsVersion: number;
  screening?: Screening;
  /** Not revoked and not over. */
  clearances: Clearance[];
  /** Codes of the conditions of the newest intakes: one is gone when it is taken out of its intake, not when another lacks it. */
  conditions: string[];
}

type SealedClearance = Pick<Clearance, 'given' | 'by' | 'scope' | 'keys' | 'asOf' | 'note'>;
const SCREENING = 0;
const CLEARANCE = 1;
const SETTINGS = 2;
const INTAKE = 3;
/** More courses than this are not under way at once. */
const MAX_INTAKES = 20;

@Injectable()
export class ScreeningStore {
  constructor(
    private readonly sealer: Sealer,
    private readonly records: RecordStore,
  ) {}

  /** Everything that decides about one patient, in one read. */
  async factsOf(reader: Reader, patientId: string, today: LocalDate): Promise<StoredFacts> {
    const rows = await reader.all<FactRow>(
      `select ${SCREENING} as kind, patient_id as id, version, sealed, answered_at as at, '' as valid_from, valid_until
         from screening where patient_id = ?
       union all select ${CLEARANCE}, id, version, sealed, created_at, valid_from, valid_until
         from clearance where patient_id = ? and valid_until >= ? and revoked_at is null
       union all select ${SETTINGS}, '', coalesce(max(version), 0), null, 0, '', '' from screening_settings
       union all select * from (select ${INTAKE}, id, version, sealed, created_at, '', '' from health_record
         where patient_id = ? and kind = 'intake' order by created_at desc, id desc limit ${MAX_INTAKES}) as newest`,
      [patientId, patientId, today, patientId],
    );
    const facts: StoredFacts = { settingsVersion: 0, clearances: [], conditions: [] };
    for (const row of rows) {
      if (row.kind === SETTINGS) facts.settingsVersion = row.version;
      else if (row.kind === INTAKE) facts.conditions.push(...(this.records.open<IntakeContent>(row.id, row.sealed!).conditions ?? []));
      else if (row.kind === SCREENING) facts.screening = this.screeningOf(row);
      else facts.clearances.push(this.clearanceOf(row, patientId));
    }
    facts.clearances.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
    return facts;
  }

  /** Compare-and-swap on the version; every version stays in the history. */
  async save(tx: Tx, ctx: RequestContext, screening: Screening): Promise<void> {
    const { patientId, version, answers, answeredAt, validUntil } = screening;
    const sealed = this.sealer.seal(answers, placeOf('screening', patientId));
    if (version === 1) {
      await tx.insert('screening', { patient_id: patientId, version, sealed, answered_at: answeredAt, valid_until: validUntil });
    } else {
      const changed = await tx.run(
        'update screening set version = ?, sealed = ?, answered_at = ?, valid_until = ? where patient_id = ? and version = ?',
        [version, sealed, answeredAt, validUntil, patientId, version - 1],
      );
      if (changed === 0)
        throw new DomainError('stale', 'version-mismatch', { detail: 'The answers were changed by someone else in the meantime.' });
    }
    await tx.insert('screening_history', {
      patient_id: patientId,
      version,
      sealed: this.sealer.seal({ answers, validUntil }, placeOf('screening_history', `${patientId}/${version}`)),
      at: ctx.now,
      actor_type: ctx.actor.type,
      actor_id: ctx.actor.id,
      actor_name: ctx.actor.displayName,
    });
  }

  async insertClearance(tx: Tx, ctx: RequestContext, clearance: Clearance): Promise<void> {
    const { id, version, patientId, given, by, scope, keys, asOf, note, validFrom, validUntil, createdAt } = clearance;
    await tx.insert('clearance', {
      id,
      version,
      patient_id: patientId,
      sealed: this.sealer.seal({ given, by, scope, keys, asOf, note } satisfies SealedClearance, placeOf('clearance', id)),
      valid_from: validFrom,
      valid_until: validUntil,
      created_at: createdAt,
      actor_type: ctx.actor.type,
      actor_id: ctx.actor.id,
      actor_name: ctx.actor.displayName,
    });
  }

  /** All of a patient, the newest first; revoked and past ones, too. */
  async clearancesOf(reader: Reader, patientId: string, count: number): Promise<Clearance[]> {
    const rows = await reader.all<ClearanceRow>('select * from clearance where patient_id = ? order by valid_until desc, id desc limit ?', [
      patientId,
      count,
    ]);
    return rows.map((row) => this.wholeClearance(row));
  }

  async clearance(reader: Reader, id: string): Promise<Clearance | undefined> {
    const row = await reader.get<ClearanceRow>('select * from clearance where id = ?', [id]);
    return row && this.wholeClearance(row);
  }

  /** False when somebody else was faster. */
  async revoke(tx: Tx, clearance: Clearance, now: number): Promise<boolean> {
    const changed = await tx.run('update clearance set revoked_at = ?, version = version + 1 where id = ? and version = ?', [
      now,
      clearance.id,
      clearance.version,
    ]);
    return changed > 0;
  }

  private screeningOf(row: FactRow): Screening {
    const answers = this.sealer.open<Record<string, GivenAnswer>>(row.sealed!, placeOf('screening', row.id));
    return { patientId: row.id, version: row.version, answers, answeredAt: row.at, validUntil: row.valid_until };
  }

  private clearanceOf(row: FactRow, patientId: string): Clearance {
    const sealed = this.sealer.open<SealedClearance>(row.sealed!, placeOf('clearance', row.id));
    const { id, version, at, valid_from, valid_until } = row;
    return { id, version, patientId, ...sealed, validFrom: valid_from, validUntil: valid_until, createdAt: at };
  }

  private wholeClearance(row: ClearanceRow): Clearance {
    const { patient_id, created_at, revoked_at, ...rest } = row;
    return { ...this.clearanceOf({ ...rest, kind: CLEARANCE, at: created_at }, patient_id), revokedAt: revoked_at ?? undefined };
  }
}

interface ClearanceRow {
  id: string;
  version: number;
  patient_id: string;
  sealed: string;
  valid_from: string;
  valid_until: string;
  created_at: number;
  revoked_at: number | null;
}

function placeOf(table: string, id: string): string {
  return `${table}.sealed:${id}`;
}
