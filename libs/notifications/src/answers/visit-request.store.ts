import { Injectable } from '@nestjs/common';
import type { Reader, SqlValue, Tx } from '#platform';
import type { RequestKind, Resolution, VisitRequest } from './visit-request.types.js';

interface VisitRequestRow {
  id: string;
  version: number;
  visit_id: string;
  kind: string;
  status: string;
  at: number;
  resolved_at: number | null;
  resolved_by: string | null;
  resolution: string | null;
}

export interface VisitRequestFilter {
  visitId?: string;
  status?: 'open' | 'resolved';
  /** Time and id of the last row of the page before. */
  after?: readonly (string | number)[];
  limit: number;
}

@Injectable()
export class VisitRequestStore {
  async byId(reader: Reader, id: string): Promise<VisitRequest | undefined> {
    const row = await reader.get<VisitRequestRow>('select * from visit_request where id = ?', [id]);
    return row && toRequest(row);
  }

  /** There is one at most for each visit. */
  async openOf(reader: Reader, visitIds: readonly string[]): Promise<VisitRequest[]> {
    if (visitIds.length === 0) return [];
    const rows = await reader.all<VisitRequestRow>("select * from visit_request where visit_id in (??) and status = 'open'", [
      [...visitIds],
    ]);
    return rows.map(toRequest);
  }

  async countOf(reader: Reader, visitId: string): Promise<number> {
    const row = await reader.get<{ count: number }>('select count(*) as count from visit_request where visit_id = ?', [visitId]);
    return Number(row?.count ?? 0);
  }

  /** The longest waiting first. */
  async list(reader: Reader, filter: VisitRequestFilter): Promise<VisitRequest[]> {
    const where: string[] = [];
    const params: SqlValue[] = [];
    const add = (text: string, ...values: SqlValue[]) => {
      where.push(text);
      params.push(...values);
    };
    // Written out, so that the partial index is seen to hold them all.
    if (filter.status === 'open') add("status = 'open'");
    else if (filter.status) add('status = ?', filter.status);
    if (filter.visitId) add('visit_id = ?', filter.visitId);
    if (filter.after) add('(at, id) > (?, ?)', filter.after[0]!, filter.after[1]!);
    const condition = where.length > 0 ? `where ${where.join(' and ')}` : '';
    const rows = await reader.all<VisitRequestRow>(`select * from visit_request ${condition} order by at, id limit ?`, [
      ...params,
      filter.limit,
    ]);
    return rows.map(toRequest);
  }

  async insert(tx: Tx, request: VisitRequest): Promise<void> {
    await tx.insert('visit_request', {
      id: request.id,
      version: request.version,
      visit_id: request.visitId,
      kind: request.kind,
      status: request.status,
      at: request.at,
    });
  }

  /** Compare-and-swap on the version; `after.version` is one more than that of the stored row. */
  async update(tx: Tx, after: VisitRequest): Promise<boolean> {
    const changed = await tx.run(
      `update visit_request set version = ?, kind = ?, status = ?, at = ?, resolved_at = ?, resolved_by = ?, resolution = ?
       where id = ? and version = ?`,
      [
        after.version,
        after.kind,
        after.status,
        after.at,
        after.resolvedAt,
        after.resolvedBy,
        after.resolution,
        after.id,
        after.version - 1,
      ],
    );
    return changed === 1;
  }
}

function toRequest(row: VisitRequestRow): VisitRequest {
  return {
    id: row.id,
    version: row.version,
    visitId: row.visit_id,
    kind: row.kind as RequestKind,
    status: row.status as VisitRequest['status'],
    at: row.at,
    resolvedAt: row.resolved_at ?? undefined,
    resolvedBy: row.resolved_by ?? undefined,
    resolution: (row.resolution ?? undefined) as Resolution | undefined,
  };
}
