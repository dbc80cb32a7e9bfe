// Builds everything that runs: libs and apps with the Nest CLI, the admin UI with Vite.
// `--if-stale` skips what is newer than its sources, so that a second `npm start` is immediate; `--check` builds nothing and
// fails when something is older.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ensureNativeModule } from './native.mjs';

const ROOT = join(import.meta.dirname, '..');
const ifStale = process.argv.includes('--if-stale');
const checkOnly = process.argv.includes('--check');
const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice(7);
const PARTS = {
  server: {
    sources: [
      'apps/api',
      'apps/worker',
      'apps/cli',
      'apps/composition.ts',
      'apps/demo',
      'libs',
      'test/bench',
      'test/faults',
      'test/support',
      'tsconfig.json',
      'tsconfig.build.json',
      'nest-cli.json',
      'package.json',
    ],
    build: buildServer,
  },
  admin: { sources: ['apps/admin', 'package.json'], build: buildAdmin },
};

// The driver is compiled on one core for longer than all the rest takes on another, which does without it.
const done = await Promise.allSettled([checkOnly ? undefined : ensureNativeModule(), buildParts()]);
for (const { reason } of done) {
  if (reason === undefined) continue;
  process.stderr.write(`${reason.message}\n`);
  process.exitCode = 1;
}

async function buildParts() {
  for (const [name, part] of Object.entries(PARTS)) {
    if (only && only !== name) continue;
    const stamp = join(ROOT, 'dist', `.built-${name}`);
    const fingerprint = fingerprintOf(part.sources);
    const isCurrent = existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint;
    if (isCurrent && (ifStale || checkOnly)) continue;
    if (checkOnly) throw new Error(`The build of the ${name} is older than its sources. Run: npm run build`);
    // Standard error: `npm run --silent cli` prints only its answer on standard output.
    process.stderr.write(`building ${name} …\n`);
    await part.build();
    mkdirSync(join(ROOT, 'dist'), { recursive: true });
    writeFileSync(stamp, fingerprint);
  }
}

async function buildServer() {
  await run('node_modules/.bin/nest', ['build', 'api']);
}

async function buildAdmin() {
  await run('node_modules/.bin/tsc', ['--noEmit', '-p', 'apps/admin/tsconfig.json']);
  await run('node_modules/.bin/vite', ['build', '--config', 'apps/admin/vite.config.ts', '--logLevel', 'warn']);
  for (const file of filesBelow('dist/admin')) {
    if (/\.(js|css|html|svg|json)$/.test(file))
      writeFileSync(join(ROOT, `${file}.gz`), gzipSync(readFileSync(join(ROOT, file)), { level: 9 }));
  }
}

async function run(command, args) {
  const child = spawn(join(ROOT, command), args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`failed: ${[command, ...args].join(' ')}`);
}

function fingerprintOf(sources) {
  const hash = createHash('sha256');
  for (const source of sources)
    for (const file of filesBelow(source)) {
      const { mtimeMs, size } = statSync(join(ROOT, file));
      hash.update(`${file} ${size} ${Math.round(mtimeMs)}\n`);
    }
  return hash.digest('hex');
}

function filesBelow(path) {
  const full = join(ROOT, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)]));
}
