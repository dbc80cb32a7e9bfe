import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel';
import { Sealer, type Reader, type RequestContext, type Tx } from '#platform';

export type RecordKind = 'intake' | 'session-note';

/** One document about a patient's health, with its author. Its content is stored sealed, and every version of it is kept. */
export interface HealthRecord<T> {
  id: string;
  kind: RecordKind;
  version: number;
  patientId: string;
  /** What it belongs to: the referral of an intake, the leg of a session note. */
  aboutId?: string;
  content: T;
  createdAt: number;
  updatedAt: number;
  /** Who wrote this version. */
  by: string;
}

interface RecordRow {
  id: string;
  kind: RecordKind;
  version: number;
  patient_id: string;
  about_id: string | null;
  sealed: string;
  created_at: number;
  updated_at: number;
  actor_name: string;
}

interface VersionRow {
  version: number;
  sealed: string;
  at: number;
  actor_name: string;
}

@Injectable()
export class RecordStore {
  constructor(private readonly sealer: Sealer) {}

  async byId<T>(reader: Reader, kind: RecordKind, id: string): Promise<HealthRecord<T> | undefined> {
    const row = await reader.get<RecordRow>('select * from health_record where id = ? and kind = ?', [id, kind]);
    return row && this.recordOf<T>(row);
  }

  /** By what they belong to, in one read; one of a kind at most for each. */
  async about<T>(reader: Reader, kind: RecordKind, aboutIds: readonly string[]): Promise<Map<string, HealthRecord<T>>> {
    if (aboutIds.length === 0) return new Map();
    const rows = await reader.all<RecordRow>('select * from health_record where kind = ? and about_id in (??)', [kind, aboutIds]);
    return new Map(rows.map((row) => [row.about_id!, this.recordOf<T>(row)]));
  }

  /** The newest first. */
  async ofPatient<T>(reader: Reader, kind: RecordKind, patientId: string, count: number): Promise<HealthRecord<T>[]> {
    const rows = await reader.all<RecordRow>(
      'select * from health_record where patient_id = ? and kind = ? order by created_at desc, id desc limit ?',
      [patientId, kind, count],
    );
    return rows.map((row) => this.recordOf<T>(row));
  }

  /** Who of these patients has one. */
  async having(reader: Reader, kind: RecordKind, patientIds: readonly string[]): Promise<Set<string>> {
    if (patientIds.length === 0) return new Set();
    const rows = await reader.all<{ id: string }>(
      'select distinct patient_id as id from health_record where patient_id in (??) and kind = ?',
      [[...patientIds], kind],
    );
    return new Set(rows.map((row) => row.id));
  }

  /** Every version of a record as it was, the newest first. */
  async versionsOf<T>(reader: Reader, record: HealthRecord<T>, count: number): Promise<HealthRecord<T>[]> {
    const rows = await reader.all<VersionRow>(
      'select version, sealed, at, actor_name from health_record_history where record_id = ? order by version desc limit ?',
      [record.id, count],
    );
    return rows.map((row) => this.versionOf(record, row));
  }

  /** A record as it was at an instant; its first version, if it was made later. */
  async versionAt<T>(reader: Reader, record: HealthRecord<T>, at: number): Promise<HealthRecord<T>> {
    if (record.version === 1 || record.updatedAt <= at) return record;
    const row = await reader.get<VersionRow>(
      `select version, sealed, at, actor_name from health_record_history
       where record_id = ? and (at <= ? or version = 1) order by version desc limit 1`,
      [record.id, at],
    );
    return this.versionOf(record, row!);
  }

  /** Version 1 is new; a later one replaces the one before it, by compare-and-swap. */
  async save<T>(tx: Tx, ctx: RequestContext, record: HealthRecord<T>): Promise<void> {
    const { id, kind, version, patientId, aboutId, content, createdAt, updatedAt, by } = record;
    const sealed = this.sealer.seal(content, placeOf(id));
    if (version === 1) {
      await tx.insert('health_record', {
        id,
        kind,
        version,
        patient_id: patientId,
        about_id: aboutId,
        sealed,
        created_at: createdAt,
        updated_at: updatedAt,
        actor_name: by,
      });
    } else {
      const changed = await tx.run(
        'update health_record set version = ?, sealed = ?, updated_at = ?, actor_name = ? where id = ? and version = ?',
        [version, sealed, updatedAt, by, id, version - 1],
      );
      if (changed === 0) throw new DomainError('stale', 'version-mismatch', { detail: 'It was changed by someone else in the meantime.' });
    }
    await tx.insert('health_record_history', {
      record_id: id,
      version,
      sealed: this.sealer.seal(content, placeOf(`${id}/${version}`)),
      at: ctx.now,
      actor_type: ctx.actor.type,
      actor_id: ctx.actor.id,
      actor_name: by,
    });
  }

  /** The content of a row that was read in another query. */
  open<T>(id: string, sealed: string): T {
    return this.sealer.open<T>(sealed, placeOf(id));
  }

  private versionOf<T>(record: HealthRecord<T>, { version, sealed, at, actor_name: by }: VersionRow): HealthRecord<T> {
    const content = this.sealer.open<T>(sealed, placeOf(`${record.id}/${version}`));
    return { ...record, version, content, updatedAt: at, by };
  }

  private recordOf<T>(row: RecordRow): HealthRecord<T> {
    return {
      id: row.id,
      kind: row.kind,
      version: row.version,
      patientId: row.patient_id,
      aboutId: row.about_id ?? undefined,
      content: this.open<T>(row.id, row.sealed),
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      by: row.actor_name,
    };
  }
}

function placeOf(id: string): string {
  return `health_record.sealed:${id}`;
}
