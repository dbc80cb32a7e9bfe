import fc from 'fast-check';
import type { ApiDescription, Operation, Schema } from './description.js';
import type { World } from './world.js';

/** Text that has broken parsers, validators, databases or pages before. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udfff',
  '\u202eevil\u202c',
  '\u2028',
  '\ufeff',
  '﷽'.repeat(50),
  'e\u0301'.repeat(200),
  '👩‍👩‍👧‍👦',
  'null',
  'NaN',
  'Infinity',
  '-0',
  '1e400',
  '0x10',
  '٣',
  '-1',
  '9'.repeat(400),
  'true',
  '[]',
  '{}',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '..%2f',
  '%00',
  "'; drop table visit; --",
  '" or ""="',
  '%',
  '_',
  '\\',
  '${7*7}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '\r\nSet-Cookie: a=b',
  'a'.repeat(256),
  'a'.repeat(20_001),
  'javascript:alert(1)',
];

export const HOSTILE_DATES: readonly string[] = [
  '2027-02-30',
  '2027-13-01',
  '2026-00-10',
  '0000-00-00',
  '9999-12-31',
  '2100-12-31',
  '1900-01-01',
  '-2027-02-01',
  '+002027-02-01',
  '2027-2-1',
  '2027-02-01T00:00:00Z',
  '20270201',
  '2027-W05-1',
  '2027-02-01 ',
  '２０２７-02-01',
];

export const HOSTILE_INSTANTS: readonly string[] = [
  '2027-02-30T10:00:00-07:00',
  // In the hour that the clocks of Denver skip.
  '2027-03-14T02:30:00-07:00',
  '2027-03-14T02:30:00',
  '2027-11-07T01:30:00-06:00',
  '2027-02-01T24:00:00Z',
  '2027-02-01T10:60:00Z',
  '2027-06-30T23:59:60Z',
  '2027-02-01T10:00:00+99:99',
  '2027-02-01T10:00:00-00:00',
  '2027-02-01t10:00:00z',
  '2027-02-01 10:00:00Z',
  '2027-02-01T10:00:00.123456789Z',
  '2027-02-01T10:00Z',
  '2000-01-01T00:00:00Z',
  '2100-12-31T23:59:59-12:00',
  '+275760-09-13T00:00:00.000Z',
  '1e12',
];

const HOSTILE_NUMBERS: readonly unknown[] = [-1, 0, 0.5, -0.0, 1e308, -1e308, 2 ** 31, 2 ** 53, 2 ** 63, 1e-7, '5', '0x5'];

function deep(levels: number): unknown {
  let value: unknown = 'x';
  for (let i = 0; i < levels; i++) value = i % 2 ? [value] : { a: value };
  return value;
}

/** Marks where `JSON.parse('{"__proto__": …}')` text goes; `requests.ts` writes it. */
export const PROTO_KEY = 'spotwork-proto-key';

/** Any value where another was expected. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  { weight: 2, arbitrary: fc.constantFrom(...HOSTILE_DATES, ...HOSTILE_INSTANTS) },
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE_NUMBERS) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], { '': '' }) },
  { weight: 1, arbitrary: fc.constantFrom(19, 25, 400).map(deep) },
  { weight: 1, arbitrary: fc.constantFrom(3, 201, 2500).map((count) => Array.from({ length: count }, (_, i) => `item-${i}`)) },
  { weight: 1, arbitrary: fc.constantFrom(PROTO_KEY, 'constructor', 'toString', 'hasOwnProperty').map((key) => ({ [key]: { a: 1 } })) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** A value that depends on the parameters of the address: a move is about the legs of its visit. */
export class Late {
  constructor(readonly of: (path: Record<string, string>) => unknown) {}
}

/** The value with everything late filled in. */
export function placed(value: unknown, path: Record<string, string>): unknown {
  if (value instanceof Late) return value.of(path);
  if (Array.isArray(value)) return value.map((one) => placed(one, path));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, placed(one, path)]));
}

/** Closures far ahead leave the days alone that everything else is about. */
const FAR_DAYS = 200;

/** Values that the schema allows; where a name says what it refers to, mostly something that exists. */
export class ValidValues {
  private readonly farDays: number;

  constructor(
    private readonly api: ApiDescription,
    private readonly world: World,
    operation: Operation,
  ) {
    this.farDays = operation.name === 'POST /api/v1/closures' ? FAR_DAYS : 0;
  }

  of(written: Schema, name = ''): fc.Arbitrary<unknown> {
    const schema = this.api.resolve(written);
    const known = this.world.valuesFor(name, schema);
    if (known) return fc.oneof({ weight: 9, arbitrary: known }, { weight: 1, arbitrary: this.bySchema(schema, name) });
    return this.bySchema(schema, name);
  }

  private bySchema(schema: Schema, name: string): fc.Arbitrary<unknown> {
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
    if (type === 'object') return this.objectOf(schema);
    if (type === 'array') {
      const items = this.of(schema.items ?? {}, name.replace(/s$/, ''));
      const length = { minLength: schema.minItems ?? 1, maxLength: Math.min(schema.maxItems ?? 3, 4) };
      return schema.uniqueItems ? fc.uniqueArray(items, length) : fc.array(items, length);
    }
    if (type === 'integer') return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1000, 2000) });
    if (type === 'boolean') return fc.boolean();
    return this.textOf(schema);
  }

  private objectOf(schema: Schema): fc.Arbitrary<unknown> {
    const properties = Object.entries(schema.properties ?? {});
    const fields = Object.fromEntries(properties.map(([name, field]) => [name, this.of(field, name)]));
    const required = schema.required ?? [];
    // Half of them small: each optional field is one more reason for a refusal.
    const small = fc.record(Object.fromEntries(required.map((name) => [name, fields[name]!])));
    return fc.oneof(small, fc.record(fields, { requiredKeys: required }));
  }

  private textOf(schema: Schema): fc.Arbitrary<string> {
    if (schema.format === 'date') return fc.integer({ min: -30, max: 120 }).map((days) => this.world.dateIn(days + this.farDays));
    if (schema.format === 'date-time')
      return fc.integer({ min: -200, max: 4000 }).map((steps) => this.world.instantIn(steps + this.farDays * QUARTERS));
    if (schema.format === 'email') return fc.constantFrom('quinn@example.org', 'a.b+c@example.org', 'x@sub.example.org');
    if (schema.pattern) return fc.stringMatching(new RegExp(schema.pattern)).filter((text) => text.length <= (schema.maxLength ?? 100));
    const most = Math.min(schema.maxLength ?? 60, 60);
    return fc.oneof(
      fc.constantFrom(...USUAL_TEXTS).map((text) => text.slice(0, most)),
      fc.string({ minLength: schema.minLength ?? 0, maxLength: most }).filter((text) => text.trim() !== ''),
    );
  }
}

const QUARTERS = 96;
const USUAL_TEXTS = ['Quinn', 'tight after desk work', 'Ünïcode Ñame', "O'Brien", '李', '+1 503 555 0142'];
