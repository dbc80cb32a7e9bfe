import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { databasesUnderTest, openTestDatabase } from '#testing';
import type { Database } from './persistence/database.js';
import { platformMigrations } from './platform.migrations.js';
import { reseal } from './reseal.js';
import { Sealer } from './sealer.js';

const ROWS = 450;
const COLUMNS = [{ table: 'idempotency', column: 'body', key: ['id'] }];

describe.each(databasesUnderTest())('sealing anew on %s', (kind) => {
  const [old, current] = [randomBytes(32), randomBytes(32)];
  const both = new Sealer([current, old]);
  let db: Database;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    ({ db, drop } = await openTestDatabase(kind, platformMigrations));
    const sealer = new Sealer([old]);
    const row = (id: string, body: string) => ({ id, fingerprint: 'f', status: 200, body, created_at: 1 });
    await db.run(async (tx) => {
      const rows = Array.from({ length: ROWS }, (_, i) => `key:${i}`);
      await tx.insert(
        'idempotency',
        rows.map((id) => row(id, sealer.seal({ id }, `idempotency.body:${id}`))),
      );
      // Of before the column was sealed.
      await tx.insert('idempotency', row('plain', '{"id":"plain"}'));
    });
  });

  afterAll(() => drop());

  it('goes through all rows in short transactions, and looks again at what somebody changed or deleted between', async () => {
    const sizes: number[] = [];
    let isFirst = true;
    const watched: Database = new Proxy(db, {
      get(target, name) {
        if (name !== 'run') return Reflect.get(target, name, target) as unknown;
        return async (work: Parameters<Database['run']>[0]) => {
          if (isFirst) {
            isFirst = false;
            // By a server that still has the old key alone: left to the second look. And one row is gone.
            const stale = new Sealer([old]).seal({ id: 'changed' }, 'idempotency.body:key:1');
            await target.run(async (tx) => {
              await tx.run("update idempotency set body = ? where id = 'key:1'", [stale]);
              await tx.run("delete from idempotency where id = 'key:10'");
            });
          }
          return target.run((tx) => {
            let statements = 0;
            const counted = new Proxy(tx, {
              get: (inner, key) => {
                const value: unknown = Reflect.get(inner, key, inner);
                if (key !== 'run') return value;
                sizes.push(++statements);
                return (...args: Parameters<typeof tx.run>) => inner.run(...args);
              },
            });
            return work(counted);
          });
        };
      },
    });
    const [column] = await reseal(watched, both, COLUMNS);
    expect(column).toEqual({ column: 'idempotency.body', resealed: ROWS - 1, current: 0, unreadable: 0 });
    expect(Math.max(...sizes)).toBe(200);
    const newest = new Sealer([current]);
    const rows = await db.reader.all<{ id: string; body: string }>("select id, body from idempotency where id <> 'plain'");
    expect(rows).toHaveLength(ROWS - 1);
    for (const { id, body } of rows) expect(newest.open(body, `idempotency.body:${id}`)).toEqual({ id: id === 'key:1' ? 'changed' : id });
    expect(await db.reader.get("select body from idempotency where id = 'plain'")).toEqual({ body: '{"id":"plain"}' });
    expect(await reseal(db, both, COLUMNS)).toEqual([{ column: 'idempotency.body', resealed: 0, current: ROWS - 1, unreadable: 0 }]);
  });
});
