import type { Instant } from './types';

export type MessageStatus = 'planned' | 'held' | 'queued' | 'sent' | 'delivered' | 'failed' | 'skipped';

/** What would become of a message that waits, when it is due, as things are now. */
export interface Outlook {
  decision: 'send' | 'hold' | 'skip' | (string & {});
  reason?: string;
  until?: Instant;
}

export interface Message {
  id: string;
  version: number;
  /** Absent when it is about something else. */
  visitId?: string;
  about?: { type: string; id: string; referralId?: string };
  kind: string;
  step?: string;
  channel: string;
  recipient: { type: string; id?: string; displayName: string };
  status: MessageStatus;
  reason?: string;
  dueAt: Instant;
  sentAt?: Instant;
  handledAt?: Instant;
  /** Of what waits. */
  outlook?: Outlook;
  subject?: string;
  body: string;
  advice: string[];
}

export interface Mail {
  file: string;
  to: string;
  subject: string;
  date: string;
  text: string;
}
