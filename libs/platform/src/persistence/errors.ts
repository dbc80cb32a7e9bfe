import { DomainError } from '#kernel';
import { OverlapError, UniqueError } from './tx.js';

/** The literal that the SQLite trigger pair raises and the name of the Postgres exclusion constraint. */
export const OVERLAP = 'reservation_overlap';

interface DriverError {
  code?: string;
  message?: string;
  constraint?: string;
  driverError?: DriverError;
}

/** Translates a driver's error once, for both databases; anything unknown passes through and becomes a 500. */
export function translate(error: unknown): unknown {
  const driver = ((error as DriverError)?.driverError ?? error) as DriverError;
  const code = driver?.code;
  if (!code) return CONNECTION_WORDS.test(driver?.message ?? '') ? databaseUnavailable() : error;
  if (code === '23P01' || code === '40P01') return new OverlapError(OVERLAP);
  if (code === 'SQLITE_CONSTRAINT_TRIGGER' && driver.message === OVERLAP) return new OverlapError(OVERLAP);
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') return new UniqueError(driver.message ?? '');
  if (code === '23505') return new UniqueError(driver.constraint ?? '');
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_WRITE' || code === '53100')
    return unavailable('storage-full', 'The disk is full. Nothing was changed.');
  if (code.startsWith('SQLITE_BUSY')) return unavailable('database-busy', 'Another process is writing. Nothing was changed; try again.');
  if (CONNECTION.has(code) || code.startsWith('57P') || code.startsWith('08')) return databaseUnavailable();
  return error;
}

/** Postgres gave up this transaction for another one's sake; running it again is right. */
export function isRetryable(error: unknown): boolean {
  const code = ((error as DriverError)?.driverError ?? (error as DriverError))?.code;
  return code === '40001' || code === '40P01';
}

const CONNECTION = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', '53300']);

/** How `pg` 8 tells of a lost connection that the server said nothing about: these errors have no code. */
const CONNECTION_WORDS =
  /^(Connection terminated|Client (has encountered a connection error|was closed)|timeout exceeded when trying to connect)/;

/** Lost while it committed, a change may have been made all the same: only its key tells. */
export function databaseUnavailable(): DomainError {
  return unavailable(
    'database-unavailable',
    'The database does not answer. Try again with the same Idempotency-Key: nothing happens twice.',
  );
}

function unavailable(code: string, detail: string): DomainError {
  return new DomainError('unavailable', code, { detail, retryAfterSeconds: 2 });
}
