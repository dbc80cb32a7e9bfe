import { migration, OVERLAP } from '#platform';

/** A reservation is at most 12 h, so every search for overlaps has a lower bound on its start. */
export const MAX_RESERVATION_MS = 43_200_000;

const tables = (sqlite: boolean): string[] => [
  `create table visit (
    id text primary key,
    version integer not null,
    status text not null,
    patient_id text not null,
    location_id text not null,
    referral_id text,
    plan text,
    start_at bigint not null,
    end_at bigint not null,
    confirmed_at bigint,
    release_at bigint,
    created_at bigint not null,
    updated_at bigint not null
  )`,
  'create index visit_day on visit (location_id, start_at, id)',
  'create index visit_patient on visit (patient_id, start_at)',
  'create index visit_referral on visit (referral_id) where referral_id is not null',
  'create index visit_updated on visit (updated_at, id)',
  `create table leg (
    id text primary key,
    visit_id text not null references visit (id),
    position integer not null,
    service_id text not null,
    practitioner_id text not null,
    room_id text not null,
    start_at bigint not null,
    end_at bigint not null,
    buffer_before_minutes integer not null,
    buffer_after_minutes integer not null,
    status text not null,
    cancelled_at bigint,
    check (end_at > start_at)
  )`,
  'create index leg_visit on leg (visit_id)',
  'create index leg_practitioner on leg (practitioner_id, start_at)',
  `create table hold (
    id text primary key,
    location_id text not null,
    patient_id text,
    legs text not null,
    held_by text not null,
    held_by_name text not null,
    created_at bigint not null,
    expires_at bigint not null,
    start_at bigint not null,
    end_at bigint not null,
    ended_at bigint
  )`,
  'create index hold_expiry on hold (expires_at)',
  // `owner` is what may overlap itself: the visit or hold for a practitioner or room (buffers inside one visit may
  // overlap), the leg for a patient (nobody is in two places, not even within one visit).
  `create table reservation (
    resource_id text not null,
    start_at bigint not null,
    end_at bigint not null,
    owner text not null,
    leg_id text not null,
    claim_id text not null,
    expires_at bigint,
    primary key (resource_id, start_at, leg_id),
    check (end_at > start_at and end_at - start_at <= ${MAX_RESERVATION_MS})
  )${sqlite ? ' without rowid' : ''}`,
  'create index reservation_expiring on reservation (resource_id, expires_at) where expires_at is not null',
];

const overlapTrigger = (event: 'insert' | 'update') => `create trigger reservation_overlap_${event} before ${event} on reservation
  when exists (
    select 1 from reservation r
    where r.resource_id = new.resource_id
      and r.start_at < new.end_at
      and r.start_at > new.start_at - ${MAX_RESERVATION_MS}
      and r.end_at > new.start_at
      and r.owner <> new.owner
  )
  begin select raise(abort, '${OVERLAP}'); end`;

export const schedulingMigrations = [
  migration('Scheduling1760000000401', (dialect) =>
    dialect === 'sqlite'
      ? [...tables(true), overlapTrigger('insert'), overlapTrigger('update')]
      : [
          'create extension if not exists btree_gist',
          ...tables(false),
          `alter table reservation add constraint ${OVERLAP}
            exclude using gist (resource_id with =, owner with <>, int8range(start_at, end_at) with &&)`,
        ],
  ),
  // Windows over all locations; by location the other index is better.
  migration('Scheduling1760000000402', () => ['create index visit_start on visit (start_at, id)']),
  migration('Scheduling1760000000403', () => [
    'alter table visit add column needs_review integer not null default 0',
    "create index visit_release on visit (release_at) where status = 'tentative'",
  ]),
  migration('Scheduling1760000000405', () => [
    // A fact of the day of the cancellation: the notice of a service may change later.
    'alter table leg add column cancelled_late integer not null default 0',
    'create index visit_review on visit (start_at, id) where needs_review = 1',
  ]),
];
