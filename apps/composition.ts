import { randomBytes } from 'node:crypto';
import type { DynamicModule, Type } from '@nestjs/common';
import { ClinicModule, clinicMigrations } from '#clinic';
import { IdentityModule, identityMigrations } from '#identity';
import { IntegrationsModule } from '#integrations';
import { invariant } from '#kernel';
import { NotificationsModule, notificationsMigrations, notificationsSealedColumns } from '#notifications';
import { PatientsModule, patientsMigrations } from '#patients';
import {
  Clock,
  migrate,
  openQueue,
  PlatformModule,
  platformMigrations,
  platformSealedColumns,
  PostgresDatabase,
  SqliteDatabase,
  type Config,
  type Database,
  type JobQueue,
  type SealedColumn,
} from '#platform';
import { ReferralsModule, referralsMigrations, referralsSealedColumns } from '#referrals';
import { SchedulingModule, schedulingMigrations, schedulingSealedColumns } from '#scheduling';
import { ScreeningModule, screeningMigrations, screeningSealedColumns } from '#screening';

/** Every lib, in the one order of dependency. */
export const MODULES: (Type | DynamicModule)[] = [
  IdentityModule,
  ClinicModule,
  PatientsModule,
  SchedulingModule,
  ScreeningModule,
  ReferralsModule,
  NotificationsModule,
  IntegrationsModule,
];

export const MIGRATIONS = [
  ...platformMigrations,
  ...identityMigrations,
  ...clinicMigrations,
  ...patientsMigrations,
  ...schedulingMigrations,
  ...screeningMigrations,
  ...referralsMigrations,
  ...notificationsMigrations,
];

/** Every column that only the keys open; `cli reseal` goes through them. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  ...platformSealedColumns,
  ...schedulingSealedColumns,
  ...screeningSealedColumns,
  ...referralsSealedColumns,
  ...notificationsSealedColumns,
];

export function openDatabase(config: Pick<Config, 'database'>): Promise<Database> {
  const shared = { entities: [], migrations: MIGRATIONS };
  return config.database.kind === 'sqlite'
    ? SqliteDatabase.open({ file: config.database.file, ...shared })
    : PostgresDatabase.open({ url: config.database.url, ...shared });
}

/** An id that keeps this installation's queue apart from others on the same Redis. Made once. */
export async function installationId(db: Database): Promise<string> {
  const existing = await db.reader.get<{ value: string }>("select value from meta where name = 'installation-id'");
  if (existing) return existing.value;
  return db.run(async (tx) => {
    await tx.lock(['installation-id']);
    const stored = await tx.get<{ value: string }>("select value from meta where name = 'installation-id'");
    if (stored) return stored.value;
    const value = randomBytes(8).toString('hex');
    await tx.insert('meta', { name: 'installation-id', value });
    return value;
  });
}

export interface Opened {
  config: Config;
  database: Database;
  queue: JobQueue;
  clock: Clock;
  /** Brings the database up to date. Nothing may look into a table or use the queue before. */
  prepare(): Promise<void>;
}

/** Opens the database and the queue: what every app does first. */
export async function openParts(config: Config, clock: Clock = new Clock()): Promise<Opened> {
  const database = await openDatabase(config);
  let installation: string | undefined;
  const queue = openQueue(config, () => {
    invariant(installation !== undefined, 'the queue is used before prepare()');
    return installation;
  });
  const prepare = async () => {
    await migrate(database);
    installation = await installationId(database);
  };
  return { config, database, queue, clock, prepare };
}

/** The root module of an app. */
export function rootModule(parts: Opened): DynamicModule {
  return { module: Root, imports: [PlatformModule.with(parts), ...MODULES] };
}

class Root {}
