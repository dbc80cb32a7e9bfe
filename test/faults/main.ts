import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clockChanges, clockJumps } from './clock.fault.js';
import { inFlight } from './in-flight.fault.js';
import { killOnPostgres, killOnSqlite } from './kill.fault.js';
import { postgresFaults } from './postgres.fault.js';
import { redisEviction, redisFaults } from './redis.fault.js';
import { smtpFaults } from './smtp.fault.js';
import type { FaultReport } from './story.js';
import { twoWorkers, workerKills } from './workers.fault.js';

const EVIDENCE = join(import.meta.dirname, '../../../docs/evidence');
/** Faults at once in the short form: the killed and restarted of more than these would starve each other on two cores. */
const SHORT_AT_ONCE = 4;

/** A new fault is one file and one line here; those that take long in the short form come first. */
const FAULTS: [run: (times: number) => Promise<FaultReport>, times: number, timesInShort: number][] = [
  [killOnSqlite, 100, 6],
  [killOnPostgres, 100, 4],
  [postgresFaults, 20, 3],
  [redisFaults, 20, 3],
  [workerKills, 200, 6],
  [redisEviction, 20, 2],
  [smtpFaults, 1000, 60],
  [inFlight, 5, 1],
  [clockJumps, 60, 6],
  [clockChanges, 4, 1],
  [twoWorkers, 30, 3],
];

/** What one fault showed, and when. */
interface Shown extends FaultReport {
  fault: string;
  date: string;
  node: string;
}

/** `--short` runs less of each, for CI; `--only=name` (several with commas) runs some and keeps the others' figures. */
async function main(): Promise<void> {
  const short = process.argv.includes('--short');
  const only = process.argv
    .find((arg) => arg.startsWith('--only='))
    ?.slice('--only='.length)
    .split(',');
  const unknown = only?.find((name) => !FAULTS.some(([run]) => run.name === name));
  if (unknown !== undefined) throw new Error(`no fault "${unknown}"; there are ${FAULTS.map(([run]) => run.name).join(', ')}`);
  const chosen = FAULTS.filter(([run]) => !only || only.includes(run.name));
  const shown: Shown[] = [];
  const waiting = [...chosen];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      shown.push(await show(next, short));
      // After each, so that what took an hour is not lost with what comes after it.
      if (!short) writeEvidence(shown);
    }
  };
  // Most of their time they wait for the leases of the killed to end: in the short form beside each other.
  await Promise.all(Array.from({ length: short ? SHORT_AT_ONCE : 1 }, work));
  process.exit(shown.every((report) => report.violations.length === 0) ? 0 : 1);
}

async function show([run, times, timesInShort]: (typeof FAULTS)[number], short: boolean): Promise<Shown> {
  const start = performance.now();
  const report = await run(short ? timesInShort : times).catch((error: unknown): FaultReport => ({
    name: run.name,
    figures: {},
    violations: [`it ended early: ${(error as Error).stack}`],
  }));
  report.figures['seconds'] = Math.round((performance.now() - start) / 1000);
  console.log(`${report.violations.length === 0 ? 'ok      ' : 'BROKEN  '} ${report.name}: ${JSON.stringify(report.figures)}`);
  for (const violation of report.violations.slice(0, 10)) console.log(`          ${violation}`);
  return { fault: run.name, date: new Date().toISOString(), node: process.version, ...report };
}

/** The figures of the faults that did not run now stay. */
function writeEvidence(shown: readonly Shown[]): void {
  const file = join(EVIDENCE, 'faults.json');
  const known = new Map(previous(file).map((report) => [report.fault, report]));
  for (const report of shown) known.set(report.fault, report);
  const reports = FAULTS.flatMap(([run]) => known.get(run.name) ?? []);
  mkdirSync(EVIDENCE, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ reports }, null, 2)}\n`);
}

function previous(file: string): Shown[] {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { reports: Shown[] }).reports;
  } catch {
    return [];
  }
}

await main();
