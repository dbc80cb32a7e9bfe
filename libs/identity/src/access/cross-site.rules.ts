import { DomainError } from '#kernel';

/** Where a request comes from, as far as its headers tell. */
export interface Provenance {
  method: string;
  hasBody: boolean;
  contentType?: string;
  fetchSite?: string;
  origin?: string;
  host: string;
  publicUrl: string;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export function isSafe(method: string): boolean {
  return SAFE_METHODS.has(method);
}

/**
 * A change by cookie must come from our own pages: the browser attaches the cookie whoever asks. A form cannot
 * send JSON; the headers that a page cannot forge say the rest. @throws `forbidden` / `cross-site-request`
 */
export function refuseCrossSite(from: Provenance): void {
  if (isSafe(from.method)) return;
  if (from.hasBody && mediaType(from.contentType) !== 'application/json') throw refusal('Send application/json.');
  if (from.fetchSite === undefined && from.origin === undefined) throw refusal('Send an Origin header, or use an API key.');
  refuseForeign(from);
}

/** The rule for routes that need no credential: programs without these headers pass, pages of other sites do not. */
export function refuseForeign(from: Provenance): void {
  if (isSafe(from.method)) return;
  if (from.fetchSite !== undefined) {
    if (from.fetchSite !== 'same-origin' && from.fetchSite !== 'none') throw refusal('The request came from another site.');
  } else if (from.origin !== undefined && !isOwn(from.origin, from)) throw refusal('The request came from another site.');
}

// Compared without the scheme: behind a proxy that ends TLS we see http where the browser sees https.
function isOwn(origin: string, from: Provenance): boolean {
  if (!URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  return host !== '' && (host === from.host.toLowerCase() || host === new URL(from.publicUrl).host);
}

function mediaType(header: string | undefined): string | undefined {
  return header?.split(';', 1)[0]!.trim().toLowerCase();
}

function refusal(detail: string): DomainError {
  return new DomainError('forbidden', 'cross-site-request', { detail });
}
