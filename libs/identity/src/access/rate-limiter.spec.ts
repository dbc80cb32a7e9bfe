import { describe, expect, it } from '@jest/globals';
import { networkOf, RateLimiter } from './rate-limiter.js';

const NOW = 1_800_000_000_000;

describe('the token bucket', () => {
  it('allows the quota at once, then one at a time', () => {
    const limiter = new RateLimiter('default', 6);
    expect(limiter.policy).toBe('"default";q=6;w=60');
    const taken = Array.from({ length: 6 }, () => limiter.take('a', NOW));
    expect(taken.map((quota) => quota.remaining)).toEqual([5, 4, 3, 2, 1, 0]);
    expect(taken.every((quota) => quota.allowed)).toBe(true);
    expect(taken[5]).toMatchObject({ resetSeconds: 60 });
    expect(limiter.take('a', NOW)).toEqual({ allowed: false, remaining: 0, resetSeconds: 60, retryAfterSeconds: 10 });
    expect(limiter.take('a', NOW + 9_999)).toMatchObject({ allowed: false, retryAfterSeconds: 1 });
    expect(limiter.take('a', NOW + 10_000)).toMatchObject({ allowed: true, remaining: 0 });
    expect(limiter.take('a', NOW + 10_001).allowed).toBe(false);
  });

  it('never holds more than the quota, nor gains from a clock that goes back', () => {
    const limiter = new RateLimiter('default', 2);
    limiter.take('a', NOW);
    expect(limiter.take('a', NOW + 3_600_000).remaining).toBe(1);
    expect(limiter.take('a', NOW).remaining).toBe(0);
    expect(limiter.take('a', NOW).allowed).toBe(false);
  });

  it('counts callers apart', () => {
    const limiter = new RateLimiter('default', 1);
    expect(limiter.take('a', NOW).allowed).toBe(true);
    expect(limiter.take('a', NOW).allowed).toBe(false);
    expect(limiter.take('b', NOW).allowed).toBe(true);
  });

  it('stays bounded, and does not forget who is over quota while it can help it', () => {
    const limiter = new RateLimiter('default', 1);
    for (let i = 0; i < 20_000; i++) limiter.take(`old${i}`, NOW);
    limiter.take('guilty', NOW + 30_000);
    for (let i = 0; i < 19_000; i++) limiter.take(`new${i}`, NOW + 61_000);
    expect(limiter.take('guilty', NOW + 61_000).allowed).toBe(false);
    expect((limiter as unknown as { buckets: Map<string, unknown> }).buckets.size).toBeLessThanOrEqual(20_000);
  });
});

describe('the network of an address', () => {
  it('is the address itself for IPv4, the /64 for IPv6', () => {
    expect(networkOf('203.0.113.9')).toBe('203.0.113.9');
    expect(networkOf('::ffff:203.0.113.9')).toBe('203.0.113.9');
    expect(networkOf('2001:db8:0:42:1:2:3:4')).toBe('2001:db8:0:42::/64');
    expect(networkOf('2001:DB8:0:42::1')).toBe('2001:db8:0:42::/64');
    expect(networkOf('2001:db8:0000:0042::')).toBe('2001:db8:0:42::/64');
    expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0::/64');
    expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
    expect(networkOf('::1')).toBe('0:0:0:0::/64');
  });
});
