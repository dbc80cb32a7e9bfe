import { decoded, isLoopback } from './url-parts.js';

/** The mailbox that mails come back to, as BOUNCES_URL names it. */
export interface BouncesMailbox {
  host: string;
  port: number;
  /** `tls`: from the first byte. `starttls`: or nothing is said. `plain`: on this machine only. */
  security: 'tls' | 'starttls' | 'plain';
  user: string;
  password: string;
  folder: string;
  /** For people, without the password: `desk@clinic.example (INBOX at imap.example)`. */
  name: string;
}

const EXAMPLE = 'imaps://user:password@imap.example.org/INBOX';
const PORTS = { 'imaps:': 993, 'imap:': 143 };

/** What is wrong is said in a sentence that repeats nothing of the value: it carries a password. */
export function parseBouncesUrl(text: string): BouncesMailbox | { wrong: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'imaps:' && url.protocol !== 'imap:') || url.hostname === '')
    return { wrong: `not an imaps URL. Write it like ${EXAMPLE}, or leave it empty.` };
  const [user, password, folder] = [url.username, url.password, url.pathname.slice(1)].map(decoded);
  if (folder === undefined) return { wrong: 'has a "%" in its folder that encodes nothing: write it as %25.' };
  if (!user || !password) return { wrong: `needs a user and a password. Write it like ${EXAMPLE}.` };
  if (/\p{Cc}/u.test(user + password + folder)) return { wrong: 'has control characters in its user, password or folder.' };
  if (url.search !== '' || url.hash !== '') return { wrong: 'takes nothing behind the folder: write "?" as %3F and "#" as %23.' };
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return {
    host,
    port: url.port === '' ? PORTS[url.protocol] : Number(url.port),
    security: url.protocol === 'imaps:' ? 'tls' : isLoopback(url.hostname) ? 'plain' : 'starttls',
    user,
    password,
    folder: folder || 'INBOX',
    name: `${user} (${folder || 'INBOX'} at ${host})`,
  };
}
