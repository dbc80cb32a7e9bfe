/**
 * Whom a refusal is about. `address`: this recipient or this mail, for good. `passing`: the same, for now. `ours`: what we are to
 * the server (login, sender, limits) or the server itself, so that every mail hears it. `unclear`: one of both; whether others
 * get through shows it.
 */
export type Fault = 'address' | 'passing' | 'ours' | 'unclear';

/** What a server has said no to. */
export interface Refusal {
  /** Of the reply: RFC 5321. */
  code: number;
  /** The whole reply. */
  response?: string;
  /** What was refused, as the mail library names it. */
  command?: string;
}

/** Details that mean something else than their subject; of RFC 3463 and the registry of RFC 5248 where no provider is named. */
const BY_DETAIL: Readonly<Record<string, Fault>> = {
  '1.0': 'unclear',
  // The sender's address: its syntax, its domain.
  '1.7': 'ours',
  '1.8': 'ours',
  // Exchange Online: the day's limit of recipients.
  '1.90': 'ours',
  // Full. RFC 3463 calls it useful only as a transient failure, and many say it with 552.
  '2.2': 'passing',
  // Exchange Online: "SendAsDenied".
  '2.252': 'ours',
  // The mail system is congested; Gmail says it of the day's sending limit.
  '4.5': 'ours',
  // An address with letters that the other end cannot take.
  '6.7': 'address',
  // RFC 4954: the login, its mechanism, no encryption. Gmail's 7.14 asks for a login in a browser.
  '7.8': 'ours',
  '7.9': 'ours',
  '7.11': 'ours',
  '7.13': 'ours',
  '7.14': 'ours',
  // RFC 7293: the mailbox or its domain belongs to somebody else now.
  '7.17': 'address',
  '7.18': 'address',
  // Exchange: no login, no relay, not this sender, no relay for this tenant.
  '7.54': 'ours',
  '7.57': 'ours',
  '7.60': 'ours',
  '7.64': 'ours',
};

/** RFC 3463: address, mailbox, mail system, network and routing, content, security or policy. 0 and 5 say nothing about whom. */
const BY_SUBJECT: Readonly<Record<string, Fault>> = {
  '1': 'address',
  '2': 'address',
  '3': 'unclear',
  '4': 'unclear',
  '6': 'unclear',
  '7': 'unclear',
};

/** RFC 5321 and, of logins, RFC 4954: what a reply without a better word means. 503 is about the session. */
const BY_CODE: Readonly<Record<number, Fault>> = {
  421: 'ours',
  454: 'ours',
  503: 'passing',
  530: 'ours',
  534: 'ours',
  535: 'ours',
  538: 'ours',
  552: 'passing',
};
/** In answer to RCPT TO: no mailbox, not here, not a name, not an address; RFC 7504: a domain without mail. */
const OF_RECIPIENT: readonly number[] = [501, 550, 551, 553, 556];

/**
 * What Postfix, Exim, qmail, sendmail and Exchange say of a client or a sender in answer to RCPT TO, where the codes do not tell it
 * from a wrong address.
 */
const OURS =
  /\brelay(ing)?( \w+){0,3} (denied|prohibited|not (permitted|allowed))|(unable|not permitted|not allowed) to relay|allowed rcpthosts|authenticat\w+ (is )?required|requires? authentication|smtp authentication|must authenticate|not authenticated|(sender address|client host|helo command) rejected|send as this sender|daily .*(limit|quota)/i;

/** As RFC 2034 places it; qmail writes it at the end, as `(#5.7.1)`. */
const ENHANCED = /^\d{3}[ -]([45])\.(\d{1,3})\.(\d{1,3})(?!\d)|\(#([45])\.(\d{1,3})\.(\d{1,3})\)/;

/** Whom a refusal is about, by its enhanced code, its words and its reply code, the one that says most first. */
export function faultOf({ code, response = '', command }: Refusal): Fault {
  // Before there was a recipient nothing is about one.
  if (command !== 'RCPT TO' && command !== 'DATA') return 'ours';
  const { subject, detail } = enhancedOf(code, response);
  const isPassing = code < 500;
  const known = BY_DETAIL[`${subject}.${detail}`];
  if (known !== undefined) return isPassing && known === 'address' ? 'passing' : known;
  if (OURS.test(response)) return 'ours';
  // Somebody who comes for the first time is often told to come again: that is about each address by itself.
  if (isPassing && subject === '7') return 'passing';
  const bySubject = subject === undefined ? undefined : BY_SUBJECT[subject];
  if (bySubject !== undefined) return isPassing && bySubject === 'address' ? 'passing' : bySubject;
  const byCode = BY_CODE[code] ?? (command === 'RCPT TO' && OF_RECIPIENT.includes(code) ? 'address' : undefined);
  // What is said after the text, or by 554, is said of a sender as well as of a recipient.
  return byCode ?? (isPassing ? 'passing' : 'unclear');
}

/** Empty without one, and where it contradicts the reply that it stands in. */
function enhancedOf(code: number, response: string): { subject?: string; detail?: string } {
  const [, before, subject, detail, after, subjectAfter, detailAfter] = ENHANCED.exec(response) ?? [];
  if (Number(before ?? after) !== Math.floor(code / 100)) return {};
  return { subject: subject ?? subjectAfter, detail: detail ?? detailAfter };
}
