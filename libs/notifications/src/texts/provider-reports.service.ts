import { Injectable, Logger } from '@nestjs/common';
import { ChangeFeed, Clock, Database, record, systemContext } from '#platform';
import { ConsentService } from '../consent/consent.service.js';
import { LaneStore } from '../operations/lane.store.js';
import { afterReport, type Report } from './report.rules.js';
import { SentTextStore } from './sent-text.store.js';

/** The owner of the number has told its provider to stop. */
const OPTED_OUT = 'sms-21610';

/** What a provider tells about texts that it took. */
@Injectable()
export class ProviderReports {
  private readonly logger = new Logger('texts');

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly feed: ChangeFeed,
    private readonly store: SentTextStore,
    private readonly consents: ConsentService,
    private readonly lanes: LaneStore,
  ) {}

  async hear(messageId: string, report: Report): Promise<void> {
    const ctx = systemContext('carrier', this.clock.now());
    await this.db.run(async (tx) => {
      const text = await this.store.forUpdate(tx, messageId);
      const change = text && afterReport(text, report, ctx.now);
      if (!change) return;
      await this.store.report(tx, messageId, change);
      if (change.status !== 'failed') return;
      this.logger.warn(`message ${messageId} was not delivered: ${change.reason}`);
      // With the failure itself: a report that comes again finds it, and this process may have no worker that saves counts.
      await this.lanes.add(tx, [{ channel: text.channel, outcome: 'failed', n: 1 }]);
      await record(tx, ctx, { kind: 'message.failed', subject: 'message', id: messageId, version: text.version + 1 });
      if (change.reason === OPTED_OUT && text.sentTo !== undefined) {
        await this.consents.record(tx, ctx, { address: text.sentTo, channel: 'sms', purpose: 'all', given: false, source: 'carrier' });
      }
    });
    this.feed.poke();
  }
}
