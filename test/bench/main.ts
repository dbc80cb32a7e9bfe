import { fork } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { bookingHttp } from './booking-http.js';
import { bookingPostgres } from './booking-postgres.js';
import { footprint } from './footprint.js';
import { getCpu } from './get-cpu.js';
import { GateError, type Bench, type Result } from './measure.js';
import { pipeline } from './pipeline.js';
import { lateness } from './lateness.js';
import { memory } from './memory.js';
import { planningCost } from './planning-cost.js';
import { referralBoard } from './referral-board.js';
import { searchInProcess } from './search-in-process.js';
import { searchWithDatabase } from './search-with-database.js';
import { searchWithScreening } from './search-with-screening.js';
import { slowProvider } from './slow-provider.js';

const BENCHES: Bench[] = [
  searchInProcess,
  searchWithDatabase,
  searchWithScreening,
  bookingHttp,
  bookingPostgres,
  pipeline,
  planningCost,
  lateness,
  slowProvider,
  memory,
  referralBoard,
  getCpu,
  footprint,
];
const EVIDENCE = join(import.meta.dirname, '../../../docs/evidence');

interface Evidence {
  machine: string;
  node: string;
  date: string;
  quick: boolean;
  results: Result[];
}

/**
 * Each bench in a process of its own: what one compiled and allocated slowed the next by up to half.
 * `--only=name` (several with commas) runs some and keeps the others' figures; `--quick` takes fewer rounds; `--date=` names the day.
 */
async function main(): Promise<void> {
  const only = option('only')?.split(',');
  const unknown = only?.find((name) => !BENCHES.some((bench) => bench.name === name));
  if (unknown !== undefined) throw new GateError(`no bench "${unknown}"; there are ${BENCHES.map((bench) => bench.name).join(', ')}`);
  const quick = process.argv.includes('--quick');
  const results: Result[] = [];
  const broken: string[] = [];
  for (const bench of BENCHES.filter((one) => !only || only.includes(one.name))) {
    const own = await inOwnProcess(bench.name, quick);
    if (own) results.push(...own);
    else broken.push(bench.name);
  }
  // A quick run is for the eye; it does not replace what a full run showed.
  if (!quick) writeEvidence(results, only !== undefined);
  const missed = results.filter((result) => result.holds === false).map((result) => result.name);
  console.log(missed.length > 0 ? `bounds missed: ${missed.join(', ')}` : 'every bound holds');
  if (broken.length > 0) {
    console.error(`failed: ${broken.join(', ')}`);
    process.exitCode = 1;
  }
}

/** The results of one bench, or `undefined` when it failed; it says why itself. */
function inOwnProcess(name: string, quick: boolean): Promise<Result[] | undefined> {
  const child = fork(import.meta.filename, [`--run=${name}`, ...(quick ? ['--quick'] : [])]);
  return new Promise((resolve) => {
    let results: Result[] | undefined;
    child.on('message', (message) => (results = message as Result[]));
    child.on('exit', (code) => resolve(code === 0 ? results : undefined));
  });
}

async function run(name: string): Promise<void> {
  const quick = process.argv.includes('--quick');
  try {
    const results = await BENCHES.find((bench) => bench.name === name)!.run({ quick, rounds: quick ? 3 : 5 });
    process.send!(results, () => process.exit(0));
  } catch (error) {
    console.error(`${name}: ${error instanceof GateError ? error.message : (error as Error).stack}`);
    process.exit(1);
  }
}

function writeEvidence(results: Result[], partial: boolean): void {
  const file = join(EVIDENCE, 'bench.json');
  const names = new Set(results.map((result) => result.name));
  const others = partial ? previous(file).filter((result) => !names.has(result.name)) : [];
  const cpu = cpus();
  const evidence: Evidence = {
    machine: `${cpu.length} x ${cpu[0]?.model.trim() ?? process.arch}`,
    node: process.version,
    date: option('date') ?? new Date().toISOString().slice(0, 10),
    quick: false,
    results: [...others, ...results],
  };
  mkdirSync(EVIDENCE, { recursive: true });
  writeFileSync(file, `${JSON.stringify(evidence, null, 2)}\n`);
}

function previous(file: string): Result[] {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as Evidence).results;
  } catch {
    return [];
  }
}

function option(name: string): string | undefined {
  return process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
}

const own = option('run');
await (own === undefined ? main() : run(own));
