import { hash, verify } from '@node-rs/argon2';

// argon2id (the library's default kind), 19 MiB, 2 passes, 1 lane: the OWASP minimum, 18 ms here.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of 32 random bytes that nobody kept: checked when there is no account, so that both answers take as long. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$SitzqtagF6ClDW83jMlVuw$2xrJEpd6t10ofP8g1l1fzvkxbYEdBWNtXzbud6AdVo8';

/** Runs on a thread of its own; never inside a transaction. */
export async function hashPassword(password: string): Promise<string> {
  return hash(normal(password), COST);
}

/** Takes the same time whether or not there is a hash to compare with. */
export async function passwordMatches(stored: string | null | undefined, password: string): Promise<boolean> {
  const matches = await verify(stored ?? NOBODY, normal(password));
  return matches && stored !== null && stored !== undefined;
}

// An é is one character on one keyboard and two on another.
function normal(password: string): string {
  return password.normalize('NFKC');
}
