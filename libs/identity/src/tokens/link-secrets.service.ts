import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '#platform';
import { SECRET_ALPHABET, SECRET_CHARACTERS } from './secrets.js';

/**
 * The secret of a link that is written into a message when it is sent, long after it was issued: derived from SECRET_KEY,
 * so that it need not be kept anywhere until then. What is stored is its digest, as of every token.
 */
@Injectable()
export class LinkSecrets {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'secretKey' | 'oldSecretKeys'>) {}

  /** The same for the same purpose and subject: use an id that is used once as the subject. */
  of(purpose: string, subject: string): string {
    return secretFrom(this.config.secretKey, purpose, subject);
  }

  /** Something may have been issued under a key of before. */
  get hasOlder(): boolean {
    return this.config.oldSecretKeys.length > 0;
  }

  /** What it may have been issued as, by the newest key first: a link may wait for its message over a change of keys. */
  allOf(purpose: string, subject: string): string[] {
    return [this.of(purpose, subject), ...this.config.oldSecretKeys.map((key) => secretFrom(key, purpose, subject))];
  }
}

function secretFrom(key: Buffer, purpose: string, subject: string): string {
  const bytes = createHmac('sha512', key).update(`link:${purpose}:${subject}`).digest();
  return Array.from(bytes.subarray(0, SECRET_CHARACTERS), (byte) => SECRET_ALPHABET[byte & 31]).join('');
}
