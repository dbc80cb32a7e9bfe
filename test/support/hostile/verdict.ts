import type { ApiDescription } from './description.js';
import { HANG_MS, type RawAnswer } from './raw-http.js';
import type { Attempt } from './requests.js';

interface ProblemBody {
  type?: unknown;
  title?: unknown;
  status?: unknown;
  code?: unknown;
  errors?: { pointer: string; code: string; detail: string }[];
}

/** Refusals of 400 that concern no field: the text is no JSON, or a header is off. */
const ABOUT_NO_FIELD = ['malformed', 'idempotency-key-invalid'];
/** Refusals by the shape of a field alone, which the description tells. */
const ABOUT_SHAPE = ['validation-failed', 'text-not-valid', 'text-too-long', 'nesting-too-deep', 'too-many-items', 'list-in-list'];
/** Words that only our inside knows. */
const INSIDES = /node_modules|sqlite|typeorm|select .* from|violates|\bat .+\.js:\d+/i;
/** A read needs no state, no version and no body. */
const ONLY_FOR_CHANGES = [409, 412, 413, 415, 422, 428];
const EVERYWHERE = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };

/** What is wrong with an answer; empty when nothing is. */
export function faultsOf(api: ApiDescription, attempt: Attempt, answer: RawAnswer): string[] {
  const { status, text, headers } = answer;
  const faults: string[] = [];
  if (status >= 500) faults.push(`answered ${status}`);
  if (answer.ms > HANG_MS) faults.push(`took ${Math.round(answer.ms)} ms`);
  const declared = api.answerFor(attempt.operation, status);
  // The address that was asked may be no address of this operation.
  if (!declared && status !== 304) faults.push(`answered ${status}, which is not declared`);
  if (attempt.operation.method === 'GET' && ONLY_FOR_CHANGES.includes(status)) faults.push(`a read answered ${status}`);
  for (const [name, value] of Object.entries(EVERYWHERE)) if (headers[name] !== value) faults.push(`has no ${name}: ${value}`);
  if (!String(headers['content-security-policy']).startsWith("default-src 'none'")) faults.push('has no strict content-security-policy');
  if (status >= 400) faults.push(...faultsOfProblem(attempt, answer));
  else if (status === 204 || status === 304) faults.push(...(text === '' ? [] : [`${status} with a body`]));
  else if (declared) faults.push(...faultsOfBody(api, declared, answer));
  return faults;
}

function faultsOfBody(api: ApiDescription, declared: { content?: Record<string, { schema: object }> }, answer: RawAnswer): string[] {
  const schema = declared.content?.['application/json']?.schema;
  if (!schema) return [];
  if (!answer.headers['content-type']?.startsWith('application/json')) return [`content-type ${answer.headers['content-type']}`];
  const mismatch = api.mismatch(schema, parsed(answer.text));
  return mismatch ? [`body: ${mismatch}`] : [];
}

function faultsOfProblem(attempt: Attempt, { status, text, headers }: RawAnswer): string[] {
  if (headers['content-type'] !== 'application/problem+json; charset=utf-8') return [`${status} is ${headers['content-type']}`];
  const problem = parsed(text) as ProblemBody;
  const faults: string[] = [];
  for (const name of ['type', 'title', 'code'] as const) {
    if (typeof problem[name] !== 'string' || problem[name] === '') faults.push(`problem without ${name}`);
  }
  if (problem.status !== status) faults.push(`problem says ${problem.status}, the answer ${status}`);
  if (INSIDES.test(text)) faults.push('tells about the inside');
  if (status === 400 && !ABOUT_NO_FIELD.includes(String(problem.code))) faults.push(...faultsOfPointers(attempt, problem));
  return faults;
}

/** Every error points at something of the request, and one at what was spoilt. */
function faultsOfPointers(attempt: Attempt, problem: ProblemBody): string[] {
  const errors = problem.errors ?? [];
  if (errors.length === 0) return [`400 ${problem.code} names no field`];
  const faults = errors
    .filter((error) => !error.code || !error.detail || !pointsAt(attempt, error.pointer))
    .map((e) => `no such field: ${e.pointer}`);
  const { spoilt, isValid } = attempt;
  if (!ABOUT_SHAPE.includes(String(problem.code))) return faults;
  const named = errors.map((error) => error.pointer);
  if (isValid) faults.push(`allowed by the description, refused at ${named.join(' ')}`);
  // Whatever else was sent is allowed by the description, so nothing else may be named.
  const others = spoilt === undefined ? [] : named.filter((pointer) => !concerns(pointer, spoilt));
  if (others.length > 0) faults.push(`${spoilt} was spoilt, named is ${others.join(' ')}`);
  return faults;
}

function concerns(pointer: string, spoilt: string): boolean {
  return pointer === '' || pointer === spoilt || pointer.startsWith(`${spoilt}/`) || spoilt.startsWith(`${pointer}/`);
}

function pointsAt(attempt: Attempt, pointer: string): boolean {
  if (['', '?', 'Last-Event-ID'].includes(pointer)) return true;
  if (pointer.startsWith('?')) {
    const name = pointer.slice(1);
    const asked = new URLSearchParams(attempt.raw.path.split('?')[1] ?? '');
    return asked.has(name) || attempt.operation.parameters.some((one) => one.in === 'query' && one.name === name);
  }
  if (attempt.body === undefined) return true;
  const tokens = pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  // The field itself may be the missing one.
  let at: unknown = attempt.body;
  for (const token of tokens.slice(0, -1)) {
    if (typeof at !== 'object' || at === null) return false;
    at = (at as Record<string, unknown>)[token];
  }
  return at !== undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
