import type { Readable } from 'node:stream';
import { createTransport, type NodemailerError } from 'nodemailer';
import type { Config } from '#platform';
import { SEND_MS, type Delivery, type Outgoing } from './channel.js';
import { mailOf, type Sender, SIGNED_HEADERS } from './mail.js';
import { type Fault, faultOf } from './smtp.rules.js';

const CONNECT_MS = 8000;
const SILENCE_MS = 15_000;
const MAILS_PER_CONNECTION = 100;

/** Mails over a pool of SMTP connections. */
export class SmtpTransport {
  private readonly transport;
  /** The text of each mail under way, by Message-ID: once it was read, the server may have the mail. */
  private readonly texts = new Map<string, Readable>();

  constructor(
    url: string,
    private readonly sender: Sender,
    private readonly now: () => number,
    atOnce: number,
    dkim?: Config['dkim'],
  ) {
    this.transport = createTransport({
      url: withoutOurs(url),
      pool: true,
      maxConnections: atOnce,
      maxMessages: MAILS_PER_CONNECTION,
      maxRequeues: 1,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      dkim: dkim && {
        domainName: sender.host,
        keySelector: dkim.selector,
        privateKey: dkim.privateKey,
        headerFieldNames: SIGNED_HEADERS,
      },
    });
    this.transport.use('stream', (mail, done) => {
      const make = mail.message.createReadStream.bind(mail.message);
      mail.message.createReadStream = (options) => {
        const text = make(options);
        this.texts.set(mail.message.messageId(), text as Readable);
        return text;
      };
      done();
    });
  }

  async send(message: Outgoing): Promise<Delivery> {
    const signal = AbortSignal.timeout(SEND_MS);
    const mail = mailOf(message, this.sender, this.now());
    try {
      await this.transport.sendMail({ ...mail, signal });
      return { kind: 'sent' };
    } catch (error) {
      return classify(error as NodemailerError, this.texts.get(mail.messageId)?.readableDidRead === true);
    } finally {
      this.texts.delete(mail.messageId);
    }
  }

  async close(): Promise<void> {
    this.transport.close();
  }
}

/**
 * Only a refusal of this recipient or this text is final. One that is about us (a login, a sender, a limit) is the operator's to
 * mend and would otherwise fail every message of the day for good: an outage, like a server that does not answer. Silence after
 * the text was handed over leaves the outcome unknown.
 */
export function classify(error: NodemailerError, textWasRead: boolean): Delivery {
  const { responseCode, response, command } = error;
  if (responseCode === undefined) {
    const reason = `smtp-${(error.code ?? 'error').toLowerCase()}`;
    return textWasRead ? { kind: 'unknown', reason } : { kind: 'retry', reason, outage: true };
  }
  return { ...BY_FAULT[faultOf({ code: responseCode, response, command })], reason: `smtp-${responseCode}` };
}

const BY_FAULT = {
  address: { kind: 'give-up' },
  passing: { kind: 'retry' },
  ours: { kind: 'retry', outage: true },
  unclear: { kind: 'retry', outage: 'perhaps' },
} as const satisfies Record<Fault, object>;

/** From `?from=` of SMTP_URL, else its user where that is an address, else a no-reply at the host of PUBLIC_URL. */
export function senderOf(config: Pick<Config, 'publicUrl' | 'smtpUrl'>): Sender {
  const url = config.smtpUrl === undefined ? undefined : new URL(config.smtpUrl);
  const user = decodeURIComponent(url?.username ?? '');
  const address = url?.searchParams.get('from') ?? (user.includes('@') ? user : `no-reply@${new URL(config.publicUrl).hostname}`);
  return { address, host: address.slice(address.lastIndexOf('@') + 1) };
}

/** What is said there to us, not to the mail library. */
function withoutOurs(url: string): string {
  const plain = new URL(url);
  for (const name of ['from', 'rate']) plain.searchParams.delete(name);
  return plain.href;
}
