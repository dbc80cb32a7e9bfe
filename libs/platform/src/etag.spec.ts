import { describe, expect, it } from '@jest/globals';
import { systemContext } from './context.js';
import { etagOf, names, requireMatch } from './etag.js';

const ask =
  (ifMatch: string | undefined, version = 7) =>
  () =>
    requireMatch({ ...systemContext('spec', 0), ifMatch }, version);

describe('If-Match', () => {
  it('is asked for', () => {
    expect(ask(undefined)).toThrow(expect.objectContaining({ kind: 'precondition', code: 'precondition-required' }));
  });

  it.each(['"v7"', '*', '"v6", "v7"', ' "v7" ', '"v1",*', 'W/"v7"'])('takes %s for version 7', (ifMatch) => {
    expect(ask(ifMatch)).not.toThrow();
  });

  it.each(['"v6"', '"v77"', 'v7', '', ',', '"V7"', '"v7', 'W/"v6"', '"v6", "v8"', '"*"'])(
    'refuses %p and names the current one',
    (ifMatch) => {
      expect(ask(ifMatch)).toThrow(
        expect.objectContaining({
          kind: 'stale',
          code: 'version-mismatch',
          details: expect.objectContaining({ extra: { currentEtag: '"v7"' } }),
        }),
      );
    },
  );
});

describe('If-None-Match', () => {
  it('names a tag alone, in a list, weakened or any', () => {
    for (const header of ['"v7"', '"v1", "v7"', 'W/"v7"', '*']) expect(names(header, etagOf(7))).toBe(true);
    for (const header of ['"v1"', '', 'v7']) expect(names(header, etagOf(7))).toBe(false);
  });
});
