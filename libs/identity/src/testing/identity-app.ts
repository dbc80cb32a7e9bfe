import type { Type } from '@nestjs/common';
import { type Config, type Database, type FakeClock, platformMigrations, type RequestContext, systemContext } from '#platform';
import { SpecApp } from '#testing';
import { identityMigrations } from '../identity.migrations.js';
import { IdentityModule } from '../identity.module.js';
import { IdentityService } from '../identity.service.js';

// For this lib's specs: a small app over a database of its own.

export const START = Date.UTC(2026, 10, 23, 20, 0);
export const PASSWORD = 'quiet otter by the lake';

export const identityTestMigrations = [...platformMigrations, ...identityMigrations];

export interface Reply {
  status: number;
  headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs look into answers of many shapes
  body: any;
  /** `name=value` of the cookie that the answer set. */
  cookie?: string;
}

export interface Call {
  method?: string;
  body?: unknown;
  /** Sent as it is, without a content type of our own. */
  raw?: string;
  key?: string;
  /** A session cookie; the Origin of our own pages comes with it, unless `headers` says otherwise. */
  cookie?: string;
  headers?: Record<string, string>;
}

export class IdentityApp {
  private constructor(private readonly spec: SpecApp) {}

  static async start(
    database: 'sqlite' | 'postgres' = 'sqlite',
    options: { controllers?: Type[]; config?: Partial<Config> } = {},
  ): Promise<IdentityApp> {
    return new IdentityApp(
      await SpecApp.start({
        modules: [IdentityModule],
        migrations: identityTestMigrations,
        now: START,
        database,
        guard: 'identity',
        ...options,
      }),
    );
  }

  close(): Promise<void> {
    return this.spec.close();
  }

  get clock(): FakeClock {
    return this.spec.clock;
  }

  get db(): Database {
    return this.spec.db;
  }

  get app(): SpecApp['app'] {
    return this.spec.app;
  }

  get base(): string {
    return this.spec.url;
  }

  get identity(): IdentityService {
    return this.app.get(IdentityService);
  }

  /** The context of the command line, now. */
  get cli(): RequestContext {
    return systemContext('cli', this.clock.now());
  }

  async call(path: string, call: Call = {}): Promise<Reply> {
    const headers: Record<string, string> = {};
    if (call.body !== undefined) headers['content-type'] = 'application/json';
    if (call.key !== undefined) headers['authorization'] = `Bearer ${call.key}`;
    if (call.cookie !== undefined) Object.assign(headers, { cookie: call.cookie, origin: this.base });
    Object.assign(headers, call.headers);
    for (const [name, value] of Object.entries(headers)) if (value === '') delete headers[name];
    const response = await fetch(`${this.base}${path}`, {
      method: call.method ?? (call.body === undefined && call.raw === undefined ? 'GET' : 'POST'),
      headers,
      body: call.raw ?? (call.body === undefined ? undefined : JSON.stringify(call.body)),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
      cookie: response.headers.get('set-cookie')?.split(';', 1)[0],
    };
  }

  /** Invites somebody, sets their password through the link and answers their session's cookie. */
  async join(email: string, role: string, practitionerId?: string): Promise<{ id: string; cookie: string }> {
    const link = await this.identity.inviteUser(this.cli, { email, displayName: `The ${role}`, role, practitionerId });
    const reply = await this.call('/api/v1/session/setup', { body: { token: tokenIn(link), password: PASSWORD } });
    if (reply.status !== 201) throw new Error(`setup answered ${reply.status}`);
    return { id: reply.body.user.id, cookie: reply.cookie! };
  }

  async key(...scopes: string[]): Promise<string> {
    return (await this.identity.createApiKey(this.cli, { name: 'spec', scopes })).key;
  }

  async audit(kind: string): Promise<{ actor_id: string; subject_id: string; facts: string | null }[]> {
    return this.db.reader.all('select actor_id, subject_id, facts from audit where kind = ? order by id', [kind]);
  }
}

export function tokenIn(link: string): string {
  return link.split('#token=')[1]!;
}
