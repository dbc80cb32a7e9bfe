import { Inject, Injectable } from '@nestjs/common';
import { ClinicService, clinicZone } from '#clinic';
import {
  DAY_MS,
  dayInterval,
  DomainError,
  formatInstant,
  invalidField,
  localDateOf,
  newId,
  notFound,
  parseInstant,
  parseLocalDate,
} from '#kernel';
import {
  Commands,
  CONFIG,
  Cursors,
  Database,
  DEFAULT_LIMIT,
  etagOf,
  hasScope,
  record,
  requireMatch,
  type Config,
  type Outcome,
  MAX_LIMIT,
  type Reader,
  type RequestContext,
  type Tx,
} from '#platform';
import { VisitsService, type Visit } from '#scheduling';
import { FirstVisits } from '../advice/first-visits.service.js';
import { ADVICE } from '../advice/index.js';
import { Channels } from '../channels/channels.service.js';
import { mailboxFolder } from '../channels/email.channel.js';
import { latestMails } from '../channels/mailbox.transport.js';
import { knownKind } from '../kinds/index.js';
import { decidedAt } from '../ledger/forecast.rules.js';
import { Outlooks } from '../ledger/outlooks.service.js';
import { aboutOf, startFor } from '../planning/about.rules.js';
import type { SendDecision } from '../sending/decide.rules.js';
import { judge } from '../sending/judge.js';
import { HIDDEN } from '../sending/letter.rules.js';
import { type MessageFacts, MessageFactsService } from '../sending/message-facts.service.js';
import { MessageRunner } from '../sending/message-runner.service.js';
import { MessageSettingsService } from '../settings/message-settings.service.js';
import { MessageStore } from './message.store.js';
import { beforeItWasStopped, isAboutVisit, OUTSTANDING, type Message, type VisitMessage } from './message.types.js';
import { viewsOf } from './message.view.js';
import { whyOf } from './why.rules.js';
import type { MailboxView, MessagesPage, MessagesQuery, MessageView, PreviewView } from './messages.dto.js';

/** Whoever holds them could read and answer what links are sent for. */
const LINK_SCOPES = ['screening:write', 'referrals:write', 'visits:write', 'patients:write'];

/** 92 days, one of which may be longer by the change of the clocks. */
const CHANNEL_WINDOW_MS = 93 * DAY_MS;

