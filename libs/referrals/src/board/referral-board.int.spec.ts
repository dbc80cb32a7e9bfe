import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clinicMigrations, ClinicService, demoClinicFile } from '#clinic';
import { DAY_MS, HOUR_MS, newId } from '#kernel';
import { PatientsService, patientsMigrations } from '#patients';
import { ChangeFeed, Commands, Cursors, type Database, platformMigrations, type Reader, type Row, systemContext } from '#platform';
import { schedulingMigrations } from '#scheduling';
import { databasesUnderTest, openTestDatabase, TEST_SEALER } from '#testing';
import { REFERRAL_STATUSES, type ReferralStatus } from '../referral.status.js';
import { referralsMigrations } from '../referrals.migrations.js';
import { BOARD_COLUMN_KEYS, type BoardColumnKey } from './columns.rules.js';
import { ReferralBoardService } from './referral-board.service.js';

const NOW = Date.UTC(2026, 10, 23, 20, 0);
const PEOPLE = 100;
const OPEN = 5000;
const migrations = [...platformMigrations, ...clinicMigrations, ...patientsMigrations, ...schedulingMigrations, ...referralsMigrations];

/** `db` with a list of what is asked of its reader. */
function listening(db: Database): { db: Database; asked: string[] } {
  const asked: string[] = [];
  const reader = new Proxy(db.reader, {
    get(target, name: keyof Reader) {
      const value = target[name];
      if (typeof value !== 'function') return value;
      return (sql: string, ...rest: unknown[]) => {
        asked.push(sql);
        return (value as (...args: unknown[]) => unknown).call(target, sql, ...rest);
      };
    },
  });
  const spied = new Proxy(db, { get: (target, name) => (name === 'reader' ? reader : Reflect.get(target, name, target)) });
  return { db: spied, asked };
}

