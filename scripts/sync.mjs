// Writes the documents that are generated from the built code. CI runs it and expects no difference.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '..');
const built = (path) => import(pathToFileURL(join(ROOT, 'dist', path)).href);

// Its own empty folder and a fixed environment: the result must not depend on who runs it.
const dataDir = mkdtempSync(join(tmpdir(), 'spotwork-sync-'));
try {
  writeFileSync(join(ROOT, 'docs/openapi.json'), `${JSON.stringify(sorted(await openApi()), null, 2)}\n`);
  const { renderVisitStates } = await built('libs/scheduling/src/index.js');
  writeFileSync(join(ROOT, 'docs/visit-states.md'), `${renderVisitStates().trimEnd()}\n`);
  writeClinical(await built('libs/screening/src/index.js'));
  const { renderReferralStates } = await built('libs/referrals/src/index.js');
  writeFileSync(join(ROOT, 'docs/referral-states.md'), `${renderReferralStates().trimEnd()}\n`);
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

/** The description that a running server serves, without listening and without starting any work. */
async function openApi() {
  const { NestFactory } = await import('@nestjs/core');
  const { openParts, rootModule } = await built('apps/composition.js');
  const { describeApi } = await built('apps/api/src/docs.js');
  const { loadConfig, makeHttpAdapter, prepareHttp } = await built('libs/platform/src/index.js');
  const config = loadConfig({ DATA_DIR: dataDir, DEMO: 'off', LOG_LEVEL: 'error', PUBLIC_URL: 'http://localhost:3000' });
  const parts = await openParts(config);
  const app = await NestFactory.create(rootModule(parts), makeHttpAdapter(config), {
    logger: false,
    abortOnError: false,
    bodyParser: false,
  });
  try {
    prepareHttp(app, parts);
    await app.init();
    return JSON.parse(JSON.stringify(describeApi(app, config)));
  } finally {
    await app.close();
    await parts.queue.close(1000);
    await parts.database.close();
  }
}

/** One page a screening rule. The folder holds nothing else, so that the page of a rule that is gone goes with it. */
function writeClinical({ RULES, renderRule, renderRuleIndex }) {
  const folder = join(ROOT, 'docs/clinical');
  const pages = [['README.md', renderRuleIndex(RULES)], ...RULES.map((rule) => [`${rule.key}.md`, renderRule(rule)])];
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of pages) writeFileSync(join(folder, name), `${text.trimEnd()}\n`);
}

/** Paths and components by name, so that moving a controller makes no difference; everything else as declared. */
function sorted(document) {
  const byName = (object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
  const components = Object.fromEntries(Object.entries(document.components).map(([kind, members]) => [kind, byName(members)]));
  return { ...document, paths: byName(document.paths), components };
}
