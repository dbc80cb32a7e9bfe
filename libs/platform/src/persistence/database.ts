import type { DataSource } from 'typeorm';
import type { Reader, Tx } from './tx.js';

/**
 * The door to the tables. `reader` sees committed data only; every write goes through `run`, which resolves
 * after the commit is durable. Work must not await the network: on SQLite it would hold up every other writer.
 */
export abstract class Database {
  abstract readonly dialect: 'sqlite' | 'postgres';
  abstract readonly reader: Reader;
  /** For migrations and for tests that look at TypeORM itself. */
  abstract readonly dataSource: DataSource;
  /**
   * Runs `work` in one transaction. An error rolls back this work alone, also when it shared a commit with others.
   * On Postgres `work` may run again after a serialization failure: it must not keep state outside `tx`.
   */
  abstract run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Checks that reads and writes are possible; rejects otherwise. */
  abstract ping(): Promise<void>;
  abstract close(): Promise<void>;
}
