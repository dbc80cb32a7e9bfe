import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IdentityService } from '#identity';
import { EventStreams } from '#integrations';
import { MINUTE_MS } from '#kernel';
import { systemContext } from '#platform';
import { unaskedPatient } from '../support/stories.js';
import { TestApp } from '../support/test-app.js';

const PASSWORD = 'quiet otter by the lake';

/** Reads one event stream and keeps its blocks, as they stand between two empty lines. */
class Reader {
  readonly blocks: string[] = [];
  ended = false;
  private readonly abort = new AbortController();

  static async open(app: TestApp, headers: Record<string, string>): Promise<Reader> {
    const reader = new Reader();
    const response = await fetch(`${app.server.url}/api/v1/events`, { headers, signal: reader.abort.signal });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    void reader.read(response.body!);
    return reader;
  }

  /** Of patients: making keys and people is a change, too. */
  get changes(): string[] {
    return this.blocks.filter((block) => block.includes('"subject":"patient"'));
  }

  get beats(): number {
    return this.blocks.filter((block) => block.startsWith(':')).length;
  }

  close(): void {
    this.abort.abort();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of body) {
        const parts = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
        text = parts.pop()!;
        this.blocks.push(...parts);
      }
    } catch {
      // Aborted by the spec.
    }
    this.ended = true;
  }
}

async function until(what: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !what(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(what()).toBe(true);
}

describe('the event stream', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start({ now: '2027-02-01T16:00:00Z' });
    // Beats are counted here: those of the server's own come on top.
    clearInterval(app.server.app.get(EventStreams)['heartbeat']);
  });
  afterAll(() => app.close());

  const ctx = () => systemContext('test', app.clock.now());
  const newKey = (...scopes: string[]) => app.server.app.get(IdentityService).createApiKey(ctx(), { name: 'reader', scopes });
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
  const beat = () => app.server.app.get(EventStreams).beat();
  const latest = async () => (await app.call<{ next: number }>('GET', '/changes?limit=1000')).body.next;

  async function signIn(): Promise<string> {
    const email = `kim${Math.random()}@example.org`;
    const link = await app.server.app.get(IdentityService).inviteUser(ctx(), { email, displayName: 'Kim', role: 'coordinator' });
    const response = await fetch(`${app.server.url}/api/v1/session/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: link.split('#token=')[1], password: PASSWORD }),
    });
    expect(response.status).toBe(201);
    return response.headers.get('set-cookie')!.split(';', 1)[0]!;
  }

  it('tells what is committed, and nothing of it but ids', async () => {
    const { key } = await newKey('visits:read');
    await app.settled();
    const reader = await Reader.open(app, bearer(key));
    const id = await unaskedPatient(app);
    await until(() => reader.changes.length === 1);
    expect(reader.changes[0]).toBe(
      `id: ${await latest()}\nevent: change\ndata: ${JSON.stringify({ kind: 'patient.created', subject: 'patient', id, version: 1 })}`,
    );
    reader.close();
  });

  it('goes on after the last event that its reader saw', async () => {
    const { key } = await newKey('visits:read');
    await app.settled();
    const seen = await latest();
    const missed = [await unaskedPatient(app), await unaskedPatient(app)];
    await app.settled();
    const reader = await Reader.open(app, { ...bearer(key), 'last-event-id': String(seen) });
    await until(() => reader.changes.length === 2);
    const next = await unaskedPatient(app);
    await until(() => reader.changes.length === 3);
    const ids = reader.changes.map((event) => /"id":"([^"]+)"/.exec(event)![1]!);
    expect([ids.slice(0, 2).sort(), ids[2]]).toEqual([missed.sort(), next]);
    reader.close();
  });

  it('starts anew when the number is of another database', async () => {
    const reader = await Reader.open(app, { ...bearer((await newKey('visits:read')).key), 'last-event-id': '999999' });
    await until(() => reader.blocks.some((block) => /^id: \d+\nevent: reset\ndata: {}$/.test(block)));
    reader.close();
  });

  it('is refused to other scopes and with a number that is none', async () => {
    const stranger = await app.call('GET', '/events', undefined, bearer((await newKey('patients:read')).key));
    expect(stranger).toMatchObject({ status: 403, body: { code: 'insufficient-scope' } });
    const wrong = await app.call('GET', '/events', undefined, { 'last-event-id': 'latest' });
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ pointer: 'Last-Event-ID', code: 'invalid-cursor' }] } });
  });

  it('ends with the key', async () => {
    const { id, key } = await newKey('visits:read');
    const reader = await Reader.open(app, bearer(key));
    await beat();
    await until(() => reader.beats === 1);
    expect((await app.call('DELETE', `/api-keys/${id}`)).status).toBe(204);
    await beat();
    await until(() => reader.ended);
    expect(reader.beats).toBe(1);
  });

  it('ends with the session, which it does not keep alive', async () => {
    const cookie = await signIn();
    const reader = await Reader.open(app, { cookie, origin: app.server.url });
    for (let minute = 0; minute < 14; minute++) {
      app.clock.advance(MINUTE_MS);
      await beat();
    }
    await until(() => reader.beats === 14);
    app.clock.advance(MINUTE_MS);
    await beat();
    await until(() => reader.ended);
    const again = await fetch(`${app.server.url}/api/v1/session`, { headers: { cookie, origin: app.server.url } });
    expect(again.status).toBe(401);
  });
});
