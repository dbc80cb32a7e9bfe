import { movesTo, newPatient, type Option, type VisitBody } from '../support/stories.js';
import { ClockedClinic, type LedgerMessage } from './clocked-clinic.js';
import { startPostgres } from './servers.js';
import type { FaultReport } from './story.js';
import { type TakenMail, type Trouble, TroubledMailServer } from './troubled-mail-server.js';

const NOW = '2026-12-08T17:10:00Z';
/** Monday of the week after: its reminders are still to come. */
const DAY = '2026-12-14';
const OTHER_DAY = '2026-12-16';
const LAST_DAY = '2026-12-18';
const DAY_MS = 86_400_000;
const ZONE = 'America/Denver';

/** A visit is moved, cancelled, booked again and moved back while its message is in flight, on both databases. */
export async function inFlight(rounds: number): Promise<FaultReport> {
  const figures = { stories: 0, mails: 0, repeated: 0 };
  const violations: string[] = [];
  for (let round = 0; round < rounds; round++) {
    await tellAll(undefined, 'SQLite', figures, violations);
    const postgres = await startPostgres();
    try {
      await tellAll(postgres.url, 'PostgreSQL', figures, violations);
    } finally {
      await postgres.remove();
    }
  }
  return { name: 'a visit changes while its message is in flight', figures, violations };
}

async function tellAll(url: string | undefined, database: string, figures: Record<string, number>, violations: string[]): Promise<void> {
  const holder = new Holder();
  const server = await TroubledMailServer.start(holder);
  const env = { SMTP_URL: server.url, ...(url === undefined ? {} : { DATABASE_URL: url }) };
  const clinic = await ClockedClinic.start({ now: NOW, env });
  try {
    const world = new World(clinic, server, holder);
    await world.lookForTimes();
    for (const [name, story] of Object.entries(STORIES)) {
      const expected = await story(world, `${name}@example.org`);
      world.expected.set(`${name}@example.org`, expected);
      figures['stories']!++;
    }
    await clinic.passUntil(Date.parse(LAST_DAY) + 3 * DAY_MS);
    violations.push(...(await world.violations()).map((violation) => `${database}: ${violation}`));
    figures['mails']! += server.taken.length;
    figures['repeated']! += server.duplicates;
  } finally {
    holder.releaseAll();
    await clinic.close();
    await server.close();
  }
}

type Release = (answer?: 'taken' | 'drop') => void;

/** Keeps the answer to the next mail to an address until it is told. */
class Holder implements Trouble {
  private readonly waits = new Map<string, { arrived: () => void; answer: Promise<'taken' | 'drop'> }>();
  private readonly open = new Set<(answer: 'taken' | 'drop') => void>();

  /** `arrived` resolves when the server has the mail. */
  hold(address: string): { arrived: Promise<void>; release: Release } {
    let release: Release = () => undefined;
    const answer = new Promise<'taken' | 'drop'>((resolve) => (release = (as = 'taken') => resolve(as)));
    const arrived = new Promise<void>((resolve) => this.waits.set(address, { arrived: resolve, answer }));
    this.open.add(release);
    return { arrived, release };
  }

  releaseAll(): void {
    for (const release of this.open) release('taken');
  }

  async answer({ address }: TakenMail): Promise<'taken' | 'drop'> {
    const wait = this.waits.get(address);
    this.waits.delete(address);
    wait?.arrived();
    return wait?.answer ?? 'taken';
  }
}

/** What a patient gets, in order: kind, step and version of the visit, and the time that it names. */
type Expected = { kind: string; version: number; visit: VisitBody; start: string }[];

class World {
  readonly expected = new Map<string, Expected>();
  private readonly times = new Map<string, Option[]>();

  constructor(
    readonly clinic: ClockedClinic,
    readonly server: TroubledMailServer,
    readonly holder: Holder,
  ) {}

  async lookForTimes(): Promise<void> {
    for (const day of [DAY, OTHER_DAY, LAST_DAY]) this.times.set(day, await this.clinic.freeTimes(30, day));
  }

  /** A time of a day that nobody has had yet. */
  take(day: string): Option {
    return this.times.get(day)!.shift()!;
  }

  /** Books and waits until the confirmation is at the server, whose answer then waits. */
  async bookHeld(address: string, option: Option): Promise<{ patientId: string; visit: VisitBody; release: Release }> {
    const patientId = await newPatient(this.clinic, { email: address });
    const held = this.holder.hold(address);
    const visit = await this.clinic.book(patientId, option);
    await held.arrived;
    return { patientId, visit, release: held.release };
  }

  async change(visit: VisitBody, action: string, body: unknown): Promise<VisitBody> {
    const done = await this.clinic.call<VisitBody>('POST', `/visits/${visit.id}/${action}`, body, { 'if-match': `"v${visit.version}"` });
    if (done.status !== 200) throw new Error(`${action}: ${JSON.stringify(done.body)}`);
    return done.body;
  }

  move(visit: VisitBody, option: Option): Promise<VisitBody> {
    return this.change(visit, 'reschedule', { legs: movesTo(visit, option) });
  }

