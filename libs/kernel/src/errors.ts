/**
 * What went wrong, independent of any transport. REST, FHIR and the worker each map a kind in one exhaustive table.
 *
 * - `invalid`: the input is malformed; `errors` names the fields.
 * - `refused`: well-formed, but a rule of the clinic says no.
 * - `conflict`: the state of the data says no (taken, already done, in progress).
 * - `stale`: the caller decided on an older version. `precondition`: the caller named no version.
 */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'stale'
  | 'refused'
  | 'precondition'
  | 'throttled'
  | 'unavailable';

/** One field at fault: `pointer` is a JSON Pointer (RFC 6901) into the request body, or `?name` for a query parameter. */
export interface FieldError {
  pointer: string;
  code: string;
  detail: string;
  /** Further members: the numbers behind a refusal. */
  [fact: string]: string | number;
}

export interface ErrorDetails {
  /** A sentence for people. Never health information, never a name. */
  detail?: string;
  errors?: FieldError[];
  /** Extra members of the problem document, for example `next` of `slot-taken`. */
  extra?: Record<string, unknown>;
  /** Seconds after which a retry makes sense. */
  retryAfterSeconds?: number;
}

/** An expected failure with a stable code (`slot-taken`). Unexpected ones stay plain errors and become a 500. */
export class DomainError extends Error {
  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    readonly details: ErrorDetails = {},
  ) {
    super(details.detail ?? code);
    this.name = 'DomainError';
  }
}

/** Bad input at one field. */
export function invalidField(pointer: string, code: string, detail: string): DomainError {
  return new DomainError('invalid', code, { detail, errors: [{ pointer, code, detail }] });
}

/** A rule said no at one field. */
export function refusedField(pointer: string, code: string, detail: string): DomainError {
  return new DomainError('refused', code, { detail, errors: [{ pointer, code, detail }] });
}

export function notFound(what: string): DomainError {
  return new DomainError('not-found', 'not-found', { detail: `There is no such ${what}.` });
}

/** Our own bug if it fails: never for input. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`);
}
