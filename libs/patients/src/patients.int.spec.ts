import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clinicMigrations, ClinicService } from '#clinic';
import type { DomainError } from '#kernel';
import { ChangeFeed, Commands, Cursors, type Database, platformMigrations, systemContext } from '#platform';
import { databasesUnderTest, openTestDatabase, TEST_SEALER } from '#testing';
import type { PatientInput } from './patient.types.js';
import { patientsMigrations } from './patients.migrations.js';
import { PatientsService } from './patients.service.js';

const NOW = Date.UTC(2026, 10, 23, 20, 0);

describe.each(databasesUnderTest())('patients on %s', (kind) => {
  let db: Database;
  let drop: () => Promise<void>;
  let patients: PatientsService;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    ({ db, drop } = await openTestDatabase(kind, [...platformMigrations, ...clinicMigrations, ...patientsMigrations]));
    const feed = new ChangeFeed(db);
    const clinic = new ClinicService(db, feed);
    patients = new PatientsService(db, new Commands(db, feed, TEST_SEALER), new Cursors(Buffer.alloc(32)), clinic);
    for (const input of PEOPLE) {
      const made = await patients.create(systemContext('spec', NOW), input);
      ids.set(made.body.displayName, made.body.id);
    }
  });

  afterAll(() => drop());

  const PEOPLE: PatientInput[] = [
    { givenName: 'Ana', familyName: 'Silva', birthDate: '1984-03-02', email: 'Ana@Example.org', phone: '+1 (503) 555-0142' },
    { givenName: 'Bruno', familyName: 'Silva', phone: '503-555-0199' },
    { givenName: 'Silvia', familyName: 'Ångström', birthDate: '1984-11-30' },
    { givenName: 'José', familyName: 'Núñez', email: 'silver@example.org' },
    { givenName: 'Ana', familyName: 'Anabel-Zhou', preferredChannel: 'sms', phone: '+86 21 5555 0142' },
    { givenName: 'Жанна', familyName: 'Иванова' },
  ];

  async function find(q: string, limit = 50): Promise<string[]> {
    return (await patients.list(q, limit, undefined)).data.map((view) => view.displayName);
  }

  it('lists everybody by family name, page by page, without accents in the order', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await patients.list('', 2, cursor);
      expect(page.data.length).toBe(2);
      seen.push(...page.data.map((view) => view.displayName));
      cursor = page.page.next;
    } while (cursor);
    expect(seen).toEqual(['Ana Anabel-Zhou', 'Silvia Ångström', 'José Núñez', 'Ana Silva', 'Bruno Silva', 'Жанна Иванова']);
  });

  it.each([
    ['silva', ['Ana Silva', 'Bruno Silva']],
    ['SIL', ['Ana Silva', 'Bruno Silva', 'José Núñez', 'Silvia Ångström']],
    ['silva an', ['Ana Silva']],
    ['an silva', ['Ana Silva']],
    ['nunez', ['José Núñez']],
    ['иван', ['Жанна Иванова']],
    ['ana@', ['Ana Silva']],
    ['1984-03-02', ['Ana Silva']],
    ['1984-11', ['Silvia Ångström']],
    ['503555', ['Ana Silva', 'Bruno Silva']],
    ['555-0142', ['Ana Silva', 'Ana Anabel-Zhou']],
    ['0142 zhou', ['Ana Anabel-Zhou']],
    ['lva', []],
    ['?!', []],
    ['%', []],
  ])('%s finds %j', async (q, names) => expect((await find(q)).sort()).toEqual([...names].sort()));

  it('finds a person once, also with two names that match, on whatever page', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await patients.list('an', 1, cursor);
      seen.push(...page.data.map((view) => view.displayName));
      cursor = page.page.next;
    } while (cursor);
    expect(seen).toEqual(['Ana Anabel-Zhou', 'Ana Silva', 'Silvia Ångström']);
  });

  it('refuses a cursor of another search, and a search of too many words', async () => {
    const { page } = await patients.list('an', 1, undefined);
    await expect(patients.list('si', 1, page.next)).rejects.toMatchObject({ code: 'invalid-cursor' });
    await expect(patients.list('a b c d e f g h i j k l m', 1, undefined)).rejects.toMatchObject({ code: 'too-many-words' });
  });

  it('reads many by id in one query and leaves unknown ones out', async () => {
    const ana = ids.get('Ana Silva')!;
    const found = await patients.byIds(db.reader, [ana, 'pat_unknown', ana]);
    expect([...found.keys()]).toEqual([ana]);
    expect(found.get(ana)).toEqual({
      id: ana,
      version: 1,
      givenName: 'Ana',
      familyName: 'Silva',
      displayName: 'Ana Silva',
      birthDate: '1984-03-02',
      email: 'Ana@Example.org',
      phone: '+1 (503) 555-0142',
      phoneNormalised: '+15035550142',
      preferredChannel: 'email',
      language: 'en',
      remindersOptedOut: false,
      demo: false,
    });
    expect((await patients.byIds(db.reader, [])).size).toBe(0);
    await expect(patients.require(db.reader, 'pat_unknown')).rejects.toMatchObject({
      kind: 'refused',
      code: 'patient-unknown',
      details: { errors: [{ pointer: '/patientId' }] },
    });
  });

  it('a change replaces what finds the patient, keeps an opt-out that is not mentioned, and is audited without content', async () => {
    const ctx = systemContext('spec', NOW);
    const made = await patients.create(ctx, { givenName: 'Wanda', familyName: 'Wolf', phone: '555 7777', remindersOptedOut: true });
    const { id } = made.body;
    const changed = await patients.replace({ ...ctx, ifMatch: made.etag }, id, {
      givenName: 'Wanda',
      familyName: 'Fuchs',
      email: 'w@example.org',
    });
    expect(changed.body).toMatchObject({
      version: 2,
      familyName: 'Fuchs',
      phone: undefined,
      preferredChannel: 'email',
      remindersOptedOut: true,
    });
    expect([await find('wolf'), await find('5557777'), await find('fuchs')]).toEqual([[], [], ['Wanda Fuchs']]);

    const audit = await db.reader.all<{ kind: string; version: number; facts: string | null; reason: string | null }>(
      'select kind, version, facts, reason from audit where subject_id = ? order by version',
      [id],
    );
    expect(audit).toEqual([
      { kind: 'patient.created', version: 1, facts: null, reason: null },
      { kind: 'patient.updated', version: 2, facts: '{"fields":["familyName","email","phone","preferredChannel"]}', reason: null },
    ]);
  });

  it('of two changes decided on the same version one is refused', async () => {
    const ctx = { ...systemContext('spec', NOW), ifMatch: '"v1"' };
    const id = ids.get('Bruno Silva')!;
    const input = { givenName: 'Bruno', familyName: 'Silva' };
    const results = await Promise.allSettled([patients.replace(ctx, id, input), patients.replace(ctx, id, input)]);
    expect(
      results.map((result) => (result.status === 'fulfilled' ? result.value.body.version : (result.reason as DomainError).code)).sort(),
    ).toEqual([2, 'version-mismatch']);
  });

  it('nothing is written when a rule says no', async () => {
    const count = () => db.reader.get('select count(*) as patients, (select count(*) from audit) as audit from patient');
    const before = await count();
    await expect(
      patients.create(systemContext('spec', NOW), { givenName: 'A', familyName: 'B', preferredChannel: 'sms' }),
    ).rejects.toMatchObject({ code: 'phone-missing' });
    expect(await count()).toEqual(before);
  });

  it('reads a search page in the order of the index, without sorting', async () => {
    if (db.dialect !== 'sqlite') return;
    const plan = await db.reader.all<{ detail: string }>(
      `explain query plan select p.id from patient_search s join patient p on p.id = s.patient_id
       where s.token >= ? and s.token < ?
         and not exists (select 1 from patient_search d where d.patient_id = s.patient_id and d.token >= ? and d.token < s.token)
         and exists (select 1 from patient_search o where o.patient_id = s.patient_id and o.token >= ? and o.token < ?)
       order by s.token, s.sort_name, s.patient_id limit ?`,
      ['si', 'sj', 'si', 'an', 'ao', 10],
    );
    const text = plan.map((step) => step.detail).join('\n');
    expect(text).toContain('SEARCH s USING PRIMARY KEY (token>? AND token<?)');
    expect(text).not.toMatch(/SCAN|TEMP B-TREE/);
  });
});
