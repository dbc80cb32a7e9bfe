import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { invariant } from '#kernel';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = 's1';

interface SealingKey {
  id: string;
  key: Buffer;
}

/**
 * Columns that only the application can read: AES-256-GCM under a key derived from SECRET_KEY. A sealed text names the
 * key that made it, so that older keys (SECRET_KEYS_OLD) still open it, and is bound to its place: what was copied into
 * another row or column does not open.
 */
export class Sealer {
  private readonly newest: SealingKey;
  private readonly keys = new Map<string, Buffer>();

  /** Secrets of at least 32 bytes, the newest first. */
  constructor(secrets: readonly Buffer[]) {
    const keys = secrets.map(sealingKey);
    invariant(keys[0] !== undefined, 'a sealer needs a key');
    this.newest = keys[0];
    for (const { id, key } of keys) this.keys.set(id, key);
  }

  /** Rows of before a column was sealed are plain. */
  isSealed(text: string): boolean {
    return text.startsWith(`${FORMAT}.`);
  }

  /** `place` is table, column and row id: `screening.answers:pat_1`. */
  seal(value: unknown, place: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.newest.key, iv).setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return `${FORMAT}.${this.newest.id}.${Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64url')}`;
  }

  /** The same under the newest key; `undefined` when it is under that already. @throws like `open` */
  reseal(sealed: string, place: string): string | undefined {
    return sealed.startsWith(`${FORMAT}.${this.newest.id}.`) ? undefined : this.seal(this.open(sealed, place), place);
  }

  /** @throws an error that says which key is missing, or that the text was changed or moved. */
  open<T>(sealed: string, place: string): T {
    const [format, id = '', body = ''] = sealed.split('.');
    const key = this.keys.get(id);
    if (format !== FORMAT || !key) {
      throw new Error(`${place.split(':')[0]} was sealed with key ${id}, which is neither in SECRET_KEY nor in SECRET_KEYS_OLD`);
    }
    const bytes = Buffer.from(body, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    return JSON.parse(text) as T;
  }
}

function sealingKey(secret: Buffer): SealingKey {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'spotwork sealed columns', 32));
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key };
}
