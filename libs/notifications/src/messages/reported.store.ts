import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform';
import type { MessageStatus } from './message.types.js';

/** A message as far as what is heard of it after it has left is concerned. */
export interface Reported {
  /** Its lane. */
  channel: string;
  status: MessageStatus;
  version: number;
  providerId?: string;
  attempts: number;
  /** A worker holds it until then. */
  claimedUntil?: number;
  /** Of a text the number that it went to. */
  sentTo?: string;
  /** `ReportedChange.reported` so far. */
  reported?: string;
}

/** What a report makes of it. */
export interface ReportedChange {
  status: MessageStatus;
  providerId?: string;
  reason?: string;
  /** Unless that is known already. */
  sentAt?: number;
  endedAt?: number;
  /** `delivered`, or which tries failed and why: for a text whose sending is not recorded yet. Absent: as it was. */
  reported?: string;
}

interface ReportedRow {
  channel: string;
  status: MessageStatus;
  version: number;
  provider_id: string | null;
  attempts: number;
  claimed_until: number | null;
  sent_to: string | null;
  reported: string | null;
}

/** What others tell about messages that have left. */
@Injectable()
export class ReportedStore {
  async forUpdate(tx: Tx, id: string): Promise<Reported | undefined> {
    const lock = tx.dialect === 'postgres' ? ' for update' : '';
    const row = await tx.get<ReportedRow>(
      `select channel, status, version, provider_id, attempts, claimed_until, sent_to, reported from message where id = ?${lock}`,
      [id],
    );
    if (!row) return undefined;
    const { channel, status, version, attempts } = row;
    return {
      channel,
      status,
      version,
      providerId: row.provider_id ?? undefined,
      attempts,
      claimedUntil: row.claimed_until ?? undefined,
      sentTo: row.sent_to ?? undefined,
      reported: row.reported ?? undefined,
    };
  }

  async report(tx: Tx, id: string, change: ReportedChange): Promise<void> {
    await tx.run(
      `update message set status = ?, provider_id = coalesce(?, provider_id), reason = ?, sent_at = coalesce(sent_at, ?), ended_at = ?,
         reported = coalesce(?, reported), version = version + 1 where id = ?`,
      [change.status, change.providerId, change.reason, change.sentAt, change.endedAt, change.reported, id],
    );
  }
}
