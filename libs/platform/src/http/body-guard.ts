import { invalidField, type DomainError } from '#kernel';

const MAX_DEPTH = 20;
const MAX_STRING = 20_000;
const MAX_ITEMS = 2_000;

/**
 * Refuses what the validators would choke on: nesting (class-transformer recursed into a RangeError at 5,000 levels),
 * lone surrogates (validator.js threw URIError), NUL (Postgres cannot store it), endless strings and lists, and lists of
 * lists: class-validator looks through them and takes `[[]]` for a list of valid items.
 */
export function findBadInput(value: unknown, pointer = '', depth = 0): DomainError | undefined {
  if (typeof value === 'string') return badText(value, pointer);
  if (value === null || typeof value !== 'object') return undefined;
  if (depth >= MAX_DEPTH) return invalidField(pointer, 'nesting-too-deep', `More than ${MAX_DEPTH} levels of nesting.`);
  const keys = Object.keys(value);
  if (keys.length > MAX_ITEMS) return invalidField(pointer, 'too-many-items', `More than ${MAX_ITEMS} items.`);
  for (const key of keys) {
    const at = `${pointer}/${escapePointer(key)}`;
    const one = (value as Record<string, unknown>)[key];
    const bad = badText(key, pointer) ?? findBadInput(one, at, depth + 1);
    if (bad) return bad;
    if (Array.isArray(value) && Array.isArray(one)) return invalidField(at, 'list-in-list', 'A list holds no lists.');
  }
  return undefined;
}

/** The same for the parameters of a query, whose names and values are texts; one that is repeated is a list. */
export function findBadQuery(query: unknown): DomainError | undefined {
  const entries = Object.entries(query ?? {});
  if (entries.length > MAX_ITEMS) return invalidField('?', 'too-many-items', `More than ${MAX_ITEMS} parameters.`);
  for (const [name, value] of entries) {
    const pointer = `?${name}`;
    const values: unknown[] = [value].flat();
    if (values.length > MAX_ITEMS) return invalidField(pointer, 'too-many-items', `More than ${MAX_ITEMS} times.`);
    const bad = badText(name, '?') ?? values.map((text) => badText(String(text), pointer)).find(Boolean);
    if (bad) return bad;
  }
  return undefined;
}

function badText(text: string, pointer: string): DomainError | undefined {
  if (text.length > MAX_STRING) return invalidField(pointer, 'text-too-long', `More than ${MAX_STRING} characters.`);
  if (text.includes('\0') || !(text as string & { isWellFormed(): boolean }).isWellFormed()) {
    return invalidField(pointer, 'text-not-valid', 'The text has characters that cannot be stored.');
  }
  return undefined;
}

export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
