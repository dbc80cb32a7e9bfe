import type { EntityManager } from 'typeorm';

export type Dialect = 'sqlite' | 'postgres';
export type SqlValue = string | number | null | undefined | boolean | readonly string[] | readonly number[];
export type Row = Record<string, SqlValue>;

/**
 * Reads committed data. SQL is written once for both databases, with `?` for parameters; an array parameter
 * is written `in (??)` and spreads. Instants are epoch milliseconds, booleans 0 or 1, JSON is text.
 */
export interface Reader {
  readonly dialect: Dialect;
  /** TypeORM, for entities off the hot paths. */
  readonly manager: EntityManager;
  all<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]>;
  get<T>(sql: string, params?: readonly SqlValue[]): Promise<T | undefined>;
  /** Rows as arrays in the order of the columns: for reads of thousands of rows, where objects took half of the time. */
  raw<T extends readonly unknown[]>(sql: string, params?: readonly SqlValue[]): Promise<T[]>;
}

/** One unit of work. A store method takes it as its first argument; there is no other way to write. */
export interface Tx extends Reader {
  /** Runs a statement; resolves to the number of rows it changed. */
  run(sql: string, params?: readonly SqlValue[]): Promise<number>;
  /** Inserts rows that all have the same columns; `undefined` becomes NULL. */
  insert(table: string, rows: Row | readonly Row[]): Promise<void>;
  /**
   * Postgres: takes a lock per key, in one fixed order, until the end; `shared` ones, taken first, keep out only whoever
   * wants the same key for itself. SQLite has one writer: nothing to do.
   */
  lock(keys: readonly string[], shared?: readonly string[]): Promise<void>;
  /** Runs after the commit, never after a rollback. Must not throw. */
  afterCommit(action: () => void): void;
}

export function isTx(reader: Reader): reader is Tx {
  return 'afterCommit' in reader;
}

/** A reservation met another one: the database's last word on double booking. */
export class OverlapError extends Error {}

/** A unique index refused a row. */
export class UniqueError extends Error {
  constructor(readonly constraint: string) {
    super(`unique: ${constraint}`);
  }
}

/** The text as a driver takes it: `?` → `$1` for Postgres, and `??` spread to the array's length. */
export function textOf(sql: string, params: readonly SqlValue[], dialect: Dialect): string {
  let position = 0;
  let index = 0;
  return sql.replace(/\?\??/g, (mark) => {
    const param = params[index++];
    const count = mark === '??' && Array.isArray(param) ? param.length : 1;
    if (mark === '??' && count === 0) return 'null';
    const marks: string[] = [];
    for (let i = 0; i < count; i++) marks.push(dialect === 'postgres' ? `$${++position}` : '?');
    return marks.join(', ');
  });
}

/** The values as a driver takes them: arrays spread, `undefined` as NULL, booleans as 0 and 1. */
export function spread(params: readonly SqlValue[]): unknown[] {
  const values: unknown[] = [];
  // By numbers, here and where statements are found: what iterators answer was a kilobyte for each message that was sent.
  for (let i = 0; i < params.length; i++) {
    const param = params[i];
    if (Array.isArray(param)) for (const one of param as readonly unknown[]) values.push(one);
    else values.push(param === undefined ? null : typeof param === 'boolean' ? Number(param) : param);
  }
  return values;
}

/** Rows of one insert statement, so that no driver's limit of parameters is met. */
const ROWS_AT_ONCE = 50;

/** The statements that insert these rows, which all have the columns of the first. */
export function insertsOf(table: string, rows: Row | readonly Row[]): { sql: string; params: SqlValue[] }[] {
  const list = (Array.isArray(rows) ? rows : [rows]) as readonly Row[];
  if (list.length === 0) return [];
  const columns = Object.keys(list[0]!);
  const head = `insert into ${table} (${columns.join()}) values `;
  const marks = `(${'?,'.repeat(columns.length - 1)}?)`;
  const inserts: { sql: string; params: SqlValue[] }[] = [];
  for (let at = 0; at < list.length; at += ROWS_AT_ONCE) {
    const some = list.slice(at, at + ROWS_AT_ONCE);
    const params: SqlValue[] = [];
    for (const row of some) for (const column of columns) params.push(row[column]);
    inserts.push({ sql: `${head}${`${marks},`.repeat(some.length - 1)}${marks}`, params });
  }
  return inserts;
}
