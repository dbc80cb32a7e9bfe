const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARACTERS = 9;
const RANDOM_CHARACTERS = 13;

/**
 * A new opaque id, for example `vis_01k9z3m7qf8…`: prefix, 45 bits of time, 65 random bits, Crockford base 32.
 * Ids made later sort later, so that inserts append to the index instead of splitting its pages.
 */
export function newId(prefix: string, now: number): string {
  let time = '';
  let rest = now;
  for (let i = 0; i < TIME_CHARACTERS; i++) {
    time = ALPHABET[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  return `${prefix}_${time}${randomCharacters(RANDOM_CHARACTERS)}`;
}

/** A secret of `characters` × 5 bits for links, sessions and keys. */
export function randomCharacters(characters: number): string {
  let text = '';
  for (let i = 0; i < characters; i++) text += ALPHABET[nextRandomByte() & 31];
  return text;
}

// One system call for 4,096 bytes: a call per id was 2 µs, and a booking makes about fifteen ids.
const pool = new Uint8Array(4096);
let used = pool.length;

function nextRandomByte(): number {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  const byte = pool[used]!;
  pool[used++] = 0;
  return byte;
}
