import { MESSAGE_HEADER } from '../channels/mail.js';
import type { Reported, ReportedChange } from '../messages/reported.store.js';

/** What is read of a mail that says what became of another (RFC 3464, RFC 6533). */
export interface DeliveryReport {
  /** The part `message/delivery-status`: groups of fields, of the mail as a whole and of its recipients. */
  status: string;
  /** The header fields of the mail that it is about, as far as they came back. */
  original: string;
  /** The Message-ID that it answers. */
  inReplyTo: string;
}

/** One of our mails came back for good. */
export interface Bounce {
  messageId: string;
  /** Which try to send it came back; absent where only its Message-ID did. */
  attempt?: number;
  /** `bounce-5.1.1`, by RFC 3463; `bounce-undelivered` when the report names no code. */
  reason: string;
}

const OUR_HEADER = /^(msg_[a-z0-9]{1,40}); try=(\d{1,3})$/;
/** Of `mailOf`. */
const OUR_ID = /^<?(msg_[a-z0-9]{1,40})@/;
/** Where a provider that gives a mail an id of its own keeps ours: Exchange Online and Gmail. */
const IDS_OF_BEFORE = ['message-id', 'x-microsoft-original-message-id', 'x-original-message-id'];
const STATUS = /^([245])\.(\d{1,3})\.(\d{1,3})(?!\d|\.)/;
/** "Other": the server that spoke to the last one knew no better, and quotes that. */
const SAYS_NOTHING = /^[245]\.0\.0$/;

/** `undefined`: it is about none of our mails, or tells of a delay or a delivery. */
export function bounceOf(report: DeliveryReport): Bounce | undefined {
  const groups = groupsOf(report.status);
  const failed = groups.find((fields) => /^failed\b/i.test(fields.get('action') ?? ''));
  const message = failed && messageOf(fieldsOf(report.original), groups, report.inReplyTo);
  return message && { ...message, reason: reasonOf(failed) };
}

/**
 * What becomes of a mail that came back; `undefined`: nothing. `later`: a worker has it, and will have recorded what it knows within
 * its lease. One that is to be tried again comes back again, if its address is still the same.
 */
export function afterBounce(mail: Reported, bounce: Bounce, now: number): ReportedChange | 'later' | undefined {
  if (mail.channel !== 'email') return undefined;
  if (mail.status === 'queued' && mail.claimedUntil !== undefined) return 'later';
  if (mail.status !== 'sent' || (bounce.attempt ?? mail.attempts) !== mail.attempts) return undefined;
  return { status: 'failed', reason: bounce.reason, endedAt: now };
}

type Fields = ReadonlyMap<string, string>;

function messageOf(original: Fields, groups: readonly Fields[], inReplyTo: string): Omit<Bounce, 'reason'> | undefined {
  const [, own, attempt] = OUR_HEADER.exec(original.get(MESSAGE_HEADER.toLowerCase()) ?? '') ?? [];
  if (own !== undefined) return { messageId: own, attempt: Number(attempt) };
  const ids = [...[original, ...groups].flatMap((fields) => IDS_OF_BEFORE.map((name) => fields.get(name))), inReplyTo];
  for (const id of ids) {
    const messageId = OUR_ID.exec(id ?? '')?.[1];
    if (messageId !== undefined) return { messageId };
  }
  return undefined;
}

function reasonOf(failed: Fields): string {
  const status = STATUS.exec(failed.get('status') ?? '')?.[0];
  if (status !== undefined && !SAYS_NOTHING.test(status)) return `bounce-${status}`;
  // "smtp; 550-5.1.1 The email account …"
  const quoted = /^smtp;\s{0,9}\d{3}[ -](\S{1,20})/i.exec(failed.get('diagnostic-code') ?? '')?.[1] ?? '';
  const code = STATUS.exec(quoted)?.[0] ?? status;
  return code === undefined ? 'bounce-undelivered' : `bounce-${code}`;
}

/** Not every server says something of the mail as a whole, or leaves a line empty behind it. */
function groupsOf(status: string): Fields[] {
  const groups: string[][] = [[]];
  for (const line of linesOf(status)) {
    if (line.trim() === '') groups.push([]);
    else groups.at(-1)!.push(line);
  }
  return groups.map(fieldsIn);
}

/** Of a head, which ends with the first empty line. */
function fieldsOf(head: string): Fields {
  const lines = linesOf(head);
  const end = lines.indexOf('');
  return fieldsIn(end < 0 ? lines : lines.slice(0, end));
}

/** By name in small letters, the first of each; folded lines are joined. No pattern: a stranger wrote the text. */
function fieldsIn(lines: readonly string[]): Fields {
  const fields = new Map<string, string[]>();
  let last: string[] = [];
  for (const line of lines) {
    if (line.startsWith(' ') || line.startsWith('\t')) {
      last.push(line.trim());
      continue;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trimEnd().toLowerCase();
    last = [line.slice(colon + 1).trim()];
    if (name !== '' && !fields.has(name)) fields.set(name, last);
  }
  return new Map([...fields].map(([name, parts]) => [name, parts.filter(Boolean).join(' ')]));
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|\r|\n/);
}
