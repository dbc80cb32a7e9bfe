import { Injectable } from '@nestjs/common';
import { Sealer, type Reader, type SqlValue, type Tx } from '#platform';
import type { Finding, Provider } from '../screening.types.js';

export const REQUEST_STATUSES = ['open', 'given', 'refused', 'expired', 'withdrawn'] as const;
export type RequestStatus = (typeof REQUEST_STATUSES)[number];

/** A provider is asked for a go-ahead, for the sake of one tentative visit. */
export interface ClearanceRequest {
  id: string;
  version: number;
  patientId: string;
  visitId: string;
  provider: Provider;
  findings: Finding[];
  status: RequestStatus;
  askedAt: number;
  /** The findings are those of then: an answer speaks of them, and of the patient's answers of that time. */
  asOf: number;
  /** The visit frees itself then. */
  deadline: number;
  closedAt?: number;
  clearanceId?: string;
}

interface RequestRow {
  id: string;
  version: number;
  patient_id: string;
  visit_id: string;
  practitioner_id: string | null;
  sealed: string;
  status: RequestStatus;
  asked_at: number;
  as_of: number;
  deadline: number;
  closed_at: number | null;
  clearance_id: string | null;
}

export interface RequestFilter {
  status?: RequestStatus;
  practitionerId?: string;
  patientId?: string;
  visitId?: string;
  /** Epoch milliseconds. */
  deadlineFrom?: number;
  /** Deadline and id of the last row of the page before. */
  after?: readonly (string | number)[];
}

const placeOf = (id: string) => `clearance_request.sealed:${id}`;

@Injectable()
export class RequestStore {
  constructor(private readonly sealer: Sealer) {}

  async insert(tx: Tx, request: ClearanceRequest): Promise<void> {
    const { id, version, patientId, visitId, provider, findings, status, askedAt, asOf, deadline } = request;
    await tx.insert('clearance_request', {
      id,
      version,
      patient_id: patientId,
      visit_id: visitId,
      practitioner_id: provider.practitionerId,
      sealed: this.sealer.seal({ provider, findings }, placeOf(id)),
      status,
      asked_at: askedAt,
      as_of: asOf,
      deadline,
    });
  }

  async byId(reader: Reader, id: string): Promise<ClearanceRequest | undefined> {
    return (await this.byIds(reader, [id]))[0];
  }

  async byIds(reader: Reader, ids: readonly string[]): Promise<ClearanceRequest[]> {
    if (ids.length === 0) return [];
    return (await reader.all<RequestRow>('select * from clearance_request where id in (??)', [ids])).map((row) => this.requestOf(row));
  }

  /** Open ones of a visit: one at most. */
  async openOf(reader: Reader, visitId: string): Promise<ClearanceRequest | undefined> {
    const row = await reader.get<RequestRow>("select * from clearance_request where visit_id = ? and status = 'open'", [visitId]);
    return row && this.requestOf(row);
  }

  /** The most urgent first. */
  async list(reader: Reader, filter: RequestFilter, count: number): Promise<ClearanceRequest[]> {
    const where = ['1 = 1'];
    const params: SqlValue[] = [];
    const add = (text: string, ...values: SqlValue[]) => {
      where.push(text);
      params.push(...values);
    };
    if (filter.status) add('status = ?', filter.status);
    if (filter.practitionerId) add('practitioner_id = ?', filter.practitionerId);
    if (filter.patientId) add('patient_id = ?', filter.patientId);
    if (filter.visitId) add('visit_id = ?', filter.visitId);
    if (filter.deadlineFrom !== undefined) add('deadline >= ?', filter.deadlineFrom);
    if (filter.after) add('(deadline, id) > (?, ?)', ...filter.after);
    const rows = await reader.all<RequestRow>(
      `select * from clearance_request where ${where.join(' and ')} order by deadline, id limit ?`,
      [...params, count],
    );
    return rows.map((row) => this.requestOf(row));
  }

  /** What stands against the massage has changed, or its time: whoever saw it before has seen something else. */
  async refresh(tx: Tx, { id, provider, findings, deadline, asOf }: ClearanceRequest): Promise<void> {
    const sealed = this.sealer.seal({ provider, findings }, placeOf(id));
    await tx.run('update clearance_request set sealed = ?, deadline = ?, as_of = ?, version = version + 1 where id = ?', [
      sealed,
      deadline,
      asOf,
      id,
    ]);
  }

  async close(tx: Tx, id: string, status: RequestStatus, now: number): Promise<void> {
    await tx.run("update clearance_request set status = ?, closed_at = ?, version = version + 1 where id = ? and status = 'open'", [
      status,
      now,
      id,
    ]);
  }

  /** An answer for less than is planned: it stays open, and says which answer there was. False when the answer has closed it. */
  async partly(tx: Tx, id: string, clearanceId: string): Promise<boolean> {
    const sql = "update clearance_request set clearance_id = ?, version = version + 1 where id = ? and status = 'open'";
    return (await tx.run(sql, [clearanceId, id])) > 0;
  }

  /** Names the go-ahead by which requests were closed just now. */
  async attach(tx: Tx, patientId: string, closedAt: number, clearanceId: string): Promise<void> {
    await tx.run(
      `update clearance_request set clearance_id = ? where patient_id = ? and closed_at = ? and clearance_id is null
         and status in ('given', 'refused')`,
      [clearanceId, patientId, closedAt],
    );
  }

  private requestOf(row: RequestRow): ClearanceRequest {
    const { provider, findings } = this.sealer.open<Pick<ClearanceRequest, 'provider' | 'findings'>>(row.sealed, placeOf(row.id));
    return {
      id: row.id,
      version: row.version,
      patientId: row.patient_id,
      visitId: row.visit_id,
      provider,
      findings,
      status: row.status,
      askedAt: row.asked_at,
      asOf: row.as_of,
      deadline: row.deadline,
      closedAt: row.closed_at ?? undefined,
      clearanceId: row.clearance_id ?? undefined,
    };
  }
}
