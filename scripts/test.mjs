// What `npm test` does: the build, the structure, then the tests.
import { spawnSync } from 'node:child_process';

const STEPS = [['build'], ['check'], ['jest', '--', '--testPathIgnorePatterns=/test/browser/']];

for (const [script, ...args] of STEPS) {
  const { status } = spawnSync('npm', ['run', '--silent', script, ...args], { stdio: 'inherit' });
  if (status === 0) continue;
  console.error(`failed: npm run ${script}`);
  process.exit(1);
}
