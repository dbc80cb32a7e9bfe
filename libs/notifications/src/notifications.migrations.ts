import { migration } from '#platform';

const OF_VISIT = ['visit_id', 'visit_version', 'visit_day', 'about_start'];

/** SQLite changes no column in place: the table is made anew, with its rows and indexes. */
function rebuilt(): string[] {
  return [
    `create table message_anew (
      id text primary key,
      version integer not null,
      visit_id text,
      visit_version integer,
      kind text not null,
      step text,
      channel text not null,
      recipient_type text not null,
      recipient_id text not null,
      location_id text not null,
      visit_day text,
      about_start bigint,
      about text not null,
      status text not null,
      reason text,
      due_at bigint not null,
      handed_at bigint,
      claimed_until bigint,
      attempts integer not null,
      sent_at bigint,
      subject text,
      body text,
      advice text,
      dedupe text,
      created_at bigint not null
    )`,
    'insert into message_anew select * from message',
    'drop table message',
    'alter table message_anew rename to message',
    "create index message_due on message (due_at, id) where status in ('planned', 'held')",
    "create index message_queued on message (handed_at) where status = 'queued'",
    'create index message_visit on message (visit_id)',
    'create index message_recipient on message (recipient_id, due_at)',
    'create index message_listed on message (due_at, id)',
    'create unique index message_once on message (dedupe)',
    "create index message_failed on message (due_at, id) where status = 'failed'",
    "create index message_held on message (due_at, id) where status = 'held'",
  ];
}

export const notificationsMigrations = [
  migration('Notifications1760000000701', () => [
    `create table message (
      id text primary key,
      version integer not null,
      visit_id text not null,
      visit_version integer not null,
      kind text not null,
      step text,
      channel text not null,
      recipient_type text not null,
      recipient_id text not null,
      location_id text not null,
      visit_day text not null,
      about_start bigint not null,
      about text not null,
      status text not null,
      reason text,
      due_at bigint not null,
      handed_at bigint,
      claimed_until bigint,
      attempts integer not null,
      sent_at bigint,
      subject text,
      body text,
      advice text,
      dedupe text,
      created_at bigint not null
    )`,
    "create index message_due on message (due_at, id) where status in ('planned', 'held')",
    "create index message_queued on message (handed_at) where status = 'queued'",
    'create index message_visit on message (visit_id)',
    'create index message_recipient on message (recipient_id, due_at)',
    'create index message_listed on message (due_at, id)',
    // A skipped message gives its key up by having none: a partial index over the status would be rewritten by every step.
    'create unique index message_once on message (dedupe)',
  ]),
  // Few among many: through `message_listed` a page of them that is never full walks every message.
  migration('Notifications1760000000702', () => [
    "create index message_failed on message (due_at, id) where status = 'failed'",
    "create index message_held on message (due_at, id) where status = 'held'",
  ]),
  // A message may be about something else than a visit: `about` is the id of that then.
  migration('Notifications1760000000703', (dialect) => [
    ...(dialect === 'postgres' ? OF_VISIT.map((column) => `alter table message alter column ${column} drop not null`) : rebuilt()),
    'create index message_about on message (about) where visit_id is null',
  ]),
  // Who may be written to, by address; what providers report about texts, and what people answer to them.
  migration('Notifications1760000000705', () => [
    `create table consent (
      id text primary key,
      address text not null,
      channel text not null,
      purpose text not null,
      version integer not null,
      given integer not null,
      source text not null,
      wording text,
      patient_id text,
      actor_type text not null,
      actor_id text not null,
      actor_name text not null,
      at bigint not null
    )`,
    // Also says which entry is the latest, whatever the clock did in between.
    'create unique index consent_latest on consent (address, channel, purpose, version)',
    'create index consent_patient on consent (patient_id, at) where patient_id is not null',
    'alter table message add column provider_id text',
    'alter table message add column delivered_at bigint',
    'alter table message add column sent_to text',
    'alter table message add column reported text',
    // Finds what an answer is an answer to.
    'create index message_sent_to on message (sent_to, sent_at) where sent_to is not null',
    `create table inbound_text (
      id text primary key,
      version integer not null,
      provider_id text not null,
      sender text not null,
      text text not null,
      kind text not null,
      patient_id text,
      visit_id text,
      at bigint not null,
      status text not null,
      done_at bigint,
      done_by text
    )`,
    // A provider that had no answer tells of it again.
    'create unique index inbound_text_once on inbound_text (provider_id)',
    "create index inbound_text_open on inbound_text (at, id) where status = 'open'",
    'create index inbound_text_patient on inbound_text (patient_id, at) where patient_id is not null',
  ]),
  // Settings and wordings are published whole, version by version.
  migration('Notifications1760000000706', () =>
    ['message_settings', 'message_wording'].map(
      (table) => `create table ${table} (
        version integer primary key,
        content text not null,
        note text,
        published_at bigint not null,
        actor_id text not null,
        actor_name text not null
      )`,
    ),
  ),
];
