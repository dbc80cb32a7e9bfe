import { Injectable } from '@nestjs/common';
import { formatInstant, notFound } from '#kernel';
import { Commands, Cursors, Database, DEFAULT_LIMIT, record, type Outcome, type Reader, type RequestContext } from '#platform';
import { aboutView } from '../messages/about.view.js';
import { MessageStore } from '../messages/message.store.js';
import { isPressing } from '../preferences/preference.rules.js';
import { MessageFactsService } from '../sending/message-facts.service.js';
import type { AllReadView, InboxPage, InboxQuery, NotificationView } from './inbox.dto.js';
import { changed, InboxStore, type InboxRow } from './inbox.store.js';

/** What practitioners read in the app. */
@Injectable()
export class InboxService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly cursors: Cursors,
    private readonly store: InboxStore,
    private readonly messages: MessageStore,
    private readonly facts: MessageFactsService,
  ) {}

  async list({ actor: { practitionerId } }: RequestContext, query: InboxQuery): Promise<InboxPage> {
    const { limit = DEFAULT_LIMIT, cursor } = query;
    const filter = { practitionerId, unread: query.unread === 'true' };
    const after = this.cursors.read(cursor, filter);
    if (practitionerId === undefined) return { data: [], page: { hasMore: false }, unread: 0 };
    const { reader } = this.db;
    const rows = await this.store.list(reader, practitionerId, { unread: filter.unread, after, limit: limit + 1 });
    const { data, page } = this.cursors.page(
      rows,
      limit,
      filter,
      (row) => [row.arrived_at, row.id],
      (row) => row,
    );
    return { data: await this.views(reader, data), page, unread: await this.store.countUnread(reader, practitionerId) };
  }

  async read(ctx: RequestContext, id: string): Promise<Outcome<NotificationView>> {
    return this.commands.run(ctx, async (tx) => {
      const { practitionerId } = ctx.actor;
      const row = practitionerId === undefined ? undefined : await this.store.find(tx, practitionerId, id);
      if (practitionerId === undefined || !row) throw notFound('notification');
      const isNews = await this.store.read(tx, id, ctx.now);
      if (isNews) await record(tx, ctx, changed('read', practitionerId));
      const [view] = await this.views(tx, [{ ...row, read_at: row.read_at ?? ctx.now }]);
      return { status: 200, body: view! };
    });
  }

  async readAll(ctx: RequestContext): Promise<Outcome<AllReadView>> {
    return this.commands.run(ctx, async (tx) => {
      const { practitionerId } = ctx.actor;
      const read = practitionerId === undefined ? 0 : await this.store.readAll(tx, practitionerId, ctx.now);
      if (practitionerId !== undefined && read > 0) await record(tx, ctx, changed('read', practitionerId));
      return { status: 200, body: { read } };
    });
  }

  private async views(reader: Reader, rows: readonly InboxRow[]): Promise<NotificationView[]> {
    const messages = await this.messages.byIds(
      reader,
      rows.map((row) => row.id),
    );
    const shown = await this.facts.shown(reader, messages);
    const byId = new Map(messages.map((message) => [message.id, message]));
    return rows.map((row) => {
      const message = byId.get(row.id)!;
      const zone = shown.zoneOf(message);
      return {
        id: row.id,
        kind: message.kind,
        urgent: isPressing(message, zone) || undefined,
        subject: message.subject ?? '',
        visitId: message.visitId,
        about: shown.ask(message, (facts) => aboutView(message, facts), undefined),
        arrivedAt: formatInstant(row.arrived_at, zone),
        readAt: row.read_at === null ? undefined : formatInstant(row.read_at, zone),
      };
    });
  }
}
