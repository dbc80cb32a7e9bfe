import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { ClinicService, demoClinicFile } from '#clinic';
import { addDays, localDateOf } from '#kernel';
import { type Clock, FakeClock } from '#platform';
import { type Channel, type Contact, defineChannel, type Delivery, type Outgoing } from '../../libs/notifications/src/channels/channel.js';
import { Channels } from '../../libs/notifications/src/channels/channels.service.js';
import { addPatients, keyOf, withApp, type BenchApp } from './bench-app.js';
import { bookings, take } from './booking-slots.js';
import { withLoader } from './load.js';

const VISITS = 200;
/** Noon at the demo clinic: no quiet hours. */
export const NOW = Date.UTC(2026, 10, 24, 19);

/** The demo clinic with some real bookings, whose confirmations a bench multiplies, on SQLite. */
export function withMessages<T>(
  env: Record<string, string>,
  work: (app: BenchApp) => Promise<T>,
  clock: Clock = new FakeClock(NOW),
): Promise<T> {
  const clinic = readFileSync(demoClinicFile(), 'utf8');
  return withApp({ clinic, clock, env }, async (app) => {
    await bookVisits(app);
    return work(app);
  });
}

async function bookVisits(app: BenchApp): Promise<void> {
  const patients = await addPatients(app, VISITS);
  const from = addDays(localDateOf(app.parts.clock.now(), 'America/Denver'), 2);
  const bodies = take(bookings(await app.server.app.get(ClinicService).snapshot(), patients, from), VISITS);
  const headers = { authorization: `Bearer ${await keyOf(app)}` };
  const url = `${app.server.url}/api/v1/visits`;
  await withLoader((send) => send({ url, method: 'POST', headers, bodies, connections: 16, wantStatus: 201 }));
}

export interface BenchChannel {
  reaches?: (recipientId: string) => boolean;
  send: (message: Outgoing) => Promise<Delivery>;
}

/** Channels of the bench's own in the place of the real ones; the first is the one to fall back on. */
export function useChannels(app: BenchApp, channels: Record<string, BenchChannel>): void {
  app.server.app.get(Channels, { strict: false }).list = Object.entries(channels).map(([key, { reaches, send }]): Channel =>
    defineChannel({
      key,
      label: key,
      format: 'mail',
      obeysQuietHours: false,
      addressOf: (contact) => (reaches === undefined || reaches((contact as Contact & { id: string }).id) ? contact.email : undefined),
      open: () => ({ send, close: async () => {} }),
    }),
  );
}

/** Tells people apart by their ids, in two halves. */
export function isOdd(id: string): boolean {
  return id.charCodeAt(id.length - 1) % 2 === 1;
}

type Row = Record<string, string | number | null>;

/** The message table of a bench, behind the product's back. */
export class Messages {
  private readonly db: Sqlite.Database;
  private readonly seeds: Row[];
  private made = 0;

  constructor(app: BenchApp) {
    this.db = new Sqlite(join(app.dir, 'spotwork.sqlite'), { timeout: 5000 });
    this.seeds = this.db.prepare("select * from message where kind = 'confirmation' order by id").all() as Row[];
    this.db.prepare('delete from message').run();
  }

  /** Confirmations, as many as are wanted, each due when `dueAt` says. Resolves to how many each lane got. */
  add(count: number, dueAt: (i: number) => number, channelOf: (recipientId: string) => string = () => 'email'): Record<string, number> {
    const columns = Object.keys(this.seeds[0]!);
    const insert = this.db.prepare(`insert into message (${columns.join()}) values (${columns.map((name) => `@${name}`).join()})`);
    const lanes: Record<string, number> = {};
    this.db.transaction(() => {
      for (let i = 0; i < count; i++) {
        const seed = this.seeds[i % this.seeds.length]!;
        const id = `msg_bench${String(this.made++).padStart(9, '0')}`;
        const channel = channelOf(String(seed['recipient_id']));
        lanes[channel] = (lanes[channel] ?? 0) + 1;
        insert.run({ ...seed, id, dedupe: id, due_at: dueAt(i), channel });
      }
    })();
    return lanes;
  }

  /** All of them wait again, without a text: what waits has none. */
  reset(dueAt: number): void {
    this.db
      .prepare(
        `update message set status = 'planned', attempts = 0, claimed_until = null, handed_at = null, sent_at = null,
           subject = null, body = null, advice = null, due_at = ?`,
      )
      .run(dueAt);
  }

  clear(): void {
    this.db.prepare('delete from message').run();
  }

  /** No provider is held for away any more. */
  openLanes(): void {
    this.db.prepare('update message_lane set trips = 0, suspended_until = null, probe_until = null').run();
  }

  /** How late each was sent, in milliseconds. */
  latenesses(): number[] {
    return this.db.prepare("select sent_at - due_at from message where status = 'sent'").pluck().all() as number[];
  }

  get left(): number {
    return this.db.prepare("select count(*) from message where status = 'queued'").pluck().get() as number;
  }

  close(): void {
    this.db.close();
  }
}
