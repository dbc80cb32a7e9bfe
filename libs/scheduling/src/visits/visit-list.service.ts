import { Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { DAY_MS, daysBetween, dayInterval, invalidField, parseInstant } from '#kernel';
import { Cursors, Database, DEFAULT_LIMIT } from '#platform';
import { MAX_DAYS } from '../availability/search.service.js';
import type { VisitsPage, VisitsQuery } from './visit.dto.js';
import { VisitStore } from './visit.store.js';
import { VisitViews } from './visit.view.js';

/** What may still need a look: a visit that is over or cancelled keeps its mark and needs none. */
const STILL_TO_COME = ['tentative', 'booked', 'confirmed', 'arrived', 'in-progress'];

@Injectable()
export class VisitList {
  constructor(
    private readonly db: Database,
    private readonly clinic: ClinicService,
    private readonly store: VisitStore,
    private readonly views: VisitViews,
    private readonly cursors: Cursors,
  ) {}

  async list(now: number, query: VisitsQuery): Promise<VisitsPage> {
    const { limit = DEFAULT_LIMIT, cursor, ...filter } = query;
    const updatedSince = filter.updatedSince === undefined ? undefined : parseInstant(filter.updatedSince)!;
    const visits = await this.store.list(this.db.reader, {
      window: await this.window(now, query),
      locationId: filter.locationId,
      patientId: filter.patientId,
      practitionerId: filter.practitionerId,
      statuses: filter.status ?? (filter.needsReview && STILL_TO_COME),
      needsReview: filter.needsReview !== undefined,
      updatedSince,
      after: this.cursors.read(cursor, filter),
      limit: limit + 1,
    });
    const page = this.cursors.page(
      visits,
      limit,
      filter,
      (visit) => [updatedSince === undefined ? visit.start : visit.updatedAt, visit.id],
      (visit) => visit,
    );
    return { data: await this.views.many(this.db.reader, page.data), page: page.page };
  }

  /** Local dates mean the named location's days; without one, the first location's. */
  private async window(now: number, query: VisitsQuery): Promise<{ start: number; end: number } | undefined> {
    const { from, to, locationId } = query;
    if (from === undefined && to === undefined) {
      if (query.patientId || query.updatedSince) return undefined;
      if (query.needsReview) return { start: now, end: now + MAX_DAYS * DAY_MS };
      throw invalidField('?from', 'window-required', 'Send from and to, patientId, updatedSince, or needsReview.');
    }
    if (from === undefined || to === undefined)
      throw invalidField(from === undefined ? '?from' : '?to', 'window-required', 'Send both from and to.');
    const days = daysBetween(from, to) + 1;
    if (days < 1) throw invalidField('?to', 'window-reversed', '`to` lies before `from`.');
    if (days > MAX_DAYS) throw invalidField('?to', 'window-too-long', `At most ${MAX_DAYS} days.`);
    const locations = (await this.clinic.snapshot()).locations;
    const location = locationId ? locations.get(locationId) : [...locations.values()][0];
    const zone = location?.timeZone ?? 'UTC';
    return { start: dayInterval(from, zone).start, end: dayInterval(to, zone).end };
  }
}
