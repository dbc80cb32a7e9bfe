import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Database, reseal, Sealer, type SealedColumn } from '#platform';
import { SEALED_COLUMNS } from '../../apps/composition.js';
import { Api } from '../support/api.js';
import { runToEnd, requireBuild } from '../support/built-server.js';
import { answerScreening } from '../support/screening.js';
import { ACCOUNT, providerPosts, TOKEN } from '../support/sms-server.js';
import { bookPair, findPairs, unaskedPatient, type VisitBody } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';
import { databasesUnderTest } from '../support/test-databases.js';

// Monday 09:00 in Denver.
const NOW = '2027-02-01T16:00:00Z';
const WEEK = { from: '2027-02-08', to: '2027-02-12' };
const SEALED = /(?:^|")s1\.([0-9a-f]{8})\.[A-Za-z0-9_-]+(?:$|")/g;

/** Nothing is sent there: it signs what comes in. */
const SMS_URL = `https://${ACCOUNT}:${TOKEN}@sms.example?from=12345`;

const key = () => randomBytes(32).toString('base64');
const nameOf = ({ table, column }: Pick<SealedColumn, 'table' | 'column'>) => `${table}.${column}`;

/** Where in the whole database there is something sealed, and with which keys. */
async function sealedIn({ dialect, reader }: Database): Promise<Map<string, Set<string>>> {
  const sql =
    dialect === 'sqlite'
      ? "select name from sqlite_master where type = 'table'"
      : "select table_name as name from information_schema.tables where table_schema = 'public'";
  const found = new Map<string, Set<string>>();
  for (const { name: table } of await reader.all<{ name: string }>(sql)) {
    for (const row of await reader.all<Record<string, unknown>>(`select * from "${table}"`)) {
      for (const [column, value] of Object.entries(row)) {
        if (typeof value !== 'string') continue;
        const name = nameOf({ table, column });
        for (const [, id] of value.matchAll(SEALED)) found.set(name, (found.get(name) ?? new Set()).add(id!));
      }
    }
  }
  return found;
}

