import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { DomainError } from '#kernel';
import { Cursors } from './paging.js';
import { PageQuery } from './paging.dto.js';
import { makeValidationPipe } from './validation.js';

const cursors = new Cursors(randomBytes(32));
const FILTER = { status: 'booked', q: undefined };
const rows = (count: number) => Array.from({ length: count }, (_, i) => ({ at: i * 10, id: `row_${i}` }));
const pageOf = (count: number, limit: number, filter: unknown = FILTER) =>
  cursors.page(
    rows(count),
    limit,
    filter,
    (row) => [row.at, row.id],
    (row) => row.id,
  );

function codeOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    expect((error as DomainError).details.errors?.[0]?.pointer).toBe('?cursor');
    return (error as DomainError).code;
  }
}

describe('a page', () => {
  it('has a next one only when there are more rows than it shows', () => {
    expect(pageOf(0, 3)).toEqual({ data: [], page: { hasMore: false } });
    expect(pageOf(3, 3)).toEqual({ data: ['row_0', 'row_1', 'row_2'], page: { hasMore: false } });
    const page = pageOf(4, 3);
    expect(page).toEqual({
      data: ['row_0', 'row_1', 'row_2'],
      page: { hasMore: true, next: expect.stringMatching(/^[\w-]+\.[\w-]{22}$/) },
    });
    expect(cursors.read(page.page.next, FILTER)).toEqual([20, 'row_2']);
    expect(cursors.read(undefined, FILTER)).toBeUndefined();
  });
});

describe('a cursor', () => {
  const cursor = pageOf(4, 3).page.next!;
  const [body, signature] = cursor.split('.') as [string, string];

  it('is good for its own filter and installation only', () => {
    expect(codeOf(() => cursors.read(cursor, { ...FILTER, status: 'cancelled' }))).toBe('invalid-cursor');
    expect(codeOf(() => cursors.read(cursor, {}))).toBe('invalid-cursor');
    expect(codeOf(() => new Cursors(randomBytes(32)).read(cursor, FILTER))).toBe('invalid-cursor');
    expect(codeOf(() => cursors.read(cursor, FILTER))).toBeUndefined();
  });

  it('cannot be made or changed outside', () => {
    const forged = Buffer.from(JSON.stringify([0, 'row_0'])).toString('base64url');
    const flipped = `${signature[0] === 'a' ? 'b' : 'a'}${signature.slice(1)}`;
    for (const bad of [
      '',
      '.',
      'x',
      body,
      `${body}.`,
      `.${signature}`,
      `${forged}.${signature}`,
      `${body}.${flipped}`,
      `${body}.${signature.slice(1)}`,
      `${body}.${signature}é`,
      `${body}.${signature}.more`,
      'a'.repeat(2000),
    ]) {
      expect(codeOf(() => cursors.read(bad, FILTER))).toBe('invalid-cursor');
    }
  });
});

describe('the limit of a list', () => {
  const pipe = makeValidationPipe();
  const read = async (query: object) => ((await pipe.transform(query, { type: 'query', metatype: PageQuery })) as PageQuery).limit;

  it('is 50 when left out, 1 to 200 when given', async () => {
    expect(await read({})).toBe(50);
    expect(await read({ limit: '1' })).toBe(1);
    expect(await read({ limit: '200' })).toBe(200);
  });

  it.each(['0', '-1', '201', '1.5', '', 'all', 'NaN', 'Infinity', '1e3', ['5', '6']])('is refused as %p', async (limit) => {
    await expect(read({ limit })).rejects.toMatchObject({
      kind: 'invalid',
      code: 'validation-failed',
      details: { errors: [expect.objectContaining({ pointer: '?limit' })] },
    });
  });
});
