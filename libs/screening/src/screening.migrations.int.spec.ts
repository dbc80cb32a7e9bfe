import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { clinicMigrations, ClinicService, demoClinicFile } from '#clinic';
import { patientsMigrations } from '#patients';
import { ChangeFeed, migrate, platformMigrations, systemContext } from '#platform';
import { schedulingMigrations } from '#scheduling';
import { databasesUnderTest, openTestDatabase } from '#testing';
import { screeningMigrations } from './screening.migrations.js';

const NOW = Date.UTC(2026, 10, 23, 20, 0);
/** With the last of them, the screening gates everything. */
const BEFORE = 3;

describe.each(databasesUnderTest())('what was booked before the screening gated it on %s', (database) => {
  it('needs a look, if it is a massage of somebody who was not asked', async () => {
    const others = [...platformMigrations, ...clinicMigrations, ...patientsMigrations, ...schedulingMigrations];
    const { db, drop } = await openTestDatabase(database, [...others, ...screeningMigrations.slice(0, BEFORE)]);
    try {
      await new ClinicService(db, new ChangeFeed(db)).applyFile(systemContext('spec', NOW), readFileSync(demoClinicFile(), 'utf8'));
      await db.run(async (tx) => {
        const put = async (id: string, patient: string, service: string, status = 'booked') => {
          const times = { start_at: NOW, end_at: NOW + 900_000 };
          const own = { id, version: 1, status, patient_id: patient, location_id: 'loc_cedar' };
          await tx.insert('visit', { ...own, ...times, created_at: NOW, updated_at: NOW });
          const buffers = { buffer_before_minutes: 0, buffer_after_minutes: 0 };
          const leg = { id: `leg_${id}`, visit_id: id, position: 0, service_id: service, practitioner_id: 'p', room_id: 'r' };
          await tx.insert('leg', { ...leg, ...times, ...buffers, status });
        };
        await put('vis_massage', 'pat_new', 'svc_spot-work');
        await put('vis_host', 'pat_new', 'svc_adjustment');
        await put('vis_done', 'pat_new', 'svc_spot-work', 'completed');
        await put('vis_asked', 'pat_asked', 'svc_spot-work');
        await tx.insert('screening', { patient_id: 'pat_asked', version: 1, sealed: 'x', answered_at: NOW, valid_until: '2027-01-01' });
      });
      for (const migration of new Set(screeningMigrations.slice(BEFORE))) db.dataSource.migrations.push(new migration());
      await migrate(db);
      const marked = await db.reader.all<{ id: string }>('select id from visit where needs_review = 1');
      expect(marked.map((one) => one.id)).toEqual(['vis_massage']);
    } finally {
      await drop();
    }
  });
});
