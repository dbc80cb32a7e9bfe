import pg from 'pg';
import { demoClinicFile } from '#clinic';
import { Api } from '../support/api.js';
import { BuiltServer, type BuiltWorker, pause, startBuiltWorker, tempFolder } from '../support/built-server.js';
import { newPatient, type Option, type VisitBody } from '../support/stories.js';
import { freeTimes } from './free-times.js';
import { type OwnRedis, startPostgres, startRedis } from './servers.js';
import { type TakenMail, type Trouble, TroubledMailServer } from './troubled-mail-server.js';

export const QUEUE_PREFIX = 'fleet';
const PATIENTS = 20;
const DAY_MS = 86_400_000;

/** A message as it stands in the table. */
export interface Row {
  id: string;
  kind: string;
  status: string;
  reason: string | null;
}

/** An API and workers as processes of their own on a PostgreSQL and a Redis of their own. Each worker sends to a mail server of its own, which so knows who sent what. */
export class Fleet {
  readonly workers: FleetWorker[] = [];
  /** Visits that were acknowledged. */
  readonly booked: VisitBody[] = [];
  private readonly cleanUps: (() => Promise<unknown> | void)[] = [];
  private database!: pg.Client;
  private api!: Api;
  private patients: string[] = [];
  private options: Option[] = [];
  redis!: OwnRedis;

  static async start(workers: number, trouble: Trouble): Promise<Fleet> {
    const fleet = new Fleet();
    try {
      await fleet.open(workers, trouble);
      return fleet;
    } catch (error) {
      await fleet.close();
      throw error;
    }
  }

  private async open(workers: number, trouble: Trouble): Promise<void> {
    const postgres = await startPostgres();
    this.cleanUps.push(() => postgres.remove());
    this.redis = await startRedis();
    this.cleanUps.push(() => this.redis.kill());
    const env = () => {
      const folder = tempFolder();
      this.cleanUps.push(() => folder.remove());
      return {
        DATA_DIR: folder.path,
        DATABASE_URL: postgres.url,
        REDIS_URL: this.redis.url,
        QUEUE_PREFIX,
        SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
        UNDO_WINDOW_SECONDS: '0',
        RATE_LIMIT_PER_MINUTE: '10000000',
      };
    };
    const server = await BuiltServer.start(env(), []);
    this.cleanUps.push(() => server.stop('SIGKILL'));
    server.cli('clinic', 'apply', demoClinicFile());
    this.api = new Api(server.url, server.cli('api-key', 'create', '--name', 'fault', '--scope', '*'));
    this.database = new pg.Client({ connectionString: postgres.url });
    this.database.on('error', () => undefined);
    await this.database.connect();
    this.cleanUps.push(() => this.database.end());
    for (let i = 0; i < workers; i++) {
      const mails = await TroubledMailServer.start(trouble);
      this.cleanUps.push(() => mails.close());
      const worker = new FleetWorker(mails, { ...env(), SMTP_URL: mails.url });
      this.cleanUps.push(() => worker.kill());
      await worker.start();
      this.workers.push(worker);
    }
  }

  /** Looks for so many times and makes patients for them. */
  async prepare(visits: number): Promise<void> {
    // None of their reminders is due while the story lasts: the moment of one that is booked right then may have passed already.
    this.options = await freeTimes(this.api, visits, new Date(Date.now() + 6 * DAY_MS).toISOString().slice(0, 10));
    for (let i = 0; i < PATIENTS; i++) this.patients.push(await newPatient(this.api));
  }

  /** The next of the times; `false` when there is none left. */
  async book(): Promise<boolean> {
    const option = this.options.shift();
    if (!option) return false;
    const patientId = this.patients[this.booked.length % PATIENTS];
    const answer = await this.api.call<VisitBody>('POST', '/visits', { patientId, legs: option.legs });
    if (answer.status !== 201) throw new Error(`booking: ${JSON.stringify(answer.body)}`);
    this.booked.push(answer.body);
    return true;
  }

  get taken(): TakenMail[] {
    return this.workers.flatMap((worker) => worker.mails.taken);
  }

  async query<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.database.query<T>(sql, values)).rows;
  }

  /** What was due at some time up to now. */
  due(): Promise<Row[]> {
    return this.query<Row>('select id, kind, status, reason from message where due_at <= $1', [Date.now()]);
  }

  /** Waits until nothing due is on its way. */
  async drained(seconds: number): Promise<void> {
    const end = performance.now() + seconds * 1000;
    const isWaiting = ({ status }: Row) => status === 'planned' || status === 'queued' || status === 'held';
    while ((await this.due()).some(isWaiting) && performance.now() < end) await pause(250);
  }

  async close(): Promise<void> {
    for (const cleanUp of this.cleanUps.reverse()) await cleanUp();
  }
}

/** One worker through all its lives. */
export class FleetWorker {
  private process?: BuiltWorker;
  private before = 0;

  constructor(
    readonly mails: TroubledMailServer,
    private readonly env: Record<string, string> & { DATA_DIR: string },
  ) {}

  async start(): Promise<void> {
    this.before = this.mails.taken.length;
    this.process = await startBuiltWorker(this.env);
  }

  /** Taken from the process that runs, or ran last. */
  get takenInThisLife(): TakenMail[] {
    return this.mails.taken.slice(this.before);
  }

  /** Resolves when its mail server has read the last that it had written. */
  async kill(): Promise<void> {
    await this.process?.stop('SIGKILL');
    this.process = undefined;
    await this.mails.unconnected();
  }
}
