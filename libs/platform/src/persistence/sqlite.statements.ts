import type SqliteDriver from 'better-sqlite3';
import { spread, type SqlValue, textOf } from './tx.js';

const CACHED_STATEMENTS = 1000;

interface Prepared {
  statement: SqliteDriver.Statement;
  /** Names of the result's columns; absent for a statement that answers no rows. */
  columns?: string[];
}

/**
 * Statements of one connection, prepared once per text: preparing took longer than running for most statements of a
 * booking. Rows are read as arrays and become objects here, since the driver takes twice as long to build an object.
 */
export class SqliteStatements {
  private readonly byText = new Map<string, Prepared>();
  /** Texts with arrays, then by the arrays' lengths: building one key out of both took as long as the look-up saved. */
  private readonly byLengths = new Map<string, Map<number, Prepared>>();
  private cached = 0;

  constructor(private readonly handle: SqliteDriver.Database) {}

  all<T>(sql: string, params: readonly SqlValue[]): T[] {
    const { statement, columns } = this.find(sql, params);
    const rows = statement.all(spread(params)) as unknown[][];
    return rows.map((row) => toObject<T>(columns!, row));
  }

  get<T>(sql: string, params: readonly SqlValue[]): T | undefined {
    const { statement, columns } = this.find(sql, params);
    const row = statement.get(spread(params)) as unknown[] | undefined;
    return row && toObject<T>(columns!, row);
  }

  raw<T extends readonly unknown[]>(sql: string, params: readonly SqlValue[]): T[] {
    return this.find(sql, params).statement.all(spread(params)) as unknown as T[];
  }

  run(sql: string, params: readonly SqlValue[]): number {
    return this.find(sql, params).statement.run(spread(params)).changes;
  }

  private find(sql: string, params: readonly SqlValue[]): Prepared {
    const lengths = lengthsOf(params);
    if (lengths === 0) return this.byText.get(sql) ?? this.prepare(sql, params, (prepared) => this.byText.set(sql, prepared));
    let cache = this.byLengths.get(sql);
    if (!cache) this.byLengths.set(sql, (cache = new Map()));
    return cache.get(lengths) ?? this.prepare(sql, params, (prepared) => cache.set(lengths, prepared));
  }

  private prepare(sql: string, params: readonly SqlValue[], keep: (prepared: Prepared) => void): Prepared {
    const statement = this.handle.prepare(textOf(sql, params, 'sqlite'));
    const prepared = statement.reader
      ? { statement: statement.raw(true), columns: statement.columns().map((column) => column.name) }
      : { statement };
    if (++this.cached > CACHED_STATEMENTS) {
      this.byText.clear();
      this.byLengths.clear();
      this.cached = 0;
    } else keep(prepared);
    return prepared;
  }
}

/** The arrays' lengths as one number, exact for three arrays of up to 100,000; 0 without any. */
function lengthsOf(params: readonly SqlValue[]): number {
  let lengths = 0;
  for (let i = 0; i < params.length; i++) {
    const param = params[i];
    if (Array.isArray(param)) lengths = lengths * 100_001 + param.length + 1;
  }
  return lengths;
}

function toObject<T>(columns: readonly string[], values: readonly unknown[]): T {
  const row: Record<string, unknown> = {};
  for (let i = 0; i < columns.length; i++) row[columns[i]!] = values[i];
  return row as T;
}
