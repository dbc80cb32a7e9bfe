import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '#platform';
import type { SendResult } from '../messages/outgoing.store.js';
import type { Message, RecipientType } from '../messages/message.types.js';
import { afterSending } from './report.rules.js';

/** A text that somebody may answer. */
export interface AnswerableText extends Pick<Message, 'kind' | 'recipientType'> {
  visitId?: string;
  patientId?: string;
  locationId: string;
  sentAt: number;
}

interface TextRow {
  visit_id: string | null;
  kind: string;
  recipient_type: string;
  recipient_id: string;
  location_id: string;
  sent_at: number;
}

/** What rows of messages have beside when they went out as texts. */
@Injectable()
export class SentTextStore {
  /**
   * After the batch itself. A report may have come before the batch that its text was sent in is recorded. Resolves to the
   * lanes of those that failed by that, each as often as it had one.
   */
  async settle(tx: Tx, results: readonly SendResult[], now: number): Promise<string[]> {
    const failed: string[] = [];
    for (const { id, attempts, sentTo, providerId } of results) {
      if (sentTo === undefined) continue;
      // The id of an earlier try says nothing of this one.
      const [row] = await tx.all<{ channel: string; reported: string | null }>(
        `update message set sent_to = ?, provider_id = ? where id = ? and attempts = ? and status = 'sent' returning channel, reported`,
        [sentTo, providerId, id, attempts],
      );
      if (row?.reported == null) continue;
      const early = afterSending({ providerId, attempts, reported: row.reported });
      if (!early) continue;
      const reason = early.status === 'failed' ? early.reason : undefined;
      if (early.status === 'failed') failed.push(row.channel);
      await tx.run('update message set status = ?, reason = ?, ended_at = ? where id = ?', [early.status, reason, now, id]);
    }
    return failed;
  }

  /** Texts to a number, the latest first. */
  async sentTo(reader: Reader, number: string, since: number, limit: number): Promise<AnswerableText[]> {
    const rows = await reader.all<TextRow>(
      `select visit_id, kind, recipient_type, recipient_id, location_id, sent_at from message
       where sent_to = ? and sent_at >= ? order by sent_at desc limit ?`,
      [number, since, limit],
    );
    return rows.map((row) => ({
      kind: row.kind,
      recipientType: row.recipient_type as RecipientType,
      visitId: row.visit_id ?? undefined,
      patientId: row.recipient_type === 'patient' ? row.recipient_id : undefined,
      locationId: row.location_id,
      sentAt: row.sent_at,
    }));
  }
}
