import { Injectable } from '@nestjs/common';
import { newId } from '#kernel';
import { type Reader, Sealer, type SqlValue, type Tx } from '#platform';
import type { Answer } from './inbound.rules.js';

/** What somebody wrote to us. `open`: the desk has not seen to it. */
export interface InboundText {
  id: string;
  version: number;
  providerId: string;
  sender: string;
  text: string;
  kind: Answer;
  patientId?: string;
  visitId?: string;
  at: number;
  status: 'open' | 'done';
  doneAt?: number;
  doneBy?: string;
}

interface InboundRow {
  id: string;
  version: number;
  provider_id: string;
  sender: string;
  text: string;
  kind: string;
  patient_id: string | null;
  visit_id: string | null;
  at: number;
  status: string;
  done_at: number | null;
  done_by: string | null;
}

export interface InboundFilter {
  status?: string;
  patientId?: string;
  after?: readonly (string | number)[];
  limit: number;
}

/** Texts that people sent. Their words may be about their health: only the application opens them. */
@Injectable()
export class InboundTextStore {
  constructor(private readonly sealer: Sealer) {}

  async isKnown(reader: Reader, providerId: string): Promise<boolean> {
    return (await reader.get('select 1 as one from inbound_text where provider_id = ?', [providerId])) !== undefined;
  }

  async insert(tx: Tx, text: Omit<InboundText, 'id' | 'version' | 'doneAt' | 'doneBy'>): Promise<InboundText> {
    const id = newId('txt', text.at);
    await tx.insert('inbound_text', {
      id,
      version: 1,
      provider_id: text.providerId,
      sender: text.sender,
      text: this.sealer.seal(text.text, placeOf(id)),
      kind: text.kind,
      patient_id: text.patientId,
      visit_id: text.visitId,
      at: text.at,
      status: text.status,
    });
    return { ...text, id, version: 1 };
  }

  /** Whether this number has written something for the desk since. */
  async hasWritten(reader: Reader, sender: string, since: number): Promise<boolean> {
    const row = await reader.get("select 1 as one from inbound_text where status = 'open' and at >= ? and sender = ? limit 1", [
      since,
      sender,
    ]);
    return row !== undefined;
  }

  async byId(reader: Reader, id: string): Promise<InboundText | undefined> {
    const row = await reader.get<InboundRow>('select * from inbound_text where id = ?', [id]);
    return row && this.toText(row);
  }

  /** Newest first. */
  async list(reader: Reader, { status, patientId, after, limit }: InboundFilter): Promise<InboundText[]> {
    const where: string[] = [];
    const params: SqlValue[] = [];
    // Named in the statement, since few are open among many.
    if (status !== undefined) where.push(`status = '${status === 'open' ? 'open' : 'done'}'`);
    if (patientId !== undefined) {
      where.push('patient_id = ?');
      params.push(patientId);
    }
    if (after) {
      where.push('(at, id) < (?, ?)');
      params.push(after[0]!, after[1]!);
    }
    const condition = where.length > 0 ? `where ${where.join(' and ')}` : '';
    const rows = await reader.all<InboundRow>(`select * from inbound_text ${condition} order by at desc, id desc limit ?`, [
      ...params,
      limit,
    ]);
    return rows.map((row) => this.toText(row));
  }

  /** Compare-and-swap; false when somebody else was faster. */
  async finish(tx: Tx, id: string, version: number, at: number, by: string): Promise<boolean> {
    const changed = await tx.run(
      "update inbound_text set status = 'done', done_at = ?, done_by = ?, version = version + 1 where id = ? and version = ? and status = 'open'",
      [at, by, id, version],
    );
    return changed === 1;
  }

  private toText(row: InboundRow): InboundText {
    return {
      id: row.id,
      version: row.version,
      providerId: row.provider_id,
      sender: row.sender,
      text: this.sealer.open<string>(row.text, placeOf(row.id)),
      kind: row.kind as Answer,
      patientId: row.patient_id ?? undefined,
      visitId: row.visit_id ?? undefined,
      at: row.at,
      status: row.status as InboundText['status'],
      doneAt: row.done_at ?? undefined,
      doneBy: row.done_by ?? undefined,
    };
  }
}

function placeOf(id: string): string {
  return `inbound_text.text:${id}`;
}
