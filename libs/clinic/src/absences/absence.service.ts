import { Injectable } from '@nestjs/common';
import { dayInterval, DomainError, invalidField, newId, notFound, refusedField, startOfDay, type Interval } from '#kernel';
import {
  Commands,
  Cursors,
  Database,
  etagOf,
  record,
  requireMatch,
  type Outcome,
  type Page,
  type RequestContext,
  type Tx,
} from '#platform';
import { ClinicService } from '../clinic.service.js';
import { bumpVersion, lockClinic } from '../clinic.store.js';
import type { AvailabilityChange, ClinicSnapshot, Location, Practitioner } from '../clinic.types.js';
import { acceptImpact, startsAffectedBy, type AffectedVisitText } from '../impact.rules.js';
import {
  closureView,
  timeOffView,
  type AbsenceListQuery,
  type ClosureChangeView,
  type ClosureInput,
  type ClosureListQuery,
  type ClosureView,
  type TimeOffChangeView,
  type TimeOffInput,
  type TimeOffView,
} from './absence.dto.js';
import { absenceInterval } from './absence.rules.js';
import { deleteAbsence, findAbsence, insertAbsence, listAbsences, type AbsenceKind, type StoredAbsence } from './absence.store.js';

/** Time off of practitioners and closures of locations: whole rows that come and go, never change. */
@Injectable()
export class AbsenceService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly cursors: Cursors,
    private readonly clinic: ClinicService,
  ) {}

  async addTimeOff(ctx: RequestContext, practitionerId: string, input: TimeOffInput, force: boolean): Promise<Outcome<TimeOffChangeView>> {
    return this.commands.run(ctx, async (tx) => {
      await lockClinic(tx);
      const snapshot = await this.clinic.snapshot(tx);
      const location = clockOf(snapshot, practitionerOf(snapshot, practitionerId), input.locationId);
      const span = absenceInterval(input, location.timeZone);
      const stored: StoredAbsence = {
        id: newId('off', ctx.now),
        practitionerId,
        locationId: location.id,
        ...span,
        reason: input.reason,
        version: 1,
      };
      await tx.lock([practitionerId]);
      const change = { practitionerId, window: startsAffectedBy(span, ctx.now) };
      const affectedVisits = await this.add(tx, ctx, 'time-off', { stored, change, zone: location.timeZone, force });
      return {
        status: 201,
        body: { ...timeOffView(stored, location.timeZone), affectedVisits },
        etag: etagOf(1),
        location: `/api/v1/practitioners/${practitionerId}/time-off/${stored.id}`,
      };
    });
  }

  async addClosure(ctx: RequestContext, input: ClosureInput, force: boolean): Promise<Outcome<ClosureChangeView>> {
    return this.commands.run(ctx, async (tx) => {
      await lockClinic(tx);
      const snapshot = await this.clinic.snapshot(tx);
      const location = snapshot.locations.get(input.locationId);
      if (!location) throw refusedField('/locationId', 'location-unknown', 'There is no such location.');
      const span = absenceInterval(input, location.timeZone);
      const stored: StoredAbsence = { id: newId('clos', ctx.now), locationId: location.id, ...span, reason: input.reason, version: 1 };
      // Whoever books here locks one of these people: a booking either sees the closure or is seen by its check.
      await tx.lock(peopleAt(snapshot, location.id));
      const change = { locationId: location.id, window: startsAffectedBy(span, ctx.now) };
      const affectedVisits = await this.add(tx, ctx, 'closure', { stored, change, zone: location.timeZone, force });
      return {
        status: 201,
        body: { ...closureView(stored, location.timeZone), affectedVisits },
        etag: etagOf(1),
        location: `/api/v1/closures/${stored.id}`,
      };
    });
  }

  async listTimeOff(ctx: RequestContext, practitionerId: string, query: AbsenceListQuery): Promise<Page<TimeOffView>> {
    const snapshot = await this.clinic.snapshot();
    const practitioner = practitionerOf(snapshot, practitionerId);
    const zone = snapshot.locations.get(practitioner.locationIds[0] ?? '')?.timeZone ?? 'UTC';
    const window = windowOf(ctx.now, query, zone);
    const page = await this.page('time-off', [practitionerId], window, query);
    return { ...page, data: page.data.map((stored) => timeOffView(stored, zoneOf(snapshot, stored))) };
  }

  async listClosures(ctx: RequestContext, query: ClosureListQuery): Promise<Page<ClosureView>> {
    const snapshot = await this.clinic.snapshot();
    const ids = query.locationId === undefined ? [...snapshot.locations.keys()] : [query.locationId];
    const zone = zoneForDates(snapshot, ids, query);
    const page = await this.page('closure', ids, windowOf(ctx.now, query, zone), query);
    return { ...page, data: page.data.map((stored) => closureView(stored, zoneOf(snapshot, stored))) };
  }

  async timeOff(practitionerId: string, id: string): Promise<{ view: TimeOffView; etag: string }> {
    const stored = await findAbsence(this.db.reader, 'time-off', id);
    if (!stored || stored.practitionerId !== practitionerId) throw notFound('time off');
    return { view: timeOffView(stored, zoneOf(await this.clinic.snapshot(), stored)), etag: etagOf(stored.version) };
  }

  async closure(id: string): Promise<{ view: ClosureView; etag: string }> {
    const stored = await findAbsence(this.db.reader, 'closure', id);
    if (!stored) throw notFound('closure');
    return { view: closureView(stored, zoneOf(await this.clinic.snapshot(), stored)), etag: etagOf(stored.version) };
  }

  /** Only makes time free, so nobody can be left outside. */
  async removeTimeOff(ctx: RequestContext, practitionerId: string, id: string): Promise<Outcome<undefined>> {
    return this.commands.run(ctx, async (tx) => {
      await lockClinic(tx);
      const stored = await findAbsence(tx, 'time-off', id);
      if (!stored || stored.practitionerId !== practitionerId) throw notFound('time off');
      await tx.lock([practitionerId]);
      return this.remove(tx, ctx, 'time-off', stored);
    });
  }

  async removeClosure(ctx: RequestContext, id: string): Promise<Outcome<undefined>> {
    return this.commands.run(ctx, async (tx) => {
      await lockClinic(tx);
      const stored = await findAbsence(tx, 'closure', id);
      if (!stored) throw notFound('closure');
      await tx.lock(peopleAt(await this.clinic.snapshot(tx), stored.locationId));
      return this.remove(tx, ctx, 'closure', stored);
    });
  }

  private async add(
    tx: Tx,
    ctx: RequestContext,
    kind: AbsenceKind,
    what: { stored: StoredAbsence; change: AvailabilityChange; zone: string; force: boolean },
  ): Promise<AffectedVisitText[]> {
    const visits = await this.clinic.leftOutsideBy(tx, [what.change], async () => {
      await insertAbsence(tx, kind, what.stored);
      // Without the reason: why somebody is away may be health information, and audit rows leave in exports.
      await record(tx, ctx, { kind: `${kind}.created`, subject: kind, id: what.stored.id, version: 1, facts: factsOf(what.stored) });
      await bumpVersion(tx);
    });
    return acceptImpact(visits, what.zone, what.force);
  }

  private async remove(tx: Tx, ctx: RequestContext, kind: AbsenceKind, stored: StoredAbsence): Promise<Outcome<undefined>> {
    requireMatch(ctx, stored.version);
    if (!(await deleteAbsence(tx, kind, stored))) throw new DomainError('stale', 'version-mismatch');
    await record(tx, ctx, { kind: `${kind}.deleted`, subject: kind, id: stored.id, version: stored.version + 1, facts: factsOf(stored) });
    await bumpVersion(tx);
    return { status: 204, body: undefined };
  }

  private async page(kind: AbsenceKind, ownerIds: string[], window: Interval, query: AbsenceListQuery): Promise<Page<StoredAbsence>> {
    const filter = { kind, ownerIds, from: query.from, to: query.to };
    const limit = query.limit!;
    const rows = await listAbsences(this.db.reader, kind, {
      ownerIds,
      window,
      after: this.cursors.read(query.cursor, filter),
      limit: limit + 1,
    });
    return this.cursors.page(
      rows,
      limit,
      filter,
      (row) => [row.start, row.id],
      (row) => row,
    );
  }
}

