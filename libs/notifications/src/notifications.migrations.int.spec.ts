import { describe, expect, it } from '@jest/globals';
import { migrate, platformMigrations } from '#platform';
import { databasesUnderTest, openTestDatabase } from '#testing';
import { notificationsMigrations } from './notifications.migrations.js';

const INDEXES = ['due', 'queued', 'visit', 'recipient', 'listed', 'once', 'failed', 'held', 'about']
  .map((name) => `message_${name}`)
  .sort();

describe.each(databasesUnderTest())('the table of messages on %s', (database) => {
  it('keeps its rows and indexes when a message need not be about a visit any more', async () => {
    const older = [...platformMigrations, ...notificationsMigrations.slice(0, 2)];
    const { db, drop } = await openTestDatabase(database, older);
    try {
      const row = {
        id: 'msg_1',
        version: 3,
        visit_id: 'vis_1',
        visit_version: 2,
        kind: 'reminder',
        step: '1d',
        channel: 'email',
        recipient_type: 'patient',
        recipient_id: 'pat_1',
        location_id: 'loc_1',
        visit_day: '2026-11-27',
        about_start: 17,
        about: '17',
        status: 'sent',
        reason: null,
        due_at: 5,
        handed_at: null,
        claimed_until: null,
        attempts: 1,
        sent_at: 6,
        subject: 'S',
        body: 'B',
        advice: '["x"]',
        dedupe: 'key',
        created_at: 4,
      };
      await db.run((tx) => tx.insert('message', row));
      for (const migration of notificationsMigrations.slice(2, 3)) db.dataSource.migrations.push(new migration());
      await migrate(db);
      expect(await db.reader.all('select * from message')).toEqual([row]);
      const own = { visit_id: null, visit_version: null, visit_day: null, about_start: null };
      await db.run((tx) => tx.insert('message', { ...row, ...own, id: 'msg_2', dedupe: null }));
      await expect(db.run((tx) => tx.insert('message', { ...row, id: 'msg_3' }))).rejects.toThrow();
      const names = await db.reader.all<{ name: string }>(
        database === 'postgres'
          ? "select indexname as name from pg_indexes where tablename = 'message' and indexname like 'message_%' and indexname <> 'message_pkey'"
          : "select name from sqlite_master where type = 'index' and tbl_name = 'message' and name like 'message_%'",
      );
      expect(names.map((one) => one.name).sort()).toEqual(INDEXES);
    } finally {
      await drop();
    }
  });
});
