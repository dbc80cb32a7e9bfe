import { oneLine } from '../text.js';
import type { Outgoing } from './channel.js';

/** Where mails come from; `host` also makes their Message-ID. */
export interface Sender {
  address: string;
  host: string;
}

/** The mail as nodemailer takes it. The same id gives the same Message-ID, so a repetition can be told from a second mail. */
export function mailOf(message: Outgoing, sender: Sender, now: number) {
  return {
    from: { name: oneLine(message.fromName), address: sender.address },
    to: { name: oneLine(message.to.displayName), address: message.address },
    subject: oneLine(message.subject),
    text: message.body,
    priority: message.urgent ? ('high' as const) : undefined,
    date: new Date(now),
    messageId: `<${message.id}@${sender.host}>`,
    // Keeps absence notes and other machines from answering (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
