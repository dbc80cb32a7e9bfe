import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MINUTE_MS } from '#kernel';
import { patientsMigrations } from '#patients';
import { type Database, platformMigrations } from '#platform';
import { databasesUnderTest, openTestDatabase } from '#testing';
import { schedulingMigrations } from '../scheduling.migrations.js';
import { FirstMassageStore } from './first-massage.store.js';

const DAY = (day: number) => Date.UTC(2026, 10, day, 16, 0);
const MASSAGES = ['spot', 'long'];

interface Given {
  patientId: string;
  day: number;
  services?: { id: string; status?: string }[];
}

describe.each(databasesUnderTest())('the first massage on %s', (kind) => {
  let db: Database;
  let drop: () => Promise<void>;
  const store = new FirstMassageStore();
  let made = 0;

  beforeAll(async () => {
    ({ db, drop } = await openTestDatabase(kind, [...platformMigrations, ...patientsMigrations, ...schedulingMigrations]));
  });

  afterAll(() => drop());

  async function give(all: Given[]): Promise<void> {
    await db.run(async (tx) => {
      for (const { patientId, day, services = [{ id: 'spot' }] } of all) {
        const id = `${++made}`;
        const times = { start_at: DAY(day), end_at: DAY(day) + 30 * MINUTE_MS };
        const visit = { id: `vis_${id}`, version: 1, status: 'booked', patient_id: patientId, location_id: 'loc' };
        await tx.insert('visit', { ...visit, ...times, created_at: 0, updated_at: 0 });
        for (const [position, service] of services.entries()) {
          const leg = { id: `leg_${id}_${position}`, visit_id: `vis_${id}`, position, service_id: service.id, practitioner_id: 'prc' };
          const buffers = { buffer_before_minutes: 0, buffer_after_minutes: 0 };
          await tx.insert('leg', { ...leg, room_id: 'room', status: service.status ?? 'booked', ...buffers, ...times });
        }
      }
    });
  }

  async function patients(...ids: string[]): Promise<void> {
    await db.run(async (tx) => {
      for (const id of ids) {
        const names = { given_name: id, family_name: id, sort_name: id };
        const flags = { language: 'en', reminders_opted_out: 0, demo: 0 };
        await tx.insert('patient', { id, version: 1, ...names, ...flags, created_at: 0, updated_at: 0 });
      }
    });
  }

  it('is the oldest that took place or will, whatever was booked first', async () => {
    await patients('ana', 'ben', 'cleo', 'dan');
    await give([
      { patientId: 'ana', day: 20 },
      { patientId: 'ana', day: 10, services: [{ id: 'host' }] },
      { patientId: 'ana', day: 15, services: [{ id: 'host' }, { id: 'long' }] },
      { patientId: 'ben', day: 5, services: [{ id: 'spot', status: 'cancelled' }] },
      { patientId: 'ben', day: 6, services: [{ id: 'spot', status: 'no-show' }] },
      { patientId: 'ben', day: 7, services: [{ id: 'spot', status: 'completed' }] },
      { patientId: 'cleo', day: 3, services: [{ id: 'host' }] },
    ]);
    const firsts = await store.of(db.reader, ['ana', 'ben', 'cleo', 'dan', 'nobody'], MASSAGES);
    expect([...firsts].sort()).toEqual([
      ['ana', DAY(15)],
      ['ben', DAY(7)],
    ]);
  });

  it('asks nothing where there is nothing to ask', async () => {
    expect(await store.of(db.reader, [], MASSAGES)).toEqual(new Map());
    expect(await store.of(db.reader, ['ana'], [])).toEqual(new Map());
  });
});
