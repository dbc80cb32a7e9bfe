import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { ClinicService, ClinicSnapshot } from '#clinic';
import { Accounts, identityMigrations, LinkSecrets, SignedLinks, SingleUseTokens } from '#identity';
import type { Patient, PatientsService } from '#patients';
import {
  type Commands,
  type Config,
  type Database,
  FakeClock,
  HealthState,
  InProcessQueue,
  type JobQueue,
  platformMigrations,
  systemContext,
} from '#platform';
import type { ReferralsService, ReferralStatus, ReportAddress, ReportStore } from '#referrals';
import type { FirstMassageStore, Visit, VisitChangeKind, VisitsService } from '#scheduling';
import type { IntakeService, RequestStore } from '#screening';
import { openTestDatabase, TEST_SEALER } from '#testing';
import type { Channel, Delivery, Outgoing } from '../channels/channel.js';
import { AddressTags } from '../answers/address-tags.service.js';
import { ReminderTokens } from '../answers/reminder-tokens.service.js';
import { VisitTokens } from '../answers/visit-tokens.service.js';
import { Channels } from '../channels/channels.service.js';
import { ConsentService } from '../consent/consent.service.js';
import { ConsentStore } from '../consent/consent.store.js';
import { InboxStore } from '../inbox/inbox.store.js';
import { MessageStore } from '../messages/message.store.js';
import type { Message } from '../messages/message.types.js';
import { OutgoingStore } from '../messages/outgoing.store.js';
import { Lanes } from '../operations/lanes.service.js';
import { LaneStore } from '../operations/lane.store.js';
import { notificationsMigrations } from '../notifications.migrations.js';
import { FirstVisits } from '../advice/first-visits.service.js';
import { CalendarUpdates } from '../planning/calendar-updates.service.js';
import { FollowingMessages } from '../planning/following-messages.service.js';
import { NewMessages } from '../planning/new-messages.service.js';
import { DigestPlanner } from '../planning/digest.planner.js';
import { IncomingPlanner } from '../planning/incoming.planner.js';
import { PlanListener } from '../planning/plan.listener.js';
import { ReportPlanner } from '../planning/report.planner.js';
import { Alarm } from '../sending/alarm.js';
import { LaneSorter } from '../sending/lane-sorter.service.js';
import { PreferenceStore } from '../preferences/preference.store.js';
import { Days } from '../sending/days.service.js';
import { MessageFactsService } from '../sending/message-facts.service.js';
import { MessageRunner } from '../sending/message-runner.service.js';
import { MessageWorker } from '../sending/message-worker.service.js';
import { OtherTopics } from '../sending/other-topics.service.js';
import { PatientLinks } from '../sending/patient-links.service.js';
import { MessagePublicationStore } from '../settings/message-publications.store.js';
import { MessageSettingsService } from '../settings/message-settings.service.js';
import { Recipients } from '../sending/recipients.service.js';
import { SentTextStore } from '../texts/sent-text.store.js';
import { CLINIC, patient } from './visits.js';

const migrations = [...platformMigrations, ...identityMigrations, ...notificationsMigrations];

/** A channel that keeps what it is given and answers as it is told. */
export class FakeChannel {
  readonly sent: Outgoing[] = [];
  answer: (message: Outgoing) => Delivery | Promise<Delivery> = () => ({ kind: 'sent' });

  readonly channel: Channel = {
    key: 'email',
    label: 'Fake',
    format: 'mail',
    obeysQuietHours: false,
    addressOf: (contact) => contact.email,
    open: () => ({
      send: async (message) => {
        const delivery = await this.answer(message);
        if (delivery.kind === 'sent') this.sent.push(message);
        return delivery;
      },
      close: async () => undefined,
    }),
  };
}

export interface WorldOptions {
  database?: 'sqlite' | 'postgres';
  queue?: JobQueue;
  config?: Partial<Config>;
  /** Absent: a `FakeChannel`. */
  realChannels?: boolean;
}

