import { Injectable, Logger } from '@nestjs/common';
import { record, type RequestContext, type Tx } from '#platform';
import { LaneStore } from '../operations/lane.store.js';
import { type Reported, type ReportedChange, ReportedStore } from './reported.store.js';

/** What is heard of a message after it has left, by whoever carried it. */
@Injectable()
export class LaterNews {
  private readonly logger = new Logger('messages');

  constructor(
    private readonly store: ReportedStore,
    private readonly lanes: LaneStore,
  ) {}

  /** For who has read the message under its lock. A failure is counted with it: this process may have no worker that saves counts. */
  async save(tx: Tx, ctx: RequestContext, id: string, message: Reported, change: ReportedChange): Promise<void> {
    await this.store.report(tx, id, change);
    if (change.status !== 'failed') return;
    this.logger.warn(`message ${id} was not delivered: ${change.reason}`);
    await this.lanes.add(tx, [{ channel: message.channel, outcome: 'failed', n: 1 }]);
    await record(tx, ctx, { kind: 'message.failed', subject: 'message', id, version: message.version + 1 });
  }
}
