import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { ClinicService, demoClinicFile } from '#clinic';
import { DAY_MS, HOUR_MS, newId } from '#kernel';
import { ReferralBoardService, REFERRAL_STATUSES } from '#referrals';
import { Random } from '../../apps/demo/random.js';
import { addPatients, withApp, type BenchApp } from './bench-app.js';
import { figure, type Bench } from './measure.js';

/** The ladder's M: five sites, three years. */
const VISITS = 300_000;
const OPEN = 5000;
const CLOSED = 20_000;
const PEOPLE = 500;
const CARDS = 50;

/** The first page of the referrals board, beside three years of visits. */
export const referralBoard: Bench = {
  name: 'referral-board',
  run: ({ rounds, quick }) =>
    withApp({ clinic: readFileSync(demoClinicFile(), 'utf8') }, async (app) => {
      await fill(app, quick ? VISITS / 10 : VISITS);
      // Reads of one turn share a snapshot, and `fill` wrote through a connection of its own.
      await new Promise((next) => setImmediate(next));
      const board = app.server.app.get(ReferralBoardService, { strict: false });
      const now = app.parts.clock.now();
      const read = async () => {
        const began = performance.now();
        const { columns } = await board.read(now, { limit: CARDS });
        const ms = performance.now() - began;
        assert.deepEqual(
          columns.map(({ data }) => data.length),
          columns.map(() => CARDS),
        );
        return ms;
      };
      const times: number[] = [];
      await read();
      for (let i = 0; i < rounds * 4; i++) {
        await new Promise((next) => setImmediate(next));
        times.push(await read());
      }
      return [figure(`referral-board-of-${OPEN}-open`, 'ms', times, { kind: 'at-most', value: 100 })];
    }),
};

async function fill(app: BenchApp, visits: number): Promise<void> {
  const patients = await addPatients(app, PEOPLE);
  const snapshot = await app.server.app.get(ClinicService).snapshot();
  const massage = [...snapshot.services.values()].find((service) => service.discipline === 'massage')!;
  const location = [...snapshot.locations.keys()][0]!;
  const now = app.parts.clock.now();
  const random = new Random(5);
  const db = new Sqlite(join(app.dir, 'spotwork.sqlite'));
  const into = (table: string) => {
    const inserts = new Map<string, Sqlite.Statement>();
    return (row: Record<string, string | number | null>) => {
      const names = Object.keys(row).join();
      const insert = inserts.get(names) ?? db.prepare(`insert into ${table} (${names}) values (${names.replace(/\w+/g, '@$&')})`);
      inserts.set(names, insert);
      insert.run(row);
    };
  };
  const [putReferral, putVisit, putLeg] = [into('referral'), into('visit'), into('leg')];
  db.transaction(() => {
    const referrals: string[] = [];
    for (let i = 0; i < OPEN + CLOSED; i++) {
      const status = i < OPEN ? REFERRAL_STATUSES[i % 8]! : REFERRAL_STATUSES[8 + (i % (REFERRAL_STATUSES.length - 8))]!;
      const at = now - random.below(i < OPEN ? 200 : 1000) * DAY_MS;
      const id = newId('ref', at);
      referrals.push(id);
      putReferral({
        ...{ id, version: 1, status, source: 'staff', patient_id: patients[i % PEOPLE]!, referrer_name: 'Dr. Example' },
        ...{ reason: 'bench', conditions: '[]', areas: '["neck"]', techniques: '[]', visits_authorized: 12 },
        ...{ created_at: at, updated_at: at, moved_at: at },
      });
    }
    for (let i = 0; i < visits; i++) {
      const start = now - random.below(1095) * DAY_MS;
      const id = newId('vis', start);
      const times = { start_at: start, end_at: start + HOUR_MS / 4 };
      const isBooked = i % 200 === 0;
      const referral_id = i % 2 === 0 ? referrals[(i * 7919) % referrals.length]! : null;
      const own = { id, version: 1, patient_id: patients[i % PEOPLE]!, location_id: location, referral_id };
      putVisit({ ...own, ...times, status: isBooked ? 'booked' : 'completed', created_at: start, updated_at: start });
      putLeg({
        ...{ id: newId('leg', start), visit_id: id, position: 0, service_id: massage.id, practitioner_id: 'p', room_id: 'r' },
        ...{ ...times, buffer_before_minutes: 0, buffer_after_minutes: 0, status: isBooked ? 'booked' : 'completed' },
      });
    }
  })();
  db.exec('analyze');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}
