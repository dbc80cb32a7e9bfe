import type { BouncesMailbox } from './bounces-url.js';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig, type Config } from './config.js';

let root: string;
let made = 0;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'spotwork-config-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const folder = () => join(root, `data-${++made}`);
const load = (env: Record<string, string | undefined> = {}): Config => loadConfig({ DATA_DIR: folder(), ...env });

/** The message of the refusal, which is all that an operator sees. */
function refusal(env: Record<string, string>): string {
  try {
    load(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error('it was taken');
}

const mailbox = (changes: Partial<BouncesMailbox>): BouncesMailbox => ({
  host: 'imap.example',
  port: 993,
  security: 'tls',
  user: 'desk@clinic.example',
  password: 'p:w',
  folder: 'INBOX',
  name: 'desk@clinic.example (INBOX at imap.example)',
  ...changes,
});

describe('settings', () => {
  it('have defaults', () => {
    const dataDir = folder();
    expect(loadConfig({ DATA_DIR: dataDir })).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataDir,
      publicUrl: 'http://localhost:3000',
      database: { kind: 'sqlite', file: join(dataDir, 'spotwork.sqlite') },
      redisUrl: undefined,
      queuePrefix: undefined,
      smtpUrl: undefined,
      dkim: undefined,
      smsUrl: undefined,
      bounces: undefined,
      secretKey: expect.any(Buffer),
      undoWindowSeconds: 180,
      rateLimitPerMinute: 6000,
      demo: undefined,
      demoMessages: false,
      logLevel: 'info',
      trustProxy: [],
      oldSecretKeys: [],
    });
  });

  it('are the same when they are empty or blank', () => {
    const names = [
      'PORT',
      'HOST',
      'PUBLIC_URL',
      'DATABASE_URL',
      'REDIS_URL',
      'QUEUE_PREFIX',
      'SMTP_URL',
      'DKIM_KEY_FILE',
      'DKIM_SELECTOR',
      'SMS_URL',
      'BOUNCES_URL',
      'SECRET_KEY',
      'UNDO_WINDOW_SECONDS',
      'RATE_LIMIT_PER_MINUTE',
      'DEMO',
      'DEMO_MESSAGES',
      'LOG_LEVEL',
      'TRUST_PROXY',
    ];
    const dataDir = folder();
    const unset = loadConfig({ DATA_DIR: dataDir });
    for (const empty of ['', '  ']) {
      expect(loadConfig({ DATA_DIR: dataDir, ...Object.fromEntries(names.map((name) => [name, empty])) })).toEqual(unset);
    }
  });

  it.each<[name: string, value: string, expected: Partial<Config>]>([
    ['PORT', '8080', { port: 8080, publicUrl: 'http://localhost:8080' }],
    ['PORT', ' 0 ', { port: 0 }],
    ['HOST', '0.0.0.0', { host: '0.0.0.0' }],
    ['PUBLIC_URL', 'https://desk.example.org//', { publicUrl: 'https://desk.example.org' }],
    ['DATABASE_URL', 'postgres://u:p@db/spotwork', { database: { kind: 'postgres', url: 'postgres://u:p@db/spotwork' }, demo: false }],
    ['DATABASE_URL', 'postgresql://db/spotwork', { database: { kind: 'postgres', url: 'postgresql://db/spotwork' } }],
    ['REDIS_URL', 'rediss://redis:6380/1', { redisUrl: 'rediss://redis:6380/1' }],
    ['QUEUE_PREFIX', 'cedar_2-a', { queuePrefix: 'cedar_2-a' }],
    ['SMTP_URL', 'smtps://u:p@mail:465', { smtpUrl: 'smtps://u:p@mail:465' }],
    ['SMS_URL', 'https://AC1:t@api.example?from=%2B15035550100', { smsUrl: 'https://AC1:t@api.example?from=%2B15035550100' }],
    ['SMS_URL', 'http://AC1:t@127.0.0.1:4010/sms?service=MG12345678&country=34', {}],
    ['BOUNCES_URL', 'imaps://desk%40clinic.example:p%3Aw@imap.example', { bounces: mailbox({}) }],
    ['BOUNCES_URL', 'imaps://desk%40clinic.example:p%3Aw@imap.example:1993/', { bounces: mailbox({ port: 1993 }) }],
    [
      'BOUNCES_URL',
      'imap://desk%40clinic.example:p%3Aw@imap.example/Mail/Came%20back',
      {
        bounces: mailbox({
          port: 143,
          security: 'starttls',
          folder: 'Mail/Came back',
          name: 'desk@clinic.example (Mail/Came back at imap.example)',
        }),
      },
    ],
    [
      'BOUNCES_URL',
      'imap://desk%40clinic.example:p%3Aw@[::1]:1143',
      { bounces: mailbox({ host: '::1', port: 1143, security: 'plain', name: 'desk@clinic.example (INBOX at ::1)' }) },
    ],
    ['UNDO_WINDOW_SECONDS', '0', { undoWindowSeconds: 0 }],
    ['RATE_LIMIT_PER_MINUTE', '1', { rateLimitPerMinute: 1 }],
    ['DEMO', 'on', { demo: true }],
    ['DEMO', 'off', { demo: false }],
    ['DEMO_MESSAGES', 'on', { demoMessages: true }],
    ['LOG_LEVEL', 'silent', { logLevel: 'silent' }],
    ['TRUST_PROXY', '127.0.0.1, 10.0.0.0/8,::1', { trustProxy: ['127.0.0.1', '10.0.0.0/8', '::1'] }],
    ['TRUST_PROXY', 'loopback', { trustProxy: ['loopback'] }],
  ])('%s=%s is taken', (name, value, expected) => {
    expect(load({ [name]: value })).toMatchObject(expected);
  });

  it.each<[name: string, value: string, says: string]>([
    ['PORT', 'http', 'is not a whole number from 0 to 65535. Correct it or leave it empty for 3000.'],
    ['PORT', '65536', 'from 0 to 65535'],
    ['PORT', '-1', 'from 0 to 65535'],
    ['PORT', '80.5', 'from 0 to 65535'],
    ['PUBLIC_URL', 'desk.example.org', 'Write it like https://desk.example.org, or leave it empty.'],
    ['PUBLIC_URL', 'ftp://desk.example.org', 'not a http URL'],
    ['DATABASE_URL', 'mysql://db/spotwork', 'Write it like postgres://user:password@host:5432/spotwork'],
    ['DATABASE_URL', 'localhost:5432', 'not a postgres URL'],
    ['DATABASE_URL', 'postgres://db:99999/spotwork', 'not a postgres URL'],
    ['REDIS_URL', 'localhost:6379', 'Write it like redis://127.0.0.1:6379'],
    ['QUEUE_PREFIX', 'a:b', 'use 1 to 64 letters, digits, "-" or "_".'],
    ['QUEUE_PREFIX', 'x'.repeat(65), 'use 1 to 64'],
    ['SMTP_URL', 'mail.example.org', 'Write it like smtp://user:password@mail.example.org:587'],
    ['SMS_URL', 'api.twilio.com', 'Write it like https://ACCOUNT_SID:AUTH_TOKEN@api.twilio.com?from=%2B15035550100, or leave it empty.'],
    ['SMS_URL', 'http://AC1:t@api.example?from=%2B15035550100', 'use https'],
    ['SMS_URL', 'https://AC1@api.example?from=%2B15035550100', 'needs the account and its token'],
    ['SMS_URL', 'https://AC1:t%zz@api.example?from=%2B15035550100', 'needs the account and its token'],
    ['SMS_URL', 'https://AC1:t@api.example', 'needs either ?from='],
    ['SMS_URL', 'https://AC1:t@api.example?from=12345&service=MG12345678', 'needs either ?from='],
    ['SMS_URL', 'https://AC1:t@api.example?from=+15035550100', 'a + is written %2B'],
    ['SMS_URL', 'https://AC1:t@api.example?service=AC12345678', 'its name begins with MG'],
    ['SMS_URL', 'https://AC1:t@api.example?from=12345&country=US', 'like 1 or 34'],
    ['BOUNCES_URL', 'https://u:p@imap.example', 'Write it like imaps://user:password@imap.example.org/INBOX'],
    ['BOUNCES_URL', 'imaps://user:p@imap.example/100%', 'write it as %25'],
    ['BOUNCES_URL', 'imaps://user@imap.example', 'needs a user and a password'],
    ['BOUNCES_URL', 'imaps://user:p%zz@imap.example', 'needs a user and a password'],
    ['BOUNCES_URL', 'imaps://user:p%0D%0Aa@imap.example', 'control characters'],
    ['BOUNCES_URL', 'imaps://user:p@imap.example/Sent?x=1', 'takes nothing behind the folder'],
    ['SECRET_KEY', 'short', 'Make one with: openssl rand -base64 32'],
    ['UNDO_WINDOW_SECONDS', '3601', 'from 0 to 3600'],
    ['RATE_LIMIT_PER_MINUTE', '0', 'from 1 to'],
    ['DEMO', 'yes', '"yes" is neither "on" nor "off".'],
    ['DEMO_MESSAGES', 'true', '"true" is neither "on" nor "off".'],
    ['LOG_LEVEL', 'verbose', '"verbose" is not one of debug, info, warn, error, silent.'],
    ['TRUST_PROXY', 'proxy.example.org', 'Write addresses or networks like 10.0.0.0/8, separated by commas.'],
    ['TRUST_PROXY', '10.0.0.0/33', 'Write addresses or networks'],
    ['TRUST_PROXY', 'true', 'Write addresses or networks'],
  ])('%s=%s is refused with what to do', (name, value, says) => {
    const message = refusal({ [name]: value });
    expect(message).toContain(says);
    expect(message.startsWith(`${name}: `)).toBe(true);
    expect(message).not.toContain('\n');
  });

  it('are refused without repeating what may be a password', () => {
    expect(refusal({ DATABASE_URL: 'mysql://u:hunter2@db' })).not.toContain('hunter2');
    expect(refusal({ SMTP_URL: 'http://u:hunter2@db' })).not.toContain('hunter2');
    expect(refusal({ SMS_URL: 'https://AC1:hunter2@db' })).not.toContain('hunter2');
  });
});

