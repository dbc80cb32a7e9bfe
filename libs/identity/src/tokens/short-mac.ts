import { hash } from 'node:crypto';
import { invariant } from '#kernel';

/** Of SHA-256, in bytes. */
const BLOCK = 64;
const DIGEST = 32;
const LONGEST = 256;
/** What a character of UTF-16 takes of UTF-8 at most. */
const BYTES_PER_CHARACTER = 3;

/**
 * HMAC-SHA-256 (RFC 2104) of short texts under one key, over Node's hash in one call: `createHmac` makes a stream for each
 * text, which took 3.0 µs instead of 1.8 and a tenth of a send in process.
 */
export class ShortMac {
  private readonly inner = Buffer.alloc(BLOCK + LONGEST);
  private readonly outer = Buffer.alloc(BLOCK + DIGEST);

  /** A key of at most 64 bytes: a longer one would have to be hashed first. */
  constructor(key: Uint8Array) {
    invariant(key.length <= BLOCK, 'the key of a MAC is too long');
    for (let i = 0; i < BLOCK; i++) {
      const byte = key[i] ?? 0;
      this.inner[i] = byte ^ 0x36;
      this.outer[i] = byte ^ 0x5c;
    }
  }

  /** 32 characters, one for each byte: a buffer for each took longer than its hash. */
  of(text: string): string {
    invariant(text.length * BYTES_PER_CHARACTER <= LONGEST, 'the text of a MAC is too long');
    const length = this.inner.write(text, BLOCK, 'utf8');
    this.outer.write(hash('sha256', this.inner.subarray(0, BLOCK + length)), BLOCK, 'hex');
    return hash('sha256', this.outer, 'binary');
  }
}
