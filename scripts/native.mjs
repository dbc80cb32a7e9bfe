// Makes sure that the SQLite driver can be loaded: the one package whose binary does not come with it. Install scripts
// are switched off (.npmrc), so that `npm ci` runs nobody's code; this one is run here, where its failure can be explained.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const LOG = join(ROOT, 'node_modules', '.better-sqlite3.log');

/** Whether it loads in this Node; a build for another version does not. */
function works() {
  try {
    const Sqlite = createRequire(import.meta.url)('better-sqlite3');
    new Sqlite(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

/** Node's own headers where they stand beside it, so that nothing needs to be downloaded to compile. */
function ownHeaders() {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  const header = join(prefix, 'include', 'node', 'node_version.h');
  if (!existsSync(header)) return undefined;
  const major = /#define NODE_MAJOR_VERSION (\d+)/.exec(readFileSync(header, 'utf8'))?.[1];
  return major === process.versions.node.split('.')[0] ? prefix : undefined;
}

/**
 * Compiled with the headers of Node 24.19 and later 24, the driver aborts the process when a statement is collected
 * (nodejs/node#65446). The same header without its two calls, as it was before, compiles a driver that runs on all of 24.
 */
function headerWithoutAbort(prefix) {
  const file = join(prefix, 'include', 'node', 'node_object_wrap.h');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (!text.includes('RemoveEnvironmentCleanupHook(')) return undefined;
  const patched = join(ROOT, 'node_modules', '.node_object_wrap.h');
  writeFileSync(patched, text.replace(/^\s*(Add|Remove)CleanupHook\(\);$/gm, ''));
  return patched;
}

/** What the compiler is told; nothing where the headers have to be downloaded. */
function compilerEnvironment() {
  const prefix = ownHeaders();
  if (!prefix) return {};
  const header = headerWithoutAbort(prefix);
  const flags = header ? { CXXFLAGS: `${process.env.CXXFLAGS ?? ''} -include "${header}"` } : {};
  return { npm_config_nodedir: prefix, ...flags };
}

/** What it said, and how it failed, if it did. */
function npm(args, env) {
  // Under `npm run` the same npm; its own program needs no shell on any system.
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  return new Promise((resolve) => {
    execFile(command, [...first, ...args], { cwd: ROOT, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ error, stdout, stderr }),
    );
  });
}

/** Rejects with one line that says what to do when the driver can neither be downloaded nor compiled. Without packages it ends the process. */
export async function ensureNativeModule() {
  if (works()) return;
  if (!existsSync(join(ROOT, 'node_modules', 'better-sqlite3'))) {
    process.stderr.write('The packages are not installed. Run: npm ci\n');
    process.exit(1);
  }
  process.stderr.write('preparing the SQLite driver (once; a minute or two where it has to be compiled) …\n');
  const env = { ...process.env, ...compilerEnvironment() };
  const { error, stdout, stderr } = await npm(['rebuild', 'better-sqlite3', '--ignore-scripts=false', '--foreground-scripts'], env);
  if (!error && freshlyWorks()) return;
  writeFileSync(LOG, `${error ?? ''}\n${stdout}\n${stderr}`);
  throw new Error(
    'better-sqlite3 could not be built: install a C++ compiler, make and python3 (Debian: apt-get install g++ make python3) and run the command again. ' +
      'The whole output is in node_modules/.better-sqlite3.log',
  );
}

/** In a new process: this one remembers that it could not load it. */
function freshlyWorks() {
  return spawnSync(process.execPath, ['-e', "new (require('better-sqlite3'))(':memory:')"], { cwd: ROOT }).status === 0;
}
