import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseInstant } from '#kernel';
import { ChangeFeed, Commands, Cursors, type Database, platformMigrations, type Reader, systemContext, type Tx } from '#platform';
import { databasesUnderTest, openTestDatabase, TEST_SEALER } from '#testing';
import { AbsenceService } from './absences/absence.service.js';
import { deleteAbsence, findAbsence, insertAbsence, listAbsences } from './absences/absence.store.js';
import { clinicMigrations } from './clinic.migrations.js';
import { ClinicService } from './clinic.service.js';
import { demoClinicFile } from './demo.js';
import { HandsOnService } from './hands-on/hands-on.service.js';
import { printDiff } from './file/clinic-file.plan.js';

const NOW = parseInstant('2026-11-23T10:00:00-07:00')!;
const DEMO = readFileSync(demoClinicFile(), 'utf8');
const DAY = 86_400_000;

describe.each(databasesUnderTest())('clinic on %s', (kind) => {
  const ctx = systemContext('test', NOW);
  let db: Database;
  let drop: () => Promise<void>;
  let clinic: ClinicService;

  beforeEach(async () => {
    ({ db, drop } = await openTestDatabase(kind, [...platformMigrations, ...clinicMigrations]));
    clinic = new ClinicService(db, new ChangeFeed(db));
  });

  afterEach(() => drop());

  const auditCount = async () => Number((await db.reader.get<{ n: number }>('select count(*) as n from audit'))!.n);

  it('applies the demo clinic once; the second time changes nothing, not even the version', async () => {
    const first = await clinic.applyFile(ctx, DEMO, { demo: true });
    expect(first.diff.created).toHaveLength(1 + 8 + 12 + 7 + 7 + 8 + 2);
    const snapshot = await clinic.snapshot();
    const audited = await auditCount();
    expect(audited).toBe(first.diff.created.length);
    expect(snapshot.practitioners.get('prac_ana-silva')).toMatchObject({
      demo: true,
      version: 1,
      handsOnMinutesPerDay: 300,
      breakMinutes: 15,
    });
    expect(snapshot.servicesByCode.get('spot-work')).toMatchObject({ id: 'svc_spot-work', roomKind: 'spot-bay', requiresReferral: false });
    expect(snapshot.techniques.get('passive-resistive-stretching')).toMatchObject({ stretching: true });
    expect([...snapshot.practitioners.keys()]).toEqual([...snapshot.practitioners.keys()].sort());

    const second = await clinic.applyFile(ctx, DEMO);
    expect(printDiff(second.diff)).toBe(`0 created, 0 changed, ${first.diff.created.length} unchanged, 0 not in the file`);
    expect(await clinic.snapshot()).toBe(snapshot);
    expect(await auditCount()).toBe(audited);
  });

  it('changes what the file changes and keeps what it no longer names', async () => {
    await clinic.applyFile(ctx, DEMO, { demo: true });
    const edited = DEMO.replace('Dr. Alder Finch, DC', 'Dr. A. Finch, DC')
      .replace('  head: Head\n', '')
      .replace('2026-12-25, reason: Christmas Day', '2026-12-25, reason: Christmas');
    const { diff } = await clinic.applyFile(ctx, edited);
    expect(diff.changed.map((item) => item.id)).toEqual(['prac_alder-finch', 'closure_cedar_2026-12-25']);
    expect(diff.notInFile).toEqual([{ type: 'area', id: 'head', name: 'Head' }]);
    const snapshot = await clinic.snapshot();
    expect(snapshot.practitioners.get('prac_alder-finch')).toMatchObject({ displayName: 'Dr. A. Finch, DC', version: 2, demo: true });
    expect(snapshot.areas.has('head')).toBe(true);
  });

  it('tells of every mistake in the file and writes nothing', async () => {
    const bad = DEMO.replace('America/Denver', 'America/Denvr').replace('2029-06-30', 'soon');
    await expect(clinic.applyFile(ctx, bad)).rejects.toMatchObject({
      kind: 'invalid',
      code: 'clinic-file-invalid',
      details: { errors: [{ code: 'unknown-zone', detail: expect.stringMatching(/^line 11, column 15/) }, { code: 'not-a-date' }] },
    });
    expect((await clinic.snapshot()).locations.size).toBe(0);
    expect(await auditCount()).toBe(0);
  });

  it('a dry run says the same and undoes it', async () => {
    const { diff } = await clinic.applyFile(ctx, DEMO, { dryRun: true });
    expect(diff.created.length).toBeGreaterThan(30);
    expect((await clinic.snapshot()).locations.size).toBe(0);
  });

  it('refuses to leave booked visits outside unless forced; a dry run lists them', async () => {
    await clinic.applyFile(ctx, DEMO);
    const visit = { id: 'vis_1', start: NOW + DAY, end: NOW + DAY + 900_000, practitionerId: 'prac_alder-finch' };
    const asked: unknown[] = [];
    clinic.addImpactCheck(async (reader, change) => {
      asked.push(change);
      const spans = (await clinic.snapshot(reader)).workingSpans.get('prac_alder-finch')!;
      return spans.some((span) => span.weekday === 'tue') ? [] : [visit, visit];
    });
    const edited = DEMO.replace('days: mon-fri', 'days: [mon, wed]');
    expect((await clinic.applyFile(ctx, edited, { dryRun: true })).affectedVisits).toEqual([visit]);
    const change = { practitionerId: 'prac_alder-finch', window: { start: NOW, end: expect.any(Number) } };
    expect(asked).toEqual([change, change]);
    await expect(clinic.applyFile(ctx, edited)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'visits-affected',
      details: { extra: { affectedVisits: [{ id: 'vis_1', start: '2026-11-24T10:00:00-07:00' }] } },
    });
    // What the refused transaction saw must not have become the shared snapshot.
    expect((await clinic.snapshot()).practitioners.get('prac_alder-finch')).toMatchObject({ version: 1 });
    await clinic.applyFile(ctx, edited, { force: true });
    expect((await clinic.snapshot()).practitioners.get('prac_alder-finch')).toMatchObject({ version: 2 });
    // What an earlier change left outside does not stand in the way of the next.
    const again = DEMO.replace('days: mon-fri', 'days: [mon]');
    expect((await clinic.applyFile(ctx, again)).affectedVisits).toEqual([]);
  });

  it('hands-on limits: a file that is applied anew wins over what was changed meanwhile, and asks for its visits', async () => {
    await clinic.applyFile(ctx, DEMO);
    const feed = new ChangeFeed(db);
    const handsOn = new HandsOnService(new Commands(db, feed, TEST_SEALER), clinic);
    const limits = { handsOnMinutesPerDay: 200, breakAfterMinutes: 60, breakMinutes: 20 };
    await handsOn.replace({ ...ctx, ifMatch: '"v1"' }, 'prac_ana-silva', limits, false);
    expect((await clinic.snapshot()).practitioners.get('prac_ana-silva')).toMatchObject({ ...limits, version: 2 });
    const asked: unknown[] = [];
    clinic.addImpactCheck(async (_, change) => (asked.push(change), []));
    const { diff } = await clinic.applyFile(ctx, DEMO);
    expect(diff.changed.flatMap((item) => item.fields)).toEqual([
      { field: 'handsOnMinutesPerDay', before: 200, after: 300 },
      { field: 'breakAfterMinutes', before: 60, after: 240 },
      { field: 'breakMinutes', before: 20, after: 15 },
    ]);
    expect(asked[0]).toMatchObject({ practitionerId: 'prac_ana-silva', handsOn: true });
    await clinic.applyFile(ctx, DEMO.replaceAll('    breakAfterMinutes: 240\n    breakMinutes: 15\n', ''));
    const ana = (await clinic.snapshot()).practitioners.get('prac_ana-silva')!;
    expect([ana.handsOnMinutesPerDay, ana.breakAfterMinutes, ana.breakMinutes]).toEqual([300, undefined, undefined]);
  });

  it('a snapshot is one object until the clinic changes, inside a transaction too', async () => {
    await clinic.applyFile(ctx, DEMO);
    const before = await clinic.snapshot();
    expect(await db.run((tx) => clinic.snapshot(tx))).toBe(before);
    await clinic.applyFile(ctx, DEMO.replace('name: Neck', 'name: Nape').replace('  neck: Neck', '  neck: Nape'));
    expect(await clinic.snapshot()).not.toBe(before);
  });

  it('costs one small query while nothing changes', async () => {
    await clinic.applyFile(ctx, DEMO);
    await clinic.snapshot();
    const asked: string[] = [];
    const spy = { ...db.reader, get: (sql: string) => (asked.push(sql), db.reader.get(sql)) } as Reader;
    await clinic.snapshot(spy);
    expect(asked).toEqual(['select n from clinic_version']);
  });

  it('absences: those that touch the window, of these people and this location', async () => {
    await clinic.applyFile(ctx, DEMO.replace('2026-12-25', '2026-12-26'));
    const off = { practitionerId: 'prac_ana-silva', locationId: 'loc_cedar', version: 1 };
    await db.run(async (tx) => {
      await insertAbsence(tx, 'time-off', { ...off, id: 'off_1', start: NOW, end: NOW + DAY });
      await insertAbsence(tx, 'time-off', { ...off, id: 'off_2', start: NOW + 3 * DAY, end: NOW + 4 * DAY });
      await insertAbsence(tx, 'time-off', { ...off, id: 'off_3', practitionerId: 'prac_sage-willow', start: NOW, end: NOW + DAY });
      await insertAbsence(tx, 'closure', { locationId: 'loc_cedar', id: 'clos_1', start: NOW - DAY, end: NOW + 1, version: 1 });
    });
    const asked = (start: number, end: number) =>
      clinic.absences(db.reader, { practitionerIds: ['prac_ana-silva'], locationId: 'loc_cedar', window: { start, end } });
    const found = await asked(NOW, NOW + 3 * DAY);
    expect(found.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      { id: 'clos_1', locationId: 'loc_cedar', start: NOW - DAY, end: NOW + 1 },
      { id: 'off_1', practitionerId: 'prac_ana-silva', start: NOW, end: NOW + DAY },
    ]);
    expect(await asked(NOW + DAY, NOW + 2 * DAY)).toEqual([]);
  });

  it('absences: listed by start with a place to go on, found, deleted only in the version that was read', async () => {
    await clinic.applyFile(ctx, DEMO);
    const stored = [3, 1, 2].map((day) => ({
      id: `clos_${day}`,
      locationId: 'loc_cedar',
      start: NOW + day * DAY,
      end: NOW + day * DAY + 1,
      version: 1,
    }));
    await db.run(async (tx) => {
      for (const closure of stored) await insertAbsence(tx, 'closure', closure);
    });
    const list = (after?: (string | number)[]) =>
      listAbsences(db.reader, 'closure', { ownerIds: ['loc_cedar'], window: { start: NOW, end: NOW + 4 * DAY }, after, limit: 2 });
    const first = await list();
    expect(first.map((closure) => closure.id)).toEqual(['clos_1', 'clos_2']);
    expect((await list([first[1]!.start, 'clos_2'])).map((closure) => closure.id)).toEqual(['clos_3']);
    expect(await findAbsence(db.reader, 'closure', 'clos_3')).toEqual({ ...stored[0], practitionerId: undefined, reason: undefined });
    expect(await db.run((tx) => deleteAbsence(tx, 'closure', { ...stored[0]!, version: 2 }))).toBe(false);
    expect(await db.run((tx) => deleteAbsence(tx, 'closure', stored[0]!))).toBe(true);
  });

  it('takes the locks of a booking before it writes: one person, or everybody at the location', async () => {
    await clinic.applyFile(ctx, DEMO);
    const locked: (readonly string[])[] = [];
    const watched = Object.create(db, {
      run: {
        value: <T>(work: (tx: Tx) => Promise<T>) =>
          db.run((tx) => {
            const lock = (keys: readonly string[]) => (locked.push(keys), tx.lock(keys));
            return work(Object.create(tx, { lock: { value: lock } }) as Tx);
          }),
      },
    }) as Database;
    const feed = new ChangeFeed(watched);
    const service = new AbsenceService(
      watched,
      new Commands(watched, feed, TEST_SEALER),
      new Cursors(Buffer.alloc(32)),
      new ClinicService(watched, feed),
    );
    const tomorrow = { fromDate: '2026-11-24', toDate: '2026-11-24' };
    await service.addTimeOff(ctx, 'prac_ana-silva', tomorrow, false);
    expect(locked.splice(0)).toEqual([['clinic-write'], ['prac_ana-silva']]);
    await service.addClosure(ctx, { ...tomorrow, locationId: 'loc_cedar' }, false);
    expect(locked).toEqual([['clinic-write'], [...(await clinic.snapshot()).practitioners.keys()]]);
  });
});
