// What `npm test` does: the build and the lint side by side, since each keeps one core busy; then the structure, then the tests.
import { spawn } from 'node:child_process';

/** `quiet`: what it says is shown when it has ended, so that two do not speak at once. */
function run(script, { quiet = false, args = [] } = {}) {
  const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  const child = spawn('npm', ['run', '--silent', script, ...(args.length > 0 ? ['--', ...args] : [])], { stdio });
  let said = '';
  child.stdout?.on('data', (text) => (said += text));
  child.stderr?.on('data', (text) => (said += text));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      process.stdout.write(said);
      if (code !== 0) console.error(`failed: npm run ${script}`);
      resolve(code === 0);
    });
  });
}

const together = await Promise.all([run('build'), run('lint', { quiet: true })]);
const isSound = together.every(Boolean) && (await run('check'));
const passed = isSound && (await run('jest', { args: ['--testPathIgnorePatterns=/test/browser/'] }));
process.exit(passed ? 0 : 1);
