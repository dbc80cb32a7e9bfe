import type { Operation } from './description.js';
import type { RawRequest } from './raw-http.js';
import { PROTO_KEY } from './values.js';

export interface Written {
  raw: RawRequest;
  /** The body before it was written, where it can be parsed. */
  body?: unknown;
  /** The one place that was spoilt, as the API points at it; absent when more than one was, or none. */
  spoilt?: string;
}

/** A request before it is written. */
export interface Parts {
  operation: Operation;
  path: Record<string, string>;
  query: [string, string][];
  body?: unknown;
  headers: Record<string, string>;
}

/** With a text of its own the body need not be JSON. */
export function write(parts: Parts, text = bodyText(parts.body)): Written {
  const address = parts.operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encode(parts.path[name]!));
  const query = parts.query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  return {
    raw: {
      method: parts.operation.method,
      path: query ? `${address}?${query}` : address,
      // Node would leave the length out of a DELETE, and its peer would wait.
      headers: text === undefined ? parts.headers : { ...parts.headers, 'content-length': String(Buffer.byteLength(text)) },
      body: text,
    },
    body: parts.body,
  };
}

/** Lone surrogates cannot be percent-encoded: the replacement character stands for them, as browsers send it. */
export function encode(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

export function bodyText(body: unknown): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body).replaceAll(PROTO_KEY, '__proto__');
}
