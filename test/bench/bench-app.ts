import { ClinicService } from '#clinic';
import { IdentityService } from '#identity';
import { PatientsService } from '#patients';
import { Clock, Database, loadConfig, systemContext, type RequestContext } from '#platform';
import { openParts, type Opened } from '../../apps/composition.js';
import { person } from '../../apps/demo/people.js';
import { Random } from '../../apps/demo/random.js';
import { RULES, ScreeningService } from '#screening';
import { startServer, type Server } from '../../apps/api/src/server.js';
import { inTempDir } from './measure.js';

export interface BenchApp {
  parts: Opened;
  server: Server;
  dir: string;
}

export interface BenchAppOptions {
  clinic: string;
  clock?: Clock;
  env?: Record<string, string>;
}

/** The real server on a port of its own over a database that is gone afterwards. */
export function withApp<T>(options: BenchAppOptions, work: (app: BenchApp) => Promise<T>): Promise<T> {
  return inTempDir(async (dir) => {
    const config = loadConfig({
      DATA_DIR: dir,
      HOST: '127.0.0.1',
      PORT: '0',
      DEMO: 'off',
      LOG_LEVEL: 'error',
      RATE_LIMIT_PER_MINUTE: '100000000',
      ...options.env,
    });
    const parts = await openParts(config, options.clock ?? new Clock());
    const server = await startServer(parts, { withWorker: false });
    try {
      await server.app.get(ClinicService).applyFile(systemContext('bench', parts.clock.now()), options.clinic, { demo: false });
      return await work({ parts, server, dir });
    } finally {
      await server.close();
    }
  });
}

/** A key that may do everything. */
export async function keyOf({ server, parts }: BenchApp): Promise<string> {
  const wanted = { name: 'bench', scopes: ['*'] };
  return (await server.app.get(IdentityService).createApiKey(systemContext('bench', parts.clock.now()), wanted)).key;
}

/** Fewer than there are connections to PostgreSQL. */
const TOGETHER = 10;

/** People whose answers to the health questions stand against nothing. */
export async function addPatients(app: BenchApp, count: number): Promise<string[]> {
  const { parts, server } = app;
  const patients = server.app.get(PatientsService);
  const ctx = systemContext('bench', parts.clock.now());
  const random = new Random(7);
  const ids: string[] = [];
  while (ids.length < count) {
    const from = ids.length;
    await server.app.get(Database).run(async (tx) => {
      for (let i = from; i < Math.min(count, from + 500); i++) ids.push((await patients.add(tx, ctx, person(random, i), false)).id);
    });
  }
  for (let i = 0; i < count; i += TOGETHER) await Promise.all(ids.slice(i, i + TOGETHER).map((id) => answerQuestions(app, ctx, id)));
  return ids;
}

/** "No" to all but those named. */
export async function answerQuestions(
  { server }: BenchApp,
  ctx: RequestContext,
  patientId: string,
  yes: readonly string[] = [],
): Promise<void> {
  const answers = Object.fromEntries(RULES.map(({ key }) => [key, yes.includes(key) ? 'yes' : 'no']));
  await server.app.get(ScreeningService, { strict: false }).put(ctx, patientId, { answers });
}
