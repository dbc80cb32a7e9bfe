import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClinicService, demoClinicFile } from '#clinic';
import { IdentityService } from '#identity';
import { ChangeFeed, FakeClock, loadConfig, systemContext, type Config } from '#platform';
import { openParts, type Opened } from '../../apps/composition.js';
import { startServer, type Server } from '../../apps/api/src/server.js';
import { seedDemo } from '../../apps/demo/seed-demo.js';
import { Api, type TestAnswer } from './api.js';
import { RunningClock } from './running-clock.js';
import { tempPostgres } from './test-databases.js';

export interface TestAppOptions {
  database?: 'sqlite' | 'postgres';
  now: string;
  env?: Record<string, string | undefined>;
  withWorker?: boolean;
  /** With its people, and the fortnight of visits around `now`. */
  demo?: boolean;
  /** The built admin UI. Its time is the server's, so the clock runs. */
  adminFolder?: string;
  /** The clock goes on from `now` by itself. */
  running?: boolean;
  /** What the file of the clinic says otherwise: by what it says. */
  changes?: Record<string, string>;
}

/** A whole clinic behind real HTTP: Cedar Spine & Rehab without its people, and a clock moved by hand. */
export class TestApp {
  private constructor(
    readonly parts: Opened,
    readonly server: Server,
    readonly clock: FakeClock,
    readonly api: Api,
    private readonly cleanUp: () => Promise<void>,
  ) {}

  static async start(options: TestAppOptions): Promise<TestApp> {
    const dataDir = await mkdtemp(join(tmpdir(), 'spotwork-test-'));
    const temp = options.database === 'postgres' ? await tempPostgres() : undefined;
    const config: Config = {
      ...loadConfig({
        DATA_DIR: dataDir,
        DATABASE_URL: temp?.url,
        LOG_LEVEL: 'error',
        DEMO: 'off',
        RATE_LIMIT_PER_MINUTE: '1000000',
        SECRET_KEY: randomBytes(32).toString('base64'),
        ...options.env,
      }),
      port: 0,
    };
    const { adminFolder, running = adminFolder !== undefined } = options;
    const clock = running ? new RunningClock(Date.parse(options.now)) : new FakeClock(Date.parse(options.now));
    const parts = await openParts(config, clock);
    const ctx = systemContext('test', clock.now());
    const server = await startServer(parts, {
      withWorker: options.withWorker ?? false,
      adminFolder,
      beforeReady: async (app) => {
        if (adminFolder) tellTime(app, clock);
        if (options.demo) await seedDemo(app, clock.now());
        else await app.get(ClinicService).applyFile(ctx, clinicFile(options.changes));
      },
    });
    const { key } = await server.app.get(IdentityService).createApiKey(ctx, { name: 'test', scopes: ['*'] });
    return new TestApp(parts, server, clock, new Api(server.url, key), async () => {
      await server.close();
      await temp?.drop();
      await rm(dataDir, { recursive: true, force: true });
    });
  }

  call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<TestAnswer<T>> {
    return this.api.call<T>(method, path, body, headers);
  }

  /** Waits for what is numbered after the commit. */
  async settled(): Promise<void> {
    await this.server.app.get(ChangeFeed).seal();
  }

  close(): Promise<void> {
    return this.cleanUp();
  }
}

function clinicFile(changes: Record<string, string> = {}): string {
  const text = readFileSync(demoClinicFile(), 'utf8');
  return Object.entries(changes).reduce((changed, [was, is]) => {
    if (!changed.includes(was)) throw new Error(`the clinic's file does not say "${was}"`);
    return changed.replace(was, is);
  }, text);
}

/** Node writes its own time into `Date`, from which the admin UI takes what day it is. */
function tellTime(app: Server['app'], clock: FakeClock): void {
  app.getHttpServer().prependListener('request', (_request: unknown, response: ServerResponse) => {
    response.setHeader('date', new Date(clock.now()).toUTCString());
  });
}