  async violations(): Promise<string[]> {
    const ledger = await this.clinic.ledger(Date.parse(NOW) - DAY_MS, Date.parse(LAST_DAY) + 3 * DAY_MS);
    const byId = new Map(ledger.map((message) => [message.id, message]));
    const found: string[] = [];
    for (const [address, expected] of this.expected) {
      const mails = this.server.taken.filter((mail) => mail.address === address);
      const got = mails.map((mail) => nameOf(byId.get(mail.id)));
      const wanted = expected.map(({ kind, version, visit }) => `${kind} of ${visit.id} v${version}`);
      if (got.join() !== wanted.join()) found.push(`${address} got ${got.join(', ') || 'nothing'} instead of ${wanted.join(', ')}`);
      for (const [i, mail] of mails.entries()) {
        const time = expected[i] && wallClock(expected[i].start);
        if (time !== undefined && !mail.text.includes(time)) found.push(`${address}: "${got[i]}" does not speak of ${time}`);
      }
    }
    const sent = ledger.filter(({ status }) => status === 'sent');
    const unfinished = ledger.filter(({ status }) => status !== 'sent' && status !== 'skipped');
    found.push(...unfinished.map((message) => `${nameOf(message)} is ${message.status}`));
    found.push(...sent.filter(({ id }) => this.server.timesTaken(id) !== 1).map((message) => `${nameOf(message)} was sent more than once`));
    const facts = sent.map((message) => `${message.recipient.id} ${nameOf(message)}`);
    found.push(...facts.filter((fact, i) => facts.indexOf(fact) !== i).map((fact) => `told twice: ${fact}`));
    return found;
  }
}

function nameOf(message: LedgerMessage | undefined): string {
  return message ? `${[message.kind, message.step].filter(Boolean).join(' ')} of ${message.visitId} v${message.visitVersion}` : 'unknown';
}

/** The engine's own zone data: an oracle beside the product's. */
function wallClock(start: string): string {
  const options = { timeZone: ZONE, weekday: 'long', month: 'long', day: 'numeric' } as const;
  const time = new Intl.DateTimeFormat('en-US', { timeZone: ZONE, hour: 'numeric', minute: '2-digit' }).format(new Date(start));
  return `${new Intl.DateTimeFormat('en-US', options).format(new Date(start))} at ${time}`.replace(/\s/g, ' ');
}

function reminders(visit: VisitBody): Expected {
  return ['reminder 3d', 'reminder 1d'].map((kind) => ({ kind, version: visit.version, visit, start: visit.start }));
}

/** Each changes a visit while a mail about it waits for the server's answer; resolves to what the patient gets in the end. */
const STORIES: Record<string, (world: World, address: string) => Promise<Expected>> = {
  async moved(world, address) {
    const { visit, release } = await world.bookHeld(address, world.take(DAY));
    const after = await world.move(visit, world.take(OTHER_DAY));
    release();
    return [told('confirmation', visit), told('change', after), ...reminders(after)];
  },

  async cancelled(world, address) {
    const { visit, release } = await world.bookHeld(address, world.take(DAY));
    const after = await world.change(visit, 'cancel', {});
    release();
    return [told('confirmation', visit), told('cancellation', after, visit.start)];
  },

  async rebooked(world, address) {
    const option = world.take(DAY);
    const { patientId, visit, release } = await world.bookHeld(address, option);
    const after = await world.change(visit, 'cancel', {});
    await world.clinic.idle(1);
    const again = await world.clinic.book(patientId, option);
    release();
    return [told('confirmation', visit), told('cancellation', after, visit.start), told('confirmation', again), ...reminders(again)];
  },

  async 'moved-and-back'(world, address) {
    const option = world.take(DAY);
    const { visit, release } = await world.bookHeld(address, option);
    const away = await world.move(visit, world.take(OTHER_DAY));
    await world.clinic.idle(1);
    const back = await world.move(away, option);
    release();
    return [told('confirmation', visit), told('change', away), told('change', back), ...reminders(back)];
  },

  async 'moved-and-unknown'(world, address) {
    const { visit, release } = await world.bookHeld(address, world.take(DAY));
    const after = await world.move(visit, world.take(OTHER_DAY));
    release('drop');
    return [told('confirmation', visit), told('change', after), ...reminders(after)];
  },

  async 'cancelled-and-unknown'(world, address) {
    const { visit, release } = await world.bookHeld(address, world.take(DAY));
    const after = await world.change(visit, 'cancel', {});
    release('drop');
    return [told('confirmation', visit), told('cancellation', after, visit.start)];
  },

  async 'moved-while-reminded'(world, address) {
    const patientId = await newPatient(world.clinic, { email: address });
    const visit = await world.clinic.book(patientId, world.take(DAY));
    await world.clinic.idle();
    const held = world.holder.hold(address);
    const [first] = await world.clinic.waitingFor(visit.id);
    await world.clinic.jump(Date.parse(first!.dueAt) - world.clinic.now);
    await held.arrived;
    const after = await world.move(visit, world.take(LAST_DAY));
    held.release();
    return [told('confirmation', visit), told('reminder 3d', visit), told('change', after), ...reminders(after)];
  },
};

function told(kind: string, visit: VisitBody, start = visit.start): Expected[number] {
  return { kind, version: visit.version, visit, start };
}
