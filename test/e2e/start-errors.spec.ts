import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { explainStartError, listenError } from '../../apps/api/src/start-errors.js';
import { freePort, requireBuild, runToEnd, tempFolder, type Ended } from '../support/built-server.js';
import { POSTGRES_URL } from '../support/test-databases.js';

/** A start that cannot succeed says in one line what to do, and ends. */
const folder = tempFolder();
let made = 0;
const servers: Server[] = [];

const dataDir = () => join(folder.path, `data-${++made}`);
const port = (server: Server) => (server.address() as { port: number }).port;

/** Something that listens and answers every connection in its own way. */
async function listener(answer: (data: Buffer) => Buffer | undefined): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      const said = answer(data);
      if (said) socket.end(said);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return port(server);
}

/** The error message of the PostgreSQL protocol. */
function pgError(code: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0Mno\0\0`);
  const length = Buffer.alloc(4);
  length.writeInt32BE(fields.length + 4);
  return Buffer.concat([Buffer.from('E'), length, fields]);
}

afterAll(() => {
  for (const server of servers) server.close();
  folder.remove();
});

interface Case {
  name: string;
  env: () => Promise<Record<string, string>> | Record<string, string>;
  says: RegExp;
}

const AT_ONCE = 3;
const runs = new Map<string, Promise<Ended>>();

/** Begins all starts, a few at a time: each takes a second and most of it is loading the program. */
function runAhead(list: readonly { app: 'api' | 'worker'; one: Case }[]): void {
  const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  list.forEach(({ app, one }, i) => {
    const run = lanes[i % AT_ONCE]!.then(async () =>
      runToEnd(app, ['--all'], { DATA_DIR: dataDir(), DEMO: 'off', PORT: String(await freePort()), ...(await one.env()) }),
    );
    lanes[i % AT_ONCE] = run.catch(() => undefined);
    runs.set(`${app} ${one.name}`, run);
  });
}

async function expectRefusal(app: 'api' | 'worker', { name, says }: Case): Promise<void> {
  const started = await runs.get(`${app} ${name}`)!;
  expect(started.stderr).toMatch(says);
  expect(started.stderr.trimEnd()).not.toContain('\n');
  expect(started.stderr).not.toMatch(/hunter2|\bat .+:\d+/);
  expect(started.stdout).toBe('');
  expect(started.code).toBe(1);
}

const NO_DATABASE = /^DATABASE_URL: no database answers there\. Start it, or correct host and port\.$/m;
const database = (at: number, host = '127.0.0.1') => ({ DATABASE_URL: `postgres://u:hunter2@${host}:${at}/spotwork` });

const DATABASE_CASES: Case[] = [
  { name: 'a refused connection', env: async () => database(await freePort()), says: NO_DATABASE },
  { name: 'a peer that says nothing', env: async () => database(await listener(() => undefined)), says: NO_DATABASE },
  {
    name: 'a peer that is no PostgreSQL',
    env: async () => database(await listener(() => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))),
    says: NO_DATABASE,
  },
  {
    name: 'a wrong password',
    env: async () => database(await listener(() => pgError('28P01'))),
    says: /^DATABASE_URL: the database refuses this user or password\.$/m,
  },
  {
    name: 'a database that is starting',
    env: async () => database(await listener(() => pgError('57P03'))),
    says: /^DATABASE_URL: the database is just starting or stopping\./m,
  },
  {
    name: 'a URL of another kind',
    env: () => ({ DATABASE_URL: 'mysql://u:hunter2@127.0.0.1/spotwork' }),
    says: /^DATABASE_URL: not a postgres URL\. Write it like /m,
  },
  { name: 'no URL at all', env: () => ({ DATABASE_URL: 'spotwork' }), says: /^DATABASE_URL: not a postgres URL\./m },
];

const POSTGRES_CASES: Case[] = [
  {
    name: 'a database that does not exist',
    env: () => ({ DATABASE_URL: Object.assign(new URL(POSTGRES_URL!), { pathname: '/spotwork_no_such' }).toString() }),
    says: /^DATABASE_URL: there is no such database\. Create it with: createdb NAME$/m,
  },
  {
    name: 'a user who does not exist',
    env: () => ({ DATABASE_URL: Object.assign(new URL(POSTGRES_URL!), { username: 'nobody_here', password: 'hunter2' }).toString() }),
    says: /^DATABASE_URL: the database refuses this user or password\.$/m,
  },
];

const SQLITE_CASES: Case[] = [
  {
    name: 'a DATA_DIR that is a file',
    env: () => {
      const file = dataDir();
      writeFileSync(file, '');
      return { DATA_DIR: file };
    },
    says: /^DATA_DIR: cannot write to .*\. Make it writable for this user, or set DATA_DIR to a folder that is\.$/m,
  },
  {
    name: 'a file that is no SQLite file',
    env: () => ({ DATA_DIR: withFile('no database, '.repeat(400)) }),
    says: /^DATA_DIR: spotwork\.sqlite is damaged/m,
  },
  {
    name: 'a SQLite file whose pages are damaged',
    env: () => ({ DATA_DIR: withFile(Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(8176, 0x5a)])) }),
    says: /^DATA_DIR: spotwork\.sqlite is damaged/m,
  },
  {
    name: 'a folder where the file should be',
    env: () => {
      const dir = dataDir();
      mkdirSync(join(dir, 'spotwork.sqlite'), { recursive: true });
      return { DATA_DIR: dir };
    },
    says: /^DATA_DIR: the database file cannot be opened for writing\./m,
  },
];

