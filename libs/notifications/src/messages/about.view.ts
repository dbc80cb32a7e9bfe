import type { MessageFacts } from '../sending/message-facts.service.js';
import type { Message } from './message.types.js';
import type { MessageAboutView } from './messages.dto.js';

/** What a message is about if that is no visit. */
export function aboutView(message: Message, facts: MessageFacts): MessageAboutView | undefined {
  const topic = facts.otherTopicOf(message);
  return topic && { type: topic.type, id: topic.id, referralId: topic.referralId };
}
