import { Inject, Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { LinkSecrets, SingleUseTokens } from '#identity';
import { DAY_MS, newId } from '#kernel';
import { CONFIG, type Config, type RequestContext, type Tx } from '#platform';
import { REPORT_LINK, type ReportListener, type ReportToTell } from '#referrals';
import { MessageStore } from '../messages/message.store.js';
import { isOutstanding, type Message } from '../messages/message.types.js';
import { MessageRunner } from '../sending/message-runner.service.js';
import { planReport } from './report.rules.js';

/** Counted from when its message is due: each reminder brings a link of its own. */
const LINK_MS = 30 * DAY_MS;

/** Plans the messages that tell of a report, in the transaction in which it is sent, and stops them when it is closed. */
@Injectable()
export class ReportPlanner implements ReportListener {
  constructor(
    private readonly clinic: ClinicService,
    private readonly store: MessageStore,
    private readonly runner: MessageRunner,
    private readonly tokens: SingleUseTokens,
    private readonly secrets: LinkSecrets,
    @Inject(CONFIG) private readonly config: Pick<Config, 'undoWindowSeconds'>,
  ) {}

  async sent(tx: Tx, ctx: RequestContext, report: ReportToTell): Promise<void> {
    const location = (await this.clinic.snapshot(tx)).locations.get(report.locationId)!;
    const drafts = planReport(report, ctx.now, this.config.undoWindowSeconds * 1000, location);
    const messages = drafts.map((one): Message => ({ id: newId('msg', ctx.now), version: 1, attempts: 0, createdAt: ctx.now, ...one }));
    await this.store.insert(tx, messages);
    for (const message of messages) await this.issueLink(tx, ctx, message);
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

  /** What the link in a message opens; its secret follows from the message, and is kept nowhere. */
  async issueLink(tx: Tx, ctx: RequestContext, message: Pick<Message, 'id' | 'about' | 'dueAt'>): Promise<void> {
    const ttlMs = message.dueAt - ctx.now + LINK_MS;
    await this.tokens.issue(tx, ctx, { purpose: REPORT_LINK, subject: message.about, ttlMs }, this.secrets.of(REPORT_LINK, message.id));
  }
}
