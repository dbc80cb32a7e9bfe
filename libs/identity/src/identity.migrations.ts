import { migration } from '#platform';

// Second factors, passkeys, memberships per location and the like are tables of their own that point here.
export const identityMigrations = [
  migration('Identity1760000000100', () => [
    `create table app_user (
      id text primary key,
      email text not null check (email = lower(email)),
      display_name text not null,
      role text not null,
      practitioner_id text,
      password_hash text,
      status text not null check (status in ('active', 'disabled')),
      version integer not null,
      created_at bigint not null,
      updated_at bigint not null
    )`,
    'create unique index app_user_email on app_user (email)',
    `create table session (
      id text primary key,
      token_hash text not null,
      user_id text not null references app_user (id),
      created_at bigint not null,
      last_seen_at bigint not null,
      expires_at bigint not null,
      idle_minutes integer not null,
      ended_at bigint
    )`,
    'create unique index session_token on session (token_hash)',
    'create index session_by_user on session (user_id)',
    'create index session_expires on session (expires_at)',
    `create table api_key (
      id text primary key,
      public_id text not null,
      name text not null,
      secret_hash text not null,
      scopes text not null,
      created_at bigint not null,
      expires_at bigint,
      last_used_at bigint,
      revoked_at bigint,
      owner_user_id text references app_user (id)
    )`,
    'create unique index api_key_public on api_key (public_id)',
    `create table single_use_token (
      id text primary key,
      token_hash text not null,
      purpose text not null,
      subject text not null,
      facts text,
      created_at bigint not null,
      expires_at bigint not null,
      used_at bigint
    )`,
    'create unique index single_use_token_hash on single_use_token (token_hash)',
    'create index single_use_token_subject on single_use_token (subject, purpose)',
    'create index single_use_token_expires on single_use_token (expires_at)',
    `create table password_throttle (
      id text primary key,
      failures integer not null,
      blocked_until bigint not null
    )`,
    'create index password_throttle_until on password_throttle (blocked_until)',
  ]),
];
