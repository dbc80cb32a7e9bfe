import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClinicSnapshot } from '#clinic';
import { DAY_MS, MINUTE_MS } from '#kernel';
import { type Database, platformMigrations, type Reader } from '#platform';
import { databasesUnderTest, openTestDatabase } from '#testing';
import { schedulingMigrations } from '../scheduling.migrations.js';
import { ContinuityStore } from './continuity.store.js';

const NOW = Date.UTC(2026, 10, 23, 20, 0);
const snapshot = {
  services: new Map([
    ['spot', { id: 'spot', discipline: 'massage' }],
    ['long', { id: 'long', discipline: 'massage' }],
    ['host', { id: 'host', discipline: 'chiropractic' }],
  ]),
} as unknown as ClinicSnapshot;

interface Past {
  patientId: string;
  practitionerId: string;
  daysAgo: number;
  serviceId?: string;
  status?: string;
}

describe.each(databasesUnderTest())('continuity on %s', (kind) => {
  let db: Database;
  let drop: () => Promise<void>;
  const store = new ContinuityStore();
  let made = 0;

  beforeAll(async () => {
    ({ db, drop } = await openTestDatabase(kind, [...platformMigrations, ...schedulingMigrations]));
  });

  afterAll(() => drop());

  async function give(...all: Past[]): Promise<void> {
    await db.run(async (tx) => {
      for (const { patientId, practitionerId, daysAgo, serviceId = 'spot', status = 'completed' } of all) {
        const id = `${++made}`;
        const start = NOW - daysAgo * DAY_MS;
        const times = { start_at: start, end_at: start + 15 * MINUTE_MS };
        const visit = {
          id: `vis_${id}`,
          version: 1,
          status,
          patient_id: patientId,
          location_id: 'loc',
          created_at: start,
          updated_at: start,
        };
        await tx.insert('visit', { ...visit, ...times });
        const buffers = { buffer_before_minutes: 0, buffer_after_minutes: 0 };
        const leg = { id: `leg_${id}`, visit_id: `vis_${id}`, position: 0, service_id: serviceId, practitioner_id: practitionerId };
        await tx.insert('leg', { ...leg, room_id: 'room', status, ...buffers, ...times });
      }
    });
  }

  const usual = (patientId: string, reader: Reader = db.reader) => store.usualTherapist(reader, patientId, snapshot, NOW);

  it('counts completed massage of half a year, of this patient', async () => {
    await give(
      { patientId: 'a', practitionerId: 'ana', daysAgo: 3 },
      { patientId: 'a', practitionerId: 'sage', daysAgo: 170, serviceId: 'long' },
      { patientId: 'a', practitionerId: 'sage', daysAgo: 30 },
      // None of these counts: too long ago, not massage, not given, not this patient's, still to come.
      ...[181, 182, 183].map((daysAgo) => ({ patientId: 'a', practitionerId: 'clover', daysAgo })),
      ...[1, 2, 3].map((daysAgo) => ({ patientId: 'a', practitionerId: 'finch', daysAgo, serviceId: 'host' })),
      ...['booked', 'no-show', 'cancelled', 'arrived'].map((status) => ({ patientId: 'a', practitionerId: 'clover', daysAgo: 4, status })),
      ...[1, 2, 3].map((daysAgo) => ({ patientId: 'b', practitionerId: 'clover', daysAgo })),
      { patientId: 'a', practitionerId: 'clover', daysAgo: -1 },
    );
    expect(await usual('a')).toBe('sage');
    expect(await usual('b')).toBe('clover');
    expect(await usual('nobody')).toBeUndefined();
  });

  it('takes the latest of equals', async () => {
    await give({ patientId: 'c', practitionerId: 'ana', daysAgo: 9 }, { patientId: 'c', practitionerId: 'sage', daysAgo: 8 });
    expect(await usual('c')).toBe('sage');
  });

  it('asks one question, by patient and time', async () => {
    const asked: [sql: string, params: unknown][] = [];
    const listening = { ...db.reader, raw: async (sql: string, params: unknown) => (asked.push([sql, params]), []) } as unknown as Reader;
    await usual('a', listening);
    expect(asked).toHaveLength(1);
    if (db.dialect !== 'sqlite') return;
    const [sql] = asked[0]!;
    const plan = await db.reader.all<{ detail: string }>(`explain query plan ${sql.replace('??', '?, ?')}`, [
      'a',
      0,
      NOW,
      'spot',
      'long',
      200,
    ]);
    expect(plan.map((step) => step.detail).slice(0, 2)).toEqual([
      'SEARCH v USING INDEX visit_patient (patient_id=? AND start_at>? AND start_at<?)',
      'SEARCH l USING INDEX leg_visit (visit_id=?)',
    ]);
  });
});
