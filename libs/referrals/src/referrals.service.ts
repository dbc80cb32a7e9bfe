import { Injectable } from '@nestjs/common';
import { ClinicService, clinicZone, massageServiceIds } from '#clinic';
import { DomainError, localDateOf, newId, notFound } from '#kernel';
import { PatientsService, searchTerms } from '#patients';
import {
  Commands,
  Cursors,
  Database,
  etagOf,
  type Outcome,
  type Page,
  type Reader,
  record,
  type RequestContext,
  requireMatch,
  type Tx,
} from '#platform';
import { referralUsage } from '#scheduling';
import { checkContent, checkMove, ledgerOf, referrerOf } from './referral.rules.js';
import { standingOf } from './referral-warnings.rules.js';
import { lastReports } from './reports/report.store.js';
import { ReferralExtensions } from './reports/reporting.js';
import { FIRST_STATUS, type ReferralStatus } from './referral.status.js';
import type { Ledger, Referral, ReferralInput } from './referral.types.js';
import { type ReferralDetailView, type ReferralListItem, toTransitionViews, toView } from './referrals.dto.js';
import { ReferralWords } from './referral-words.js';
import { currentSettings } from './settings/settings.store.js';
import {
  findReferral,
  findReferrals,
  findTransitions,
  insertReferral,
  listReferrals,
  moveReferral,
  type ReferralFilter,
  type Why,
} from './referrals.store.js';

/** A search by patient looks at the referrals of this many people. */
const MAX_PATIENTS_FOUND = 200;

export interface ReferralsWish {
  status?: ReferralStatus;
  patientId?: string;
  q?: string;
}

@Injectable()
export class ReferralsService {
  constructor(
    private readonly db: Database,
    private readonly commands: Commands,
    private readonly cursors: Cursors,
    private readonly clinic: ClinicService,
    private readonly patients: PatientsService,
    private readonly words: ReferralWords,
    private readonly extensions: ReferralExtensions,
  ) {}

  /** By id; who is gone has none. */
  async statuses(reader: Reader, ids: readonly string[]): Promise<Map<string, ReferralStatus>> {
    if (ids.length === 0) return new Map();
    return new Map((await findReferrals(reader, ids)).map(({ id, status }) => [id, status]));
  }

  /** In one query; unknown ids are left out. */
  async byIds(reader: Reader, ids: Iterable<string>): Promise<Map<string, Referral>> {
    const referrals = await findReferrals(reader, [...new Set(ids)]);
    return new Map(referrals.map((referral) => [referral.id, referral]));
  }

  /** Ledgers, warnings and ages by id, derived in three queries however many referrals, and the zone of their days. */
  private async standings(reader: Reader, referrals: readonly Referral[], now: number) {
    const snapshot = await this.clinic.snapshot(reader);
    const ids = referrals.map((referral) => referral.id);
    const usage = await referralUsage(reader, ids, massageServiceIds(snapshot));
    const reports = await lastReports(reader, ids);
    const settings = await currentSettings(reader);
    const zone = clinicZone(snapshot);
    const today = localDateOf(now, zone);
    const standings = new Map(
      referrals.map((referral) => {
        const { id } = referral;
        return [id, standingOf(referral, { usage: usage.get(id), report: reports.get(id) }, settings, today, zone)];
      }),
    );
    return { standings, zone };
  }

  async ledger(id: string): Promise<Ledger> {
    const { reader } = this.db;
    const referral = await load(reader, id);
    const usage = await referralUsage(reader, [id], massageServiceIds(await this.clinic.snapshot(reader)));
    return ledgerOf(referral.visitsAuthorized, usage.get(id), await currentSettings(reader));
  }

  async get(id: string, now: number): Promise<ReferralDetailView> {
    return this.detail(this.db.reader, id, now);
  }

