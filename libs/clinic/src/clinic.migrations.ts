import { migration } from '#platform';

export const clinicMigrations = [
  migration('Clinic1760000000200', () => [
    `create table location (
      id text primary key,
      name text not null,
      time_zone text not null,
      address text not null,
      phone text not null,
      grid_minutes integer not null,
      quiet_from text not null,
      quiet_to text not null,
      version integer not null
    )`,
    `create table room (
      id text primary key,
      location_id text not null references location (id),
      name text not null,
      kind text not null,
      version integer not null
    )`,
    `create table service (
      id text primary key,
      code text not null,
      name text not null,
      discipline text not null,
      role text not null,
      duration_minutes integer not null,
      buffer_before_minutes integer not null,
      buffer_after_minutes integer not null,
      room_kind text,
      cancellation_notice_hours integer not null,
      requires_referral integer not null,
      version integer not null
    )`,
    'create unique index service_code on service (code)',
    'create table technique (code text primary key, name text not null, stretching integer not null)',
    'create table area (code text primary key, name text not null)',
    // The three lists are read whole with their practitioner and never searched by SQL: JSON text, not join tables.
    `create table practitioner (
      id text primary key,
      display_name text not null,
      discipline text not null,
      email text not null,
      phone text,
      license_number text not null,
      license_expires_on text not null,
      techniques text not null,
      service_ids text not null,
      location_ids text not null,
      hands_on_minutes_per_day integer,
      demo integer not null,
      version integer not null
    )`,
    `create table working_span (
      practitioner_id text not null references practitioner (id),
      position integer not null,
      location_id text not null references location (id),
      weekday text not null,
      from_minute integer not null,
      to_minute integer not null,
      valid_from text,
      valid_until text,
      primary key (practitioner_id, position),
      check (from_minute >= 0 and from_minute < to_minute and to_minute <= 1440)
    )`,
    `create table time_off (
      id text primary key,
      practitioner_id text not null references practitioner (id),
      location_id text not null references location (id),
      start_at bigint not null,
      end_at bigint not null,
      reason text,
      version integer not null,
      check (start_at < end_at)
    )`,
    // By end: what is over is skipped by the index, however long the history is.
    'create index time_off_practitioner on time_off (practitioner_id, end_at)',
    `create table closure (
      id text primary key,
      location_id text not null references location (id),
      start_at bigint not null,
      end_at bigint not null,
      reason text,
      version integer not null,
      check (start_at < end_at)
    )`,
    'create index closure_location on closure (location_id, end_at)',
    // One row. Whoever caches the clinic compares this number, in one tiny read.
    'create table clinic_version (n bigint not null)',
    'insert into clinic_version (n) values (1)',
  ]),
  migration('Clinic1760000000201', () => ["alter table location add column reminders text not null default '3d,1d'"]),
  migration('Clinic1760000000202', () => [
    'alter table practitioner add column break_after_minutes integer',
    'alter table practitioner add column break_minutes integer',
  ]),
  migration('Clinic1760000000203', () => ['alter table service add column reminders text']),
];
