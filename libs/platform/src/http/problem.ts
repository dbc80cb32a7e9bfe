import { DomainError, type ErrorKind, type FieldError } from '#kernel';

/** The one table from kind to status (`api.md` §1). A kind without a status does not compile. */
export const STATUS_OF: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  stale: 412,
  refused: 422,
  precondition: 428,
  throttled: 429,
  unavailable: 503,
};

const TITLE_OF: Record<ErrorKind, string> = {
  invalid: 'The request is malformed',
  unauthenticated: 'Sign in or send an API key',
  forbidden: 'This credential may not do that',
  'not-found': 'Not found',
  conflict: 'The current state does not allow it',
  stale: 'Changed in the meantime',
  refused: 'A rule of the clinic refuses it',
  precondition: 'If-Match is required',
  throttled: 'Too many requests',
  unavailable: 'Not available right now',
};

/** RFC 9457. Clients switch on `code`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  instance?: string;
  errors?: FieldError[];
  [extra: string]: unknown;
}

export function problemOf(error: DomainError, instance?: string): Problem {
  return {
    ...error.details.extra,
    type: `/api/docs/problems#${error.code}`,
    title: TITLE_OF[error.kind],
    status: STATUS_OF[error.kind],
    code: error.code,
    detail: error.details.detail,
    instance,
    errors: error.details.errors,
  };
}

const FRAMEWORK_CODES: Record<number, [code: string, title: string]> = {
  400: ['malformed', 'The request is malformed'],
  404: ['not-found', 'There is nothing at this address'],
  405: ['method-not-allowed', 'This address does not take this method'],
  406: ['not-acceptable', 'This representation is not offered'],
  408: ['timeout', 'The request took too long to arrive'],
  413: ['body-too-large', 'The body is larger than 1 MiB'],
  414: ['address-too-long', 'The address is too long'],
  415: ['unsupported-media-type', 'Send application/json'],
  431: ['headers-too-large', 'The headers are too large'],
};

/** For a refusal that the framework decides: no such route, a body that is too large or not JSON. */
export function problemOfStatus(status: number, instance?: string, detail?: string): Problem {
  const [code, title] = FRAMEWORK_CODES[status] ?? FRAMEWORK_CODES[400]!;
  return { type: `/api/docs/problems#${code}`, title, status, code, detail, instance };
}
