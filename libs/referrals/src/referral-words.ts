import { Injectable } from '@nestjs/common';
import { Sealer } from '#platform';
import type { Referral, ReferralContent, Transition } from './referral.types.js';

type Words = Pick<ReferralContent, 'reason' | 'conditions'>;

/** What people wrote in a referral: sealed in its rows, and opened only where it is shown. Rows of before are plain. */
@Injectable()
export class ReferralWords {
  constructor(private readonly sealer: Sealer) {}

  seal(id: string, { reason, conditions }: Words): Words {
    return {
      reason: this.sealer.seal(reason, `referral.reason:${id}`),
      conditions: conditions.length > 0 ? [this.sealer.seal(conditions, `referral.conditions:${id}`)] : [],
    };
  }

  open(referral: Referral): Referral {
    const { id, reason, conditions } = referral;
    const [first] = conditions;
    return {
      ...referral,
      reason: this.sealer.isSealed(reason) ? this.sealer.open<string>(reason, `referral.reason:${id}`) : reason,
      conditions: first !== undefined && this.sealer.isSealed(first) ? this.sealer.open(first, `referral.conditions:${id}`) : conditions,
    };
  }

  /** Of a move. The code of a visit's event is no secret. */
  sealReason(id: string, reason: string | undefined): string | undefined {
    return reason && this.sealer.seal(reason, `referral_transition.reason:${id}`);
  }

  openReasons(id: string, transitions: readonly Transition[]): Transition[] {
    return transitions.map((one) =>
      one.reason !== undefined && this.sealer.isSealed(one.reason)
        ? { ...one, reason: this.sealer.open<string>(one.reason, `referral_transition.reason:${id}`) }
        : one,
    );
  }
}
