import type { Database } from './persistence/database.js';
import type { SqlValue } from './persistence/tx.js';
import { placeTemplateOf, type SealedColumn } from './sealed-columns.js';
import type { Sealer } from './sealer.js';

export interface ResealedColumn {
  /** `table.column` */
  column: string;
  /** Values that were under an older key. */
  resealed: number;
  /** Under the newest key before. */
  current: number;
  /** Values whose key is neither in SECRET_KEY nor in SECRET_KEYS_OLD, or that were changed or moved: left as they are. */
  unreadable: number;
}

type Row = Record<string, string | number>;

/** Rows of one transaction: a desk that books meanwhile waits for no more than these. */
const ROWS_AT_ONCE = 200;
const IN_JSON = /(?<=")s1\.[0-9a-f]{8}\.[A-Za-z0-9_-]+(?=")/g;

/**
 * Seals every value of these columns with the newest key. Safe to repeat and beside running servers that know the newest key:
 * a value is replaced only while it is the one that was read, and one that somebody else changed is read again.
 */
export async function reseal(db: Database, sealer: Sealer, columns: readonly SealedColumn[]): Promise<ResealedColumn[]> {
  const done: ResealedColumn[] = [];
  for (const column of columns) done.push(await resealColumn(db, sealer, column));
  return done;
}

async function resealColumn(db: Database, sealer: Sealer, column: SealedColumn): Promise<ResealedColumn> {
  const total: ResealedColumn = { column: `${column.table}.${column.column}`, resealed: 0, current: 0, unreadable: 0 };
  let after: SqlValue[] | undefined;
  for (;;) {
    const rows = await readSome(db, column, after);
    const missed: SqlValue[][] = [];
    await resealRows(db, sealer, column, rows, total, missed);
    // Whoever changed or deleted these meanwhile has sealed them with a key of their own: look again.
    for (let keys = missed; keys.length > 0;) {
      const again: SqlValue[][] = [];
      await resealRows(db, sealer, column, await readKeys(db, column, keys), total, again);
      keys = again;
    }
    if (rows.length < ROWS_AT_ONCE) return total;
    after = keyOf(rows[rows.length - 1]!, column);
  }
}

async function resealRows(
  db: Database,
  sealer: Sealer,
  column: SealedColumn,
  rows: readonly Row[],
  total: ResealedColumn,
  missed: SqlValue[][],
): Promise<void> {
  const changes: { key: SqlValue[]; before: string; after: string }[] = [];
  for (const row of rows) {
    const before = String(row[column.column]);
    try {
      const after = resealed(before, sealer, column, row);
      if (after === before) total.current++;
      else changes.push({ key: keyOf(row, column), before, after });
    } catch {
      total.unreadable++;
    }
  }
  if (changes.length === 0) return;
  const where = column.key.map((name) => `${name} = ?`).join(' and ');
  const sql = `update ${column.table} set ${column.column} = ? where ${where} and ${column.column} = ?`;
  const stale = await db.run(async (tx) => {
    const left: SqlValue[][] = [];
    for (const { key, before, after } of changes) if ((await tx.run(sql, [after, ...key, before])) === 0) left.push(key);
    return left;
  });
  total.resealed += changes.length - stale.length;
  missed.push(...stale);
}

function resealed(value: string, sealer: Sealer, column: SealedColumn, row: Row): string {
  const place = placeTemplateOf(column).replace(/\{(\w+)\}/g, (_, name: string) => String(row[name]));
  const one = (sealed: string) => sealer.reseal(sealed, place) ?? sealed;
  return column.isJson ? value.replace(IN_JSON, one) : one(value);
}

async function readSome(db: Database, column: SealedColumn, after: SqlValue[] | undefined): Promise<Row[]> {
  const key = column.key.join(', ');
  const beyond = after ? `and (${key}) > (${after.map(() => '?').join(', ')})` : '';
  return db.reader.all<Row>(`select ${selected(column)} from ${column.table} where ${isSealed(column)} ${beyond} order by ${key} limit ?`, [
    ...(after ?? []),
    ROWS_AT_ONCE,
  ]);
}

async function readKeys(db: Database, column: SealedColumn, keys: readonly SqlValue[][]): Promise<Row[]> {
  const one = `(${column.key.map((name) => `${name} = ?`).join(' and ')})`;
  return db.reader.all<Row>(
    `select ${selected(column)} from ${column.table} where ${isSealed(column)} and (${keys.map(() => one).join(' or ')})`,
    keys.flat(),
  );
}

function selected(column: SealedColumn): string {
  const named = [...placeTemplateOf(column).matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  return [...new Set([...column.key, ...named, column.column])].join(', ');
}

function isSealed({ column, isJson }: SealedColumn): string {
  return `${column} like '${isJson ? '%"s1.%' : 's1.%'}'`;
}

function keyOf(row: Row, { key }: SealedColumn): SqlValue[] {
  return key.map((name) => row[name]);
}
