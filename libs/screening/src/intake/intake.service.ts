import { Inject, Injectable } from '@nestjs/common';
import { ClinicService, type ClinicSnapshot } from '#clinic';
import { linkNotValid, SingleUseTokens } from '#identity';
import { DAY_MS, formatInstant, newId, notFound } from '#kernel';
import { PatientsService } from '#patients';
import {
  Commands,
  CONFIG,
  type Config,
  Database,
  etagOf,
  type Outcome,
  type Reader,
  record,
  type RequestContext,
  requireMatch,
  type Tx,
} from '#platform';
import { RecordStore, type HealthRecord } from '../records/record.store.js';
import { ScreeningService } from '../screening.service.js';
import { ScreeningRules } from '../settings/screening-rules.service.js';
import type { Condition } from './conditions.js';
import type { ConditionView, IntakeContent, IntakeLinkView, IntakeView, OpenIntakeView } from './intake.dto.js';
import { checkIntake, suggestedTechniques } from './intake.rules.js';

/** The purpose of a link to the intake form. */
export const INTAKE_LINK = 'intake';
export const INTAKE_LINK_MS = 7 * DAY_MS;
const MAX_INTAKES = 200;
const MAX_VERSIONS = 200;

type Intake = HealthRecord<IntakeContent>;

/** What patients tell before their first session, at the desk or through a link. */
@Injectable()
export class IntakeService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly clinic: ClinicService,
    private readonly patients: PatientsService,
    private readonly screening: ScreeningService,
    private readonly records: RecordStore,
    private readonly tokens: SingleUseTokens,
    private readonly rules: ScreeningRules,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  /** As this clinic has them; techniques that it does not offer are left out. */
  async conditions(): Promise<ConditionView[]> {
    const { reader } = this.db;
    return conditionViews(await this.rules.currentConditions(reader), await this.clinic.snapshot(reader));
  }

  /** The newest first; 200 at most. */
  async ofPatient(patientId: string): Promise<IntakeView[]> {
    await this.patients.get(patientId);
    const { reader } = this.db;
    const intakes = await this.records.ofPatient<IntakeContent>(reader, 'intake', patientId, MAX_INTAKES);
    return this.viewsOf(reader, intakes);
  }

  /** As they are stored, for whoever makes a report of them; the newest first, 200 at most. */
  recordsOf(reader: Reader, patientId: string): Promise<HealthRecord<IntakeContent>[]> {
    return this.records.ofPatient<IntakeContent>(reader, 'intake', patientId, MAX_INTAKES);
  }

  /** Who of these patients has told why they come. */
  patientsWithOne(reader: Reader, patientIds: readonly string[]): Promise<Set<string>> {
    return this.records.having(reader, 'intake', patientIds);
  }

  /** What an intake said at an instant; what it said first, if it was written later. */
  recordAt(reader: Reader, intake: HealthRecord<IntakeContent>, at: number): Promise<HealthRecord<IntakeContent>> {
    return this.records.versionAt(reader, intake, at);
  }

  async get(id: string): Promise<{ view: IntakeView; etag: string }> {
    const intake = await this.records.byId<IntakeContent>(this.db.reader, 'intake', id);
    if (!intake) throw notFound('intake');
    return { view: await this.view(this.db.reader, intake), etag: etagOf(intake.version) };
  }

  /** As it was in each version, the newest first; 200 at most. */
  async versions(id: string): Promise<IntakeView[]> {
    const { reader } = this.db;
    const intake = await this.records.byId<IntakeContent>(reader, 'intake', id);
    if (!intake) throw notFound('intake');
    const versions = await this.records.versionsOf(reader, intake, MAX_VERSIONS);
    return this.viewsOf(reader, versions);
  }

  async create(ctx: RequestContext, patientId: string, content: IntakeContent, referralId?: string): Promise<Outcome<IntakeView>> {
    await this.patients.get(patientId);
    return this.commands.run(ctx, (tx) => this.add(tx, ctx, patientId, content, referralId));
  }

  /** Replaces the content; the versions before it are kept. */
  async replace(ctx: RequestContext, id: string, content: IntakeContent): Promise<Outcome<IntakeView>> {
    return this.commands.run(ctx, async (tx) => {
      const found = await this.records.byId<IntakeContent>(tx, 'intake', id);
      if (!found) throw notFound('intake');
      await tx.lock([found.patientId]);
      const before = (await this.records.byId<IntakeContent>(tx, 'intake', id))!;
      requireMatch(ctx, before.version);
      checkIntake(content, await this.clinic.snapshot(tx), await this.screening.today(tx, ctx.now));
      const after = { ...before, version: before.version + 1, content, updatedAt: ctx.now, by: ctx.actor.displayName };
      return this.save(tx, ctx, after, 'intake.changed', 200);
    });
  }

  /** The secret of a link through which the patient fills in an intake themselves. */
  async link(ctx: RequestContext, patientId: string, referralId?: string): Promise<Outcome<IntakeLinkView>> {
    await this.patients.get(patientId);
    // Never with the Idempotency-Key: its answer would keep the secret.
    return this.commands.run({ ...ctx, idempotency: undefined }, async (tx) => {
      await this.tokens.revoke(tx, ctx, INTAKE_LINK, patientId);
      const facts = referralId === undefined ? undefined : { referralId };
      const token = await this.tokens.issue(tx, ctx, { purpose: INTAKE_LINK, subject: patientId, facts, ttlMs: INTAKE_LINK_MS });
      await record(tx, ctx, { kind: 'intake.requested', subject: 'patient', id: patientId, version: 1 });
      const expiresAt = formatInstant(ctx.now + INTAKE_LINK_MS, await this.screening.zone(tx));
      return { status: 201, body: { token, url: `${this.config.publicUrl}/p/${token}`, expiresAt } };
    });
  }

  /** What the form needs. It says nothing about whom it is for. */
  async open(ctx: RequestContext, token: string): Promise<OpenIntakeView> {
    const { reader } = this.db;
    const link = await this.tokens.peek(reader, INTAKE_LINK, token, ctx.now);
    if (!link) throw linkNotValid();
    const { language } = await this.patients.get(link.subject);
    const { locations, areas } = await this.clinic.snapshot(reader);
    const [location] = locations.values();
    return {
      clinic: location!.name,
      phone: location!.phone,
      language,
      conditions: await this.conditions(),
      areas: [...areas.keys()],
      areaChoices: [...areas.values()].map(({ code, name }) => ({ code, name })),
    };
  }

  async submit(ctx: RequestContext, token: string, content: IntakeContent): Promise<Outcome<undefined>> {
    return this.commands.run(ctx, async (tx) => {
      const { subject, facts } = await this.tokens.consume(tx, ctx, INTAKE_LINK, token);
      const actor = { type: 'link' as const, id: subject, displayName: 'The patient', scopes: [] };
      await this.add(tx, { ...ctx, actor }, subject, content, facts['referralId'] as string | undefined);
      return { status: 204, body: undefined };
    });
  }

  private async add(
    tx: Tx,
    ctx: RequestContext,
    patientId: string,
    content: IntakeContent,
    referralId?: string,
  ): Promise<Outcome<IntakeView>> {
    // Alone with the patient: a booking sees this intake, or is seen by it.
    await tx.lock([patientId]);
    checkIntake(content, await this.clinic.snapshot(tx), await this.screening.today(tx, ctx.now));
    const id = newId('int', ctx.now);
    const times = { createdAt: ctx.now, updatedAt: ctx.now };
    const intake: Intake = { id, kind: 'intake', version: 1, patientId, aboutId: referralId, content, by: ctx.actor.displayName, ...times };
    return { ...(await this.save(tx, ctx, intake, 'intake.created', 201)), location: `/api/v1/intakes/${id}` };
  }

  private async save(tx: Tx, ctx: RequestContext, intake: Intake, kind: string, status: number): Promise<Outcome<IntakeView>> {
    await this.records.save(tx, ctx, intake);
    await record(tx, ctx, { kind, subject: 'intake', id: intake.id, version: intake.version });
    await this.screening.judgeVisits(tx, ctx, intake.patientId);
    return { status, body: await this.view(tx, intake), etag: etagOf(intake.version) };
  }

  private async view(reader: Reader, intake: Intake): Promise<IntakeView> {
    return (await this.viewsOf(reader, [intake]))[0]!;
  }

  /** However many, with one read of what they share. */
  private async viewsOf(reader: Reader, intakes: readonly Intake[]): Promise<IntakeView[]> {
    const conditions = await this.rules.currentConditions(reader);
    const snapshot = await this.clinic.snapshot(reader);
    const zone = await this.screening.zone(reader);
    return intakes.map(({ id, version, patientId, aboutId, content, by, createdAt, updatedAt }) => ({
      ...content,
      id,
      version,
      patientId,
      referralId: aboutId,
      suggestedTechniques: suggestedTechniques(content.conditions, conditions, snapshot),
      createdAt: formatInstant(createdAt, zone),
      updatedAt: formatInstant(updatedAt, zone),
      by,
    }));
  }
}

function conditionViews(conditions: readonly Condition[], snapshot: Pick<ClinicSnapshot, 'techniques'>): ConditionView[] {
  return conditions.map(({ code, name, suggests, requiresReferral }) => ({
    code,
    name: name.en,
    nameEs: name.es,
    suggests: suggests.filter((technique) => snapshot.techniques.has(technique)),
    requiresReferral,
  }));
}
