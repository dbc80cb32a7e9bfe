import fc from 'fast-check';
import type { Operation } from './description.js';
import type { Credentials } from './requests.js';
import { HOSTILE_TEXTS, hostileValue } from './values.js';
import { bodyText, encode, write, type Parts, type Written } from './written.js';

type Spoiler = (parts: Parts) => Written;

/** Ways to make a good request a bad one; the field of a body most of all. */
export function spoilersFor(operation: Operation, credentials: Credentials): fc.WeightedArbitrary<Spoiler>[] {
  const spoilers: fc.WeightedArbitrary<Spoiler>[] = [
    { weight: 2, arbitrary: headers(credentials) },
    { weight: operation.parameters.some((one) => one.in === 'query') ? 4 : 1, arbitrary: query },
  ];
  if (operation.parameters.some((one) => one.in === 'path')) spoilers.push({ weight: 2, arbitrary: path });
  if (!operation.body) return spoilers;
  return [
    ...spoilers,
    { weight: 6, arbitrary: field },
    { weight: 1, arbitrary: hostileValue.map((body) => (parts: Parts) => write({ ...parts, body })) },
    { weight: 2, arbitrary: text },
  ];
}

function headers({ key, smallKey }: Credentials): fc.Arbitrary<Spoiler> {
  const one = (name: string, ...values: string[]) => fc.constantFrom(...values).map((value) => ({ [name]: value }));
  const long = 'k'.repeat(300);
  const bad = [
    `Bearer ${key.slice(0, -1)}`,
    `Basic ${key}`,
    `Bearer ${smallKey}`,
    `Bearer ${long}`,
    `bearer  ${key}`,
    'Bearer \u00ff',
    'Bearer',
    '',
  ];
  return fc
    .oneof(
      one('if-match', '', '"v999999999999999999999"', 'v1', 'W/"v1"', '"v1", "v2"', ',', `"${long}"`, '"', '"v-1"'),
      one('idempotency-key', '', '""', '"a', ' ', long, 'with space', '\u00e9\u00ff', '"quoted"', 'x'.repeat(255), ','),
      one('last-event-id', '', '-1', '1.5', '999999999999999', '9999999999999999', 'abc', '0', '1e3'),
      one('authorization', ...bad),
      one('cookie', 'spotwork=', `spotwork=${'a'.repeat(43)}`, '=;=;', `spotwork=${long}`, ';'.repeat(500)),
      one('if-none-match', '*', '"v1"', 'W/"v1", "v2"', long),
      one('accept', 'text/html', '*/*;q=0', 'application/xml', long),
      one('origin', 'null', 'https://evil.example', long, 'not a url'),
      one('x-forwarded-for', '203.0.113.9', 'garbage', `${'1.2.3.4,'.repeat(200)}5`),
      one('host', 'evil.example', 'localhost:99999', ''),
      one('accept-encoding', 'gzip;q=nope', 'identity;q=0'),
    )
    .map((extra) => (parts) => write({ ...parts, headers: { ...parts.headers, ...(extra as Record<string, string>) } }));
}

const MANY: [string, string][] = Array.from({ length: 2100 }, () => ['x', '1']);
const ODD_NAMES = ['unknown', '__proto__', 'constructor', 'limit[]', 'a.b', ''];

const query: fc.Arbitrary<Spoiler> = fc.oneof(
  fc.constantFrom(...ODD_NAMES).map((name) => added([name, '1'])),
  fc.constantFrom(...HOSTILE_TEXTS).map((value) => added(['limit', value])),
  fc.constantFrom(...HOSTILE_TEXTS).map((value) => added(['cursor', value])),
  fc.constant(added(...MANY)),
  fc.tuple(fc.nat(), hostileValue, fc.nat(3)).map(([n, value, dice]): Spoiler => (parts) => {
    if (parts.query.length === 0) return write(parts);
    const at = n % parts.query.length;
    const [name] = parts.query[at]!;
    if (dice === 0) return { ...write({ ...parts, query: [...parts.query, parts.query[at]!] }), spoilt: `?${name}` };
    if (dice === 1) return write({ ...parts, query: parts.query.filter((_, i) => i !== at) });
    const given = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    const changed = parts.query.map((pair, i): [string, string] => (i === at ? [name, given.slice(0, 8000)] : pair));
    return { ...write({ ...parts, query: changed }), spoilt: `?${name}` };
  }),
);

