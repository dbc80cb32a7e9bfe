import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { makeLogger, type Config } from '#platform';
import { openParts, rootModule, type Opened } from '../../../composition.js';

export interface Command {
  /** As typed: `clinic apply`. */
  name: string;
  usage: string;
  summary: string;
  /** @returns the exit code */
  run(args: string[], config: Config): Promise<number>;
}

/** The words of the command are off; the message says how it is written. */
export class UsageError extends Error {}

/** Runs with all services wired, and closes everything afterwards. Jobs are never run from here. */
export async function withApp<T>(config: Config, work: (app: INestApplicationContext, parts: Opened) => Promise<T>): Promise<T> {
  // A server may run beside on the same file: this process makes short transactions only.
  const parts = await openParts({ ...config, redisUrl: undefined });
  let app: INestApplicationContext | undefined;
  try {
    await parts.prepare();
    app = await NestFactory.createApplicationContext(rootModule(parts), {
      logger: makeLogger({ logLevel: 'error' }),
      abortOnError: false,
    });
    return await work(app, parts);
  } finally {
    await app?.close();
    await parts.queue.close(1000);
    await parts.database.close();
  }
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
