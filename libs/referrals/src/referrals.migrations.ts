import { migration } from '#platform';

export const referralsMigrations = [
  migration('Referrals1760000000601', (dialect) => [
    `create table referral (
      id text primary key,
      version integer not null,
      status text not null,
      source text not null,
      patient_id text not null,
      referrer_practitioner_id text,
      referrer_name text not null,
      referrer_organization text,
      referrer_identifier text,
      referrer_email text,
      reason text not null,
      conditions text not null,
      areas text not null,
      techniques text not null,
      visits_authorized integer,
      valid_from text,
      valid_until text,
      priority text,
      created_at bigint not null,
      updated_at bigint not null
    )`,
    // A list without a filter, by state, by patient: each newest first, straight from its index.
    'create index referral_by_time on referral (created_at, id)',
    'create index referral_by_status on referral (status, created_at, id)',
    'create index referral_by_patient on referral (patient_id, created_at, id)',
    `create table referral_transition (
      referral_id text not null references referral (id),
      version integer not null,
      from_status text,
      to_status text not null,
      reason text,
      at bigint not null,
      actor_type text not null,
      actor_id text not null,
      actor_name text not null,
      primary key (referral_id, version)
    )`,
    // Words of the referrer's name and organisation; compared as bytes, so that a prefix is a range.
    `create table referral_search (
      token ${dialect === 'postgres' ? 'text collate "C"' : 'text'} not null,
      referral_id text not null references referral (id),
      primary key (token, referral_id)
    )${dialect === 'sqlite' ? ' without rowid' : ''}`,
    'create index referral_search_by_referral on referral_search (referral_id, token)',
  ]),
  migration('Referrals1760000000602', () => [
    // Since when it is in its state, and the visit that led there.
    'alter table referral add column moved_at bigint not null default 0',
    'update referral set moved_at = updated_at',
    'alter table referral_transition add column visit_id text',
    'create index referral_by_move on referral (status, moved_at, id)',
  ]),
  migration('Referrals1760000000603', () => [
    `create table referral_settings (
      version integer primary key,
      settings text not null,
      note text,
      published_at bigint not null,
      actor_id text not null,
      actor_name text not null
    )`,
  ]),
  // What a report says is sealed; the plain columns tell what became of it, and how many visits it covers.
  migration('Referrals1760000000604', () => [
    `create table referral_report (
      id text primary key,
      version integer not null,
      referral_id text not null references referral (id),
      kind text not null,
      status text not null,
      sealed text not null,
      visits_used integer not null,
      created_at bigint not null,
      created_by text not null,
      sent_at bigint,
      sent_by text,
      sent_how text,
      acknowledged_at bigint,
      acknowledged_by text,
      acknowledged_how text
    )`,
    'create index referral_report_listed on referral_report (referral_id, created_at, id)',
    'create index referral_report_sent on referral_report (referral_id, sent_at, id) where sent_at is not null',
    "create unique index referral_report_draft on referral_report (referral_id) where status = 'draft'",
  ]),
];
