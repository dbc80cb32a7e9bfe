import { Injectable } from '@nestjs/common';
import type { RequestContext, Tx } from '#platform';
import { Channels } from '../channels/channels.service.js';
import { MessageStore } from '../messages/message.store.js';
import { type News, planCalendarUpdate } from './calendar-update.rules.js';
import { NewMessages } from './new-messages.service.js';

/** Keeps calendars right whose owners hear of changes by other ways than mail. */
@Injectable()
export class CalendarUpdates {
  constructor(
    private readonly store: MessageStore,
    private readonly messages: NewMessages,
    private readonly channels: Channels,
  ) {}

  /** For recipients whom the clinic invites, in the transaction that records what came of the news: only then it is known that no mail carried them. */
  async planAfter(tx: Tx, ctx: RequestContext, news: News): Promise<void> {
    const invites = (key: string) => this.channels.list.some((channel) => channel.key === key && channel.carriesMore === true);
    const draft = planCalendarUpdate(news, await this.store.ofVisit(tx, news.visitId), ctx.now, invites);
    if (draft) await this.messages.add(tx, ctx, [draft]);
  }
}
