import { Injectable } from '@nestjs/common';
import { ClinicService } from '#clinic';
import { SingleUseTokens, linkNotValid } from '#identity';
import { DomainError, formatInstant, type LocalDate, localDateOf, newId, notFound } from '#kernel';
import { PatientsService } from '#patients';
import {
  Commands,
  Cursors,
  Database,
  etagOf,
  record,
  requireMatch,
  type Outcome,
  type Page,
  type Reader,
  type RequestContext,
  type Tx,
} from '#platform';
import { TentativeVisits, VisitsService } from '#scheduling';
import type { ClearanceRequestView, ClearanceView, LinkView } from './clearance.dto.js';
import { ScreeningService } from '../screening.service.js';
import { ScreeningStore } from '../screening.store.js';
import type { Clearance, Provider } from '../screening.types.js';
import { clearanceView, findingView } from '../screening.view.js';
import { judgeScreening } from '../verdict.rules.js';
import { clearanceOf, concerns, keysOf, providerOf, requireAnswers, type WantedClearance } from './clearance.rules.js';
import { CLEARANCE_LINK, RequestListener } from './request.listener.js';
import { RequestStore, type ClearanceRequest, type RequestFilter } from './request.store.js';

const MAX_LISTED = 200;

/** Providers' go-aheads: recorded by the desk, given by a signed-in provider or through a link; revoked. */
@Injectable()
export class ClearanceService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly cursors: Cursors,
    private readonly clinic: ClinicService,
    private readonly patients: PatientsService,
    private readonly visits: VisitsService,
    private readonly tentative: TentativeVisits,
    private readonly screening: ScreeningService,
    private readonly store: ScreeningStore,
    private readonly requests: RequestStore,
    private readonly tokens: SingleUseTokens,
    private readonly asking: RequestListener,
  ) {}

  /** The newest first; 200 at most. */
  async ofPatient(patientId: string): Promise<ClearanceView[]> {
    await this.patients.get(patientId);
    const zone = await this.screening.zone(this.db.reader);
    return (await this.store.clearancesOf(this.db.reader, patientId, MAX_LISTED)).map((one) => clearanceView(one, zone));
  }

  /** What a provider said, as the desk heard it. */
  async create(ctx: RequestContext, patientId: string, by: Provider, wanted: WantedClearance): Promise<Outcome<ClearanceView>> {
    await this.patients.get(patientId);
    return this.commands.run(ctx, async (tx) => {
      await tx.lock([patientId]);
      const provider = providerOf(by, await this.clinic.snapshot(tx));
      const clearance = await this.record(tx, ctx, patientId, provider, wanted);
      return { ...(await this.answer(tx, clearance, 201)), location: `/api/v1/patients/${patientId}/clearances` };
    });
  }

  async revoke(ctx: RequestContext, id: string): Promise<Outcome<ClearanceView>> {
    return this.commands.run(ctx, async (tx) => {
      const found = await this.store.clearance(tx, id);
      if (!found) throw notFound('clearance');
      await tx.lock([found.patientId]);
      const clearance = (await this.store.clearance(tx, id))!;
      requireMatch(ctx, clearance.version);
      if (clearance.revokedAt !== undefined) throw new DomainError('conflict', 'invalid-transition', { detail: 'It is revoked already.' });
      if (!(await this.store.revoke(tx, clearance, ctx.now))) throw new DomainError('stale', 'version-mismatch');
      const version = clearance.version + 1;
      await record(tx, ctx, { kind: 'clearance.revoked', subject: 'clearance', id, version });
      await this.screening.judgeVisits(tx, ctx, clearance.patientId);
      return this.answer(tx, { ...clearance, version, revokedAt: ctx.now }, 200);
    });
  }

  async listRequests(filter: RequestFilter, limit: number, cursor: string | undefined): Promise<Page<ClearanceRequestView>> {
    const { status, practitionerId, patientId, visitId, deadlineFrom } = filter;
    const key = [status ?? null, practitionerId ?? null, patientId ?? null, visitId ?? null, deadlineFrom ?? null];
    const after = this.cursors.read(cursor, key);
    const rows = await this.requests.list(this.db.reader, { ...filter, after }, limit + 1);
    const views = await this.requestViews(this.db.reader, rows);
    return this.cursors.page(
      rows,
      limit,
      key,
      (row) => [row.deadline, row.id],
      (row) => views.get(row.id)!,
    );
  }

  async getRequest(id: string): Promise<{ view: ClearanceRequestView; etag: string }> {
    const request = await this.requests.byId(this.db.reader, id);
    if (!request) throw notFound('clearance request');
    return { view: (await this.requestViews(this.db.reader, [request])).get(id)!, etag: etagOf(request.version) };
  }

  /** A signed-in provider answers, or the desk for them. */
  async answerRequest(ctx: RequestContext, id: string, wanted: WantedClearance): Promise<Outcome<ClearanceRequestView>> {
    return this.commands.run(ctx, async (tx) => {
      const request = await this.lockRequest(tx, id);
      requireOpen(request);
      requireMatch(ctx, request.version);
      return this.answerIn(tx, ctx, request, wanted);
    });
  }

  /** Asks the same provider anew: after a go-ahead for less than is planned, or when the link is lost. */
  async askAgain(ctx: RequestContext, id: string): Promise<Outcome<ClearanceRequestView>> {
    return this.commands.run(ctx, async (tx) => {
      const request = await this.lockRequest(tx, id);
      requireOpen(request);
      requireMatch(ctx, request.version);
      const visit = (await this.visits.byIds(tx, [request.visitId])).get(request.visitId)!;
      if (visit.releaseAt! <= ctx.now)
        throw new DomainError('conflict', 'too-late', { detail: 'Nobody can answer in time: the visit is being given up.' });
      const asked = await this.asking.askAgain(tx, ctx, request, visit);
      const view = (await this.requestViews(tx, [asked])).get(asked.id)!;
      return { status: 201, body: view, etag: etagOf(asked.version), location: `/api/v1/clearance-requests/${asked.id}` };
    });
  }

  /** What the link of a request shows. Looking does not use it up. */
  async openLink(ctx: RequestContext, token: string): Promise<LinkView> {
    const { reader } = this.db;
    const content = await this.tokens.peek(reader, CLEARANCE_LINK, token, ctx.now);
    const request = content && (await this.requests.byId(reader, content.subject));
    if (!request) throw linkNotValid();
    return this.linkView(reader, request);
  }

  async answerLink(ctx: RequestContext, token: string, version: number, wanted: WantedClearance): Promise<Outcome<undefined>> {
    return this.commands.run(ctx, async (tx) => {
      const content = await this.tokens.peek(tx, CLEARANCE_LINK, token, ctx.now);
      if (!content) throw linkNotValid();
      // The patient first, as whoever asks again: the other way round the two would wait for each other.
      const request = await this.lockRequest(tx, content.subject);
      requireOpen(request);
      await this.tokens.consume(tx, ctx, CLEARANCE_LINK, token);
      if (version !== request.version) {
        throw new DomainError('conflict', 'request-changed', {
          detail: 'Something has changed since you opened the link: please open it again.',
        });
      }
      const actor = { type: 'link' as const, id: request.id, displayName: request.provider.name, scopes: [] };
      await this.answerIn(tx, { ...ctx, actor }, request, wanted);
      return { status: 204, body: undefined };
    });
  }

  private async answerIn(
    tx: Tx,
    ctx: RequestContext,
    request: ClearanceRequest,
    wanted: WantedClearance,
  ): Promise<Outcome<ClearanceRequestView>> {
    // It speaks of what the request showed, and of the answers of that time.
    const shown = { keys: keysOf([{ verdict: 'clear', findings: request.findings, unanswered: [] }]), asOf: request.askedAt };
    const clearance = await this.record(tx, ctx, request.patientId, request.provider, wanted, shown);
    // A go-ahead for less than is planned leaves the visit waiting: the desk sees it, and may ask or be told anew.
    const isPartly = await this.requests.partly(tx, request.id, clearance.id);
    const after = (await this.requests.byId(tx, request.id))!;
    const { id, version } = after;
    if (isPartly) await record(tx, ctx, { kind: 'clearance-request.partly-given', subject: 'clearance-request', id, version });
    return { status: 200, body: (await this.requestViews(tx, [after])).get(after.id)!, etag: etagOf(after.version) };
  }

  /** The patient's own lock, and the request as it is under it. */
  private async lockRequest(tx: Tx, id: string): Promise<ClearanceRequest> {
    const found = await this.requests.byId(tx, id);
    if (!found) throw notFound('clearance request');
    await tx.lock([found.patientId]);
    return (await this.requests.byId(tx, id))!;
  }

  /** Stores it and settles what waited for it: a "yes" books what it covers, a "no" frees what it is about. */
  private async record(
    tx: Tx,
    ctx: RequestContext,
    patientId: string,
    by: Provider,
    wanted: WantedClearance,
    shown?: Pick<Clearance, 'keys' | 'asOf'>,
  ): Promise<Clearance> {
    const today = await this.screening.today(tx, ctx.now);
    const content = clearanceOf(wanted, today, await this.clinic.snapshot(tx));
    const speaks = shown ?? (await this.spokenOf(tx, ctx, patientId, wanted, today));
    const id = newId('clr', ctx.now);
    const clearance: Clearance = { id, version: 1, patientId, by, createdAt: ctx.now, ...speaks, ...content };
    await this.store.insertClearance(tx, ctx, clearance);
    await record(tx, ctx, { kind: 'clearance.recorded', subject: 'clearance', id, version: 1 });
    if (!clearance.given) await this.releaseWaiting(tx, ctx, clearance);
    await this.screening.judgeVisits(tx, ctx, patientId);
    await this.requests.attach(tx, patientId, ctx.now, id);
    return clearance;
  }

  /** What the desk heard speaks of what asks for it today, and on the days of the massages that are booked. */
  private async spokenOf(
    tx: Tx,
    ctx: RequestContext,
    patientId: string,
    wanted: WantedClearance,
    today: LocalDate,
  ): Promise<Pick<Clearance, 'keys' | 'asOf'>> {
    const { locations } = await this.clinic.snapshot(tx);
    const facts = await this.screening.factsOf(tx, patientId, today);
    requireAnswers(wanted, judgeScreening(facts, today, today));
    const upcoming = await this.tentative.upcomingOf(tx, patientId, ctx.now);
    const days = upcoming.map((visit) => localDateOf(visit.start, locations.get(visit.locationId)!.timeZone));
    const judgements = [...new Set([today, ...days])].map((day) => judgeScreening(facts, day, today));
    return { keys: keysOf(judgements), asOf: ctx.now };
  }

  private async releaseWaiting(tx: Tx, ctx: RequestContext, { patientId, scope }: Clearance): Promise<void> {
    const waiting = (await this.tentative.upcomingOf(tx, patientId, ctx.now)).filter((visit) => visit.status === 'tentative');
    for (const visit of waiting.filter((one) => concerns(scope, one.plan))) await this.tentative.release(tx, ctx, visit.id, 'refused');
  }

  private async requestViews(reader: Reader, requests: readonly ClearanceRequest[]): Promise<Map<string, ClearanceRequestView>> {
    const { locations } = await this.clinic.snapshot(reader);
    const people = await this.patients.byIds(
      reader,
      requests.map((request) => request.patientId),
    );
    const visits = await this.visits.byIds(reader, [...new Set(requests.map((request) => request.visitId))]);
    return new Map(
      requests.map((request): [string, ClearanceRequestView] => {
        const visit = visits.get(request.visitId)!;
        const zone = locations.get(visit.locationId)!.timeZone;
        const { name, role, practitionerId } = request.provider;
        return [
          request.id,
          {
            id: request.id,
            version: request.version,
            status: request.status,
            patient: { id: request.patientId, displayName: people.get(request.patientId)?.displayName ?? '' },
            visit: {
              id: visit.id,
              start: formatInstant(visit.start, zone),
              areas: visit.plan?.areas,
              techniques: visit.plan?.techniques,
            },
            provider: { name, role, practitionerId },
            findings: request.findings.map(findingView),
            askedAt: formatInstant(request.askedAt, zone),
            deadline: formatInstant(request.deadline, zone),
            closedAt: request.closedAt === undefined ? undefined : formatInstant(request.closedAt, zone),
            clearanceId: request.clearanceId,
          },
        ];
      }),
    );
  }

  private async linkView(reader: Reader, request: ClearanceRequest): Promise<LinkView> {
    const visit = (await this.visits.byIds(reader, [request.visitId])).get(request.visitId)!;
    const { locations, areas, techniques } = await this.clinic.snapshot(reader);
    const location = locations.get(visit.locationId)!;
    const { displayName, birthDate } = await this.patients.require(reader, request.patientId);
    return {
      version: request.version,
      clinic: location.name,
      phone: location.phone,
      patient: { displayName, birthDate },
      start: formatInstant(visit.start, location.timeZone),
      timeZone: location.timeZone,
      areas: visit.plan?.areas ?? [],
      techniques: visit.plan?.techniques ?? [],
      findings: request.findings.map(findingView),
      deadline: formatInstant(request.deadline, location.timeZone),
      areaChoices: [...areas.values()].map(({ code, name }) => ({ code, name })),
      techniqueChoices: [...techniques.values()].map(({ code, name }) => ({ code, name })),
    };
  }

  private async answer(reader: Reader, clearance: Clearance, status: number): Promise<Outcome<ClearanceView>> {
    return { status, body: clearanceView(clearance, await this.screening.zone(reader)), etag: etagOf(clearance.version) };
  }
}

function requireOpen(request: ClearanceRequest): void {
  if (request.status === 'open') return;
  throw new DomainError('conflict', 'already-answered', {
    detail: 'This request is closed: somebody has answered it, or its visit no longer waits.',
    extra: { status: request.status },
  });
}
