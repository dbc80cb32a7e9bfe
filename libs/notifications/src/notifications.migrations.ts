import { migration } from '#platform';

/** A partial index serves a query only when the query says the same as its condition. */
const WAS_EXCEPTION = "handled_at is null and (status = 'failed' or (status = 'skipped' and reason in ('no-address', 'opted-out')))";
/** 0: `URGENT`. What must be told and came too late is for somebody to tell. */
export const IS_EXCEPTION =
  "handled_at is null and (status = 'failed' or (status = 'skipped' and (reason in ('no-address', 'opted-out') or (reason = 'too-late' and priority = 0))))";

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
  // Lanes: each channel's messages are handed out by themselves, what changes somebody's day first.
  migration('Notifications1760000000704', () => [
    'alter table message add column priority integer not null default 1',
    `update message set priority = 0
     where status in ('planned', 'held', 'queued') and kind in ('cancellation', 'change', 'clearance-request')`,
    'drop index message_due',
    "create index message_due on message (channel, priority, due_at, id) where status in ('planned', 'held')",
    'drop index message_queued',
    "create index message_queued on message (channel, handed_at) where status = 'queued'",
    "create index message_tried on message (channel) where status = 'planned' and reason is not null",
    "create index message_set_aside on message (channel) where status = 'failed' and reason = 'poison'",
    `create table message_lane (
      channel text primary key,
      version integer not null,
      paused_at bigint,
      paused_by text,
      pause_reason text,
      suspended_until bigint,
      trips integer not null,
      probe_until bigint,
      rate_at bigint not null
    )`,
    'create table message_count (channel text not null, outcome text not null, n bigint not null, primary key (channel, outcome))',
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
    'create index inbound_text_listed on inbound_text (at, id)',
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
  // What was sent in-app stands in a small table of its own: a column and an index more of `message` would cost every send.
  migration('Notifications1760000000707', () => [
    `create table notification_preference (
      id text primary key,
      version integer not null,
      horizon_days integer not null,
      channel text not null,
      urgent_channel text,
      digest_about text,
      digest_at text,
      digest_due_at bigint,
      quiet_from text,
      quiet_to text,
      muted text not null,
      new_referrals integer not null
    )`,
    'create index notification_preference_digest on notification_preference (digest_due_at) where digest_about is not null',
    `create table inbox (
      id text primary key,
      practitioner_id text not null,
      arrived_at bigint not null,
      read_at bigint
    )`,
    'create index inbox_of on inbox (practitioner_id, arrived_at, id)',
    'create index inbox_unread on inbox (practitioner_id, arrived_at, id) where read_at is null',
    'create index inbox_read on inbox (read_at) where read_at is not null',
  ]),
  // What patients ask of the desk about a visit; one that is open for each visit.
  migration('Notifications1760000000708', () => [
    `create table visit_request (
      id text primary key,
      version integer not null,
      visit_id text not null,
      kind text not null,
      status text not null,
      at bigint not null,
      resolved_at bigint,
      resolved_by text,
      resolution text
    )`,
    'create index visit_request_visit on visit_request (visit_id, at, id)',
    'create index visit_request_listed on visit_request (at, id)',
    "create index visit_request_waiting on visit_request (at, id) where status = 'open'",
    "create unique index visit_request_open on visit_request (visit_id) where status = 'open'",
  ]),
  // What the desk has to look at, by the visit that comes next; whoever has dealt with a message takes it out.
  migration('Notifications1760000000709', () => [
    'alter table message add column ended_at bigint',
    'alter table message add column handled_at bigint',
    `create index message_exception on message (about_start, id) where ${WAS_EXCEPTION}`,
  ]),
  // How far visits that were booked before have what the clinic has asked for since.
  migration('Notifications1760000000710', () => [
    `create table catching_up (
      id text primary key,
      planned text not null,
      wanted text not null,
      after_start bigint not null,
      after_id text not null
    )`,
    "insert into catching_up (id, planned, wanted, after_start, after_id) values ('followers', '', '', 0, '')",
  ]),
  // How far the mailbox of mails that came back was read.
  migration('Notifications1760000000711', () => [
    `create table bounce_mailbox (
      mailbox text primary key,
      validity text,
      uid bigint,
      looked_at bigint not null,
      read_at bigint,
      problem text
    )`,
  ]),
  migration('Notifications1760000000712', () => [
    'drop index message_exception',
    `create index message_exception on message (about_start, id) where ${IS_EXCEPTION}`,
  ]),
  // What the desk told them in its place, unlike what was sent again.
  migration('Notifications1760000000713', () => [
    'alter table message add column told_at bigint',
    "update message set told_at = handled_at where status = 'skipped' and reason = 'told-by-desk'",
  ]),
];
