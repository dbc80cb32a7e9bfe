import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { invariant } from '#kernel';
import { CONFIG, type Config } from '#platform';
import { SECRET_ALPHABET } from './secrets.js';
import { ShortMac } from './short-mac.js';

/** What a link opens, and of which ids. A token for one purpose opens nothing else. */
export interface SignedPurpose {
  key: string;
  /** Of the ids that it is about: `vis_`. It is left out of the token. */
  prefix: string;
}

/** 130 bits. With an id of 22 characters and a tag of 8 that makes 56: short enough for a text message. */
const MAC_CHARACTERS = 26;
/** One string is made of them, and not one for each character. */
const ALPHABET = Buffer.from(SECRET_ALPHABET, 'latin1');
const CHARACTERS = Buffer.alloc(MAC_CHARACTERS);
const REST = /^[0-9a-z]{1,64}$/;

/**
 * Links that are kept nowhere: the id of what they open, and a MAC under a key derived from SECRET_KEY. They work as often
 * and as long as what they open allows; no row is written for a message, and nothing has to be swept.
 */
@Injectable()
export class SignedLinks {
  private readonly purposes: SignedPurpose[] = [];
  /** Under the newest key first. */
  private readonly macs: readonly ShortMac[];

  constructor(@Inject(CONFIG) config: Pick<Config, 'secretKey' | 'oldSecretKeys'>) {
    const keys = [config.secretKey, ...config.oldSecretKeys];
    this.macs = keys.map((key) => new ShortMac(createHmac('sha256', key).update('signed-links').digest()));
  }

  /** So that the one page for all links finds out what a token is for. */
  register(purpose: SignedPurpose): void {
    if (this.purposes.some((known) => known.key === purpose.key)) throw new Error(`two purposes of links are called "${purpose.key}"`);
    this.purposes.push(purpose);
  }

  make(purpose: SignedPurpose, subject: string): string {
    const rest = subject.slice(purpose.prefix.length);
    invariant(subject.startsWith(purpose.prefix) && REST.test(rest), `${purpose.key}: no link can be made for this id`);
    return macOf(this.macs[0]!, purpose, subject) + rest;
  }

  /** The id that it was made for; `undefined`: not made here, or for another purpose. */
  open(token: string, purpose: SignedPurpose): string | undefined {
    const rest = token.slice(MAC_CHARACTERS);
    if (!REST.test(rest)) return undefined;
    const subject = purpose.prefix + rest;
    const given = Buffer.from(token.slice(0, MAC_CHARACTERS));
    const fits = this.macs.map((mac) => {
      const right = Buffer.from(macOf(mac, purpose, subject));
      return right.length === given.length && timingSafeEqual(right, given);
    });
    return fits.includes(true) ? subject : undefined;
  }

  purposeOf(token: string): string | undefined {
    return this.purposes.find((purpose) => this.open(token, purpose) !== undefined)?.key;
  }
}

function macOf(mac: ShortMac, purpose: SignedPurpose, subject: string): string {
  const bytes = mac.of(`${purpose.key}:${subject}`);
  for (let i = 0; i < MAC_CHARACTERS; i++) CHARACTERS[i] = ALPHABET[bytes.charCodeAt(i) & 31]!;
  return CHARACTERS.toString('latin1');
}