function added(...pairs: [string, string][]): Spoiler {
  return (parts) => write({ ...parts, query: [...parts.query, ...pairs] });
}

const RAW_SEGMENTS = [
  '%',
  '%zz',
  '%00',
  '..',
  '%2e%2e',
  '%2f',
  'a%2fb',
  '%ed%a0%80',
  '%ff',
  '*',
  ':id',
  '(',
  '\u00e9',
  'a//b',
  ';x=1',
  '%20',
];
const SEGMENTS = [...HOSTILE_TEXTS, '__proto__', 'x'.repeat(199), 'x'.repeat(5000)].map(encode);

const path: fc.Arbitrary<Spoiler> = fc.tuple(fc.nat(), fc.constantFrom(...RAW_SEGMENTS, ...SEGMENTS)).map(([n, segment]) => (parts) => {
  const names = Object.keys(parts.path);
  const name = names[n % names.length]!;
  const written = write(parts);
  const address = parts.operation.path.replace(/\{(\w+)\}/g, (_, one: string) => (one === name ? segment : encode(parts.path[one]!)));
  return { ...written, raw: { ...written.raw, path: address } };
});

/** One field replaced, dropped or added, anywhere in the body. */
const field: fc.Arbitrary<Spoiler> = fc.tuple(fc.nat(), hostileValue, fc.nat(9)).map(([n, value, dice]) => (parts) => {
  const places = placesIn(parts.body);
  const place = places.length > 0 ? places[n % places.length]! : ['unknownField'];
  if (dice === 1) return spoiltAt(parts, [...place.slice(0, -1), 'unknownField'], value);
  return spoiltAt(parts, place, dice === 0 ? undefined : value);
});

type Place = (string | number)[];

function placesIn(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const place = [...at, Array.isArray(value) ? Number(key) : key];
    return [place, ...placesIn(one, place)];
  });
}

function spoiltAt(parts: Parts, place: Place, value: unknown): Written {
  const body = structuredClone(parts.body ?? {});
  let target = body as Record<string, unknown>;
  for (const key of place.slice(0, -1)) target = target[key] as Record<string, unknown>;
  const key = place.at(-1)!;
  if (value !== undefined) target[key] = value;
  else if (Array.isArray(target)) target.splice(Number(key), 1);
  else delete target[key];
  return { ...write({ ...parts, body }), spoilt: pointerOf(place) };
}

function pointerOf(place: Place): string {
  return place.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

const TYPES = ['text/plain', 'application/xml', 'application/json; charset=utf-16', 'multipart/form-data; boundary=x', 'garbage', ''];

/** Bodies that are no JSON, or are not sent as such. */
const text: fc.Arbitrary<Spoiler> = fc.oneof(
  fc
    .constantFrom(
      '{"a":1',
      '{}{}',
      '{"a":NaN}',
      '{"a":1,"a":2}',
      "{'a':1}",
      '\ufeff{}',
      '"text"',
      'null',
      '[]',
      '0',
      ' ',
      '',
      '{"__proto__":{"admin":true}}',
      '{"constructor":{"prototype":{"admin":true}}}',
      `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
      `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
      `{"a":"${'x'.repeat(1_100_000)}"}`,
      `{"a":1e${'9'.repeat(1000)}}`,
    )
    .map((given) => (parts: Parts) => ({ ...write(parts, given), body: undefined })),
  fc.constantFrom(...TYPES).map((type) => (parts: Parts) => {
    const { 'content-type': _, ...rest } = parts.headers;
    return {
      ...write({ ...parts, headers: type ? { ...rest, 'content-type': type } : rest }, bodyText(parts.body) ?? '{}'),
      body: undefined,
    };
  }),
);
