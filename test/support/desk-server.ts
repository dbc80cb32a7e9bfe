import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Api } from './api.js';
import type { Ready, Wish } from './desk-server.main.js';
import { ROOT } from './root.js';

/** Tuesday 8 December 2026, 10:10 in Denver: a usual day of the demo clinic. */
export const DEMO_NOW = '2026-12-08T17:10:00Z';
export const DEMO_DAY = '2026-12-08';
const PASSWORD = 'willow bark and cedar';

/** The built server with the demo clinic and the admin UI, in a process of its own at a time of its own. */
export class DeskServer extends Api {
  private made = 0;

  private constructor(
    ready: Ready,
    private readonly child: ChildProcess,
  ) {
    super(ready.url, ready.key);
  }

  static async start(now = DEMO_NOW, env: Record<string, string> = {}): Promise<DeskServer> {
    const child = fork(join(ROOT, 'dist/test/support/desk-server.main.js'), [now], {
      env: { PATH: process.env['PATH'], ...env },
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const stopped = once(child, 'exit').then(([code]) => {
      throw new Error(`the server stopped with ${code}`);
    });
    const [ready] = (await Promise.race([once(child, 'message'), stopped])) as [Ready];
    stopped.catch(() => undefined);
    return new DeskServer(ready, child);
  }

  /** An account with a password; answers the cookie of its session. */
  async signIn(
    role = 'coordinator',
    displayName = 'Kim Larkspur',
    practitionerId?: string,
  ): Promise<{ email: string; password: string; cookie: string }> {
    const email = `person${++this.made}@example.org`;
    const invited = await this.call<{ link: string }>('POST', '/users/invitations', { email, displayName, role, practitionerId });
    const token = new URLSearchParams(new URL(invited.body.link).hash.slice(1)).get('token');
    const answer = await fetch(`${this.url}/api/v1/session/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, password: PASSWORD }),
    });
    const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0];
    if (!cookie) throw new Error(`no session: ${answer.status} ${await answer.text()}`);
    return { email, password: PASSWORD, cookie };
  }

  /** Lets time pass at once. */
  async advance(ms: number): Promise<void> {
    this.child.send({ advanceMs: ms } satisfies Wish);
    await once(this.child, 'message');
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.disconnect();
    await gone;
  }
}
