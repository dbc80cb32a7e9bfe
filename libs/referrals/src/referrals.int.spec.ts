import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ClinicService, ClinicSnapshot, Service } from '#clinic';
import { type DomainError, HOUR_MS, newId } from '#kernel';
import { PatientsService, patientsMigrations } from '#patients';
import { ChangeFeed, Commands, Cursors, type Database, platformMigrations, systemContext, type Tx } from '#platform';
import { type BookingRequest, schedulingMigrations, type Visit, type VisitChange } from '#scheduling';
import { databasesUnderTest, openTestDatabase, TEST_SEALER } from '#testing';
import { ReferralGate } from './referral.gate.js';
import { ReferralExtensions } from './reports/reporting.js';
import { ReferralWords } from './referral-words.js';
import { ReferralListener } from './referral.listener.js';
import { REFERRAL_STATUSES } from './referral.status.js';
import type { ReferralInput } from './referral.types.js';
import { referralsMigrations } from './referrals.migrations.js';
import { ReferralsService } from './referrals.service.js';

const NOW = Date.UTC(2026, 10, 23, 20, 0);
const migrations = [...platformMigrations, ...patientsMigrations, ...schedulingMigrations, ...referralsMigrations];

const massage = { id: 'svc_spot', discipline: 'massage', requiresReferral: false } as Service;
const adjustment = { id: 'svc_adj', discipline: 'chiropractic', requiresReferral: false } as Service;
const snapshot = {
  locations: new Map([['loc_1', { id: 'loc_1', timeZone: 'America/Los_Angeles' }]]),
  services: new Map([massage, adjustment].map((service) => [service.id, service])),
  practitioners: new Map([['pra_lind', { id: 'pra_lind', displayName: 'Dr. Mara Lind' }]]),
  areas: new Map([['neck', { code: 'neck', name: 'Neck' }]]),
  techniques: new Map([['swedish', { code: 'swedish', name: 'Swedish', stretching: false }]]),
} as unknown as ClinicSnapshot;

/** A visit with legs of these services and states, as scheduling stores it. */
async function insertVisit(tx: Tx, referralId: string, legs: [Service, string][]): Promise<string> {
  const id = newId('vis', NOW);
  const start = NOW + HOUR_MS;
  const times = { start_at: start, end_at: start + HOUR_MS };
  await tx.insert('visit', {
    id,
    version: 1,
    status: 'booked',
    patient_id: 'pat_x',
    location_id: 'loc_1',
    referral_id: referralId,
    ...times,
    created_at: NOW,
    updated_at: NOW,
  });
  await tx.insert(
    'leg',
    legs.map(([service, status], position) => ({
      id: newId('leg', NOW),
      visit_id: id,
      position,
      service_id: service.id,
      practitioner_id: 'pra_1',
      room_id: 'rom_1',
      ...times,
      buffer_before_minutes: 0,
      buffer_after_minutes: 0,
      status,
    })),
  );
  return id;
}

