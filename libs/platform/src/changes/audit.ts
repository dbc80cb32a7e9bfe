import { newId } from '#kernel';
import type { RequestContext } from '../context.js';
import type { Reader, Tx } from '../persistence/tx.js';

export interface Change {
  /** What happened, in the past tense: `visit.booked`. */
  kind: string;
  /** The resource type and id that changed, as the API names them. */
  subject: string;
  id: string;
  version: number;
  /** Why a person did it (an override, a cancellation). */
  reason?: string;
  /** Codes and ids only: this leaves in exports. Never health information. */
  facts?: Record<string, string | number | boolean | readonly string[]>;
}

/**
 * Records who changed what, in the same transaction as the change (I7). The same row feeds `GET /changes` and the
 * event stream; the sequencer numbers it after the commit, so no writer waits for another one's number.
 */
export async function record(tx: Tx, ctx: RequestContext, change: Change): Promise<void> {
  await tx.insert('audit', {
    id: newId('chg', ctx.now),
    at: ctx.now,
    actor_type: ctx.actor.type,
    actor_id: ctx.actor.id,
    actor_name: ctx.actor.displayName,
    kind: change.kind,
    subject: change.subject,
    subject_id: change.id,
    version: change.version,
    reason: change.reason,
    facts: change.facts && JSON.stringify(change.facts),
    request_id: ctx.requestId,
  });
}

/** What was done to one thing, and by whom. */
export interface AuditEntry {
  at: number;
  by: string;
  kind: string;
  facts?: Record<string, unknown>;
}

/** The first `limit` entries about one thing, oldest first. */
export async function auditOf(reader: Reader, subjectId: string, limit: number): Promise<AuditEntry[]> {
  const rows = await reader.all<{ at: number; actor_name: string; kind: string; facts: string | null }>(
    'select at, actor_name, kind, facts from audit where subject_id = ? order by id limit ?',
    [subjectId, limit],
  );
  return rows.map(({ at, actor_name, kind, facts }) => ({
    at,
    by: actor_name,
    kind,
    facts: facts === null ? undefined : (JSON.parse(facts) as Record<string, unknown>),
  }));
}