/** The messages of a clinic whose visits and patients are maps: everything else is real, on a database of its own. */
export class World {
  clinic: ClinicSnapshot = CLINIC;
  readonly visits = new Map<string, Visit>();
  readonly patients = new Map<string, Patient>([['pat_1', patient('pat_1')]]);
  readonly reports = new Map<string, ReportAddress>();
  readonly referrals = new Map<string, ReferralStatus>();
  readonly outbox = new FakeChannel();
  readonly health: HealthState;
  readonly store = new MessageStore();
  readonly preferences = new PreferenceStore();
  readonly inbox = new InboxStore();
  readonly outgoing = new OutgoingStore();
  readonly channels: Channels;
  readonly laneStore = new LaneStore();
  readonly lanes: Lanes;
  readonly consents: ConsentService;
  readonly facts: MessageFactsService;
  readonly calendars: CalendarUpdates;
  readonly newMessages: NewMessages;
  readonly worker: MessageWorker;
  readonly runner: MessageRunner;
  readonly listener: PlanListener;
  readonly planner: ReportPlanner;
  readonly digests: DigestPlanner;
  readonly incoming: IncomingPlanner;
  readonly settings: MessageSettingsService;
  readonly firsts: FirstVisits;
  /** Patient → start of their first massage; empty: everybody has been here before. */
  readonly firstMassages = new Map<string, number>();
  /** Patients who have told why they come. */
  readonly told = new Set<string>();

  private constructor(
    readonly db: Database,
    readonly dir: string,
    readonly clock: FakeClock,
    readonly queue: JobQueue,
    readonly config: Config,
    private readonly dropDatabase: () => Promise<void>,
    realChannels: boolean,
  ) {
    const clinic = { snapshot: async () => this.clinic } as unknown as ClinicService;
    this.health = new HealthState(db);
    this.channels = new Channels(config, clock);
    this.consents = new ConsentService(new ConsentStore(TEST_SEALER), config);
    if (!realChannels) this.channels.list = [this.outbox.channel];
    const visits = this.visitsDoor();
    const patients = { byIds: async (_: unknown, ids: string[]) => pick(this.patients, ids) } as unknown as PatientsService;
    const requests = { byIds: async () => [] } as unknown as RequestStore;
    const topics = new OtherTopics(
      { addresses: async (_: unknown, ids: string[]) => pick(this.reports, ids) } as unknown as ReportStore,
      { statuses: async (_: unknown, ids: string[]) => pick(this.referrals, ids) } as unknown as ReferralsService,
      new Days(clinic, visits),
    );
    const secrets = new LinkSecrets(config);
    const links = new SignedLinks(config);
    const tags = new AddressTags(secrets);
    this.settings = new MessageSettingsService(db, undefined as unknown as Commands, clinic, new MessagePublicationStore());
    this.firsts = new FirstVisits({ of: async () => this.firstMassages } as unknown as FirstMassageStore);
    const intakes = { patientsWithOne: async () => this.told } as unknown as IntakeService;
    this.facts = new MessageFactsService(
      clinic,
      visits,
      topics,
      new Recipients(patients, this.preferences, new Accounts()),
      requests,
      intakes,
      this.firsts,
      this.settings,
      this.store,
      secrets,
      new SingleUseTokens(),
      new PatientLinks(new VisitTokens(links, tags), new ReminderTokens(links, tags), clock, config),
      config,
      this.channels,
      this.consents,
    );
    this.lanes = new Lanes(db, clock, this.laneStore, this.channels, config);
    const alarm = new Alarm();
    const messages = (this.newMessages = new NewMessages(this.store, this.facts, alarm));
    this.calendars = new CalendarUpdates(this.store, messages, this.channels);
    const following = new FollowingMessages(clinic, visits, this.firsts, intakes, this.settings, messages, config);
    this.worker = new MessageWorker(
      db,
      clock,
      this.outgoing,
      this.facts,
      this.channels,
      this.lanes,
      this.inbox,
      this.consents,
      new SentTextStore(),
      following,
      this.calendars,
    );
    const sorter = new LaneSorter(db, clock, this.outgoing, this.facts, this.channels);
    this.runner = new MessageRunner(db, queue, clock, this.outgoing, this.worker, this.channels, this.lanes, sorter, this.health, alarm);
    this.listener = new PlanListener(
      clinic,
      visits,
      this.store,
      messages,
      following,
      this.preferences,
      this.firsts,
      intakes,
      this.settings,
      config,
    );
    this.digests = new DigestPlanner(clinic, this.preferences, this.store, messages);
    this.incoming = new IncomingPlanner(clinic, this.preferences, messages, config);
    this.planner = new ReportPlanner(clinic, this.store, messages, config);
  }

