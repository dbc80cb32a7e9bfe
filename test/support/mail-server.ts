import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A real SMTP server on this machine that keeps what it is sent. */
export class MailServer {
  readonly mails: ParsedMail[] = [];

  private constructor(
    private readonly server: SMTPServer,
    readonly url: string,
  ) {}

  static async start(): Promise<MailServer> {
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      onData: (stream, _, done) => {
        simpleParser(stream).then((mail) => (mails.push(mail), done()), done);
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.server.address() as AddressInfo;
    const started = new MailServer(server, `smtp://127.0.0.1:${port}`);
    const { mails } = started;
    return started;
  }

  /** To one address, oldest first. */
  to(address: string): ParsedMail[] {
    return this.mails.filter(({ to }) => [to].flat().some((one) => one?.value.some((person) => person.address === address)));
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
