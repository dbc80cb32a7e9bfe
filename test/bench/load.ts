import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Load, LoadReport } from './booking-client.js';
import { GateError } from './measure.js';

export type Loader = (load: Load) => Promise<LoadReport>;

/** A forked client for as long as `work` runs. */
export async function withLoader<T>(work: (send: Loader) => Promise<T>): Promise<T> {
  const child = fork(join(import.meta.dirname, 'booking-client.js'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
  const gone = once(child, 'exit').then(() => Promise.reject(new Error('the load client died')));
  gone.catch(() => undefined);
  try {
    return await work((load) => send(child, gone, load));
  } finally {
    child.kill('SIGKILL');
  }
}

async function send(child: ChildProcess, gone: Promise<never>, load: Load): Promise<LoadReport> {
  const answer = new Promise<LoadReport>((resolve) => child.once('message', (report) => resolve(report as LoadReport)));
  child.send(load);
  const report = await Promise.race([answer, gone]);
  if (report.refused.length > 0) {
    const { status, body } = report.refused[0]!;
    throw new GateError(`${load.method} ${load.url} answered ${status}: ${body.slice(0, 400)}`);
  }
  return report;
}