describe('the key that signs mails', () => {
  const keyFile = (name: string, pem: string): string => {
    const file = join(root, name);
    writeFileSync(file, pem);
    return file;
  };
  const rsa = (modulusLength: number) =>
    generateKeyPairSync('rsa', { modulusLength }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  it('is read with its selector', () => {
    const pem = rsa(1024);
    const DKIM_KEY_FILE = keyFile('good.pem', pem);
    expect(load({ DKIM_KEY_FILE, DKIM_SELECTOR: 'desk-1.mail' }).dkim).toEqual({ privateKey: pem, selector: 'desk-1.mail' });
    expect(refusal({ DKIM_KEY_FILE })).toMatch(/^DKIM_SELECTOR: /);
    for (const DKIM_SELECTOR of ['a b', 'a;b', '-a', 'a..b', 'ü', 'x'.repeat(64)])
      expect(refusal({ DKIM_KEY_FILE, DKIM_SELECTOR })).toMatch(/^DKIM_SELECTOR: use letters/);
  });

  it('is refused by the name of its setting when mails cannot be signed with it', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const files = {
      'weak.pem': rsa(512),
      'curve.pem': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      'public.pem': publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      'text.pem': 'hunter2',
    };
    for (const [name, pem] of Object.entries(files)) {
      const message = refusal({ DKIM_KEY_FILE: keyFile(name, pem), DKIM_SELECTOR: 'desk' });
      expect(message).toMatch(/^DKIM_KEY_FILE: .* Make one with: openssl genrsa -out /);
      expect(message).not.toContain('hunter2');
    }
    expect(refusal({ DKIM_KEY_FILE: join(root, 'none.pem'), DKIM_SELECTOR: 'desk' })).toMatch(/^DKIM_KEY_FILE: .* cannot be read/);
    expect(refusal({ DKIM_SELECTOR: 'desk' })).toMatch(/^DKIM_KEY_FILE: /);
  });
});

