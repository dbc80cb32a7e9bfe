import { Injectable } from '@nestjs/common';
import { ClinicService, clinicZone } from '#clinic';
import { addDays, type LocalDate, localDateOf, notFound } from '#kernel';
import { PatientsService } from '#patients';
import { Commands, Database, etagOf, record, requireMatch, type Outcome, type Reader, type RequestContext, type Tx } from '#platform';
import { TentativeVisits, type Visit, VisitsService } from '#scheduling';
import { readAnswers, validUntilOf, type RawAnswers } from './answers/answers.rules.js';
import { RequestStore } from './clearances/request.store.js';
import type { ScreeningView, VisitScreeningView } from './screening.dto.js';
import { needsReferral, SCREENING_GATE } from './screening.gate.js';
import { ScreeningStore } from './screening.store.js';
import type { Finding, Screening } from './screening.types.js';
import { findingView, screeningView } from './screening.view.js';
import { ScreeningRules } from './settings/screening-rules.service.js';
import { judgeScreening, objectionsTo, type ScreeningFacts } from './verdict.rules.js';

/** A patient's answers: given, confirmed, outdated. What they mean for visits to come is decided in the same transaction. */
@Injectable()
export class ScreeningService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
    private readonly patients: PatientsService,
    private readonly visits: TentativeVisits,
    private readonly allVisits: VisitsService,
    private readonly rules: ScreeningRules,
    private readonly store: ScreeningStore,
    private readonly requests: RequestStore,
  ) {}

  async get(now: number, patientId: string): Promise<{ view: ScreeningView; etag: string }> {
    await this.patients.get(patientId);
    const { reader } = this.db;
    const facts = await this.factsOf(reader, patientId, await this.today(reader, now));
    return { view: await this.view(reader, now, patientId, facts, []), etag: etagOf(facts.screening?.version ?? 0) };
  }

  /** What stands against the massage of a visit as it is planned, on its day, by what is known now. */
  async ofVisit(now: number, visitId: string): Promise<VisitScreeningView> {
    const { reader } = this.db;
    const visit = (await this.allVisits.byIds(reader, [visitId])).get(visitId);
    if (!visit) throw notFound('visit');
    const { locations, services } = await this.clinic.snapshot(reader);
    const { timeZone } = locations.get(visit.locationId)!;
    const today = localDateOf(now, timeZone);
    const stored = await this.store.factsOf(reader, visit.patientId, today);
    const { rules, conditions } = await this.rules.ofVersion(reader, stored.settingsVersion);
    const massages = visit.legs.filter((leg) => leg.status !== 'cancelled' && services.get(leg.serviceId)?.discipline === 'massage');
    const judged = massages.map((leg) => judgeScreening({ ...stored, rules }, localDateOf(leg.start, timeZone), today));
    const objections = judged.flatMap((judgement) => objectionsTo(judgement, visit.plan ?? {}));
    const against = new Map(objections.flatMap(({ finding }) => (finding ? [[finding.key, finding] as const] : [])));
    const codes: VisitScreeningView['codes'] = objections.map(({ code }) => code);
    if (massages.length > 0 && needsReferral(stored.conditions, conditions, visit.referralId)) codes.push('referral-required');
    return { visitId, codes: [...new Set(codes)], findings: [...against.values()].map(findingView) };
  }

  /** Replaces all answers. @throws `invalid` naming the field. */
  async put(ctx: RequestContext, patientId: string, raw: RawAnswers): Promise<Outcome<ScreeningView>> {
    return this.change(ctx, patientId, 'screening.answered', async (tx, today, before) => {
      const { areas } = await this.clinic.snapshot(tx);
      const rules = await this.rules.currentRules(tx);
      const answers = readAnswers(raw, { rules, areas, now: ctx.now, today, before });
      return { answers, answeredAt: ctx.now, validUntil: validUntilOf(answers, rules, today) };
    });
  }

  /** "No changes since": the same answers count again from today. */
  async confirm(ctx: RequestContext, patientId: string): Promise<Outcome<ScreeningView>> {
    return this.change(ctx, patientId, 'screening.confirmed', async (tx, today, before) => {
      const answers = before?.answers ?? {};
      return { answers, answeredAt: ctx.now, validUntil: validUntilOf(answers, await this.rules.currentRules(tx), today) };
    });
  }

  /** After a hospital visit the answers count no longer, whatever their age. */
  async expire(ctx: RequestContext, patientId: string): Promise<Outcome<ScreeningView>> {
    return this.change(ctx, patientId, 'screening.expired', (_tx, today, before) =>
      Promise.resolve({ answers: before?.answers ?? {}, answeredAt: before?.answeredAt ?? ctx.now, validUntil: addDays(today, -1) }),
    );
  }

  /** The facts that the gate decides on. */
  async factsOf(reader: Reader, patientId: string, today: LocalDate): Promise<ScreeningFacts> {
    const stored = await this.store.factsOf(reader, patientId, today);
    const { rules } = await this.rules.ofVersion(reader, stored.settingsVersion);
    return { ...stored, rules };
  }

  /** What stands against the massage of a visit, on its day. */
  async findingsOn(tx: Tx, ctx: RequestContext, visit: Visit): Promise<Finding[]> {
    const { timeZone } = (await this.clinic.snapshot(tx)).locations.get(visit.locationId)!;
    const today = await this.today(tx, ctx.now);
    const facts = await this.factsOf(tx, visit.patientId, today);
    const { findings } = judgeScreening(facts, localDateOf(visit.start, timeZone), today);
    return findings.filter((finding) => finding.verdict !== 'clear');
  }

  /** Answers belong to no location: their dates are those of the clinic's first. */
  async today(reader: Reader, now: number): Promise<LocalDate> {
    return localDateOf(now, await this.zone(reader));
  }

  async zone(reader: Reader): Promise<string> {
    return clinicZone(await this.clinic.snapshot(reader));
  }

  /** Upcoming visits of the patient asked again; answers those that need a look or still wait. */
  async judgeVisits(tx: Tx, ctx: RequestContext, patientId: string): Promise<Visit[]> {
    const upcoming = await this.visits.upcomingOf(tx, patientId, ctx.now);
    const judged: Visit[] = [];
    for (const visit of upcoming) judged.push(await this.visits.judgeAgain(tx, ctx, visit.id, SCREENING_GATE));
    for (const visit of judged) if (visit.status === 'tentative') await this.refreshRequest(tx, ctx, visit);
    return judged.filter((visit) => visit.needsReview === true);
  }

  /** Whoever is asked is asked about what stands against the massage now. */
  private async refreshRequest(tx: Tx, ctx: RequestContext, visit: Visit): Promise<void> {
    const open = await this.requests.openOf(tx, visit.id);
    if (!open) return;
    const findings = await this.findingsOn(tx, ctx, visit);
    if (JSON.stringify(findings) !== JSON.stringify(open.findings)) await this.requests.refresh(tx, { ...open, findings, asOf: ctx.now });
  }

  private async change(
    ctx: RequestContext,
    patientId: string,
    kind: string,
    decide: (tx: Tx, today: LocalDate, before: Screening | undefined) => Promise<Pick<Screening, 'answers' | 'answeredAt' | 'validUntil'>>,
  ): Promise<Outcome<ScreeningView>> {
    await this.patients.get(patientId);
    return this.commands.run(ctx, async (tx) => {
      // Alone with the patient: a booking sees this change, or is seen by it.
      await tx.lock([patientId]);
      const today = await this.today(tx, ctx.now);
      const { screening: before } = await this.store.factsOf(tx, patientId, today);
      const version = (before?.version ?? 0) + 1;
      // What does not exist yet has no version to name.
      if (before || ctx.ifMatch !== undefined) requireMatch(ctx, before?.version ?? 0);
      await this.store.save(tx, ctx, { patientId, version, ...(await decide(tx, today, before)) });
      await record(tx, ctx, { kind, subject: 'screening', id: patientId, version });
      const affected = await this.judgeVisits(tx, ctx, patientId);
      const facts = await this.factsOf(tx, patientId, today);
      return { status: 200, body: await this.view(tx, ctx.now, patientId, facts, affected), etag: etagOf(version) };
    });
  }

  private async view(
    reader: Reader,
    now: number,
    patientId: string,
    facts: ScreeningFacts,
    affected: readonly Visit[],
  ): Promise<ScreeningView> {
    const { locations } = await this.clinic.snapshot(reader);
    const zone = await this.zone(reader);
    const today = localDateOf(now, zone);
    return screeningView(patientId, facts, judgeScreening(facts, today, today), zone, affected, (id) => locations.get(id)!.timeZone);
  }
}
