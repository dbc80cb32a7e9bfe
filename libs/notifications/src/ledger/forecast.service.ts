import { Injectable } from '@nestjs/common';
import { DomainError, formatInstant, HOUR_MS, invalidField, parseInstant } from '#kernel';
import { Cursors, Database, DEFAULT_LIMIT } from '#platform';
import { Channels } from '../channels/channels.service.js';
import { MessageStore } from '../messages/message.store.js';
import type { Message } from '../messages/message.types.js';
import { viewsOf } from '../messages/message.view.js';
import type { SendDecision } from '../sending/decide.rules.js';
import { judge } from '../sending/judge.js';
import { MessageFactsService } from '../sending/message-facts.service.js';
import type { ShownFacts } from '../sending/shown-facts.js';
import { countForecasts, decidedAt, reasonOf, type Forecast, UNREADABLE } from './forecast.rules.js';
import type { DryRunQuery, DryRunView, OutlookView, UpcomingPage, UpcomingQuery } from './ledger.dto.js';
import { LedgerStore } from './ledger.store.js';

/** Facts of so many are read in one go, and so many are kept in memory. */
const MOST_AT_ONCE = 2000;

/** What will go out, by the rule that sends. Reads only: nothing is sent, and nothing is written. */
@Injectable()
export class ForecastService {
  constructor(
    private readonly db: Database,
    private readonly ledger: LedgerStore,
    private readonly store: MessageStore,
    private readonly facts: MessageFactsService,
    private readonly channels: Channels,
    private readonly cursors: Cursors,
  ) {}

  async upcoming(now: number, { hours = 48, limit = DEFAULT_LIMIT, cursor, locationId }: UpcomingQuery): Promise<UpcomingPage> {
    const reader = this.db.reader;
    const filter = { hours, locationId };
    const after = this.cursors.read(cursor, filter);
    const waiting = await this.waiting({ to: now + hours * HOUR_MS, locationId, after, limit: limit + 1 });
    const page = this.cursors.page(
      waiting,
      limit,
      filter,
      (message) => [message.dueAt, message.id],
      (message) => message,
    );
    const shown = await this.facts.shown(reader, page.data);
    const views = viewsOf(page.data, shown, this.channels);
    const outlooks = page.data.map((message) => outlookView(message, shown, this.forecast(now, message, shown).decision));
    return { data: views.map((view, index) => ({ ...view, outlook: outlooks[index]! })), page: page.page };
  }

  async dryRun(now: number, query: DryRunQuery): Promise<DryRunView> {
    const from = query.from === undefined ? undefined : parseInstant(query.from);
    const to = (query.to === undefined ? undefined : parseInstant(query.to)) ?? now + 48 * HOUR_MS;
    if (from !== undefined && from >= to) throw invalidField('?to', 'empty-window', 'It must end after it begins.');
    const messages = await this.waiting({ from, to, locationId: query.locationId, limit: MOST_AT_ONCE + 1 });
    if (messages.length > MOST_AT_ONCE)
      throw new DomainError('refused', 'too-many-messages', {
        detail: `More than ${MOST_AT_ONCE} messages are due in this window: choose a shorter one, or a location.`,
      });
    const shown = await this.facts.shown(this.db.reader, messages);
    const forecasts = messages.map((message) => this.forecast(now, message, shown));
    return {
      counts: countForecasts(forecasts),
      data: messages.map((message, index) => ({
        id: message.id,
        kind: message.kind,
        step: message.step,
        visitId: message.visitId,
        channel: forecasts[index]!.channel,
        dueAt: formatInstant(message.dueAt, shown.zoneOf(message)),
        outlook: outlookView(message, shown, forecasts[index]!.decision),
      })),
    };
  }

  private async waiting(filter: Parameters<LedgerStore['waiting']>[1]): Promise<Message[]> {
    const ids = await this.ledger.waiting(this.db.reader, filter);
    const byId = new Map((await this.store.byIds(this.db.reader, ids)).map((message) => [message.id, message]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  private forecast(now: number, message: Message, shown: ShownFacts): Forecast {
    const judged = shown.ask(message, (facts) => judge(decidedAt(now, message.dueAt), message, facts, this.channels), undefined);
    return { channel: judged?.chosen?.channel.key ?? message.channel, decision: judged?.decision ?? UNREADABLE };
  }
}

function outlookView(message: Message, shown: ShownFacts, decision: SendDecision): OutlookView {
  const until = decision.kind === 'hold' ? formatInstant(decision.until, shown.zoneOf(message)) : undefined;
  return { decision: decision.kind, reason: reasonOf(decision), until };
}
