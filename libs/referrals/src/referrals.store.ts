import { nameTokens, prefixRange } from '#patients';
import type { Reader, RequestContext, SqlValue, Tx } from '#platform';
import type { ReferralStatus } from './referral.status.js';
import type { Priority, Referral, ReferralSource, Transition } from './referral.types.js';
import type { ReferralSettings } from './settings/settings.rules.js';
import { SETTINGS_COLUMN, settingsFrom } from './settings/settings.store.js';

export interface ReferralRow {
  id: string;
  version: number;
  status: ReferralStatus;
  source: ReferralSource;
  patient_id: string;
  referrer_practitioner_id: string | null;
  referrer_name: string;
  referrer_organization: string | null;
  referrer_identifier: string | null;
  referrer_email: string | null;
  reason: string;
  conditions: string;
  areas: string;
  techniques: string;
  visits_authorized: number | null;
  valid_from: string | null;
  valid_until: string | null;
  priority: Priority | null;
  created_at: number;
  updated_at: number;
  moved_at: number;
}

export async function findReferrals(reader: Reader, ids: readonly string[]): Promise<Referral[]> {
  if (ids.length === 0) return [];
  const rows = await reader.all<ReferralRow>('select * from referral where id in (??)', [ids]);
  return rows.map(toReferral);
}

export async function findReferral(reader: Reader, id: string): Promise<Referral | undefined> {
  const row = await reader.get<ReferralRow>('select * from referral where id = ?', [id]);
  return row && toReferral(row);
}

/** For whoever judges it: with what the clinic counts as used, in the same read. */
export async function findWithSettings(reader: Reader, id: string): Promise<{ referral?: Referral; settings?: ReferralSettings }> {
  const row = await reader.get<ReferralRow & { clinic_settings: string | null }>(
    `select r.*, ${SETTINGS_COLUMN} from referral r where r.id = ?`,
    [id],
  );
  return row ? { referral: toReferral(row), settings: settingsFrom(row.clinic_settings) } : {};
}

export interface ReferralFilter {
  status?: string;
  patientId?: string;
  search?: {
    /** A word of the referrer's name or organisation begins with each. */
    terms: readonly string[];
    /** Or the referral is one of these people's. */
    patientIds: readonly string[];
  };
  /** Created at and id of the last row of the page before. */
  after?: readonly (string | number)[];
}

/** Newest first, up to `count` rows. */
export async function listReferrals(reader: Reader, filter: ReferralFilter, count: number): Promise<Referral[]> {
  const where: string[] = [];
  const params: SqlValue[] = [];
  const add = (condition: string, ...values: SqlValue[]) => {
    where.push(condition);
    params.push(...values);
  };
  if (filter.status !== undefined) add('r.status = ?', filter.status);
  if (filter.patientId !== undefined) add('r.patient_id = ?', filter.patientId);
  if (filter.search) {
    const [first, ...others] = filter.search.terms.map(prefixRange);
    const also = 'and exists (select 1 from referral_search o where o.referral_id = s.referral_id and o.token >= ? and o.token < ?)';
    add(
      `(r.patient_id in (??) or r.id in (
        select s.referral_id from referral_search s where s.token >= ? and s.token < ? ${others.map(() => also).join(' ')}))`,
      filter.search.patientIds,
      ...(first ?? ['', '']),
      ...others.flat(),
    );
  }
  if (filter.after) add('(r.created_at, r.id) < (?, ?)', ...filter.after);
  const rows = await reader.all<ReferralRow>(
    `select r.* from referral r ${where.length > 0 ? `where ${where.join(' and ')}` : ''} order by r.created_at desc, r.id desc limit ?`,
    [...params, count],
  );
  return rows.map(toReferral);
}

