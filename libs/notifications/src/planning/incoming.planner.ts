import { Inject, Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { newId } from '#kernel';
import { CONFIG, type Config, type RequestContext, type Tx } from '#platform';
import type { Referral } from '#referrals';
import { MessageStore } from '../messages/message.store.js';
import type { Message } from '../messages/message.types.js';
import { PreferenceStore } from '../preferences/preference.store.js';
import { MessageRunner } from '../sending/message-runner.service.js';

/** Tells of a referral that came from outside, in the transaction that stores it. */
@Injectable()
export class IncomingPlanner {
  constructor(
    private readonly clinic: ClinicService,
    private readonly preferences: PreferenceStore,
    private readonly store: MessageStore,
    private readonly runner: MessageRunner,
    @Inject(CONFIG) private readonly config: Pick<Config, 'undoWindowSeconds'>,
  ) {}

  /** To everybody who wants to hear of those, but not to the one whose it is. */
  async onIncoming(tx: Tx, ctx: RequestContext, { id, referrer }: Pick<Referral, 'id' | 'referrer'>): Promise<void> {
    const { practitioners } = await this.clinic.snapshot(tx);
    const wanting = (await this.preferences.wantingReferrals(tx)).filter((one) => one !== referrer.practitionerId);
    const dueAt = ctx.now + this.config.undoWindowSeconds * 1000;
    const messages = wanting.flatMap((practitionerId): Message[] => {
      const locationId = practitioners.get(practitionerId)?.locationIds[0];
      if (locationId === undefined) return [];
      return [
        {
          id: newId('msg', ctx.now),
          version: 1,
          kind: 'referral-received',
          channel: 'email',
          recipientType: 'practitioner',
          recipientId: practitionerId,
          locationId,
          about: id,
          status: 'planned',
          dueAt,
          attempts: 0,
          dedupe: `${practitionerId}|${id}|referral-received`,
          createdAt: ctx.now,
        },
      ];
    });
    await this.store.insert(tx, messages);
    if (messages.length > 0) tx.afterCommit(() => this.runner.wakeAt(dueAt));
  }
}
