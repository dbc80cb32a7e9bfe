import { Injectable } from '@nestjs/common';
import { ClinicService, massageServiceIds } from '#clinic';
import type { Tx } from '#platform';
import type { VisitChange, VisitListener } from '#scheduling';
import { ReferralsService } from './referrals.service.js';
import { findReferral } from './referrals.store.js';
import { eventOf, movesThatTell } from './visit-events.rules.js';

/** Moves the referral of a visit along with it, in the visit's transaction. */
@Injectable()
export class ReferralListener implements VisitListener {
  readonly key = 'referrals';

  constructor(
    private readonly clinic: ClinicService,
    private readonly referrals: ReferralsService,
  ) {}

  async onVisitChange(tx: Tx, change: VisitChange): Promise<void> {
    const { after, ctx, kind } = change;
    if (after.referralId === undefined) return;
    const event = eventOf(change, new Set(massageServiceIds(await this.clinic.snapshot(tx))));
    if (!event) return;
    // Who books or moves holds the lock already, from the gate.
    if (kind !== 'booked' && kind !== 'rescheduled') await tx.lock([after.referralId]);
    let referral = await findReferral(tx, after.referralId);
    if (!referral) return;
    for (const to of movesThatTell(event, referral.status)) {
      referral = await this.referrals.move(tx, ctx, referral, to, { reason: event, visitId: after.id });
    }
  }
}
