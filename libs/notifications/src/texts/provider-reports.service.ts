import { Injectable } from '@nestjs/common';
import { ChangeFeed, Clock, Database, systemContext } from '#platform';
import { ConsentService } from '../consent/consent.service.js';
import { LaterNews } from '../messages/later-news.service.js';
import { ReportedStore } from '../messages/reported.store.js';
import { afterReport, type Report } from './report.rules.js';

/** The owner of the number has told its provider to stop. */
const OPTED_OUT = 'sms-21610';

/** What a provider tells about texts that it took. */
@Injectable()
export class ProviderReports {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly feed: ChangeFeed,
    private readonly store: ReportedStore,
    private readonly news: LaterNews,
    private readonly consents: ConsentService,
  ) {}

  async hear(messageId: string, report: Report): Promise<void> {
    const ctx = systemContext('carrier', this.clock.now());
    await this.db.run(async (tx) => {
      const text = await this.store.forUpdate(tx, messageId);
      const change = text && afterReport(text, report, ctx.now);
      if (!change) return;
      await this.news.save(tx, ctx, messageId, text, change);
      if (change.reason === OPTED_OUT && text.sentTo !== undefined) {
        await this.consents.record(tx, ctx, { address: text.sentTo, channel: 'sms', purpose: 'all', given: false, source: 'carrier' });
      }
    });
    this.feed.poke();
  }
}
