const MAX_ENTRIES = 5_000;

/** What was read from the database in the last moments, so that a burst of requests of one caller reads it once. */
export class Recent<T> {
  private readonly entries = new Map<string, { value: T; at: number }>();

  constructor(private readonly maxAgeMs: number) {}

  get(key: string, now: number): T | undefined {
    const entry = this.entries.get(key);
    // A clock that was set back must not keep an entry alive.
    return entry && Math.abs(now - entry.at) < this.maxAgeMs ? entry.value : undefined;
  }

  put(key: string, value: T, now: number): void {
    if (this.entries.size >= MAX_ENTRIES) this.entries.clear();
    this.entries.set(key, { value, at: now });
  }

  clear(): void {
    this.entries.clear();
  }
}
