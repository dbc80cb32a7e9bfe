import { createHmac, timingSafeEqual } from 'node:crypto';
import { invalidField } from '#kernel';

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 200;

export interface Page<T> {
  data: T[];
  page: { next?: string; hasMore: boolean };
}

/** Opaque, signed cursors: the sort key of the last row, bound to the filter it was made for. */
export class Cursors {
  constructor(private readonly key: Buffer) {}

  /** @throws `invalid` / `invalid-cursor` if it was changed or belongs to another filter. */
  read(cursor: string | undefined, filter: unknown): (string | number)[] | undefined {
    if (cursor === undefined) return undefined;
    const [body, signature, more] = cursor.split('.', 3);
    if (body && signature && more === undefined && safeEqual(signature, this.sign(body, filter))) {
      return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as (string | number)[];
    }
    throw invalidField('?cursor', 'invalid-cursor', 'This cursor does not belong to this list.');
  }

  /** Builds a page from up to `limit + 1` rows. */
  page<R, T>(rows: R[], limit: number, filter: unknown, sortKey: (row: R) => (string | number)[], view: (row: R) => T): Page<T> {
    const hasMore = rows.length > limit;
    const shown = hasMore ? rows.slice(0, limit) : rows;
    const last = shown[shown.length - 1];
    return {
      data: shown.map(view),
      page: hasMore && last ? { next: this.write(sortKey(last), filter), hasMore } : { hasMore },
    };
  }

  private write(key: (string | number)[], filter: unknown): string {
    const body = Buffer.from(JSON.stringify(key)).toString('base64url');
    return `${body}.${this.sign(body, filter)}`;
  }

  private sign(body: string, filter: unknown): string {
    return createHmac('sha256', this.key)
      .update(`${body}|${JSON.stringify(filter)}`)
      .digest('base64url')
      .slice(0, 22);
  }
}

function safeEqual(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
