import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY_MS, MINUTE_MS } from '#kernel';
import { type Database, systemContext } from '#platform';
import { databasesUnderTest, openTestDatabase, type TestDatabase } from '#testing';
import { identityTestMigrations, START } from '../testing/identity-app.js';
import { SingleUseTokens } from './single-use-tokens.service.js';

describe.each(databasesUnderTest())('single-use tokens on %s', (kind) => {
  const tokens = new SingleUseTokens();
  const ctx = systemContext('spec', START);
  let test: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    test = await openTestDatabase(kind, identityTestMigrations);
    db = test.db;
  });
  afterAll(() => test.drop());

  const issue = (subject: string, facts?: Record<string, unknown>) =>
    db.run((tx) => tokens.issue(tx, ctx, { purpose: 'confirm', subject, facts, ttlMs: MINUTE_MS }));

  it('open once, for their purpose, in time', async () => {
    const token = await issue('vis_1', { leg: 'leg_1' });
    const content = { subject: 'vis_1', facts: { leg: 'leg_1' } };
    expect(await tokens.peek(db.reader, 'confirm', token, START)).toEqual(content);
    expect(await tokens.peek(db.reader, 'cancel', token, START)).toBeUndefined();
    expect(await tokens.purposeOf(db.reader, token, START)).toBe('confirm');
    expect(await tokens.purposeOf(db.reader, token, START + MINUTE_MS)).toBeUndefined();
    expect(await tokens.purposeOf(db.reader, `${token}x`, START)).toBeUndefined();
    expect(await tokens.peek(db.reader, 'confirm', token, START + MINUTE_MS)).toBeUndefined();
    const wrong = { kind: 'not-found', code: 'link-not-valid' };
    await expect(db.run((tx) => tokens.consume(tx, ctx, 'cancel', token))).rejects.toMatchObject(wrong);
    await expect(db.run((tx) => tokens.consume(tx, systemContext('late', START + MINUTE_MS), 'confirm', token))).rejects.toMatchObject(
      wrong,
    );
    await expect(db.run((tx) => tokens.consume(tx, ctx, 'confirm', `${token}x`))).rejects.toMatchObject(wrong);
    expect(await db.run((tx) => tokens.consume(tx, ctx, 'confirm', token))).toEqual(content);
    await expect(db.run((tx) => tokens.consume(tx, ctx, 'confirm', token))).rejects.toMatchObject(wrong);
    expect(await tokens.peek(db.reader, 'confirm', token, START)).toBeUndefined();
    expect(await tokens.purposeOf(db.reader, token, START)).toBeUndefined();
  });

  it('are won by one of 20 parallel uses', async () => {
    const token = await issue('vis_2');
    const uses = await Promise.allSettled(Array.from({ length: 20 }, () => db.run((tx) => tokens.consume(tx, ctx, 'confirm', token))));
    expect(uses.filter((use) => use.status === 'fulfilled')).toHaveLength(1);
    for (const use of uses) if (use.status === 'rejected') expect(use.reason).toMatchObject({ code: 'link-not-valid' });
  });

  it('stay usable when the work around their use fails', async () => {
    const token = await issue('vis_3');
    const failing = db.run(async (tx) => {
      await tokens.consume(tx, ctx, 'confirm', token);
      throw new Error('later step');
    });
    await expect(failing).rejects.toThrow('later step');
    expect(await tokens.peek(db.reader, 'confirm', token, START)).toBeDefined();
  });

  it('are revoked by subject and purpose', async () => {
    const [first, second, other] = [await issue('vis_4'), await issue('vis_4'), await issue('vis_5')];
    await db.run((tx) => tokens.revoke(tx, ctx, 'confirm', 'vis_4'));
    expect(await tokens.peek(db.reader, 'confirm', first, START)).toBeUndefined();
    expect(await tokens.peek(db.reader, 'confirm', second, START)).toBeUndefined();
    expect(await tokens.peek(db.reader, 'confirm', other, START)).toBeDefined();
  });

  it('are not readable in the table, and leave it a month after they expired', async () => {
    const token = await issue('vis_6');
    const rows = await db.reader.all<object>('select * from single_use_token');
    expect(JSON.stringify(rows)).not.toContain(token);
    await db.run((tx) => tokens.sweep(tx, START + 30 * DAY_MS));
    expect(await db.reader.all('select id from single_use_token')).toHaveLength(rows.length);
    await db.run((tx) => tokens.sweep(tx, START + 31 * DAY_MS));
    expect(await db.reader.all('select id from single_use_token')).toEqual([]);
  });
});
