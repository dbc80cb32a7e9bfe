import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import { Redis } from 'ioredis';
import { simpleParser } from 'mailparser';
import { randomCharacters } from '#kernel';
import { Api } from '../support/api.js';
import { BuiltServer, tempFolder } from '../support/built-server.js';
import { answerScreening } from '../support/screening.js';
import { bookPair, findPairs, messagesOf, type VisitBody } from '../support/stories.js';

/** What a patient or a colleague may have written about somebody's health: it stays in the database and in the answers. */
const HEALTH = {
  reason: 'Canaryreason of the neck',
  condition: 'canary-condition',
  referrer: 'Dr. Canaryreferrer',
  notes: 'Canarynotes: pins and needles',
  cancelled: 'Canarycancel: in hospital',
  closed: 'Canaryclosed by the surgeon',
  intake: 'Canaryintake: fell from a ladder',
  worse: 'Canaryworse: stairs',
  clearance: 'Canaryclearance: gently, after the scan',
  session: 'Canarysession: two trigger points',
  painful: 'Canarypainful: the left one',
  advice: 'Canaryadvice: rest and water',
  summary: 'Canarysummary: sleeps again',
  tolerance: 'Canarytolerance: sore for a day',
  recommendation: 'Canaryrecommendation: three more',
};
/** Answers and conditions are codes: they are looked for where none belongs. */
const CODES = ['osteoporosis', 'whiplash'];
const AREAS = ['low-back', 'low back', 'neck', 'passive-resistive', 'stretching'];
const ifMatch = ({ version }: { version: number }) => ({ 'if-match': `"v${version}"` });
/** Who the patient is. Mails are addressed with it; logs, queues and feeds do without. */
const PERSON = { givenName: 'Canarygiven', familyName: 'Canaryfamily', email: 'canary.mail@example.org', phone: '+1 303 555 0142' };

const REDIS_URL = process.env['TEST_REDIS_URL'];
const WAIT_MS = 30_000;

