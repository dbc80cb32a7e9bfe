import { pause } from '../support/built-server.js';
import { ClockedClinic, type LedgerMessage } from './clocked-clinic.js';
import type { FaultReport } from './story.js';
import { type Refusal, type Trouble, TroubledMailServer } from './troubled-mail-server.js';

const NOW = '2026-12-08T17:10:00Z';
/** Beyond the horizon of practitioners and long before any reminder: what is due is the patients' confirmations. */
const FIRST_DAY = '2027-02-01';
const DAY_MS = 86_400_000;
/** All tries of a mail are over then, with the longest waits between them. */
const PATIENCE_MS = 3 * DAY_MS;
/** A crowd that failed together comes back over this time. */
const SPREAD_MS = 12 * 60_000;
const DOWN_MS = 3000;
const MAILS_PER_DOWN = 150;
/** Longer than the sender waits for an answer. */
const SLOW_MS = 18_000;
const SHARE = 0.3;
const KINDS = ['refuses', 'greylists', 'hangsUp', 'cuts', 'drops', 'slow'] as const;
/** Six tries are all there are: with these and a server that is down, no mail meets with trouble in each of them. */
const MOST_TROUBLES = 3;
const REFUSED_CONNECTION = 12;
const REFUSED_SENDER = 25;
const CLIENTS = 4;

type Kind = (typeof KINDS)[number];

/** Mails leave through a server that fails them at 30 % of the tries in every way there is, and is down now and then. */
export async function smtpFaults(mails: number): Promise<FaultReport> {
  const trouble = new RandomTrouble();
  const server = await TroubledMailServer.start(trouble);
  let clinic: ClockedClinic | undefined;
  try {
    clinic = await ClockedClinic.start({ now: NOW, env: { SMTP_URL: server.url } });
    const downs = await sendAll(clinic, server, mails);
    const ledger = await clinic.ledger(Date.parse(NOW) - DAY_MS, clinic.now);
    return {
      name: 'SMTP fails at 30 % of the tries, and is down at times',
      figures: {
        mails: ledger.length,
        received: server.taken.length,
        lost: ledger.filter(({ id }) => server.timesTaken(id) === 0).length,
        duplicates: server.duplicates,
        unknownOutcomes: server.unanswered.length,
        ...trouble.counts,
        downs,
        maxTriesTroubled: trouble.most,
      },
      violations: violationsOf(ledger, server, trouble, mails),
    };
  } finally {
    await clinic?.close();
    await server.close();
  }
}

/** Troubles of all kinds in turn, so that a short run meets each as well. */
class RandomTrouble implements Trouble {
  readonly counts: Record<Kind | 'refusesConnection' | 'refusesSender', number> = {
    refusesConnection: 0,
    refusesSender: 0,
    refuses: 0,
    greylists: 0,
    hangsUp: 0,
    cuts: 0,
    drops: 0,
    slow: 0,
  };
  private readonly troubles = new Map<string, number>();
  private readonly known = new Set<string>();
  /** What comes after the address was taken. */
  private readonly planned = new Map<string, Kind>();
  private connections = 0;
  private senders = 0;
  private next = 0;

  get most(): number {
    return Math.max(0, ...this.troubles.values());
  }

  atConnection(): Refusal | undefined {
    if (++this.connections % REFUSED_CONNECTION !== 0) return undefined;
    this.counts.refusesConnection++;
    return 421;
  }

  atSender(): Refusal | undefined {
    if (++this.senders % REFUSED_SENDER !== 0) return undefined;
    this.counts.refusesSender++;
    return 421;
  }

  atRecipient(address: string): Refusal | undefined {
    const isNew = !this.known.has(address);
    this.known.add(address);
    this.planned.delete(address);
    const before = this.troubles.get(address) ?? 0;
    if (before >= MOST_TROUBLES || Math.random() >= SHARE) return undefined;
    this.troubles.set(address, before + 1);
    let kind = KINDS[this.next++ % KINDS.length]!;
    // Greylisting is for whom the server has never seen.
    if (kind === 'greylists' && !isNew) kind = 'refuses';
    this.counts[kind]++;
    if (kind === 'refuses') return 421;
    if (kind === 'greylists') return 451;
    this.planned.set(address, kind);
    return undefined;
  }

  cuts(address: string): 'before' | 'amid' | undefined {
    const kind = this.planned.get(address);
    return kind === 'hangsUp' ? 'before' : kind === 'cuts' ? 'amid' : undefined;
  }

  async answer({ address }: { address: string }): Promise<'taken' | 'drop'> {
    const kind = this.planned.get(address);
    if (kind === 'slow') await pause(SLOW_MS);
    return kind === 'drops' ? 'drop' : 'taken';
  }
}

/** Books while mails leave and the server comes and goes, then lets the time of all further tries pass. Resolves to how often it was down. */
async function sendAll(clinic: ClockedClinic, server: TroubledMailServer, mails: number): Promise<number> {
  const options = await clinic.freeTimes(mails, FIRST_DAY);
  let isBooked = false;
  const booking = Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      for (const option of options.filter((_, i) => i % CLIENTS === client)) await clinic.bookFor(option);
    }),
  ).finally(() => (isBooked = true));
  booking.catch(() => undefined);
  let downs = 0;
  for (let isOver = false; !isOver;) {
    if (server.distinct >= MAILS_PER_DOWN * downs + MAILS_PER_DOWN / 3) {
      downs++;
      await server.close();
      await pause(DOWN_MS);
      await server.open();
    }
    await pause(200);
    isOver = isBooked && (await isDone(clinic));
  }
  await booking;
  return downs;
}

/** Lets time pass where nothing is on its way; `true` when nothing is left to try. */
async function isDone(clinic: ClockedClinic): Promise<boolean> {
  const lanes = await clinic.lanes();
  if (lanes.some((lane) => lane.queued > 0)) return false;
  const waiting = (await clinic.ledger(Date.parse(NOW) - DAY_MS, Date.parse(NOW) + PATIENCE_MS)).filter(
    ({ status }) => status === 'planned' || status === 'held',
  );
  if (waiting.length === 0) return true;
  const first = Math.min(...waiting.map(({ dueAt }) => Date.parse(dueAt)));
  // What is due and stays waits for the next probe of a lane whose provider was away.
  await clinic.jump(Math.max(first + SPREAD_MS - clinic.now, 10_000));
  await pause(1200);
  return false;
}

function violationsOf(ledger: readonly LedgerMessage[], server: TroubledMailServer, trouble: RandomTrouble, mails: number): string[] {
  const unsent = ledger.filter(({ status }) => status !== 'sent');
  const lost = ledger.filter(({ id }) => server.timesTaken(id) === 0);
  const known = new Set(ledger.map(({ id }) => id));
  return [
    ...(ledger.length >= mails ? [] : [`only ${ledger.length} messages were planned`]),
    ...unsent.map(({ id, status, reason }) => `${id} is ${status} (${reason})`),
    ...lost.map(({ id, kind }) => `never received: ${id} (${kind})`),
    ...server.taken.filter(({ id }) => !known.has(id)).map(({ id }) => `received and not in the ledger: ${id}`),
    ...(server.duplicates > server.unanswered.length
      ? [`${server.duplicates} duplicates, and only ${server.unanswered.length} mails whose acceptance nobody heard of`]
      : []),
    ...Object.entries(trouble.counts)
      .filter(([, count]) => count === 0)
      .map(([kind]) => `"${kind}" never happened, so it was not tested`),
  ];
}
