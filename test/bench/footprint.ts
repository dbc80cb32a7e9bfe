import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { figure, GateError, inTempDir, type Bench, type Result } from './measure.js';

const MAIN = join(import.meta.dirname, '../../apps/api/src/main.js');
const ADMIN = join(import.meta.dirname, '../../admin');
const START_LIMIT_MS = 120_000;

/** Start to ready on a database that exists, memory then, and what a browser loads first. */
export const footprint: Bench = {
  name: 'footprint',
  run: ({ rounds }) =>
    inTempDir(async (dir) => {
      const first = await start(dir);
      const times: number[] = [];
      const memory: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const { ms, rssMiB } = await start(dir);
        times.push(ms);
        memory.push(rssMiB);
      }
      return [
        figure('first-start-with-demo', 'ms', [first.ms]),
        figure('start-to-ready', 'ms', times),
        figure('rss-at-ready', 'MiB', memory),
        ...firstLoad(),
      ];
    }),
};

/** Starts the product as a user does, waits for its ready line, ends it. */
async function start(dir: string): Promise<{ ms: number; rssMiB: number }> {
  const from = performance.now();
  const env = { PATH: process.env.PATH, DATA_DIR: dir, PORT: '0', HOST: '127.0.0.1', DEMO: 'on', LOG_LEVEL: 'error' };
  const child = spawn(process.execPath, [MAIN, '--all'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const timer = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (part: Buffer) => {
        text += part.toString();
        if (text.includes('ready at')) resolve();
      });
      void exited.then(() => reject(new GateError('the server did not start')));
    });
    const ms = performance.now() - from;
    return { ms, rssMiB: rssOf(child.pid!) };
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
    await exited;
  }
}

function rssOf(pid: number): number {
  const file = `/proc/${pid}/status`;
  return existsSync(file) ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1]) / 1024 : NaN;
}

/** gz bytes of the entry's and the board's scripts with all that they import statically. */
function firstLoad(): Result[] {
  const html = join(ADMIN, 'index.html');
  if (!existsSync(html)) {
    console.log('admin-first-load: no dist/admin; build it with `node scripts/build.mjs --only=admin`');
    return [];
  }
  const assets = join(ADMIN, 'assets');
  const names = readdirSync(assets).filter((name) => name.endsWith('.js'));
  const entry = readFileSync(html, 'utf8');
  // The board's screen sits in the shell, both loaded on demand.
  const wanted = names.filter((name) => entry.includes(name) || /^(BoardScreen|Shell)-/.test(name));
  for (const name of wanted) {
    const source = readFileSync(join(assets, name), 'utf8');
    for (const [, imported] of source.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) {
      if (!wanted.includes(imported!)) wanted.push(imported!);
    }
  }
  const bytes = wanted.reduce((sum, name) => sum + statSync(join(assets, `${name}.gz`)).size, 0);
  return [figure('admin-first-load', 'kB gz', [bytes / 1000], { kind: 'at-most', value: 220 })];
}