describe('what is written about a patient', () => {
  const folder = tempFolder();
  const prefix = `test-${randomCharacters(10)}`;
  let server: BuiltServer;
  let api: Api;
  let monitor: Redis | undefined;
  let redis: Redis | undefined;
  /** Every command that the server sent to Redis. */
  let commands = '';
  let key = '';

  beforeAll(async () => {
    if (REDIS_URL) {
      redis = new Redis(REDIS_URL);
      monitor = await redis.monitor();
      monitor.on('monitor', (_time: string, args: string[]) => {
        if (args.some((arg) => arg.includes(prefix))) commands += `${args.join(' ')}\n`;
      });
    }
    server = await BuiltServer.start({
      DATA_DIR: folder.path,
      DEMO: 'on',
      DEMO_MESSAGES: 'on',
      UNDO_WINDOW_SECONDS: '0',
      LOG_LEVEL: 'debug',
      QUEUE_PREFIX: prefix,
      ...(REDIS_URL && { REDIS_URL }),
    });
    key = server.cli('api-key', 'create', '--name', 'canary', '--scope', '*');
    api = new Api(server.url, key);
    await tellAll();
  }, 180_000);

  afterAll(async () => {
    await server?.stop();
    monitor?.disconnect();
    if (redis) {
      const own = await redis.keys(`*${prefix}*`);
      if (own.length > 0) await redis.del(...own);
      redis.disconnect();
    }
    folder.remove();
  });

  async function ask<T>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<T> {
    const answer = await api.call<T>(method, path, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async function bookVisit(patientId: string, referralId: string, extra: Record<string, unknown> = {}): Promise<VisitBody> {
    const from = new Date(Date.now() + 6 * 86_400_000).toISOString().slice(0, 10);
    const to = new Date(Date.now() + 12 * 86_400_000).toISOString().slice(0, 10);
    const { options } = await findPairs(api, { from, to, patientId, referralId });
    const plan = { areas: ['low-back'], techniques: ['passive-resistive-stretching'], notes: HEALTH.notes };
    return bookPair(api, patientId, options[0]!, { referralId, plan, ...extra });
  }

  /** A whole story: asked for, booked, moved, cancelled, closed; with mistakes that repeat what was typed. */
  async function tellAll(): Promise<void> {
    const { id: patientId } = await ask<{ id: string }>('POST', '/patients', { ...PERSON, preferredChannel: 'email' });
    const referral = await ask<{ id: string }>('POST', '/referrals', {
      patientId,
      source: 'staff',
      referrer: { name: HEALTH.referrer, email: 'canary.referrer@example.org' },
      reason: HEALTH.reason,
      conditions: [HEALTH.condition],
      areas: ['low-back'],
      techniques: ['passive-resistive-stretching'],
      visitsAuthorized: 3,
    });
    await beTreated(patientId, referral.id);
    await reportBack(referral.id);
    const visit = await bookVisit(patientId, referral.id);
    await sent(visit.id, 'confirmation');
    await ask('POST', `/visits/${visit.id}/cancel`, { reason: HEALTH.cancelled }, ifMatch(visit));
    await sent(visit.id, 'cancellation');
    const seen = await ask<{ version: number }>('GET', `/referrals/${referral.id}`);
    const asked = { to: 'cancellation-requested', reason: HEALTH.closed };
    await ask('POST', `/referrals/${referral.id}/transitions`, asked, ifMatch(seen));
    await ask('POST', `/referrals/${referral.id}/transitions`, { to: 'cancelled', reason: HEALTH.closed }, { 'if-match': '*' });
    for (const path of [`/patients?q=${PERSON.familyName}`, `/patients/${PERSON.familyName}`, `/${HEALTH.reason}`])
      await api.call('GET', path);
    await api.call('POST', '/referrals', { patientId, reason: HEALTH.reason, [HEALTH.condition]: HEALTH.notes });
    await api.call('POST', '/visits', `{"plan": "${HEALTH.notes}`);
    breakTables('patient', 'referral');
    const broken = [
      await api.call('GET', `/patients?q=${PERSON.familyName}`),
      await api.call('POST', '/referrals', { patientId, referrer: { name: HEALTH.referrer }, reason: HEALTH.reason }),
    ];
    expect(broken.map((answer) => answer.status)).toEqual([500, 500]);
    expectNone(JSON.stringify(broken), everything());
  }

  /** Intake, answers that need a go-ahead, the go-ahead through its link, a massage and the note of it. */
  async function beTreated(patientId: string, referralId: string): Promise<void> {
    await ask('POST', `/patients/${patientId}/intakes`, {
      referralId,
      why: HEALTH.intake,
      worse: HEALTH.worse,
      conditions: ['whiplash'],
      pain: 7,
      consent: true,
    });
    await answerScreening(api, patientId, { osteoporosis: undefined });
    const visit = await bookVisit(patientId, referralId, { acceptTentative: true });
    expect(visit.status).toBe('tentative');
    await sent(visit.id, 'clearance-request');
    const mails = await mailsTo('canary.referrer@example.org');
    const token = /\/p\/([0-9a-z]{43})\s/.exec(mails.map((mail) => mail.text).join('\n'))![1]!;
    const opened = await ask<{ version: number }>('POST', '/links/clearance/open', { token });
    await ask('POST', '/links/clearance/answer', { token, version: opened.version, given: true, note: HEALTH.clearance });
    await sent(visit.id, 'confirmation');
    const { legs } = await ask<VisitBody>('GET', `/visits/${visit.id}`);
    const spot = legs.find((leg) => leg.serviceId === 'svc_spot-work')!;
    for (const act of ['arrive', 'start', 'complete'])
      await ask('POST', `/visits/${visit.id}/legs/${spot.id}/${act}`, {}, { 'if-match': '*' });
    await ask('PUT', `/visits/${visit.id}/legs/${spot.id}/note`, {
      areas: ['neck'],
      techniques: ['trigger-point'],
      wasPainful: true,
      painfulHow: HEALTH.painful,
      painAfter: 3,
      adviceGiven: HEALTH.advice,
      notes: HEALTH.session,
    });
  }

  /** The report goes to the referrer, who opens it, prints it and acknowledges it through the link. */
  async function reportBack(referralId: string): Promise<void> {
    const words = { summary: HEALTH.summary, tolerance: HEALTH.tolerance, recommendation: HEALTH.recommendation };
    const report = await ask<{ id: string; version: number }>('POST', `/referrals/${referralId}/reports`, { kind: 'outcome', ...words });
    await ask('POST', `/reports/${report.id}/send`, {}, ifMatch(report));
    let token = '';
    await server.until(async () => {
      const about = (await mailsTo('canary.referrer@example.org')).filter((mail) => mail.subject?.includes('report'));
      token = /\/p\/([0-9a-z]{43})\s/.exec(about.map((mail) => mail.text).join('\n'))?.[1] ?? '';
      return token !== '';
    });
    const opened = await ask<object>('POST', '/links/report/open', { token });
    expect(JSON.stringify(opened)).toContain(HEALTH.summary);
    const pdf = await ask<string>('POST', '/links/report/pdf', { token });
    expect(pdf.slice(0, 5)).toBe('%PDF-');
    expectNone(pdf, [...Object.values(HEALTH), PERSON.givenName, PERSON.familyName]);
    await ask('POST', '/links/report/acknowledge', { token });
  }

  /** The server's own fault, for whose sake it keeps a log. */
  function breakTables(...names: string[]): void {
    const db = new Sqlite(join(folder.path, 'spotwork.sqlite'));
    for (const name of names) db.exec(`alter table ${name} rename to ${name}_gone`);
    db.close();
  }

  async function sent(visitId: string, kind: string): Promise<void> {
    await server.until(async () => (await messagesOf(api, visitId)).some((one) => one.kind === kind && one.status === 'sent'));
  }

  function expectNone(text: string, words: readonly string[]): void {
    const low = text.toLowerCase();
    expect(words.filter((word) => low.includes(word.toLowerCase()))).toEqual([]);
  }

  const everything = () => [...Object.values(HEALTH), ...Object.values(PERSON), 'canary', key];

  it('is not in the log, at its most talkative', () => {
    expect(server.output.match(/request \S+ failed: /g)).toHaveLength(2);
    expectNone(server.output, [...everything(), ...CODES]);
  });

  const box = join(folder.path, 'mailbox');
  async function mails() {
    const files = (await readdir(box)).filter((name) => name.endsWith('.eml'));
    return Promise.all(files.map(async (name) => simpleParser(await readFile(join(box, name)))));
  }
  const mailsTo = async (address: string) => (await mails()).filter((mail) => JSON.stringify(mail.to).includes(address));

  it('is in no plain column of the database, nor in its file', async () => {
    const db = new Sqlite(join(folder.path, 'spotwork.sqlite'), { readonly: true });
    const tables = db.prepare("select name from sqlite_master where type = 'table'").pluck().all() as string[];
    const rows = tables.flatMap((table) => db.prepare(`select * from "${table}"`).all());
    db.close();
    // What the clinic knows of its referrers is an address book.
    const written = [...Object.values(HEALTH), ...CODES].filter((word) => word !== HEALTH.referrer);
    expect(rows.length).toBeGreaterThan(1000);
    expectNone(JSON.stringify(rows), written);
    for (const name of await readdir(folder.path)) {
      if (name.startsWith('spotwork.sqlite')) expectNone((await readFile(join(folder.path, name))).toString('latin1'), written);
    }
  });

  it('is in no mail, where its areas and techniques are not either', async () => {
    const about = await mailsTo(PERSON.email);
    expect(about.length).toBeGreaterThanOrEqual(2);
    expect(about.map((mail) => mail.text).join()).toMatch(/loose/i);
    for (const mail of await mails())
      expectNone([mail.subject, mail.text, mail.html].join('\n'), [...Object.values(HEALTH), ...AREAS, ...CODES]);
  });

  it('is not in the feed of changes', async () => {
    const data: unknown[] = [];
    for (let since = 0, more = true; more;) {
      const page = await ask<{ data: unknown[]; next: number; page: { hasMore: boolean } }>('GET', `/changes?limit=1000&since=${since}`);
      data.push(...page.data);
      [since, more] = [page.next, page.page.hasMore];
    }
    expect(JSON.stringify(data)).toContain('visit.cancelled');
    expect(JSON.stringify(data)).toContain('clearance.recorded');
    expect(JSON.stringify(data)).toContain('report.acknowledged');
    expectNone(JSON.stringify(data), [...everything(), ...CODES]);
  });

  const overRedis = REDIS_URL ? it : it.skip;
  overRedis(
    `is in no job of the queue${REDIS_URL ? '' : ' (TEST_REDIS_URL is not set)'}`,
    () => {
      expect(commands).toMatch(/msg_\w+/);
      expectNone(commands, [...everything(), ...CODES]);
    },
    WAIT_MS,
  );
});