describe.each(databasesUnderTest())('referrals on %s', (kind) => {
  let db: Database;
  let drop: () => Promise<void>;
  let patients: PatientsService;
  let referrals: ReferralsService;
  let gate: ReferralGate;
  let ana: string;
  let bruno: string;
  let now = NOW;

  beforeAll(async () => {
    ({ db, drop } = await openTestDatabase(kind, migrations));
    const clinic = { snapshot: async () => snapshot } as unknown as ClinicService;
    const commands = new Commands(db, new ChangeFeed(db), TEST_SEALER);
    const cursors = new Cursors(Buffer.alloc(32));
    patients = new PatientsService(db, commands, cursors, clinic);
    referrals = new ReferralsService(db, commands, cursors, clinic, patients, new ReferralWords(TEST_SEALER), new ReferralExtensions());
    gate = new ReferralGate(clinic);
    ana = (await patients.create(ctx(), { givenName: 'Ana', familyName: 'Silva' })).body.id;
    bruno = (await patients.create(ctx(), { givenName: 'Bruno', familyName: 'Green' })).body.id;
  });

  afterAll(() => drop());

  const ctx = (ifMatch?: string) => ({ ...systemContext('desk', (now += 1000)), ifMatch });

  const input = (extra: Partial<ReferralInput> = {}): ReferralInput => ({
    patientId: ana,
    source: 'staff',
    referrer: { name: 'Dr. Otto Kern', organization: 'Green Valley Ortho' },
    reason: 'secret headache',
    conditions: ['secret migraine'],
    areas: [{ code: 'neck', side: 'left' }],
    techniques: ['swedish'],
    ...extra,
  });

  const bookingOn = (referralId: string, extra: Partial<BookingRequest> = {}): BookingRequest => ({
    now: NOW,
    locationId: 'loc_1',
    timeZone: 'America/Los_Angeles',
    patientId: ana,
    referralId,
    legs: [{ service: massage, techniques: [], areas: [], practitionerId: 'pra_1', roomId: 'rom_1', start: NOW, end: NOW + HOUR_MS }],
    ...extra,
  });

  it('keeps what was entered, with the practitioner’s name', async () => {
    const made = await referrals.create(
      ctx(),
      input({
        referrer: { practitionerId: 'pra_lind' },
        visitsAuthorized: 6,
        validFrom: '2026-11-23',
        validUntil: '2027-01-31',
        priority: 'routine',
      }),
    );
    expect([made.status, made.etag, made.location]).toEqual([201, '"v1"', `/api/v1/referrals/${made.body.id}`]);
    expect(made.body).toMatchObject({
      status: 'accepted',
      source: 'staff',
      patient: { id: ana, displayName: 'Ana Silva' },
      referrer: { practitionerId: 'pra_lind', name: 'Dr. Mara Lind' },
      reason: 'secret headache',
      conditions: ['secret migraine'],
      areas: [{ code: 'neck', side: 'left' }],
      techniques: ['swedish'],
      visitsAuthorized: 6,
      validFrom: '2026-11-23',
      validUntil: '2027-01-31',
      priority: 'routine',
      transitions: [{ to: 'accepted', by: 'desk' }],
    });
    expect(await referrals.get(made.body.id, NOW)).toEqual(made.body);
    expect((await referrals.byIds(db.reader, [made.body.id, 'ref_x'])).size).toBe(1);
  });

  it('waits for the desk when it came from outside, and tells its history', async () => {
    const made = await referrals.create(ctx(), input({ source: 'outside' }));
    const { id } = made.body;
    expect([made.body.status, made.body.allowedTransitions]).toEqual([
      'received',
      ['accepted', 'needs-information', 'needs-clearance', 'declined', 'cancellation-requested'],
    ]);
    await expect(referrals.transition(ctx(), id, 'accepted')).rejects.toMatchObject({ kind: 'precondition' });
    await expect(referrals.transition(ctx('"v2"'), id, 'accepted')).rejects.toMatchObject({ kind: 'stale' });
    await expect(referrals.transition(ctx('"v1"'), id, 'completed')).rejects.toMatchObject({
      kind: 'conflict',
      code: 'invalid-transition',
    });
    await referrals.transition(ctx('"v1"'), id, 'needs-information', 'secret: which side?');
    const done = await referrals.transition(ctx('"v2"'), id, 'accepted');
    expect([done.status, done.etag]).toEqual([200, '"v3"']);
    expect(done.body.transitions).toMatchObject([
      { to: 'received' },
      { from: 'received', to: 'needs-information', reason: 'secret: which side?' },
      { from: 'needs-information', to: 'accepted' },
    ]);
    const audit = await db.reader.all<{ kind: string; reason: string | null; facts: string }>(
      'select kind, reason, facts from audit where subject_id = ? order by version',
      [id],
    );
    expect(audit).toEqual([
      { kind: 'referral.created', reason: null, facts: '{"source":"outside","status":"received"}' },
      { kind: 'referral.transitioned', reason: null, facts: '{"from":"received","to":"needs-information"}' },
      { kind: 'referral.transitioned', reason: null, facts: '{"from":"needs-information","to":"accepted"}' },
    ]);
  });

  it('waits for the desk when a program says that it came from outside', async () => {
    const key = { type: 'api-key', id: 'key_1', displayName: 'Portal', scopes: ['*'] } as const;
    const made = await referrals.create({ ...ctx(), actor: key }, input({ source: undefined }));
    expect([made.body.status, made.body.source]).toEqual(['accepted', 'staff']);
    const brought = await referrals.create({ ...ctx(), actor: key }, input({ source: 'outside' }));
    expect(brought.body.status).toBe('received');
    const desk = await referrals.create({ ...ctx(), actor: { ...key, type: 'user' } }, input({ source: undefined }));
    expect(desk.body.status).toBe('accepted');
  });

  it('no health information gets into the audit', async () => {
    const stored = await db.reader.all(
      'select r.reason, r.conditions, t.reason as why from referral r join referral_transition t on t.referral_id = r.id',
    );
    expect(JSON.stringify(stored)).not.toMatch(/secret/);
    const found = await db.reader.all("select id from audit where facts like '%secret%' or reason like '%secret%' limit 1");
    expect(found).toEqual([]);
  });

  it('writes nothing when a field is wrong', async () => {
    const count = () => db.reader.get('select count(*) as referrals, (select count(*) from audit) as audit from referral');
    const before = await count();
    await expect(referrals.create(ctx(), input({ patientId: 'pat_x' }))).rejects.toMatchObject({ code: 'patient-unknown' });
    await expect(referrals.create(ctx(), input({ referrer: { practitionerId: 'pra_x' } }))).rejects.toMatchObject({
      code: 'practitioner-unknown',
    });
    await expect(referrals.create(ctx(), input({ areas: [{ code: 'wing' }] }))).rejects.toMatchObject({ code: 'area-unknown' });
    expect(await count()).toEqual(before);
  });

  it('counts visits with a live massage, each once', async () => {
    const { id } = (await referrals.create(ctx(), input({ visitsAuthorized: 10 }))).body;
    const moving = await db.run(async (tx) => {
      await insertVisit(tx, 'ref_other', [[massage, 'booked']]);
      await insertVisit(tx, id, [[adjustment, 'booked']]);
      await insertVisit(tx, id, [[massage, 'cancelled']]);
      await insertVisit(tx, id, [[massage, 'no-show']]);
      for (const status of ['arrived', 'in-progress']) await insertVisit(tx, id, [[massage, status]]);
      await insertVisit(tx, id, [
        [massage, 'completed'],
        [massage, 'booked'],
      ]);
      await insertVisit(tx, id, [[massage, 'completed']]);
      return insertVisit(tx, id, [
        [adjustment, 'completed'],
        [massage, 'booked'],
        [massage, 'booked'],
      ]);
    });
    expect(await referrals.ledger(id)).toEqual({ authorized: 10, booked: 3, used: 2, left: 5 });
    expect((await gate.load(db.reader, bookingOn(id, { movingVisitId: moving }))).usage).toEqual({
      booked: 2,
      used: 2,
      firstUsedAt: NOW + HOUR_MS,
      noShows: 1,
      lateCancellations: 0,
    });
    await expect(referrals.ledger('ref_x')).rejects.toMatchObject({ kind: 'not-found' });
    const open = (await referrals.create(ctx(), input())).body.id;
    expect(await referrals.ledger(open)).toEqual({ authorized: null, booked: 0, used: 0, left: null });
  });

  it('lists newest first, by state, patient, referrer or patient’s name, page by page', async () => {
    const other = (await referrals.create(ctx(), input({ patientId: bruno, referrer: { name: 'Zoë O’Hara', organization: 'Blue Hill' } })))
      .body.id;
    const waiting = (await referrals.create(ctx(), input({ patientId: bruno, source: 'outside' }))).body.id;
    const find = async (wish: Parameters<ReferralsService['list']>[0]) =>
      (await referrals.list(wish, NOW, 50, undefined)).data.map((view) => view.id);

    expect((await find({})).slice(0, 2)).toEqual([waiting, other]);
    expect((await find({ status: 'received' }))[0]).toBe(waiting);
    expect(await find({ status: 'received', patientId: bruno })).toEqual([waiting]);
    expect(await find({ patientId: bruno, status: 'accepted' })).toEqual([other]);
    expect(await find({ q: 'hara zo' })).toEqual([other]);
    expect(await find({ q: 'blue' })).toEqual([other]);
    expect(await find({ q: 'bruno gr' })).toEqual([waiting, other]);
    // "green" begins the organisation of most, and Bruno's family name.
    expect(await find({ q: 'green', patientId: bruno })).toEqual([waiting, other]);
    expect(await find({ q: 'green valley', patientId: bruno })).toEqual([waiting]);
    expect(await find({ q: 'nobody' })).toEqual([]);
    expect(await find({ q: '?!' })).toEqual([]);

    const all = await find({ q: 'green' });
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await referrals.list({ q: 'green' }, NOW, 2, cursor);
      paged.push(...page.data.map((view) => view.id));
      cursor = page.page.next;
    } while (cursor);
    expect(all.length).toBeGreaterThan(4);
    expect(paged).toEqual(all);
    expect((await referrals.list({ patientId: ana }, NOW, 50, undefined)).data.map((view) => view.ledger)).toContainEqual({
      authorized: 10,
      booked: 3,
      used: 2,
      left: 5,
    });
  });

  it('two bookings at once cannot both take the last authorised visit', async () => {
    const { id } = (await referrals.create(ctx(), input({ visitsAuthorized: 1 }))).body;
    const book = () =>
      db.run(async (tx) => {
        const request = bookingOn(id);
        const verdicts = gate.judge(await gate.load(tx, request), request);
        if (verdicts.length > 0) return verdicts;
        await insertVisit(tx, id, [[massage, 'booked']]);
        return 'booked';
      });
    const results = await Promise.all([book(), book(), book(), book()]);
    expect(results.filter((result) => result === 'booked')).toEqual(['booked']);
    expect(results.filter((result) => result !== 'booked')).toMatchObject(
      Array.from({ length: 3 }, () => [{ kind: 'refuse', code: 'referral-exhausted', overridable: true }]),
    );
  });

  it('of two moves decided on the same version one is refused', async () => {
    const { id } = (await referrals.create(ctx(), input())).body;
    const results = await Promise.allSettled([
      referrals.transition(ctx('"v1"'), id, 'completed'),
      referrals.transition(ctx('"v1"'), id, 'needs-clearance'),
    ]);
    const codes = results.map((result) => (result.status === 'fulfilled' ? 'moved' : (result.reason as DomainError).kind));
    expect(codes.sort()).toEqual(['moved', 'stale']);
  });

  it('moves as the table says from every state, and answers every other wish with invalid-transition', async () => {
    const { id } = (await referrals.create(ctx(), input())).body;
    for (const from of REFERRAL_STATUSES) {
      for (const to of REFERRAL_STATUSES) {
        await db.run((tx) => tx.run('update referral set status = ? where id = ?', [from, id]));
        const before = await referrals.get(id, NOW);
        const outcome = await referrals.transition(ctx('*'), id, to, 'because').then(
          ({ body }) => body.status,
          (error: DomainError) => `${error.kind} ${error.code}`,
        );
        const isLegal = before.allowedTransitions.includes(to);
        expect([from, to, outcome]).toEqual([from, to, isLegal ? to : 'conflict invalid-transition']);
        expect((await referrals.get(id, NOW)).version).toBe(before.version + (isLegal ? 1 : 0));
      }
    }
  });

  it('follows a visit with four statements, and without a referral with none', async () => {
    const listener = new ReferralListener({ snapshot: async () => snapshot } as unknown as ClinicService, referrals);
    const leg = { id: 'leg_1', serviceId: massage.id, status: 'booked' };
    const visit = (referralId?: string) => ({ id: 'vis_1', status: 'booked', referralId, legs: [leg] }) as unknown as Visit;
    const statements = (kind: VisitChange['kind'], referralId?: string, before?: Visit) =>
      db.run(async (tx) => {
        const asked: string[] = [];
        const spied = new Proxy(tx, {
          get(target, name: keyof Tx) {
            const value = target[name];
            if (typeof value !== 'function') return value;
            return (...args: unknown[]) => (asked.push(name), (value as (...args: unknown[]) => unknown).apply(target, args));
          },
        });
        await listener.onVisitChange(spied, { kind, before, after: visit(referralId), ctx: ctx() });
        return asked;
      });
    const { id } = (await referrals.create(ctx(), input())).body;
    expect(await statements('booked')).toEqual([]);
    expect(await statements('booked', id)).toEqual(['get', 'run', 'insert', 'insert']);
    expect(await statements('confirmed', id, visit(id))).toEqual([]);
    const missed = { ...visit(id), legs: [{ ...leg, status: 'no-show' }] } as Visit;
    expect(await statements('arrived', id, missed)).toEqual(['lock', 'get', 'run', 'insert', 'insert']);
    const { data } = await referrals.list({ patientId: ana }, NOW, 200, undefined);
    expect(data.find((one) => one.id === id)).toMatchObject({ status: 'scheduled', version: 3 });
  });

  it('never goes back in time, however late a change comes', async () => {
    const { id, movedAt } = (await referrals.create(ctx(), input())).body;
    const early = { ...ctx('*'), now: NOW - HOUR_MS };
    expect((await referrals.transition(early, id, 'needs-clearance')).body.movedAt).toBe(movedAt);
  });

  it('narrows a search to the dates and refuses it for the rest', async () => {
    const { id } = (await referrals.create(ctx(), input({ validFrom: '2026-12-01' }))).body;
    const request = bookingOn(id);
    const facts = await gate.load(db.reader, request);
    // 2026-12-01 00:00 in Los Angeles.
    expect(gate.constrain(facts, request)).toEqual({
      refuse: undefined,
      startsWithin: [{ start: Date.UTC(2026, 11, 1, 8), end: Number.MAX_SAFE_INTEGER }],
    });
    const other = bookingOn(id, { patientId: bruno });
    expect(gate.constrain(await gate.load(db.reader, other), other).refuse?.code).toBe('referral-unknown');
    expect(gate.judge(await gate.load(db.reader, bookingOn('ref_x')), bookingOn('ref_x'))).toMatchObject([{ code: 'referral-unknown' }]);
    const none = bookingOn(id, { referralId: undefined });
    expect(gate.judge(await gate.load(db.reader, none), none)).toEqual([]);
  });

  it('reads every list and the ledger through an index', async () => {
    if (db.dialect !== 'sqlite') return;
    const plan = async (sql: string, params: (string | number)[]) =>
      (await db.reader.all<{ detail: string }>(`explain query plan ${sql}`, params)).map((step) => step.detail).join('\n');
    const newestFirst = 'order by r.created_at desc, r.id desc limit 50';
    expect(await plan(`select * from referral r where r.status = ? and (r.created_at, r.id) < (?, ?) ${newestFirst}`, ['x', 1, 'y'])).toBe(
      'SEARCH r USING INDEX referral_by_status (status=? AND (created_at,id)<(?,?))',
    );
    expect(await plan(`select * from referral r where r.patient_id = ? ${newestFirst}`, ['x'])).toBe(
      'SEARCH r USING INDEX referral_by_patient (patient_id=?)',
    );
    expect(await plan(`select * from referral r ${newestFirst}`, [])).toBe('SCAN r USING INDEX referral_by_time');
    expect(
      await plan('select v.id from visit v join leg l on l.visit_id = v.id where v.referral_id in (?, ?) and l.service_id in (?)', [
        'a',
        'b',
        'c',
      ]),
    ).toBe('SEARCH v USING INDEX visit_referral (referral_id=?)\nSEARCH l USING INDEX leg_visit (visit_id=?)');
  });
});
