import { Inject, Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { newId } from '#kernel';
import { CONFIG, type Config, type RequestContext, type Tx } from '#platform';
import { REPORT_LINK, type ReportListener, type ReportToTell } from '#referrals';
import { MessageStore } from '../messages/message.store.js';
import { isOutstanding, type Message } from '../messages/message.types.js';
import { MessageFactsService } from '../sending/message-facts.service.js';
import { MessageRunner } from '../sending/message-runner.service.js';
import { planReport } from './report.rules.js';

/** Plans the messages that tell of a report, in the transaction in which it is sent, and stops them when it is closed. */
@Injectable()
export class ReportPlanner implements ReportListener {
  constructor(
    private readonly clinic: ClinicService,
    private readonly store: MessageStore,
    private readonly runner: MessageRunner,
    private readonly facts: MessageFactsService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'undoWindowSeconds'>,
  ) {}

  async sent(tx: Tx, ctx: RequestContext, report: ReportToTell): Promise<void> {
    const location = (await this.clinic.snapshot(tx)).locations.get(report.locationId)!;
    const drafts = planReport(report, ctx.now, this.config.undoWindowSeconds * 1000, location);
    const messages = drafts.map((one): Message => ({ id: newId('msg', ctx.now), version: 1, attempts: 0, createdAt: ctx.now, ...one }));
    await this.store.insert(tx, messages);
    for (const message of messages) await this.facts.issueLink(tx, ctx, message, { purpose: REPORT_LINK, subject: message.about });
    tx.afterCommit(() => this.runner.wakeAt(messages[0]!.dueAt));
  }

  async closed(tx: Tx, ctx: RequestContext, reportId: string, reason: string): Promise<void> {
    const waiting = (await this.store.aboutForUpdate(tx, reportId)).filter((message) => isOutstanding(message, ctx.now));
    await this.store.skip(
      tx,
      waiting.map((message) => message.id),
      reason,
    );
  }
}