/** The ledger of messages: what was, is and will be sent. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
    private readonly visits: VisitsService,
    private readonly store: MessageStore,
    private readonly facts: MessageFactsService,
    private readonly channels: Channels,
    private readonly runner: MessageRunner,
    private readonly settings: MessageSettingsService,
    private readonly firsts: FirstVisits,
    private readonly cursors: Cursors,
    private readonly outlooks: Outlooks,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async list(query: MessagesQuery): Promise<MessagesPage> {
    const { limit = DEFAULT_LIMIT, cursor, ...filter } = query;
    const from = await this.instantOf(filter.from, '?from', 'start');
    const to = await this.instantOf(filter.to, '?to', 'end');
    requireWindow(filter, from, to);
    const rows = await this.store.list(this.db.reader, {
      ...filter,
      sharedDay: filter.visitId === undefined ? undefined : await this.dayOf(filter.visitId),
      from,
      to,
      after: this.cursors.read(cursor, filter),
      limit: limit + 1,
    });
    const { data, page } = this.cursors.page(
      rows,
      limit,
      filter,
      (row) => [row.dueAt, row.id],
      (row) => row,
    );
    return { data: await this.views(this.db.reader, data), page };
  }

  async get(id: string): Promise<{ view: MessageView; etag: string }> {
    const [message] = await this.store.byIds(this.db.reader, [id]);
    if (!message) throw notFound('message');
    return { view: (await this.views(this.db.reader, [message]))[0]!, etag: etagOf(message.version) };
  }

  /** What is still to go out about a visit, and which advice applies and why. */
  async preview(visitId: string): Promise<PreviewView> {
    const reader = this.db.reader;
    const visit = (await this.visits.byIds(reader, [visitId])).get(visitId);
    if (!visit) throw notFound('visit');
    const clinic = await this.clinic.snapshot(reader);
    const { book } = await this.settings.policy(reader);
    const isFirst = (await this.firsts.among(reader, clinic, [visit])).has(visit.id);
    const found = await this.store.list(reader, { visitId, sharedDay: await this.dayOf(visitId), limit: MAX_LIMIT + 1 });
    const rows = found.slice(0, MAX_LIMIT);
    const waiting = rows.filter((message) => OUTSTANDING.includes(message.status)).reverse();
    const views = await this.views(reader, waiting);
    // A shared reminder may carry advice for another visit of the day.
    const carried = new Set(views.flatMap((view) => view.advice));
    const advice = ADVICE.filter((one) => carried.has(one.code) || one.applies({ visit, clinic, isFirst })).map((one) => ({
      code: one.code,
      text: book.advice(one.code, 'en'),
      because: one.because,
    }));
    return { data: views.map((view, i) => ({ ...view, why: whyOf(waiting[i]!) })), page: { hasMore: found.length > MAX_LIMIT }, advice };
  }

  async resend(ctx: RequestContext, id: string): Promise<Outcome<MessageView>> {
    return this.commands.run(ctx, async (tx) => {
      const [message] = await this.store.byIds(tx, [id]);
      if (!message) throw notFound('message');
      requireMatch(ctx, message.version);
      if (!['sent', 'delivered', 'failed', 'skipped'].includes(message.status)) {
        throw new DomainError('conflict', 'invalid-transition', {
          detail: 'It is still on its way.',
          extra: { from: message.status, action: 'resend' },
        });
      }
      if (!knownKind(message)) throw cannotBeWritten();
      const stopped = beforeItWasStopped(message, ctx.now);
      if (stopped) return this.letGo(tx, ctx, message, stopped);
      const again = isAboutVisit(message) ? await this.visitAnew(tx, ctx, message) : await this.otherAnew(tx, ctx, message);
      const decision = await this.decisionOn(tx, ctx.now, again);
      if (!decision) throw cannotBeWritten();
      if (decision.kind === 'skip') throw leftOut(decision.reason);
      // The message's own version is the fence: of two clicks on "send again" one gets a stale answer.
      if (!(await this.store.handle(tx, id, message.version, ctx.now, 'seen-to'))) throw new DomainError('stale', 'version-mismatch');
      // To a patient it says all that the others about this visit would have said; practitioners hear of each visit.
      if (message.recipientType !== 'practitioner') await this.store.handleGroup(tx, message, ctx.now, 'seen-to');
      await this.store.insert(tx, [again]);
      await this.facts.issueLinks(tx, ctx, [again]);
      await record(tx, ctx, { kind: 'message.resent', subject: 'message', id: again.id, version: 1, facts: { of: message.id } });
      const handled = { kind: 'message.sent-again', subject: 'message', id, version: message.version + 1, facts: { as: again.id } };
      await record(tx, ctx, handled);
      tx.afterCommit(() => this.runner.wakeAt(ctx.now));
      return { status: 201, body: (await this.views(tx, [again]))[0]!, etag: etagOf(1), location: `/api/v1/messages/${again.id}` };
    });
  }

  /** Stopped by hand before its time: it goes after all, when that comes. */
  private async letGo(
    tx: Tx,
    ctx: RequestContext,
    message: Message,
    before: Pick<Message, 'dueAt' | 'dedupe'>,
  ): Promise<Outcome<MessageView>> {
    // Whoever books for them meanwhile may plan what says the same.
    await tx.lock([message.recipientId]);
    const again: Message = { ...message, ...before, status: 'planned', reason: undefined, endedAt: undefined };
    const decision = await this.decisionOn(tx, ctx.now, again);
    if (!decision) throw cannotBeWritten();
    if (decision.kind === 'skip') throw leftOut(decision.reason);
    if (before.dedupe !== undefined && (await this.store.isTaken(tx, before.dedupe))) throw leftOut('duplicate');
    if (!(await this.store.restore(tx, message.id, message.version, before))) throw new DomainError('stale', 'version-mismatch');
    const [after] = await this.store.byIds(tx, [message.id]);
    await record(tx, ctx, { kind: 'message.restored', subject: 'message', id: message.id, version: after!.version });
    tx.afterCommit(() => this.runner.wakeAt(before.dueAt));
    return { status: 200, body: (await this.views(tx, [after!]))[0]!, etag: etagOf(after!.version) };
  }

  private async visitAnew(reader: Reader, ctx: RequestContext, message: VisitMessage): Promise<Message> {
    const visit = (await this.visits.byIds(reader, [message.visitId])).get(message.visitId);
    if (!visit || visit.start <= ctx.now)
      throw new DomainError('refused', 'visit-past', { detail: 'The visit has begun: there is nothing to tell.' });
    const zone = (await this.clinic.snapshot(reader)).locations.get(visit.locationId)?.timeZone;
    if (zone === undefined) throw cannotBeWritten();
    if (message.kind !== 'clearance-request') return aboutVisit(message, visit, zone, ctx.now);
    const topic = (await this.facts.shown(reader, [message])).ask(message, (facts) => facts.topicOf(message), undefined);
    if (topic?.outdated !== undefined)
      throw new DomainError('refused', 'nothing-to-tell', {
        detail: 'The request is answered or was made anew: ask again at the request.',
      });
    return { ...aboutVisit(message, visit, zone, ctx.now), about: message.about };
  }

  private async otherAnew(tx: Tx, ctx: RequestContext, message: Message): Promise<Message> {
    const topic = (await this.facts.shown(tx, [message])).ask(message, (facts) => facts.otherTopicOf(message), undefined);
    if (!topic || topic.outdated !== undefined)
      throw new DomainError('refused', 'nothing-to-tell', { detail: 'It is acknowledged, or a newer one has taken its place.' });
    return anew(message, ctx.now);
  }

  /** As the worker would decide when it is due, as things are now; `undefined`: it cannot be written and would be set aside. */
  private async decisionOn(reader: Reader, now: number, message: Message): Promise<SendDecision | undefined> {
    const shown = await this.facts.shown(reader, [message]);
    const decide = (facts: MessageFacts): SendDecision => {
      const { decision } = judge(decidedAt(now, message.dueAt), message, facts, this.channels);
      facts.render(message);
      return decision;
    };
    return shown.knows(message) ? shown.ask(message, decide, undefined) : undefined;
  }

  async suppress(ctx: RequestContext, id: string): Promise<Outcome<MessageView>> {
    return this.commands.run(ctx, async (tx) => {
      const [message] = await this.store.byIds(tx, [id]);
      if (!message) throw notFound('message');
      requireMatch(ctx, message.version);
      if (!['planned', 'held'].includes(message.status)) {
        throw new DomainError('conflict', 'invalid-transition', {
          detail: 'It cannot be stopped any more.',
          extra: { from: message.status, action: 'suppress' },
        });
      }
      if (!(await this.store.suppress(tx, id, message.version, ctx.now))) throw new DomainError('stale', 'version-mismatch');
      const [after] = await this.store.byIds(tx, [id]);
      await record(tx, ctx, { kind: 'message.suppressed', subject: 'message', id, version: after!.version });
      return { status: 200, body: (await this.views(tx, [after!]))[0]!, etag: etagOf(after!.version) };
    });
  }

  /** The newest mails of the mailbox folder, newest first. */
  async mailbox({ actor }: Pick<RequestContext, 'actor'>, limit: number): Promise<MailboxView> {
    const newest = await latestMails(mailboxFolder(this.config), limit + 1);
    const mails = newest.slice(0, limit);
    const messages = await this.store.byIds(
      this.db.reader,
      mails.map((mail) => mail.messageId),
    );
    const { locations } = await this.clinic.snapshot(this.db.reader);
    const zones = new Map(messages.map((message) => [message.id, locations.get(message.locationId)?.timeZone]));
    const mayFollow = LINK_SCOPES.every((scope) => hasScope(actor, scope));
    const data = mails.map((mail) => {
      const zone = zones.get(mail.messageId);
      const date = zone === undefined ? mail.date : formatInstant(Date.parse(mail.date), zone);
      return { ...mail, date, text: mayFollow ? mail.text : mail.text.replace(/\/p\/\w+/g, `/p/${HIDDEN}`) };
    });
    return { data, page: { hasMore: newest.length > limit } };
  }

  /** The demo's past happened: what was due before `now` counts as sent. */
  settleDemo(now: number): Promise<void> {
    return this.db.run((tx) => this.store.settlePast(tx, now));
  }

  private async views(reader: Reader, messages: readonly Message[]): Promise<MessageView[]> {
    const shown = await this.facts.shown(reader, messages);
    const outlooks = await this.outlooks.of(reader, messages, shown);
    return viewsOf(messages, shown, this.channels).map((view, i) => ({ ...view, outlook: outlooks[i] }));
  }

  /** The patient and local day of a visit: its reminder may belong to another visit of that day. */
  private async dayOf(visitId: string): Promise<{ patientId: string; day: string } | undefined> {
    const reader = this.db.reader;
    const visit = (await this.visits.byIds(reader, [visitId])).get(visitId);
    const location = visit && (await this.clinic.snapshot(reader)).locations.get(visit.locationId);
    return visit && location && { patientId: visit.patientId, day: localDateOf(visit.start, location.timeZone) };
  }

  private async instantOf(text: string | undefined, pointer: string, edge: 'start' | 'end'): Promise<number | undefined> {
    if (text === undefined) return undefined;
    const instant = parseInstant(text);
    if (instant !== undefined) return instant;
    const date = parseLocalDate(text);
    if (date === undefined) throw invalidField(pointer, 'instant', 'Send an RFC 3339 time with offset or a date.');
    return dayInterval(date, clinicZone(await this.clinic.snapshot()))[edge];
  }
}

