import { Inject, Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { CONFIG, type Config, type RequestContext, type Tx } from '#platform';
import type { Visit } from '#scheduling';
import type { ClearanceRequest } from '#screening';
import { MessageStore } from '../messages/message.store.js';
import { isOutstanding, type Message } from '../messages/message.types.js';
import { NewMessages } from './new-messages.service.js';
import { planRequest } from './plan.rules.js';

/** Plans the message that asks a provider, in the transaction of the request. */
@Injectable()
export class RequestPlanner {
  constructor(
    private readonly clinic: ClinicService,
    private readonly store: MessageStore,
    private readonly messages: NewMessages,
    @Inject(CONFIG) private readonly config: Pick<Config, 'undoWindowSeconds'>,
  ) {}

  async onRequest(tx: Tx, ctx: RequestContext, request: ClearanceRequest, visit: Visit): Promise<void> {
    const location = (await this.clinic.snapshot(tx)).locations.get(visit.locationId)!;
    const earlier = (await this.store.ofVisitForUpdate(tx, visit.id)).filter(
      (message) => message.kind === 'clearance-request' && isOutstanding(message, ctx.now),
    );
    const skip = (messages: typeof earlier, reason: string) =>
      this.store.skip(
        tx,
        messages.map((message) => message.id),
        reason,
        ctx.now,
      );
    const ofThisOne = (message: Message) => message.about === request.id;
    await skip(earlier.filter(ofThisOne), 'visit-moved');
    await skip(
      earlier.filter((message) => !ofThisOne(message)),
      'asked-again',
    );
    const draft = planRequest(request, visit, { now: ctx.now, location, undoMs: this.config.undoWindowSeconds * 1000 });
    await this.messages.add(tx, ctx, [draft]);
  }
}
