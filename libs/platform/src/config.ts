import { mkdirSync, accessSync, constants, readFileSync, writeFileSync, existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { type BouncesMailbox, parseBouncesUrl } from './bounces-url.js';
import { parseSmsUrl } from './sms-url.js';

/** Everything the environment decides (`docs/operations.md` lists the variables). Read once, at start. */
export interface Config {
  port: number;
  host: string;
  dataDir: string;
  publicUrl: string;
  database: { kind: 'sqlite'; file: string } | { kind: 'postgres'; url: string };
  redisUrl?: string;
  queuePrefix?: string;
  smtpUrl?: string;
  /** Signs mails that leave over SMTP, in the name of the sender's domain. */
  dkim?: { privateKey: string; selector: string };
  /** `parseSmsUrl` takes it apart. */
  smsUrl?: string;
  /** Where mails come back to. */
  bounces?: BouncesMailbox;
  /** 32 bytes; derives the keys that sign cursors and seal columns. */
  secretKey: Buffer;
  /** Keys of before: what they sealed still opens. */
  oldSecretKeys: Buffer[];
  undoWindowSeconds: number;
  rateLimitPerMinute: number;
  /** `undefined`: decided by the database (on for an empty SQLite file). */
  demo?: boolean;
  demoMessages: boolean;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Reverse proxies whose X-Forwarded-* headers are believed; none by default. */
  trustProxy: string[];
}

/** A wrong setting; the message says what to do and is printed as it is. */
export class ConfigError extends Error {}

const LEAST_RATE = 0.01;
const MOST_RATE = 10_000;

type Env = Record<string, string | undefined>;

export function loadConfig(env: Env): Config {
  // An empty value is an unset one: docker-compose passes `REDIS_URL=` for an absent variable.
  const read = (name: string): string | undefined => {
    const value = env[name]?.trim();
    return value ? value : undefined;
  };
  const dataDir = resolve(read('DATA_DIR') ?? './data');
  prepareDirectory(dataDir);
  const port = integer(read('PORT'), 'PORT', 3000, 0, 65535);
  const host = read('HOST') ?? '127.0.0.1';
  const databaseUrl = url(
    read('DATABASE_URL'),
    'DATABASE_URL',
    ['postgres:', 'postgresql:'],
    'postgres://user:password@host:5432/spotwork',
  );
  return {
    port,
    host,
    dataDir,
    publicUrl: (
      url(read('PUBLIC_URL'), 'PUBLIC_URL', ['http:', 'https:'], 'https://desk.example.org') ?? `http://localhost:${port}`
    ).replace(/\/+$/, ''),
    database: databaseUrl ? { kind: 'postgres', url: databaseUrl } : { kind: 'sqlite', file: join(dataDir, 'spotwork.sqlite') },
    redisUrl: url(read('REDIS_URL'), 'REDIS_URL', ['redis:', 'rediss:'], 'redis://127.0.0.1:6379'),
    queuePrefix: queuePrefix(read('QUEUE_PREFIX')),
    smtpUrl: withRate(url(read('SMTP_URL'), 'SMTP_URL', ['smtp:', 'smtps:'], 'smtp://user:password@mail.example.org:587'), 'SMTP_URL'),
    dkim: dkim(read('DKIM_KEY_FILE'), read('DKIM_SELECTOR')),
    smsUrl: withRate(smsUrl(read('SMS_URL')), 'SMS_URL'),
    bounces: bounces(read('BOUNCES_URL')),
    secretKey: secretKey(read('SECRET_KEY'), dataDir),
    oldSecretKeys: (read('SECRET_KEYS_OLD')?.split(',') ?? []).map((value) => keyFrom(value.trim(), 'SECRET_KEYS_OLD')),
    undoWindowSeconds: integer(read('UNDO_WINDOW_SECONDS'), 'UNDO_WINDOW_SECONDS', 180, 0, 3600),
    rateLimitPerMinute: integer(read('RATE_LIMIT_PER_MINUTE'), 'RATE_LIMIT_PER_MINUTE', 6000, 1, 100_000_000),
    demo: onOff(read('DEMO'), 'DEMO') ?? (databaseUrl ? false : undefined),
    demoMessages: onOff(read('DEMO_MESSAGES'), 'DEMO_MESSAGES') ?? false,
    logLevel: oneOf(read('LOG_LEVEL'), 'LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'] as const, 'info'),
    trustProxy: proxies(read('TRUST_PROXY')),
  };
}

function prepareDirectory(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    if (!statSync(dir).isDirectory()) throw new Error('not a directory');
    accessSync(dir, constants.W_OK);
  } catch {
    throw new ConfigError(`DATA_DIR: cannot write to ${dir}. Make it writable for this user, or set DATA_DIR to a folder that is.`);
  }
}

function integer(value: string | undefined, name: string, fallback: number, min: number, max: number): number {
  if (value === undefined) return fallback;
  const parsed = Number(value);
  if (!Number.isInteger(parsed) || parsed < min || parsed > max) {
    throw new ConfigError(`${name}: "${value}" is not a whole number from ${min} to ${max}. Correct it or leave it empty for ${fallback}.`);
  }
  return parsed;
}

function url(value: string | undefined, name: string, protocols: string[], example: string): string | undefined {
  if (value === undefined) return undefined;
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  // The value itself is not repeated: it may carry a password.
  if (!parsed || !protocols.includes(parsed.protocol)) {
    throw new ConfigError(`${name}: not a ${protocols[0]!.slice(0, -1)} URL. Write it like ${example}, or leave it empty.`);
  }
  return value;
}