export async function insertReferral(tx: Tx, ctx: RequestContext, referral: Referral): Promise<void> {
  const { referrer } = referral;
  await tx.insert('referral', {
    id: referral.id,
    version: referral.version,
    status: referral.status,
    source: referral.source,
    patient_id: referral.patientId,
    referrer_practitioner_id: referrer.practitionerId,
    referrer_name: referrer.name,
    referrer_organization: referrer.organization,
    referrer_identifier: referrer.identifier,
    referrer_email: referrer.email,
    reason: referral.reason,
    conditions: JSON.stringify(referral.conditions),
    areas: JSON.stringify(referral.areas),
    techniques: JSON.stringify(referral.techniques),
    visits_authorized: referral.visitsAuthorized,
    valid_from: referral.validFrom,
    valid_until: referral.validUntil,
    priority: referral.priority,
    created_at: referral.createdAt,
    updated_at: referral.updatedAt,
    moved_at: referral.movedAt,
  });
  const tokens = new Set([...nameTokens(referrer.name), ...nameTokens(referrer.organization ?? '')]);
  await tx.insert(
    'referral_search',
    [...tokens].map((token) => ({ token, referral_id: referral.id })),
  );
  await insertTransition(tx, ctx, referral.id, referral.version, { to: referral.status, at: referral.createdAt });
}

export type Why = Pick<Transition, 'reason' | 'visitId'>;

/** Compare-and-swap with its line in the history; `undefined` when somebody else was faster. */
export async function moveReferral(
  tx: Tx,
  ctx: RequestContext,
  before: Referral,
  to: ReferralStatus,
  why: Why,
): Promise<Referral | undefined> {
  // A move may have waited behind one that arrived after it: the time of the last one never goes back.
  const at = Math.max(ctx.now, before.movedAt);
  const after: Referral = { ...before, status: to, version: before.version + 1, movedAt: at, updatedAt: Math.max(at, before.updatedAt) };
  const changed = await tx.run('update referral set status = ?, version = ?, moved_at = ?, updated_at = ? where id = ? and version = ?', [
    after.status,
    after.version,
    after.movedAt,
    after.updatedAt,
    before.id,
    before.version,
  ]);
  if (changed === 0) return undefined;
  await insertTransition(tx, ctx, before.id, after.version, { from: before.status, to, at, ...why });
  return after;
}

async function insertTransition(
  tx: Tx,
  ctx: RequestContext,
  referralId: string,
  version: number,
  move: Omit<Transition, 'by'>,
): Promise<void> {
  await tx.insert('referral_transition', {
    referral_id: referralId,
    version,
    from_status: move.from,
    to_status: move.to,
    reason: move.reason,
    visit_id: move.visitId,
    at: move.at,
    actor_type: ctx.actor.type,
    actor_id: ctx.actor.id,
    actor_name: ctx.actor.displayName,
  });
}

interface TransitionRow {
  from_status: ReferralStatus | null;
  to_status: ReferralStatus;
  reason: string | null;
  visit_id: string | null;
  at: number;
  actor_name: string;
}

/** Two for each of the most visits that can be authorised is more than anybody reads: the newest are shown. */
const MAX_TRANSITIONS = 200;

export async function findTransitions(reader: Reader, referralId: string): Promise<Transition[]> {
  const rows = await reader.all<TransitionRow>(
    'select from_status, to_status, reason, visit_id, at, actor_name from referral_transition where referral_id = ? order by version desc limit ?',
    [referralId, MAX_TRANSITIONS],
  );
  return rows.reverse().map((row) => ({
    from: row.from_status ?? undefined,
    to: row.to_status,
    reason: row.reason ?? undefined,
    visitId: row.visit_id ?? undefined,
    at: row.at,
    by: row.actor_name,
  }));
}

export function toReferral(row: ReferralRow): Referral {
  return {
    id: row.id,
    version: row.version,
    status: row.status,
    source: row.source,
    patientId: row.patient_id,
    referrer: {
      practitionerId: row.referrer_practitioner_id ?? undefined,
      name: row.referrer_name,
      organization: row.referrer_organization ?? undefined,
      identifier: row.referrer_identifier ?? undefined,
      email: row.referrer_email ?? undefined,
    },
    reason: row.reason,
    conditions: JSON.parse(row.conditions) as Referral['conditions'],
    areas: JSON.parse(row.areas) as Referral['areas'],
    techniques: JSON.parse(row.techniques) as Referral['techniques'],
    visitsAuthorized: row.visits_authorized ?? undefined,
    validFrom: row.valid_from ?? undefined,
    validUntil: row.valid_until ?? undefined,
    priority: row.priority ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    movedAt: row.moved_at,
  };
}
