import { randomInt } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DomainError } from '#kernel';
import { Clock, Database, errorCode, type JobBatch, record, systemContext, type Tx } from '#platform';
import { type Channel, SEND_MS, type Delivery } from '../channels/channel.js';
import { Channels } from '../channels/channels.service.js';
import { IN_APP } from '../channels/in-app.channel.js';
import { isConsentChannel } from '../consent/consent.rules.js';
import { ConsentService } from '../consent/consent.service.js';
import { changed, InboxStore } from '../inbox/inbox.store.js';
import { isUrgent, kindOf } from '../kinds/index.js';
import { OutgoingStore, type SendResult } from '../messages/outgoing.store.js';
import { type DueMessage, isAboutVisit } from '../messages/message.types.js';
import { Lanes } from '../operations/lanes.service.js';
import { type News, outdatesEntry } from '../planning/calendar-update.rules.js';
import { CalendarUpdates } from '../planning/calendar-updates.service.js';
import { isLeft, type Left } from '../planning/following.rules.js';
import { FollowingMessages } from '../planning/following-messages.service.js';
import { isPressing } from '../preferences/preference.rules.js';
import { SentTextStore } from '../texts/sent-text.store.js';
import { MAX_ATTEMPTS, nextAttempt, TRIES_ALONE } from './decide.rules.js';
import { judge } from './judge.js';
import type { Letter } from './letter.rules.js';
import { MessageFactsService, type MessageFacts } from './message-facts.service.js';

/** A worker that does not come back holds its rows no longer than this. */
export const LEASE_MS = 60_000;
/** A send that begins later could end after the lease, when another worker may begin the same. */
const LAST_START_MS = LEASE_MS - SEND_MS - 5000;
/** A message that cannot be written is not mended by hours of waiting, but by somebody who looks at it. */
const POISON_TRIES = 3;
/** What has left and is not recorded yet is sent again after a crash. */
const RECORD_EVERY_MS = 250;
const RECORD_AGAIN_MS = 500;
const RECORD_TRIES = 60;

const SECOND_MS = 1000;

const OPTED_OUT = { purpose: 'all', given: false, source: 'carrier' } as const;

