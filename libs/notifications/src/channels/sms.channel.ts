import { rateOf } from '#platform';
import { e164 } from '../phone.rules.js';
import { defineChannel } from './channel.js';
import { mailboxFolder } from './email.channel.js';
import { MailboxTransport } from './mailbox.transport.js';
import { countryOf, smsProviderOf } from './sms.settings.js';
import { SmsTransport } from './sms.transport.js';
import { senderOf } from './smtp.transport.js';

export const sms = defineChannel({
  key: 'sms',
  label: 'Text message',
  format: 'text',
  obeysQuietHours: true,
  isSetUp: ({ smsUrl }) => smsUrl !== undefined,
  perSecond: ({ smsUrl }) => rateOf(smsUrl),

  /** Without a provider nobody is texted but the people of the demo clinic, into the mailbox folder. */
  addressOf({ phone, demo }, config) {
    const isOpen = config.smsUrl !== undefined || (demo && !config.demoMessages);
    return isOpen && phone !== undefined ? e164(phone, countryOf(config)) : undefined;
  },

  open({ config, now, atOnce }) {
    const mailbox = new MailboxTransport(mailboxFolder(config), senderOf(config), now);
    const provider = smsProviderOf(config);
    const transport = provider && new SmsTransport(provider, config.publicUrl, atOnce);
    return {
      send: (text) => (transport && (!text.to.demo || config.demoMessages) ? transport.send(text) : mailbox.sendText(text)),
      close: async () => transport?.close(),
    };
  },
});
