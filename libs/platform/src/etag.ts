import { DomainError } from '#kernel';
import type { RequestContext } from './context.js';

/** The strong entity tag of a version: `"v7"`. */
export function etagOf(version: number): string {
  return `"v${version}"`;
}

/**
 * Whether `If-Match` or `If-None-Match` names this tag, or any. A proxy that compresses makes our tags weak; what they
 * stand for is a version and not bytes, so a weak one says the same.
 */
export function names(header: string, etag: string): boolean {
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

/**
 * Every change of an existing resource names the version it was decided on.
 * @throws `precondition` (428) without `If-Match`, `stale` (412) with another version than the current one.
 */
export function requireMatch(ctx: RequestContext, version: number): void {
  if (ctx.ifMatch === undefined) {
    throw new DomainError('precondition', 'precondition-required', {
      detail: 'Send the ETag of the version you are changing in If-Match.',
    });
  }
  const current = etagOf(version);
  if (!names(ctx.ifMatch, current)) {
    throw new DomainError('stale', 'version-mismatch', {
      detail: 'It was changed by someone else in the meantime. Read it again.',
      extra: { currentEtag: current },
    });
  }
}
