import { hash, timingSafeEqual } from 'node:crypto';
import { randomCharacters } from '#kernel';

/** 43 characters of 5 random bits: 215 bits, so that a plain hash protects them and needs no salt. */
export const SECRET_CHARACTERS = 43;
/** 32 characters that nobody takes for another. */
export const SECRET_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

export function newSecret(): string {
  return randomCharacters(SECRET_CHARACTERS);
}

export function isSecretShaped(text: string): boolean {
  return SECRET_SHAPE.test(text);
}

const SECRET_SHAPE = /^[0-9a-z]{43}$/;

/**
 * What is stored of a secret. Passwords are not secrets in this sense: they go through argon2.
 * `hash` in one call takes 0.4 µs, `createHash` 1.5 µs, and every request with a credential does it.
 */
export function digestOf(secret: string): string {
  return hash('sha256', secret, 'hex');
}

export function sameDigest(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
