import { Inject, Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { CONFIG, type Config, type RequestContext, type Tx } from '#platform';
import type { ReportListener, ReportToTell } from '#referrals';
import { MessageStore } from '../messages/message.store.js';
import { isOutstanding } from '../messages/message.types.js';
import { NewMessages } from './new-messages.service.js';
import { planReport } from './report.rules.js';

/** Plans the messages that tell of a report, in the transaction in which it is sent, and stops them when it is closed. */
@Injectable()
export class ReportPlanner implements ReportListener {
  constructor(
    private readonly clinic: ClinicService,
    private readonly store: MessageStore,
    private readonly messages: NewMessages,
    @Inject(CONFIG) private readonly config: Pick<Config, 'undoWindowSeconds'>,
  ) {}

  async sent(tx: Tx, ctx: RequestContext, report: ReportToTell): Promise<void> {
    const location = (await this.clinic.snapshot(tx)).locations.get(report.locationId)!;
    await this.messages.add(tx, ctx, planReport(report, ctx.now, this.config.undoWindowSeconds * 1000, location));
  }

  async closed(tx: Tx, ctx: RequestContext, reportId: string, reason: string): Promise<void> {
    const waiting = (await this.store.aboutForUpdate(tx, reportId)).filter((message) => isOutstanding(message, ctx.now));
    await this.store.skip(
      tx,
      waiting.map((message) => message.id),
      reason,
      ctx.now,
    );
  }
}