function practitionerOf(snapshot: ClinicSnapshot, id: string): Practitioner {
  const practitioner = snapshot.practitioners.get(id);
  if (!practitioner) throw notFound('practitioner');
  return practitioner;
}

/** The location whose wall clock the dates mean: the named one, or any of the practitioner's if they agree. */
function clockOf(snapshot: ClinicSnapshot, practitioner: Practitioner, named: string | undefined): Location {
  if (named !== undefined) {
    const location = snapshot.locations.get(named);
    if (!location) throw refusedField('/locationId', 'location-unknown', 'There is no such location.');
    return location;
  }
  const own = practitioner.locationIds.map((id) => snapshot.locations.get(id)).filter((location) => location !== undefined);
  const [first] = own;
  if (!first || own.some((location) => location.timeZone !== first.timeZone)) {
    throw invalidField('/locationId', 'required', 'The practitioner works in several time zones: name the location.');
  }
  return first;
}

function peopleAt(snapshot: ClinicSnapshot, locationId: string): string[] {
  return [...snapshot.practitioners.values()].filter((p) => p.locationIds.includes(locationId)).map((p) => p.id);
}

function zoneOf(snapshot: ClinicSnapshot, stored: StoredAbsence): string {
  return snapshot.locations.get(stored.locationId)?.timeZone ?? 'UTC';
}

/** Dates need one clock to be read by. */
function zoneForDates(snapshot: ClinicSnapshot, locationIds: readonly string[], query: AbsenceListQuery): string {
  const zones = new Set(locationIds.map((id) => snapshot.locations.get(id)?.timeZone ?? 'UTC'));
  if (zones.size > 1 && (query.from !== undefined || query.to !== undefined)) {
    throw invalidField('?locationId', 'required', 'The locations are in several time zones: name one to filter by date.');
  }
  return [...zones][0] ?? 'UTC';
}

function windowOf(now: number, query: AbsenceListQuery, zone: string): Interval {
  if (query.from !== undefined && query.to !== undefined && query.to < query.from) {
    throw invalidField('?to', 'end-before-start', 'to is before from.');
  }
  const start = query.from === undefined ? now : startOfDay(query.from, zone);
  return { start, end: query.to === undefined ? Number.MAX_SAFE_INTEGER : dayInterval(query.to, zone).end };
}

function factsOf(stored: StoredAbsence): Record<string, string | number> {
  const facts = { locationId: stored.locationId, start: stored.start, end: stored.end };
  return stored.practitionerId === undefined ? facts : { ...facts, practitionerId: stored.practitionerId };
}