function withFile(content: string | Buffer): string {
  const dir = dataDir();
  mkdirSync(dir);
  writeFileSync(join(dir, 'spotwork.sqlite'), content);
  return dir;
}

const OTHER_CASES: Case[] = [
  { name: 'a SECRET_KEY that is too short', env: () => ({ SECRET_KEY: 'c2hvcnQ=' }), says: /^SECRET_KEY: needs at least 32 bytes/m },
  { name: 'an unknown LOG_LEVEL', env: () => ({ LOG_LEVEL: 'loud' }), says: /^LOG_LEVEL: "loud" is not one of debug, info/m },
  { name: 'an unknown DEMO', env: () => ({ DEMO: 'maybe' }), says: /^DEMO: "maybe" is neither "on" nor "off"\.$/m },
];

const LISTEN_CASES: Case[] = [
  { name: 'a PORT that is no number', env: () => ({ PORT: 'http' }), says: /^PORT: "http" is not a whole number from 0 to 65535\./m },
  {
    name: 'a PORT that is taken',
    env: async () => ({ PORT: String(await listener(() => undefined)) }),
    says: /^PORT: another program already listens there\. Stop it, or set PORT to a free port\.$/m,
  },
  { name: 'a HOST that is not of this machine', env: () => ({ HOST: '192.0.2.1' }), says: /^HOST: this machine has no such address\./m },
];

const API_CASES = [...DATABASE_CASES, ...SQLITE_CASES, ...OTHER_CASES, ...LISTEN_CASES];
const WORKER_CASES = [DATABASE_CASES[0]!, SQLITE_CASES[1]!, OTHER_CASES[0]!];

beforeAll(() => {
  requireBuild();
  runAhead([
    ...[...API_CASES, ...(POSTGRES_URL ? POSTGRES_CASES : [])].map((one) => ({ app: 'api' as const, one })),
    ...WORKER_CASES.map((one) => ({ app: 'worker' as const, one })),
  ]);
}, 60_000);

describe('the API does not start with', () => {
  it.each(API_CASES)('$name', (one) => expectRefusal('api', one), 60_000);

  it('a taken PORT, and has made nothing by then', async () => {
    const dir = dataDir();
    const taken = await listener(() => undefined);
    const started = await runToEnd('api', ['--all'], { DATA_DIR: dir, DEMO: 'on', PORT: String(taken) });
    expect(started.stderr).toMatch(/^PORT: another program already listens there\./);
    // Migrating would have made tables: the file is as empty as SQLite makes it.
    const again = await runToEnd('cli', ['verify'], { DATA_DIR: dir, DEMO: 'off' });
    expect(again.code).toBe(0);
    expect((await runToEnd('cli', ['seed', '--demo'], { DATA_DIR: dir })).stdout).toContain('The demo clinic is there');
  }, 60_000);
});

describe('the worker does not start with', () => {
  it.each(WORKER_CASES)('$name', (one) => expectRefusal('worker', one), 60_000);
});

const withPostgres = POSTGRES_URL ? describe : describe.skip;
if (!POSTGRES_URL) console.log('Starts with a wrong PostgreSQL are left out: TEST_POSTGRES_URL is not set');
withPostgres(`the API does not start with${POSTGRES_URL ? '' : ' (TEST_POSTGRES_URL is not set)'}`, () => {
  it.each(POSTGRES_CASES)('$name', (one) => expectRefusal('api', one), 60_000);
});

describe('commands that start at once on an empty folder', () => {
  it('bring the database up to date together', async () => {
    const env = { DATA_DIR: dataDir(), DEMO: 'off' };
    const all = await Promise.all(Array.from({ length: 3 }, () => runToEnd('cli', ['migrate'], env)));
    expect(all.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
      [0, ''],
    ]);
  }, 60_000);
});

describe('a failure to listen', () => {
  it('is about PORT or HOST, whatever its code means for a database', () => {
    const says = (code: string) => explainStartError(listenError(Object.assign(new Error(code), { code })));
    for (const code of ['ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL']) expect(says(code)).toMatch(/^HOST: /);
    for (const code of ['EACCES', 'EADDRINUSE']) expect(says(code)).toMatch(/^PORT: /);
    expect(says('EOTHER')).toContain('Spotwork could not start: ');
  });
});

describe('with LOG_LEVEL=debug', () => {
  it('the whole error follows the line', async () => {
    const env = { DATA_DIR: dataDir(), LOG_LEVEL: 'debug', ...database(await freePort()) };
    const { stderr, code } = await runToEnd('api', [], env);
    expect(stderr).toMatch(NO_DATABASE);
    expect(stderr).toMatch(/Spotwork could not start: .*ECONNREFUSED/);
    expect(code).toBe(1);
  }, 60_000);
});
