import { Injectable } from '@nestjs/common';
import { DomainError, invalidField, notFound, parseLocalTime, refusedField } from '#kernel';
import { Commands, etagOf, record, requireMatch, type Outcome, type RequestContext, type Tx } from '#platform';
import { ClinicService } from '../clinic.service.js';
import { bumpVersion, lockClinic, replaceSpans } from '../clinic.store.js';
import type { ClinicSnapshot, Practitioner, WorkingSpan } from '../clinic.types.js';
import { acceptImpact, startsFrom } from '../impact.rules.js';
import { byWeek, firstOverlap } from './hours.rules.js';
import {
  workingHoursView,
  type WorkingHoursChangeView,
  type WorkingHoursInput,
  type WorkingHoursView,
  type WorkingSpanInput,
} from './working-hours.dto.js';

/** Weekly hours of a practitioner, read and replaced as a whole. Their version is the practitioner's. */
@Injectable()
export class WorkingHoursService {
  constructor(
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
  ) {}

  async read(practitionerId: string): Promise<{ view: WorkingHoursView; etag: string }> {
    const snapshot = await this.clinic.snapshot();
    const practitioner = snapshot.practitioners.get(practitionerId);
    if (!practitioner) throw notFound('practitioner');
    const spans = snapshot.workingSpans.get(practitionerId) ?? [];
    return { view: workingHoursView(practitionerId, spans), etag: etagOf(practitioner.version) };
  }

  async replace(
    ctx: RequestContext,
    practitionerId: string,
    input: WorkingHoursInput,
    force: boolean,
  ): Promise<Outcome<WorkingHoursChangeView>> {
    return this.commands.run(ctx, async (tx) => {
      await lockClinic(tx);
      const snapshot = await this.clinic.snapshot(tx);
      const practitioner = snapshot.practitioners.get(practitionerId);
      if (!practitioner) throw notFound('practitioner');
      const isFirst = !snapshot.workingSpans.has(practitionerId);
      if (!isFirst || ctx.ifMatch !== undefined) requireMatch(ctx, practitioner.version);
      const spans = spansOf(input, practitioner, snapshot);
      await tx.lock([practitionerId]);
      const visits = await this.clinic.leftOutsideBy(tx, [{ practitionerId, window: startsFrom(ctx.now) }], async () => {
        await replaceSpans(tx, practitionerId, spans);
        await this.countVersion(tx, ctx, practitioner);
      });
      const zone = snapshot.locations.get(practitioner.locationIds[0] ?? '')?.timeZone ?? 'UTC';
      const affectedVisits = acceptImpact(visits, zone, force);
      return {
        status: 200,
        body: { ...workingHoursView(practitionerId, spans), affectedVisits },
        etag: etagOf(practitioner.version + 1),
      };
    });
  }

  private async countVersion(tx: Tx, ctx: RequestContext, { id, version }: Practitioner): Promise<void> {
    const changed = await tx.run('update practitioner set version = version + 1 where id = ? and version = ?', [id, version]);
    if (changed === 0) throw new DomainError('stale', 'version-mismatch');
    await record(tx, ctx, { kind: 'practitioner.hours-changed', subject: 'practitioner', id, version: version + 1 });
    await bumpVersion(tx);
  }
}

/** The input as spans in the order of the week. */
function spansOf(input: WorkingHoursInput, practitioner: Practitioner, snapshot: ClinicSnapshot): WorkingSpan[] {
  if (input.practitionerId !== undefined && input.practitionerId !== practitioner.id) {
    throw invalidField('/practitionerId', 'other-practitioner', 'These are the hours of somebody else.');
  }
  const spans = input.data.map((span, at) => spanOf(span, `/data/${at}`, practitioner.id));
  for (const [at, span] of spans.entries()) {
    const pointer = `/data/${at}/locationId`;
    if (!snapshot.locations.has(span.locationId)) throw refusedField(pointer, 'location-unknown', 'There is no such location.');
    if (!practitioner.locationIds.includes(span.locationId)) {
      throw refusedField(pointer, 'not-at-location', 'The practitioner does not work at this location.');
    }
  }
  const overlap = firstOverlap(spans);
  if (overlap) {
    throw invalidField(`/data/${overlap.second}`, 'overlapping-hours', `These hours overlap /data/${overlap.first} on the same weekday.`);
  }
  return spans.sort(byWeek);
}

function spanOf(input: WorkingSpanInput, pointer: string, practitionerId: string): WorkingSpan {
  const fromMinute = parseLocalTime(input.from)!;
  const toMinute = parseLocalTime(input.to)!;
  if (toMinute <= fromMinute) throw invalidField(`${pointer}/to`, 'end-before-start', 'to must be after from.');
  if (input.validFrom !== undefined && input.validUntil !== undefined && input.validUntil < input.validFrom) {
    throw invalidField(`${pointer}/validUntil`, 'end-before-start', 'validUntil is before validFrom.');
  }
  const { locationId, weekday, validFrom, validUntil } = input;
  return { practitionerId, locationId, weekday, fromMinute, toMinute, validFrom, validUntil };
}
