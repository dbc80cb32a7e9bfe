import type { Database } from '#platform';
import { deriveStatus, type LegStatus } from '#scheduling';

export interface Finding {
  check: string;
  /** Ids of rows that break it, 100 at most. */
  violations: string[];
}

interface Check {
  check: string;
  /** Selects a column `id`; every row is a violation. */
  sql: (now: number) => string;
}

const LIMIT = 100;
/** A message may be this late before it counts as lost. */
const LATE_MS = 15 * 60_000;

const CHECKS: Check[] = [
  {
    check: 'I2 no resource is in two places',
    sql: () => `select a.claim_id as id from reservation a join reservation b
      on b.resource_id = a.resource_id and b.start_at < a.end_at and b.start_at > a.start_at - 43200000 and b.end_at > a.start_at
      and b.owner <> a.owner`,
  },
  {
    check: 'I2 every live leg has its practitioner, room and patient reserved',
    // A tentative visit that is past its release has given its time up, and waits for the chore to say so.
    sql: (now) => `select l.id as id from leg l join visit v on v.id = l.visit_id
      where l.status <> 'cancelled' and not (v.status = 'tentative' and v.release_at <= ${now}) and (
        select count(*) from reservation r where r.leg_id = l.id and r.resource_id in (l.practitioner_id, l.room_id, v.patient_id) and r.claim_id = v.id) <> 3`,
  },
  {
    check: 'I2 nothing is reserved for a leg that is cancelled or gone',
    sql: () => `select r.leg_id as id from reservation r left join leg l on l.id = r.leg_id
      where r.expires_at is null and (l.id is null or l.status = 'cancelled')`,
  },
  {
    check: 'I3 every visit has legs',
    sql: () => 'select v.id as id from visit v where not exists (select 1 from leg l where l.visit_id = v.id)',
  },
  {
    check: 'I4 every upcoming booked visit has its messages',
    sql: (now) => `select v.id as id from visit v where v.status in ('tentative', 'booked', 'confirmed') and v.start_at > ${now}
      and not exists (select 1 from message m where m.visit_id = v.id)`,
  },
  {
    check: 'I4 nothing is planned for a cancelled visit but its cancellation, also for calendars',
    sql: () => `select m.id as id from message m join visit v on v.id = m.visit_id
      where v.status = 'cancelled' and m.status in ('planned', 'held') and m.kind not like '%cancellation%' and m.kind <> 'calendar-update'`,
  },
  {
    check: 'I5 no due message is left behind',
    sql: (now) => `select m.id as id from message m where m.status in ('planned', 'queued') and m.due_at < ${now - LATE_MS}
      and (m.claimed_until is null or m.claimed_until < ${now - LATE_MS})`,
  },
  {
    check: 'I7 every visit has an audit row for its version',
    sql: () => `select v.id as id from visit v where not exists (
      select 1 from audit a where a.subject_id = v.id and a.version = v.version)`,
  },
  {
    check: 'I8 every override has somebody and a reason',
    sql: () => `select a.subject_id as id from audit a where a.facts like '%"overridden"%' and (a.reason is null or a.actor_name = '')`,
  },
  {
    check: 'I8 nobody has a massage ahead without answers, an override or a look asked for',
    sql: (
      now,
    ) => `select v.id as id from visit v where v.start_at > ${now} and v.status in ('tentative', 'booked', 'confirmed') and v.needs_review = 0
      and exists (select 1 from leg l join service s on s.id = l.service_id where l.visit_id = v.id and l.status = 'booked' and s.discipline = 'massage')
      and not exists (select 1 from screening c where c.patient_id = v.patient_id)
      and not exists (select 1 from audit a where a.subject_id = v.id and a.facts like '%"overridden"%')`,
  },
  {
    // Who was a no-show and comes after all passes no gate, although somebody else may have the visit by then.
    check: 'I8 no referral has more visits than it authorises, but by an override',
    sql: () => `select r.id as id from referral r join visit v on v.referral_id = r.id
      where r.visits_authorized is not null
        and exists (select 1 from leg l join service s on s.id = l.service_id
          where l.visit_id = v.id and l.status not in ('cancelled', 'no-show') and s.discipline = 'massage')
        and not exists (select 1 from audit a where a.subject_id = v.id
          and (a.kind = 'visit.no-show' or a.facts like '%"overridden"%"referral-exhausted"%'))
      group by r.id, r.visits_authorized having count(*) > r.visits_authorized`,
  },
  {
    check: 'I8 every tentative visit asks somebody',
    sql: (now) => `select v.id as id from visit v where v.status = 'tentative' and v.release_at > ${now}
      and not exists (select 1 from clearance_request r where r.visit_id = v.id)`,
  },
  {
    check: 'references: every visit belongs to a patient and a location',
    sql: () => `select v.id as id from visit v where not exists (select 1 from patient p where p.id = v.patient_id)
      or not exists (select 1 from location o where o.id = v.location_id)`,
  },
  {
    check: 'references: every leg names a service, a practitioner and a room that exist',
    sql: () => `select l.id as id from leg l where not exists (select 1 from service s where s.id = l.service_id)
      or not exists (select 1 from practitioner p where p.id = l.practitioner_id) or not exists (select 1 from room r where r.id = l.room_id)`,
  },
];

/** Everything about the invariants that a database can show (`design.md` §3). Reads only. */
export async function verifyDatabase(db: Database, now: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { check, sql } of CHECKS) {
    const rows = await db.reader.all<{ id: string }>(`${sql(now)} limit ${LIMIT}`);
    findings.push({ check, violations: rows.map((row) => row.id) });
  }
  findings.push({ check: 'every visit has the state that its legs give it', violations: await wrongStates(db) });
  if (db.dialect === 'sqlite') {
    const integrity = await db.reader.all<{ integrity_check: string }>('pragma integrity_check');
    findings.push({ check: 'file integrity', violations: integrity.map((row) => row.integrity_check).filter((text) => text !== 'ok') });
    const orphans = await db.reader.all<{ table: string }>('pragma foreign_key_check');
    findings.push({ check: 'foreign keys', violations: orphans.map((row) => row.table) });
  }
  return findings;
}

async function wrongStates(db: Database): Promise<string[]> {
  const wrong: string[] = [];
  const PAGE = 5000;
  for (let after = ''; ;) {
    const visits = await db.reader.all<{ id: string; status: string; confirmed_at: number | null; release_at: number | null }>(
      'select id, status, confirmed_at, release_at from visit where id > ? order by id limit ?',
      [after, PAGE],
    );
    if (visits.length === 0 || wrong.length >= LIMIT) return wrong.slice(0, LIMIT);
    const last = visits.at(-1)!.id;
    const legs = await db.reader.all<{ v: string; s: LegStatus }>(
      'select visit_id as v, status as s from leg where visit_id > ? and visit_id <= ?',
      [after, last],
    );
    const byVisit = new Map<string, { status: LegStatus }[]>();
    for (const leg of legs) byVisit.set(leg.v, [...(byVisit.get(leg.v) ?? []), { status: leg.s }]);
    for (const visit of visits) {
      const flags = { tentative: visit.release_at !== null, confirmed: visit.confirmed_at !== null };
      if (deriveStatus(byVisit.get(visit.id) ?? [], flags) !== visit.status) wrong.push(visit.id);
    }
    after = last;
  }
}
