import { Injectable } from '@nestjs/common';
import { ClinicService, clinicZone } from '#clinic';
import { DomainError, formatInstant, HOUR_MS, notFound } from '#kernel';
import { Commands, Database, etagOf, type Outcome, record, type RequestContext, requireMatch } from '#platform';
import { Channels } from '../channels/channels.service.js';
import { MessageStore } from '../messages/message.store.js';
import type { Message } from '../messages/message.types.js';
import { viewsOf } from '../messages/message.view.js';
import type { MessageView } from '../messages/messages.dto.js';
import { type MessageFacts, MessageFactsService } from '../sending/message-facts.service.js';
import type { ShownFacts } from '../sending/shown-facts.js';
import { exceptionOf, MUST_TELL, NEAR_MS, oncePerGroup, type MessageException, unreadable } from './exception.rules.js';
import type { ExceptionsView, ExceptionView, OverdueView } from './ledger.dto.js';
import { handleGroup, LedgerStore } from './ledger.store.js';

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
      return exception ? [{ message, exception }] : [];
    });
    const groups = oncePerGroup(found);
    return {
      data: groups.slice(0, limit).map((group) => this.view(group, shown)),
      hasMore: groups.length > limit || ids.length === CANDIDATES,
      overdue: await this.overdue(now),
    };
  }

  /** They were told some other way: nobody else need look at it, nor at what has the same cause. */
  async acknowledge(ctx: RequestContext, id: string): Promise<Outcome<MessageView>> {
    return this.commands.run(ctx, async (tx) => {
      const [message] = await this.store.byIds(tx, [id]);
      if (!message) throw notFound('message');
      requireMatch(ctx, message.version);
      if (message.status !== 'failed' && message.status !== 'skipped')
        throw new DomainError('conflict', 'invalid-transition', {
          detail: 'It was sent, or is on its way.',
          extra: { from: message.status, action: 'acknowledge' },
        });
      if (!(await this.store.handle(tx, id, message.version, ctx.now))) throw new DomainError('stale', 'version-mismatch');
      await handleGroup(tx, message, ctx.now);
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
    const visit = topic?.kind === 'visit' ? topic.visit : undefined;
    const zone = shown.zoneOf(message);
    return {
      ...exception,
      count,
      message: viewsOf([message], shown, this.channels)[0]!,
      visit: visit && { id: visit.id, status: visit.status, start: formatInstant(visit.start, zone) },
    };
  }

  private async overdue(now: number): Promise<OverdueView> {
    const { count, oldestDueAt } = await this.ledger.overdue(this.db.reader, now - OVERDUE_MS, OVERDUE_COUNTED);
    const zone = clinicZone(await this.clinic.snapshot());
    return { count, oldestDueAt: oldestDueAt === undefined ? undefined : formatInstant(oldestDueAt, zone) };
  }
}