  static async open(now: number, options: WorldOptions = {}): Promise<World> {
    Logger.overrideLogger(false);
    const dir = mkdtempSync(join(tmpdir(), 'notifications-'));
    const { db, drop } = await openTestDatabase(options.database ?? 'sqlite', migrations);
    const config = {
      dataDir: dir,
      publicUrl: 'https://desk.example.org',
      undoWindowSeconds: 180,
      secretKey: Buffer.alloc(32),
      oldSecretKeys: [],
      demoMessages: false,
      ...options.config,
    };
    const queue = options.queue ?? new InProcessQueue();
    return new World(db, dir, new FakeClock(now), queue, config as Config, drop, options.realChannels ?? false);
  }

  async close(): Promise<void> {
    await this.runner.stop(1000);
    await this.dropDatabase();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** A change of a visit as scheduling makes it: the new state and its messages in one transaction. */
  async change(kind: VisitChangeKind, after: Visit): Promise<void> {
    const before = this.visits.get(after.id);
    await this.db.run(async (tx) => {
      this.visits.set(after.id, after);
      await this.listener.onVisitChange(tx, { kind, before, after, ctx: systemContext('spec', this.clock.now()) });
    });
  }

  async messages(): Promise<Message[]> {
    const rows = await this.db.reader.all<{ id: string }>('select id from message order by id');
    return (
      await this.store.byIds(
        this.db.reader,
        rows.map((row) => row.id),
      )
    ).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** `patient reminder 1d: planned` for each, sorted. */
  async summary(): Promise<string[]> {
    return (await this.messages()).map(summaryOf).sort();
  }

  /** Hands out what is due and works on it, as the running worker does. */
  async sendDue(): Promise<void> {
    await this.runner.drain();
  }

  private visitsDoor(): VisitsService {
    const ofPatients = async (_: unknown, ids: string[], window: { start: number; end: number }) =>
      [...this.visits.values()].filter((one) => ids.includes(one.patientId) && one.start < window.end && one.end > window.start);
    const legsOfPractitioners = async (_: unknown, ids: string[], window: { start: number; end: number }) =>
      [...this.visits.values()]
        .flatMap((one) => one.legs.map((leg) => ({ ...leg, isTentative: one.status === 'tentative' })))
        .filter((leg) => ids.includes(leg.practitionerId) && leg.status === 'booked' && leg.start >= window.start && leg.start < window.end)
        .sort((a, b) => a.start - b.start);
    return {
      byIds: async (_: unknown, ids: string[]) => pick(this.visits, ids),
      ofPatients,
      legsOfPractitioners,
    } as unknown as VisitsService;
  }
}

export function summaryOf(message: Message): string {
  const what = [message.recipientType === 'patient' ? 'patient' : message.recipientId, message.kind, message.step]
    .filter(Boolean)
    .join(' ');
  return `${what}: ${message.status}${message.reason ? ` (${message.reason})` : ''}`;
}

function pick<T>(from: ReadonlyMap<string, T>, ids: readonly string[]): Map<string, T> {
  return new Map(ids.flatMap((id) => (from.has(id) ? [[id, from.get(id)!] as const] : [])));
}