/** Works on batches: claims, decides, sends outside any transaction, records. Safe to run twice: the claim lets one through. */
@Injectable()
export class MessageWorker {
  private readonly logger = new Logger('messages');
  /** The last of those that are worked on by themselves. */
  private alone: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outgoing: OutgoingStore,
    private readonly facts: MessageFactsService,
    private readonly channels: Channels,
    private readonly lanes: Lanes,
    private readonly inbox: InboxStore,
    private readonly consents: ConsentService,
    private readonly texts: SentTextStore,
    private readonly following: FollowingMessages,
    private readonly calendars: CalendarUpdates,
  ) {}

  /** What a queue has brought. Resolves to the number of rows that were this worker's. */
  async handle(batch: JobBatch): Promise<number> {
    const now = this.clock.now();
    const claimed = await this.db.run((tx) => this.outgoing.claim(tx, batch.ids, now, now + LEASE_MS));
    if (claimed.length > 0) await this.work(claimed, now);
    return claimed.length;
  }

  /**
   * Rows that this worker has claimed at `since`. Only workers that died can have used up more tries than there are, and a
   * message that kills them takes along the tries of those in its batch: such a one is worked on by itself, one after the other
   * in this process, and the others wait again as if they had not been claimed.
   */
  async work(claimed: readonly DueMessage[], since: number, onRecorded: (count: number) => void = () => undefined): Promise<void> {
    const suspect = claimed.find(({ attempts }) => attempts > MAX_ATTEMPTS);
    if (!suspect) return this.workTogether(claimed, since, onRecorded);
    const others = claimed.filter((message) => message !== suspect);
    const back = others.map(({ id, attempts }): SendResult => ({ id, attempts, status: 'planned', untried: true }));
    if (back.length > 0) await this.record(false, back);
    const turn = this.alone.then(() => this.workTogether([suspect], since, onRecorded));
    this.alone = turn.catch(() => undefined);
    await turn;
    onRecorded(others.length);
  }

  /** What is done is recorded while the slow ones of the batch are still under way. */
  private async workTogether(claimed: readonly DueMessage[], since: number, onRecorded: (count: number) => void): Promise<void> {
    const lane = claimed[0]!.channel;
    // Nearly always all or none: a row may have changed over since its batch was made.
    const shows = claimed.some((message) => message.channel === IN_APP);
    const done: SendResult[] = [];
    const dealing = this.deal(claimed, since + LAST_START_MS, done);
    let overtaken = 0;
    for (let isOver = false; !isOver;) {
      isOver = await endsWithin(dealing, RECORD_EVERY_MS);
      const results = done.splice(0);
      if (results.length === 0) continue;
      overtaken += results.length - (await this.record(shows, results));
      for (const result of results) this.count(lane, result);
      // Advice to the other processes: what is sent must be recorded also when it cannot be given.
      await this.lanes.share(lane).catch((error: unknown) => this.logger.warn(`lane ${lane}: ${errorCode(error)}`));
      onRecorded(results.length);
    }
    if (overtaken > 0) this.logger.warn(`${overtaken} messages were claimed by another worker meanwhile`);
    await dealing;
  }

  private async deal(claimed: readonly DueMessage[], lastStart: number, done: SendResult[]): Promise<void> {
    const { groups, broken } = await this.facts.apart(this.db.reader, claimed, isUnavailable);
    for (const { message, error } of broken) done.push(this.broken(message, error));
    await Promise.all(
      groups.flatMap(({ facts, messages }) => messages.map((message) => this.dealWithOne(message, facts, lastStart, done))),
    );
  }

  /** One message that cannot be written or sent must not keep its batch from being recorded. */
  private async dealWithOne(message: DueMessage, facts: MessageFacts, lastStart: number, done: SendResult[]): Promise<void> {
    try {
      done.push(await this.decideAndSend(message, facts, lastStart));
    } catch (error) {
      done.push(this.broken(message, error));
    }
  }

  /** Tried a few times, then set aside until somebody has looked at it and sends it again. */
  private broken({ id, attempts }: DueMessage, error: unknown): SendResult {
    this.logger.error(`message ${id} cannot be sent: ${errorCode(error)}`);
    if (attempts >= POISON_TRIES) return { id, attempts, status: 'failed', reason: 'poison' };
    return { id, attempts, status: 'planned', reason: 'internal', dueAt: nextAttempt(this.clock.now(), attempts, jitter()) };
  }

  private async decideAndSend(message: DueMessage, facts: MessageFacts, lastStart: number): Promise<SendResult> {
    const { id, attempts } = message;
    // What kills its worker also when it is alone must not go on for ever.
    if (attempts > MAX_ATTEMPTS + TRIES_ALONE) return { id, attempts, status: 'failed', reason: 'attempts-exhausted' };
    const began = this.clock.now();
    const { decision, topic, recipient, chosen } = judge(began, message, facts, this.channels);
    if (decision.kind !== 'send') this.lanes.hearNothing(message.channel);
    if (decision.kind === 'skip') {
      const left = isAboutVisit(message) && isLeft(kindOf(message), decision.reason) ? message : undefined;
      const calendar = decision.reason === 'muted' ? outdatingEntry(message, facts) : undefined;
      return { id, attempts, status: 'skipped', reason: decision.reason, channel: chosen?.channel.key, left, calendar };
    }
    if (decision.kind === 'hold') return { id, attempts, status: 'held', reason: decision.reason, dueAt: decision.until, untried: true };
    const { channel, address } = chosen!;
    // Its lane is another one: that has its own pace, and may be paused.
    if (channel.key !== message.channel) {
      this.lanes.hearNothing(message.channel);
      return { id, attempts, status: 'planned', channel: channel.key, untried: true };
    }
    // Behind slow mails its turn may come after the lease, after the visit has begun, or when nobody answers any more.
    const stillWanted = () => {
      const now = this.clock.now();
      if (now > lastStart || !this.lanes.isOpen(channel.key)) return false;
      // Of the facts only the time goes on, and what it decides changes with a whole second.
      if (Math.floor(now / SECOND_MS) === Math.floor(began / SECOND_MS)) return true;
      const again = judge(now, message, facts, this.channels);
      return again.decision.kind === 'send' && again.chosen?.channel === channel;
    };
    let letter: Letter | undefined;
    const delivery = await this.channels.send(channel, isUrgent(message), () => {
      if (!stillWanted()) return undefined;
      letter = facts.renderToSend(message, channel.format, address!)!;
      const location = facts.locationOf(message);
      return {
        id,
        attempt: attempts,
        to: recipient!,
        address: address!,
        fromName: location.name,
        subject: letter.kept.subject,
        urgent: isPressing(message, location.timeZone),
        body: letter.body,
        ...facts.beside(message, channel),
      };
    });
    if (!delivery || !letter) {
      this.lanes.hearNothing(channel.key);
      return { id, attempts, status: 'planned', untried: true };
    }
    const result = this.afterDelivery(message, delivery, { channel, address: address! });
    if (!channel.carriesMore && (result.status === 'sent' || result.status === 'failed')) result.calendar = outdatingEntry(message, facts);
    if (delivery.kind !== 'sent' && delivery.kind !== 'give-up') return result;
    // Once per message: not by spreading, which took longer than deciding.
    result.subject = letter.kept.subject;
    result.body = letter.kept.body;
    result.advice = letter.kept.advice;
    if (topic?.kind === 'visit') result.visitVersion = topic.visit.version;
    return result;
  }

  private afterDelivery(message: DueMessage, delivery: Delivery, sentTo: { channel: Channel; address: string }): SendResult {
    const { id, attempts } = message;
    const now = this.clock.now();
    const isAway = this.lanes.hear(message.channel, delivery, sentTo.address);
    if (delivery.kind === 'sent') {
      const result: SendResult = { id, row: message.row, attempts, status: 'sent', sentAt: now };
      if (sentTo.channel.format !== 'text') return result;
      result.providerId = delivery.providerId;
      result.sentTo = sentTo.address;
      return result;
    }
    if (delivery.kind === 'opted-out') return { id, attempts, reason: 'opted-out', ...afterRefusal(sentTo) };
    if (delivery.kind === 'give-up') return { id, attempts, status: 'failed', reason: delivery.reason };
    // Later than the others all the same: a message that itself breaks the connection must not be every probe.
    if (isAway) return { id, attempts, status: 'planned', reason: delivery.reason, dueAt: nextAttempt(now, 1, jitter()), untried: true };
    const planned = nextAttempt(now, attempts, jitter(), delivery.kind === 'unknown');
    const dueAt = planned && Math.max(planned, now + (delivery.kind === 'retry' ? (delivery.retryAfterMs ?? 0) : 0));
    if (dueAt === undefined) return { id, attempts, status: 'failed', reason: delivery.reason };
    return { id, attempts, status: 'planned', dueAt, reason: delivery.reason };
  }

  private async record(shows: boolean, results: readonly SendResult[]): Promise<number> {
    const staying = results.filter((result) => result.left === undefined && result.calendar === undefined);
    let taken = staying.length > 0 ? await this.recordTogether(shows, staying) : 0;
    if (staying.length === results.length) return taken;
    for (const { left, ...skipped } of results) if (left) taken += await this.recordLeft(skipped, left);
    for (const { calendar, ...result } of results) if (calendar) taken += await this.recordWithCalendar(shows, result, calendar);
    return taken;
  }

  /** A result that the database refuses does not take the others of its batch along. */
  private async recordTogether(shows: boolean, results: readonly SendResult[]): Promise<number> {
    try {
      return await this.persist((tx) => this.settle(tx, shows, results));
    } catch (error) {
      if (isUnavailable(error)) throw error;
      return this.recordEach(shows, results, error);
    }
  }

  /** By itself: it takes the lock of those who change the patient's visits, before any row of a message as they do. */
  private async recordLeft(skipped: SendResult, left: Left): Promise<number> {
    try {
      return await this.persist(async (tx) => {
        await this.following.lock(tx, left.recipientId);
        const taken = await this.outgoing.settle(tx, [skipped], this.clock.now());
        if (taken > 0) await this.following.planAnew(tx, systemContext('messages', this.clock.now()), left);
        return taken;
      });
    } catch (error) {
      if (isUnavailable(error)) throw error;
      this.logger.error(`what message ${skipped.id} leaves cannot be planned: ${errorCode(error)}`);
      return this.recordTogether(false, [skipped]);
    }
  }

  /** By itself: that its calendar cannot be seen to must not make news go out again. */
  private async recordWithCalendar(shows: boolean, result: SendResult, news: News): Promise<number> {
    try {
      return await this.persist(async (tx) => {
        const taken = await this.settle(tx, shows, [result]);
        if (taken > 0) await this.calendars.planAfter(tx, systemContext('messages', this.clock.now()), news);
        return taken;
      });
    } catch (error) {
      if (isUnavailable(error)) throw error;
      this.logger.error(`the calendar entry after message ${result.id} cannot be planned: ${errorCode(error)}`);
      return this.recordTogether(shows, [result]);
    }
  }

  /** As long as a lease lasts, also over a short absence of the database: what has left and is not recorded is sent again. */
  private async persist(work: (tx: Tx) => Promise<number>): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.db.run(work);
      } catch (error) {
        if (!isUnavailable(error) || attempt === RECORD_TRIES) throw error;
        await new Promise((next) => setTimeout(next, RECORD_AGAIN_MS));
      }
    }
  }

  /** With what follows: texts under the name that their provider has for them, who told a provider to stop, what is shown in the app. */
  private async settle(tx: Tx, shows: boolean, results: readonly SendResult[]): Promise<number> {
    const taken = await this.outgoing.settle(tx, results, this.clock.now());
    const rejected = await this.texts.settle(tx, results, this.clock.now());
    if (rejected.length > 0) tx.afterCommit(() => rejected.forEach((lane) => this.lanes.count(lane, 'failed')));
    for (const { refusedBy } of results) {
      if (refusedBy) await this.consents.record(tx, systemContext('carrier', this.clock.now()), { ...refusedBy, ...OPTED_OUT });
    }
    if (!shows) return taken;
    const shown = results.filter((result) => result.status === 'sent').map((result) => result.id);
    const ctx = systemContext('messages', this.clock.now());
    for (const practitionerId of await this.inbox.arrive(tx, shown)) await record(tx, ctx, changed('arrived', practitionerId));
    return taken;
  }

  private async recordEach(shows: boolean, results: readonly SendResult[], error: unknown): Promise<number> {
    let taken = 0;
    if (results.length > 1) {
      let refused: unknown;
      for (const result of results)
        taken += await this.recordTogether(shows, [result]).catch((one: unknown) => {
          refused = one;
          return 0;
        });
      if (refused !== undefined) throw refused;
      return taken;
    }
    const [result] = results;
    // The text is what a database can refuse; without it the outcome is kept all the same.
    if (result!.body === undefined) throw error;
    this.logger.error(`the text of message ${result!.id} cannot be kept: ${errorCode(error)}`);
    return this.recordTogether(shows, [
      { ...result!, subject: undefined, body: undefined, advice: undefined, reason: result!.reason ?? 'text-not-kept' },
    ]);
  }

  private count(lane: string, { status, untried }: SendResult): void {
    if (untried) return;
    if (status === 'sent' || status === 'failed' || status === 'skipped') this.lanes.count(lane, status);
    else if (status === 'planned') this.lanes.count(lane, 'retried');
  }
}

/** Resolves to `true` when it ends, however it ends. */
async function endsWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  const ended = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([ended, late]);
  } finally {
    clearTimeout(timer);
  }
}

function outdatingEntry(message: DueMessage, facts: MessageFacts): News | undefined {
  return outdatesEntry(message) && facts.invites(message) && isAboutVisit(message) ? message : undefined;
}

function jitter(): number {
  return randomInt(1000) / 1000;
}

function isUnavailable(error: unknown): boolean {
  return error instanceof DomainError && error.kind === 'unavailable';
}

/** The ledger learns of it, and the next try decides with that: what they need to know takes another way. */
function afterRefusal(sentTo: { channel: Channel; address: string }): Pick<SendResult, 'status' | 'refusedBy'> {
  if (!isConsentChannel(sentTo.channel.key)) return { status: 'skipped' };
  return { status: 'planned', refusedBy: { channel: sentTo.channel.key, address: sentTo.address } };
}
