/** Keeps what was used last, within a number of entries and a sum of their bytes. */
export class RecentBytes {
  /** The one used last is the last. */
  private readonly entries = new Map<string, Buffer>();
  private size = 0;

  constructor(
    private readonly maxEntries: number,
    private readonly maxBytes: number,
  ) {}

  get(key: string): Buffer | undefined {
    const bytes = this.entries.get(key);
    if (bytes) {
      this.entries.delete(key);
      this.entries.set(key, bytes);
    }
    return bytes;
  }

  /** Returns what it was given, kept or not: what alone is too large is not. */
  set(key: string, bytes: Buffer): Buffer {
    this.drop(key);
    if (bytes.length > this.maxBytes) return bytes;
    this.entries.set(key, bytes);
    this.size += bytes.length;
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.maxEntries && this.size <= this.maxBytes) break;
      this.drop(oldest);
    }
    return bytes;
  }

  private drop(key: string): void {
    this.size -= this.entries.get(key)?.length ?? 0;
    this.entries.delete(key);
  }
}
