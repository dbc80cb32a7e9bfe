import type { ImapFlow, ImapFlowError, MessageStructureObject } from 'imapflow';
import { DAY_MS } from '#kernel';
import type { BouncesMailbox } from '#platform';
import type { DeliveryReport } from './bounce.rules.js';

const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;
/** Header fields come back with every hop that they have passed; a status names one recipient. */
const MOST_BYTES = 64 * 1024;
/** A report may lie in what a gateway has wrapped around it, but not deep. */
const MOST_LEVELS = 4;

/** How far a mailbox was read (RFC 9051, 2.3.1.1): `uid` counts as long as `validity` stays. */
export interface Place {
  validity: string;
  uid: number;
}

export interface MailboxPage {
  reports: (DeliveryReport & { uid: number })[];
  /** Behind all that was looked at. */
  place: Place;
  hasMore: boolean;
}

export interface Reading {
  /** Absent: nothing was read so far. */
  after?: Place;
  /** Where there is no place, or the folder was made anew: what came since then, by day. */
  since: Date;
  /** Mails of the page. */
  most: number;
  signal: AbortSignal;
}

/** Why a mailbox could not be read: `login`, `folder`, `starttls`, or a code of the server or the connection, as `econnrefused`. */
export class MailboxError extends Error {
  /** `page`: what was being read; absent: it did not come so far. */
  constructor(
    readonly problem: string,
    readonly page?: { validity: string; first: number; last: number },
  ) {
    super(problem);
  }
}

/** The delivery reports of the next page. Nothing in the mailbox is changed. Rejects with a `MailboxError`, also when `signal` says so. */
export async function readReports(mailbox: BouncesMailbox, { after, since, most, signal }: Reading): Promise<MailboxPage> {
  let reading: MailboxError['page'];
  return withClient(mailbox, signal, async (client) => {
    const { uidValidity, uidNext } = await client.mailboxOpen(mailbox.folder, { readOnly: true });
    if (!uidValidity) throw new MailboxError('no-uidvalidity');
    const validity = String(uidValidity);
    const known = after?.validity === validity ? after.uid : undefined;
    const found = await client.search(known === undefined ? { since } : { uid: `${known + 1}:*` }, { uid: true });
    if (!found) throw new MailboxError('search');
    // "7:*" names the newest mail also where that is number 5.
    const waiting = found.filter((uid) => uid > (known ?? 0)).sort((a, b) => a - b);
    const page = waiting.slice(0, most);
    if (page.length > 0) reading = { validity, first: page[0]!, last: page.at(-1)! };
    const reports = page.length === 0 ? [] : await reportsAmong(client, page);
    // What is older than `since` is passed over, where the server says how many there were.
    const uid = page.at(-1) ?? known ?? Math.max(0, (uidNext || 1) - 1);
    return { reports, place: { validity, uid }, hasMore: waiting.length > page.length };
  }).catch((error: unknown) => {
    throw new MailboxError(error instanceof MailboxError ? error.problem : problemOf(error as ImapFlowError), reading);
  });
}

/** What is wrong with a mailbox, as `MailboxError.problem`; `undefined`: it can be read. */
export async function mailboxProblem(mailbox: BouncesMailbox, now: number): Promise<string | undefined> {
  try {
    // Nothing has come since the day after tomorrow.
    const reading = { since: new Date(now + 2 * DAY_MS), most: 1, signal: AbortSignal.timeout(SILENCE_MS) };
    await readReports(mailbox, reading);
    return undefined;
  } catch (error) {
    if (error instanceof MailboxError) return error.problem;
    throw error;
  }
}

async function withClient<T>(mailbox: BouncesMailbox, signal: AbortSignal, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const client = await makeClient(mailbox);
  const leave = () => client.close();
  signal.addEventListener('abort', leave);
  try {
    if (signal.aborted) throw new MailboxError('timeout');
    await client.connect();
    return await work(client);
  } catch (error) {
    throw signal.aborted ? new MailboxError('timeout') : error;
  } finally {
    signal.removeEventListener('abort', leave);
    client.close();
  }
}

async function makeClient({ host, port, security, user, password }: BouncesMailbox): Promise<ImapFlow> {
  // Only who has such a mailbox pays for loading it.
  const imap = await import('imapflow');
  const client = new imap.ImapFlow({
    host,
    port,
    secure: security === 'tls',
    doSTARTTLS: security === 'tls' ? undefined : security === 'starttls',
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
  });
  // Whatever breaks rejects the command under way; without a listener it would end the process, too.
  client.on('error', () => undefined);
  return client;
}

