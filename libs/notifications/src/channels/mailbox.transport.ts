import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { toGsm } from '../gsm.js';
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

/** As it stands beside the mail; those of before texts have no type. */
type Kept = Omit<MailboxMail, 'file' | 'messageId'> & { type?: 'eml' | 'txt' };

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
    const mail = mailOf(message, this.sender, this.now());
    return this.keep(message, mail.date, { subject: mail.subject, text: message.body }, 'eml', async () => {
      return (await this.composer.sendMail(mail)).message as Buffer;
    });
  }

  /** A text of the demo, as its reader would have it. */
  async sendText(message: Outgoing): Promise<Delivery> {
    const text = toGsm(message.body);
    return this.keep(message, new Date(this.now()), { subject: 'Text message', text }, 'txt', async () => text);
  }

  private async keep(
    message: Outgoing,
    date: Date,
    shown: { subject: string; text: string },
    type: 'eml' | 'txt',
    compose: () => Promise<Buffer | string>,
  ): Promise<Delivery> {
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      const name = `${date.getTime()}-${message.id}`;
      await this.write(`${name}.${type}`, await compose());
      await this.write(`${name}.json`, JSON.stringify({ type, to: message.address, date: date.toISOString(), ...shown }));
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
      const { type = 'eml', ...summary } = JSON.parse(await readFile(join(folder, name), 'utf8')) as Kept;
      const base = name.replace(/\.json$/, '');
      return { file: `${base}.${type}`, messageId: base.slice(base.indexOf('-') + 1), ...summary };
    }),
  );
}
