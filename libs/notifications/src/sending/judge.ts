import { IN_APP } from '../channels/in-app.channel.js';
import type { Channels, Chosen } from '../channels/channels.service.js';
import type { DueMessage } from '../messages/message.types.js';
import { decideSend, needsQuietWay, type Reach, type SendDecision, type Topic } from './decide.rules.js';
import type { MessageFacts } from './message-facts.service.js';
import type { Recipient } from './recipients.service.js';

export interface Judged {
  decision: SendDecision;
  /** What it is about, as the decision saw it. */
  topic?: Topic;
  recipient?: Recipient;
  /** How it would reach them; without an address nothing does. */
  chosen?: Chosen;
}

type Ways = Pick<Channels, 'choose' | 'chooseQuiet'>;

/** What becomes of a message at `now`, with the recipient and the channel as they are. The worker and every forecast ask here. */
export function judge(now: number, message: DueMessage, facts: MessageFacts, channels: Ways): Judged {
  const recipient = facts.recipientOf(message);
  const chosen = chooseWay(now, message, facts, channels);
  const reach = recipient && chosen && reachBy(recipient, chosen);
  const topic = facts.topicOf(message);
  return {
    decision: decideSend(now, message, topic, reach, facts.locationOf(message), facts.policyOf(message)),
    topic,
    recipient,
    chosen,
  };
}

/** How a message reaches its recipient at `now`: as they prefer, unless that comes too late. */
export function chooseWay(now: number, message: DueMessage, facts: MessageFacts, channels: Ways): Chosen | undefined {
  const recipient = facts.recipientOf(message);
  if (!recipient) return undefined;
  const asked = facts.askedOf(message);
  const preferred = channels.choose(recipient, asked);
  const isTooLate = needsQuietWay(now, message, facts.topicOf(message), reachBy(recipient, preferred), facts.locationOf(message));
  return (isTooLate ? channels.chooseQuiet(recipient, asked) : undefined) ?? preferred;
}

function reachBy(recipient: Recipient, { channel, address, optedOut }: Chosen): Reach {
  return {
    remindersOptedOut: recipient.remindersOptedOut,
    address,
    optedOut,
    obeysQuietHours: channel.obeysQuietHours,
    isInApp: channel.key === IN_APP,
    preferences: recipient.preferences,
  };
}
