import Sqlite from 'better-sqlite3';
import pg from 'pg';

/** Tables that a refusal may write to: failed sign-ins are counted, and noted. */
export const WRITTEN_BY_REFUSED_SIGN_INS: readonly string[] = ['audit', 'password_throttle'];

/** The worker counts what it has sent meanwhile: no request writes there. */
const WRITTEN_BY_THE_WORKER: readonly string[] = ['message_count'];

/** What a clinic has asked for since is planned by a chore for visits of before: a request that is half done writes other kinds, too. */
const COUNTED: Readonly<Record<string, string>> = {
  message: " where kind not in ('reminder', 'first-visit', 'intake-request', 'clearance-pending')",
  single_use_token: " where purpose <> 'intake'",
};

/** How many rows each table has, seen from outside of the server. */
export interface RowCounts {
  read(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export function sqliteRows(file: string): RowCounts {
  const db = new Sqlite(file, { readonly: true });
  const names = db.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'").pluck().all() as string[];
  const statement = db.prepare(countsOf(names));
  return {
    read: async () => statement.get() as Record<string, number>,
    close: async () => void db.close(),
  };
}

export async function postgresRows(url: string): Promise<RowCounts> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const found = await client.query<{ name: string }>("select tablename as name from pg_tables where schemaname = 'public'");
  const sql = countsOf(found.rows.map((row) => row.name));
  return {
    read: async () => (await client.query<Record<string, number>>(sql)).rows[0]!,
    close: () => client.end(),
  };
}

function countsOf(tables: readonly string[]): string {
  const counted = tables.filter((table) => !WRITTEN_BY_THE_WORKER.includes(table));
  return `select ${counted.map((table) => `(select count(*) from "${table}"${COUNTED[table] ?? ''}) as "${table}"`).join(', ')}`;
}
