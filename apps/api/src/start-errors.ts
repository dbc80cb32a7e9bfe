import { ConfigError } from '#platform';

/** One line that says what to do, for what goes wrong at a start. The full error follows with LOG_LEVEL=debug. */
export function explainStartError(error: unknown): string {
  const { code, message = String(error), stack, cause } = error as { code?: string; message?: string; stack?: string; cause?: unknown };
  const line = error instanceof ConfigError ? message : known(code, message);
  if (line && process.env['LOG_LEVEL'] !== 'debug') return line;
  const whole = (cause as Error | undefined)?.stack ?? stack ?? message;
  return `${line ? `${line}\n` : ''}Spotwork could not start: ${whole}`;
}

/** A failure to listen is a setting to correct; its codes mean something else when a database is spoken to. */
export function listenError(error: unknown): unknown {
  const line = LISTENING[(error as { code?: string }).code ?? ''];
  return line ? new ConfigError(line, { cause: error }) : error;
}

const NO_SUCH_ADDRESS = 'HOST: this machine has no such address. Use 127.0.0.1, or 0.0.0.0 for all.';
const LISTENING: Record<string, string> = {
  EADDRINUSE: 'PORT: another program already listens there. Stop it, or set PORT to a free port.',
  EACCES: 'PORT: this user may not listen there. Use a port above 1023.',
  EADDRNOTAVAIL: NO_SUCH_ADDRESS,
  ENOTFOUND: NO_SUCH_ADDRESS,
  EAI_AGAIN: NO_SUCH_ADDRESS,
};

const NO_DATABASE = 'DATABASE_URL: no database answers there. Start it, or correct host and port.';
const DAMAGED = 'DATA_DIR: spotwork.sqlite is damaged or no SQLite file. Restore it from a backup.';
const NOT_WRITABLE = 'DATA_DIR: the database file cannot be opened for writing. Make the folder writable for this user.';
const DISK_FULL = 'DATA_DIR: the disk is full. Make room and start again; nothing is lost.';
const BY_CODE: Record<string, string> = {
  ECONNREFUSED: NO_DATABASE,
  ENOTFOUND: NO_DATABASE,
  EAI_AGAIN: NO_DATABASE,
  EHOSTUNREACH: NO_DATABASE,
  ETIMEDOUT: NO_DATABASE,
  ECONNRESET: NO_DATABASE,
  '28P01': 'DATABASE_URL: the database refuses this user or password.',
  '28000': 'DATABASE_URL: the database refuses this user or password.',
  '3D000': 'DATABASE_URL: there is no such database. Create it with: createdb NAME',
  '42501':
    'DATABASE_URL: this user may not create tables or the extension btree_gist. Grant it, or have an administrator create the extension.',
  '53300': 'DATABASE_URL: the database has no free connection. Allow more in max_connections, or start fewer processes.',
  '57P03': 'DATABASE_URL: the database is just starting or stopping. Start Spotwork again in a moment.',
  SQLITE_CANTOPEN: NOT_WRITABLE,
  SQLITE_READONLY: NOT_WRITABLE,
  SQLITE_NOTADB: DAMAGED,
  SQLITE_CORRUPT: DAMAGED,
  SQLITE_FULL: DISK_FULL,
  ENOSPC: DISK_FULL,
  SQLITE_BUSY: 'DATA_DIR: another process is writing to spotwork.sqlite. Stop it; a SQLite file belongs to one server.',
};

function known(code: string | undefined, message: string): string | undefined {
  if (code && BY_CODE[code]) return BY_CODE[code];
  // The driver has no code for a peer that takes the connection and says nothing, or something else than PostgreSQL.
  if (/^(timeout expired|Connection terminated|Received unexpected|Unknown message code)/.test(message)) return NO_DATABASE;
  if (message.includes('better_sqlite3.node') || message.includes('Could not locate the bindings file'))
    return 'better-sqlite3 is not built for this version of Node. Run: node scripts/build.mjs';
  return undefined;
}
