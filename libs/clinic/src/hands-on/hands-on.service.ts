import { Injectable } from '@nestjs/common';
import { DomainError, invalidField, notFound } from '#kernel';
import { Commands, etagOf, record, requireMatch, type Outcome, type RequestContext, type Tx } from '#platform';
import { ClinicService } from '../clinic.service.js';
import { bumpVersion, lockClinic } from '../clinic.store.js';
import type { HandsOnLimits, Practitioner } from '../clinic.types.js';
import { acceptImpact, startsFrom } from '../impact.rules.js';
import { handsOnView, type HandsOnChangeView, type HandsOnInput, type HandsOnView } from './hands-on.dto.js';
import { checkBreak } from './hands-on.rules.js';

/** Hands-on budget and break of a practitioner. Their version is the practitioner's. */
@Injectable()
export class HandsOnService {
  constructor(
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
  ) {}

  async read(practitionerId: string): Promise<{ view: HandsOnView; etag: string }> {
    const practitioner = (await this.clinic.snapshot()).practitioners.get(practitionerId);
    if (!practitioner) throw notFound('practitioner');
    return { view: handsOnView(practitionerId, practitioner), etag: etagOf(practitioner.version) };
  }

  async replace(ctx: RequestContext, practitionerId: string, input: HandsOnInput, force: boolean): Promise<Outcome<HandsOnChangeView>> {
    return this.commands.run(ctx, async (tx) => {
      await lockClinic(tx);
      const snapshot = await this.clinic.snapshot(tx);
      const practitioner = snapshot.practitioners.get(practitionerId);
      if (!practitioner) throw notFound('practitioner');
      requireMatch(ctx, practitioner.version);
      const limits = limitsOf(input, practitionerId);
      await tx.lock([practitionerId]);
      const visits = await this.clinic.leftOutsideBy(tx, [{ practitionerId, handsOn: true, window: startsFrom(ctx.now) }], () =>
        this.write(tx, ctx, practitioner, limits),
      );
      const zone = snapshot.locations.get(practitioner.locationIds[0] ?? '')?.timeZone ?? 'UTC';
      const affectedVisits = acceptImpact(visits, zone, force);
      return {
        status: 200,
        body: { ...handsOnView(practitionerId, limits), affectedVisits },
        etag: etagOf(practitioner.version + 1),
      };
    });
  }

  private async write(tx: Tx, ctx: RequestContext, { id, version }: Practitioner, limits: HandsOnLimits): Promise<void> {
    const changed = await tx.run(
      `update practitioner set version = version + 1, hands_on_minutes_per_day = ?, break_after_minutes = ?, break_minutes = ?
       where id = ? and version = ?`,
      [limits.handsOnMinutesPerDay ?? null, limits.breakAfterMinutes ?? null, limits.breakMinutes ?? null, id, version],
    );
    if (changed === 0) throw new DomainError('stale', 'version-mismatch');
    await record(tx, ctx, { kind: 'practitioner.hands-on-changed', subject: 'practitioner', id, version: version + 1 });
    await bumpVersion(tx);
  }
}

function limitsOf(input: HandsOnInput, practitionerId: string): HandsOnLimits {
  if (input.practitionerId !== undefined && input.practitionerId !== practitionerId)
    throw invalidField('/practitionerId', 'other-practitioner', 'These are the limits of somebody else.');
  // An explicit null is a field that was left out.
  const limits: HandsOnLimits = {
    handsOnMinutesPerDay: input.handsOnMinutesPerDay ?? undefined,
    breakAfterMinutes: input.breakAfterMinutes ?? undefined,
    breakMinutes: input.breakMinutes ?? undefined,
  };
  checkBreak(limits);
  return limits;
}
