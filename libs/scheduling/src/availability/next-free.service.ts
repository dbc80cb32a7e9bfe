import { Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { addDays, DomainError, localDateOf } from '#kernel';
import { OverlapError, type RequestContext } from '#platform';
import type { WantedLeg } from '../visits/booking.types.js';
import { slotTaken } from '../visits/slot-taken.js';
import type { Plan } from '../visits/visit.types.js';
import { OptionView } from './search.dto.js';
import { SearchService } from './search.service.js';

const NEXT = 3;
const DAYS = 7;

export interface Target {
  ctx: RequestContext;
  legs: readonly WantedLeg[];
  patientId?: string;
  referralId?: string;
  plan?: Plan;
  movingVisitId?: string;
}

/** Adds up to three next free options to `slot-taken`, so that the desk can go on in the same call. */
@Injectable()
export class NextFree {
  constructor(
    private readonly searches: SearchService,
    private readonly clinic: ClinicService,
  ) {}

  async explain(error: unknown, target: Target): Promise<unknown> {
    const taken = error instanceof OverlapError ? slotTaken() : error;
    if (!(taken instanceof DomainError) || taken.code !== 'slot-taken' || target.legs.length === 0) return taken;
    return new DomainError(taken.kind, taken.code, { ...taken.details, extra: { ...taken.details.extra, next: await this.find(target) } });
  }

  private async find(target: Target): Promise<OptionView[]> {
    const snapshot = await this.clinic.snapshot();
    const location = snapshot.locations.get(snapshot.rooms.find((room) => room.id === target.legs[0]!.roomId)?.locationId ?? '');
    if (!location) return [];
    const from = localDateOf(Math.max(target.ctx.now, Math.min(...target.legs.map((leg) => leg.start))), location.timeZone);
    const legs = target.legs.map((leg) => ({ serviceId: leg.serviceId, techniques: target.plan?.techniques, areas: target.plan?.areas }));
    const wanted = { locationId: location.id, from, to: addDays(from, DAYS), legs, limit: NEXT };
    try {
      const { patientId, referralId, movingVisitId } = target;
      const answer = await this.searches.search(target.ctx, { ...wanted, patientId, referralId, movingVisitId }, false);
      return answer.options.map((option) => OptionView.of(option, location.timeZone, answer.requires));
    } catch (error) {
      // The refusal itself matters more than the hint beside it.
      if (error instanceof DomainError) return [];
      throw error;
    }
  }
}
