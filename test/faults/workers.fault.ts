import { Queue } from 'bullmq';
import { pause } from '../support/built-server.js';
import { Fleet, type FleetWorker, QUEUE_PREFIX, type Row } from './fleet.js';
import type { FaultReport } from './story.js';

const WORKERS = 2;
/** A mail is under way for so long at most. */
const ANSWER_MS = 300;
const BOOKING_MS = 150;
/** Many more than are booked between two kills. */
const VISITS_PER_KILL = 30;
/** A lease lasts a minute, a look for leases that have ended comes every ten seconds; some were killed more than once. */
const DRAIN_SECONDS = 240;
const IDLE_MS = 120_000;
const COPIES = 16;
const MORE_ROUNDS = 10;

const slow = { answer: () => pause(Math.random() * ANSWER_MS).then(() => 'taken' as const) };

/**
 * Two workers are killed with `kill -9` at random moments while they send. What a killed one had in flight: the mails that
 * its own mail server had in whole, and that are not recorded as sent when nothing of the dead can arrive any more.
 */
export async function workerKills(kills: number): Promise<FaultReport> {
  const fleet = await Fleet.start(WORKERS, slow);
  try {
    await fleet.prepare(kills * VISITS_PER_KILL);
    const inFlight: string[] = [];
    await killInTurn(fleet, kills, inFlight);
    await fleet.drained(DRAIN_SECONDS);
    const due = await fleet.due();
    const lost = due.filter(({ id, status }) => status === 'sent' && !fleet.taken.some((mail) => mail.id === id));
    const figures = {
      kills,
      visits: fleet.booked.length,
      messages: due.length,
      received: fleet.taken.length,
      lost: lost.length,
      unsent: due.filter(({ status }) => status !== 'sent').length,
      duplicates: fleet.taken.length - new Set(fleet.taken.map(({ id }) => id)).size,
      inFlightAtKills: inFlight.length,
    };
    return { name: 'workers killed with kill -9', figures, violations: violationsOf(fleet, due, lost, inFlight) };
  } finally {
    await fleet.close();
  }
}

/** One at a time, so that the other is there to take over, and both together in every third round; the desk books while both run. */
async function killInTurn(fleet: Fleet, kills: number, inFlight: string[]): Promise<void> {
  for (let round = 0, killed = 0; killed < kills; round++) {
    const both = round % 3 === 2 && kills - killed >= WORKERS;
    const victims = both ? fleet.workers : [fleet.workers[round % WORKERS]!];
    let mayKill = false;
    const moment = Promise.all(victims.map(sends)).then(() => pause(Math.random() * 1000));
    void moment.finally(() => (mayKill = true)).catch(() => undefined);
    while (!mayKill) {
      if (!(await fleet.book())) throw new Error('the desk ran out of times to book');
      await pause(BOOKING_MS);
    }
    await moment;
    await Promise.all(victims.map((worker) => worker.kill()));
    for (const worker of victims) inFlight.push(...(await unrecorded(fleet, worker)));
    await Promise.all(victims.map((worker) => worker.start()));
    killed += victims.length;
  }
}

async function sends(worker: FleetWorker): Promise<void> {
  const end = performance.now() + IDLE_MS;
  while (worker.takenInThisLife.length === 0) {
    if (performance.now() > end) throw new Error('a worker has nothing to send');
    await pause(50);
  }
}

async function unrecorded(fleet: Fleet, worker: FleetWorker): Promise<string[]> {
  const ids = worker.takenInThisLife.map(({ id }) => id);
  const rows = await fleet.query<Row>("select id from message where id = any($1) and status <> 'sent'", [ids]);
  return rows.map(({ id }) => id);
}

function violationsOf(fleet: Fleet, due: readonly Row[], lost: readonly Row[], inFlight: readonly string[]): string[] {
  const times = new Map<string, number>();
  for (const { id } of fleet.taken) times.set(id, (times.get(id) ?? 0) + 1);
  const mayCome = (id: string) => 1 + inFlight.filter((one) => one === id).length;
  const confirmations = due.filter(({ kind }) => kind === 'confirmation').length;
  return [
    ...lost.map(({ id, kind }) => `sent and never received: ${kind} ${id}`),
    ...due.filter(({ status }) => status !== 'sent').map(({ id, kind, status, reason }) => `${kind} ${id} is ${status} (${reason})`),
    ...[...times].filter(([id, n]) => n > mayCome(id)).map(([id, n]) => `${id} came ${n} times, and may have come ${mayCome(id)} times`),
    ...(confirmations === fleet.booked.length ? [] : [`${fleet.booked.length} visits and ${confirmations} confirmations`]),
    ...(inFlight.length === 0 ? ['no mail was in flight at a kill, so no lease was taken over'] : []),
  ];
}

/** The queue brings the same messages many times at once to two workers: each is sent by one of them. */
export async function twoWorkers(rounds: number): Promise<FaultReport> {
  const fleet = await Fleet.start(WORKERS, slow);
  const { hostname: host, port } = new URL(fleet.redis.url);
  const queue = new Queue('messages-email', { prefix: QUEUE_PREFIX, connection: { host, port: Number(port) } });
  try {
    await fleet.prepare(rounds * 3 * MORE_ROUNDS);
    let contested = 0;
    const isOneSided = () => fleet.workers.some(({ mails }) => mails.taken.length === 0);
    // In a few rounds the same one may be the first each time.
    for (let round = 0; round < rounds || (isOneSided() && round < rounds * MORE_ROUNDS); round++) {
      for (let i = 0; i < 3; i++) await fleet.book();
      const now = Date.now();
      // As the dispatcher marks them, which then gives them to the queue once.
      const rows = await fleet.query<Row>(
        "update message set status = 'queued', handed_at = $1, version = version + 1 where status = 'planned' and due_at <= $1 returning id",
        [now],
      );
      contested += rows.length;
      const ids = rows.map(({ id }) => id);
      // Not in one order, so that each worker is the first for some.
      const jobs = Array.from({ length: COPIES }, (_, i) => ({
        name: 'again',
        data: { ids: [...ids.slice(i % 3), ...ids.slice(0, i % 3)] },
      }));
      if (ids.length > 0) await queue.addBulk(jobs);
      await fleet.drained(60);
    }
    const due = await fleet.due();
    const taken = (id: string) => fleet.taken.filter((mail) => mail.id === id).length;
    return {
      name: 'two workers on one message',
      figures: { messages: due.length, contested, copies: COPIES, received: fleet.taken.length },
      violations: [
        ...due.filter(({ status }) => status !== 'sent').map(({ id, status, reason }) => `${id} is ${status} (${reason})`),
        ...due.filter(({ id }) => taken(id) !== 1).map(({ id, kind }) => `${kind} ${id} came ${taken(id)} times`),
        ...(contested === 0 ? ['no message was brought twice, so nothing was tested'] : []),
        ...(isOneSided() ? ['one worker sent nothing, so they did not meet'] : []),
      ],
    };
  } finally {
    await queue.close();
    await fleet.close();
  }
}
