import { migration } from '#platform';

// What a patient answered and a provider wrote is sealed: the plain columns say when, never what.
export const screeningMigrations = [
  migration('Screening1760000000501', () => [
    `create table screening (
      patient_id text primary key,
      version integer not null,
      sealed text not null,
      answered_at bigint not null,
      valid_until text not null
    )`,
    `create table screening_history (
      patient_id text not null,
      version integer not null,
      sealed text not null,
      at bigint not null,
      actor_type text not null,
      actor_id text not null,
      actor_name text not null,
      primary key (patient_id, version)
    )`,
    `create table screening_settings (
      version integer primary key,
      settings text not null,
      note text,
      published_at bigint not null,
      actor_id text not null,
      actor_name text not null
    )`,
    `create table clearance (
      id text primary key,
      version integer not null,
      patient_id text not null,
      sealed text not null,
      valid_from text not null,
      valid_until text not null,
      created_at bigint not null,
      revoked_at bigint,
      actor_type text not null,
      actor_id text not null,
      actor_name text not null
    )`,
    'create index clearance_of_patient on clearance (patient_id, valid_until)',
    `create table clearance_request (
      id text primary key,
      version integer not null,
      patient_id text not null,
      visit_id text not null,
      practitioner_id text,
      sealed text not null,
      status text not null,
      asked_at bigint not null,
      deadline bigint not null,
      closed_at bigint,
      clearance_id text
    )`,
    "create unique index clearance_request_open on clearance_request (visit_id) where status = 'open'",
    'create index clearance_request_listed on clearance_request (status, deadline, id)',
    'create index clearance_request_patient on clearance_request (patient_id)',
  ]),
  migration('Screening1760000000502', () => [
    `create table health_record (
      id text primary key,
      kind text not null,
      version integer not null,
      patient_id text not null,
      about_id text,
      sealed text not null,
      created_at bigint not null,
      updated_at bigint not null,
      actor_name text not null
    )`,
    'create index health_record_of_patient on health_record (patient_id, kind, created_at, id)',
    'create index health_record_about on health_record (about_id, kind) where about_id is not null',
    "create unique index health_record_note on health_record (about_id) where kind = 'session-note'",
    `create table health_record_history (
      record_id text not null references health_record (id),
      version integer not null,
      sealed text not null,
      at bigint not null,
      actor_type text not null,
      actor_id text not null,
      actor_name text not null,
      primary key (record_id, version)
    )`,
  ]),
  migration('Screening1760000000503', () => [
    // What a clinic chooses beside its rules: the deadline of a clearance, its conditions.
    'alter table screening_settings add column choices text',
    'create index clearance_request_of_visit on clearance_request (visit_id)',
  ]),
  migration('Screening1760000000504', () => [
    // Booked before the screening gated everything: the desk looks at them and asks.
    `update visit set needs_review = 1 where status in ('tentative', 'booked', 'confirmed')
       and exists (select 1 from leg join service on service.id = leg.service_id
         where leg.visit_id = visit.id and leg.status = 'booked' and service.discipline = 'massage')
       and not exists (select 1 from screening where screening.patient_id = visit.patient_id)`,
  ]),
];
