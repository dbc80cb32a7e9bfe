import { Inject, Injectable, Logger } from '@nestjs/common';
import { DAY_MS, MINUTE_MS } from '#kernel';
import { type BouncesMailbox, ChangeFeed, Clock, CONFIG, type Config, Database, HealthState, systemContext } from '#platform';
import { LaterNews } from '../messages/later-news.service.js';
import { ReportedStore } from '../messages/reported.store.js';
import { afterBounce, bounceOf, type DeliveryReport } from './bounce.rules.js';
import { BounceMailboxStore, type MailboxState } from './bounce-mailbox.store.js';
import { MailboxError, type MailboxPage, type Place, readReports, type Reading } from './imap-mailbox.js';

const EVERY_MS = MINUTE_MS;
/** A look has ended when the next one may begin, in this process or in another. */
const LOOK_MS = 50_000;
/** What is older than this in a mailbox that is new here was seen to, or is too late. */
const FIRST_MS = 3 * DAY_MS;
const PAGE = 50;
/** A mail that breaks the reading so often, by itself, is passed over: what is behind it matters as well. */
const TRIES = 3;
/** Nobody reads it any more, whatever was wrong at last. */
const STALE_MS = 15 * MINUTE_MS;

/** What operators see of the mailbox. */
export interface BouncesState {
  mailbox: string;
  readAt?: number;
  /** `MailboxError.problem`, or `unread`: nobody looks. */
  problem?: string;
}

/** Mails that a server took and that came back later: it reads their mailbox, and the desk sees them among the exceptions. */
@Injectable()
export class Bounces {
  private readonly logger = new Logger('bounces');
  /** Up to here one mail is read at a time: a page with it broke. */
  private careful?: Place;
  /** A mail that broke the reading by itself. */
  private stuck?: Place & { times: number };

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly feed: ChangeFeed,
    private readonly mailboxes: BounceMailboxStore,
    private readonly messages: ReportedStore,
    private readonly news: LaterNews,
    @Inject(CONFIG) private readonly config: Pick<Config, 'bounces'>,
    health: HealthState,
  ) {
    health.add(() => this.problems());
  }

  /** Never rejects for the mailbox's sake: what is wrong with it is kept where operators see it. */
  async look(stop: AbortSignal): Promise<void> {
    const { bounces: mailbox } = this.config;
    if (!mailbox) return;
    const state = await this.db.run((tx) => this.mailboxes.claim(tx, mailbox.name, this.clock.now(), EVERY_MS));
    if (!state) return;
    const problem = await this.read(mailbox, state, AbortSignal.any([stop, AbortSignal.timeout(LOOK_MS)]));
    // Whoever stops this process has closed the connection: that says nothing of the mailbox.
    if (stop.aborted) return;
    if (problem !== undefined && problem !== state.problem) this.logger.warn(`${mailbox.name} cannot be read: ${problem}`);
    const readAt = problem === undefined ? this.clock.now() : undefined;
    await this.db.run((tx) => this.mailboxes.end(tx, mailbox.name, { readAt, problem }));
  }

  /** `undefined`: there is no mailbox, or nobody has looked so far. */
  async state(): Promise<BouncesState | undefined> {
    const { bounces: mailbox } = this.config;
    const state = mailbox && (await this.mailboxes.of(this.db.reader, mailbox.name));
    if (!state) return undefined;
    const isUnread = state.lookedAt < this.clock.now() - STALE_MS;
    return { mailbox: state.mailbox, readAt: state.readAt, problem: isUnread ? 'unread' : state.problem };
  }

  /** For everybody: it names no mailbox. */
  private async problems(): Promise<string[]> {
    const problem = (await this.state())?.problem;
    return problem === undefined ? [] : [`The mailbox of mails that come back is not read (${problem}).`];
  }

  /** Page after page; resolves to what was wrong. */
  private async read(mailbox: BouncesMailbox, { place: from, readAt }: MailboxState, signal: AbortSignal): Promise<string | undefined> {
    const since = new Date(Math.min(this.clock.now() - FIRST_MS, readAt ?? Infinity));
    let place = from;
    try {
      for (let isFirst = true; ; isFirst = false) {
        const page = await this.nextPage(mailbox, { after: place, since, signal });
        if (!isFirst && page.place.validity !== place?.validity) throw new MailboxError('no-uidvalidity');
        place = await this.hearAll(page);
        await this.db.run((tx) => this.mailboxes.go(tx, mailbox.name, place!));
        if (!page.hasMore || place !== page.place) return undefined;
      }
    } catch (error) {
      if (error instanceof MailboxError) return error.problem;
      throw error;
    }
  }

  /** A page that breaks is read mail by mail, and in the end without the one that breaks it. */
  private async nextPage(
    mailbox: BouncesMailbox,
    reading: Omit<Reading, 'most'>,
    most = this.pageAfter(reading.after),
  ): Promise<MailboxPage> {
    try {
      return await readReports(mailbox, { ...reading, most });
    } catch (error) {
      if (!(error instanceof MailboxError) || !error.page) throw error;
      const { validity, first: uid, last } = error.page;
      if (uid < last) {
        this.careful = { validity, uid: last };
        if (reading.signal.aborted) throw error;
        return this.nextPage(mailbox, reading, 1);
      }
      const times = this.stuck?.validity === validity && this.stuck.uid === uid ? this.stuck.times + 1 : 1;
      this.stuck = { validity, uid, times };
      if (times < TRIES) throw error;
      // Where the one behind it cannot be read either, it is not this mail; and without one behind it, it keeps nobody waiting.
      const behind = await readReports(mailbox, { ...reading, after: { validity, uid }, most: 1 });
      if (behind.place.uid <= uid) throw error;
      this.logger.warn(`${mailbox.name}: mail ${uid} of ${validity} cannot be read (${error.problem}) and is passed over`);
      return behind;
    }
  }

  private pageAfter(after: Place | undefined): number {
    const { careful } = this;
    return careful && after?.validity === careful.validity && after.uid < careful.uid ? 1 : PAGE;
  }

  /** Resolves to how far they were read: one whose mail is under way right now is read again next time. */
  private async hearAll({ reports, place }: MailboxPage): Promise<Place> {
    let strange = 0;
    for (const report of reports) {
      const heard = await this.hear(report);
      if (heard === 'later') return { ...place, uid: report.uid - 1 };
      if (heard === 'not-ours') strange++;
    }
    if (strange > 0) this.logger.debug(`${strange} delivery reports were about none of our mails, or told of a delay`);
    return place;
  }

  private async hear(report: DeliveryReport): Promise<'heard' | 'not-ours' | 'later'> {
    const bounce = bounceOf(report);
    if (!bounce) return 'not-ours';
    const ctx = systemContext('mail', this.clock.now());
    const change = await this.db.run(async (tx) => {
      const mail = await this.messages.forUpdate(tx, bounce.messageId);
      const after = mail && afterBounce(mail, bounce, ctx.now);
      if (after && after !== 'later') await this.news.save(tx, ctx, bounce.messageId, mail, after);
      return after;
    });
    if (change === 'later') return 'later';
    if (change) this.feed.poke();
    return 'heard';
  }
}
