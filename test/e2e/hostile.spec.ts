import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BuiltServer, tempFolder } from '../support/built-server.js';
import { ApiDescription, type Operation } from '../support/hostile/description.js';
import { closeConnections, printRequest, send, type RawAnswer } from '../support/hostile/raw-http.js';
import { attempts, type Attempt, type Credentials } from '../support/hostile/requests.js';
import { postgresRows, sqliteRows, WRITTEN_BY_REFUSED_SIGN_INS, type RowCounts } from '../support/hostile/row-counts.js';
import { faultsOf } from '../support/hostile/verdict.js';
import { World } from '../support/hostile/world.js';
import { databasesUnderTest, tempPostgres, type TempDatabase } from '../support/test-databases.js';

/** `HOSTILE_REQUESTS=200000 HOSTILE_SEED=1 HOSTILE_OPERATION=search npm run jest -- hostile` for a long run, all or in part. */
const REQUESTS = Number(process.env['HOSTILE_REQUESTS'] ?? 1500);
const SEED = Number(process.env['HOSTILE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const OPERATION = process.env['HOSTILE_OPERATION'] ?? '';
const CHUNK = 20;

describe.each(databasesUnderTest())('the API on %s, asked by a hostile client', (database) => {
  const folder = tempFolder();
  let temp: TempDatabase | undefined;
  let server: BuiltServer;
  let rows: RowCounts;
  let api: ApiDescription;
  let credentials: Credentials;
  let invitations: string[];

  beforeAll(async () => {
    temp = database === 'postgres' ? await tempPostgres() : undefined;
    server = await BuiltServer.start({
      DATA_DIR: folder.path,
      DEMO: 'on',
      // Public routes count by address, which comes from the header then.
      TRUST_PROXY: '127.0.0.1',
      RATE_LIMIT_PER_MINUTE: '100000000',
      ...(temp && { DATABASE_URL: temp.url }),
    });
    rows = temp ? await postgresRows(temp.url) : sqliteRows(`${folder.path}/spotwork.sqlite`);
    const key = server.cli('api-key', 'create', '--name', 'hostile', '--scope', '*');
    credentials = { key, smallKey: server.cli('api-key', 'create', '--name', 'small', '--scope', 'clinic:read') };
    // Commands block this process: first, so that no connection of `fetch` grows old meanwhile.
    invitations = [invite('kim@example.org'), invite('open@example.org')];
    api = new ApiDescription((await call('GET', '/openapi.json')) as ConstructorParameters<typeof ApiDescription>[0]);
  }, 120_000);

  afterAll(async () => {
    closeConnections();
    await rows?.close();
    await server?.stop();
    await temp?.drop();
    folder.remove();
  });

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${credentials.key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return (await response.json()) as T;
  }

  /** Somebody who can sign in, and the token of an invitation that nobody has opened. */
  async function account() {
    const email = 'kim@example.org';
    const password = 'quiet otter by the lake';
    await call('POST', '/session/setup', { token: invitations[0], password });
    return { email, password, token: invitations[1] };
  }

  const invite = (email: string) =>
    server.cli('user', 'invite', '--email', email, '--name', 'Kim', '--role', 'coordinator').split('#token=')[1]!;

  it(
    'never fails, never hangs, names what is wrong and writes nothing half',
    async () => {
      const run = new HostileRun(server, api, rows, await World.of(call, Date.now(), await account()));
      const operations = api.operations.filter((one) => one.name.includes(OPERATION));
      const perOperation = Math.ceil(REQUESTS / operations.length);
      for (let round = 0; round * CHUNK < perOperation; round++) {
        for (const [i, operation] of operations.entries()) {
          await run.some(operation, credentials, SEED + round * operations.length + i, Math.min(CHUNK, perOperation));
        }
        await run.world.refresh();
      }
      console.log(`${database}: ${run.summary()} (seed ${SEED})`);
      expect(run.report()).toBe('');
      expect(server.isRunning).toBe(true);
      expect(server.output).not.toMatch(/"level":"(error|fatal)"/);
    },
    Math.max(180_000, REQUESTS * 100),
  );
});

class HostileRun {
  /** By fault: where it was seen, and the first request that showed it. */
  private readonly findings = new Map<string, { operations: Set<string>; example: string }>();
  private readonly statuses = new Map<number, number>();
  private readonly tried = new Set<string>();
  private readonly reached = new Set<string>();
  private before?: Record<string, number>;

  constructor(
    private readonly server: BuiltServer,
    private readonly api: ApiDescription,
    private readonly rows: RowCounts,
    readonly world: World,
  ) {}

  async some(operation: Operation, credentials: Credentials, seed: number, count: number): Promise<void> {
    const arbitrary = attempts(this.api, this.world, operation, credentials);
    for (const attempt of fc.sample(arbitrary, { seed, numRuns: count })) await this.one(attempt);
  }

  private async one(attempt: Attempt): Promise<void> {
    const { operation, raw } = attempt;
    this.tried.add(operation.name);
    const before = operation.method === 'GET' ? undefined : (this.before ?? (await this.rows.read()));
    this.before = undefined;
    try {
      const answer = await send(this.server.url, raw);
      this.statuses.set(answer.status, (this.statuses.get(answer.status) ?? 0) + 1);
      for (const fault of faultsOf(this.api, attempt, answer))
        this.note(attempt, fault, `${answer.status} ${answer.text.slice(0, 800)}${this.logOf(answer)}`);
      if (answer.status >= 200 && answer.status < 300) {
        this.reached.add(operation.name);
        if (answer.status === 201) this.world.learn(operation, JSON.parse(answer.text) as { id?: unknown });
      } else if (before) await this.checkRows(attempt, before);
    } catch (error) {
      this.note(attempt, (error as Error).message, '');
    }
  }

  /** What the server wrote about a request that it could not answer. */
  private logOf({ status, headers }: RawAnswer): string {
    const id = String(headers['x-request-id']);
    return status < 500
      ? ''
      : this.server.output
          .split('\n')
          .filter((line) => line.includes(id))
          .join('\n');
  }

  private async checkRows(attempt: Attempt, before: Record<string, number>): Promise<void> {
    const after = await this.rows.read();
    const tolerated = attempt.operation.isPublic ? WRITTEN_BY_REFUSED_SIGN_INS : [];
    const changed = Object.keys(after).filter((table) => after[table] !== before[table] && !tolerated.includes(table));
    if (changed.length > 0) this.note(attempt, `refused, and yet written: ${changed.join()}`, '');
    this.before = after;
  }

  private note(attempt: Attempt, fault: string, answer: string): void {
    const known = this.findings.get(fault);
    if (known) known.operations.add(attempt.operation.name);
    else
      this.findings.set(fault, { operations: new Set([attempt.operation.name]), example: `${printRequest(attempt.raw)}\n  → ${answer}` });
  }

  report(): string {
    const found = [...this.findings].map(([fault, { operations, example }]) => `${fault}: ${[...operations].join(', ')}\n${example}`);
    return found.length > 0 ? [`seed ${SEED}`, ...found].join('\n\n') : '';
  }

  /** Operations that no request has succeeded with: what is behind their checks was not reached. */
  missed(): string[] {
    return [...this.tried].filter((name) => !this.reached.has(name));
  }

  summary(): string {
    const counts = [...this.statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}×${count}`);
    return `${counts.join(' ')}; never answered 2xx: ${this.missed().join(', ') || 'none'}`;
  }
}
