import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './root.js';

/** A start on a machine that has much else to do. */
const READY_MS = 120_000;
const MAX_OUTPUT = 1_000_000;
/** Between its choice and the start, somebody else may take a port. */
export const PORT_TRIES = 3;
const PORT_TAKEN = 'PORT: another program already listens there.';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Settings of a child: none of this process's own, so that a developer's DATABASE_URL is not a test's. */
function environment(env: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, ...env };
}

/** Throws with what to do when `dist` is older than the sources. */
export function requireBuild(): void {
  const check = spawnSync(process.execPath, [join(ROOT, 'scripts/build.mjs'), '--only=server', '--check'], { encoding: 'utf8' });
  if (check.status !== 0) throw new Error(check.stderr.trim());
}

export function tempFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'spotwork-built-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port!;
}

/** All different: none is given back before all are known. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(probes.map((probe) => once(probe, 'listening')));
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  await Promise.all(probes.map((probe) => once(probe.close(), 'close')));
  return ports;
}

/** Runs an app of the build until it ends by itself. */
export function runToEnd(app: string, args: string[], env: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, [join(ROOT, `dist/apps/${app}/src/main.js`), ...args], { env: environment(env) });
  const ended: Ended = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (ended.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (ended.stderr += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ ...ended, code })));
}

/** The API of the build as a process of its own, on a free port. */
export class BuiltServer {
  /** The end of what it has written, on both streams. */
  output = '';
  private child: ChildProcess;

  private constructor(
    readonly url: string,
    readonly env: Record<string, string>,
    private readonly args: string[],
  ) {
    this.child = this.spawn();
  }

  /** `args`: `--all` for everything in one process. `env` needs a DATA_DIR. */
  static async launch(env: Record<string, string> & { DATA_DIR: string }, args = ['--all']): Promise<BuiltServer> {
    requireBuild();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    return new BuiltServer(url, { PORT: String(port), PUBLIC_URL: url, LOG_LEVEL: 'warn', ...env }, args);
  }

  static async start(env: Record<string, string> & { DATA_DIR: string }, args = ['--all']): Promise<BuiltServer> {
    for (let tries = 1; ; tries++) {
      const server = await BuiltServer.launch(env, args);
      try {
        await server.ready();
        return server;
      } catch (error) {
        await server.stop('SIGKILL');
        if (tries === PORT_TRIES || !server.output.includes(PORT_TAKEN)) throw error;
      }
    }
  }

  /** Once more, with the same settings. */
  async restart(): Promise<void> {
    this.output = '';
    this.child = this.spawn();
    await this.ready();
  }

  private spawn(): ChildProcess {
    const child = spawn(process.execPath, [join(ROOT, 'dist/apps/api/src/main.js'), ...this.args], { env: environment(this.env) });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (this.output = (this.output + chunk.toString()).slice(-MAX_OUTPUT)));
    return child;
  }

  private ready(): Promise<void> {
    return this.until(async () => (await fetch(`${this.url}/health/ready`)).status === 200);
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Waits until it holds; a refused connection is a no. Throws with the output when the server ends before. */
  async until(condition: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + READY_MS;
    while (!(await condition().catch(() => false))) {
      if (!this.isRunning) throw new Error(`the server ended: ${this.output}`);
      if (performance.now() > end) throw new Error(`waited in vain for the server: ${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** A command line in the server's environment; answers what it prints. */
  cli(...args: string[]): string {
    const done = spawnSync(process.execPath, [join(ROOT, 'dist/apps/cli/src/main.js'), ...args], {
      env: environment(this.env),
      encoding: 'utf8',
    });
    if (done.status !== 0) throw new Error(`cli ${args.join(' ')}: ${done.stdout}${done.stderr}`);
    return done.stdout.trim();
  }

  /** Ends it and answers its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.isRunning) {
      const gone = new Promise((resolve) => this.child.once('close', resolve));
      this.child.kill(signal);
      await gone;
    }
    return this.child.exitCode;
  }
}

export interface BuiltWorker {
  /** Ends it and answers its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** The worker of the build as a process of its own, once it says that it runs. */
export async function startBuiltWorker(env: Record<string, string> & { DATA_DIR: string }): Promise<BuiltWorker> {
  requireBuild();
  const child = spawn(process.execPath, [join(ROOT, 'dist/apps/worker/src/main.js')], { env: environment({ LOG_LEVEL: 'warn', ...env }) });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  let output = '';
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('worker is running')) resolve();
      });
    void gone.then(() => reject(new Error(`the worker ended: ${output}`)));
  });
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    await gone;
    return child.exitCode;
  };
  return { stop };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
