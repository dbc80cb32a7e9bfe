import { createHash } from 'node:crypto';
import { DataSource, type EntityManager, type MixedList } from 'typeorm';
import { Database } from './database.js';
import { databaseUnavailable, isRetryable, translate } from './errors.js';
import { insertsOf, type Reader, type Row, spread, type SqlValue, textOf, type Tx } from './tx.js';

/** 40001 and 40P01 are answered by running the work again; three times settles every case the race tests made. */
const ATTEMPTS = 4;
const POOL = 20;

interface Query {
  name: string;
  text: string;
  values: unknown[];
  rowMode?: 'array';
}

interface Result {
  rows: unknown[];
  rowCount: number | null;
}

interface Client {
  query(query: Query): Promise<Result>;
}

export interface PostgresOptions {
  url: string;
  entities: MixedList<Function>; // eslint-disable-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type
  migrations: MixedList<Function>; // eslint-disable-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type
}

export class PostgresDatabase extends Database {
  readonly dialect = 'postgres' as const;
  readonly reader: Reader;

  private constructor(readonly dataSource: DataSource) {
    super();
    this.reader = new PostgresReader(async () => poolOf(dataSource), dataSource.manager);
  }

  static async open(options: PostgresOptions): Promise<PostgresDatabase> {
    const source = await new DataSource({
      type: 'postgres',
      url: options.url,
      entities: options.entities,
      migrations: options.migrations,
      migrationsTransactionMode: 'each',
      parseInt8: true,
      poolSize: POOL,
      installExtensions: false,
      // A pool that cannot connect must answer 503 in seconds, not hang the desk.
      extra: { connectionTimeoutMillis: 3000, application_name: 'spotwork' },
    }).initialize();
    return new PostgresDatabase(source);
  }

  async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if (attempt < ATTEMPTS && isRetryable(error)) continue;
        throw translate(error);
      }
    }
  }

  private async attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const actions: (() => void)[] = [];
    try {
      const client = (await runner.connect()) as Client;
      await runner.startTransaction();
      const value = await work(new PostgresTx(client, runner.manager, actions));
      await runner.commitTransaction();
      for (const action of actions) action();
      return value;
    } catch (error) {
      // Released by somebody else than us: TypeORM does so when the connection breaks.
      if (runner.isReleased) throw databaseUnavailable();
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }

  async ping(): Promise<void> {
    await this.reader.get('select 1 as one');
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
  }
}

function poolOf(source: DataSource): Client {
  return (source.driver as unknown as { master: Client }).master;
}

interface Text {
  /** A prepared statement's name, so that the server parses and plans each text once per connection. */
  name: string;
  text: string;
}

const CACHED_TEXTS = 2000;
const texts = new Map<string, Text>();

function textFor(sql: string, params: readonly SqlValue[]): Text {
  let key = sql;
  for (const param of params) if (Array.isArray(param)) key += `,${param.length}`;
  let known = texts.get(key);
  if (!known) {
    const text = textOf(sql, params, 'postgres');
    known = { name: `s${createHash('sha256').update(text).digest('hex').slice(0, 20)}`, text };
    if (texts.size >= CACHED_TEXTS) texts.clear();
    texts.set(key, known);
  }
  return known;
}

const LOCK = {
  name: 'lock',
  text: `select pg_advisory_xact_lock_shared(hashtextextended(k, 0)) from unnest($1::text[]) as k
    union all select pg_advisory_xact_lock(hashtextextended(k, 0)) from unnest($2::text[]) as k`,
};

function sorted(keys: readonly string[]): string[] {
  return [...new Set(keys)].sort();
}

class PostgresReader implements Reader {
  readonly dialect = 'postgres' as const;

  constructor(
    private readonly connect: () => Promise<Client>,
    readonly manager: EntityManager,
  ) {}

  async all<T>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    return (await this.query(sql, params)).rows as T[];
  }

  async get<T>(sql: string, params: readonly SqlValue[] = []): Promise<T | undefined> {
    return (await this.query(sql, params)).rows[0] as T | undefined;
  }

  async raw<T extends readonly unknown[]>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    return (await this.query(sql, params, 'array')).rows as T[];
  }

  protected query(sql: string, params: readonly SqlValue[], rowMode?: 'array'): Promise<Result> {
    return this.send({ ...textFor(sql, params), values: spread(params), rowMode });
  }

  protected async send(query: Query): Promise<Result> {
    const client = await this.connect();
    try {
      return await client.query(query);
    } catch (error) {
      throw isRetryable(error) ? error : translate(error);
    }
  }
}

class PostgresTx extends PostgresReader implements Tx {
  constructor(
    client: Client,
    manager: EntityManager,
    private readonly actions: (() => void)[],
  ) {
    super(async () => client, manager);
  }

  async run(sql: string, params: readonly SqlValue[] = []): Promise<number> {
    return (await this.query(sql, params)).rowCount ?? 0;
  }

  async insert(table: string, rows: Row | readonly Row[]): Promise<void> {
    for (const { sql, params } of insertsOf(table, rows)) await this.query(sql, params);
  }

  async lock(keys: readonly string[], shared: readonly string[] = []): Promise<void> {
    if (keys.length + shared.length === 0) return;
    // Sorted: two bookings that need the same resources take them in the same order and cannot deadlock.
    await this.send({ ...LOCK, values: [sorted(shared), sorted(keys)] });
  }

  afterCommit(action: () => void): void {
    this.actions.push(action);
  }
}
