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

/** SQLite has no lock that outlasts a transaction: whoever finds that another process was faster looks again. */
async function migrateSqlite(db: Database): Promise<string[]> {
  for (;;) {
    const before = await applied(db);
    try {
      return (await db.dataSource.runMigrations()).map((done) => done.name);
    } catch (error) {
      if ((await applied(db)) === before) throw error;
    }
  }
}

async function applied(db: Database): Promise<number> {
  const table = await db.dataSource.query<unknown[]>("select 1 from sqlite_master where name = 'migrations'");
  if (table.length === 0) return 0;
  return (await db.dataSource.query<{ n: number }[]>('select count(*) as n from migrations'))[0]!.n;
}
