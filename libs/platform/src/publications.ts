import { formatInstant } from '#kernel';
import type { RequestContext } from './context.js';
import type { Reader, Row, Tx } from './persistence/tx.js';

/** Of settings that are published whole, version by version: who, when and why. */
export interface Publication {
  /** 0: none ever. */
  version: number;
  note?: string;
  publishedAt?: number;
  publishedBy?: string;
}

/** What a table of such versions has beside its own columns. */
export interface PublicationRow {
  version: number;
  note: string | null;
  published_at: number;
  actor_name: string;
}

export function publicationOf(row: PublicationRow): Publication {
  return { version: row.version, note: row.note ?? undefined, publishedAt: row.published_at, publishedBy: row.actor_name };
}

export function publicationView({ version, note, publishedAt, publishedBy }: Publication, zone: string) {
  return { version, note, publishedAt: publishedAt === undefined ? undefined : formatInstant(publishedAt, zone), publishedBy };
}

/** The newest first. */
export function publications<T extends PublicationRow>(reader: Reader, table: string, count: number): Promise<T[]> {
  return reader.all<T>(`select * from ${table} order by version desc limit ?`, [count]);
}

/** The table's key is the version: of two that publish the same one, one fails. */
export async function insertPublication(
  tx: Tx,
  ctx: RequestContext,
  table: string,
  version: number,
  note: string | undefined,
  own: Row,
): Promise<Publication> {
  const { id, displayName } = ctx.actor;
  await tx.insert(table, { version, ...own, note, published_at: ctx.now, actor_id: id, actor_name: displayName });
  return { version, note, publishedAt: ctx.now, publishedBy: displayName };
}
