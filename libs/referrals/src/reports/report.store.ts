import { Injectable } from '@nestjs/common';
import { DomainError } from '#kernel';
import { type Reader, Sealer, type Tx } from '#platform';
import type {
  AcknowledgedHow,
  LastReport,
  Report,
  ReportContent,
  ReportKind,
  ReportStatus,
  ReportWay,
  ReportWords,
} from './report.types.js';

interface ReportRow {
  id: string;
  version: number;
  referral_id: string;
  kind: ReportKind;
  status: ReportStatus;
  visits_used: number;
  created_at: number;
  created_by: string;
  sent_at: number | null;
  sent_by: string | null;
  sent_how: ReportWay | null;
  acknowledged_at: number | null;
  acknowledged_by: string | null;
  acknowledged_how: AcknowledgedHow | null;
}

/** What a report says, and the words of its author that it was made with. */
export interface SealedReport {
  content: ReportContent;
  words: ReportWords;
}

/** What a message about a report needs to know; nothing of what it says. */
export interface ReportAddress {
  id: string;
  referralId: string;
  status: ReportStatus;
  patientId: string;
  referrer: { name: string; email?: string };
}

const COLUMNS = `id, version, referral_id, kind, status, visits_used, created_at, created_by, sent_at, sent_by, sent_how,
  acknowledged_at, acknowledged_by, acknowledged_how`;

@Injectable()
export class ReportStore {
  constructor(private readonly sealer: Sealer) {}

  async byId(reader: Reader, id: string): Promise<Report | undefined> {
    const row = await reader.get<ReportRow>(`select ${COLUMNS} from referral_report where id = ?`, [id]);
    return row && toReport(row);
  }

  /** The newest first. */
  async ofReferral(reader: Reader, referralId: string, count: number): Promise<Report[]> {
    const rows = await reader.all<ReportRow>(
      `select ${COLUMNS} from referral_report where referral_id = ? order by created_at desc, id desc limit ?`,
      [referralId, count],
    );
    return rows.map(toReport);
  }

  async sealedOf(reader: Reader, id: string): Promise<SealedReport> {
    const row = await reader.get<{ sealed: string }>('select sealed from referral_report where id = ?', [id]);
    return this.sealer.open<SealedReport>(row!.sealed, placeOf(id));
  }

  async addresses(reader: Reader, ids: readonly string[]): Promise<Map<string, ReportAddress>> {
    if (ids.length === 0) return new Map();
    const rows = await reader.all<{
      id: string;
      referral_id: string;
      status: ReportStatus;
      patient_id: string;
      referrer_name: string;
      referrer_email: string | null;
    }>(
      `select p.id, p.referral_id, p.status, r.patient_id, r.referrer_name, r.referrer_email
       from referral_report p join referral r on r.id = p.referral_id where p.id in (??)`,
      [ids],
    );
    return new Map(
      rows.map((row) => [
        row.id,
        {
          id: row.id,
          referralId: row.referral_id,
          status: row.status,
          patientId: row.patient_id,
          referrer: { name: row.referrer_name, email: row.referrer_email ?? undefined },
        },
      ]),
    );
  }

  async insert(tx: Tx, report: Report, sealed: SealedReport): Promise<void> {
    await tx.insert('referral_report', {
      id: report.id,
      version: report.version,
      referral_id: report.referralId,
      kind: report.kind,
      status: report.status,
      sealed: this.sealer.seal(sealed, placeOf(report.id)),
      visits_used: report.visitsUsed,
      created_at: report.createdAt,
      created_by: report.createdBy,
    });
  }

  /** A draft made anew. */
  async replace(tx: Tx, before: Report, after: Report, sealed: SealedReport): Promise<void> {
    const changed = await tx.run(
      `update referral_report set version = ?, kind = ?, sealed = ?, visits_used = ?, created_at = ?, created_by = ?
       where id = ? and version = ?`,
      [
        after.version,
        after.kind,
        this.sealer.seal(sealed, placeOf(after.id)),
        after.visitsUsed,
        after.createdAt,
        after.createdBy,
        before.id,
        before.version,
      ],
    );
    requireChanged(changed);
  }

  /** What becomes of a report; what it says stays. */
  async update(tx: Tx, before: Report, after: Report): Promise<void> {
    const changed = await tx.run(
      `update referral_report set version = ?, status = ?, sent_at = ?, sent_by = ?, sent_how = ?,
         acknowledged_at = ?, acknowledged_by = ?, acknowledged_how = ? where id = ? and version = ?`,
      [
        after.version,
        after.status,
        after.sentAt,
        after.sentBy,
        after.sentHow,
        after.acknowledgedAt,
        after.acknowledgedBy,
        after.acknowledgedHow,
        before.id,
        before.version,
      ],
    );
    requireChanged(changed);
  }
}

/** The last report of each referral that went out; one without is left out of the map. */
export async function lastReports(reader: Reader, referralIds: readonly string[]): Promise<Map<string, LastReport>> {
  if (referralIds.length === 0) return new Map();
  const rows = await reader.all<LastReportRow & { referral_id: string }>(
    `select referral_id, kind as report_kind, status as report_status, visits_used as report_visits_used, sent_at as report_sent_at from referral_report
     where referral_id in (??) and sent_at is not null order by referral_id, sent_at, id`,
    [referralIds],
  );
  // Of several of one referral the last one stays.
  return new Map(rows.map((row) => [row.referral_id, toLastReport(row)!]));
}

export interface LastReportRow {
  report_kind: ReportKind | null;
  report_status: ReportStatus | null;
  report_visits_used: number | null;
  report_sent_at: number | null;
}

/** The columns of `LastReportRow` for a list that asks with its own rows: `referralId` is an expression of the outer query. */
export function lastReportJoinSql(referralId: string): { columns: string; join: string } {
  return {
    columns: `report.kind as report_kind, report.status as report_status, report.visits_used as report_visits_used,
      report.sent_at as report_sent_at`,
    join: `left join referral_report as report on report.id = (
      select last.id from referral_report as last where last.referral_id = ${referralId} and last.sent_at is not null
      order by last.sent_at desc, last.id desc limit 1)`,
  };
}

export function toLastReport(row: LastReportRow): LastReport | undefined {
  if (row.report_sent_at === null) return undefined;
  return {
    kind: row.report_kind!,
    status: row.report_status!,
    visitsUsed: Number(row.report_visits_used),
    sentAt: Number(row.report_sent_at),
  };
}

function requireChanged(changed: number): void {
  if (changed === 0) throw new DomainError('stale', 'version-mismatch', { detail: 'It was changed by someone else in the meantime.' });
}

function toReport(row: ReportRow): Report {
  return {
    id: row.id,
    version: row.version,
    referralId: row.referral_id,
    kind: row.kind,
    status: row.status,
    visitsUsed: row.visits_used,
    createdAt: row.created_at,
    createdBy: row.created_by,
    sentAt: row.sent_at ?? undefined,
    sentBy: row.sent_by ?? undefined,
    sentHow: row.sent_how ?? undefined,
    acknowledgedAt: row.acknowledged_at ?? undefined,
    acknowledgedBy: row.acknowledged_by ?? undefined,
    acknowledgedHow: row.acknowledged_how ?? undefined,
  };
}

function placeOf(id: string): string {
  return `referral_report.sealed:${id}`;
}
