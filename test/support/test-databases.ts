import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { MigrationInterface } from 'typeorm';
import { type Database, migrate, PostgresDatabase, SqliteDatabase } from '#platform';

/** Postgres for tests, when there is one: `TEST_POSTGRES_URL`, as `.ci/run` sets it. */
export const POSTGRES_URL = process.env['TEST_POSTGRES_URL'];
export const REDIS_URL = process.env['TEST_REDIS_URL'];

export interface TempDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A database of its own on the test server. */
export async function tempPostgres(server = POSTGRES_URL!): Promise<TempDatabase> {
  const name = `spotwork_test_${randomBytes(6).toString('hex')}`;
  await admin(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.toString(), drop: () => admin(server, `drop database if exists ${name} with (force)`) };
}

async function admin(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export interface TestDatabase {
  db: Database;
  /** Of the file or the server, for a second look at it. */
  address: string;
  /** Closes and removes it. */
  drop(): Promise<void>;
}

/** A fresh, migrated database of its own, so that specs may run beside each other. */
export async function openTestDatabase(
  kind: 'sqlite' | 'postgres',
  migrations: (new () => MigrationInterface)[],
  entities: (new () => object)[] = [],
): Promise<TestDatabase> {
  const opened = kind === 'sqlite' ? await openSqlite(migrations, entities) : await openPostgres(migrations, entities);
  await migrate(opened.db);
  return opened;
}

type Classes = [migrations: (new () => MigrationInterface)[], entities: (new () => object)[]];

async function openSqlite(...[migrations, entities]: Classes): Promise<TestDatabase> {
  const dir = mkdtempSync(join(tmpdir(), 'spotwork-spec-'));
  const address = join(dir, 'test.sqlite');
  const db = await SqliteDatabase.open({ file: address, entities, migrations });
  const drop = async () => {
    await db.close();
    rmSync(dir, { recursive: true, force: true });
  };
  return { db, address, drop };
}

async function openPostgres(...[migrations, entities]: Classes): Promise<TestDatabase> {
  const temp = await tempPostgres();
  const db = await PostgresDatabase.open({ url: temp.url, entities, migrations });
  const drop = async () => {
    await db.close();
    await temp.drop();
  };
  return { db, address: temp.url, drop };
}

/** The databases a suite runs on. Without Postgres the suite says so, and fails where services are required. */
export function databasesUnderTest(): ('sqlite' | 'postgres')[] {
  if (POSTGRES_URL) return ['sqlite', 'postgres'];
  if (process.env['REQUIRE_SERVICES'] === '1') throw new Error('REQUIRE_SERVICES=1, but TEST_POSTGRES_URL is not set');
  console.log('PostgreSQL is left out: TEST_POSTGRES_URL is not set');
  return ['sqlite'];
}