  async list(wish: ReferralsWish, now: number, limit: number, cursor: string | undefined): Promise<Page<ReferralListItem>> {
    const { reader } = this.db;
    const filter = [wish.status ?? null, wish.patientId ?? null, wish.q ?? null];
    const after = this.cursors.read(cursor, filter);
    const search = await this.searchFor(wish.q ?? '');
    const referrals = await listReferrals(reader, { status: wish.status, patientId: wish.patientId, search, after }, limit + 1);
    const { standings, zone } = await this.standings(reader, referrals, now);
    const people = await this.patients.byIds(
      reader,
      referrals.map((referral) => referral.patientId),
    );
    return this.cursors.page(
      referrals,
      limit,
      filter,
      (referral) => [referral.createdAt, referral.id],
      (referral) => ({
        ...toView(this.words.open(referral), people.get(referral.patientId)?.displayName ?? '', zone),
        ...standings.get(referral.id)!,
      }),
    );
  }

  async create(ctx: RequestContext, input: ReferralInput): Promise<Outcome<ReferralDetailView>> {
    return this.commands.run(ctx, async (tx) => {
      const snapshot = await this.clinic.snapshot(tx);
      await this.patients.require(tx, input.patientId);
      checkContent(input, snapshot);
      const id = newId('ref', ctx.now);
      const source = input.source ?? 'staff';
      const status = FIRST_STATUS[source];
      const referrer = referrerOf(input.referrer, snapshot);
      await insertReferral(tx, ctx, {
        ...input,
        ...this.words.seal(id, input),
        source,
        id,
        version: 1,
        status,
        referrer,
        createdAt: ctx.now,
        updatedAt: ctx.now,
        movedAt: ctx.now,
      });
      await record(tx, ctx, { kind: 'referral.created', subject: 'referral', id, version: 1, facts: { source, status } });
      if (source === 'outside') for (const hear of this.extensions.incomingListeners) await hear(tx, ctx, { id, referrer });
      return { status: 201, body: await this.detail(tx, id, ctx.now), etag: etagOf(1), location: `/api/v1/referrals/${id}` };
    });
  }

  async transition(ctx: RequestContext, id: string, to: ReferralStatus, reason?: string): Promise<Outcome<ReferralDetailView>> {
    return this.commands.run(ctx, async (tx) => {
      // The booking gate takes the same lock: no visit slips in while the referral is being closed.
      await tx.lock([id]);
      const before = await load(tx, id);
      requireMatch(ctx, before.version);
      checkMove(before.status, to);
      const { version } = await this.move(tx, ctx, before, to, { reason: this.words.sealReason(id, reason) });
      return { status: 200, body: await this.detail(tx, id, ctx.now), etag: etagOf(version) };
    });
  }

  /** A legal move with its line in the history and in the audit; the referral is locked. */
  async move(tx: Tx, ctx: RequestContext, before: Referral, to: ReferralStatus, why: Why): Promise<Referral> {
    const after = await moveReferral(tx, ctx, before, to, why);
    if (!after) throw new DomainError('stale', 'version-mismatch');
    // What a person wrote is health information as likely as not: it stays in the referral's own history.
    const cause = why.visitId === undefined ? undefined : { cause: why.reason!, visitId: why.visitId };
    const facts = { from: before.status, to, ...cause };
    await record(tx, ctx, { kind: 'referral.transitioned', subject: 'referral', id: after.id, version: after.version, facts });
    return after;
  }

  private async detail(reader: Reader, id: string, now: number): Promise<ReferralDetailView> {
    const referral = await load(reader, id);
    const people = await this.patients.byIds(reader, [referral.patientId]);
    const { standings, zone } = await this.standings(reader, [referral], now);
    const view = toView(this.words.open(referral), people.get(referral.patientId)?.displayName ?? '', zone);
    return {
      ...view,
      ...standings.get(id)!,
      transitions: toTransitionViews(this.words.openReasons(id, await findTransitions(reader, id)), zone),
    };
  }

  private async searchFor(q: string): Promise<ReferralFilter['search']> {
    if (q.trim() === '') return undefined;
    const people = await this.patients.search(this.db.reader, q, MAX_PATIENTS_FOUND);
    return { terms: searchTerms(q), patientIds: people.map((patient) => patient.id) };
  }
}

async function load(reader: Reader, id: string): Promise<Referral> {
  const referral = await findReferral(reader, id);
  if (!referral) throw notFound('referral');
  return referral;
}
