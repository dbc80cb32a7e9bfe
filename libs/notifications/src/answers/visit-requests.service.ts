import { Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { DomainError, formatInstant, newId, notFound } from '#kernel';
import { PatientsService } from '#patients';
import {
  Commands,
  Cursors,
  Database,
  DEFAULT_LIMIT,
  etagOf,
  type Outcome,
  type Reader,
  record,
  type RequestContext,
  requireMatch,
  type Tx,
} from '#platform';
import { VisitsService, type VisitChange, type VisitListener } from '#scheduling';
import { isUpcoming } from '../kinds/kind.js';
import { VisitRequestStore } from './visit-request.store.js';
import type { RequestKind, Resolution, VisitRequest } from './visit-request.types.js';
import type { VisitRequestsPage, VisitRequestsQuery, VisitRequestView } from './visit-requests.dto.js';

/** Whoever changes their mind more often is spoken to. */
const MOST_OF_A_VISIT = 20;

/** What patients ask of the desk about their visits, until somebody has seen to it. */
@Injectable()
export class VisitRequests implements VisitListener {
  readonly key = 'visit-requests';

  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
    private readonly patients: PatientsService,
    private readonly visits: VisitsService,
    private readonly store: VisitRequestStore,
    private readonly cursors: Cursors,
  ) {}

  async list(query: VisitRequestsQuery): Promise<VisitRequestsPage> {
    const { limit = DEFAULT_LIMIT, cursor, ...filter } = query;
    const { reader } = this.db;
    const rows = await this.store.list(reader, { ...filter, after: this.cursors.read(cursor, filter), limit: limit + 1 });
    const { data, page } = this.cursors.page(
      rows,
      limit,
      filter,
      (row) => [row.at, row.id],
      (row) => row,
    );
    return { data: await this.views(reader, data), page };
  }

  async get(id: string): Promise<{ view: VisitRequestView; etag: string }> {
    const request = await this.store.byId(this.db.reader, id);
    if (!request) throw notFound('visit request');
    return { view: (await this.views(this.db.reader, [request]))[0]!, etag: etagOf(request.version) };
  }

  /** Somebody at the desk has seen to it. */
  async resolve(ctx: RequestContext, id: string): Promise<Outcome<VisitRequestView>> {
    return this.commands.run(ctx, async (tx) => {
      const request = await this.store.byId(tx, id);
      if (!request) throw notFound('visit request');
      requireMatch(ctx, request.version);
      if (request.status !== 'open')
        throw new DomainError('conflict', 'invalid-transition', {
          detail: 'It is seen to already.',
          extra: { from: request.status, action: 'resolve' },
        });
      const after = await this.close(tx, ctx, request, 'desk');
      if (!after) throw new DomainError('stale', 'version-mismatch');
      return { status: 200, body: (await this.views(tx, [after]))[0]!, etag: etagOf(after.version) };
    });
  }

  /** What the open request of each visit asks for. */
  async openOf(reader: Reader, visitIds: readonly string[]): Promise<VisitRequest[]> {
    return this.store.openOf(reader, visitIds);
  }

  /** Asks anew, or for something else than before; `false`: too often. The caller is alone with the patient. */
  async ask(tx: Tx, ctx: RequestContext, visitId: string, kind: RequestKind): Promise<boolean> {
    const [open] = await this.store.openOf(tx, [visitId]);
    if (open?.kind === kind) return true;
    if ((open?.version ?? 0) >= MOST_OF_A_VISIT || (await this.store.countOf(tx, visitId)) >= MOST_OF_A_VISIT) return false;
    let request: VisitRequest | undefined = open && { ...open, version: open.version + 1, kind, at: ctx.now };
    // Seen to in this very moment: then it is asked anew.
    if (!request || !(await this.store.update(tx, request))) {
      request = { id: newId('vrq', ctx.now), version: 1, visitId, kind, status: 'open', at: ctx.now };
      await this.store.insert(tx, request);
    }
    await record(tx, ctx, { kind: 'visit-request.made', subject: 'visit-request', id: request.id, version: request.version });
    return true;
  }

  /** The patient comes after all. */
  async takeBack(tx: Tx, ctx: RequestContext, visitIds: readonly string[]): Promise<void> {
    for (const request of await this.store.openOf(tx, visitIds)) await this.close(tx, ctx, request, 'comes');
  }

  /** Whoever moves or cancels a visit has seen to what was asked about it. */
  async onVisitChange(tx: Tx, { kind, before, after, ctx }: VisitChange): Promise<void> {
    const resolution = before && resolutionOf(kind, after);
    if (!resolution) return;
    for (const request of await this.store.openOf(tx, [after.id])) await this.close(tx, ctx, request, resolution);
  }

  /** `undefined`: somebody else was faster. */
  private async close(tx: Tx, ctx: RequestContext, request: VisitRequest, resolution: Resolution): Promise<VisitRequest | undefined> {
    const after: VisitRequest = {
      ...request,
      version: request.version + 1,
      status: 'resolved',
      resolvedAt: ctx.now,
      resolvedBy: ctx.actor.displayName,
      resolution,
    };
    if (!(await this.store.update(tx, after))) return undefined;
    const facts = { resolution };
    await record(tx, ctx, { kind: 'visit-request.resolved', subject: 'visit-request', id: after.id, version: after.version, facts });
    return after;
  }

  private async views(reader: Reader, requests: readonly VisitRequest[]): Promise<VisitRequestView[]> {
    const visits = await this.visits.byIds(reader, [...new Set(requests.map((request) => request.visitId))]);
    const patients = await this.patients.byIds(reader, [...new Set([...visits.values()].map((visit) => visit.patientId))]);
    const { locations } = await this.clinic.snapshot(reader);
    return requests.map((request): VisitRequestView => {
      const { id, version, visitId, kind, status, at, resolvedAt, resolvedBy, resolution } = request;
      const visit = visits.get(visitId)!;
      const { timeZone } = locations.get(visit.locationId)!;
      return {
        id,
        version,
        visitId,
        patient: { id: visit.patientId, displayName: patients.get(visit.patientId)?.displayName ?? '' },
        locationId: visit.locationId,
        visitStart: formatInstant(visit.start, timeZone),
        visitStatus: visit.status,
        kind,
        status,
        at: formatInstant(at, timeZone),
        resolvedAt: resolvedAt === undefined ? undefined : formatInstant(resolvedAt, timeZone),
        resolvedBy,
        resolution,
      };
    });
  }
}

function resolutionOf(kind: VisitChange['kind'], after: VisitChange['after']): Resolution | undefined {
  if (kind === 'rescheduled') return 'moved';
  if (after.status === 'cancelled') return 'cancelled';
  return isUpcoming(after) ? undefined : 'over';
}
