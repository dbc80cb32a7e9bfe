import { join } from 'node:path';
import { BuiltServer, pause, tempFolder } from '../support/built-server.js';
import type { LedgerMessage } from './clocked-clinic.js';
import { departuresOf, mailsIn, type Told } from './departures.js';
import { type Acknowledged, Desk, prepare } from './desk.js';

export interface FaultReport {
  name: string;
  figures: Record<string, number>;
  violations: string[];
}

/** What happens while the desk books. */
export interface Fault {
  name: string;
  clients: number;
  /** How often it is disturbed. */
  times: number;
  /** Settings of the server under test, beside the shared ones. */
  env?: Record<string, string>;
  /** Disturbs it; returns what belongs in the report. */
  disturb(server: BuiltServer, desk: Desk): Promise<Record<string, number>>;
  /** Nothing that sends dies, so no mail may come twice. */
  sendersLive?: true;
  /** Seconds in which what is due must be sent afterwards. */
  drainSeconds?: number;
}

/**
 * Clients book without pause and repeat with the same key what was not answered; mails leave into the mailbox folder.
 * Afterwards nothing acknowledged may be missing, the mails of what is due must be there, and `cli verify` finds no fault.
 */
export async function underLoad(fault: Fault): Promise<FaultReport> {
  const folder = tempFolder();
  const server = await BuiltServer.start({
    DATA_DIR: folder.path,
    DEMO: 'on',
    UNDO_WINDOW_SECONDS: '0',
    RATE_LIMIT_PER_MINUTE: '10000000',
    LOG_LEVEL: 'error',
    ...fault.env,
  });
  try {
    const desk = new Desk(server.url, server.cli('api-key', 'create', '--name', 'fault', '--scope', '*'));
    const { patients, options } = await prepare(desk, fault.clients, fault.times);
    desk.start(patients, options, fault.clients);
    const figures = await fault.disturb(server, desk);
    await desk.stop();
    const missing = await missingOf(desk);
    const { told, waiting } = await drained(desk, fault.drainSeconds ?? 90);
    const left = departuresOf(told, mailsIn(join(folder.path, 'mailbox')), Date.now());
    const violations = [
      ...desk.unexpected.slice(0, 5),
      ...missing.map((id) => `acknowledged and not there: ${id}`),
      ...(waiting > 0 ? [`${waiting} due messages were not sent`] : []),
      ...left.violations,
      ...(fault.sendersLive && left.figures.duplicates > 0 ? [`${left.figures.duplicates} mails came again, and no sender died`] : []),
      ...broken(server),
      ...(desk.ranOut ? ['the desk ran out of times to book'] : []),
      ...(desk.acknowledged.length === 0 ? ['nothing was booked, so nothing was tested'] : []),
    ];
    return {
      name: fault.name,
      figures: { ...figures, acknowledged: desk.acknowledged.length, missing: missing.length, ...left.figures, unsent: waiting },
      violations,
    };
  } finally {
    await server.stop('SIGKILL');
    folder.remove();
  }
}

/** What `cli verify` says when it is not content. */
function broken(server: BuiltServer): string[] {
  try {
    server.cli('verify');
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** The acknowledged bookings that are not there with the acknowledged legs. */
async function missingOf(desk: Desk): Promise<string[]> {
  const missing: string[] = [];
  for (const visit of desk.acknowledged) {
    const response = await desk.call('GET', `/visits/${visit.id}`);
    const now = response.status === 200 ? ((await response.json()) as typeof visit) : undefined;
    const same = now?.legs.every((leg, i) => leg.start === visit.legs[i]!.start && leg.practitionerId === visit.legs[i]!.practitionerId);
    if (!same) missing.push(visit.id);
  }
  return missing;
}

/** The record of every acknowledged visit. */
async function toldOf(desk: Desk): Promise<Told[]> {
  const told: Told[] = [];
  for (const visit of desk.acknowledged) told.push({ visit, messages: await messagesOf(desk, visit) });
  return told;
}

async function messagesOf(desk: Desk, { id }: Acknowledged): Promise<LedgerMessage[]> {
  const response = await desk.call('GET', `/messages?visitId=${id}&limit=200`);
  if (response.status !== 200) throw new Error(`messages of ${id}: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { data: LedgerMessage[] }).data;
}

/** Waits until nothing due is left; the records then, and how much is left. */
async function drained(desk: Desk, seconds: number): Promise<{ told: Told[]; waiting: number }> {
  for (let i = 0; ; i++) {
    const now = Date.now();
    const seen = await dueBy(desk, now);
    // What is handed out anew between the questions for each status is in none of the answers: the records have it.
    const told = seen === 0 || i === seconds * 2 ? await toldOf(desk) : [];
    const waiting = Math.max(seen, told.flatMap(({ messages }) => messages).filter((message) => isWaiting(message, now)).length);
    if (waiting === 0 || i === seconds * 2) return { told, waiting };
    await pause(500);
  }
}

const WAITING = ['planned', 'held', 'queued'];

function isWaiting({ status, dueAt }: LedgerMessage, now: number): boolean {
  return WAITING.includes(status) && Date.parse(dueAt) <= now;
}

async function dueBy(desk: Desk, now: number): Promise<number> {
  let due = 0;
  const to = encodeURIComponent(new Date(now).toISOString());
  for (const status of WAITING) {
    const page = await desk.call('GET', `/messages?status=${status}&to=${to}&limit=200`);
    due += ((await page.json()) as { data: unknown[] }).data.length;
  }
  return due;
}
