import { Injectable } from '@nestjs/common';
import { DomainError, formatInstant, HOUR_MS, invalidField, parseInstant } from '#kernel';
import { Cursors, Database, DEFAULT_LIMIT } from '#platform';
import { Channels } from '../channels/channels.service.js';
import { MessageStore } from '../messages/message.store.js';
import type { Message } from '../messages/message.types.js';
import { viewsOf } from '../messages/message.view.js';
import { MessageFactsService } from '../sending/message-facts.service.js';
import { countForecasts } from './forecast.rules.js';
import type { DryRunQuery, DryRunView, UpcomingPage, UpcomingQuery } from './ledger.dto.js';
import { LedgerStore } from './ledger.store.js';
import { Outlooks, outlookView } from './outlooks.service.js';

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
    private readonly outlooks: Outlooks,
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
    const outlooks = await this.outlooks.of(reader, page.data, shown);
    return { data: views.map((view, i) => ({ ...view, outlook: outlooks[i]! })), page: page.page };
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
    const forecasts = await this.outlooks.forecasts(this.db.reader, messages, shown);
    return {
      counts: countForecasts(forecasts),
      data: messages.map((message, index) => ({
        id: message.id,
        kind: message.kind,
        step: message.step,
        visitId: message.visitId,
        channel: forecasts[index]!.channel,
        dueAt: formatInstant(message.dueAt, shown.zoneOf(message)),
        outlook: outlookView(message, shown, forecasts[index]!),
      })),
      page: { hasMore: false },
    };
  }

  private async waiting(filter: Parameters<LedgerStore['waiting']>[1]): Promise<Message[]> {
    const ids = await this.ledger.waiting(this.db.reader, filter);
    const byId = new Map((await this.store.byIds(this.db.reader, ids)).map((message) => [message.id, message]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }
}
