// The whole dependency rule: a lib imports only libs to its left, only through their index (`#scheduling`);
// apps use any lib; no lib uses an app; the admin UI uses none. Cycles would crash at load in ESM.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const ORDER = [
  'kernel',
  'platform',
  'identity',
  'clinic',
  'patients',
  'scheduling',
  'screening',
  'referrals',
  'notifications',
  'integrations',
];
const PURE_SUFFIXES = /\.(rules|status|types)\.ts$/;
const problems = [];

for (const file of filesBelow('libs')) check(file, file.split('/')[1]);
for (const file of filesBelow('apps/admin/src')) {
  for (const target of importsOf(file))
    if (target.startsWith('#')) problems.push(`${file}: the admin UI talks to the API only; it must not import ${target}`);
}
checkCycles();

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log('boundaries: ok');

function check(file, lib) {
  const own = ORDER.indexOf(lib);
  if (own < 0) return problems.push(`${file}: the lib "${lib}" is not in the ordered list of scripts/check-boundaries.mjs`);
  for (const target of importsOf(file)) {
    const isTest = file.endsWith('.spec.ts') || file.includes('/testing/');
    if (target === '#testing') {
      if (!isTest) problems.push(`${file}: #testing is for specs`);
    } else if (target.startsWith('#')) {
      const other = ORDER.indexOf(target.slice(1));
      if (other < 0) problems.push(`${file}: ${target} is no lib; import a lib by its name in package.json "imports"`);
      else if (other >= own && !isTest)
        problems.push(`${file}: ${lib} may not import ${target}: it stands to the right. Use an event, or let ${target} register itself`);
    } else if (target.startsWith('.')) {
      const path = normalize(join(dirname(file), target));
      if (!path.startsWith(`libs/${lib}/`)) problems.push(`${file}: import another lib through its door (#name), not ${target}`);
    } else if (lib === 'kernel' && target !== 'moment-timezone' && !file.endsWith('.spec.ts')) {
      problems.push(`${file}: kernel is pure TypeScript and may not import ${target}`);
    }
    if (PURE_SUFFIXES.test(file) && /^(@nestjs|typeorm|node:fs|ioredis|bullmq|pg$)/.test(target)) {
      problems.push(`${file}: rules decide over plain data and may not import ${target}; move that to a service or store`);
    }
  }
}

function checkCycles() {
  const graph = new Map(
    filesBelow('libs')
      .filter((file) => !file.endsWith('.spec.ts'))
      .map((file) => [file, relativeImports(file)]),
  );
  const state = new Map();
  const visit = (file, path) => {
    if (state.get(file) === 'done') return;
    if (path.includes(file)) return void problems.push(`import cycle: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`);
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) visit(file, []);
}

function relativeImports(file) {
  return importsOf(file, true)
    .filter((target) => target.startsWith('.'))
    .map((target) => normalize(join(dirname(file), target)).replace(/\.js$/, '.ts'));
}

function importsOf(file, runtimeOnly = false) {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)\s+(type\s+)?[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'/gms)]
    .filter((match) => !(runtimeOnly && match[1]))
    .map((match) => match[2] ?? match[3]);
}

function filesBelow(path) {
  return readdirSync(join(ROOT, path), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath ?? entry.path, entry.name)));
}
