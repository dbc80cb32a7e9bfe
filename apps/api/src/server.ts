import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyReply } from 'fastify';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { assertEveryRouteHasPolicy } from '#identity';
import { MessageRunner } from '#notifications';
import {
  ChangeFeed,
  closeHttp,
  HealthState,
  holdBackUntilReady,
  Housekeeping,
  makeHttpAdapter,
  makeLogger,
  prepareHttp,
  type Config,
} from '#platform';
import { rootModule, type Opened } from '../../composition.js';
import { mountDescription, mountReference } from './docs.js';
import { listenError } from './start-errors.js';

export interface ServerOptions {
  /** Run the message worker in this process, too. */
  withWorker: boolean;
  /** Serve the readable reference at `/api/docs`. */
  reference?: boolean;
  /** Where the built admin UI lies; absent: API only. */
  adminFolder?: string;
  /** Runs on the migrated database, before the first request is answered: the first seed. */
  beforeReady?: (app: NestFastifyApplication) => Promise<void>;
}

export interface Server {
  app: NestFastifyApplication;
  /** `http://127.0.0.1:3000` */
  url: string;
  close(): Promise<void>;
}

const GRACE_MS = 20_000;

/**
 * Wires and starts the API; with `withWorker` everything runs in this one process. It listens first, so that a busy port
 * is told before long work begins and a balancer hears what it waits for; requests are let in when the work is done.
 */
export async function startServer(parts: Opened, options: ServerOptions): Promise<Server> {
  const { config } = parts;
  const app = await NestFactory.create<NestFastifyApplication>(rootModule(parts), makeHttpAdapter(config), {
    logger: makeLogger(config),
    abortOnError: false,
    // prepareHttp brings its own parser.
    bodyParser: false,
  });
  prepareHttp(app, parts);
  if (options.reference) mountReference(app, config);
  mountDescription(app, config);
  if (options.adminFolder && existsSync(join(options.adminFolder, 'index.html'))) await serveAdmin(app, options.adminFolder);
  holdBackUntilReady(app);
  await app.init();
  assertEveryRouteHasPolicy(app);
  const feed = app.get(ChangeFeed);
  const runner = app.get(MessageRunner);
  const housekeeping = app.get(Housekeeping);
  const health = app.get(HealthState);
  const url = await listen(app, config);
  try {
    health.block('The database is being brought up to date.');
    await parts.prepare();
    health.block('The first data is being made.');
    await options.beforeReady?.(app);
    await feed.start();
  } catch (error) {
    await app.close();
    throw error;
  }
  if (options.withWorker) {
    runner.start();
    housekeeping.start();
  }
  health.block(undefined);
  const close = async () => {
    // Intake first, then the work under way, then what both stand on.
    await closeHttp(app, GRACE_MS);
    await runner.stop(GRACE_MS);
    await housekeeping.stop();
    await parts.queue.close(GRACE_MS);
    await feed.stop();
    await parts.database.close();
  };
  return { app, url, close };
}

/** Not through Nest, which would log the failure that the caller is about to explain. */
async function listen(app: NestFastifyApplication, { port, host }: Config): Promise<string> {
  try {
    return (await app.getHttpAdapter().getInstance().listen({ port, host })).replace('[::1]', 'localhost');
  } catch (error) {
    throw listenError(error);
  }
}

/** What the admin UI loads; its components bring their styles along in the page. */
const ADMIN_CSP =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

/** Hashed assets for a year; every other address that is no API answers with the application. */
async function serveAdmin(app: NestFastifyApplication, folder: string): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const { default: fastifyStatic } = await import('@fastify/static');
  await fastify.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    index: false,
    preCompressed: true,
    cacheControl: false,
    maxAge: 0,
    setHeaders,
  });
  fastify.get('/*', { schema: { hide: true } as object }, (request, reply) => {
    const path = request.url.split('?', 1)[0]!;
    if (path.startsWith('/api') || path.startsWith('/health')) return reply.callNotFound();
    return reply.sendFile('index.html');
  });
}

function setHeaders(reply: FastifyReply, path: string): void {
  void reply.header('content-security-policy', ADMIN_CSP);
  // The address of a link's page is a credential: nothing that bears it is kept.
  const page = reply.request.url.startsWith('/p/') ? 'no-store' : 'no-cache';
  void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : page);
}
