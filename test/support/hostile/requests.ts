import fc from 'fast-check';
import type { ApiDescription, Operation } from './description.js';
import { spoilersFor } from './spoilers.js';
import { placed, ValidValues } from './values.js';
import { write, type Parts, type Written } from './written.js';
import type { World } from './world.js';

/** A request with what its answer is judged by. */
export interface Attempt extends Written {
  operation: Operation;
  /** Nothing was spoilt. */
  isValid: boolean;
}

export interface Credentials {
  key: string;
  /** A key that may only read the clinic. */
  smallKey: string;
}

/** Requests for one operation: a third as the description allows, most others spoilt in one place. */
export function attempts(api: ApiDescription, world: World, operation: Operation, credentials: Credentials): fc.Arbitrary<Attempt> {
  const values = new ValidValues(api, world, operation);
  const example = world.exampleFor(operation);
  const body = operation.body ? values.of(operation.body) : fc.constant(undefined);
  const parts = fc.record({
    path: world.pathOf(operation),
    query: queryOf(values, operation),
    body: example ? fc.oneof(body, example) : body,
    headers: headersOf(operation, credentials),
  });
  const spoiled = fc.oneof(...spoilersFor(operation, credentials));
  return fc.tuple(parts, spoiled, fc.nat(2)).map(([{ path, body: late, ...rest }, spoil, dice]) => {
    const whole: Parts = { operation, path, body: placed(late, path), ...rest };
    return dice === 0 ? { ...write(whole), operation, isValid: true } : { ...spoil(whole), operation, isValid: false };
  });
}

let keys = 0;
const newKey = () => `hostile-${++keys}`;

function queryOf(values: ValidValues, operation: Operation): fc.Arbitrary<[string, string][]> {
  const parameters = operation.parameters.filter((one) => one.in === 'query');
  const textOf = (value: unknown) => (Array.isArray(value) ? value.join() : String(value));
  const fields = Object.fromEntries(parameters.map((one) => [one.name, values.of(one.schema, one.name).map(textOf)]));
  const required = parameters.filter((one) => one.required).map((one) => one.name);
  const any = fc.record(fields, { requiredKeys: required });
  // Lists want both ends of a window.
  const window = fields['from'] && fields['to'] ? [fc.record({ from: fields['from'], to: fields['to'] })] : [];
  return fc.oneof(any, ...window).map((query) => Object.entries(query) as [string, string][]);
}

function headersOf(operation: Operation, { key }: Credentials): fc.Arbitrary<Record<string, string>> {
  const type: Record<string, string> = operation.body ? { 'content-type': 'application/json' } : {};
  // Without a credential an address may try sixty times a minute.
  const caller = fc.integer({ min: 1, max: 2 ** 24 - 1 }).map((n) => ({ 'x-forwarded-for': `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` }));
  const who: fc.Arbitrary<Record<string, string>> = operation.isPublic ? caller : fc.constant({ authorization: `Bearer ${key}` });
  const match = fc.constantFrom('*', '*', '*', '"v1"');
  const conditions = fc.record({ 'if-match': match, 'idempotency-key': fc.constant(0).map(newKey) }, { requiredKeys: [] });
  return fc.tuple(who, conditions).map(([own, extra]) => ({ ...own, ...type, ...(operation.method === 'GET' ? {} : extra) }));
}
