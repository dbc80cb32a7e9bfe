import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Database } from './database.js';
import type { Dialect } from './tx.js';

/**
 * A hand-written migration. `name` ends in 13 digits, which order all libs' migrations; statements are plain SQL
 * that both databases read, or an object where they differ. Never edited once released.
 */
export function migration(name: string, statements: (dialect: Dialect) => string[]): new () => MigrationInterface {
  return class implements MigrationInterface {
    name = name;

    async up(runner: QueryRunner): Promise<void> {
      const dialect: Dialect = runner.connection.options.type === 'postgres' ? 'postgres' : 'sqlite';
      for (const statement of statements(dialect)) await runner.query(statement);
    }

    async down(): Promise<void> {
      throw new Error('migrations go forward only: restore the backup that was made before the upgrade');
    }
  };
}

const MIGRATION_LOCK = 7_213_550_114;
/** Each waits for the busy timeout of the connection, 5 s. */
const MIGRATION_ATTEMPTS = 24;

/** Brings the schema up to date. N processes may start at once: one migrates, the others wait. */
export async function migrate(db: Database): Promise<string[]> {
  if (db.dialect === 'sqlite') return migrateSqlite(db);
  const holder = db.dataSource.createQueryRunner();
  await holder.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
  try {
    return (await db.dataSource.runMigrations()).map((done) => done.name);
  } finally {
    await holder.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await holder.release();
  }
}

/** A connection has one transaction at a time: who asks meanwhile on the same one waits. */
const underWay = new WeakMap<Database, Promise<unknown>>();

function migrateSqlite(db: Database): Promise<string[]> {
  const before = underWay.get(db) ?? Promise.resolve();
  const turn = before.catch(() => undefined).then(() => inOneTransaction(db));
  underWay.set(db, turn);
  return turn;
}

/**
 * SQLite's only lock is a transaction, so all pending migrations are one: a second process waits for it and finds
 * nothing left to do. Looking again after a collision instead failed where the other had not committed yet.
 */
async function inOneTransaction(db: Database): Promise<string[]> {
  await beginAlone(db);
  try {
    const done = await db.dataSource.runMigrations({ transaction: 'none' });
    await db.dataSource.query('commit');
    return done.map(({ name }) => name);
  } catch (error) {
    await db.dataSource.query('rollback');
    throw error;
  }
}

async function beginAlone(db: Database): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await db.dataSource.query('begin immediate');
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== 'SQLITE_BUSY' || attempt === MIGRATION_ATTEMPTS) throw error;
    }
  }
}
