import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { loadConfig } from '#platform';
import { MODULES, openParts, type Opened } from '../../apps/composition.js';
import { startServer, type Server } from '../../apps/api/src/server.js';
import { freePort, tempFolder } from '../support/built-server.js';
import { databasesUnderTest, tempPostgres } from '../support/test-databases.js';

interface Seen {
  live: number;
  ready: { status: number; body: { status: string; problems: string[] } };
  others: { status: number; code: string; detail: string; retryAfter: string | null; type: string | null }[];
}

const OTHERS = ['/api/v1/locations', '/api/v1/openapi.json', '/api/docs', '/', '/health'];
const clean: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const one of clean.splice(0).reverse()) await one();
});

async function open(database: 'sqlite' | 'postgres', port: number): Promise<Opened> {
  const folder = tempFolder();
  clean.push(folder.remove);
  const temp = database === 'postgres' ? await tempPostgres() : undefined;
  if (temp) clean.push(temp.drop);
  const SECRET_KEY = randomBytes(32).toString('base64');
  const config = loadConfig({ DATA_DIR: folder.path, DATABASE_URL: temp?.url, LOG_LEVEL: 'silent', DEMO: 'off', SECRET_KEY });
  return openParts({ ...config, port });
}

function closing(server: Server): void {
  clean.push(server.close);
}

async function lookAt(url: string): Promise<Seen> {
  const ready = await fetch(`${url}/health/ready`);
  const others = OTHERS.map(async (path) => {
    const response = await fetch(`${url}${path}`);
    const { code, detail } = (await response.json()) as { code: string; detail: string };
    const header = (name: string) => response.headers.get(name);
    return { status: response.status, code, detail, retryAfter: header('retry-after'), type: header('content-type') };
  });
  return {
    live: (await fetch(`${url}/health/live`)).status,
    ready: { status: ready.status, body: (await ready.json()) as Seen['ready']['body'] },
    others: await Promise.all(others),
  };
}

const waitingFor = (detail: string): Seen => ({
  live: 200,
  ready: { status: 503, body: { status: 'unavailable', problems: [detail] } },
  others: OTHERS.map(() => ({ status: 503, code: 'starting', detail, retryAfter: '2', type: 'application/problem+json; charset=utf-8' })),
});

describe.each(databasesUnderTest())('a server that starts on %s', (database) => {
  it('listens before it migrates and seeds, and says what it waits for', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const parts = await open(database, port);
    const seen: Seen[] = [];
    const hasTables = () =>
      parts.database.reader.get('select 1 as one from location limit 1').then(
        () => true,
        () => false,
      );
    const prepare = async () => {
      expect(await hasTables()).toBe(false);
      seen.push(await lookAt(url));
      await parts.prepare();
    };
    const beforeReady = async () => {
      expect(await hasTables()).toBe(true);
      seen.push(await lookAt(url));
    };
    closing(await startServer({ ...parts, prepare }, { withWorker: true, beforeReady }));
    expect(seen).toEqual([waitingFor('The database is being brought up to date.'), waitingFor('The first data is being made.')]);
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: 'ok', problems: [] });
    expect((await fetch(`${url}/api/v1/locations`)).status).toBe(401);
  });
});

describe('a server that cannot start', () => {
  it('lets nobody in and stops to listen when its database cannot be brought up to date', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const parts = await open('sqlite', port);
    clean.push(() => parts.database.close());
    const prepare = async () => {
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      throw new Error('no such luck');
    };
    await expect(startServer({ ...parts, prepare }, { withWorker: false })).rejects.toThrow('no such luck');
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  });

  it('names the port before it begins long work', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    clean.push(() => void other.close());
    const parts = await open('sqlite', (other.address() as { port: number }).port);
    clean.push(() => parts.database.close());
    const prepare = () => Promise.reject(new Error('too late'));
    await expect(startServer({ ...parts, prepare }, { withWorker: false })).rejects.toThrow(/^PORT: another program already listens there/);
  });

  it('has a route without a policy', async () => {
    @Controller('api/v1/forgotten')
    class ForgottenController {
      @Get()
      forgotten() {
        return {};
      }
    }
    @Module({ controllers: [ForgottenController] })
    class CarelessModule {}
    MODULES.push(CarelessModule);
    clean.push(() => void MODULES.pop());
    const parts = await open('sqlite', await freePort());
    clean.push(() => parts.database.close());
    const prepare = () => Promise.reject(new Error('too late'));
    await expect(startServer({ ...parts, prepare }, { withWorker: false })).rejects.toThrow(
      'GET /api/v1/forgotten (ForgottenController.forgotten) has no policy',
    );
  });
});
