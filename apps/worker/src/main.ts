import { NestFactory } from '@nestjs/core';
import { MessageRunner } from '#notifications';
import { ChangeFeed, Housekeeping, loadConfig, makeLogger } from '#platform';
import { explainStartError } from '../../api/src/start-errors.js';
import { openParts, rootModule } from '../../composition.js';
import { warnOfQueue } from '../../start-warnings.js';

const GRACE_MS = 20_000;

/** Sends messages. Any number may run beside any number of APIs, on PostgreSQL and Redis. */
async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const parts = await openParts(config);
  await parts.prepare();
  await warnOfQueue(parts.queue);
  const app = await NestFactory.createApplicationContext(rootModule(parts), { logger: makeLogger(config), abortOnError: false });
  const runner = app.get(MessageRunner);
  const feed = app.get(ChangeFeed);
  await feed.start();
  runner.start();
  const housekeeping = app.get(Housekeeping);
  housekeeping.start();
  process.stdout.write('Spotwork worker is running.\n');
  const stop = async () => {
    await runner.stop(GRACE_MS);
    await housekeeping.stop();
    await parts.queue.close(GRACE_MS);
    await feed.stop();
    await app.close();
    await parts.database.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
}

main().catch((error: unknown) => {
  process.stderr.write(`${explainStartError(error)}\n`);
  process.exit(1);
});
