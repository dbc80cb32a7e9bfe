import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AddressInfo } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { Redis } from 'ioredis';
import { demoClinicFile } from '#clinic';
import { randomCharacters } from '#kernel';
import { Api } from '../support/api.js';
import { BuiltServer, type BuiltWorker, pause, startBuiltWorker, tempFolder } from '../support/built-server.js';
import { bookPair, findPairs, newPatient } from '../support/stories.js';
import { POSTGRES_URL, REDIS_URL, tempPostgres, type TempDatabase } from '../support/test-databases.js';

// Two APIs and two workers as processes of their own, on one PostgreSQL and one Redis.

const VISITS = 12;
const WAIT_MS = 60_000;
const missing = POSTGRES_URL && REDIS_URL ? undefined : 'TEST_POSTGRES_URL and TEST_REDIS_URL are not both set';
if (missing && process.env['REQUIRE_SERVICES'] === '1') it('PostgreSQL and Redis are required', () => expect(missing).toBeUndefined());

(missing ? describe.skip : describe)(`two APIs and two workers${missing ? ` (${missing})` : ''}`, () => {
  const folders = Array.from({ length: 4 }, tempFolder);
  const prefix = `test-${randomCharacters(10)}`;
  const received: string[] = [];
  let smtp: SMTPServer;
  let temp: TempDatabase;
  let key = '';
  const servers: BuiltServer[] = [];
  const workers: BuiltWorker[] = [];

  beforeAll(async () => {
    smtp = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onData: (stream, _, done) => void simpleParser(stream).then((mail) => (received.push(mail.messageId!), done()), done),
    });
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    temp = await tempPostgres();
    const env = (i: number) => ({
      DATA_DIR: folders[i]!.path,
      DATABASE_URL: temp.url,
      REDIS_URL: REDIS_URL!,
      QUEUE_PREFIX: prefix,
      SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
      SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
      UNDO_WINDOW_SECONDS: '0',
    });
    servers.push(await BuiltServer.start(env(0), []));
    // Commands block this process: before the others, so that no connection of `fetch` grows old meanwhile.
    servers[0]!.cli('clinic', 'apply', demoClinicFile());
    key = servers[0]!.cli('api-key', 'create', '--name', 'test', '--scope', '*');
    const others = [BuiltServer.start(env(1), []), startBuiltWorker(env(2)), startBuiltWorker(env(3))] as const;
    servers.push(await others[0]);
    workers.push(await others[1], await others[2]);
  }, 240_000);

  afterAll(async () => {
    await Promise.all([...servers, ...workers].map((one) => one.stop()));
    await new Promise<void>((resolve) => smtp.close(() => resolve()));
    await temp?.drop();
    await deleteOwnKeys();
    for (const folder of folders) folder.remove();
  }, 60_000);

  it('send every message once, and each API tells of all', async () => {
    const apis = servers.map((server) => new Api(server.url, key));
    const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
    for (let i = 0; i < VISITS; i++) {
      const api = apis[i % 2]!;
      const patientId = await newPatient(api);
      await bookPair(api, patientId, (await findPairs(api, { from: day(8), to: day(20), patientId, limit: 1 })).options[0]!);
    }
    const isIdle = async () => {
      const { body } = await apis[1]!.call<{ lanes: { due: number; queued: number }[] }>('GET', '/operations/messages');
      return received.length >= 3 * VISITS && body.lanes.every((lane) => lane.due + lane.queued === 0);
    };
    const end = performance.now() + WAIT_MS;
    while (!(await isIdle()) && performance.now() < end) await pause(50);

    expect(received.length).toBeGreaterThanOrEqual(3 * VISITS);
    expect(new Set(received).size).toBe(received.length);
    for (const ended of await Promise.all(workers.splice(0).map((worker) => worker.stop()))) expect(ended).toBe(0);
    const line = `spotwork_messages_total{channel="email",outcome="sent"} ${received.length}`;
    for (const { url } of servers) {
      const metrics = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
      expect((await metrics.text()).split('\n')).toContain(line);
    }
  }, 240_000);

  /** Only keys under our own prefix: the Redis may be somebody's. */
  async function deleteOwnKeys(): Promise<void> {
    const redis = new Redis(REDIS_URL!);
    for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 500 }))
      if ((keys as string[]).length > 0) await redis.del(...(keys as string[]));
    redis.disconnect();
  }
});