describe.each(databasesUnderTest())('a new key on %s', (database) => {
  const [old, current] = [key(), key()];
  let first: TestApp;
  let withBoth: TestApp;
  const others: TestApp[] = [];
  let told: string[] = [];
  let asked: Record<string, unknown> = {};

  const sameDatabase = async (env: Record<string, string>): Promise<TestApp> => {
    const { config } = first.parts;
    const url = config.database.kind === 'postgres' ? { DATABASE_URL: config.database.url } : {};
    const app = await TestApp.start({ now: NOW, env: { DATA_DIR: config.dataDir, ...url, ...env } });
    others.push(app);
    return app;
  };
  const sealerOf = (...keys: string[]) => new Sealer(keys.map((one) => Buffer.from(one, 'base64')));

  async function ask<T>(app: TestApp, method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T> {
    const answer = await app.call<T>(method, path, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Something in every column that is sealed. */
  async function fill(app: TestApp): Promise<void> {
    const patientId = await unaskedPatient(app, { givenName: 'Pat', familyName: 'Sealed' });
    const put = await answerScreening(app, patientId, { osteoporosis: undefined });
    expect(put.status).toBe(200);
    const wish = { patientId, referrer: { name: 'Dr. Example' }, reason: 'Neck pain', conditions: ['whiplash'], source: 'outside' };
    const referral = await ask<{ id: string; version: number }>(app, 'POST', '/referrals', wish, { 'idempotency-key': 'referral-1' });
    const declined = { to: 'declined', reason: 'Not for us' };
    await ask(app, 'POST', `/referrals/${referral.id}/transitions`, declined, { 'if-match': `"v${referral.version}"` });
    const report = await ask<{ id: string }>(app, 'POST', `/referrals/${referral.id}/reports`, {
      kind: 'outcome',
      summary: 'It went well',
    });
    await ask(app, 'POST', `/patients/${patientId}/intakes`, { conditions: ['maintenance'], onset: { date: '2027-01-01' } });
    const { options } = await findPairs(app, { ...WEEK, patientId });
    const plan = { areas: ['low-back'], techniques: ['swedish'], notes: 'Pins and needles' };
    const gone = await bookPair(app, patientId, options[0]!, { plan, acceptTentative: true });
    await ask(app, 'POST', `/visits/${gone.id}/cancel`, { reason: 'In hospital' }, { 'if-match': `"v${gone.version}"` });
    const waits = await bookPair(app, patientId, options[0]!, { plan, acceptTentative: true });
    const said = { channel: 'email', purpose: 'reminders', given: true, wording: 'Gladly' };
    await ask(app, 'POST', `/patients/${patientId}/consents`, said);
    const text = { MessageSid: 'SM1', From: '+13035550142', Body: 'It hurts' };
    const posted = await providerPosts(app.server.url, app.parts.config.publicUrl, '/api/v1/sms/inbound', text);
    expect(posted.status).toBe(200);
    await ask(app, 'POST', `/patients/${patientId}/clearances`, { by: { name: 'Dr. Example' }, given: true, scope: { areas: ['neck'] } });
    asked = wish;
    told = [
      `/visits/${waits.id}`,
      `/referrals/${referral.id}`,
      `/reports/${report.id}`,
      `/clearance-requests?visitId=${waits.id}`,
      '/inbound-texts',
      ...['screening', 'clearances', 'intakes', 'consents'].map((part) => `/patients/${patientId}/${part}`),
    ];
  }

  const everything = (app: TestApp) => Promise.all(told.map(async (path) => [path, await ask<object>(app, 'GET', path)]));

  beforeAll(async () => {
    requireBuild();
    first = await TestApp.start({ database, now: NOW, env: { SECRET_KEY: old, SMS_URL } });
    await fill(first);
    withBoth = await sameDatabase({ SECRET_KEY: current, SECRET_KEYS_OLD: old });
  }, 60_000);

  afterAll(async () => {
    for (const app of others) await app.close();
    await first?.close();
  });

  it('has a list of every column that is sealed, and of no other', async () => {
    const found = await sealedIn(first.parts.database);
    expect([...found.keys()].sort()).toEqual(SEALED_COLUMNS.map(nameOf).sort());
    expect(new Set([...found.values()].flatMap((ids) => [...ids])).size).toBe(1);
  });

  it('leaves alone what no key opens, and says how much', async () => {
    const { database: db } = first.parts;
    const before = await sealedIn(db);
    const columns = await reseal(db, sealerOf(key()), SEALED_COLUMNS);
    expect(columns.every(({ resealed, current: isCurrent, unreadable }) => resealed === 0 && isCurrent === 0 && unreadable > 0)).toBe(true);
    expect(await sealedIn(db)).toEqual(before);
  });

  it('seals everything anew beside writers, after which the old one is needed no more', async () => {
    const before = await everything(withBoth);
    const patients = await Promise.all(
      Array.from({ length: 8 }, (_, i) => unaskedPatient(first, { givenName: 'Pat', familyName: `Writer ${i}` })),
    );
    // Rows of the old key, rewritten while they are sealed anew.
    for (const id of patients) await answerScreening(first, id);
    const write = async (id: string) => {
      for (let i = 0; i < 5; i++) await answerScreening(withBoth, id, { pregnancy: undefined }, { 'if-match': '*' });
    };
    const [columns] = await Promise.all([
      reseal(withBoth.parts.database, sealerOf(current, old), SEALED_COLUMNS),
      ...patients.map((id) => write(id)),
    ]);
    expect(columns.map(({ column, unreadable }) => [column, unreadable])).toEqual(SEALED_COLUMNS.map((one) => [nameOf(one), 0]));
    expect(columns.filter(({ resealed }) => resealed === 0)).toEqual([]);
    const after = await sealedIn(withBoth.parts.database);
    expect(new Set([...after.values()].flatMap((ids) => [...ids])).size).toBe(1);
    const alone = await sameDatabase({ SECRET_KEY: current });
    expect(await everything(alone)).toEqual(before);
    for (const id of patients) {
      const screening = await ask<{ answers: Record<string, string>; version: number }>(alone, 'GET', `/patients/${id}/screening`);
      expect([screening.version, screening.answers['pregnancy']]).toEqual([6, 'yes']);
    }
    const visit = await ask<VisitBody & { plan: { notes: string } }>(alone, 'GET', told[0]!);
    expect(visit.plan.notes).toBe('Pins and needles');
    // The answer of a request that is repeated is told from what was kept.
    const again = await new Api(alone.server.url, first.api.key).call('POST', '/referrals', asked, { 'idempotency-key': 'referral-1' });
    expect([again.status, `/referrals/${String(again.body['id'])}`]).toEqual([201, told[1]]);
  }, 60_000);

  it('finds nothing more to do the second time', async () => {
    const columns = await reseal(withBoth.parts.database, sealerOf(current, old), SEALED_COLUMNS);
    expect(columns.filter(({ resealed, unreadable }) => resealed + unreadable > 0)).toEqual([]);
    expect(columns.every((column) => column.current > 0)).toBe(true);
  });

  it('is taken up by a command beside the server, which tells what it did', async () => {
    const { config } = first.parts;
    const newest = key();
    const env: Record<string, string> = { DATA_DIR: config.dataDir, DEMO: 'off', SECRET_KEY: newest, SECRET_KEYS_OLD: current };
    if (config.database.kind === 'postgres') env['DATABASE_URL'] = config.database.url;
    const ran = await runToEnd('cli', ['reseal'], env);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    for (const one of SEALED_COLUMNS) expect(ran.stdout).toMatch(new RegExp(`^${nameOf(one)} +[1-9]\\d* resealed, 0 current$`, 'm'));
    expect(ran.stdout.trim().split('\n').at(-1)).toBe('Everything is sealed with SECRET_KEY.');
    const wrong = await runToEnd('cli', ['reseal'], { ...env, SECRET_KEY: key(), SECRET_KEYS_OLD: '' });
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toMatch(/visit\.plan +0 resealed, 0 current, \d+ UNREADABLE/);
  }, 60_000);
});
