import { oneLine } from '../text.js';
import type { Outgoing } from './channel.js';

/** Where mails come from; `host` also makes their Message-ID. */
export interface Sender {
  address: string;
  host: string;
}

/** Says which message and which try a mail is, where a provider gives it a Message-ID of its own. */
export const MESSAGE_HEADER = 'X-Spotwork-Message';

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
    headers: {
      'Auto-Submitted': 'auto-generated',
      [MESSAGE_HEADER]: `${message.id}; try=${message.attempt}`,
      ...unsubscribeHeaders(message),
    },
    icalEvent: message.calendar && { ...message.calendar, filename: 'invite.ics' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** One press in the reader's mail program, which posts to the address by itself (RFC 8058). */
function unsubscribeHeaders({ unsubscribe }: Outgoing): Record<string, string> {
  return unsubscribe === undefined ? {} : { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}

/**
 * What the sender's signature covers: what nodemailer signs by itself, and the press that it leaves out. Without it anybody on
 * the way could make the address one that acts.
 */
export const SIGNED_HEADERS = [
  'From',
  'Sender',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'To',
  'Cc',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'Auto-Submitted',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
].join(':');