describe.each(databasesUnderTest())('the referrals board on %s', (kind) => {
  let db: Database;
  let drop: () => Promise<void>;
  let board: ReferralBoardService;
  let asked: string[];
  let people: string[];
  let made = 0;

  beforeAll(async () => {
    ({ db, drop } = await openTestDatabase(kind, migrations));
    const spied = listening(db);
    asked = spied.asked;
    const feed = new ChangeFeed(db);
    const clinic = new ClinicService(spied.db, feed);
    const cursors = new Cursors(Buffer.alloc(32));
    const patients = new PatientsService(spied.db, new Commands(db, feed, TEST_SEALER), cursors, clinic);
    board = new ReferralBoardService(spied.db, cursors, clinic, patients);
    const ctx = systemContext('spec', NOW);
    await clinic.applyFile(ctx, readFileSync(demoClinicFile(), 'utf8'));
    people = [];
    for (let i = 0; i < PEOPLE; i++) people.push((await patients.create(ctx, { givenName: 'Pat', familyName: `Number ${i}` })).body.id);
  });

  afterAll(() => drop());

  /** A referral as it is stored, so many days old. */
  function row(status: ReferralStatus, days: number, extra: Row = {}): Row & { id: string } {
    const at = NOW - days * DAY_MS;
    return {
      id: newId('ref', at + made),
      version: 1,
      status,
      source: 'staff',
      patient_id: people[made++ % PEOPLE]!,
      referrer_name: 'Dr. Otto Kern',
      reason: 'secret headache',
      conditions: '[]',
      areas: '["neck"]',
      techniques: '[]',
      visits_authorized: 6,
      created_at: at,
      updated_at: at,
      moved_at: at,
      ...extra,
    };
  }

  async function store(rows: (Row & { id: string })[], visits: { referralId: string; leg: string }[] = []): Promise<string[]> {
    await db.run(async (tx) => {
      await tx.insert('referral', rows);
      const times = { start_at: NOW + HOUR_MS, end_at: NOW + 2 * HOUR_MS };
      for (const { referralId, leg } of visits) {
        const id = newId('vis', NOW);
        const own = { id, version: 1, status: 'booked', patient_id: 'p', location_id: 'l', referral_id: referralId };
        await tx.insert('visit', { ...own, ...times, created_at: NOW, updated_at: NOW });
        const service = { service_id: 'svc_spot-work', practitioner_id: 'p', room_id: 'r' };
        const buffers = { buffer_before_minutes: 0, buffer_after_minutes: 0 };
        await tx.insert('leg', { id: newId('leg', NOW), visit_id: id, position: 0, ...service, ...times, ...buffers, status: leg });
      }
    });
    return rows.map((one) => one.id);
  }

  const column = async (key: BoardColumnKey) => (await board.read(NOW, { limit: 50 })).columns.find((one) => one.key === key)!;

  it('is empty at first, with its five columns', async () => {
    expect((await board.read(NOW, { limit: 50 })).columns).toEqual(
      BOARD_COLUMN_KEYS.map((key) => ({ key, total: 0, data: [], page: { hasMore: false } })),
    );
  });

  it('puts each referral where somebody looks for it, and tells how it stands', async () => {
    const rows = REFERRAL_STATUSES.map((status, i) => row(status, 20 - i));
    const id = (status: ReferralStatus) => rows.find((one) => one.status === status)!.id;
    const [waiting] = await store([row('no-show', 1)]);
    await store(rows, [
      { referralId: id('accepted'), leg: 'booked' },
      { referralId: id('no-show'), leg: 'no-show' },
      { referralId: id('in-progress'), leg: 'completed' },
      { referralId: id('in-progress'), leg: 'cancelled' },
      { referralId: waiting!, leg: 'arrived' },
    ]);
    const { columns } = await board.read(NOW, { limit: 50 });
    expect(columns.map(({ key, total, data }) => [key, total, data.map((card) => card.status)])).toEqual([
      ['new', 3, ['received', 'needs-information', 'cancellation-requested']],
      ['needs-clearance', 1, ['needs-clearance']],
      ['to-schedule', 2, ['no-show', 'visit-cancelled']],
      ['active', 4, ['accepted', 'scheduled', 'in-progress', 'no-show']],
      ['done', 3, ['completed', 'cancelled', 'declined']],
    ]);
    const done = columns[3]!.data[2]!;
    expect(done).toMatchObject({
      patient: { displayName: expect.stringMatching(/^Pat Number/) },
      referrer: { name: 'Dr. Otto Kern' },
      ageDays: 13,
      ledger: { authorized: 6, booked: 0, used: 1, left: 5 },
      warnings: [],
    });
    expect(JSON.stringify(columns)).not.toContain('secret');
  });

  it('shows what was closed lately, the last one first', async () => {
    await store([row('completed', 31), row('declined', 60, { moved_at: NOW - DAY_MS })]);
    const done = await column('done');
    expect([done.total, done.data[0]!.status]).toEqual([4, 'declined']);
  });

  it('goes on in one column, page by page, and misses nothing', async () => {
    await store(Array.from({ length: 7 }, (_, i) => row(i % 2 === 0 ? 'received' : 'needs-information', 30 + (i % 3))));
    const all = (await column('new')).data.map((card) => card.id);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const [page] = (await board.read(NOW, { column: 'new', limit: 3, cursor })).columns;
      paged.push(...page!.data.map((card) => card.id));
      cursor = page!.page.next;
    } while (cursor);
    expect(all).toHaveLength(10);
    expect(paged).toEqual(all);
    const foreign = (await board.read(NOW, { column: 'new', limit: 3 })).columns[0]!.page.next;
    await expect(board.read(NOW, { column: 'active', limit: 3, cursor: foreign })).rejects.toMatchObject({ code: 'invalid-cursor' });
    await expect(board.read(NOW, { limit: 3, cursor: foreign })).rejects.toMatchObject({
      kind: 'invalid',
      details: { errors: [{ pointer: '?column' }] },
    });
  });

  it('opens with three queries when 5,000 are open', async () => {
    const open = REFERRAL_STATUSES.slice(0, 8);
    await store(Array.from({ length: OPEN }, (_, i) => row(open[i % open.length]!, i % 300)));
    if (db.dialect === 'postgres') await db.run((tx) => tx.run('analyze'));
    await board.read(NOW, { limit: 50 });
    asked.length = 0;
    for (let i = 0; i < 5; i++) {
      const { columns } = await board.read(NOW, { limit: 50 });
      expect(columns.slice(0, 4).map(({ total, data, page }) => [total! > 600, data.length, page.hasMore])).toEqual([
        [true, 50, true],
        [true, 50, true],
        [true, 50, true],
        [true, 50, true],
      ]);
    }
    expect(asked.length / 5).toBeLessThanOrEqual(3);
  });

  it('reads its cards through indexes', async () => {
    const sql = asked.find((one) => one.includes('with card as materialized'))!;
    if (db.dialect !== 'sqlite') return;
    const steps = await db.reader.all<{ detail: string }>(
      `explain query plan ${sql.replaceAll('??', '?')}`,
      Array.from({ length: sql.match(/\?\??/g)!.length }, () => 1),
    );
    const scans = steps.map((step) => step.detail).filter((detail) => /^SCAN (r|v|l)\b/.test(detail));
    expect(scans).toEqual([]);
    expect(steps.some((step) => step.detail.includes('USING INDEX referral_by_status (status=?'))).toBe(true);
    expect(steps.filter((step) => step.detail.startsWith('SEARCH r ')).every((step) => /INDEX referral_by_/.test(step.detail))).toBe(true);
  });
});
