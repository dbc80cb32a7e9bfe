import { MINUTE_MS } from '#kernel';

export interface Quota {
  allowed: boolean;
  remaining: number;
  /** Seconds until the bucket is full again. */
  resetSeconds: number;
  /** Seconds until one more request would pass; 0 if it passed. */
  retryAfterSeconds: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

const MAX_BUCKETS = 20_000;

/**
 * A token bucket per caller, in this process: N processes behind a balancer allow up to N times as much, which is
 * fine for what it protects against (a runaway script, a guesser).
 */
export class RateLimiter {
  /** The `RateLimit-Policy` header. */
  readonly policy: string;
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    readonly name: string,
    private readonly perMinute: number,
  ) {
    this.policy = `"${name}";q=${perMinute};w=60`;
  }

  take(caller: string, now: number): Quota {
    const bucket = this.bucketOf(caller, now);
    const msPerToken = MINUTE_MS / this.perMinute;
    bucket.tokens = Math.min(this.perMinute, bucket.tokens + Math.max(0, now - bucket.at) / msPerToken);
    bucket.at = now;
    const allowed = bucket.tokens >= 1;
    if (allowed) bucket.tokens -= 1;
    return {
      allowed,
      remaining: Math.floor(bucket.tokens),
      resetSeconds: Math.ceil(((this.perMinute - bucket.tokens) * msPerToken) / 1000),
      retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil(((1 - bucket.tokens) * msPerToken) / 1000)),
    };
  }

  private bucketOf(caller: string, now: number): Bucket {
    let bucket = this.buckets.get(caller);
    if (!bucket) {
      if (this.buckets.size >= MAX_BUCKETS) this.makeRoom(now);
      bucket = { tokens: this.perMinute, at: now };
      this.buckets.set(caller, bucket);
    }
    return bucket;
  }

  /** A bucket that rested for a minute is full, as a new one would be: dropping it forgets nothing. */
  private makeRoom(now: number): void {
    for (const [caller, bucket] of this.buckets) if (now - bucket.at >= MINUTE_MS) this.buckets.delete(caller);
    if (this.buckets.size >= MAX_BUCKETS) this.buckets.delete(this.buckets.keys().next().value!);
  }
}

/** Whom to count by address: a host owns a whole /64 of IPv6, so that is one caller. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped) return mapped[1]!;
  if (!ip.includes(':')) return ip;
  const [head = '', tail] = ip.toLowerCase().split('%', 1)[0]!.split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  const full = [...groups, ...Array<string>(Math.max(0, zeros)).fill('0'), ...after];
  return `${full
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
