import { invalidField, type DomainError } from '#kernel';
import { COMMON_PASSWORDS } from './common-passwords.js';

const MIN_LENGTH = 12;
const MAX_LENGTH = 256;
/** A shorter local part ("al") would refuse half the dictionary. */
const MIN_CONTEXT_WORD = 3;
const PRODUCT = 'spotwork';

/**
 * What makes a password unusable, if anything. Length does the work: no rules about kinds of characters (ASVS 6.2.5),
 * but none of those that guessers try first and none that the account's own words give away.
 */
export function passwordProblem(password: string, email: string): DomainError | undefined {
  const text = password.normalize('NFKC');
  const length = [...text].length;
  if (length < MIN_LENGTH) return problem('password-too-short', `Use at least ${MIN_LENGTH} characters.`);
  if (length > MAX_LENGTH) return problem('password-too-long', `Use at most ${MAX_LENGTH} characters.`);
  const plain = text.toLowerCase();
  if (isCommon(plain)) return problem('password-too-common', 'This password is among the first that a guesser tries.');
  const context = [PRODUCT, email.toLowerCase().split('@', 1)[0]!].filter((word) => word.length >= MIN_CONTEXT_WORD);
  if (context.some((word) => plain.includes(word))) {
    return problem('password-too-obvious', `Leave out "${PRODUCT}" and your e-mail name.`);
  }
  return undefined;
}

/** In the list, in the list with digits and signs around it ("Password2026!"), or a few characters over and over. */
function isCommon(plain: string): boolean {
  const core = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return COMMON_PASSWORDS.has(plain) || COMMON_PASSWORDS.has(core) || /^(.{1,4})\1+.{0,3}$/u.test(plain);
}

function problem(code: string, detail: string): DomainError {
  return invalidField('/password', code, detail);
}
