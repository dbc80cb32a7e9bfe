import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';

/** A request as it goes over the wire: `fetch` would tidy the path and refuse some headers. */
export interface RawRequest {
  method: string;
  /** With query, as sent. */
  path: string;
  headers: Record<string, string | string[]>;
  body?: string;
}

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  ms: number;
}

/** Longer is a hang. */
export const HANG_MS = 2000;

const agent = new Agent({ keepAlive: true, maxSockets: 4 });

/** On a busy machine one request may be slow by bad luck, but not three times. */
const TRIES = 3;

/** Rejects when there is no answer within `HANG_MS`, asked three times, or the connection breaks without one. */
export async function send(base: string, raw: RawRequest): Promise<RawAnswer> {
  for (let tries = 1; ; tries++) {
    try {
      return await sendOnce(base, raw);
    } catch (error) {
      // A server that refuses a body while it is still being written closes the connection, and the client may see that first.
      const { code = '' } = error as { code?: string };
      const isRace = ['EPIPE', 'ECONNRESET'].includes(code) && (raw.body?.length ?? 0) > 1_048_576;
      if ((!isRace && code !== 'HANG') || tries === TRIES) throw error;
    }
  }
}

function sendOnce(base: string, raw: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(base);
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ agent, hostname, port, method: raw.method, path: raw.path, headers: raw.headers }, (incoming) => {
      const answer = { status: incoming.statusCode!, headers: incoming.headers };
      const finish = (text: string) => {
        clearTimeout(timer);
        resolve({ ...answer, text, ms: performance.now() - began });
      };
      // A stream of events has no end: that it began is its answer.
      if (incoming.headers['content-type']?.startsWith('text/event-stream')) {
        finish('');
        return void outgoing.destroy();
      }
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => finish(Buffer.concat(chunks).toString('utf8')));
      incoming.on('error', fail);
    });
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    const timer = setTimeout(() => outgoing.destroy(Object.assign(new Error(`no answer within ${HANG_MS} ms`), { code: 'HANG' })), HANG_MS);
    outgoing.on('error', fail);
    outgoing.end(raw.body);
  });
}

export function closeConnections(): void {
  agent.destroy();
}

/** For a report: the request in a few lines, however long it is. */
export function printRequest(raw: RawRequest): string {
  const short = (text: string) => (text.length > 1500 ? `${text.slice(0, 200)}… (${text.length} characters)` : text);
  const headers = Object.entries(raw.headers).map(([name, value]) => `  ${name}: ${short(String(value).replace(/sw_live_\w+/, 'KEY'))}`);
  return [`  ${raw.method} ${short(raw.path)}`, ...headers, ...(raw.body === undefined ? [] : [`  ${short(raw.body)}`])].join('\n');
}
