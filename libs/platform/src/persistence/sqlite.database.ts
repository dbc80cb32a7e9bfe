import type SqliteDriver from 'better-sqlite3';
import { DataSource, type EntityManager, type MixedList, type QueryRunner } from 'typeorm';
import { Database } from './database.js';
import { translate } from './errors.js';
import { SqliteStatements } from './sqlite.statements.js';
import { insertsOf, type Reader, type Row, type SqlValue, type Tx } from './tx.js';

/** Jobs that share one commit at most: 64 gave 2.3× of one commit per job, more gained nothing measurable. */
const GROUP = 64;
const PRAGMAS = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'cache_size = -65536',
  // A savepoint keeps the old content of every page that its job touches; in a temporary file that took longer than
  // the job's own writes (64 bookings a commit: 375 µs each, in memory 180).
  'temp_store = MEMORY',
];

interface Job {
  work: (tx: Tx) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

interface Settled {
  job: Job;
  value?: unknown;
  error?: unknown;
  failed: boolean;
  actions: (() => void)[];
}

export interface SqliteOptions {
  file: string;
  entities: MixedList<Function>; // eslint-disable-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type
  migrations: MixedList<Function>; // eslint-disable-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type
}

/**
 * SQLite behind one FIFO door. TypeORM shares a single connection per data source, so parallel transactions
 * on it destroy each other (200 parallel → 0 succeeded); here jobs queue, up to 64 share one commit, each in
 * its own savepoint. Reads use a second connection that cannot write and sees committed data only.
 */
export class SqliteDatabase extends Database {
  readonly dialect = 'sqlite' as const;
  private readonly queue: Job[] = [];
  private pumping?: Promise<void>;
  private closed = false;

  private constructor(
    readonly dataSource: DataSource,
    private readonly readSource: DataSource,
    private readonly runner: QueryRunner,
    private readonly handle: SqliteDriver.Database,
    private readonly writer: SqliteStatements,
    private readonly snapshot: Snapshot,
    readonly reader: Reader,
  ) {
    super();
  }

  static async open(options: SqliteOptions): Promise<SqliteDatabase> {
    const base = { type: 'better-sqlite3' as const, database: options.file, entities: options.entities, timeout: 5000 };
    const prepare = (extra: string[]) => (db: SqliteDriver.Database) => {
      for (const pragma of [...PRAGMAS, ...extra]) db.pragma(pragma);
    };
    const writeSource = await new DataSource({
      ...base,
      migrations: options.migrations,
      migrationsTransactionMode: 'each',
      prepareDatabase: prepare([]),
    }).initialize();
    const readSource = await new DataSource({ ...base, prepareDatabase: prepare(['query_only = ON']) }).initialize();
    const runner = writeSource.createQueryRunner();
    const handle = handleOf(writeSource);
    const writer = new SqliteStatements(handle);
    const readHandle = handleOf(readSource);
    const snapshot = new Snapshot(readHandle);
    const reader = new SqliteReader(new SqliteStatements(readHandle), readSource.manager, snapshot);
    return new SqliteDatabase(writeSource, readSource, runner, handle, writer, snapshot, reader);
  }

