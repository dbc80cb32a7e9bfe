import { Inject, Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { CONFIG, type Config, type RequestContext, type Tx } from '#platform';
import type { Referral } from '#referrals';
import type { DraftOf } from '../messages/message.types.js';
import { PreferenceStore } from '../preferences/preference.store.js';
import { NewMessages } from './new-messages.service.js';

/** Tells of a referral that came from outside, in the transaction that stores it. */
@Injectable()
export class IncomingPlanner {
  constructor(
    private readonly clinic: ClinicService,
    private readonly preferences: PreferenceStore,
    private readonly messages: NewMessages,
    @Inject(CONFIG) private readonly config: Pick<Config, 'undoWindowSeconds'>,
  ) {}

  /** To everybody who wants to hear of those, but not to the one whose it is. */
  async onIncoming(tx: Tx, ctx: RequestContext, { id, referrer }: Pick<Referral, 'id' | 'referrer'>): Promise<void> {
    const { practitioners } = await this.clinic.snapshot(tx);
    const wanting = (await this.preferences.wantingReferrals(tx)).filter((one) => one !== referrer.practitionerId);
    const dueAt = ctx.now + this.config.undoWindowSeconds * 1000;
    const drafts = wanting.flatMap((practitionerId): DraftOf[] => {
      const locationId = practitioners.get(practitionerId)?.locationIds[0];
      if (locationId === undefined) return [];
      return [
        {
          kind: 'referral-received',
          channel: 'email',
          recipientType: 'practitioner',
          recipientId: practitionerId,
          locationId,
          about: id,
          status: 'planned',
          dueAt,
          dedupe: `${practitionerId}|${id}|referral-received`,
        },
      ];
    });
    await this.messages.add(tx, ctx, drafts);
  }
}
