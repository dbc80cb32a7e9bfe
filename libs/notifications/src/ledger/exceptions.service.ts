import { Injectable } from '@nestjs/common';
import { ClinicService, clinicZone } from '#clinic';
import { DomainError, formatInstant, HOUR_MS, notFound } from '#kernel';
import { Commands, Database, etagOf, type Outcome, record, type RequestContext, requireMatch } from '#platform';
import { Channels } from '../channels/channels.service.js';
import { MUST_TELL } from '../kinds/index.js';
import { MessageStore } from '../messages/message.store.js';
import { isAboutVisit, type Message } from '../messages/message.types.js';
import { viewsOf } from '../messages/message.view.js';
import type { MessageView } from '../messages/messages.dto.js';
import { LaneStore } from '../operations/lane.store.js';
import { CalendarUpdates } from '../planning/calendar-updates.service.js';
import { type MessageFacts, MessageFactsService } from '../sending/message-facts.service.js';
import type { ShownFacts } from '../sending/shown-facts.js';
import { exceptionOf, lookBy, NEAR_MS, oncePerGroup, type MessageException, unreadable } from './exception.rules.js';
import type { ExceptionsView, ExceptionView, OverdueView, PausedChannelView } from './ledger.dto.js';
import { LedgerStore } from './ledger.store.js';

/** More than anybody works off between two looks. */
const CANDIDATES = 500;
const OVERDUE_MS = HOUR_MS;
const OVERDUE_COUNTED = 1000;

/** What somebody has to look at: an empty list is the aim. */
@Injectable()
export class ExceptionsService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
    private readonly ledger: LedgerStore,
    private readonly store: MessageStore,
    private readonly facts: MessageFactsService,
    private readonly channels: Channels,
    private readonly lanes: LaneStore,
    private readonly calendars: CalendarUpdates,
  ) {}

  async list(now: number, limit: number): Promise<ExceptionsView> {
    const reader = this.db.reader;
    const window = { now, near: now + NEAR_MS, mustTell: MUST_TELL, limit: CANDIDATES };
    const ids = await this.ledger.exceptions(reader, window);
    const byId = new Map((await this.store.byIds(reader, ids)).map((message) => [message.id, message]));
    const candidates = ids.flatMap((id) => byId.get(id) ?? []);
    const shown = await this.facts.shown(reader, candidates);
    const handled = await this.ledger.handledAbout(reader, [...new Set(candidates.flatMap((message) => message.visitId ?? []))]);
    const found = candidates.flatMap((message) => {
      const handledAt = handled.get(`${message.recipientId}|${message.visitId}`);
      const exception = shown.ask(message, (facts) => this.exceptionOf(now, message, facts, handledAt), unreadable(message));
      return exception
        ? [{ message, exception, by: shown.ask(message, (facts) => lookBy(now, message, facts.topicOf(message)), Number.MAX_SAFE_INTEGER) }]
        : [];
    });
    const groups = oncePerGroup(found.sort((a, b) => a.by - b.by));
    return {
      data: groups.slice(0, limit).map((group) => this.view(group, shown)),
      page: { hasMore: groups.length > limit || ids.length === CANDIDATES },
      overdue: await this.overdue(now),
      paused: await this.paused(),
    };
  }

  /** They were told some other way: nobody else need look at it, nor at what has the same cause. What waits does not go any more. */
  async acknowledge(ctx: RequestContext, id: string): Promise<Outcome<MessageView>> {
    return this.commands.run(ctx, async (tx) => {
      const [message] = await this.store.byIds(tx, [id]);
      if (!message) throw notFound('message');
      requireMatch(ctx, message.version);
      const waiting = message.status === 'held' ? await this.facts.shown(tx, [message]) : undefined;
      const isHeld = waiting?.ask(message, (facts) => this.exceptionOf(ctx.now, message, facts, undefined) !== undefined, false) === true;
      if (!isHeld && message.status !== 'failed' && message.status !== 'skipped')
        throw new DomainError('conflict', 'invalid-transition', {
          detail: 'It was sent, or is on its way.',
          extra: { from: message.status, action: 'acknowledge' },
        });
      const isDone = isHeld
        ? await this.store.toldByDesk(tx, id, message.version, ctx.now)
        : await this.store.handle(tx, id, message.version, ctx.now, 'told');
      if (!isDone) throw new DomainError('stale', 'version-mismatch');
      await this.store.handleGroup(tx, message, ctx.now, 'told');
      const isInvited = isHeld && waiting.ask(message, (facts) => facts.invites(message), false);
      if (isInvited && isAboutVisit(message)) await this.calendars.planAfter(tx, ctx, message);
      const [after] = await this.store.byIds(tx, [id]);
      await record(tx, ctx, { kind: 'message.acknowledged', subject: 'message', id, version: after!.version });
      const [body] = viewsOf([after!], await this.facts.shown(tx, [after!]), this.channels);
      return { status: 200, body: body!, etag: etagOf(after!.version) };
    });
  }

  private exceptionOf(now: number, message: Message, facts: MessageFacts, handledAt: number | undefined): MessageException | undefined {
    const recipient = facts.recipientOf(message);
    const reachable = recipient !== undefined && this.channels.choose(recipient, facts.askedOf(message)).address !== undefined;
    return exceptionOf(now, message, { topic: facts.topicOf(message), reachable, handledAt });
  }

  private view(
    { message, exception, count }: { message: Message; exception: MessageException; count: number },
    shown: ShownFacts,
  ): ExceptionView {
    const topic = shown.ask(message, (facts) => facts.topicOf(message), undefined);
    const { visit, toldStart } = topic?.kind === 'visit' ? topic : {};
    const expected = exception.problem === 'too-late' ? toldStart : undefined;
    const zone = shown.zoneOf(message);
    return {
      ...exception,
      count,
      message: viewsOf([message], shown, this.channels)[0]!,
      visit: visit && { id: visit.id, status: visit.status, start: formatInstant(visit.start, zone) },
      expectedAt: expected === undefined ? undefined : formatInstant(expected, zone),
    };
  }

  private async paused(): Promise<PausedChannelView[]> {
    const zone = clinicZone(await this.clinic.snapshot());
    return (await this.lanes.all(this.db.reader)).flatMap(({ channel, pausedAt, pauseReason }) =>
      pausedAt === undefined ? [] : [{ channel, since: formatInstant(pausedAt, zone), reason: pauseReason ?? '' }],
    );
  }

  private async overdue(now: number): Promise<OverdueView> {
    const { count, oldestDueAt } = await this.ledger.overdue(this.db.reader, now - OVERDUE_MS, OVERDUE_COUNTED);
    const zone = clinicZone(await this.clinic.snapshot());
    return { count, oldestDueAt: oldestDueAt === undefined ? undefined : formatInstant(oldestDueAt, zone) };
  }
}
