import { noteServerTime } from '../time/server-clock';
import type { Problem, Tagged } from './types';

const BASE = '/api/v1';

/** A refusal of the server, or no answer at all (`code: 'network'`). `requestId` finds it in the server's log. */
export class ProblemError extends Error {
  constructor(
    readonly problem: Problem,
    readonly requestId?: string,
  ) {
    super(problem.detail ?? problem.title);
    this.name = 'ProblemError';
  }

  get code(): string {
    return this.problem.code;
  }
}

export function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return new ProblemError({ title: error instanceof Error ? error.message : 'Unknown error', status: 0, code: 'unexpected' });
}

export type Query = Record<string, string | number | boolean | undefined>;

interface RequestOptions {
  query?: Query;
  body?: unknown;
  /** Sent as `If-Match`. */
  etag?: string;
  /** One key per intention: a retry of the same intention sends the same key. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

let onSignedOut: () => void = () => undefined;

/** Called when the server says that the session is over. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler;
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal) => request<T>('GET', path, { query, signal });
export const post = <T>(path: string, body?: unknown, options: RequestOptions = {}) =>
  request<T>('POST', path, { idempotencyKey: newKey(), ...options, body });
export const put = <T>(path: string, body: unknown, etag?: string) => request<T>('PUT', path, { body, etag });
/** Saves an answer that is no JSON as a file; for whoever has no session, so that a link would not do. */
export async function downloadPost(path: string, body: unknown, fileName: string): Promise<void> {
  const response = await send('POST', path, { body });
  if (!response.ok) throw await refusalOf(response, path);
  const url = URL.createObjectURL(await response.blob());
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = fileName;
  anchor.click();
  URL.revokeObjectURL(url);
}

export const remove = (path: string) => request<undefined>('DELETE', path, {});

async function request<T>(method: string, path: string, options: RequestOptions): Promise<Tagged<T>> {
  const response = await send(method, path, options);
  noteServerTime(response.headers.get('date'));
  if (!response.ok) throw await refusalOf(response, path);
  const text = await response.text();
  // An answer without a body: the caller expects `undefined`.
  if (text === '') return undefined as unknown as Tagged<T>;
  const body = JSON.parse(text) as Tagged<T>;
  const etag = response.headers.get('etag');
  return etag && typeof body === 'object' ? { ...body, etag } : body;
}

async function send(method: string, path: string, options: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  if (options.etag) headers['if-match'] = options.etag;
  if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey;
  try {
    return await fetch(BASE + path + queryString(options.query), {
      method,
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal,
      credentials: 'same-origin',
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ProblemError({ title: 'The server does not answer', status: 0, code: 'network' });
  }
}

async function refusalOf(response: Response, path: string): Promise<ProblemError> {
  const fallback: Problem = { title: response.statusText || 'The request failed', status: response.status, code: 'unexpected' };
  const problem = await response.json().then(
    (body: Partial<Problem>) => ({ ...fallback, ...body }),
    () => fallback,
  );
  if (response.status === 401 && !path.startsWith('/session')) onSignedOut();
  return new ProblemError(problem, response.headers.get('x-request-id') ?? undefined);
}

function queryString(query: Query = {}): string {
  const pairs = Object.entries(query).filter(
    (pair): pair is [string, string | number | boolean] => pair[1] !== undefined && pair[1] !== '',
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`;
}

/** `crypto.randomUUID` is missing on plain http in a clinic's network. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** One key per thing that is asked for: a second press, or a retry after silence, cannot do the same twice. */
export function keyPerBody(): (body: unknown) => string {
  let last = { of: '', key: '' };
  return (body) => {
    const of = JSON.stringify(body);
    if (last.of !== of) last = { of, key: newKey() };
    return last.key;
  };
}
