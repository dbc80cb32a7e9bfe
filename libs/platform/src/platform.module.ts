import { Global, Module, type DynamicModule } from '@nestjs/common';
import { ChangeFeed } from './changes/change-feed.service.js';
import { Clock } from './clock.js';
import { Commands } from './commands.service.js';
import type { Config } from './config.js';
import { HealthController } from './health/health.controller.js';
import { HealthState } from './health/health.state.js';
import { Housekeeping } from './housekeeping.service.js';
import { Cursors } from './http/paging.js';
import { Database } from './persistence/database.js';
import { JobQueue } from './queue/job-queue.js';
import { Sealer } from './sealer.js';

/** Injection token of the configuration: `@Inject(CONFIG) config: Config`. */
export const CONFIG = Symbol('config');

export interface PlatformParts {
  config: Config;
  database: Database;
  queue: JobQueue;
  clock: Clock;
}

@Global()
@Module({})
export class PlatformModule {
  static with(parts: PlatformParts): DynamicModule {
    return {
      module: PlatformModule,
      controllers: [HealthController],
      providers: [
        { provide: CONFIG, useValue: parts.config },
        { provide: Database, useValue: parts.database },
        { provide: JobQueue, useValue: parts.queue },
        { provide: Clock, useValue: parts.clock },
        { provide: Cursors, useValue: new Cursors(parts.config.secretKey) },
        { provide: Sealer, useValue: new Sealer([parts.config.secretKey, ...parts.config.oldSecretKeys]) },
        ChangeFeed,
        Commands,
        HealthState,
        Housekeeping,
      ],
      exports: [CONFIG, Database, JobQueue, Clock, Cursors, Sealer, ChangeFeed, Commands, HealthState, Housekeeping],
    };
  }
}
