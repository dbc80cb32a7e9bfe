import { join } from 'node:path';
import { rateOf } from '#platform';
import { defineChannel } from './channel.js';
import { MailboxTransport } from './mailbox.transport.js';
import { senderOf, SmtpTransport } from './smtp.transport.js';

/** What an address header can carry safely: one address, no name, no list. */
const ADDRESS = /^[^\s,;<>"()[\]\\:@]{1,64}@[^\s,;<>"()[\]\\:@]{1,255}$/;

export const email = defineChannel({
  key: 'email',
  label: 'E-mail',
  format: 'mail',
  carriesMore: true,
  obeysQuietHours: false,

  addressOf: (contact) => (contact.email !== undefined && ADDRESS.test(contact.email) ? contact.email : undefined),

  perSecond: ({ smtpUrl }) => rateOf(smtpUrl),

  /** SMTP where it is set; the mailbox folder without it, and always for the people of the demo clinic. */
  open({ config, now, atOnce }) {
    const sender = senderOf(config);
    const mailbox = new MailboxTransport(mailboxFolder(config), sender, now);
    const smtp = config.smtpUrl === undefined ? undefined : new SmtpTransport(config.smtpUrl, sender, now, atOnce, config.dkim);
    return {
      send: (mail) => (smtp && (!mail.to.demo || config.demoMessages) ? smtp : mailbox).send(mail),
      close: async () => smtp?.close(),
    };
  },
});

export function mailboxFolder(config: { dataDir: string }): string {
  return join(config.dataDir, 'mailbox');
}