  run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.closed) return reject(new Error('the database is closed'));
      this.queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
      this.pumping ??= this.pump();
    });
  }

  private async pump(): Promise<void> {
    // One turn of the event loop: requests that arrived together get into the same commit.
    await new Promise((next) => setImmediate(next));
    while (this.queue.length > 0) await this.commitTogether(this.queue.splice(0, GROUP));
    this.pumping = undefined;
  }

  private async commitTogether(jobs: Job[]): Promise<void> {
    const settled: Settled[] = [];
    try {
      await this.runner.startTransaction();
      // BEGIN is deferred; the first statement must be a write so that the busy timeout applies to the lock.
      this.writer.run('update write_lock set n = n + 1', []);
      for (const job of jobs) settled.push(await this.runOne(job));
      this.snapshot.end();
      await this.runner.commitTransaction();
    } catch (error) {
      this.rollBack();
      for (const job of jobs) job.reject(translate(error));
      return;
    }
    for (const done of settled) {
      if (done.failed) done.job.reject(translate(done.error));
      else {
        for (const action of done.actions) action();
        done.job.resolve(done.value);
      }
    }
  }

  /**
   * SQLite ends a transaction by itself when the disk is full. TypeORM's own rollback fails then and goes on counting from
   * the lost one: later groups would be savepoints of a transaction that nobody commits, and their changes be lost.
   */
  private rollBack(): void {
    try {
      if (this.handle.inTransaction) this.handle.exec('rollback');
    } catch {
      // The next group cannot begin then, and comes here again: it is refused, not lost.
    }
    Object.assign(this.runner, { isTransactionActive: false, transactionDepth: 0 });
  }

  private async runOne(job: Job): Promise<Settled> {
    const actions: (() => void)[] = [];
    this.writer.run('savepoint job', []);
    try {
      const value = await job.work(new SqliteTx(this.writer, this.runner.manager, actions));
      this.writer.run('release job', []);
      return { job, value, failed: false, actions };
    } catch (error) {
      // Not this job's failure alone: what the others of the group have done is gone, too.
      if (!this.handle.inTransaction) throw error;
      this.writer.run('rollback to job', []);
      this.writer.run('release job', []);
      return { job, error, failed: true, actions: [] };
    }
  }

  async ping(): Promise<void> {
    await this.run(async (tx) => tx.get('select n from write_lock'));
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.pumping;
    this.snapshot.end();
    await this.readSource.destroy();
    await this.dataSource.destroy();
  }
}

function handleOf(source: DataSource): SqliteDriver.Database {
  return (source.driver as unknown as { databaseConnection: SqliteDriver.Database }).databaseConnection;
}

/**
 * Reads of one turn of the event loop share one snapshot: a read of its own takes and gives back file locks, which was
 * three quarters of a small read (13 µs instead of 3). It ends with the turn, and before this process commits, so that
 * whoever has heard of a commit sees it and no snapshot keeps the log from being reused.
 */
class Snapshot {
  private readonly opening: SqliteDriver.Statement;
  private readonly ending: SqliteDriver.Statement;

  constructor(private readonly handle: SqliteDriver.Database) {
    this.opening = handle.prepare('begin');
    this.ending = handle.prepare('commit');
  }

  begin(): void {
    if (this.handle.inTransaction) return;
    this.opening.run();
    setImmediate(() => this.end());
  }

  end(): void {
    if (this.handle.inTransaction) this.ending.run();
  }
}

class SqliteReader implements Reader {
  readonly dialect = 'sqlite' as const;

  constructor(
    protected readonly statements: SqliteStatements,
    readonly manager: EntityManager,
    private readonly snapshot?: Snapshot,
  ) {}

  async all<T>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    this.snapshot?.begin();
    return this.statements.all<T>(sql, params);
  }

  async get<T>(sql: string, params: readonly SqlValue[] = []): Promise<T | undefined> {
    this.snapshot?.begin();
    return this.statements.get<T>(sql, params);
  }

  async raw<T extends readonly unknown[]>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    this.snapshot?.begin();
    return this.statements.raw<T>(sql, params);
  }
}

class SqliteTx extends SqliteReader implements Tx {
  constructor(
    statements: SqliteStatements,
    manager: EntityManager,
    private readonly actions: (() => void)[],
  ) {
    super(statements, manager);
  }

  async run(sql: string, params: readonly SqlValue[] = []): Promise<number> {
    return this.statements.run(sql, params);
  }

  async insert(table: string, rows: Row | readonly Row[]): Promise<void> {
    for (const { sql, params } of insertsOf(table, rows)) this.statements.run(sql, params);
  }

  async lock(): Promise<void> {}

  afterCommit(action: () => void): void {
    this.actions.push(action);
  }
}