/** `?rate=` of a provider's URL: how many messages a second it takes. */
export function rateOf(providerUrl: string | undefined): number | undefined {
  const text = providerUrl === undefined ? undefined : (new URL(providerUrl).searchParams.get('rate') ?? undefined);
  return text === undefined ? undefined : Number(text);
}

function withRate(providerUrl: string | undefined, name: string): string | undefined {
  const rate = rateOf(providerUrl);
  if (rate !== undefined && !(rate >= LEAST_RATE && rate <= MOST_RATE)) {
    throw new ConfigError(
      `${name}: "rate" is the number of messages a second, ${LEAST_RATE} to ${MOST_RATE}. Correct it, or leave it out.`,
    );
  }
  return providerUrl;
}

/** Receivers refuse weaker ones (RFC 8301). */
const DKIM_BITS = 1024;

function dkim(file: string | undefined, selector: string | undefined): Config['dkim'] {
  if (file === undefined && selector === undefined) return undefined;
  if (file === undefined) throw new ConfigError('DKIM_KEY_FILE: DKIM_SELECTOR is set, so name the file of its private key, too.');
  if (selector === undefined)
    throw new ConfigError('DKIM_SELECTOR: DKIM_KEY_FILE is set, so name its selector, too: the part before "._domainkey".');
  const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
  if (!new RegExp(`^${label}(?:\\.${label}){0,3}$`).test(selector))
    throw new ConfigError('DKIM_SELECTOR: use letters, digits and "-", as in the name of the DNS record.');
  return { privateKey: dkimKey(file), selector };
}

function dkimKey(file: string): string {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch {
    throw new ConfigError(`DKIM_KEY_FILE: ${file} cannot be read. Make it readable for this user.`);
  }
  if (rsaBitsOf(pem) < DKIM_BITS)
    throw new ConfigError(
      `DKIM_KEY_FILE: ${file} is no RSA private key of ${DKIM_BITS} bits or more in PEM. Make one with: openssl genrsa -out ${file} 2048`,
    );
  return pem;
}

/** 0: no key that mails can be signed with. */
function rsaBitsOf(pem: string): number {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'rsa' ? (key.asymmetricKeyDetails?.modulusLength ?? 0) : 0;
  } catch {
    return 0;
  }
}

function smsUrl(value: string | undefined): string | undefined {
  const parsed = value === undefined ? undefined : parseSmsUrl(value);
  if (parsed && 'wrong' in parsed) throw new ConfigError(`SMS_URL: ${parsed.wrong}`);
  return value;
}

function bounces(value: string | undefined): BouncesMailbox | undefined {
  const parsed = value === undefined ? undefined : parseBouncesUrl(value);
  if (parsed && 'wrong' in parsed) throw new ConfigError(`BOUNCES_URL: ${parsed.wrong}`);
  return parsed;
}

function queuePrefix(value: string | undefined): string | undefined {
  if (value !== undefined && !/^[A-Za-z0-9_-]{1,64}$/.test(value)) {
    throw new ConfigError('QUEUE_PREFIX: use 1 to 64 letters, digits, "-" or "_".');
  }
  return value;
}

function onOff(value: string | undefined, name: string): boolean | undefined {
  if (value === undefined) return undefined;
  if (value === 'on') return true;
  if (value === 'off') return false;
  throw new ConfigError(`${name}: "${value}" is neither "on" nor "off".`);
}

function oneOf<T extends string>(value: string | undefined, name: string, allowed: readonly T[], fallback: T): T {
  if (value === undefined) return fallback;
  const match = allowed.find((candidate) => candidate === value);
  if (!match) throw new ConfigError(`${name}: "${value}" is not one of ${allowed.join(', ')}.`);
  return match;
}

/** What the HTTP server takes for a name of several networks. */
const NETWORK_NAMES = ['loopback', 'linklocal', 'uniquelocal'];

function proxies(value: string | undefined): string[] {
  const list = (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const wrong = list.find((part) => !NETWORK_NAMES.includes(part) && !isNetwork(part));
  if (wrong)
    throw new ConfigError(`TRUST_PROXY: "${wrong}" is no address. Write addresses or networks like 10.0.0.0/8, separated by commas.`);
  return list;
}

function isNetwork(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return more === undefined && most > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}

function secretKey(value: string | undefined, dataDir: string): Buffer {
  if (value !== undefined) return keyFrom(value, 'SECRET_KEY');
  const file = join(dataDir, 'secret.key');
  if (!existsSync(file)) {
    try {
      // 'wx': of two processes that start at once one writes, the other reads what was written.
      writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  const key = Buffer.from(readKey(file).trim(), 'base64');
  if (key.length < 32)
    throw new ConfigError(`SECRET_KEY: ${file} is damaged. Restore it from a backup; a new key cannot read what the old one sealed.`);
  return key;
}

function keyFrom(value: string, name: string): Buffer {
  const key = Buffer.from(value, 'base64');
  if (key.length < 32) throw new ConfigError(`${name}: needs at least 32 bytes in base64. Make one with: openssl rand -base64 32`);
  return key;
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new ConfigError(`SECRET_KEY: ${file} cannot be read. Make it readable for this user, or set SECRET_KEY to what it holds.`);
  }
}