describe('DATA_DIR', () => {
  it('is made, for its user only', () => {
    const dataDir = join(folder(), 'a', 'b');
    load({ DATA_DIR: dataDir });
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  });

  it('cannot be a file', () => {
    const file = folder();
    writeFileSync(file, '');
    const message = refusal({ DATA_DIR: file });
    expect(message).toBe(`DATA_DIR: cannot write to ${file}. Make it writable for this user, or set DATA_DIR to a folder that is.`);
    expect(refusal({ DATA_DIR: join(file, 'below') })).toContain('DATA_DIR: cannot write to');
  });
});

describe('SECRET_KEY', () => {
  it('is taken from the environment', () => {
    const key = randomBytes(32);
    const dataDir = folder();
    expect(load({ DATA_DIR: dataDir, SECRET_KEY: key.toString('base64') }).secretKey).toEqual(key);
    expect(existsSync(join(dataDir, 'secret.key'))).toBe(false);
  });

  it('is made once, and kept for its user only', () => {
    const dataDir = folder();
    const first = load({ DATA_DIR: dataDir }).secretKey;
    expect(first).toHaveLength(32);
    expect(load({ DATA_DIR: dataDir }).secretKey).toEqual(first);
    expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dataDir, 'secret.key'), 'utf8')).toBe(first.toString('base64'));
  });

  it('is never replaced when it is damaged', () => {
    const dataDir = folder();
    mkdirSync(dataDir);
    for (const content of ['', 'short', '\n']) {
      writeFileSync(join(dataDir, 'secret.key'), content);
      expect(refusal({ DATA_DIR: dataDir })).toMatch(/^SECRET_KEY: .*secret\.key is damaged\. Restore it from a backup/);
    }
    rmSync(join(dataDir, 'secret.key'));
    mkdirSync(join(dataDir, 'secret.key'));
    expect(refusal({ DATA_DIR: dataDir })).toMatch(/^SECRET_KEY: .*secret\.key cannot be read/);
  });
});
