import { IN_APP } from '../channels/in-app.channel.js';
import type { Channels, Chosen } from '../channels/channels.service.js';
import type { Message } from '../messages/message.types.js';
import { decideSend, type SendDecision } from './decide.rules.js';
import type { MessageFacts } from './message-facts.service.js';
import type { Recipient } from './recipients.service.js';

export interface Judged {
  decision: SendDecision;
  recipient?: Recipient;
  /** How it would reach them; without an address nothing does. */
  chosen?: Chosen;
}

/** What becomes of a message at `now`, with the recipient and the channel as they are. The worker and every forecast ask here. */
export function judge(now: number, message: Message, facts: MessageFacts, channels: Pick<Channels, 'choose'>): Judged {
  const recipient = facts.recipientOf(message);
  const chosen = recipient && channels.choose(recipient, facts.askedOf(message));
  const reach = chosen && {
    remindersOptedOut: recipient.remindersOptedOut,
    address: chosen.address,
    optedOut: chosen.optedOut,
    obeysQuietHours: chosen.channel.obeysQuietHours,
    isInApp: chosen.channel.key === IN_APP,
    preferences: recipient.preferences,
  };
  return {
    decision: decideSend(now, message, facts.topicOf(message), reach, facts.locationOf(message), facts.policyOf(message)),
    recipient,
    chosen,
  };
}
