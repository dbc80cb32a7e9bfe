import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { freePort, pause, tempFolder } from '../support/built-server.js';

// Servers of the fault tests' own, on spare ports: what runs on the machine is never touched.

export interface OwnServer {
  url: string;
  start(): Promise<void>;
  /** As a power cut would: no goodbye, nothing flushed. */
  kill(): Promise<void>;
}

export interface OwnRedis extends OwnServer {
  empty(): Promise<void>;
  /** Somebody else fills the memory that it may use. Resolves to what it threw away for that. */
  flood(prefix: string): Promise<Evicted>;
}

/** Keys that were evicted, as Redis itself counts them (`evicted_keys`): what the queue deletes is not among them. */
export interface Evicted {
  all: number;
  /** Those with the prefix that was asked for. */
  withPrefix: number;
}

/** More than `maxmemory` of a Redis that is to run full. */
const FLOOD = { keys: 400, bytes: 10_000 };

/** A Redis that keeps nothing on disk. */
export async function startRedis(...settings: string[]): Promise<OwnRedis> {
  const port = await freePort();
  let child: ChildProcess | undefined;
  const ask = (work: (client: Redis) => Promise<unknown>) => askRedis(port, work);
  const redis: OwnRedis = {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      const own = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
      child = spawn('redis-server', [...own, ...settings], { stdio: 'ignore' });
      await answers('redis-server', child, () => ask((client) => client.ping()));
    },
    kill: () => gone(child),
    empty: async () => void (await ask((client) => client.flushall())),
    flood: async (prefix) => (await ask((client) => flood(client, prefix))) as Evicted,
  };
  await redis.start();
  return redis;
}

async function flood(client: Redis, prefix: string): Promise<Evicted> {
  const listener = client.duplicate();
  let withPrefix = 0;
  listener.on('message', (_channel, key: string) => (withPrefix += key.startsWith(prefix) ? 1 : 0));
  try {
    // It names each key that it evicts.
    await client.config('SET', 'notify-keyspace-events', 'Ee');
    await listener.connect();
    await listener.subscribe('__keyevent@0__:evicted');
    const before = await evictedKeys(client);
    for (let i = 0; i < FLOOD.keys; i++) await client.set(`other:${i}`, randomBytes(FLOOD.bytes));
    const all = (await evictedKeys(client)) - before;
    // What was said before the answer to this has arrived.
    await listener.ping();
    return { all, withPrefix };
  } finally {
    listener.disconnect();
  }
}

async function evictedKeys(client: Redis): Promise<number> {
  return Number(/^evicted_keys:(\d+)/m.exec(await client.info('stats'))![1]);
}

async function askRedis(port: number, work: (client: Redis) => Promise<unknown>): Promise<unknown> {
  const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    client.disconnect();
  }
}

/** A PostgreSQL cluster with the defaults of its version, so with `fsync` on. */
export async function startPostgres(): Promise<OwnServer & { remove(): Promise<void> }> {
  const bin = postgresPrograms();
  const folder = tempFolder();
  const port = await freePort();
  // PostgreSQL refuses to run as root.
  const owner = process.getuid?.() === 0 ? { uid: userId('-u'), gid: userId('-g') } : {};
  if (owner.uid !== undefined) chownSync(folder.path, owner.uid, owner.gid);
  const data = join(folder.path, 'data');
  const options = { cwd: folder.path, ...owner };
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'], {
    stdio: 'ignore',
    ...options,
  });
  let child: ChildProcess | undefined;
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const server = {
    url,
    async start() {
      child = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder.path], {
        stdio: 'ignore',
        ...options,
      });
      await answers('postgres', child, () => askPostgres(url));
    },
    async kill() {
      // Its children notice and leave; the next start waits for the last of them and recovers from the log.
      await gone(child);
    },
    async remove() {
      await gone(child);
      folder.remove();
    },
  };
  await server.start();
  return server;
}

function postgresPrograms(): string {
  const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
  return join('/usr/lib/postgresql', versions[0]!, 'bin');
}

function userId(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}

async function askPostgres(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function answers(name: string, child: ChildProcess, ask: () => Promise<unknown>): Promise<void> {
  let problem = '';
  child.once('error', (error) => (problem = error.message));
  for (let i = 0; i < 100; i++) {
    if (problem || child.exitCode !== null) break;
    try {
      await ask();
      return;
    } catch {
      await pause(100);
    }
  }
  throw new Error(`${name} did not start${problem ? `: ${problem}` : ''}`);
}

async function gone(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
}
