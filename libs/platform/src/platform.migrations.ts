import { migration } from './persistence/migrate.js';

export const platformMigrations = [
  migration('Platform1760000000001', () => [
    'create table write_lock (n bigint not null)',
    'insert into write_lock (n) values (0)',
    'create table meta (name text primary key, value text not null)',
    `create table audit (
      id text primary key,
      at bigint not null,
      actor_type text not null,
      actor_id text not null,
      actor_name text not null,
      kind text not null,
      subject text not null,
      subject_id text not null,
      version integer not null,
      reason text,
      facts text,
      request_id text,
      seq bigint,
      hash text
    )`,
    'create unique index audit_seq on audit (seq)',
    'create index audit_unnumbered on audit (id) where seq is null',
    'create index audit_subject on audit (subject_id, id)',
    `create table idempotency (
      id text primary key,
      fingerprint text not null,
      status integer not null,
      body text not null,
      etag text,
      location text,
      created_at bigint not null
    )`,
    'create index idempotency_created on idempotency (created_at)',
  ]),
];
