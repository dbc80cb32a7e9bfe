import type { AddressInfo, Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { pause } from '../support/built-server.js';

/** A mail that the server has in whole. */
export interface TakenMail {
  /** Of the message, which stands in the Message-ID. */
  id: string;
  address: string;
  /** What the sender's clock showed when it left. */
  date: number;
  text: string;
  /** The sender can know that it was taken. */
  answered: boolean;
}

/** A refusal with this code. */
export type Refusal = 421 | 451;

/** What the server does to a mail on its way; what is absent goes well. */
export interface Trouble {
  atConnection?(): Refusal | undefined;
  atSender?(): Refusal | undefined;
  atRecipient?(address: string): Refusal | undefined;
  /** The connection ends before the text is asked for, or in the middle of it. */
  cuts?(address: string): 'before' | 'amid' | undefined;
  /** The mail is here: resolves when, and whether, the sender hears so. `drop`: the connection ends without an answer. */
  answer?(mail: TakenMail): Promise<'taken' | 'drop'>;
}

/** Longer than loopback takes to bring an answer to its reader. */
const HEARD_MS = 200;

/** A real SMTP server on this machine that misbehaves as it is told, and keeps every mail that it has in whole. */
export class TroubledMailServer {
  readonly taken: TakenMail[] = [];
  private readonly sockets = new Map<number, Socket>();
  /** Texts that are being read: one that is here in whole is, even after its connection has ended. */
  private readonly texts = new Set<Readable>();
  private server?: SMTPServer;
  private port = 0;
  private isClosing = false;

  private constructor(private readonly trouble: Trouble) {}

  static async start(trouble: Trouble = {}): Promise<TroubledMailServer> {
    const server = new TroubledMailServer(trouble);
    await server.open();
    return server;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  /** Each mail once, however often it came. */
  get distinct(): number {
    return new Set(this.taken.map((mail) => mail.id)).size;
  }

  /** Mails that came again. */
  get duplicates(): number {
    return this.taken.length - this.distinct;
  }

  get unanswered(): TakenMail[] {
    return this.taken.filter((mail) => !mail.answered);
  }

  timesTaken(id: string): number {
    return this.taken.filter((mail) => mail.id === id).length;
  }

  /** On the same port as before. */
  async open(): Promise<void> {
    this.isClosing = false;
    const server = new SMTPServer({ disabledCommands: ['AUTH', 'STARTTLS'], disableReverseLookup: true, ...this.handlers() });
    server.on('error', () => undefined);
    server.server.on('connection', (socket: Socket) => {
      const { remotePort } = socket;
      this.sockets.set(remotePort!, socket);
      socket.once('close', () => this.sockets.delete(remotePort!));
    });
    await new Promise<void>((resolve, reject) => {
      server.server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.port = (server.server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Nobody listens any more; what is under way ends without an answer. */
  async close(): Promise<void> {
    if (!this.server) return;
    this.isClosing = true;
    const { server } = this;
    this.server = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    // An answer that was given just now still reaches its reader.
    await pause(HEARD_MS);
    for (const socket of this.sockets.values()) socket.destroy();
    await closed;
  }

  /** Resolves when no connection is open (whoever had some has closed them, or has died) and all that came is in `taken`. */
  async unconnected(): Promise<void> {
    while (this.sockets.size > 0 || this.texts.size > 0) await pause(20);
  }

  private handlers(): Pick<SMTPServerOptions, 'onConnect' | 'onMailFrom' | 'onRcptTo' | 'onData'> {
    const { trouble } = this;
    return {
      onConnect: (_, next) => next(refusal(trouble.atConnection?.())),
      onMailFrom: (_address, _session, next) => next(refusal(this.isClosing ? 421 : trouble.atSender?.())),
      onRcptTo: ({ address }, _session, next) => next(refusal(trouble.atRecipient?.(address))),
      onData: (stream, session, next) => {
        const { address } = session.envelope.rcptTo[0]!;
        // What was read of a mail that broke off, by its end or by ours, is no mail.
        stream.once('error', () => undefined);
        const cut = trouble.cuts?.(address);
        if (cut === 'before') return this.drop(session);
        if (cut === 'amid') return void stream.once('data', () => this.drop(session));
        this.texts.add(stream);
        void simpleParser(stream).then(
          (parsed) => this.take(session, { parsed, address, stream }, next),
          () => this.texts.delete(stream),
        );
      },
    };
  }

  private async take(
    session: SMTPServerSession,
    { parsed, address, stream }: { parsed: Awaited<ReturnType<typeof simpleParser>>; address: string; stream: Readable },
    next: (error?: Error | null) => void,
  ): Promise<void> {
    const id = /^<([^@]+)@/.exec(parsed.messageId ?? '')?.[1] ?? 'none';
    const mail: TakenMail = { id, address, date: parsed.date!.getTime(), text: parsed.text ?? '', answered: false };
    this.taken.push(mail);
    this.texts.delete(stream);
    const answer = (await this.trouble.answer?.(mail)) ?? 'taken';
    const socket = this.sockets.get(session.remotePort);
    if (answer === 'drop' || this.isClosing || !socket || socket.destroyed) return this.drop(session);
    mail.answered = true;
    next();
  }

  private drop({ remotePort }: SMTPServerSession): void {
    this.sockets.get(remotePort)?.destroy();
  }
}

function refusal(code: Refusal | undefined): Error | undefined {
  return code === undefined ? undefined : Object.assign(new Error('Try again later'), { responseCode: code });
}
