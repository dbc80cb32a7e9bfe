import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CanActivate, type ExecutionContext, type LoggerService, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { MigrationInterface } from 'typeorm';
import {
  closeHttp,
  type Config,
  type Database,
  FakeClock,
  HealthState,
  holdBackUntilReady,
  InProcessQueue,
  loadConfig,
  makeHttpAdapter,
  PlatformModule,
  prepareHttp,
} from '#platform';
import { openTestDatabase } from './test-databases.js';

/** Stands in for identity's guard. */
const EVERYBODY_IS_THE_DESK: CanActivate = {
  canActivate(context: ExecutionContext) {
    context.switchToHttp().getRequest<FastifyRequest>().actor = { type: 'user', id: 'usr_desk', displayName: 'Desk', scopes: ['*'] };
    return true;
  },
};

export interface SpecAppOptions {
  modules: Type[];
  migrations: (new () => MigrationInterface)[];
  now: number;
  database?: 'sqlite' | 'postgres';
  controllers?: Type[];
  config?: Partial<Config>;
  /** `identity`: the modules bring their guard; otherwise every request is the front desk's, with all scopes. */
  guard?: 'identity';
  logger?: LoggerService;
}

const GRACE_MS = 1000;

/** Some modules of the product behind real HTTP, over a database of their own. */
export class SpecApp {
  private constructor(
    readonly app: NestFastifyApplication,
    readonly db: Database,
    readonly clock: FakeClock,
    readonly config: Config,
    readonly url: string,
    private readonly cleanUp: (graceMs: number) => Promise<void>,
  ) {}

  static async start(options: SpecAppOptions): Promise<SpecApp> {
    const dataDir = mkdtempSync(join(tmpdir(), 'spotwork-spec-'));
    const { db, drop } = await openTestDatabase(options.database ?? 'sqlite', options.migrations);
    const clock = new FakeClock(options.now);
    const env = { DATA_DIR: dataDir, LOG_LEVEL: 'silent', SECRET_KEY: randomBytes(32).toString('base64') };
    const config: Config = { ...loadConfig(env), ...options.config };
    @Module({
      imports: [PlatformModule.with({ config, database: db, queue: new InProcessQueue(), clock }), ...options.modules],
      controllers: options.controllers ?? [],
    })
    class SpecModule {}
    const app = await NestFactory.create<NestFastifyApplication>(SpecModule, makeHttpAdapter(config), {
      logger: options.logger ?? false,
      bodyParser: false,
    });
    prepareHttp(app, { config, clock });
    if (options.guard !== 'identity') app.useGlobalGuards(EVERYBODY_IS_THE_DESK);
    holdBackUntilReady(app);
    await app.listen(0, '127.0.0.1');
    app.get(HealthState).block(undefined);
    return new SpecApp(app, db, clock, config, await app.getUrl(), async (graceMs) => {
      await closeHttp(app, graceMs);
      await drop();
      rmSync(dataDir, { recursive: true, force: true });
    });
  }

  get<T>(type: Type<T>): T {
    return this.app.get(type, { strict: false });
  }

  close(graceMs = GRACE_MS): Promise<void> {
    return this.cleanUp(graceMs);
  }
}