/** Which parts of a mail are asked for. */
interface ReportParts {
  uid: number;
  inReplyTo: string;
  status: MessageStructureObject;
  /** Its key, and how it is encoded. */
  original?: { key: string; encoding?: string };
}

async function reportsAmong(client: ImapFlow, uids: readonly number[]): Promise<MailboxPage['reports']> {
  const wanted = { bodyStructure: true, headers: ['in-reply-to'] };
  const mails = await client.fetchAll(uids.join(','), wanted, { uid: true });
  // Gone meanwhile, or a row that the library could not read: by itself it says which.
  for (const uid of uids.filter((one) => !mails.some((mail) => mail.uid === one))) {
    const mail = await client.fetchOne(uid, wanted, { uid: true });
    if (mail) mails.push(mail);
  }
  const reports: MailboxPage['reports'] = [];
  for (const { uid, headers, bodyStructure } of mails.sort((a, b) => a.uid - b.uid)) {
    const parts = bodyStructure && partsOf(bodyStructure);
    const inReplyTo = textOf(headers).slice('in-reply-to:'.length).trim();
    const report = parts && (await reportOf(client, { uid, inReplyTo, ...parts }));
    if (report) reports.push(report);
  }
  return reports;
}

/** `undefined`: somebody has tidied up meanwhile. */
async function reportOf(client: ImapFlow, { uid, inReplyTo, status, original }: ReportParts) {
  const keys = [status.part!, ...(original ? [original.key] : [])];
  const mail = await client.fetchOne(uid, { bodyParts: keys.map((key) => ({ key, maxLength: MOST_BYTES })) }, { uid: true });
  if (!mail) return undefined;
  const read = (key: string, encoding?: string) => decoded(mail.bodyParts?.get(key.toLowerCase()), encoding);
  return {
    uid,
    inReplyTo,
    status: read(status.part!, status.encoding),
    original: original ? read(original.key, original.encoding) : '',
  };
}

/** The parts of a report, also of one inside something else, but not of one inside a mail that came back itself. */
function partsOf(root: MessageStructureObject): Pick<ReportParts, 'status' | 'original'> | undefined {
  const nodes = nodesOf(root, MOST_LEVELS);
  const find = (...types: string[]) => nodes.find(({ type, part }) => part !== undefined && types.includes(type.toLowerCase()));
  const status = find('message/delivery-status', 'message/global-delivery-status');
  if (!status) return undefined;
  const whole = find('message/rfc822', 'message/global');
  const head = find('text/rfc822-headers', 'message/global-headers');
  const key = whole?.part === undefined ? head?.part : `${whole.part}.HEADER`;
  return { status, original: key === undefined ? undefined : { key, encoding: whole ? undefined : head?.encoding } };
}

function nodesOf(node: MessageStructureObject, levels: number): MessageStructureObject[] {
  const isMultipart = node.type.toLowerCase().startsWith('multipart/');
  return [node, ...(isMultipart && levels > 0 ? (node.childNodes ?? []).flatMap((child) => nodesOf(child, levels - 1)) : [])];
}

function decoded(content: Buffer | undefined, encoding: string | undefined): string {
  return encoding?.toLowerCase() === 'base64' ? textOf(Buffer.from(textOf(content), 'base64')) : textOf(content);
}

function textOf(content: Buffer | undefined): string {
  return content ? content.toString('latin1') : '';
}

/** Refusals that are no answer to what was asked: RFC 5530. */
const PASSING = ['unavailable', 'limit', 'inuse', 'serverbug'];

/** Never a server's own words: it becomes a part of what operators and health checks read. */
function problemOf({ code, serverResponseCode, authenticationFailed, mailboxMissing, tlsFailed }: ImapFlowError): string {
  const said = serverResponseCode?.toLowerCase() ?? '';
  if (PASSING.includes(said)) return said;
  if (authenticationFailed) return 'login';
  if (mailboxMissing || said === 'nonexistent') return 'folder';
  const cause = code ?? (tlsFailed ? 'starttls' : said);
  const plain = cause.toLowerCase();
  return /^[a-z0-9_-]{1,40}$/.test(plain) ? plain : 'imap';
}