function cannotBeWritten(): DomainError {
  return new DomainError('refused', 'cannot-be-written', {
    detail: 'Its kind or its location is not known here: tell them some other way, and acknowledge it.',
  });
}

/** Whoever asks for it is told at once why it would not go. */
function leftOut(reason: string): DomainError {
  const why = LEFT_OUT[reason] ?? 'Nobody needs it any more.';
  return new DomainError('refused', 'left-out', { detail: `It would not be sent: ${why}`, extra: { reason } });
}

const LEFT_OUT: Readonly<Record<string, string>> = {
  'switched-off': 'the clinic does not send this any more.',
  'opted-out': 'they do not want it.',
  'no-address': 'no address reaches them. Edit their contact first.',
  confirmed: 'they have said that they come.',
  'weekly-cap': 'they have had as many reminders as one may have in a week.',
  muted: 'they do without this kind of news.',
  duplicate: 'another message says the same.',
  'visit-cancelled': 'the visit was cancelled.',
  'visit-moved': 'the visit was moved, and other messages tell of that.',
  'too-late': 'it would come too late.',
};

/** No index serves a channel by itself: a page of a rare one would walk through all messages that ever were. */
function requireWindow(filter: MessagesQuery, from: number | undefined, to: number | undefined): void {
  if (!filter.channel || filter.visitId || filter.patientId || filter.practitionerId || filter.aboutId) return;
  if (from === undefined || to === undefined || to - from > CHANNEL_WINDOW_MS)
    throw invalidField('?channel', 'window-needed', 'Give from and to with a channel, at most 92 days apart, or whose messages.');
}

/** The same message as a new one. */
function anew(message: Message, now: number): Message {
  return {
    ...message,
    id: newId('msg', now),
    version: 1,
    status: 'planned',
    reason: undefined,
    dueAt: now,
    claimedUntil: undefined,
    attempts: 0,
    sentAt: undefined,
    endedAt: undefined,
    handledAt: undefined,
    toldAt: undefined,
    subject: undefined,
    body: undefined,
    advice: undefined,
    dedupe: `again|${message.id}|v${message.version}`,
    createdAt: now,
  };
}

/** The same about the visit as it is now. */
function aboutVisit(message: VisitMessage, visit: Visit, zone: string, now: number): Message {
  const isCancellation = message.kind === 'cancellation';
  const aboutStart = isCancellation ? message.aboutStart : startFor(visit, message);
  return {
    ...anew(message, now),
    visitVersion: visit.version,
    locationId: visit.locationId,
    // The day by which a reminder finds the visits that it speaks for.
    visitDay: localDateOf(aboutStart, zone),
    about: isCancellation ? message.about : aboutOf(visit, message),
    aboutStart,
  };
}
