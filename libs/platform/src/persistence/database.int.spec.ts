import { statSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import { EntitySchema } from 'typeorm';
import { databasesUnderTest, openTestDatabase, type TestDatabase } from '#testing';
import { platformMigrations } from '../platform.migrations.js';
import type { Database } from './database.js';
import { migrate, migration } from './migrate.js';
import { type Tx, UniqueError } from './tx.js';

interface Thing {
  id: string;
  n: number;
}

const ThingEntity = new EntitySchema<Thing>({
  name: 'thing',
  columns: { id: { type: 'text', primary: true }, n: { type: 'integer' } },
});

const THINGS = migration('Things1760000000999', () => [
  'create table thing (id text primary key, n integer not null)',
  'create table part (thing_id text not null references thing (id), n integer not null)',
]);

/** Advisory locks that are waited for in this database. */
const WAITING = `select 1 from pg_locks where locktype = 'advisory' and not granted
  and database = (select oid from pg_database where datname = current_database())`;

const put = (tx: Tx, id: string, n = 0) => tx.insert('thing', { id, n });

describe.each(databasesUnderTest())('the door to %s', (kind) => {
  let test: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    test = await openTestDatabase(kind, [...platformMigrations, THINGS], [ThingEntity as unknown as new () => object]);
    db = test.db;
  });

  beforeEach(() =>
    db.run(async (tx) => {
      await tx.run('delete from part');
      await tx.run('delete from thing');
    }),
  );

  afterAll(() => test.drop());

  const count = async () => Number((await db.reader.get<{ n: number }>('select count(*) as n from thing'))!.n);

  it('stores what 200 transactions at once have written, each on its own', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, i) => db.run((tx) => put(tx, `t${i}`))));
    expect(await count()).toBe(200);
  });

  it('undoes a failed transaction alone, whoever shares its commit', async () => {
    const half = async (i: number) =>
      db.run(async (tx) => {
        await put(tx, `t${i}`);
        if (i % 2 === 1) throw new Error('changed my mind');
        return i;
      });
    const ends = await Promise.allSettled(Array.from({ length: 100 }, (_, i) => half(i)));
    expect(ends.filter((end) => end.status === 'fulfilled')).toHaveLength(50);
    const rows = await db.reader.all<Thing>('select id from thing');
    expect(rows.every((row) => Number(row.id.slice(1)) % 2 === 0)).toBe(true);
    expect(rows).toHaveLength(50);
  });

  it('goes on after a statement that the database refused', async () => {
    await db.run((tx) => put(tx, 'taken'));
    const refused = db.run(async (tx) => {
      await put(tx, 'before');
      await put(tx, 'taken');
    });
    const neighbour = db.run((tx) => put(tx, 'beside'));
    await expect(refused).rejects.toBeInstanceOf(UniqueError);
    await neighbour;
    expect((await db.reader.all<Thing>('select id from thing order by id')).map((row) => row.id)).toEqual(['beside', 'taken']);
  });

  it('shows nobody what is not committed, and everybody what is', async () => {
    const seen: number[] = [];
    await db.run(async (tx) => {
      await put(tx, 'new');
      seen.push(await count());
      expect((await tx.get<{ n: number }>('select count(*) as n from thing'))!.n).toBe(1);
      await new Promise((next) => setImmediate(next));
      seen.push(await count());
    });
    seen.push(await count());
    expect(seen).toEqual([0, 0, 1]);
  });

  it('lets a caller read its own commit in the same turn', async () => {
    await count();
    const ends = Array.from({ length: 20 }, async (_, i) => {
      const before = await count();
      await db.run((tx) => put(tx, `own${i}`));
      return (await count()) > before;
    });
    expect(await Promise.all(ends)).toEqual(ends.map(() => true));
  });

  it('runs what waits for the commit after it, and not at all after a rollback', async () => {
    const order: string[] = [];
    await db.run(async (tx) => {
      tx.afterCommit(() => order.push('committed'));
      await put(tx, 'one');
      order.push('worked');
    });
    order.push('answered');
    const failed = db.run(async (tx) => {
      tx.afterCommit(() => order.push('never'));
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(order).toEqual(['worked', 'committed', 'answered']);
  });

  it("lets TypeORM's own save() join the transaction, and undoes it with it", async () => {
    await db.run(async (tx) => {
      await tx.manager.save(ThingEntity, { id: 'kept', n: 1 });
      await put(tx, 'beside');
    });
    const failed = db.run(async (tx) => {
      await tx.manager.save(ThingEntity, { id: 'undone', n: 2 });
      throw new Error('no');
    });
    const neighbour = db.run((tx) => tx.manager.save(ThingEntity, { id: 'neighbour', n: 3 }));
    await expect(failed).rejects.toThrow('no');
    await neighbour;
    const found = await db.reader.manager.find(ThingEntity, { order: { id: 'asc' } });
    expect(found.map((row) => row.id)).toEqual(['beside', 'kept', 'neighbour']);
  });

  it('reads rows as objects and as arrays, one or many, with lists of any length', async () => {
    await db.run((tx) =>
      tx.insert(
        'thing',
        Array.from({ length: 120 }, (_, n) => ({ id: `t${String(n).padStart(3, '0')}`, n })),
      ),
    );
    const { reader } = db;
    expect(await reader.get('select id, n from thing where id = ?', ['t007'])).toEqual({ id: 't007', n: 7 });
    expect(await reader.get('select id from thing where id = ?', ['nobody'])).toBeUndefined();
    expect(await reader.raw('select n, id from thing where id in (??) order by n', [['t003', 't001']])).toEqual([
      [1, 't001'],
      [3, 't003'],
    ]);
    expect(await reader.all('select id from thing where id in (??)', [[]])).toEqual([]);
    expect(await reader.all('select n from thing where id in (??) and n in (??) and n >= ?', [['t001', 't002'], [2, 3], 0])).toEqual([
      { n: 2 },
    ]);
    expect(await count()).toBe(120);
  });

  it('tells how many rows a change has met', async () => {
    await db.run(async (tx) => {
      await tx.insert('thing', [
        { id: 'a', n: 1 },
        { id: 'b', n: 1 },
      ]);
      expect(await tx.run('update thing set n = 2 where n = ?', [1])).toBe(2);
      expect(await tx.run('update thing set n = 3 where n = ?', [1])).toBe(0);
    });
  });

  it('keeps references, and nobody writes through the reader', async () => {
    // By code, not `toThrow`: the driver makes its errors in the realm of the first spec that loaded it.
    const code = kind === 'sqlite' ? 'SQLITE_CONSTRAINT_FOREIGNKEY' : '23503';
    await expect(db.run((tx) => tx.insert('part', { thing_id: 'nobody', n: 1 }))).rejects.toMatchObject({ code });
    if (kind === 'postgres') return;
    await expect(db.reader.all("insert into thing values ('x', 1) returning id")).rejects.toMatchObject({ code: 'SQLITE_READONLY' });
  });

  it('migrates once, however many start at the same moment', async () => {
    expect(await migrate(db)).toEqual([]);
    expect(await Promise.all([migrate(db), migrate(db)])).toEqual([[], []]);
  });

  if (kind === 'postgres') {
    it('makes transactions that want the same lock wait for each other, and no others', async () => {
      const inside: string[] = [];
      const hold = (name: string, keys: string[], shared: string[], whileHeld: () => Promise<void> = async () => undefined) =>
        db.run(async (tx) => {
          await tx.lock(keys, shared);
          inside.push(name);
          await whileHeld();
        });
      let waiting: Promise<void>[] = [];
      await hold('first', ['room'], ['ana'], async () => {
        // First who shares: behind somebody who waits for all of it, sharing would wait, too.
        await hold('other', ['bay'], ['ana']);
        waiting = [hold('second', ['room'], []), hold('ana', ['ana'], [])];
        await until(async () => (await db.reader.all(WAITING)).length === 2);
        expect(inside).toEqual(['first', 'other']);
      });
      await Promise.all(waiting);
      expect(inside.slice(2).sort()).toEqual(['ana', 'second']);
    });

    it('runs a transaction again that the database gave up for another', async () => {
      await db.run((tx) =>
        tx.insert('thing', [
          { id: 'a', n: 0 },
          { id: 'b', n: 0 },
        ]),
      );
      // Each takes the row that the other wants next: a deadlock, of which the server ends one side.
      const both = ['ab', 'ba'].map((pair) =>
        db.run(async (tx) => {
          for (const id of pair) {
            await tx.run('update thing set n = n + 1 where id = ?', [id]);
            await new Promise((next) => setTimeout(next, 50));
          }
        }),
      );
      await Promise.all(both);
      expect(await db.reader.raw('select n from thing order by id')).toEqual([[2], [2]]);
    });

    it('says 503 when the server ends the connection, whatever the transaction was doing, and goes on with another', async () => {
      const pid = async (tx: Tx) => (await tx.get<{ pid: number }>('select pg_backend_pid() as pid'))!.pid;
      const end = async (one: number) => {
        await db.reader.get('select pg_terminate_backend(?)', [one]);
        await new Promise((next) => setTimeout(next, 50));
      };
      const works: ((tx: Tx) => Promise<unknown>)[] = [
        async (tx) => end(await pid(tx)), // gone at the commit
        async (tx) => (await end(await pid(tx)), put(tx, 'x')), // gone before a statement
        async (tx) => {
          const own = await pid(tx);
          await Promise.all([tx.get('select pg_sleep(5)'), end(own)]); // gone during a statement
        },
      ];
      for (const work of works) {
        await expect(db.run(work)).rejects.toMatchObject({ kind: 'unavailable', code: 'database-unavailable' });
        expect(await count()).toBe(0);
      }
    });
  } else {
    it('sees what another process has committed, in the next turn at the latest', async () => {
      await count();
      const other = new Sqlite(test.address);
      other.prepare("insert into thing (id, n) values ('theirs', 1)").run();
      other.close();
      await new Promise((next) => setImmediate(next));
      expect(await count()).toBe(1);
    });

    it('writes through to the disk, and keeps references', async () => {
      const pragma = async (name: string) => Object.values((await db.run((tx) => tx.get<object>(`pragma ${name}`)))!)[0];
      expect(await Promise.all([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys')])).toEqual(['wal', 2, 1]);
    });

    it('loses nothing after the disk was full, whoever fails next', async () => {
      const pragma = (text: string) => db.run((tx) => tx.get(`pragma ${text}`));
      const [{ n: pages } = { n: 0 }] = await db.dataSource.query<{ n: number }[]>('select page_count as n from pragma_page_count');
      await pragma(`max_page_count = ${pages + 2}`);
      const small = db.run((tx) => put(tx, 'with the big one'));
      const big = db.run((tx) => put(tx, 'x'.repeat(100_000)));
      await expect(big).rejects.toMatchObject({ kind: 'unavailable', code: 'storage-full' });
      await expect(small).rejects.toMatchObject({ code: 'storage-full' });
      await pragma('max_page_count = 1073741823');
      await pragma('busy_timeout = 20');
      const other = new Sqlite(test.address);
      other.exec('begin immediate');
      await expect(db.run((tx) => put(tx, 'in vain'))).rejects.toMatchObject({ code: 'database-busy' });
      other.exec('rollback');
      await pragma('busy_timeout = 5000');
      await db.run((tx) => put(tx, 'kept'));
      await db.run((tx) => put(tx, 'kept, too'));
      expect(other.prepare('select id from thing order by id').pluck().all()).toEqual(['kept', 'kept, too']);
      other.close();
    });

    it('leaves the log to be reused although it is read all the time', async () => {
      const logAfterWriting = async () => {
        for (let round = 0; round < 30; round++) {
          const filler = Array.from({ length: 50 }, (_, i) => ({ id: `${round}-${i}-${'x'.repeat(3000)}`, n: i }));
          await Promise.all([count(), db.run((tx) => tx.insert('thing', filler)), count()]);
        }
        return statSync(`${test.address}-wal`).size;
      };
      // It is copied back at 1,000 pages of 4 kB; one commit more fits on top.
      expect(await logAfterWriting()).toBeLessThan(6_000_000);
      await db.run((tx) => tx.run('delete from thing'));
      const reader = new Sqlite(test.address);
      reader.exec('begin; select count(*) from thing');
      expect(await logAfterWriting()).toBeGreaterThan(6_000_000);
      reader.close();
    });
  }
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((next) => setImmediate(next));
}
