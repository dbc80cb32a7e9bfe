import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { killOnPostgres, killOnSqlite } from './kill.fault.js';
import { postgresFaults } from './postgres.fault.js';
import { redisFaults } from './redis.fault.js';
import type { FaultReport } from './story.js';

const EVIDENCE = join(import.meta.dirname, '../../../docs/evidence');
const short = process.argv.includes('--short');
const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);

/** A new fault is one file and one line here. */
const FAULTS: [run: (times: number) => Promise<FaultReport>, times: number, timesInShort: number][] = [
  [killOnSqlite, 100, 10],
  [killOnPostgres, 100, 5],
  [postgresFaults, 20, 3],
  [redisFaults, 20, 3],
];

const chosen = FAULTS.filter(([run]) => !only || run.name.includes(only));
if (chosen.length === 0) throw new Error(`no fault is called like ${only}`);
const reports: FaultReport[] = [];

async function report([run, times, timesInShort]: (typeof FAULTS)[number]): Promise<void> {
  const start = performance.now();
  const done = await run(short ? timesInShort : times);
  done.figures['seconds'] = Math.round((performance.now() - start) / 1000);
  reports.push(done);
  console.log(`${done.violations.length === 0 ? 'ok      ' : 'BROKEN  '} ${done.name}: ${JSON.stringify(done.figures)}`);
  for (const violation of done.violations.slice(0, 10)) console.log(`          ${violation}`);
}

// Most of their time they wait for the leases of the killed to end: in the short form together.
if (short) await Promise.all(chosen.map(report));
else for (const fault of chosen) await report(fault);
if (!short && !only) {
  mkdirSync(EVIDENCE, { recursive: true });
  writeFileSync(
    join(EVIDENCE, 'faults.json'),
    `${JSON.stringify({ date: new Date().toISOString(), node: process.version, reports }, null, 2)}\n`,
  );
}
process.exit(reports.every((report) => report.violations.length === 0) ? 0 : 1);
