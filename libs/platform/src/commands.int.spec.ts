import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError, HOUR_MS, newId } from '#kernel';
import { record } from './changes/audit.js';
import { ChangeFeed } from './changes/change-feed.service.js';
import { Commands, IDEMPOTENCY_HOURS, type Outcome } from './commands.service.js';
import type { Actor, RequestContext } from './context.js';
import { platformMigrations } from './platform.migrations.js';
import { databasesUnderTest, openTestDatabase, type TestDatabase, TEST_SEALER } from '#testing';

interface Made {
  id: string;
}

const START = Date.UTC(2026, 10, 23, 20, 0);
const ACTOR: Actor = { type: 'api-key', id: 'key_1', displayName: 'spec', scopes: ['*'] };

describe.each(databasesUnderTest())('commands on %s', (database) => {
  let test: TestDatabase;
  let commands: Commands;
  let effects = 0;
  let key = 0;

  beforeAll(async () => {
    test = await openTestDatabase(database, platformMigrations);
  });
  afterAll(() => test.drop());
  beforeEach(() => {
    effects = 0;
    key++;
    commands = new Commands(test.db, new ChangeFeed(test.db), TEST_SEALER);
  });

  const ctx = (change: Partial<RequestContext> = {}): RequestContext => ({
    actor: ACTOR,
    requestId: 'req_1',
    now: START,
    idempotency: { key: `key-${key}`, fingerprint: 'POST /things {}' },
    ...change,
  });
  const keyed = (change: Partial<RequestContext> & { fingerprint?: string; key?: string } = {}) => {
    const { fingerprint = 'POST /things {}', key: named = `key-${key}`, ...rest } = change;
    return ctx({ idempotency: { key: named, fingerprint }, ...rest });
  };
  /** Leaves an audit row for each time it happens. */
  const make = (from: RequestContext, using = commands): Promise<Outcome<Made>> =>
    using.run(from, async (tx) => {
      effects++;
      const id = newId('thing', from.now);
      await record(tx, from, { kind: 'thing.made', subject: 'thing', id, version: 1 });
      return { status: 201, body: { id }, etag: '"v1"', location: `/things/${id}` };
    });
  const rows = async () =>
    Number((await test.db.reader.get<{ n: number }>('select count(*) as n from audit where kind = ?', ['thing.made']))!.n);

  it('happen once per key, and answer the same again, with status, tag and address', async () => {
    const before = await rows();
    const first = await make(keyed());
    const again = await make(keyed());
    expect(again).toEqual({ ...first, replayed: true });
    expect(first.replayed).toBeUndefined();
    expect([effects, (await rows()) - before]).toEqual([1, 1]);
  });

  it('happen each time without a key', async () => {
    const ids = [await make(ctx({ idempotency: undefined })), await make(ctx({ idempotency: undefined }))].map((one) => one.body.id);
    expect(new Set(ids).size).toBe(2);
  });

  it('keep an answer without body, tag or address', async () => {
    const nothing = () => commands.run(keyed(), async () => ({ status: 204, body: undefined }));
    await nothing();
    expect(await nothing()).toEqual({ status: 204, body: null, etag: undefined, location: undefined, replayed: true });
  });

  it('refuse the key for another request', async () => {
    await make(keyed());
    await expect(make(keyed({ fingerprint: 'POST /things {"a":1}' }))).rejects.toMatchObject({
      kind: 'refused',
      code: 'idempotency-key-reused',
    });
    expect(effects).toBe(1);
  });

  it('keep the keys of callers apart', async () => {
    const other = { ...ACTOR, id: 'key_2' };
    const ids = [await make(keyed()), await make(keyed({ actor: other }))].map((one) => one.body.id);
    expect(new Set(ids).size).toBe(2);
  });

  it('say that the first is still running', async () => {
    let finish = (): void => undefined;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    const running = commands.run(keyed(), async () => {
      await gate;
      return { status: 201, body: { id: 'slow' } };
    });
    await expect(make(keyed())).rejects.toMatchObject({
      kind: 'conflict',
      code: 'idempotency-in-progress',
      details: { retryAfterSeconds: 1 },
    });
    finish();
    expect((await running).body).toEqual({ id: 'slow' });
    expect(await make(keyed())).toMatchObject({ body: { id: 'slow' }, replayed: true });
    expect(effects).toBe(0);
  });

  it('forget a failure with everything it did: the next try is a first one', async () => {
    const before = await rows();
    const fail = commands.run(keyed(), async (tx) => {
      await record(tx, keyed(), { kind: 'thing.made', subject: 'thing', id: 'half', version: 1 });
      throw new DomainError('refused', 'no-such-luck');
    });
    await expect(fail).rejects.toMatchObject({ code: 'no-such-luck' });
    expect(await rows()).toBe(before);
    const made = await make(keyed());
    expect(made).toMatchObject({ status: 201, etag: '"v1"' });
    expect(made.replayed).toBeUndefined();
  });

  it('remember for 24 hours, not longer', async () => {
    const first = await make(keyed());
    const lastMoment = START + IDEMPOTENCY_HOURS * HOUR_MS - 1;
    expect(await make(keyed({ now: lastMoment }))).toMatchObject({ body: first.body, replayed: true });
    const later = await make(keyed({ now: lastMoment + 1, fingerprint: 'something else' }));
    expect(later.replayed).toBeUndefined();
    expect(later.body).not.toEqual(first.body);
    // The new answer has taken the place of the old one.
    expect(await make(keyed({ now: lastMoment + 2, fingerprint: 'something else' }))).toMatchObject({ body: later.body, replayed: true });
  });

  it('happen once although two processes get the same request at the same moment', async () => {
    const other = new Commands(test.db, new ChangeFeed(test.db), TEST_SEALER);
    for (let round = 0; round < 10; round++) {
      const named = keyed({ key: `race-${key}-${round}` });
      const before = await rows();
      const answers = await Promise.all([make(named), make(named, other)]);
      expect(answers[0]!.body).toEqual(answers[1]!.body);
      expect((await rows()) - before).toBe(1);
    }
  });
});
