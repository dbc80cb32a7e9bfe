import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { IdentityService } from '#identity';
import { loadConfig, systemContext } from '#platform';
import { openParts } from '../../composition.js';
import { seedDemoIfWanted } from '../../demo/seed-demo.js';
import { warnOfQueue } from '../../start-warnings.js';
import { explainStartError } from './start-errors.js';
import { startServer } from './server.js';

const EVERYTHING = process.argv.includes('--all');

async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const parts = await openParts(config);
  const adminFolder = join(import.meta.dirname, '../../../admin');
  let seeded = false;
  const beforeReady = async (app: INestApplicationContext) => {
    seeded = await seedDemoIfWanted(app, parts);
  };
  const server = await startServer(parts, { withWorker: EVERYTHING, reference: true, adminFolder, beforeReady });
  await warnOfQueue(parts.queue);
  const link = await server.app.get(IdentityService).firstSignInLink(systemContext('start', parts.clock.now()));
  const base = config.publicUrl;
  const lines = [`Spotwork is ready at ${base}  (API: ${base}/api/v1, reference: ${base}/api/docs)`];
  const mailed = config.demoMessages ? 'DEMO_MESSAGES is on: they are mailed all the same.' : 'Nothing is mailed to them.';
  if (seeded) lines.push(`A demo clinic was made: Cedar Spine & Rehab. Its people do not exist. ${mailed}`);
  if (link)
    lines.push(
      '',
      'First sign-in: open this link once, within 30 minutes, and choose a password:',
      `  ${link}`,
      '  (a new one is printed at every start until somebody has signed in)',
    );
  process.stdout.write(`${lines.join('\n')}\n`);
  closeOnSignal(server.close);
}

function closeOnSignal(close: () => Promise<void>): void {
  let closing = false;
  const stop = () => {
    if (closing) process.exit(1);
    closing = true;
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explainStartError(error)}\n`);
  process.exit(1);
});
