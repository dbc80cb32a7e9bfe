import { describe, expect, it } from '@jest/globals';
import { DomainError, type ErrorKind, invalidField } from '#kernel';
import { problemOf, problemOfStatus, STATUS_OF } from './problem.js';

describe('the problem of an error', () => {
  it.each<[ErrorKind, number]>([
    ['invalid', 400],
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['not-found', 404],
    ['conflict', 409],
    ['stale', 412],
    ['refused', 422],
    ['precondition', 428],
    ['throttled', 429],
    ['unavailable', 503],
  ])('%s is %i', (kind, status) => {
    const problem = problemOf(new DomainError(kind, 'some-code'), '/api/v1/things');
    expect(problem).toMatchObject({ status, code: 'some-code', type: '/api/docs/problems#some-code', instance: '/api/v1/things' });
    expect(problem.title).toMatch(/\w/);
  });

  it('covers every kind', () => {
    expect(Object.keys(STATUS_OF)).toHaveLength(10);
  });

  it('carries detail, fields and extras', () => {
    const error = new DomainError('conflict', 'slot-taken', { detail: 'Taken.', extra: { resource: 'room', next: [1] } });
    expect(problemOf(error)).toMatchObject({ detail: 'Taken.', resource: 'room', next: [1] });
    expect(problemOf(invalidField('/a', 'wrong', 'Wrong.')).errors).toEqual([{ pointer: '/a', code: 'wrong', detail: 'Wrong.' }]);
  });

  it('lets no extra pass for what clients switch on', () => {
    const error = new DomainError('stale', 'version-mismatch', { extra: { status: 200, code: 'fine', type: 'x', title: 'y' } });
    expect(problemOf(error)).toMatchObject({ status: 412, code: 'version-mismatch', title: 'Changed in the meantime' });
  });
});

describe('the problem of a framework status', () => {
  it.each([
    [400, 'malformed'],
    [404, 'not-found'],
    [408, 'timeout'],
    [413, 'body-too-large'],
    [414, 'address-too-long'],
    [415, 'unsupported-media-type'],
    [431, 'headers-too-large'],
    [418, 'malformed'],
  ])('%i is %s', (status, code) => {
    expect(problemOfStatus(status, '/x')).toMatchObject({ status, code, instance: '/x', type: `/api/docs/problems#${code}` });
  });
});
