// What a reviewer would otherwise have to say every time. Each message names what to do instead.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 70;
// A component's JSX is markup, one attribute a line.
const MAX_COMPONENT_LINES = 90;
const LEFTOVER = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`);
const RULES = [
  {
    what: /\bnew Date\(\)|\bDate\.now\(\)/,
    where: /^(libs|apps)\//,
    except: /^libs\/platform\/src\/clock\.ts$|^apps\/admin\/src\/time\/|\.spec\.ts$/,
    say: 'take `now` as a parameter, or inject Clock',
  },
  { what: /process\.env\b/, where: /^libs\//, except: /\.spec\.ts$/, say: 'settings come from Config' },
  { what: /\bNODE_ENV\b/, where: /^(libs|apps)\//, except: /config\.ts$/, say: 'production code never asks where it runs' },
  { what: /\b(it|test|describe)\.only\(/, where: /./, except: /^scripts\//, say: 'run all tests' },
  { what: LEFTOVER, where: /./, except: /^scripts\/check-tidy/, say: 'do it, or put it into an issue' },
  { what: /synchronize:\s*true/, where: /./, except: /^scripts\//, say: 'migrations own the schema' },
];
const problems = [];

const files = ['libs', 'apps', 'test', 'scripts'].flatMap(filesBelow);
for (const file of files) {
  const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
  if (lines.length > MAX_FILE_LINES && !file.endsWith('.spec.ts'))
    problems.push(`${file}: ${lines.length} lines; split it by topic (at most ${MAX_FILE_LINES})`);
  lines.forEach((line, index) => {
    for (const rule of RULES) {
      if (rule.what.test(line) && rule.where.test(file) && !rule.except.test(file)) problems.push(`${file}:${index + 1}: ${rule.say}`);
    }
  });
  if (!file.endsWith('.spec.ts')) longFunctions(file, lines);
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log(`tidy: ok (${files.length} files)`);

/** A function or method begins on a line that ends in `{` and ends with `}` at the same indent (Prettier sees to that). */
function longFunctions(file, lines) {
  lines.forEach((line, start) => {
    const match =
      /^(\s*)(?:export )?(?:default )?(?:(?:public|private|protected|static|override|async|get|set) )*(?:function\b|(?!if\b|for\b|while\b|switch\b|catch\b|class\b|else\b)[\w$]+\s*(?:<[^>]*>)?\(|const \w+ = (?:async )?\()[^;]*\{$/.exec(
        line,
      );
    if (!match) return;
    const end = lines.findIndex((other, i) => i > start && other.startsWith(`${match[1]}}`));
    const most = file.endsWith('.tsx') ? MAX_COMPONENT_LINES : MAX_FUNCTION_LINES;
    if (end - start + 1 > most && !/\bdescribe\(|\bit\(/.test(line))
      problems.push(`${file}:${start + 1}: ${end - start + 1} lines in one function (at most ${most}): split it`);
  });
}

function filesBelow(path) {
  return readdirSync(join(ROOT, path), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|mjs)$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath ?? entry.path, entry.name)));
}
