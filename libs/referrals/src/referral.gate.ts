import { Injectable } from '@nestjs/common';
import { ClinicService, massageServiceIds } from '#clinic';
import { isTx, type Reader } from '#platform';
import { type BookingGate, type BookingRequest, type GateRequest, referralUsage, type SearchConstraint, type Verdict } from '#scheduling';
import { isMassage, type ReferralFacts, refusalsOfBooking, refusalsOfSearch, validTime } from './referral.rules.js';
import { findWithSettings } from './referrals.store.js';

/** Nothing is booked that a referral forbids (I8). The rules are in `referral.rules.ts`; this loads their facts. */
@Injectable()
export class ReferralGate implements BookingGate<ReferralFacts> {
  readonly key = 'referrals';

  constructor(private readonly clinic: ClinicService) {}

  async load(reader: Reader, request: GateRequest): Promise<ReferralFacts> {
    const { referralId } = request;
    if (referralId === undefined) return {};
    // Two bookings that both see the last authorised visit free, or one that overtakes a cancellation, wait for each other.
    if (isTx(reader)) await reader.lock([referralId]);
    const { referral, settings } = await findWithSettings(reader, referralId);
    if (referral?.visitsAuthorized === undefined || !request.legs.some(isMassage)) return { referral };
    const services = massageServiceIds(await this.clinic.snapshot(reader));
    const usage = await referralUsage(reader, [referralId], services, request.movingVisitId);
    return { referral, usage: usage.get(referralId), settings };
  }

  constrain(facts: ReferralFacts, request: GateRequest): SearchConstraint {
    const valid = validTime(facts, request);
    return { refuse: refusalsOfSearch(facts, request)[0], startsWithin: valid && [valid] };
  }

  judge(facts: ReferralFacts, request: BookingRequest): Verdict[] {
    return refusalsOfBooking(facts, request).map((refusal) => ({ kind: 'refuse', ...refusal }));
  }
}
