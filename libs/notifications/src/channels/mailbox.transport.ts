import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Delivery, Outgoing } from './channel.js';
import { mailOf, type Sender } from './mail.js';

export interface MailboxMail {
  file: string;
  messageId: string;
  to: string;
  subject: string;
  date: string;
  text: string;
}

/**
 * Writes mails into a folder as `.eml`, which every mail program opens: the transport without SMTP, and always for the
 * people of the demo clinic. Beside each stands its text as JSON, so that listing them needs no mail parser.
 */
export class MailboxTransport {
  private readonly composer = createTransport({ streamTransport: true, buffer: true });

  constructor(
    private readonly folder: string,
    private readonly sender: Sender,
    private readonly now: () => number,
  ) {}

  async send(message: Outgoing): Promise<Delivery> {
    const now = this.now();
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      const mail = mailOf(message, this.sender, now);
      const composed = await this.composer.sendMail(mail);
      const name = `${now}-${message.id}`;
      const summary = { to: message.address, subject: mail.subject, date: mail.date.toISOString(), text: message.body };
      await this.write(`${name}.eml`, composed.message as Buffer);
      await this.write(`${name}.json`, JSON.stringify(summary));
      return { kind: 'sent' };
    } catch (error) {
      return { kind: 'retry', reason: `mailbox-${((error as { code?: string }).code ?? 'error').toLowerCase()}` };
    }
  }

  /** It gets its name when it is complete: readers never see half a mail. */
  private async write(name: string, content: Buffer | string): Promise<void> {
    const file = join(this.folder, name);
    await writeFile(`${file}.part`, content, { mode: 0o600 });
    await rename(`${file}.part`, file);
  }
}

/** The newest mails of a mailbox folder, newest first. Names begin with the time, so they sort by it. */
export async function latestMails(folder: string, limit: number): Promise<MailboxMail[]> {
  const names = await readdir(folder).catch(() => [] as string[]);
  const newest = names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .slice(-limit)
    .reverse();
  return Promise.all(
    newest.map(async (name) => {
      const summary = JSON.parse(await readFile(join(folder, name), 'utf8')) as Omit<MailboxMail, 'file' | 'messageId'>;
      const base = name.replace(/\.json$/, '');
      return { file: `${base}.eml`, messageId: base.slice(base.indexOf('-') + 1), ...summary };
    }),
  );
}
